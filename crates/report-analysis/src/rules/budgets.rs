//! `budgets`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, result};

pub(super) struct Budgets;

impl Rule for Budgets {
    fn id(&self) -> &'static str {
        "budgets"
    }

    fn key(&self) -> &'static str {
        "budgets"
    }

    fn explanation(&self) -> &'static str {
        "Every budget of the plan that can be measured must hold."
    }

    fn example(&self) -> &'static str {
        "budgets = true"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        if !limits.budgets {
            return Vec::new();
        }
        let measured = facts.budgets.iter().filter_map(|budget| Some((budget, budget.value?, budget.met?)));
        measured
            .map(|(budget, value, met)| {
                let limit = format!("{} {}", budget.comparison.sign(), budget.unit.text(budget.limit));
                result(self, Some(budget.name.clone()), limit, Some(budget.unit.text(value)), Some(met))
            })
            .collect()
    }
}
