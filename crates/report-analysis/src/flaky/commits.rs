//! Commits on which a test both passed and failed.

use std::collections::BTreeMap;

use report_model::TestKey;
use report_model::run::Run;
use rustc_hash::FxHashMap;

use super::BREAK;
use crate::grid::{Grid, is_bad};
use crate::history::{History, PastRun, is_variant};

/// For each test the commits on which it both passed and failed, over the runs of all branches. A failure that
/// belongs to a break is no evidence: on the commit that broke the test it may have passed before. Nor is one on
/// another system: a test that fails on every Windows and passes on every Linux is not flaky.
pub(super) fn with_both(run: &Run, grid: &Grid, history: &History) -> BTreeMap<usize, Vec<String>> {
    const PASSED: u8 = 1;
    const FAILED: u8 = 2;
    let column_of: FxHashMap<&str, usize> =
        grid.columns.iter().enumerate().map(|(number, column)| (column.id.as_str(), number)).collect();
    let this = run.identity.commit.as_deref();
    let mut commits: Vec<(&str, Vec<&PastRun>)> = Vec::new();
    let mut place_of: FxHashMap<&str, usize> = FxHashMap::default();
    let labels = &run.identity.labels;
    let of_variant = |past: &&PastRun| past.tests.is_some() && is_variant(labels, &past.point.run.labels);
    for past in history.runs.iter().filter(of_variant) {
        let Some(commit) = past.point.run.commit.as_deref() else { continue };
        let place = *place_of.entry(commit).or_insert_with(|| {
            commits.push((commit, Vec::new()));
            commits.len() - 1
        });
        if let Some((_, runs)) = commits.get_mut(place) {
            runs.push(past);
        }
    }
    commits.retain(|(commit, runs)| runs.len() > 1 || this == Some(*commit));
    if commits.is_empty() {
        return BTreeMap::new();
    }
    let number_of: FxHashMap<TestKey, usize> =
        grid.ids.iter().enumerate().map(|(number, id)| (id.key(), number)).collect();
    let mut both: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let last = grid.columns.len().saturating_sub(1);
    let mut marks: Vec<u8> = Vec::new();
    for (commit, runs) in &commits {
        marks.clear();
        marks.resize(grid.tests(), 0);
        let mut columns: Vec<usize> = Vec::new();
        for past in runs {
            if let Some(column) = column_of.get(past.point.run.id.as_str()) {
                columns.push(*column);
            } else if let Some(tests) = past.tests.as_ref().filter(|_| !most_failed(past)) {
                for (name, letter) in tests.names.iter().zip(tests.outcomes.bytes()) {
                    let slot = number_of.get(&TestKey::of(name)).and_then(|number| marks.get_mut(*number));
                    if let Some(slot) = slot {
                        *slot |= mark(letter, PASSED, FAILED);
                    }
                }
            }
        }
        if this == Some(*commit) {
            columns.push(last);
        }
        for (number, slot) in marks.iter_mut().enumerate() {
            let letters = grid.letters(number);
            for column in columns.iter().filter(|column| grid.counts(**column)) {
                let letter = letters.get(*column).copied().unwrap_or(b'-');
                let found = mark(letter, PASSED, FAILED);
                if found != FAILED || !is_in_break(grid, letters, *column) {
                    *slot |= found;
                }
            }
            if *slot == PASSED | FAILED {
                both.entry(number).or_default().push((*commit).to_owned());
            }
        }
    }
    both
}

const fn mark(letter: u8, passed: u8, failed: u8) -> u8 {
    match letter {
        b'p' | b'k' => passed,
        b'f' | b'e' => failed,
        _ => 0,
    }
}

fn most_failed(past: &PastRun) -> bool {
    let counts = past.point.totals.counts;
    counts.bad() * 2 > counts.executed()
}

/// Whether the failure in this column is one of a long row.
fn is_in_break(grid: &Grid, letters: &[u8], column: usize) -> bool {
    let fails = |place: &usize| letters.get(*place).is_some_and(|letter| is_bad(*letter));
    let is_seen = |place: &usize| {
        grid.counts(*place)
            && letters.get(*place).is_some_and(|letter| matches!(letter, b'p' | b'k' | b'f' | b'e'))
    };
    let before = (0..column).rev().filter(is_seen).take_while(fails).take(BREAK).count();
    let after = (column..letters.len()).filter(is_seen).take_while(fails).take(BREAK).count();
    before + after >= BREAK
}
