//! The time that flaky tests cost.

use report_model::TestKey;
use report_model::run::{Run, TestCase};
use rustc_hash::{FxHashMap, FxHashSet};

use super::sum;
use crate::grid::{Grid, is_bad};
use crate::history::History;

/// The time of all attempts but the last in the runs of the grid, by test.
pub(super) fn to_retries(run: &Run, grid: &Grid, history: &History) -> FxHashMap<TestKey, f64> {
    let columns: FxHashSet<&str> = grid.columns.iter().map(|column| column.id.as_str()).collect();
    let mut lost: FxHashMap<TestKey, f64> = FxHashMap::default();
    let of_branch = history.runs.iter().filter(|past| columns.contains(past.point.run.id.as_str()));
    for past in of_branch.filter_map(|past| past.tests.as_ref()) {
        for retry in &past.retries {
            if let (Some(name), Some(micros)) = (past.names.get(retry.test as usize), retry.lost_us) {
                *lost.entry(TestKey::of(name)).or_default() += micros as f64 / 1e6;
            }
        }
    }
    for case in &run.tests.cases {
        if let Some(secs) = lost_secs(case) {
            *lost.entry(case.key()).or_default() += secs;
        }
    }
    lost
}

/// How long the attempts took that were not the last; `None` when there were none or none told.
pub fn lost_secs(case: &TestCase) -> Option<f64> {
    let attempts = &case.text.as_ref()?.attempts;
    let (_, others) = attempts.split_last()?;
    sum(others.iter().filter_map(|attempt| attempt.duration_secs))
}

/// The time of whole runs that repeated a commit and in which something passed that had failed on it.
pub(super) fn to_reruns(run: &Run, grid: &Grid, history: &History) -> Option<f64> {
    let time_of: FxHashMap<&str, Option<f64>> = history
        .runs
        .iter()
        .map(|past| (past.point.run.id.as_str(), past.point.totals.suite_secs()))
        .chain([(run.identity.id.as_str(), run.wall_secs.or_else(|| run.tests.duration_secs()))])
        .collect();
    let columns = grid.columns.iter().enumerate();
    sum(columns.clone().filter_map(|(column, of_column)| {
        let commit = of_column.commit.as_ref()?;
        let (earlier, _) =
            columns.clone().take(column).find(|(_, other)| other.commit.as_ref() == Some(commit))?;
        let repaired = (0..grid.tests()).any(|number| {
            let letter = |column: usize| grid.letters(number).get(column).copied().unwrap_or(b'-');
            is_bad(letter(earlier)) && matches!(letter(column), b'p' | b'k')
        });
        if repaired { time_of.get(of_column.id.as_str()).copied().flatten() } else { None }
    }))
}
