//! `shards`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, result};

pub(super) struct Shards;

impl Rule for Shards {
    fn id(&self) -> &'static str {
        "shards"
    }

    fn key(&self) -> &'static str {
        "shards"
    }

    fn explanation(&self) -> &'static str {
        "So many artifacts with test results must be there: a job whose results are missing hides its failures."
    }

    fn example(&self) -> &'static str {
        "shards = 4"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        let read = (facts.totals.collected > 0).then_some(facts.result_files);
        let judged = |wanted: u64| {
            result(
                self,
                None,
                format!("{wanted} artifacts"),
                read.map(|read| read.to_string()),
                read.map(|read| read >= wanted),
            )
        };
        limits.shards.map(judged).into_iter().collect()
    }
}
