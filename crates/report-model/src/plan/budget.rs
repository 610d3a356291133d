//! Limits on times, rates and sizes.

use crate::{Comparison, Location, Unit};

/// A limit on something that is measured: a benchmark, a test's duration, or the suite's.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// What the plan calls it.
    pub name: String,
    /// How the measured value must compare with the limit; `About` for a value that is only a baseline.
    pub comparison: Comparison,
    /// The limit, in `unit`.
    pub limit: f64,
    /// Seconds, bytes, a rate a second, or a count.
    pub unit: Unit,
    /// What one measurement is of, as written: `status`, `updates`.
    pub per: Option<String>,
    /// Whether it is about the whole suite's time.
    pub is_suite: bool,
    /// A benchmark by name or pattern, where the configuration binds it.
    pub benchmark: Option<String>,
    /// A test by id or pattern, where the configuration binds it.
    pub test: Option<String>,
    /// The words of the plan.
    pub text: String,
    /// Where it is written.
    pub source: Option<Location>,
}
