//! Tests that fail without a reason in the code, and those that simply broke or were repaired.
//!
//! Three kinds of evidence, each shown for itself, because no two tools agree on one definition: a pass only on a
//! retry; a pass and a failure on the same commit; short failing spells between passes. A test that began failing and
//! stays so, or was repaired and stays so, changed once and is not flaky for it.

mod commits;
mod lost;

use report_model::run::Run;
use report_model::site::{Flaky, FlakyEvent, FlakyTest, LeftOutRun, TestState};
use report_model::text::counted;
use report_model::{Outcome, TestId};

use crate::grid::{Column, Grid, LeftOut};
use crate::history::History;
use crate::stats::wilson;

pub use lost::lost_secs;

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
    let mixed = commits::with_both(run, grid, history);
    let lost = lost::to_retries(run, grid, history);
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
    flaky.rerun_secs = lost::to_reruns(run, grid, history);
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
            let runs = last_runs(self.failing);
            let because = if is_flaky {
                format!("it failed in {runs}, more than its failing now and then explains")
            } else {
                format!("it failed in {runs}, and nothing speaks for chance")
            };
            return (TestState::Broken, because, self.since);
        }
        if is_flaky {
            // How often it failed until it last did; later runs are what is asked about.
            let (low, _) = wilson(self.events(), self.usual_runs().saturating_sub(self.passes_since as u64));
            if self.failing == 0 && luck(1.0 - low, self.passes_since) < UNLIKELY {
                let runs = last_runs(self.passes_since);
                let because = format!("it was flaky and passed in {runs}, too many for luck");
                return (TestState::Fixed, because, self.since);
            }
            return (TestState::Flaky, self.evidence(commits), None);
        }
        if self.any_spell && (self.last_was_break || self.passes_since <= REMEMBERED) {
            let because = format!("it failed, and passed in {}", last_runs(self.passes_since));
            return (TestState::Fixed, because, self.since);
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

fn last_runs(count: usize) -> String {
    if count == 1 { "the last run".to_owned() } else { format!("the last {}", counted(count as u64, "run")) }
}

/// How likely it is that something of this probability happens so many times in a row.
fn luck(probability: f64, times: usize) -> f64 {
    probability.powi(int(times))
}

fn int(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The ids of tests that are flaky, for lists of what to leave out.
pub fn ids(flaky: &Flaky) -> impl Iterator<Item = &TestId> {
    flaky.tests.iter().map(|test| &test.id)
}

#[cfg(test)]
mod tests;
