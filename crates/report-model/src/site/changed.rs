//! What is different from the run before, test by test.

use serde::{Deserialize, Serialize};

use super::RenamedTest;
use crate::TestId;

/// Every test that changed. Counts of all stand in [`super::Changes`]; here are at most 2,000 of each kind, the
/// coverage of files stands in [`super::CoverageFiles`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChangedTests {
    /// The run it is compared with.
    pub before: String,
    /// Its commit: what broke or repaired something came after it.
    pub before_commit: Option<String>,
    /// The commit of this run, up to which it came.
    pub commit: Option<String>,
    /// Tests that fail now and did not: this run is their first bad one.
    pub newly_failing: Vec<ChangedRow>,
    /// Tests that failed and pass now.
    pub fixed: Vec<ChangedRow>,
    /// Tests that failed and still do.
    pub still_failing: Vec<StillFailingRow>,
    /// Tests that were not there.
    pub added: Vec<ChangedRow>,
    /// Tests that are gone.
    pub removed: Vec<TestId>,
    /// Tests that are skipped now and were not.
    pub newly_skipped: Vec<ChangedRow>,
    /// Tests that got another name in this run.
    pub renamed: Vec<RenamedTest>,
    /// Tests that took much longer than they usually do, the largest difference first; at most 50.
    pub slower: Vec<PaceRow>,
    /// Tests that took much less than they usually do, the largest difference first; at most 50.
    pub faster: Vec<PaceRow>,
}

/// A test that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChangedRow {
    /// The test.
    pub id: TestId,
    /// Its row in the test index.
    pub row: u32,
}

/// A test that fails for more than one run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StillFailingRow {
    /// The test.
    pub id: TestId,
    /// Its row in the test index.
    pub row: u32,
    /// The first run of the unbroken row of failures.
    pub since: String,
    /// The commit of that run.
    pub since_commit: Option<String>,
    /// The last run before it in which the test did not fail; `None` when none is known.
    pub last_good: Option<String>,
    /// The commit of that run: what broke the test came after it.
    pub last_good_commit: Option<String>,
}

/// A test whose time in this run is unlike its last ones. One run says nothing of the next; where the level changed
/// for good is told in [`super::ChangePoints`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PaceRow {
    /// The test.
    pub id: TestId,
    /// Its row in the test index.
    pub row: u32,
    /// How long it usually takes in seconds: the median of the last 20 runs.
    pub usual_secs: f64,
    /// How long it took in seconds.
    pub secs: f64,
}
