//! The titles of suites within suites, which make the names of the tests in them.

use report_model::{Notice, Notices};

use crate::Artifact;
use crate::tally::counted;

/// How long the titles of all suites that a test is in may be together: every test repeats them.
const MAX_TITLES: usize = 2 << 10;

/// The titles of the suite that is being read and of those around it, in one text that grows and shrinks with them.
#[derive(Debug)]
pub(super) struct Titles {
    text: String,
    between: &'static str,
    /// Suites whose titles found no place.
    left_out: u64,
}

impl Titles {
    /// None so far; `between` will stand between two.
    pub(super) fn joined_by(between: &'static str) -> Self {
        Self { text: String::new(), between, left_out: 0 }
    }

    /// Goes from wherever it was into a suite whose surroundings take `outer` bytes; gives what they take with it.
    pub(super) fn enter(&mut self, outer: usize, title: &str) -> usize {
        self.text.truncate(outer);
        if title.is_empty() {
            return outer;
        }
        let between = if outer == 0 { "" } else { self.between };
        if outer + between.len() + title.len() > MAX_TITLES {
            self.left_out += 1;
            return outer;
        }
        self.text.push_str(between);
        self.text.push_str(title);
        self.text.len()
    }

    /// All titles of the suite that was entered last.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All titles with the one of a test.
    pub(super) fn with(&self, title: &str) -> String {
        let parts = [&self.text, title];
        if parts.iter().any(|part| part.is_empty()) { parts.concat() } else { parts.join(self.between) }
    }

    /// Tells what was left out.
    pub(super) fn report(&self, artifact: &Artifact<'_>, notices: &Notices) {
        if self.left_out > 0 {
            let suites = counted(self.left_out, "suite", "suites");
            let longest = report_model::text::bytes(MAX_TITLES as u64);
            notices.push(
                Notice::warning(format!(
                    "the titles of {suites} make names longer than {longest}; left out of the names"
                ))
                .effect("tests in such suites may not be told apart")
                .hint("give suites shorter titles, and nest them less deeply")
                .at(artifact.location()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_those_of_the_suites_around() {
        let mut titles = Titles::joined_by(" > ");
        let outer = titles.enter(0, "a");
        let inner = titles.enter(outer, "b");
        assert_eq!((titles.with("t"), titles.with("")), ("a > b > t".to_owned(), "a > b".to_owned()));
        titles.enter(inner, "");
        assert_eq!(titles.text(), "a > b");
        titles.enter(outer, "c");
        assert_eq!(titles.text(), "a > c");
        titles.enter(0, "");
        assert_eq!(titles.with("t"), "t");
        assert_eq!(titles.left_out, 0);
    }

    #[test]
    fn endless_titles_are_left_out_and_told() {
        let mut titles = Titles::joined_by(" ");
        let mut length = 0;
        for _ in 0..10_000 {
            length = titles.enter(length, "a suite");
        }
        assert!(length <= MAX_TITLES && titles.text().len() == length);
        let notices = Notices::default();
        titles.report(&Artifact::new("a.json", b""), &notices);
        let told = notices.into_sorted();
        assert!(told[0].message.starts_with("the titles of 9744 suites"), "{told:?}");
    }
}
