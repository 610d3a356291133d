//! The tests of a branch over its runs: one row a test, one column a run, this run last.
//!
//! Everything that looks at a test over time reads a row; what is said of whole runs, such as an outage, is found once.

use std::sync::Arc;

use report_model::run::Run;
use report_model::{TestId, TestKey};
use rustc_hash::FxHashMap;

use crate::history::{History, PastRun, PastTests};
use crate::tests_of_run::TestsOfRun;

/// How many runs are looked at, this one among them.
pub const MOST_RUNS: usize = 500;
/// A run in which more than this share of the tests that passed before fail is an outage.
const OUTAGE_SHARE: f64 = 0.4;
/// Fewer tests than these tell nothing about a whole run.
const OUTAGE_TESTS: usize = 10;
/// An outage that lasts longer than this is how things are.
const OUTAGE_RUNS: usize = 3;
/// A run with less than this share of the tests of the runs around it lost tests.
const PARTIAL_SHARE: f64 = 0.9;
/// How many tests are laid out at a time.
const AT_ONCE: usize = 64;
/// How many runs to both sides are around a run.
const AROUND: usize = 5;

/// Why a run is no measure for single tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Most tests failed together.
    Outage,
    /// Many tests are missing: it was stopped, or a part of it was lost.
    Partial,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// The commit it ran on.
    pub commit: Option<String>,
    /// How many of its tests ran to a verdict.
    pub executed: u64,
    /// How many of them failed or errored.
    pub bad: u64,
    /// Why it does not count, when it does not.
    pub left_out: Option<LeftOut>,
}

/// The results of tests over runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// The runs, oldest first, this one last.
    pub columns: Vec<Column>,
    /// The ids of the tests.
    pub ids: Vec<TestId>,
    /// For each test its case in this run, when it is in it.
    pub case_of: Vec<Option<u32>>,
    letters: Vec<u8>,
    secs: Vec<f32>,
}

impl Grid {
    /// Lays out the runs that `of_branch` names and this one.
    pub fn of(run: &Run, history: &History, of_branch: &[usize]) -> Self {
        let tests = TestsOfRun::of(run);
        let past: Vec<&PastRun> = of_branch
            .iter()
            .filter_map(|index| history.runs.get(*index))
            .filter(|past| past.tests.is_some())
            .collect();
        let past = past.get(past.len().saturating_sub(MOST_RUNS - 1)..).unwrap_or_default();
        let mut grid = Self::default();
        let mut numbers = Numbers::default();
        for (case, test) in tests.distinct(run) {
            if let Some(key) = tests.keys.get(case as usize) {
                numbers.of_key.insert(*key, number(grid.ids.len()));
                grid.ids.push(test.id());
                grid.case_of.push(Some(case));
            }
        }
        let of_runs: Vec<(Arc<[u32]>, &PastTests)> = past
            .iter()
            .filter_map(|past| past.tests.as_ref())
            .map(|tests| (numbers.of(tests, &mut grid.ids), tests))
            .collect();
        let mut of_this_run = (Vec::new(), Vec::new());
        grid.case_of.resize(grid.ids.len(), None);
        let width = past.len() + 1;
        grid.letters = vec![b'-'; grid.ids.len() * width];
        grid.secs = vec![f32::NAN; grid.ids.len() * width];
        // Some tests of all runs, then the next ones: what is written stays near while it is.
        let longest = of_runs.iter().map(|(numbers, _)| numbers.len()).max().unwrap_or_default();
        for from in (0..longest).step_by(AT_ONCE) {
            for (column, (numbers, tests)) in of_runs.iter().enumerate() {
                let some = from..numbers.len().min(from + AT_ONCE);
                let numbers = numbers.get(some.clone()).unwrap_or_default();
                let letters = tests.outcomes.as_bytes().get(some.clone()).unwrap_or_default();
                let durations = tests.durations_us.get(some).unwrap_or_default();
                for ((number, letter), micros) in numbers.iter().zip(letters).zip(durations) {
                    // No more digits of a duration than these are on record; of signed numbers this takes one step.
                    let secs = micros.map_or(f32::NAN, |micros| micros.cast_signed() as f32 / 1e6);
                    grid.set(*number as usize * width + column, *letter, secs);
                }
            }
        }
        for number in 0..grid.ids.len() {
            let case = grid.case_of.get(number).copied().flatten();
            if let Some(case) = case.and_then(|case| run.tests.cases.get(case as usize)) {
                let letter = if case.is_flaky() { b'k' } else { case.outcome.letter() as u8 };
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a ten-millionth of a duration is no difference"
                )]
                let secs = case.duration_secs.map_or(f32::NAN, |secs| secs as f32);
                grid.set((number + 1) * width - 1, letter, secs);
                of_this_run.0.push(self::number(number));
                of_this_run.1.push(letter);
            }
        }
        grid.columns = past
            .iter()
            .map(|past| column(&past.point.run.id, past.point.run.commit.as_deref()))
            .chain([column(&run.identity.id, run.identity.commit.as_deref())])
            .collect();
        let (numbers, letters) = &of_this_run;
        let of_past = of_runs.iter().map(|(numbers, tests)| (&**numbers, tests.outcomes.as_bytes()));
        let results: Vec<Results<'_>> = of_past.chain([(&**numbers, &**letters)]).collect();
        grid.count(&results);
        grid.find_outages(&results);
        grid.find_partial();
        grid
    }

    fn set(&mut self, place: usize, letter: u8, secs: f32) {
        if let (Some(slot), Some(of_secs)) = (self.letters.get_mut(place), self.secs.get_mut(place)) {
            (*slot, *of_secs) = (letter, secs);
        }
    }

    /// How many tests there are.
    pub fn tests(&self) -> usize {
        self.ids.len()
    }

    /// The letters of a test, one a run; `-` where it was not there.
    pub fn letters(&self, test: usize) -> &[u8] {
        let width = self.columns.len();
        self.letters.get(test * width..(test + 1) * width).unwrap_or_default()
    }

    /// The durations of a test, one a run; not a number where unknown.
    pub fn secs(&self, test: usize) -> &[f32] {
        let width = self.columns.len();
        self.secs.get(test * width..(test + 1) * width).unwrap_or_default()
    }

    /// Whether a run counts for single tests: all but outages.
    pub fn counts(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|column| column.left_out != Some(LeftOut::Outage))
    }

    fn count(&mut self, results: &[Results<'_>]) {
        for (column, (_, letters)) in self.columns.iter_mut().zip(results) {
            column.executed = letters.iter().filter(|letter| has_verdict(**letter)).count() as u64;
            column.bad = letters.iter().filter(|letter| is_bad(**letter)).count() as u64;
        }
    }

    /// Most tests that passed before fail in it, and after at most a few runs they pass again.
    fn find_outages(&mut self, results: &[Results<'_>]) {
        let mut passes: Vec<bool> = vec![false; self.ids.len()];
        let mut row_of_outages = Vec::new();
        for (column, (numbers, letters)) in results.iter().enumerate() {
            let (mut before, mut lost) = (0usize, 0usize);
            for (number, letter) in numbers.iter().zip(*letters) {
                let passed = passes.get(*number as usize).copied().unwrap_or_default();
                before += usize::from(passed && has_verdict(*letter));
                lost += usize::from(passed && is_bad(*letter));
            }
            if before >= OUTAGE_TESTS && lost as f64 > OUTAGE_SHARE * before as f64 {
                row_of_outages.push(column);
                if row_of_outages.len() <= OUTAGE_RUNS {
                    continue;
                }
            }
            let is_state = row_of_outages.len() > OUTAGE_RUNS;
            for outage in row_of_outages.drain(..) {
                if let Some(column) = self.columns.get_mut(outage).filter(|_| !is_state) {
                    column.left_out = Some(LeftOut::Outage);
                }
            }
            for (number, letter) in numbers.iter().zip(*letters) {
                if let Some(passed) = passes.get_mut(*number as usize).filter(|_| has_verdict(*letter)) {
                    *passed = !is_bad(*letter);
                }
            }
        }
        for outage in row_of_outages {
            if let Some(column) = self.columns.get_mut(outage) {
                column.left_out = Some(LeftOut::Outage);
            }
        }
    }

    fn find_partial(&mut self) {
        let counts: Vec<u64> = self.columns.iter().map(|column| column.executed).collect();
        for (place, column) in self.columns.iter_mut().enumerate() {
            let start = place.saturating_sub(AROUND);
            let mut around: Vec<f64> = counts
                .iter()
                .enumerate()
                .skip(start)
                .take(place - start + AROUND + 1)
                .filter(|(other, _)| *other != place)
                .map(|(_, count)| *count as f64)
                .collect();
            let usual = crate::stats::median(&mut around).unwrap_or_default();
            if column.left_out.is_none() && (column.executed as f64) < PARTIAL_SHARE * usual {
                column.left_out = Some(LeftOut::Partial);
            }
        }
    }
}

/// The numbers of the tests of a run, and the letter of each.
type Results<'a> = (&'a [u32], &'a [u8]);

const fn has_verdict(letter: u8) -> bool {
    matches!(letter, b'p' | b'k' | b'f' | b'e')
}

pub(crate) const fn is_bad(letter: u8) -> bool {
    matches!(letter, b'f' | b'e')
}

fn column(id: &str, commit: Option<&str>) -> Column {
    Column { id: id.to_owned(), commit: commit.map(str::to_owned), executed: 0, bad: 0, left_out: None }
}

type Names = Arc<[String]>;

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The tests of all runs, each with a number of its own.
#[derive(Default)]
struct Numbers<'a> {
    of_key: FxHashMap<TestKey, u32>,
    /// The numbers of the names of a list; runs share lists.
    of_list: Vec<(&'a Names, Arc<[u32]>)>,
}

impl<'a> Numbers<'a> {
    fn of(&mut self, tests: &'a PastTests, ids: &mut Vec<TestId>) -> Arc<[u32]> {
        if let Some((_, numbers)) = self.of_list.iter().find(|(known, _)| Arc::ptr_eq(known, &tests.names)) {
            return Arc::clone(numbers);
        }
        let numbers: Arc<[u32]> = tests
            .names
            .iter()
            .map(|name| {
                *self.of_key.entry(TestKey::of(name)).or_insert_with(|| {
                    ids.push(TestId(name.clone()));
                    number(ids.len() - 1)
                })
            })
            .collect();
        self.of_list.push((&tests.names, Arc::clone(&numbers)));
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{past, run_of};

    fn named(letters: &str) -> Vec<String> {
        letters.chars().enumerate().map(|(number, letter)| format!("t{number:02} {letter}")).collect()
    }

    fn grid(runs: &[&str], now: &str) -> Grid {
        let as_tests = |letters: &str| named(letters);
        let runs = runs
            .iter()
            .enumerate()
            .map(|(number, letters)| {
                let tests = as_tests(letters);
                past(&number.to_string(), &tests.iter().map(String::as_str).collect::<Vec<_>>())
            })
            .collect();
        let history = History { runs };
        let tests = as_tests(now);
        let run = run_of(&tests.iter().map(String::as_str).collect::<Vec<_>>());
        Grid::of(&run, &history, &history.of_branch(None, &run.identity.labels))
    }

    fn outages(grid: &Grid) -> Vec<usize> {
        (0..grid.columns.len()).filter(|column| !grid.counts(*column)).collect()
    }

    #[test]
    fn a_row_is_a_test_over_runs() {
        let history = History { runs: vec![past("1", &["a p", "gone f"]), past("2", &["a s"])] };
        let grid = Grid::of(&run_of(&["a f", "new p"]), &history, &[0, 1]);
        let row = |id: &str| {
            let test = grid.ids.iter().position(|known| known.0 == id).unwrap();
            (String::from_utf8_lossy(grid.letters(test)).into_owned(), grid.case_of[test])
        };
        assert_eq!(row("a"), ("psf".to_owned(), Some(0)));
        assert_eq!(row("new"), ("--p".to_owned(), Some(1)));
        assert_eq!(row("gone"), ("f--".to_owned(), None));
        assert_eq!((grid.columns[0].executed, grid.columns[0].bad), (2, 1));
    }

    #[test]
    fn most_tests_failing_together_and_then_not_is_an_outage() {
        let (good, bad) = ("pppppppppppp", "pppffffffffe");
        assert_eq!(outages(&grid(&[good, bad, good], good)), [1]);
        assert_eq!(outages(&grid(&[good, good], bad)), [2], "so far");
        assert_eq!(outages(&grid(&[good, bad, bad, bad], good)), [1, 2, 3]);
    }

    #[test]
    fn what_stays_is_no_outage() {
        let (good, bad) = ("pppppppppppp", "pppffffffffe");
        assert!(outages(&grid(&[good, bad, bad, bad, bad, bad], bad)).is_empty());
        assert!(outages(&grid(&[bad, bad, bad], bad)).is_empty(), "failing is how this project is");
        assert!(outages(&grid(&["ppp"], "fff")).is_empty(), "too few tests");
    }

    #[test]
    fn a_run_that_lost_tests_is_told() {
        let all = "pppppppppppp";
        let grid = grid(&[all, all, "pppppp------", all], all);
        let partial: Vec<_> = grid.columns.iter().map(|column| column.left_out).collect();
        assert_eq!(partial, [None, None, Some(LeftOut::Partial), None, None]);
    }
}
