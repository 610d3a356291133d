//! The runs before this one, seen from its rows.

use std::sync::Arc;

use report_analysis::history::{History, PastRun};
use report_model::TestKey;
use report_model::run::TestResults;
use rustc_hash::FxHashMap;

use super::rows::Rows;

/// How many runs, this one among them, trends go over.
pub(super) const TREND_RUNS: usize = 30;

/// For each row a place among the names of a run plus one.
type Places = Arc<Vec<u32>>;

/// The last runs of the branch, and where each row's test stands in them.
#[derive(Debug, Default)]
pub(super) struct Past<'a> {
    /// The runs, oldest first, this one not among them.
    pub runs: Vec<&'a PastRun>,
    /// For each run the place of each row among its names plus one; 0 where the test was not there.
    places: Vec<Option<Places>>,
}

impl<'a> Past<'a> {
    /// Looks every row's test up in the last of the runs that `of_branch` names.
    pub(super) fn of(history: &'a History, of_branch: &[usize], tests: &TestResults, rows: &Rows) -> Self {
        let skipped = of_branch.len().saturating_sub(TREND_RUNS - 1);
        let runs: Vec<&PastRun> =
            of_branch.iter().skip(skipped).filter_map(|index| history.runs.get(*index)).collect();
        let keys: Vec<TestKey> = if runs.is_empty() {
            Vec::new()
        } else {
            let case = |case: &u32| tests.cases.get(*case as usize);
            rows.cases.iter().filter_map(case).map(report_model::run::TestCase::key).collect()
        };
        // Runs with the same tests share one list of names.
        let mut known: Vec<(&Arc<[String]>, Places)> = Vec::new();
        let mut places = Vec::with_capacity(runs.len());
        for run in &runs {
            places.push(run.tests.as_ref().map(|past| {
                if let Some((_, places)) = known.iter().find(|(names, _)| Arc::ptr_eq(names, &past.names)) {
                    return Arc::clone(places);
                }
                let index: FxHashMap<TestKey, u32> =
                    (1u32..).zip(past.names.iter()).map(|(place, name)| (TestKey::of(name), place)).collect();
                let found = Arc::new(keys.iter().map(|key| index.get(key).copied().unwrap_or(0)).collect());
                known.push((&past.names, Arc::clone(&found)));
                found
            }));
        }
        Self { runs, places }
    }

    /// Whether there is no run before this one.
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    fn place(&self, run: usize, row: u32) -> Option<usize> {
        let places = self.places.get(run)?.as_ref()?;
        places.get(row as usize)?.checked_sub(1).map(|place| place as usize)
    }

    /// The letter of a row's test in a run; `-` where it was not there.
    pub(super) fn letter(&self, run: usize, row: u32) -> char {
        let tests = self.runs.get(run).and_then(|run| run.tests.as_ref());
        let letter =
            self.place(run, row).zip(tests).and_then(|(place, tests)| tests.outcomes.as_bytes().get(place));
        letter.map_or('-', |letter| char::from(*letter))
    }

    /// The duration of a row's test in a run in microseconds.
    pub(super) fn duration_us(&self, run: usize, row: u32) -> Option<u64> {
        let tests = self.runs.get(run)?.tests.as_ref()?;
        tests.durations_us.get(self.place(run, row)?).copied().flatten()
    }
}
