//! Tests whose outcome changes although nothing is known to have changed.

use serde::{Deserialize, Serialize};

use crate::TestId;

/// The flaky tests, those with the strongest evidence first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flaky {
    /// The ids of the runs that were looked at, oldest first, this one last.
    pub runs: Vec<String>,
    /// The tests.
    pub tests: Vec<FlakyTest>,
}

/// A test and what speaks for its being flaky; at least one of the three does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FlakyTest {
    /// The test.
    pub id: TestId,
    /// Its row in the test index; `None` when it is not in this run.
    pub row: Option<u32>,
    /// How many of the runs it passed only on a retry, this one among them.
    pub retried: u64,
    /// The commits on which it both passed and failed, in different runs; the latest last.
    pub both_on: Vec<String>,
    /// How often it changed between passing and failing from one run to the next.
    pub flips: u64,
    /// How many of the runs it passed in.
    pub passed: u64,
    /// How many of the runs it failed or errored in.
    pub failed: u64,
}
