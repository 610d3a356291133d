//! `no-new-failures`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_most};

pub(super) struct NewFailures;

impl Rule for NewFailures {
    fn id(&self) -> &'static str {
        "no-new-failures"
    }

    fn key(&self) -> &'static str {
        "max_new_failures"
    }

    fn explanation(&self) -> &'static str {
        "No more tests than the limit may fail that did not fail in the run before on the branch. Without such a run the rule says nothing."
    }

    fn example(&self) -> &'static str {
        "max_new_failures = 0"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        limits
            .max_new_failures
            .filter(|_| {
                facts.newly_failing.is_some() || !facts.past.is_empty() || facts.totals.collected == 0
            })
            .map(|limit| at_most(self, limit, facts.newly_failing))
            .into_iter()
            .collect()
    }
}
