//! `max-flaky`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_most};

pub(super) struct MaxFlaky;

impl Rule for MaxFlaky {
    fn id(&self) -> &'static str {
        "max-flaky"
    }

    fn key(&self) -> &'static str {
        "max_flaky"
    }

    fn explanation(&self) -> &'static str {
        "No more tests than the limit may be flaky."
    }

    fn example(&self) -> &'static str {
        "max_flaky = 5"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        limits.max_flaky.map(|limit| at_most(self, limit, Some(facts.flaky))).into_iter().collect()
    }
}
