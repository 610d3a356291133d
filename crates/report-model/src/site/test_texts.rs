//! What artifacts said about tests beyond their outcome: fetched when a test is opened.

use serde::{Deserialize, Serialize};

use super::SheetPanel;
use crate::Outcome;

/// The texts of a stretch of rows. Rows of which nothing was said are not in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TestTexts {
    /// The rows, ascending.
    pub rows: Vec<u32>,
    /// What was said about each of them.
    pub texts: Vec<TestTextEntry>,
}

/// What was said about one test.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TestTextEntry {
    /// The source file, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line it is written on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The suite it stood in, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suites: Vec<String>,
    /// The machine or project it ran on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Why it did not pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<FailureText>,
    /// What was read of these texts, for rules to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingText>,
    /// Every attempt, when there was more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<AttemptText>,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_reason: Option<String>,
    /// Its standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdout: Option<String>,
    /// Its standard error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stderr: Option<String>,
    /// Names and values that the runner attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(String, String)>,
    /// The artifact it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// What else its page shows: diagnoses of the plan that name it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panels: Vec<SheetPanel>,
}

/// One reason why a test, or an attempt at it, did not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureText {
    /// Failed or errored.
    pub outcome: Outcome,
    /// The exception's type, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The message in short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The full text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// What was expected beside what came, where the texts tell both for certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// Two values line by line, as far as the runner printed them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Difference {
    /// What lines with `-` are: `expected`, or `left` where the runner does not tell which side is which.
    pub minus: String,
    /// What lines with `+` are: `actual`, or `right`.
    pub plus: String,
    /// The lines; a stretch that both have may be left out, which a line with `…` tells.
    pub lines: Vec<DifferenceLine>,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DifferenceLine {
    /// `-`, `+`, `…` for lines that are left out, or nothing for a line that both have.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sign: String,
    /// The line's number in its value, from 1; 0 for lines that are left out.
    #[serde(default)]
    pub number: u32,
    /// The text in parts that are the same on both sides and parts that are not, by turns; the first is the same.
    pub parts: Vec<String>,
}

/// What rules look at and only a reading of the whole text tells.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadingText {
    /// The types of the exceptions, the root cause first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// The message of the root cause.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The place in the project's own code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
}

impl From<&FailureText> for crate::run::Failure {
    fn from(text: &FailureText) -> Self {
        let FailureText { outcome, kind, message, trace, difference: _ } = text.clone();
        Self { outcome, kind, message, trace }
    }
}

/// One try at a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptText {
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_us: Option<u64>,
    /// Why it did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureText>,
}
