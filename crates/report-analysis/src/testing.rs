//! Small runs and histories for tests: each test is written as `name outcome-letter`.

use report_model::run::{Failure, Run, TestCase, TestSuite};
use report_model::site::{RunInfo, RunPoint, Totals};
use report_model::{Counts, Outcome};

use crate::history::{PastRun, PastTests};

fn split(test: &str) -> (&str, char) {
    let (name, letter) = test.rsplit_once(' ').expect("name and letter");
    (name, letter.chars().next().expect("a letter"))
}

pub(crate) fn run_of(tests: &[&str]) -> Run {
    let mut run = Run::default();
    run.identity.id = "now".to_owned();
    run.tests.suites.push(TestSuite::default());
    for test in tests {
        let (name, letter) = split(test);
        let outcome = Outcome::from_letter(letter).expect("an outcome");
        run.tests.cases.push(TestCase { outcome, ..TestCase::named(name) });
    }
    run
}

pub(crate) fn fail(run: &mut Run, case: usize, kind: &str, message: &str, trace: &str) {
    let case = &mut run.tests.cases[case];
    case.outcome = Outcome::Failed;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    case.text_mut().failures = vec![Failure {
        outcome: Outcome::Failed,
        kind: some(kind),
        message: some(message),
        trace: some(trace),
    }];
}

pub(crate) fn point(id: &str, counts: Counts) -> RunPoint {
    RunPoint {
        run: RunInfo { id: id.to_owned(), ..RunInfo::default() },
        totals: Totals { counts, collected: counts.total(), ..Totals::default() },
        coverage: None,
    }
}

pub(crate) fn past(id: &str, tests: &[&str]) -> PastRun {
    let mut tests: Vec<(&str, char)> = tests.iter().map(|test| split(test)).collect();
    tests.sort_unstable();
    let mut counts = Counts::default();
    for outcome in tests.iter().filter_map(|(_, letter)| Outcome::from_letter(*letter)) {
        counts.add(outcome);
    }
    PastRun {
        point: point(id, counts),
        tests: Some(PastTests {
            names: tests.iter().map(|(name, _)| (*name).to_owned()).collect(),
            outcomes: tests.iter().map(|(_, letter)| *letter).collect(),
            durations_us: vec![None; tests.len()],
            failures: Vec::new(),
            retries: Vec::new(),
        }),
        files: None,
    }
}
