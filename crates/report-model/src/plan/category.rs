//! Causes of failure as a plan names them.

use super::{Band, TestReference};
use crate::Location;

/// A cause of failures that the plan names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlannedCategory {
    /// Its id: that of a category in the configuration, or made from the title.
    pub id: String,
    /// What the plan calls it.
    pub title: String,
    /// How many tests were counted; a band where the plan gives one.
    pub count: Option<Band>,
    /// Whether the count is of tests that error rather than fail.
    pub counts_errors: bool,
    /// The effort, as written.
    pub effort: Option<String>,
    /// The place in the order of work, 1 first.
    pub priority: Option<u32>,
    /// The priority as written, such as `HIGH`.
    pub priority_as_written: Option<String>,
    /// The phases it belongs to, by id.
    pub phases: Vec<String>,
    /// Why it happens.
    pub cause: Option<String>,
    /// How it is to be fixed.
    pub strategy: Option<String>,
    /// The text of the error, where the plan quotes it.
    pub error: Option<String>,
    /// Tests that it names.
    pub tests: Vec<TestReference>,
    /// What the plan says it for.
    pub origin: CategoryOrigin,
    /// Where it is written.
    pub source: Option<Location>,
}

/// What a category is in the plan for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CategoryOrigin {
    /// Its failures were counted or its effort planned.
    #[default]
    Planned,
    /// It has a place in an order of work.
    Ordered,
    /// A problem with its solution: a hint for failures to come.
    Hint,
}

impl CategoryOrigin {
    /// The origin as a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ordered => "order",
            Self::Hint => "hint",
        }
    }
}

impl PlannedCategory {
    /// Takes over from another description of the same cause what this one does not say.
    pub fn fill_from(&mut self, other: Self) {
        self.count = self.count.or(other.count);
        self.effort = self.effort.take().or(other.effort);
        self.priority = self.priority.or(other.priority);
        self.priority_as_written = self.priority_as_written.take().or(other.priority_as_written);
        self.cause = self.cause.take().or(other.cause);
        self.strategy = self.strategy.take().or(other.strategy);
        self.error = self.error.take().or(other.error);
        if self.phases.is_empty() {
            self.phases = other.phases;
        }
        self.tests.extend(other.tests);
        self.source = self.source.take().or(other.source);
    }
}
