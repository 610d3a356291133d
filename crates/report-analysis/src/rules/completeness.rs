//! `completeness`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_least};

pub(super) struct Complete;

impl Rule for Complete {
    fn id(&self) -> &'static str {
        "completeness"
    }

    fn key(&self) -> &'static str {
        "min_completeness"
    }

    fn explanation(&self) -> &'static str {
        "At least this share of the known tests must have run to an end: tests that hang, were skipped or never started did not."
    }

    fn example(&self) -> &'static str {
        "min_completeness = 99"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        limits.min_completeness.map(|limit| at_least(self, None, limit, facts.executed)).into_iter().collect()
    }
}
