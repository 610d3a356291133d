//! `[gates]`: the limits of the rules that a run must keep.

use report_analysis::rules::Limits;

/// The keys are those of the rules. A key that is left out judges nothing.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GatesTable {
    #[serde(default)]
    phases_kept: bool,
    min_pass_rate: Option<f64>,
    min_line_coverage: Option<f64>,
    min_branch_coverage: Option<f64>,
    #[serde(default)]
    components: bool,
    min_changed_coverage: Option<f64>,
    max_new_failures: Option<u64>,
    max_failing: Option<u64>,
    max_flaky: Option<u64>,
    #[serde(default)]
    budgets: bool,
    min_completeness: Option<f64>,
    shards: Option<u64>,
    ratchet_pass_rate: Option<f64>,
    ratchet_line_coverage: Option<f64>,
}

impl GatesTable {
    pub(super) fn into_limits(self) -> Limits {
        Limits {
            phases_kept: self.phases_kept,
            min_pass_rate: self.min_pass_rate,
            min_line_coverage: self.min_line_coverage,
            min_branch_coverage: self.min_branch_coverage,
            components: self.components,
            min_changed_coverage: self.min_changed_coverage,
            changed_files: Vec::new(),
            max_new_failures: self.max_new_failures,
            max_failing: self.max_failing,
            max_flaky: self.max_flaky,
            budgets: self.budgets,
            min_completeness: self.min_completeness,
            shards: self.shards,
            ratchet_pass_rate: self.ratchet_pass_rate,
            ratchet_line_coverage: self.ratchet_line_coverage,
        }
    }
}

#[cfg(test)]
mod tests {
    use report_analysis::rules::RULES;

    use super::*;

    #[test]
    fn the_example_of_every_rule_is_a_key() {
        for rule in RULES {
            let table: Result<GatesTable, _> = toml::from_str(rule.example());
            assert!(table.is_ok_and(|table| table.into_limits() != Limits::none()), "{}", rule.id());
        }
    }
}
