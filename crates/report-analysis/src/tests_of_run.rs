//! The tests of the run under analysis: one for each id, with the gravest of its results.

use report_model::run::{Run, TestCase};
use report_model::{Outcome, TestKey};
use rustc_hash::FxHashMap;

/// How grave an outcome is. Of several results with one id the gravest counts; a test that passed in one place and
/// was skipped in another passed.
const fn gravity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Skipped => 0,
        Outcome::Passed => 1,
        Outcome::Failed => 2,
        Outcome::Errored => 3,
    }
}

/// The tests by the key of their id.
#[derive(Debug, Default)]
pub(crate) struct TestsOfRun {
    /// The key of each case.
    pub(crate) keys: Vec<TestKey>,
    /// For each id the case that counts.
    pub(crate) case_of: FxHashMap<TestKey, u32>,
}

impl TestsOfRun {
    pub(crate) fn of(run: &Run) -> Self {
        let cases = &run.tests.cases;
        let mut tests = Self {
            keys: Vec::with_capacity(cases.len()),
            case_of: FxHashMap::with_capacity_and_hasher(cases.len(), rustc_hash::FxBuildHasher),
        };
        for (index, case) in (0u32..).zip(cases) {
            let key = case.key();
            tests.keys.push(key);
            let kept = tests.case_of.entry(key).or_insert(index);
            let grave = |index: u32| cases.get(index as usize).map_or(0, |case| gravity(case.outcome));
            if gravity(case.outcome) > grave(*kept) {
                *kept = index;
            }
        }
        tests
    }

    /// Whether this case is the one that counts for its id.
    pub(crate) fn counts(&self, case: u32) -> bool {
        self.keys.get(case as usize).is_some_and(|key| self.case_of.get(key) == Some(&case))
    }

    /// The cases that count for their ids, in the order of the run.
    pub(crate) fn distinct<'a>(&'a self, run: &'a Run) -> impl Iterator<Item = (u32, &'a TestCase)> {
        (0u32..).zip(&run.tests.cases).filter(|(index, _)| self.counts(*index))
    }
}

#[cfg(test)]
mod tests {
    use report_model::run::TestResults;

    use super::*;

    #[test]
    fn the_gravest_result_counts() {
        let case = |outcome| TestCase { outcome, ..TestCase::named("a") };
        let run = Run {
            tests: TestResults {
                cases: vec![case(Outcome::Skipped), case(Outcome::Errored), case(Outcome::Passed)],
                ..TestResults::default()
            },
            ..Run::default()
        };
        let tests = TestsOfRun::of(&run);
        assert_eq!(tests.distinct(&run).map(|(index, _)| index).collect::<Vec<_>>(), [1]);
    }
}
