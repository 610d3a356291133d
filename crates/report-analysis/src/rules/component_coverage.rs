//! `component-coverage`.

use report_model::site::GateResult;

use super::{Facts, Limits, Rule, at_least};

pub(super) struct ComponentCoverage;

impl Rule for ComponentCoverage {
    fn id(&self) -> &'static str {
        "component-coverage"
    }

    fn key(&self) -> &'static str {
        "components"
    }

    fn explanation(&self) -> &'static str {
        "Every component of the plan must have the coverage that the plan gives it."
    }

    fn example(&self) -> &'static str {
        "components = true"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        if !limits.components {
            return Vec::new();
        }
        let asked = facts.components.iter().filter_map(|component| Some((component, component.target?)));
        asked
            .map(|(component, (low, _))| at_least(self, Some(component.name.clone()), low, component.lines))
            .collect()
    }
}
