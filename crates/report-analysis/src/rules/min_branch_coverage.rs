//! `min-branch-coverage`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_least};

pub(super) struct MinBranchCoverage;

impl Rule for MinBranchCoverage {
    fn id(&self) -> &'static str {
        "min-branch-coverage"
    }

    fn key(&self) -> &'static str {
        "min_branch_coverage"
    }

    fn explanation(&self) -> &'static str {
        "The share of branches taken may not be below the limit."
    }

    fn example(&self) -> &'static str {
        "min_branch_coverage = 70"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        limits
            .min_branch_coverage
            .map(|limit| at_least(self, None, limit, facts.coverage.and_then(|coverage| coverage.branches)))
            .into_iter()
            .collect()
    }
}
