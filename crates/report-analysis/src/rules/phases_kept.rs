//! `phases-kept`.

use report_model::site::{GateResult, PhaseState};

use super::{Facts, Limits, Rule, result};

pub(super) struct PhasesKept;

impl Rule for PhasesKept {
    fn id(&self) -> &'static str {
        "phases-kept"
    }

    fn key(&self) -> &'static str {
        "phases_kept"
    }

    fn explanation(&self) -> &'static str {
        "A phase of the plan that was reached may not be lost again."
    }

    fn example(&self) -> &'static str {
        "phases_kept = true"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        if !limits.phases_kept {
            return Vec::new();
        }
        let reached =
            facts.phases.iter().filter(|phase| matches!(phase.state, PhaseState::Done | PhaseState::Lost));
        reached
            .map(|phase| {
                let lost = phase.state == PhaseState::Lost;
                let run =
                    phase.lost_in.as_ref().map_or_else(String::new, |run| format!(" in run {}", run.run.id));
                let said = if lost { format!("lost{run}") } else { "met".to_owned() };
                result(self, Some(phase.id.clone()), "stays met".to_owned(), Some(said), Some(!lost))
            })
            .collect()
    }
}
