//! Rules that a run must keep, judged.

use serde::{Deserialize, Serialize};

/// What a rule says of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateResult {
    /// The rule's id: `min-pass-rate`.
    pub rule: String,
    /// What it is judged on, where one rule judges several things: a component, a budget, a phase.
    pub scope: Option<String>,
    /// What it asks, in one sentence.
    pub explanation: String,
    /// The limit as text.
    pub limit: String,
    /// What was measured, as text; `not in the data` when that is so.
    pub measured: String,
    /// Whether it is kept.
    pub verdict: GateVerdict,
}

/// Whether a rule is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateVerdict {
    /// It is kept.
    Kept,
    /// It is violated.
    Violated,
    /// The run does not tell. Whoever judges takes it as a violation: what is not measured is not kept.
    Unknown,
}

/// All rules, judged.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Gates {
    /// The results, violations first.
    pub results: Vec<GateResult>,
}

impl Gates {
    /// Whether a rule is not kept.
    pub fn failed(&self) -> bool {
        self.results.iter().any(|result| result.verdict != GateVerdict::Kept)
    }
}
