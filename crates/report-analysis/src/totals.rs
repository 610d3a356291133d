//! What was counted in a run.

use report_model::run::{Coverage, Run};
use report_model::site::{CoverageTotals, Totals};
use report_model::{Notice, TestKey};
use rustc_hash::FxHashSet;

/// Counts the run. `repaired_files` is not known from a [`Run`] and stays 0.
pub fn totals(run: &Run, notices: &mut Vec<Notice>) -> Totals {
    let mut totals = Totals { wall_secs: run.wall_secs, ..Totals::default() };
    let mut secs = 0.0;
    let mut timed = 0u64;
    for case in &run.tests.cases {
        totals.counts.add(case.outcome);
        totals.flaky += u64::from(case.is_flaky());
        match case.duration_secs {
            Some(duration) => {
                secs += duration;
                timed += 1;
            }
            None => totals.without_time += 1,
        }
    }
    totals.tests_secs = (timed > 0).then_some(secs);
    totals.collected = totals.counts.total() + without_result(run, notices);
    totals
}

/// The sums of a run's coverage.
pub fn coverage_totals(coverage: &Coverage) -> CoverageTotals {
    let counts = coverage.counts();
    CoverageTotals {
        lines: counts.lines,
        branches: counts.branches,
        functions: counts.functions,
        files: coverage.files.len() as u64,
    }
}

/// How many collected tests have no result.
fn without_result(run: &Run, notices: &mut Vec<Notice>) -> u64 {
    let Some(collected) = &run.collected else { return 0 };
    let wanted: FxHashSet<TestKey> = collected.iter().map(|id| plain_key(&id.0)).collect();
    let found: FxHashSet<TestKey> = run.tests.cases.iter().map(|case| plain_key(&case.id().0)).collect();
    let missing = wanted.iter().filter(|key| !found.contains(*key)).count() as u64;
    let is_disjoint = missing == wanted.len() as u64 && missing > 0 && !found.is_empty();
    if !is_disjoint {
        return missing;
    }
    notices.push(
        Notice::warning(format!(
            "none of the {} collected tests has the id of any of the {} results",
            wanted.len(),
            found.len()
        ))
        .effect(
            "which tests never ran cannot be told; the larger of the two counts is taken for all known tests",
        )
        .hint("collect with the runner that wrote the results, from the same folder"),
    );
    missing.saturating_sub(found.len() as u64)
}

/// A key under which `tests/test_a.py::TestX::test_y` and `tests.test_a.TestX::test_y` are the same test: what
/// pytest collects and what it writes into its results.
fn plain_key(id: &str) -> TestKey {
    let (path, parameters) = id.split_at(id.find('[').unwrap_or(id.len()));
    let path = path.replace(".py::", ".").replace("::", ".").replace('/', ".");
    TestKey::of(&format!("{path}{parameters}"))
}

#[cfg(test)]
mod tests {
    use report_model::run::{Attempt, TestCase};
    use report_model::{Outcome, TestId};

    use super::*;

    fn run() -> Run {
        let mut run = Run { wall_secs: Some(9.0), ..Run::default() };
        run.tests.cases = vec![
            TestCase {
                class: Some("tests.test_a".into()),
                duration_secs: Some(1.5),
                ..TestCase::named("x[a/b]")
            },
            TestCase { outcome: Outcome::Failed, duration_secs: Some(0.5), ..TestCase::named("y") },
            TestCase { outcome: Outcome::Skipped, ..TestCase::named("z") },
        ];
        run
    }

    #[test]
    fn cases_are_counted_and_durations_summed() {
        let mut run = run();
        let attempt = |outcome| Attempt { outcome, duration_secs: None, failure: None };
        run.tests.cases[0].text_mut().attempts = vec![attempt(Outcome::Failed), attempt(Outcome::Passed)];
        let totals = totals(&run, &mut Vec::new());
        assert_eq!((totals.counts.passed, totals.counts.failed, totals.counts.skipped), (1, 1, 1));
        assert_eq!((totals.flaky, totals.collected, totals.without_time), (1, 3, 1));
        assert_eq!((totals.tests_secs, totals.wall_secs), (Some(2.0), Some(9.0)));
    }

    #[test]
    fn no_duration_at_all_is_unknown() {
        let mut run = Run::default();
        run.tests.cases = vec![TestCase::named("a")];
        assert_eq!(totals(&run, &mut Vec::new()).tests_secs, None);
    }

    #[test]
    fn collected_tests_without_a_result_are_known_tests() {
        let mut run = run();
        let mut notices = Vec::new();
        let id = |text: &str| TestId(text.to_owned());
        run.collected = Some(vec![id("tests/test_a.py::x[a/b]"), id("tests/test_a.py::never"), id("y")]);
        assert_eq!(totals(&run, &mut notices).collected, 4);
        assert!(notices.is_empty());
    }

    #[test]
    fn ids_of_another_kind_are_not_added_to_the_results() {
        let mut run = run();
        let mut notices = Vec::new();
        run.collected = Some((0..5).map(|n| TestId(format!("Suite {n}"))).collect());
        assert_eq!(totals(&run, &mut notices).collected, 5);
        assert_eq!(notices.len(), 1);
    }
}
