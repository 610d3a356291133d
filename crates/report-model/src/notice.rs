//! Problems that do not stop the run: what, where, what it means for the figures, and what to do.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::text;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was lost or could not be read.
    Error,
    /// A figure rests on a repair or a guess.
    Warning,
    /// Worth knowing; no figure is in doubt.
    Note,
}

/// Where in an artifact something was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Location {
    /// The artifact, as it was named to the reader.
    pub path: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
    /// The element or field, such as `testsuites/testsuite[3]("core")/testcase[12]/@time`.
    pub element: Option<String>,
}

impl Location {
    /// The artifact as a whole.
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }
}

/// One problem that did not stop the run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// What happened, as a sentence.
    pub message: String,
    /// What it means for the figures.
    pub effect: Option<String>,
    /// What a person can do about it.
    pub hint: Option<String>,
    /// Where it was found.
    pub location: Option<Location>,
}

/// What is quoted from a broken artifact may be as long as the artifact; a notice is read by a person.
const MOST_LETTERS: usize = 1000;

impl Notice {
    fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            message: text::beginning(&message.into(), MOST_LETTERS),
            effect: None,
            hint: None,
            location: None,
        }
    }

    /// Something was lost or could not be read.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A figure rests on a repair or a guess.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// Worth knowing.
    pub fn note(message: impl Into<String>) -> Self {
        Self::new(Severity::Note, message)
    }

    /// Says what it means for the figures.
    #[must_use]
    pub fn effect(mut self, effect: impl Into<String>) -> Self {
        self.effect = Some(effect.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says where it was found.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }
}

/// Collects notices along the path, so that a partial failure cannot be dropped by accident.
#[derive(Debug, Default)]
pub struct Notices(Mutex<Vec<Notice>>);

impl Notices {
    /// Keeps a notice.
    pub fn push(&self, notice: Notice) {
        self.lock().push(notice);
    }

    /// How many were collected so far.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether nothing was worth telling so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The notices of one severity so far, by place.
    pub fn of_severity(&self, severity: Severity) -> Vec<Notice> {
        let mut notices = self.lock().clone();
        notices.retain(|notice| notice.severity == severity);
        notices.sort_by(|a, b| (&a.location, &a.message).cmp(&(&b.location, &b.message)));
        notices
    }

    /// All notices, the gravest first, then by place; the same notice twice is one.
    pub fn into_sorted(self) -> Vec<Notice> {
        let mut notices = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        notices.sort_by(|a, b| {
            (a.severity, &a.location, &a.message).cmp(&(b.severity, &b.location, &b.message))
        });
        notices.dedup();
        notices
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Notice>> {
        // A poisoned lock only means that another reader panicked after pushing; the list itself is whole.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_quotation_is_cut_between_characters() {
        assert_eq!(Notice::note("ü".repeat(1000)).message, "ü".repeat(1000));
        assert_eq!(Notice::note("ü".repeat(5000)).message, format!("{}…", "ü".repeat(1000)));
    }

    #[test]
    fn the_gravest_come_first_and_once() {
        let notices = Notices::default();
        notices.push(Notice::note("b"));
        notices.push(Notice::error("z").at(Location::file("a.xml")));
        notices.push(Notice::note("b"));
        let sorted = notices.into_sorted();
        assert_eq!(sorted.len(), 2);
        assert_eq!(sorted[0].severity, Severity::Error);
    }
}
