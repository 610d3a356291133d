//! Tests whose outcome changes although nothing is known to have changed.

use serde::{Deserialize, Serialize};

use crate::{Outcome, TestId};

/// The flaky tests, those with the strongest evidence first, and those that simply broke or were repaired.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Flaky {
    /// The ids of the runs that were looked at, oldest first, this one last.
    pub runs: Vec<String>,
    /// The runs among them in which most tests failed together: they accuse no single test.
    #[serde(default)]
    pub left_out: Vec<LeftOutRun>,
    /// The flaky tests.
    pub tests: Vec<FlakyTest>,
    /// The tests that fail and are not flaky, then those that failed and pass now.
    #[serde(default)]
    pub settled: Vec<FlakyTest>,
    /// How many tests show no sign of anything.
    #[serde(default)]
    pub healthy: u64,
    /// How many tests ran too seldom to tell.
    #[serde(default)]
    pub undecided: u64,
    /// The time in seconds of the flaky tests' attempts that had to be repeated; `None` when no artifact told.
    #[serde(default)]
    pub lost_secs: Option<f64>,
    /// The time in seconds of whole runs that repeated a commit and in which something passed that had failed on it.
    #[serde(default)]
    pub rerun_secs: Option<f64>,
}

/// A run that is not counted, because most of its tests failed together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeftOutRun {
    /// The run.
    pub run: String,
    /// How many tests failed or errored in it.
    pub bad: u64,
    /// How many ran to a verdict.
    pub executed: u64,
}

/// What a test is like over its runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestState {
    /// Nothing speaks against it.
    #[default]
    Healthy,
    /// It ran too seldom to tell.
    Undecided,
    /// It fails now and then for no known reason.
    Flaky,
    /// It fails, and not by chance.
    Broken,
    /// It failed, or was flaky, and passes for long enough.
    Fixed,
}

impl TestState {
    /// The word of the field: `healthy`, `undecided`, `flaky`, `broken`, `fixed`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Undecided => "undecided",
            Self::Flaky => "flaky",
            Self::Broken => "broken",
            Self::Fixed => "fixed",
        }
    }
}

/// A test, what it is like, and what speaks for that.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FlakyTest {
    /// The test.
    pub id: TestId,
    /// Its row in the test index; `None` when it is not in this run.
    pub row: Option<u32>,
    /// What it is like.
    #[serde(default)]
    pub state: TestState,
    /// The rule that decided it, as a part of a sentence: `passed only on a retry in 3 runs`.
    #[serde(default)]
    pub because: String,
    /// The run from which on it is broken or fixed.
    #[serde(default)]
    pub since: Option<String>,
    /// How many of the runs it passed only on a retry, this one among them.
    pub retried: u64,
    /// The commits on which it both passed and failed, in different runs; the latest last.
    pub both_on: Vec<String>,
    /// How often it changed between passing and failing from one run to the next.
    pub flips: u64,
    /// How many times it failed for fewer than four runs, with a pass before and after.
    #[serde(default)]
    pub spells: u64,
    /// How many of the runs it passed in.
    pub passed: u64,
    /// How many of the runs it failed or errored in.
    pub failed: u64,
    /// The share of runs in which it did not pass at once, times at which it was broken left out; `None` when it was
    /// broken all the time.
    #[serde(default)]
    pub rate: Option<f64>,
    /// The lower end of the interval for [`rate`](Self::rate) at 95 %.
    #[serde(default)]
    pub rate_low: Option<f64>,
    /// The upper end of that interval.
    #[serde(default)]
    pub rate_high: Option<f64>,
    /// Its outcomes in the last runs, oldest first, a letter each as in the test index.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub strip: String,
    /// The latest runs in which it did not pass at once, newest first; for flaky tests only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<FlakyEvent>,
    /// The time in seconds of its attempts that had to be repeated; `None` when no artifact told.
    #[serde(default)]
    pub lost_secs: Option<f64>,
}

/// A run in which a test did not pass at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlakyEvent {
    /// The run.
    pub run: String,
    /// The commit that it tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// How it ended: passed, after a retry, or failed or errored.
    pub outcome: Outcome,
}
