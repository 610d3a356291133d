//! What the team intends, as it was written down: phases with target bands, causes of failure with planned counts,
//! coverage that parts of the code shall have, criteria, budgets, findings, tasks, and what was run so far.

mod budget;
mod category;
mod component;
mod criterion;
mod finding;
mod phase;
mod scope;
mod task;

use std::collections::{BTreeMap, BTreeSet};

pub use budget::Budget;
pub use category::{CategoryOrigin, PlannedCategory};
pub use component::{Component, Marker, TestKind};
pub use criterion::{Criterion, Expectation, Subject, WrittenTotal};
pub use finding::{Finding, ReferenceKind, TestReference};
pub use phase::{Band, Phase, TargetClaim, Targets};
pub use scope::{Batch, Directory, Exclusion};
pub use task::{Task, TaskList};

/// The plan as the team wrote it, from any number of documents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The documents that it was read from, in their order.
    pub documents: Vec<String>,
    /// The phases in the order of the plan.
    pub phases: Vec<Phase>,
    /// Causes of failure as the plan names them: with planned counts, in an order of priority, or as hints.
    pub categories: Vec<PlannedCategory>,
    /// Parts of the code with the coverage that they shall have.
    pub components: Vec<Component>,
    /// Kinds of test: unit, integration, performance.
    pub kinds: Vec<TestKind>,
    /// Markers that the runner knows tests by.
    pub markers: Vec<Marker>,
    /// What must hold for the plan to be done.
    pub criteria: Vec<Criterion>,
    /// Limits on times, rates and sizes.
    pub budgets: Vec<Budget>,
    /// Written diagnoses and the tests that they name.
    pub findings: Vec<Finding>,
    /// Work to do, by section.
    pub tasks: Vec<TaskList>,
    /// Parts of the suite that were run on their own, as reported.
    pub batches: Vec<Batch>,
    /// What the suite is made of.
    pub directories: Vec<Directory>,
    /// Tests that are left out on purpose.
    pub exclusions: Vec<Exclusion>,
    /// What the plan says was counted when it was written.
    pub totals: Vec<WrittenTotal>,
}

impl Plan {
    /// Whether nothing was planned.
    pub fn is_empty(&self) -> bool {
        *self == Self { documents: self.documents.clone(), ..Self::default() }
    }

    /// What the plan says was counted of `subject`: its first statement.
    pub fn total(&self, subject: Subject) -> Option<&WrittenTotal> {
        self.totals.iter().find(|total| total.subject == subject)
    }

    /// Adds what another document says. Phases with one id are one phase, and what was said first stands.
    pub fn merge(&mut self, other: Self) {
        self.documents.extend(other.documents);
        for phase in other.phases {
            match self.phases.iter_mut().find(|known| known.id.eq_ignore_ascii_case(&phase.id)) {
                Some(known) => known.fill_from(phase),
                None => self.phases.push(phase),
            }
        }
        for category in other.categories {
            match self.categories.iter_mut().find(|known| known.id == category.id) {
                Some(known) => known.fill_from(category),
                None => self.categories.push(category),
            }
        }
        for component in other.components {
            let is_same = |known: &&mut Component| known.name.eq_ignore_ascii_case(&component.name);
            match self.components.iter_mut().find(is_same) {
                Some(known) => known.fill_from(component),
                None => self.components.push(component),
            }
        }
        for kind in other.kinds {
            match self.kinds.iter_mut().find(|known| known.id == kind.id) {
                Some(known) => known.fill_from(kind),
                None => self.kinds.push(kind),
            }
        }
        for marker in other.markers {
            if !self.markers.iter().any(|known| known.name == marker.name) {
                self.markers.push(marker);
            }
        }
        for budget in other.budgets {
            if !self.budgets.iter().any(|known| known.name == budget.name) {
                self.budgets.push(budget);
            }
        }
        // What one document says twice it means twice: only what is of another one is looked for.
        let there = places(self.criteria.iter().map(|criterion| &criterion.text));
        for criterion in other.criteria {
            match there.get(&words_of(&criterion.text)).and_then(|at| self.criteria.get_mut(*at)) {
                Some(known) => known.ticked = known.ticked.or(criterion.ticked),
                None => self.criteria.push(criterion),
            }
        }
        add_new(&mut self.findings, other.findings, |finding| words_of(&finding.text));
        self.merge_tasks(other.tasks);
        add_new(&mut self.batches, other.batches, |batch| words_of(&batch.name));
        add_new(&mut self.directories, other.directories, |directory| directory.path.clone());
        add_new(&mut self.exclusions, other.exclusions, |exclusion| {
            exclusion.tests.iter().map(|test| test.pattern.clone()).collect::<Vec<String>>()
        });
        // A document may state a total twice, which is told; what another says of the same stands behind it.
        let stated: Vec<Subject> = self.totals.iter().map(|total| total.subject).collect();
        self.totals.extend(other.totals.into_iter().filter(|total| !stated.contains(&total.subject)));
    }

    /// A task of another document fills the gaps of the same task here; tasks of two phases are two.
    fn merge_tasks(&mut self, lists: Vec<TaskList>) {
        let mut there: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (number, list) in self.tasks.iter().enumerate() {
            for (at, task) in list.items.iter().enumerate() {
                there.entry(words_of(&task.text)).or_default().push((number, at));
            }
        }
        for mut list in lists {
            let mut rest = Vec::new();
            for task in list.items {
                let places = there.get(&words_of(&task.text)).into_iter().flatten();
                let same = places.copied().find(|(number, _)| {
                    let phase = self.tasks.get(*number).and_then(|known| known.phase.as_ref());
                    phase.is_none() || list.phase.is_none() || phase == list.phase.as_ref()
                });
                match same.and_then(|(number, at)| self.tasks.get_mut(number)?.items.get_mut(at)) {
                    Some(known) => known.fill_from(task),
                    None => rest.push(task),
                }
            }
            list.items = rest;
            if !list.items.is_empty() {
                self.tasks.push(list);
            }
        }
    }
}

/// Adds what is not the same, by its key, as something that was there.
fn add_new<T, K: Ord>(known: &mut Vec<T>, more: Vec<T>, key: impl Fn(&T) -> K) {
    let there: BTreeSet<K> = known.iter().map(&key).collect();
    known.extend(more.into_iter().filter(|one| !there.contains(&key(one))));
}

/// Where each text stands, by its words; the first place of each.
fn places<'a>(texts: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for (at, text) in texts.enumerate() {
        places.entry(words_of(text)).or_insert(at);
    }
    places
}

/// A text as it is compared: without capitals and with single blanks.
fn words_of(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_ascii_lowercase).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_first_stands_and_gaps_are_filled() {
        let component = |lines, paths: &[&str]| Component {
            name: "Till".into(),
            lines,
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            ..Component::default()
        };
        let task = |text: &str, done| Task { text: text.into(), done, ..Task::default() };
        let list = |section: &str, items| TaskList { section: section.into(), items, ..TaskList::default() };
        let finding = |text: &str| Finding { text: text.into(), ..Finding::default() };
        let mut plan = Plan {
            components: vec![component(None, &["src/till/**"])],
            tasks: vec![list("Tasks", vec![task("Freeze the clock", Some(true))])],
            findings: vec![finding("The clock is read")],
            ..Plan::default()
        };
        plan.merge(Plan {
            components: vec![component(Some(Band::exactly(90.0)), &[])],
            tasks: vec![list("Next", vec![task("freeze  the Clock", Some(false)), task("Write it", None)])],
            findings: vec![finding("the clock is read"), finding("Another"), finding("Another")],
            ..Plan::default()
        });
        assert_eq!(plan.components, [component(Some(Band::exactly(90.0)), &["src/till/**"])]);
        assert_eq!(plan.tasks.len(), 2);
        assert_eq!(plan.tasks[0].items, [task("Freeze the clock", Some(true))]);
        assert_eq!(plan.tasks[1].items, [task("Write it", None)]);
        assert_eq!(plan.findings.len(), 3);
    }

    #[test]
    fn what_one_document_says_of_two_phases_stays_two_things() {
        let list = |phase: &str, done| TaskList {
            phase: Some(phase.into()),
            items: vec![Task { text: "Write tests".into(), done, ..Task::default() }],
            ..TaskList::default()
        };
        let criterion =
            |ticked| Criterion { text: "No failing tests".into(), ticked, ..Criterion::default() };
        let document = Plan {
            tasks: vec![list("1", Some(false)), list("2", Some(true))],
            criteria: vec![criterion(Some(false)), criterion(Some(true))],
            ..Plan::default()
        };
        let mut plan = Plan::default();
        plan.merge(document.clone());
        assert_eq!((&plan.tasks, &plan.criteria), (&document.tasks, &document.criteria));
        plan.merge(document);
        assert_eq!((plan.tasks.len(), plan.criteria.len()), (2, 2));
    }
}
