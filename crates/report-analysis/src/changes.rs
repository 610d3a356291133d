//! What is different from the run before: the last run of the same branch.

use report_model::run::{Run, TestCase};
use report_model::site::{ChangedTest, Changes};
use report_model::{Outcome, TestId, TestKey};
use rustc_hash::FxHashMap;

use crate::groups::Groups;
use crate::history::{History, Lookup, PastTests};
use crate::tests_of_run::TestsOfRun;

/// The tests that changed, as indexes of cases in the order of the run. A test is in at most one list of each pair
/// (`newly_failing`, `still_failing`); one that was added and fails is in `added` and in `newly_failing`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeSet {
    /// Cases that fail now and did not, whether or not they were there.
    pub newly_failing: Vec<u32>,
    /// Cases that failed and pass now.
    pub fixed: Vec<u32>,
    /// Cases that failed and still do.
    pub still_failing: Vec<StillFailing>,
    /// Cases of tests that were not there.
    pub added: Vec<u32>,
    /// Tests that are gone, sorted.
    pub removed: Vec<TestId>,
    /// Cases that are skipped now and were not.
    pub newly_skipped: Vec<u32>,
}

/// A case that failed in the run before and fails in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillFailing {
    /// The case.
    pub case: u32,
    /// The first run of the unbroken row of failures, as an index into the history.
    pub since: usize,
}

/// What became of a test from one run to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It fails and did not, whether or not it was there.
    NewlyFailing,
    /// It failed and does.
    StillFailing,
    /// It failed and passes.
    Fixed,
    /// It is skipped, and was there and was not.
    NewlySkipped,
}

/// What became of a test; `was` is `None` where it was not there. `None` where nothing is to be told.
pub const fn became(was: Option<Outcome>, now: Outcome) -> Option<Became> {
    match (was, now) {
        (Some(Outcome::Failed | Outcome::Errored), Outcome::Failed | Outcome::Errored) => {
            Some(Became::StillFailing)
        }
        (_, Outcome::Failed | Outcome::Errored) => Some(Became::NewlyFailing),
        (Some(Outcome::Failed | Outcome::Errored), Outcome::Passed) => Some(Became::Fixed),
        (Some(Outcome::Passed | Outcome::Failed | Outcome::Errored), Outcome::Skipped) => {
            Some(Became::NewlySkipped)
        }
        _ => None,
    }
}

impl ChangeSet {
    /// What is different between `before`, an index into the history, and this run. `None` when the tests of that
    /// run are not kept.
    pub(crate) fn against(
        before: usize,
        history: &History,
        of_branch: &[usize],
        run: &Run,
        tests: &TestsOfRun,
    ) -> Option<Self> {
        let past = history.runs.get(before)?.tests.as_ref()?;
        let positions = positions(past);
        let mut changes = Self::default();
        let mut seen = vec![false; past.names.len()];
        for (index, case) in tests.distinct(run) {
            let position = tests.keys.get(index as usize).and_then(|key| positions.get(key)).copied();
            if let Some(seen) = position.and_then(|position| seen.get_mut(position as usize)) {
                *seen = true;
            }
            let was = position.and_then(|position| past.outcome(position as usize));
            changes.sort_in(index, case, was);
        }
        for still in &mut changes.still_failing {
            still.since = first_of_streak(before, still.case, history, of_branch, run);
        }
        changes.removed = (0..past.names.len())
            .filter(|position| {
                !seen.get(*position).copied().unwrap_or(true) && past.letter(*position).is_some()
            })
            .filter_map(|position| past.names.get(position).cloned().map(TestId))
            .collect();
        Some(changes)
    }

    fn sort_in(&mut self, index: u32, case: &TestCase, was: Option<Outcome>) {
        if was.is_none() {
            self.added.push(index);
        }
        match became(was, case.outcome) {
            Some(Became::NewlyFailing) => self.newly_failing.push(index),
            Some(Became::StillFailing) => self.still_failing.push(StillFailing { case: index, since: 0 }),
            Some(Became::Fixed) => self.fixed.push(index),
            Some(Became::NewlySkipped) => self.newly_skipped.push(index),
            None => {}
        }
    }

    /// The counts, and of each kind the first few tests.
    pub fn to_site(&self, run: &Run, groups: &Groups, newly_failing_clusters: u64) -> Changes {
        const EXAMPLES: usize = 5;
        let of_case = |kind: &'static str, cases: &[u32]| -> Vec<ChangedTest> {
            let changed = |index: &u32| {
                let case = run.tests.cases.get(*index as usize)?;
                Some(ChangedTest {
                    kind: kind.to_owned(),
                    id: case.id(),
                    group: groups.path(*index).to_owned(),
                    name: case.name.to_string(),
                })
            };
            cases.iter().take(EXAMPLES).filter_map(changed).collect()
        };
        let gone = self.removed.iter().take(EXAMPLES).map(|id| {
            let (group, name) = id.0.rsplit_once("::").unwrap_or(("", &id.0));
            let (group, name) = (group.to_owned(), name.to_owned());
            ChangedTest { kind: "removed".to_owned(), id: id.clone(), group, name }
        });
        let mut examples = of_case("newly_failing", &self.newly_failing);
        examples.extend(of_case("fixed", &self.fixed));
        examples.extend(of_case("added", &self.added));
        examples.extend(gone);
        examples.extend(of_case("newly_skipped", &self.newly_skipped));
        Changes {
            newly_failing: self.newly_failing.len() as u64,
            fixed: self.fixed.len() as u64,
            still_failing: self.still_failing.len() as u64,
            added: self.added.len() as u64,
            removed: self.removed.len() as u64,
            newly_skipped: self.newly_skipped.len() as u64,
            examples,
            newly_failing_clusters,
        }
    }
}

fn positions(past: &PastTests) -> FxHashMap<TestKey, u32> {
    let mut positions = FxHashMap::with_capacity_and_hasher(past.names.len(), rustc_hash::FxBuildHasher);
    positions.extend(past.names.iter().map(|name| TestKey::of(name)).zip(0u32..));
    positions
}

/// Walks back from `before` as long as the test fails. A run of which no tests are kept, or that does not have the
/// test, or skipped it, ends the row: nothing is known beyond it.
fn first_of_streak(before: usize, case: u32, history: &History, of_branch: &[usize], run: &Run) -> usize {
    let Some(case) = run.tests.cases.get(case as usize) else { return before };
    let id = case.id();
    let mut lookup = Lookup::of(&id);
    let mut since = before;
    for index in of_branch.iter().rev().copied().filter(|index| *index <= before) {
        let Some(tests) = history.runs.get(index).and_then(|past| past.tests.as_ref()) else { break };
        let outcome = lookup.position(tests).and_then(|position| tests.outcome(position));
        if !outcome.is_some_and(Outcome::is_bad) {
            break;
        }
        since = index;
    }
    since
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{past, run_of};

    fn changes(history: &History, run: &Run) -> ChangeSet {
        let of_branch = history.of_branch(run.identity.branch.as_deref(), &run.identity.labels);
        let before = *of_branch.last().unwrap();
        ChangeSet::against(before, history, &of_branch, run, &TestsOfRun::of(run)).unwrap()
    }

    #[test]
    fn every_kind_of_change_is_told_apart() {
        let history = History { runs: vec![past("1", &["a p", "b f", "c e", "d p", "e p", "g k", "h -"])] };
        let run = run_of(&["a f", "b p", "c f", "d s", "f f", "g p", "h p"]);
        let changes = changes(&history, &run);
        let names = |cases: &[u32]| -> Vec<&str> {
            cases.iter().map(|case| &*run.tests.cases[*case as usize].name).collect()
        };
        assert_eq!(names(&changes.newly_failing), ["a", "f"]);
        assert_eq!(names(&changes.fixed), ["b"]);
        assert_eq!(changes.still_failing, [StillFailing { case: 2, since: 0 }]);
        assert_eq!(names(&changes.added), ["f", "h"]);
        assert_eq!(changes.removed, [TestId("e".into())]);
        assert_eq!(names(&changes.newly_skipped), ["d"]);
        let site = changes.to_site(&run, &Groups::by_file_or_class(&run.tests), 1);
        assert_eq!((site.newly_failing, site.still_failing, site.removed), (2, 1, 1));
        assert_eq!(site.examples.len(), 7);
    }

    #[test]
    fn a_failure_is_dated_to_the_first_run_of_its_unbroken_row() {
        let history = History {
            runs: vec![past("1", &["a f"]), past("2", &["a p"]), past("3", &["a f"]), past("4", &["a e"])],
        };
        let changes = changes(&history, &run_of(&["a f"]));
        assert_eq!(changes.still_failing[0].since, 2);
    }

    #[test]
    fn other_branches_count_only_when_the_branch_has_no_run() {
        let mut history =
            History { runs: vec![past("1", &["a f"]), past("2", &["a p"]), past("3", &["a p"])] };
        history.runs[1].point.run.branch = Some("topic".into());
        let of_branch = |branch| history.of_branch(branch, &std::collections::BTreeMap::new());
        assert_eq!(of_branch(None), [0, 2]);
        assert_eq!(of_branch(Some("topic")), [1]);
        assert_eq!(
            of_branch(Some("new")),
            [0, 2],
            "one branch, so that what differs between two is no change"
        );
    }

    #[test]
    fn results_with_one_id_are_one_test() {
        let history = History { runs: vec![past("1", &["a p"])] };
        let run = run_of(&["a p", "a f", "a p"]);
        assert_eq!(changes(&history, &run).newly_failing, [1]);
    }
}
