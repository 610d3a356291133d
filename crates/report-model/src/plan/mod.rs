//! What the team intends: phases with target bands, and categories of failures.

use crate::Timestamp;

/// The plan as the team wrote it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The phases in the order of the plan.
    pub phases: Vec<Phase>,
}

/// A step of the plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phase {
    /// Its short name, such as `2A`.
    pub id: String,
    /// What it is about, such as `Quick wins`.
    pub title: String,
    /// What must be measured for it to be met.
    pub targets: Targets,
    /// The effort planned, as written: `3-4 h`.
    pub effort: Option<String>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// The categories of failures it is about, by id.
    pub categories: Vec<String>,
    /// Where it is written.
    pub source: Option<crate::Location>,
}

/// The target bands of a phase. A band that is `None` is no target.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Targets {
    /// Passing tests.
    pub passing: Option<Band>,
    /// Pass rate in percent.
    pub pass_rate: Option<Band>,
    /// Line coverage in percent.
    pub line_coverage: Option<Band>,
}

/// A target from `low`, which meets it, to `high`, which is hoped for; both equal when one number was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The least that meets the target.
    pub low: f64,
    /// The most that was planned.
    pub high: f64,
}

impl Band {
    /// A target of one number.
    pub const fn exactly(value: f64) -> Self {
        Self { low: value, high: value }
    }
}
