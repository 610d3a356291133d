//! Putting a sheet together in few words.

use super::{ColumnKind, Content, Mark, SheetCell, SheetPanel, Stat, TableColumn, Tone, Word, Words};
use crate::{Route, TestId};

impl Mark {
    /// The word beside the icon, where nothing more exact is at hand.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "Passed",
            Self::Failed => "Failed",
            Self::Errored => "Errored",
            Self::Skipped => "Skipped",
            Self::Flaky => "Flaky",
            Self::Warning => "Warning",
            Self::Unknown => "Unknown",
            Self::Open => "Open",
        }
    }
}

impl Words {
    /// Adds plain text.
    #[must_use]
    pub fn then(self, text: impl Into<String>) -> Self {
        self.toned(Tone::Plain, text)
    }

    /// Adds text in another tone.
    #[must_use]
    pub fn toned(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.0.push(Word { text: text.into(), tone, to: String::new() });
        self
    }

    /// Adds text that leads to a page.
    #[must_use]
    pub fn link(mut self, text: impl Into<String>, to: &Route) -> Self {
        self.0.push(Word::link(text, to));
        self
    }

    /// Adds text in another tone that leads to a page.
    #[must_use]
    pub fn toned_link(mut self, tone: Tone, text: impl Into<String>, to: &Route) -> Self {
        self.0.push(Word { tone, ..Word::link(text, to) });
        self
    }

    /// Adds a test, which leads to its page.
    #[must_use]
    pub fn test(self, id: &TestId) -> Self {
        self.toned_link(Tone::Test, id.0.clone(), &Route::Test(id.key()))
    }

    /// What stands where nothing was measured.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default().toned(Tone::Unknown, "unknown")
    }

    /// Adds a word behind a point, or alone where there is nothing before it; nothing where there is no word.
    #[must_use]
    pub fn beside(mut self, word: Option<Word>) -> Self {
        if let Some(word) = word {
            self = if self.is_empty() { self } else { self.then(" · ") };
            self.0.push(word);
        }
        self
    }

    /// Whether it says nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// No text makes no words.
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::default() } else { Self::default().then(text) }
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::default() } else { Self::default().then(text) }
    }
}

impl std::fmt::Display for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|word| formatter.write_str(&word.text))
    }
}

impl Word {
    /// Text that leads to a page.
    pub fn link(text: impl Into<String>, to: &Route) -> Self {
        Self { text: text.into(), tone: Tone::Plain, to: to.to_string() }
    }

    /// Where it leads, when that is a place that a link may lead to. An artifact can write any address into a
    /// report; none of them may run anything.
    pub fn address(&self) -> Option<&str> {
        let to = self.to.as_str();
        ["#/", "https://", "http://"].iter().any(|start| to.starts_with(start)).then_some(to)
    }
}

impl<T: Into<Words>> From<T> for SheetCell {
    fn from(words: T) -> Self {
        Self { words: words.into(), ..Self::default() }
    }
}

impl SheetCell {
    /// A mark with words; none takes the mark's own.
    pub fn mark(mark: Mark, words: impl Into<Words>) -> Self {
        Self { mark: Some(mark), ..Self::from(words) }
    }

    /// A bar that fills `share` of its track.
    pub fn bar(share: f64) -> Self {
        Self { bar: Some(share), ..Self::default() }
    }

    /// With a second line.
    #[must_use]
    pub fn below(mut self, sub: impl Into<Words>) -> Self {
        self.sub = sub.into();
        self
    }
}

impl SheetPanel {
    /// A panel with this heading.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// One line that says what the content shows.
    #[must_use]
    pub fn say(mut self, say: impl Into<Words>) -> Self {
        self.say = say.into();
        self
    }

    /// A link beside the heading.
    #[must_use]
    pub fn link(mut self, text: impl Into<String>, to: &Route) -> Self {
        self.link = Some(Word::link(text, to));
        self
    }

    /// Adds content.
    #[must_use]
    pub fn with(mut self, content: Content) -> Self {
        self.content.push(content);
        self
    }
}

impl TableColumn {
    /// A column of this kind.
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        Self { title: title.into(), kind, wide: false }
    }

    /// That a narrow screen can do without it.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

impl Stat {
    /// A figure; `value` is the figure and its unit.
    pub fn new(
        label: impl Into<String>,
        value: Option<(String, String)>,
        compared: impl Into<Words>,
    ) -> Self {
        let (value, unit) = value.map_or((None, String::new()), |(value, unit)| (Some(value), unit));
        Self { label: label.into(), value, unit, compared: compared.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_and_the_web_are_linked() {
        let address = |to: &str| Word { to: to.to_owned(), ..Word::default() }.address().is_some();
        assert!(address("#/failures") && address("https://ci.example/1"));
        assert!(
            !address("javascript:alert(1)") && !address("data:text/html,x") && !address("//evil.example")
        );
        assert!(!address("") && !address(" https://x") && !address("#x"));
    }
}
