//! Past runs: the record that each run leaves in `data/history/`, and what pages show of them.
//!
//! A record is one file a run. The names of its tests stand in a list of their own that runs share: as long as the
//! set of tests does not change, a record is outcomes and durations only.

use serde::{Deserialize, Serialize};

use super::{CoverageTotals, RunInfo, Totals};
use crate::TestId;

/// One run in the history: `run-<time>-<id>.json.gz`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryRecord {
    /// The version of the contract it was written with.
    pub schema: u32,
    /// What identifies the run.
    pub run: RunInfo,
    /// What was counted.
    pub totals: Totals,
    /// What was covered.
    pub coverage: Option<CoverageTotals>,
    /// The results of its tests; `None` once an old record was thinned to its totals.
    pub tests: Option<TestRecord>,
    /// The coverage of each file; `None` when there was none, or once it was thinned.
    pub files: Option<FileRecord>,
}

/// The results of a run's tests, aligned with a [`NameList`] of test ids.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TestRecord {
    /// The digest that names the list: `names-<digest>.json.gz`.
    pub names: String,
    /// The outcome of each test, letters as in the test index. Of several results with one id the gravest.
    pub outcomes: String,
    /// The duration of each test in microseconds, to four digits; `null` when unknown.
    pub durations_us: Vec<Option<u64>>,
    /// The failing tests' clusters and categories.
    pub failures: Vec<FailureRecord>,
    /// The tests that were tried more than once.
    #[serde(default)]
    pub retries: Vec<RetryRecord>,
}

/// A test that was tried more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryRecord {
    /// The test, as an index into the names.
    pub test: u32,
    /// How often it was tried.
    pub attempts: u32,
    /// The duration of all attempts but the last in microseconds; `null` when unknown.
    pub lost_us: Option<u64>,
}

/// The cluster and the category of one failing test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureRecord {
    /// The test, as an index into the names.
    pub test: u32,
    /// The cluster's id.
    pub cluster: String,
    /// The category's id.
    pub category: String,
}

/// The coverage of each file, aligned with a [`NameList`] of paths.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileRecord {
    /// The digest that names the list.
    pub names: String,
    /// Lines that ran.
    pub covered: Vec<u64>,
    /// Lines that hold code.
    pub lines: Vec<u64>,
}

/// Sorted, distinct names that records share; the file's name is a digest of its content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NameList {
    /// The version of the contract it was written with.
    pub schema: u32,
    /// The names.
    pub names: Vec<String>,
}

/// The list of a published history's files, `data/history/index.json`: addresses cannot be listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HistoryIndex {
    /// The version of the contract it was written with.
    pub schema: u32,
    /// The records and lists of names, without folder.
    pub files: Vec<String>,
    /// What could not be read and is kept in `aside/`.
    #[serde(default)]
    pub aside: Vec<String>,
}

/// One run on a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunPoint {
    /// What identifies the run.
    pub run: RunInfo,
    /// What was counted.
    pub totals: Totals,
    /// What was covered.
    pub coverage: Option<CoverageTotals>,
}

/// Every run of the history, oldest first, this one last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Runs {
    /// The runs.
    pub runs: Vec<RunPoint>,
    /// The places of those of which only the totals are kept, not the results of single tests.
    #[serde(default)]
    pub totals_only: Vec<u32>,
    /// Tests that got another name on the way; their history goes on under it.
    #[serde(default)]
    pub renames: Vec<RenamedTest>,
}

/// A test that got another name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RenamedTest {
    /// Its old id.
    pub from: TestId,
    /// Its new id.
    pub to: TestId,
    /// The first run in which it had the new one; `None` where a person said so.
    pub run: Option<String>,
    /// How alike the ids are, from 0 to 1.
    pub alike: f64,
    /// Whether a person said so, with `[[rename]]` in `report-gen.toml`.
    pub confirmed: bool,
}

/// The last runs of a stretch of rows of the test index.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TestHistory {
    /// The number of its first row among all tests.
    pub first_row: u32,
    /// The ids of the runs, oldest first, this one last.
    pub runs: Vec<String>,
    /// For each row its outcome in each run: letters as in the test index, and `-` where it was not there.
    pub outcomes: Vec<String>,
    /// For each row its duration in microseconds in each run; `null` where unknown.
    pub durations_us: Vec<Vec<Option<u64>>>,
}
