//! `max-failing`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_most};

pub(super) struct MaxFailing;

impl Rule for MaxFailing {
    fn id(&self) -> &'static str {
        "max-failing"
    }

    fn key(&self) -> &'static str {
        "max_failing"
    }

    fn explanation(&self) -> &'static str {
        "No more tests than the limit may fail or error."
    }

    fn example(&self) -> &'static str {
        "max_failing = 20"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        let bad = (facts.totals.collected > 0).then(|| facts.totals.counts.bad());
        limits.max_failing.map(|limit| at_most(self, limit, bad)).into_iter().collect()
    }
}
