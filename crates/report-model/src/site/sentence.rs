//! A sentence whose important parts are marked, so that a page can underline them and a terminal can make them bold.

use serde::{Deserialize, Serialize};

/// A sentence in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sentence(pub Vec<Span>);

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Whether this part is what the sentence is about.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
}

impl Sentence {
    /// Adds plain words.
    #[must_use]
    pub fn then(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: false });
        self
    }

    /// Adds words that the sentence is about.
    #[must_use]
    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span { text: text.into(), strong: true });
        self
    }

    /// Whether it says nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Sentence {
    fn from(text: &str) -> Self {
        Self::default().then(text)
    }
}

impl From<String> for Sentence {
    fn from(text: String) -> Self {
        Self::default().then(text)
    }
}

impl std::fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|span| formatter.write_str(&span.text))
    }
}
