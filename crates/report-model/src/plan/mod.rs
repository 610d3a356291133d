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
            if !self.components.iter().any(|known| known.name == component.name) {
                self.components.push(component);
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
        self.criteria.extend(other.criteria);
        self.findings.extend(other.findings);
        self.tasks.extend(other.tasks);
        self.batches.extend(other.batches);
        self.directories.extend(other.directories);
        self.exclusions.extend(other.exclusions);
        self.totals.extend(other.totals);
    }
}
