//! What a reader can take as done, to see what would come of it.

use serde::{Deserialize, Serialize};

/// A piece of work and what it would change: a cluster that is fixed, a component whose lines are covered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// A short name for addresses: the cluster's id, or `lines-` and the number of the component.
    pub id: String,
    /// What would be done.
    pub title: String,
    /// What belongs to it: effort, phase, kind.
    pub detail: String,
    /// Failing tests that would pass.
    pub failed: u64,
    /// Tests with errors that would pass.
    pub errored: u64,
    /// Lines that would run.
    pub lines: u64,
}
