//! What the suite is made of, and how much of it was run.

use crate::{BatchResult, Location};

/// A part of the suite that was run on its own, as a plan reports it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// What the plan calls it.
    pub name: String,
    /// Paths that it names.
    pub paths: Vec<String>,
    /// How many tests were collected.
    pub collected: Option<u64>,
    /// How many of them ran.
    pub run: Option<u64>,
    /// How many passed.
    pub passed: Option<u64>,
    /// How many failed.
    pub failed: Option<u64>,
    /// What came of it, as written.
    pub written: Option<String>,
    /// What came of it.
    pub result: BatchResult,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A folder of tests, as a plan describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// Its path.
    pub path: String,
    /// How many files it has.
    pub files: Option<u64>,
    /// How many tests it has.
    pub tests: Option<u64>,
    /// Whether the number of tests is only about right.
    pub about: bool,
    /// How many of them pass.
    pub passing: Option<u64>,
    /// How many of them fail.
    pub failing: Option<u64>,
    /// Whether all of it was run; `None` when the plan does not tell.
    pub validated: Option<bool>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// Tests that are left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Which.
    pub tests: Vec<super::TestReference>,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub source: Option<Location>,
}
