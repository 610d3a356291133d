//! What is known of the runs before this one.

use std::sync::Arc;

use report_model::site::{FailureRecord, RetryRecord, RunPoint};
use report_model::{Outcome, TestId};

/// The runs before the one under analysis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The runs, oldest first. The run under analysis is not among them.
    pub runs: Vec<PastRun>,
}

/// One past run.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRun {
    /// What identifies it and what was counted.
    pub point: RunPoint,
    /// Its tests; `None` once the record was thinned to its totals.
    pub tests: Option<PastTests>,
    /// Its files; `None` when it had no coverage or was thinned.
    pub files: Option<PastFiles>,
}

/// The tests of a past run.
#[derive(Debug, Clone, PartialEq)]
pub struct PastTests {
    /// The ids, sorted and distinct. Runs with the same tests share one list.
    pub names: Arc<[String]>,
    /// The outcome of each, letters `p f e s k` and `-` for a test that was not there.
    pub outcomes: String,
    /// The duration of each in microseconds.
    pub durations_us: Vec<Option<u64>>,
    /// The clusters and categories of those that failed.
    pub failures: Vec<FailureRecord>,
    /// Those that were tried more than once.
    pub retries: Vec<RetryRecord>,
}

/// The coverage of a past run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFiles {
    /// The paths, sorted and distinct.
    pub paths: Arc<[String]>,
    /// Lines that ran, for each path.
    pub covered: Vec<u64>,
    /// Lines that hold code, for each path.
    pub lines: Vec<u64>,
}

impl History {
    /// The runs that this one is to be measured against, as indexes, oldest first: those of its branch, or all of
    /// them when the branch has none yet.
    pub fn of_branch(&self, branch: Option<&str>) -> Vec<usize> {
        let is_same = |index: &usize| {
            self.runs.get(*index).is_some_and(|past| past.point.run.branch.as_deref() == branch)
        };
        let all = 0..self.runs.len();
        let same: Vec<usize> = all.clone().filter(is_same).collect();
        if same.is_empty() { all.collect() } else { same }
    }
}

impl PastTests {
    /// Where a test stands in the columns.
    pub fn position(&self, id: &TestId) -> Option<usize> {
        self.names.binary_search_by(|name| name.as_str().cmp(&id.0)).ok()
    }

    /// The letter of a test; `None` when it was not there.
    pub fn letter(&self, position: usize) -> Option<u8> {
        self.outcomes.as_bytes().get(position).copied().filter(|letter| *letter != b'-')
    }

    /// The outcome of a test; `None` when it was not there.
    pub fn outcome(&self, position: usize) -> Option<Outcome> {
        self.letter(position).and_then(|letter| Outcome::from_letter(char::from(letter)))
    }

    /// How long a test took in seconds.
    pub fn secs(&self, position: usize) -> Option<f64> {
        self.durations_us.get(position).copied().flatten().map(|micros| micros as f64 / 1e6)
    }
}

/// Looks one test up in run after run; where runs share their names it searches once.
pub(crate) struct Lookup<'a> {
    id: &'a TestId,
    last: Option<(&'a Arc<[String]>, Option<usize>)>,
}

impl<'a> Lookup<'a> {
    pub(crate) const fn of(id: &'a TestId) -> Self {
        Self { id, last: None }
    }

    pub(crate) fn position(&mut self, tests: &'a PastTests) -> Option<usize> {
        if let Some((names, position)) = self.last
            && Arc::ptr_eq(names, &tests.names)
        {
            return position;
        }
        let position = tests.position(self.id);
        self.last = Some((&tests.names, position));
        position
    }
}
