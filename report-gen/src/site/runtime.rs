//! Where time goes: the slowest tests, folders, and how durations spread.

use std::collections::BTreeMap;

use report_analysis::history::PastRun;
use report_model::TestId;
use report_model::run::TestResults;
use report_model::site::{DurationBin, FolderTime, Runtime, SlowTest};
use rustc_hash::FxHashMap;

use super::past::Past;
use super::rows::Rows;
use report_analysis::group_path::path_of_class;

const SLOWEST: usize = 50;
/// How many folders the page lists; more would be a list of files.
const FOLDERS: usize = 200;

/// The durations of the run; `None` when no test gave one.
pub(super) fn of_run(
    tests: &TestResults,
    rows: &Rows,
    past: &Past<'_>,
    before: Option<&PastRun>,
) -> Option<Runtime> {
    let tests_secs = tests.duration_secs()?;
    Some(Runtime {
        tests_secs,
        slowest: slowest(tests, rows, past),
        folders: folders(tests, rows, before),
        histogram: histogram(tests),
        ..Runtime::default()
    })
}

fn slowest(tests: &TestResults, rows: &Rows, past: &Past<'_>) -> Vec<SlowTest> {
    let mut timed: Vec<(f64, u32)> = (0u32..)
        .zip(&tests.cases)
        .filter_map(|(case, test)| Some((test.duration_secs.filter(|secs| *secs > 0.0)?, rows.row(case))))
        .collect();
    let slower = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if timed.len() > SLOWEST {
        timed.select_nth_unstable_by(SLOWEST, slower);
        timed.truncate(SLOWEST);
    }
    timed.sort_by(slower);
    let slow = |(secs, row): (f64, u32)| {
        let number = *rows.cases.get(row as usize)?;
        let case = tests.cases.get(number as usize)?;
        let mut trend: Vec<Option<f64>> = Vec::new();
        if !past.is_empty() {
            trend.extend(
                (0..past.runs.len()).map(|run| past.duration_us(run, row).map(|micros| micros as f64 / 1e6)),
            );
            trend.push(Some(secs));
        }
        let group = rows.path(number).to_owned();
        Some(SlowTest { id: case.id(), group, name: case.name.to_string(), secs, trend })
    };
    timed.into_iter().filter_map(slow).collect()
}

/// The time of every folder, or of every group where there are no folders.
fn folders(tests: &TestResults, rows: &Rows, before: Option<&PastRun>) -> Vec<FolderTime> {
    let mut sums: BTreeMap<&str, (u64, f64)> = BTreeMap::new();
    for (number, case) in (0u32..).zip(&tests.cases) {
        if let Some(secs) = case.duration_secs {
            let sum = sums.entry(folder_of(rows.path(number))).or_default();
            sum.0 += 1;
            sum.1 += secs;
        }
    }
    let before = before.map(|run| past_folders(tests, rows, run));
    let mut folders: Vec<FolderTime> = sums
        .into_iter()
        .map(|(path, (tests, secs))| FolderTime {
            path: path.to_owned(),
            tests,
            secs,
            before_secs: before.as_ref().and_then(|before| before.get(path).copied()),
        })
        .collect();
    folders.sort_by(|a, b| b.secs.total_cmp(&a.secs).then_with(|| a.path.cmp(&b.path)));
    folders.truncate(FOLDERS);
    folders
}

/// The folder of a path; a path without one is its own.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(folder, _)| folder)
}

/// The folders of the run before. Its records keep ids only: a test that is still there is where it is now, one that
/// is gone is where its class says.
fn past_folders(tests: &TestResults, rows: &Rows, run: &PastRun) -> FxHashMap<String, f64> {
    let Some(past) = &run.tests else { return FxHashMap::default() };
    let now: FxHashMap<_, &str> =
        (0u32..).zip(&tests.cases).map(|(number, case)| (case.key(), rows.path(number))).collect();
    let mut sums: FxHashMap<String, f64> = FxHashMap::default();
    for (id, micros) in past.names.iter().zip(&past.durations_us) {
        let Some(micros) = micros else { continue };
        let secs = *micros as f64 / 1e6;
        let mut add = |folder: &str| match sums.get_mut(folder) {
            Some(sum) => *sum += secs,
            None => {
                sums.insert(folder.to_owned(), secs);
            }
        };
        match now.get(&TestId(id.clone()).key()) {
            Some(path) => add(folder_of(path)),
            None => add(folder_of(&path_of_class(id.split_once("::").map_or("", |(class, _)| class)))),
        }
    }
    sums
}

/// Three bins a factor of ten, from a millisecond on; one below.
fn histogram(tests: &TestResults) -> Vec<DurationBin> {
    const EDGES: [f64; 18] = [
        0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 300.0,
        3600.0,
    ];
    let mut bins: Vec<DurationBin> = EDGES
        .iter()
        .enumerate()
        .map(|(index, from)| {
            // Beyond the last edge there is no end; JSON has no infinity.
            let to_secs = EDGES.get(index + 1).copied().unwrap_or(f64::MAX);
            DurationBin { from_secs: *from, to_secs, tests: 0, secs: 0.0 }
        })
        .collect();
    for secs in tests.cases.iter().filter_map(|case| case.duration_secs) {
        let place = EDGES.partition_point(|edge| *edge <= secs).saturating_sub(1);
        if let Some(bin) = bins.get_mut(place) {
            bin.tests += 1;
            bin.secs += secs;
        }
    }
    let last = bins.iter().rposition(|bin| bin.tests > 0).map_or(0, |last| last + 1);
    bins.truncate(last);
    let first = bins.iter().position(|bin| bin.tests > 0).unwrap_or(0);
    bins.drain(..first);
    bins
}
