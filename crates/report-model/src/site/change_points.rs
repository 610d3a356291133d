//! Where durations changed their level over the runs of a branch.

use serde::{Deserialize, Serialize};

use crate::TestId;

/// Levels of durations, of the whole run, of folders and of single tests. Runs are named by their place in
/// [`runs`](Self::runs).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChangePoints {
    /// The runs that were looked at, oldest first, this one last.
    pub runs: Vec<TrendRun>,
    /// What the time of a run is: `wall` or `sum` of its tests' durations. The same for all runs.
    pub basis: String,
    /// The whole run.
    pub suite: Levels,
    /// The folders of this run that take most time, the slowest first; at most 100.
    pub folders: Vec<FolderLevels>,
    /// Tests whose level changed, those with the largest latest change in seconds first.
    pub tests: Vec<TestLevels>,
}

/// One run of a trend of durations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrendRun {
    /// Its id.
    pub id: String,
    /// The commit it ran on.
    pub commit: Option<String>,
    /// How long the run took in seconds, in the sense of [`ChangePoints::basis`]; `None` when unknown.
    pub secs: Option<f64>,
    /// Why it is no measure for the whole run: `outage` when most tests failed together, `partial` when many are
    /// missing. A run that failed early is not a fast one.
    pub left_out: Option<String>,
}

/// The levels of one series.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Levels {
    /// The changes, in the order of runs.
    pub changes: Vec<LevelChange>,
    /// How many times as long it takes at the end as in the beginning, where it moved little by little and has no
    /// change points for that reason.
    pub drift: Option<f64>,
}

/// A change from one level to another.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LevelChange {
    /// The first run of the new level.
    pub at: u32,
    /// The last run of the old level that has a value: what changed came between it and [`at`](Self::at).
    pub last_before: u32,
    /// The earliest run that may be the first of the new level.
    pub earliest: u32,
    /// The latest such run.
    pub latest: u32,
    /// The median before in seconds, back to the change before it.
    pub before_secs: f64,
    /// The median after in seconds, up to the next change.
    pub after_secs: f64,
    /// How many standard errors the two are apart.
    pub score: f64,
}

impl LevelChange {
    /// How many times the old level the new one is.
    pub fn factor(&self) -> f64 {
        self.after_secs / self.before_secs.max(1e-4)
    }
}

/// The levels of a folder: the sum of the durations of the tests that are in it now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FolderLevels {
    /// The folder with `/`, or the package.
    pub path: String,
    /// How long its tests took in each run in seconds, to milliseconds; `None` where most of them are missing.
    #[serde(default)]
    pub secs: Vec<Option<f64>>,
    /// Its levels.
    pub levels: Levels,
}

/// The levels of a test.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TestLevels {
    /// The test.
    pub id: TestId,
    /// Its row in the test index; `None` when it is not in this run.
    pub row: Option<u32>,
    /// Its levels.
    pub levels: Levels,
}
