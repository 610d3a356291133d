//! Where durations changed their level: of the whole run, of folders, of tests.

use std::collections::BTreeMap;

use rayon::prelude::*;
use report_analysis::trend::{self, TestTrends, TrendRoom};
use report_analysis::{Grid, History};
use report_model::run::Run;
use report_model::site::{ChangePoints, FolderLevels, Levels, TestLevels};

use super::rows::Rows;
use super::runtime::folder_of;

/// Fewer runs than these have no levels.
const FEWEST_RUNS: usize = 10;
/// How many tests one thread takes at a time: each takes some microseconds only.
const AT_ONCE: usize = 64;
/// How many folders have a trend of their own.
const FOLDERS: usize = 100;

/// The levels over the runs of the grid; `None` when there are too few.
pub(super) fn of_run(run: &Run, history: &History, grid: &Grid, rows: &Rows) -> Option<ChangePoints> {
    if grid.columns.len() < FEWEST_RUNS {
        return None;
    }
    let (basis, times) = trend::suite_times(run, history, grid);
    let trends = TestTrends::of(grid);
    let mut tests: Vec<TestLevels> = (0..grid.tests())
        .into_par_iter()
        .with_min_len(AT_ONCE)
        .map_init(TrendRoom::default, |room, test| {
            let levels = trends.levels(test, room);
            let id = grid.ids.get(test).filter(|_| !is_flat(&levels))?.clone();
            let case = grid.case_of.get(test).copied().flatten();
            Some(TestLevels { id, row: case.map(|case| rows.row(case)), levels })
        })
        .flatten_iter()
        .collect();
    tests.sort_by(|a, b| size(&b.levels).total_cmp(&size(&a.levels)).then_with(|| a.id.cmp(&b.id)));
    let mut of_folder: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (test, case) in grid.case_of.iter().enumerate() {
        if let Some(case) = case {
            of_folder.entry(folder_of(rows.path(*case))).or_default().push(test);
        }
    }
    let of_now =
        |test: &usize| grid.secs(*test).last().copied().filter(|secs| !secs.is_nan()).map_or(0.0, f64::from);
    let mut slowest: Vec<(f64, &str, Vec<usize>)> =
        of_folder.into_iter().map(|(path, tests)| (tests.iter().map(of_now).sum(), path, tests)).collect();
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    slowest.truncate(FOLDERS);
    let folders: Vec<FolderLevels> = slowest
        .into_par_iter()
        .map(|(_, path, tests)| FolderLevels {
            path: path.to_owned(),
            secs: to_millis(trend::sums(grid, &tests)),
            levels: trend::of_tests_together(grid, &tests),
        })
        .collect();
    Some(ChangePoints {
        runs: trend::runs(grid, &to_millis(times.clone())),
        basis: basis.word().to_owned(),
        suite: trend::of_suite(grid, &times),
        folders,
        tests,
    })
}

fn is_flat(levels: &Levels) -> bool {
    levels.changes.is_empty() && levels.drift.is_none()
}

fn to_millis(times: Vec<Option<f64>>) -> Vec<Option<f64>> {
    times.into_iter().map(|secs| secs.map(|secs| (secs * 1e3).round() / 1e3)).collect()
}

/// By how many seconds the latest change moved the level.
fn size(levels: &Levels) -> f64 {
    levels.changes.last().map_or(0.0, |change| (change.after_secs - change.before_secs).abs())
}
