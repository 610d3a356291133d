//! Work to do.

use super::Band;
use crate::Location;

/// The tasks of one section.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskList {
    /// The heading they stand under.
    pub section: String,
    /// The phase they belong to, by id.
    pub phase: Option<String>,
    /// The tasks.
    pub items: Vec<Task>,
    /// Where it is written.
    pub source: Option<Location>,
}

impl TaskList {
    /// How many are done; `None` when nobody marked any.
    pub fn done(&self) -> Option<u64> {
        let marked = self.items.iter().any(|task| task.done.is_some());
        marked.then(|| self.items.iter().filter(|task| task.done == Some(true)).count() as u64)
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Task {
    /// What is written.
    pub text: String,
    /// Whether it is marked as done; `None` where nothing is marked.
    pub done: Option<bool>,
    /// The effort, as written.
    pub effort: Option<String>,
    /// How many tests it is to fix.
    pub fixes: Option<Band>,
    /// Where it is written.
    pub source: Option<Location>,
}

impl Task {
    /// Takes over from another description of the same task what this one does not say.
    pub fn fill_from(&mut self, other: Self) {
        self.done = self.done.or(other.done);
        self.effort = self.effort.take().or(other.effort);
        self.fixes = self.fixes.or(other.fixes);
        self.source = self.source.take().or(other.source);
    }
}
