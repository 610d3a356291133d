//! Tests that fail without a reason in the code, and those that simply broke or were repaired.
//!
//! Three kinds of evidence, each shown for itself, because no two tools agree on one definition: a pass only on a
//! retry; a pass and a failure on the same commit; short failing spells between passes. A test that began failing and
//! stays so, or was repaired and stays so, changed once and is not flaky for it.

use std::collections::BTreeMap;

use report_model::run::{Run, TestCase};
use report_model::site::{Flaky, FlakyEvent, FlakyTest, LeftOutRun, TestState};
use report_model::text::counted;
use report_model::{Outcome, TestId, TestKey};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::grid::{Column, Grid, LeftOut, is_bad};
use crate::history::{History, PastRun, is_variant};
use crate::stats::wilson;

/// A failing spell of this many runs is a break: it is not noise, and its ends are no evidence of any.
const BREAK: usize = 4;
/// This many short failing spells between passes are evidence.
const SPELLS: u64 = 2;
/// Fewer runs than these are too few to judge by spells.
const ENOUGH_RUNS: u64 = 10;
/// What would happen by luck with less than this probability did not.
const UNLIKELY: f64 = 0.005;
/// A single short spell is told for this many runs after its end.
const REMEMBERED: usize = 30;
/// How many tests are listed of each kind.
const LISTED: usize = 2_000;
/// How many runs a strip shows.
const IN_STRIP: usize = 20;
/// How many runs are told in which a flaky test did not pass at once.
const EVENTS: usize = 10;

/// Looks for flaky tests. The rows are indexes of cases.
pub(crate) fn flaky(run: &Run, grid: &Grid, history: &History) -> Flaky {
    let mixed = commits_with_both(run, grid, history);
    let lost = lost_to_retries(run, grid, history);
    let mut flaky = Flaky {
        runs: grid.columns.iter().map(|column| column.id.clone()).collect(),
        left_out: left_out(grid),
        ..Flaky::default()
    };
    for number in 0..grid.tests() {
        let Some(id) = grid.ids.get(number) else { continue };
        let seen = Seen::of(grid, number);
        let commits = mixed.get(&number).map_or(&[] as &[String], Vec::as_slice);
        let (state, because, since) = seen.judge(commits);
        let usual = (seen.usual_runs() > 0).then(|| wilson(seen.events(), seen.usual_runs()));
        let test = FlakyTest {
            id: id.clone(),
            row: grid.case_of.get(number).copied().flatten(),
            state,
            because,
            since: since.and_then(|column| grid.columns.get(column)).map(|column| column.id.clone()),
            retried: seen.retried,
            both_on: commits.to_vec(),
            flips: seen.flips,
            spells: seen.short_spells,
            passed: seen.passed,
            failed: seen.failed,
            rate: usual.map(|_| seen.events() as f64 / seen.usual_runs() as f64),
            rate_low: usual.map(|(low, _)| low),
            rate_high: usual.map(|(_, high)| high),
            strip: strip(grid, number),
            events: if state == TestState::Flaky { events(grid, number) } else { Vec::new() },
            lost_secs: lost.get(&id.key()).copied(),
        };
        match state {
            TestState::Healthy => flaky.healthy += 1,
            TestState::Undecided => flaky.undecided += 1,
            TestState::Flaky => flaky.tests.push(test),
            TestState::Broken | TestState::Fixed => flaky.settled.push(test),
        }
    }
    flaky.lost_secs = sum(flaky.tests.iter().filter_map(|test| test.lost_secs));
    flaky.rerun_secs = rerun_secs(run, grid, history);
    flaky.tests.sort_by(|a, b| strength(b).cmp(&strength(a)).then_with(|| a.id.cmp(&b.id)));
    flaky.tests.truncate(LISTED);
    let order = |test: &FlakyTest| (test.state != TestState::Broken, std::cmp::Reverse(test.failed));
    flaky.settled.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id)));
    flaky.settled.truncate(LISTED);
    flaky
}

/// The outcomes of the last runs; without those from before it was there.
fn strip(grid: &Grid, number: usize) -> String {
    let letters = grid.letters(number);
    let last = letters.get(letters.len().saturating_sub(IN_STRIP)..).unwrap_or_default();
    String::from_utf8_lossy(last).trim_start_matches('-').to_owned()
}

/// The latest runs in which it did not pass at once, newest first.
fn events(grid: &Grid, number: usize) -> Vec<FlakyEvent> {
    let letters = grid.letters(number).iter().zip(&grid.columns).enumerate().rev();
    let seen = letters.filter(|(column, _)| grid.counts(*column));
    let event = |(_, (letter, column)): (usize, (&u8, &Column))| {
        let outcome = match letter {
            b'k' => Outcome::Passed,
            b'f' => Outcome::Failed,
            b'e' => Outcome::Errored,
            _ => return None,
        };
        Some(FlakyEvent { run: column.id.clone(), commit: column.commit.clone(), outcome })
    };
    seen.filter_map(event).take(EVENTS).collect()
}

fn strength(test: &FlakyTest) -> (u64, u64, u64) {
    (test.both_on.len() as u64 + test.retried, test.spells, test.flips)
}

fn sum(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.reduce(|sum, value| sum + value)
}

fn left_out(grid: &Grid) -> Vec<LeftOutRun> {
    let outages = grid.columns.iter().filter(|column| column.left_out == Some(LeftOut::Outage));
    outages
        .map(|column| LeftOutRun { run: column.id.clone(), bad: column.bad, executed: column.executed })
        .collect()
}

/// What was seen of one test in the runs that count.
#[derive(Debug, Clone, Default, PartialEq)]
struct Seen {
    passed: u64,
    failed: u64,
    retried: u64,
    flips: u64,
    /// Failing spells of fewer than [`BREAK`] runs, with a pass before and one after.
    short_spells: u64,
    /// The runs in spells of at least [`BREAK`] runs.
    in_breaks: u64,
    /// How many runs it has been failing for.
    failing: usize,
    /// The column in which it began to fail, or last began to pass.
    since: Option<usize>,
    /// How many runs it has passed since it last failed or needed a retry.
    passes_since: usize,
    /// Whether the last spell was a break.
    last_was_break: bool,
    any_spell: bool,
}

impl Seen {
    fn of(grid: &Grid, number: usize) -> Self {
        let mut seen = Self::default();
        let mut spell = 0usize;
        for (column, letter) in grid.letters(number).iter().enumerate() {
            if !grid.counts(column) {
                continue;
            }
            match letter {
                b'p' | b'k' => {
                    if spell > 0 {
                        seen.end_spell(spell);
                        seen.since = Some(column);
                        spell = 0;
                    }
                    seen.passed += 1;
                    seen.passes_since = if *letter == b'k' { 0 } else { seen.passes_since + 1 };
                    seen.retried += u64::from(*letter == b'k');
                }
                b'f' | b'e' => {
                    if spell == 0 {
                        seen.flips += u64::from(seen.passed > 0);
                        seen.since = Some(column);
                    }
                    spell += 1;
                    seen.failed += 1;
                    seen.passes_since = 0;
                }
                _ => {}
            }
        }
        if spell > 0 {
            seen.failing = spell;
            seen.any_spell = true;
            seen.last_was_break = spell >= BREAK;
            seen.in_breaks += if spell >= BREAK { spell as u64 } else { 0 };
        }
        seen
    }

    fn end_spell(&mut self, length: usize) {
        self.any_spell = true;
        self.flips += 1;
        self.last_was_break = length >= BREAK;
        if length >= BREAK {
            self.in_breaks += length as u64;
        } else if self.passed > 0 {
            self.short_spells += 1;
        }
    }

    /// Runs in which it did not pass at once, outside of breaks.
    const fn events(&self) -> u64 {
        self.failed - self.in_breaks + self.retried
    }

    /// Runs outside of breaks.
    const fn usual_runs(&self) -> u64 {
        self.passed + self.failed - self.in_breaks
    }

    fn judge(&self, commits: &[String]) -> (TestState, String, Option<usize>) {
        let is_flaky = self.retried > 0
            || !commits.is_empty()
            || (self.short_spells >= SPELLS && self.usual_runs() >= ENOUGH_RUNS);
        let (_, high) = wilson(self.events(), self.usual_runs());
        if self.failing > 0 && !(is_flaky && luck(high, self.failing) >= UNLIKELY) {
            let runs = counted(self.failing as u64, "run");
            let because = if is_flaky {
                format!("it failed in the last {runs}, more than its failing now and then explains")
            } else {
                format!("it failed in the last {runs}, and nothing speaks for chance")
            };
            return (TestState::Broken, because, self.since);
        }
        if is_flaky {
            // How often it failed until it last did; later runs are what is asked about.
            let (low, _) = wilson(self.events(), self.usual_runs().saturating_sub(self.passes_since as u64));
            if self.failing == 0 && luck(1.0 - low, self.passes_since) < UNLIKELY {
                let runs = counted(self.passes_since as u64, "run");
                let because = format!("it was flaky and passed in the last {runs}, too many for luck");
                return (TestState::Fixed, because, self.since);
            }
            return (TestState::Flaky, self.evidence(commits), None);
        }
        if self.any_spell && (self.last_was_break || self.passes_since <= REMEMBERED) {
            let runs = counted(self.passes_since as u64, "run");
            return (TestState::Fixed, format!("it failed, and passed in all {runs} since"), self.since);
        }
        if self.passed + self.failed < ENOUGH_RUNS {
            return (TestState::Undecided, format!("fewer than {ENOUGH_RUNS} runs"), None);
        }
        (TestState::Healthy, String::new(), None)
    }

    fn evidence(&self, commits: &[String]) -> String {
        let mut parts = Vec::new();
        if self.retried > 0 {
            parts.push(format!("passed only on a retry in {}", counted(self.retried, "run")));
        }
        if !commits.is_empty() {
            parts.push(format!("passed and failed on {}", counted(commits.len() as u64, "commit")));
        }
        if self.short_spells > 0 {
            parts.push(format!("failed {} between passes", counted(self.short_spells, "time")));
        }
        parts.join("; ")
    }
}

/// How likely it is that something of this probability happens so many times in a row.
fn luck(probability: f64, times: usize) -> f64 {
    probability.powi(int(times))
}

fn int(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// For each test the commits on which it both passed and failed, over the runs of all branches. A failure that
/// belongs to a break is no evidence: on the commit that broke the test it may have passed before. Nor is one on
/// another system: a test that fails on every Windows and passes on every Linux is not flaky.
fn commits_with_both(run: &Run, grid: &Grid, history: &History) -> BTreeMap<usize, Vec<String>> {
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

/// The time of all attempts but the last in the runs of the grid, by test.
fn lost_to_retries(run: &Run, grid: &Grid, history: &History) -> FxHashMap<TestKey, f64> {
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
fn rerun_secs(run: &Run, grid: &Grid, history: &History) -> Option<f64> {
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

/// The ids of tests that are flaky, for lists of what to leave out.
pub fn ids(flaky: &Flaky) -> impl Iterator<Item = &TestId> {
    flaky.tests.iter().map(|test| &test.id)
}

#[cfg(test)]
mod tests;
