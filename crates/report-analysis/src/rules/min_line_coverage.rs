//! `min-line-coverage`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_least};

pub(super) struct MinLineCoverage;

impl Rule for MinLineCoverage {
    fn id(&self) -> &'static str {
        "min-line-coverage"
    }

    fn key(&self) -> &'static str {
        "min_line_coverage"
    }

    fn explanation(&self) -> &'static str {
        "The share of lines that ran may not be below the limit."
    }

    fn example(&self) -> &'static str {
        "min_line_coverage = 80"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        limits
            .min_line_coverage
            .map(|limit| at_least(self, None, limit, facts.coverage.map(|coverage| coverage.lines)))
            .into_iter()
            .collect()
    }
}
