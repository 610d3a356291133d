//! Tests whose outcome changes although nothing is known to have changed.
//!
//! Three kinds of evidence, each shown for itself, because no two tools agree on one definition: a pass only on a
//! retry; a pass and a failure on the same commit; an outcome that goes back and forth between runs. A test that
//! began failing and stays so, or was fixed and stays so, changed once and is not listed for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use report_model::run::Run;
use report_model::site::{Flaky, FlakyTest};
use report_model::{Outcome, TestId, TestKey};
use rustc_hash::FxHashMap;

use crate::history::{History, PastRun};
use crate::tests_of_run::TestsOfRun;

/// How many runs are looked at, this one among them.
const RUNS: usize = 30;
/// From this many changes between passing and failing on a test goes back and forth.
const FLIPS: u64 = 2;
/// How many tests are listed.
const LISTED: usize = 1_000;

/// What was seen of one test.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    last_passed: Option<bool>,
    flips: u64,
    passed: u64,
    failed: u64,
    retried: u64,
}

impl Seen {
    fn add(&mut self, letter: u8) {
        let passed = match letter {
            b'p' | b'k' => true,
            b'f' | b'e' => false,
            _ => return,
        };
        self.retried += u64::from(letter == b'k');
        self.passed += u64::from(passed);
        self.failed += u64::from(!passed);
        self.flips += u64::from(self.last_passed.is_some_and(|last| last != passed));
        self.last_passed = Some(passed);
    }
}

/// The tests of all runs that are looked at, each with a number of its own.
#[derive(Default)]
struct Numbers<'a> {
    of_key: FxHashMap<TestKey, u32>,
    /// The numbers of the names of a list; runs share lists.
    of_list: Vec<(&'a Names, Arc<[u32]>)>,
}

type Names = Arc<[String]>;

impl<'a> Numbers<'a> {
    fn number(&mut self, key: TestKey) -> u32 {
        let next = u32::try_from(self.of_key.len()).unwrap_or(u32::MAX);
        *self.of_key.entry(key).or_insert(next)
    }

    fn of(&mut self, names: &'a Names) -> Arc<[u32]> {
        if let Some((_, numbers)) = self.of_list.iter().find(|(known, _)| Arc::ptr_eq(known, names)) {
            return Arc::clone(numbers);
        }
        let numbers: Arc<[u32]> = names.iter().map(|name| self.number(TestKey::of(name))).collect();
        self.of_list.push((names, Arc::clone(&numbers)));
        numbers
    }
}

/// Looks for flaky tests in this run and the last runs of its branch. The rows are indexes of cases.
pub(crate) fn flaky(run: &Run, tests: &TestsOfRun, history: &History, of_branch: &[usize]) -> Flaky {
    if history.runs.is_empty() {
        return retried_now(run);
    }
    let skipped = of_branch.len().saturating_sub(RUNS - 1);
    let past: Vec<&PastRun> = of_branch
        .iter()
        .skip(skipped)
        .filter_map(|index| history.runs.get(*index))
        .filter(|past| past.tests.is_some() && !is_outage(past))
        .collect();
    let mut numbers = Numbers::default();
    let now: Vec<(u32, u32, u8)> = tests
        .distinct(run)
        .filter_map(|(case, test)| {
            let key = tests.keys.get(case as usize).copied()?;
            let letter = if test.is_flaky() { b'k' } else { letter(test.outcome) };
            Some((numbers.number(key), case, letter))
        })
        .collect();
    let mut seen: Vec<Seen> = Vec::new();
    let add = |seen: &mut Vec<Seen>, number: u32, letter: u8| {
        let number = number as usize;
        if number >= seen.len() {
            seen.resize(number + 1, Seen::default());
        }
        if let Some(seen) = seen.get_mut(number) {
            seen.add(letter);
        }
    };
    for past in &past {
        let Some(tests) = &past.tests else { continue };
        for (number, letter) in numbers.of(&tests.names).iter().zip(tests.outcomes.bytes()) {
            add(&mut seen, *number, letter);
        }
    }
    for (number, _, letter) in &now {
        add(&mut seen, *number, *letter);
    }
    let both_on = both_on_a_commit(run, &now, history, &mut numbers);
    let case_of: FxHashMap<u32, u32> = now.iter().map(|(number, case, _)| (*number, *case)).collect();
    let mut listed: Vec<(u32, FlakyTest)> = Vec::new();
    for (number, seen) in (0u32..).zip(&seen) {
        let commits = both_on.get(&number).cloned().unwrap_or_default();
        if seen.retried == 0 && commits.is_empty() && seen.flips < FLIPS {
            continue;
        }
        let test = FlakyTest {
            id: TestId::default(),
            row: case_of.get(&number).copied(),
            retried: seen.retried,
            both_on: commits,
            flips: seen.flips,
            passed: seen.passed,
            failed: seen.failed,
        };
        listed.push((number, test));
    }
    let ids = ids(&listed, run, &numbers);
    let mut listed: Vec<FlakyTest> =
        listed.into_iter().zip(ids).map(|((_, test), id)| FlakyTest { id, ..test }).collect();
    listed.sort_by(|a, b| {
        let strength = |test: &FlakyTest| (test.both_on.len() as u64 + test.retried, test.flips);
        strength(b).cmp(&strength(a)).then_with(|| a.id.cmp(&b.id))
    });
    listed.truncate(LISTED);
    let runs =
        past.iter().map(|past| past.point.run.id.clone()).chain(std::iter::once(run.identity.id.clone()));
    Flaky { runs: runs.collect(), tests: listed }
}

/// Without a history the retries of this run are all there is.
fn retried_now(run: &Run) -> Flaky {
    let flaky = (0u32..).zip(&run.tests.cases).filter(|(_, case)| case.is_flaky());
    let mut tests: Vec<FlakyTest> = flaky
        .map(|(row, case)| FlakyTest {
            id: case.id(),
            row: Some(row),
            retried: 1,
            passed: 1,
            ..FlakyTest::default()
        })
        .collect();
    tests.sort_by(|a, b| a.id.cmp(&b.id));
    tests.truncate(LISTED);
    Flaky { runs: vec![run.identity.id.clone()], tests }
}

/// A run in which more than half of what ran failed says something about the machine, not about single tests.
fn is_outage(past: &PastRun) -> bool {
    let counts = past.point.totals.counts;
    counts.bad() * 2 > counts.executed()
}

const fn letter(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Passed => b'p',
        Outcome::Failed => b'f',
        Outcome::Errored => b'e',
        Outcome::Skipped => b's',
    }
}

/// For each test the commits on which it both passed and failed, over the runs of all branches.
fn both_on_a_commit<'a>(
    run: &Run,
    now: &[(u32, u32, u8)],
    history: &'a History,
    numbers: &mut Numbers<'a>,
) -> BTreeMap<u32, Vec<String>> {
    const PASSED: u8 = 1;
    const FAILED: u8 = 2;
    let mark = |letter: u8| match letter {
        b'p' | b'k' => PASSED,
        b'f' | b'e' => FAILED,
        _ => 0,
    };
    let this = run.identity.commit.as_deref();
    let recent = history.runs.iter().skip(history.runs.len().saturating_sub(4 * RUNS));
    let mut commits: Vec<(&str, Vec<&PastRun>)> = Vec::new();
    for past in recent.filter(|past| past.tests.is_some() && !is_outage(past)) {
        let Some(commit) = past.point.run.commit.as_deref() else { continue };
        match commits.iter_mut().find(|(known, _)| *known == commit) {
            Some((_, runs)) => runs.push(past),
            None => commits.push((commit, vec![past])),
        }
    }
    let mut both: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (commit, runs) in commits.iter().filter(|(commit, runs)| runs.len() > 1 || this == Some(*commit)) {
        let mut marks: FxHashMap<u32, u8> = FxHashMap::default();
        for tests in runs.iter().filter_map(|past| past.tests.as_ref()) {
            for (number, letter) in numbers.of(&tests.names).iter().zip(tests.outcomes.bytes()) {
                *marks.entry(*number).or_default() |= mark(letter);
            }
        }
        if this == Some(*commit) {
            for (number, _, letter) in now {
                *marks.entry(*number).or_default() |= mark(*letter);
            }
        }
        let mut found: Vec<u32> = marks
            .into_iter()
            .filter(|(_, marks)| *marks == PASSED | FAILED)
            .map(|(number, _)| number)
            .collect();
        found.sort_unstable();
        for number in found {
            both.entry(number).or_default().push((*commit).to_owned());
        }
    }
    both
}

/// The ids of the tests that are listed.
fn ids(listed: &[(u32, FlakyTest)], run: &Run, numbers: &Numbers<'_>) -> Vec<TestId> {
    let wanted: FxHashMap<u32, usize> =
        listed.iter().enumerate().map(|(at, (number, _))| (*number, at)).collect();
    let mut ids = vec![TestId::default(); listed.len()];
    for (names, of_names) in &numbers.of_list {
        for (name, number) in names.iter().zip(of_names.iter()) {
            if let Some(id) = wanted.get(number).and_then(|at| ids.get_mut(*at)).filter(|id| id.0.is_empty())
            {
                id.0.clone_from(name);
            }
        }
    }
    for ((_, test), id) in listed.iter().zip(&mut ids) {
        if let Some(case) = test.row.and_then(|case| run.tests.cases.get(case as usize)) {
            *id = case.id();
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use report_model::run::Attempt;

    use super::*;
    use crate::testing::{past, run_of};

    fn found(run: &Run, history: &History) -> Flaky {
        let of_branch = history.of_branch(None);
        flaky(run, &TestsOfRun::of(run), history, &of_branch)
    }

    #[test]
    fn a_pass_on_a_retry_is_flaky_without_any_history() {
        let mut run = run_of(&["a p", "b p"]);
        let attempt = |outcome| Attempt { outcome, duration_secs: None, failure: None };
        run.tests.cases[1].text_mut().attempts = vec![attempt(Outcome::Failed), attempt(Outcome::Passed)];
        let flaky = found(&run, &History::default());
        assert_eq!(flaky.tests.len(), 1);
        assert_eq!(
            (flaky.tests[0].id.0.as_str(), flaky.tests[0].row, flaky.tests[0].retried),
            ("b", Some(1), 1)
        );
    }

    #[test]
    fn going_back_and_forth_is_flaky_and_changing_once_is_not() {
        let history = History {
            runs: vec![
                past("1", &["back p", "broken p", "fixed f", "gone f", "x p"]),
                past("2", &["back f", "broken p", "fixed f", "gone p", "x p"]),
                past("3", &["back -", "broken f", "fixed p", "gone f", "x p"]),
            ],
        };
        let flaky = found(&run_of(&["back p", "broken f", "fixed p", "x p"]), &history);
        let tests: Vec<_> =
            flaky.tests.iter().map(|test| (test.id.0.as_str(), test.row, test.flips)).collect();
        assert_eq!(tests, [("back", Some(0), 2), ("gone", None, 2)]);
        assert_eq!(flaky.runs, ["1", "2", "3", "now"]);
        assert_eq!((flaky.tests[0].passed, flaky.tests[0].failed), (2, 1));
    }

    #[test]
    fn both_outcomes_on_a_commit_are_flaky_on_any_branch() {
        let mut history =
            History { runs: vec![past("1", &["a f", "b p", "c p"]), past("2", &["a p", "b p", "c p"])] };
        for (past, branch) in history.runs.iter_mut().zip(["topic", "main"]) {
            past.point.run.commit = Some("abc".into());
            past.point.run.branch = Some(branch.into());
        }
        let mut run = run_of(&["a p", "b f", "c p"]);
        run.identity.commit = Some("abc".into());
        let flaky = found(&run, &history);
        let tests: Vec<_> = flaky.tests.iter().map(|test| test.id.0.as_str()).collect();
        assert_eq!(tests, ["a", "b"]);
        assert_eq!(flaky.tests[0].both_on, ["abc"]);
    }

    #[test]
    fn a_run_in_which_most_failed_is_left_out() {
        let history =
            History { runs: vec![past("1", &["a p", "b p", "c p"]), past("2", &["a f", "b f", "c p"])] };
        assert!(found(&run_of(&["a p", "b p", "c p"]), &history).tests.is_empty());
    }
}
