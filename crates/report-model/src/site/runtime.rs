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
    /// The wall time in seconds, from time stamps; `None` when the artifacts have none.
    #[serde(default)]
    pub wall_secs: Option<f64>,
    /// The suites as the artifacts have them, the slowest first; at most 200.
    #[serde(default)]
    pub suites: Vec<SuiteTime>,
    /// Where time could be saved, the most first; at most 30. The savings overlap: they do not add up.
    #[serde(default)]
    pub savings: Vec<Saving>,
    /// Tests that differ by their parameters only, the slowest families first; at most 20.
    #[serde(default)]
    pub families: Vec<Family>,
    /// What some numbers of workers would take at best.
    #[serde(default)]
    pub workers: Vec<Workers>,
    /// How the tests were spread over machines or shards; empty when there is only one, at most 500.
    #[serde(default)]
    pub lanes: Vec<Lane>,
    /// What ran when; `None` when the artifacts tell no starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
    /// The time of tests in set-up and tear-down in seconds; `None` when no artifact tells.
    #[serde(default)]
    pub setup_secs: Option<f64>,
}

/// The time of a suite.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SuiteTime {
    /// Its name, and before it the names of those it is in, with ` › ` between.
    pub name: String,
    /// How many tests are right in it.
    pub tests: u64,
    /// Their durations together in seconds.
    pub secs: f64,
    /// How long it says it took in seconds; more than `secs` is time outside of tests.
    pub declared_secs: Option<f64>,
}

/// Something that takes time it need not take.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Saving {
    /// The kind: `slower` for a test that became slower, `slow` for a slow one, `family` for many parameters,
    /// `setup` for a test that mostly sets up, `retries` for attempts that had to be repeated.
    pub kind: String,
    /// What: the test's id, or the family's.
    pub what: String,
    /// The row of the test in the test index; `None` when it is not one test.
    pub row: Option<u32>,
    /// How many seconds a run would be shorter, in time of tests.
    pub secs: f64,
    /// Why, as a part of a sentence.
    pub because: String,
}

/// Tests that differ by their parameters only.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Family {
    /// The id without parameters.
    pub id: TestId,
    /// How many tests.
    pub tests: u64,
    /// Their durations together in seconds.
    pub secs: f64,
    /// The longest of them in seconds.
    pub longest_secs: f64,
}

/// How long the tests of the run would take on so many workers at best, with nothing but tests to do.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Workers {
    /// How many workers.
    pub workers: u32,
    /// When any worker may take any test: the next longest goes to the worker that is free first.
    pub by_test_secs: f64,
    /// When the tests of a file stay together.
    pub by_file_secs: f64,
}

/// What one machine or shard ran.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lane {
    /// The machine, the shard, or the folder of its artifact.
    pub name: String,
    /// How many tests.
    pub tests: u64,
    /// Their durations together in seconds.
    pub secs: f64,
}

/// What ran when, as the starts in the artifacts tell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// Those who worked beside each other, in the order of their names; of many, the 24 that ended last.
    pub lanes: Vec<TimelineLane>,
    /// How many further lanes are not listed.
    #[serde(default)]
    pub more_lanes: u64,
    /// When the last of all ended, in seconds after the first start.
    pub end_secs: f64,
    /// The time of all that ran, in seconds.
    pub busy_secs: f64,
    /// When all could have ended with the work shared evenly by as many as worked at once, in seconds after the first
    /// start; `None` when one thing ran after the other.
    pub best_secs: Option<f64>,
}

/// What one of them did.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TimelineLane {
    /// The machine or shard where one is told; otherwise a number: what overlaps was run by different workers.
    pub name: String,
    /// When it ended, in seconds after the first start.
    pub end_secs: f64,
    /// What it did, in the order of time; what is too short to be seen is joined to its neighbour.
    pub spans: Vec<TimeSpan>,
}

/// A time in which tests of one place ran, one after the other.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TimeSpan {
    /// The suite, file or folder.
    pub name: String,
    /// Its start in seconds after the first start of the run.
    pub from_secs: f64,
    /// How long it took in seconds.
    pub secs: f64,
    /// How many of its tests failed or errored.
    pub bad: u64,
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
