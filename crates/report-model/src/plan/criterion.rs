//! What must hold, and what a statement of the plan is about.

use super::Band;
use crate::{Comparison, Location};

/// Something that must hold for the plan to be done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Criterion {
    /// What is written.
    pub text: String,
    /// The heading it stands under.
    pub section: String,
    /// Whether it was ticked by hand; `None` where nothing can be ticked.
    pub ticked: Option<bool>,
    /// What it asks to be measured; empty when it names no number.
    pub expectations: Vec<Expectation>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A number that something shall have.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What is measured.
    pub subject: Subject,
    /// Of what: the name of a component, an operation, a category; `None` for all.
    pub scope: Option<String>,
    /// How it compares.
    pub comparison: Comparison,
    /// The limit: percent, seconds, bytes, a rate a second, or a count.
    pub band: Band,
}

/// What a number in a plan is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Every test known.
    Tests,
    /// Tests that pass.
    Passing,
    /// The share of tests that pass, in percent.
    PassRate,
    /// Tests that fail.
    Failing,
    /// Tests that error.
    Errors,
    /// Tests that are skipped.
    Skipped,
    /// Flaky tests.
    Flaky,
    /// Tests that ran.
    Executed,
    /// The share of tests that ran, in percent.
    ExecutedShare,
    /// Line coverage in percent.
    LineCoverage,
    /// Branch coverage in percent.
    BranchCoverage,
    /// Test files.
    Files,
    /// The suite's time in seconds.
    SuiteSecs,
    /// A time in seconds, of what the scope names.
    Secs,
    /// A rate a second, of what the scope names.
    Rate,
    /// A size in bytes, of what the scope names.
    Bytes,
    /// The sum of the efforts in hours.
    EffortHours,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 17] = [
        Self::Tests,
        Self::Passing,
        Self::PassRate,
        Self::Failing,
        Self::Errors,
        Self::Skipped,
        Self::Flaky,
        Self::Executed,
        Self::ExecutedShare,
        Self::LineCoverage,
        Self::BranchCoverage,
        Self::Files,
        Self::SuiteSecs,
        Self::Secs,
        Self::Rate,
        Self::Bytes,
        Self::EffortHours,
    ];

    /// The subject as a word for scripts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Passing => "passing",
            Self::PassRate => "pass_rate",
            Self::Failing => "failing",
            Self::Errors => "errors",
            Self::Skipped => "skipped",
            Self::Flaky => "flaky",
            Self::Executed => "executed",
            Self::ExecutedShare => "executed_share",
            Self::LineCoverage => "line_coverage",
            Self::BranchCoverage => "branch_coverage",
            Self::Files => "files",
            Self::SuiteSecs => "suite_secs",
            Self::Secs => "secs",
            Self::Rate => "rate",
            Self::Bytes => "bytes",
            Self::EffortHours => "effort_hours",
        }
    }

    /// Whether it is a share in percent.
    pub const fn is_percent(self) -> bool {
        matches!(self, Self::PassRate | Self::ExecutedShare | Self::LineCoverage | Self::BranchCoverage)
    }
}

/// A count or share that the plan says was measured when it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenTotal {
    /// What was counted.
    pub subject: Subject,
    /// The value; a band where the plan gives one.
    pub value: Band,
    /// Whether the plan says that it is not exact.
    pub about: bool,
    /// Where it is written.
    pub source: Location,
}
