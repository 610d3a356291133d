//! `min-pass-rate`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_least};

pub(super) struct MinPassRate;

impl Rule for MinPassRate {
    fn id(&self) -> &'static str {
        "min-pass-rate"
    }

    fn key(&self) -> &'static str {
        "min_pass_rate"
    }

    fn explanation(&self) -> &'static str {
        "The share of executed tests that pass may not be below the limit; skipped tests are on neither side."
    }

    fn example(&self) -> &'static str {
        "min_pass_rate = 92.0"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        limits
            .min_pass_rate
            .map(|limit| at_least(self, None, limit, Some(facts.totals.counts.rate_of_executed())))
            .into_iter()
            .collect()
    }
}
