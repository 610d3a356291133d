//! Where time goes.

use serde::{Deserialize, Serialize};

use crate::TestId;

/// The durations of a run. Tests without a duration are on no side of any share.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Runtime {
    /// The sum of the tests' durations in seconds.
    pub tests_secs: f64,
    /// The slowest tests, the slowest first; at most 50.
    pub slowest: Vec<SlowTest>,
    /// The folders that the tests are in, the slowest first.
    pub folders: Vec<FolderTime>,
    /// How durations spread.
    pub histogram: Vec<DurationBin>,
}

/// One slow test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlowTest {
    /// The test.
    pub id: TestId,
    /// The file or class it is in.
    pub group: String,
    /// Its name within the group.
    pub name: String,
    /// How long it took in seconds.
    pub secs: f64,
    /// How long it took in the last runs in seconds, oldest first, this run last; `null` where it did not run.
    #[serde(default)]
    pub trend: Vec<Option<f64>>,
}

/// The time of all tests below a folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FolderTime {
    /// The folder with `/`, or the package.
    pub path: String,
    /// How many tests.
    pub tests: u64,
    /// Their durations together in seconds.
    pub secs: f64,
    /// The same in the run before; `None` when there is none or it had no such folder.
    pub before_secs: Option<f64>,
}

/// How many tests take about as long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DurationBin {
    /// From this duration in seconds on.
    pub from_secs: f64,
    /// Up to this one, which is not in it.
    pub to_secs: f64,
    /// How many tests.
    pub tests: u64,
    /// Their durations together in seconds.
    pub secs: f64,
}
