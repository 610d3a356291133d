//! What the figures would be if some failures were fixed and some lines covered. Small: the dashboard asks it with
//! every tick of a box.

use report_model::Measure;
use report_model::site::{CoverageTotals, PhaseState, PhaseStatus, Sentence, Totals};

/// What is taken as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Failing tests that would pass.
    pub failed: u64,
    /// Tests with errors that would pass.
    pub errored: u64,
    /// Lines that would run.
    pub lines: u64,
}

/// What the figures would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The counts.
    pub totals: Totals,
    /// The coverage.
    pub coverage: Option<CoverageTotals>,
    /// The phases with what they would measure and what would still be missing.
    pub phases: Vec<PhaseStatus>,
    /// The phases that would be reached and are not now, by id.
    pub reached: Vec<String>,
}

/// Works a change into the figures of a run. No test is counted twice: more than fail cannot be fixed.
pub fn what_if(
    totals: &Totals,
    coverage: Option<CoverageTotals>,
    phases: &[PhaseStatus],
    change: Change,
) -> Outlook {
    let mut totals = *totals;
    let failed = change.failed.min(totals.counts.failed);
    let errored = change.errored.min(totals.counts.errored);
    let fixed = failed + errored;
    totals.counts.failed -= failed;
    totals.counts.errored -= errored;
    totals.counts.passed += fixed;
    let coverage = coverage.map(|mut coverage| {
        coverage.lines.part = (coverage.lines.part + change.lines).min(coverage.lines.whole);
        coverage
    });
    let mut reached = Vec::new();
    let mut first_open = true;
    let phases = phases
        .iter()
        .map(|phase| {
            let mut phase = phase.clone();
            for target in &mut phase.targets {
                let Some(measured) = &mut target.measured else { continue };
                match target.measure {
                    Measure::Passing | Measure::PassRate => {
                        measured.part = (measured.part + fixed).min(measured.whole);
                    }
                    Measure::Failing => measured.part = measured.part.saturating_sub(fixed),
                    Measure::LineCoverage => {
                        measured.part = (measured.part + change.lines).min(measured.whole);
                    }
                    Measure::BranchCoverage => {}
                }
            }
            let met =
                !phase.targets.is_empty() && phase.targets.iter().all(|target| target.is_met() == Some(true));
            if met && phase.state != PhaseState::Done {
                reached.push(phase.id.clone());
                phase.state = PhaseState::Done;
            } else if !met && matches!(phase.state, PhaseState::Ahead | PhaseState::InProgress) {
                phase.state = if first_open { PhaseState::InProgress } else { PhaseState::Ahead };
                first_open = false;
            }
            phase.forecast = None;
            phase.lines_hint = None;
            phase
        })
        .collect();
    Outlook { totals, coverage, phases, reached }
}

impl Outlook {
    /// What would still be missing for the first phase that is not reached; `None` when all are.
    pub fn gap(&self) -> Option<Sentence> {
        self.phases.iter().find(|phase| phase.state != PhaseState::Done).map(PhaseStatus::gap)
    }
}

#[cfg(test)]
mod tests {
    use report_model::site::{Basis, TargetStatus};
    use report_model::{Counts, Ratio};

    use super::*;

    fn phase(id: &str, passing: f64) -> PhaseStatus {
        PhaseStatus {
            id: id.into(),
            state: PhaseState::Ahead,
            targets: vec![
                TargetStatus {
                    measure: Measure::Passing,
                    low: passing,
                    high: passing,
                    measured: Some(Ratio::new(80, 100)),
                    basis: None,
                    category: None,
                },
                TargetStatus {
                    measure: Measure::PassRate,
                    low: passing,
                    high: passing,
                    measured: Some(Ratio::new(80, 100)),
                    basis: Some(Basis::Collected),
                    category: None,
                },
            ],
            ..PhaseStatus::default()
        }
    }

    #[test]
    fn fixes_move_the_figures_and_reach_phases() {
        let counts = Counts { passed: 80, failed: 15, errored: 3, skipped: 2 };
        let totals = Totals { counts, collected: 100, ..Totals::default() };
        let phases = [phase("1", 85.0), phase("2", 95.0)];
        let outlook = what_if(&totals, None, &phases, Change { failed: 10, errored: 99, lines: 5 });
        assert_eq!(outlook.totals.counts, Counts { passed: 93, failed: 5, errored: 0, skipped: 2 });
        assert_eq!(outlook.reached, ["1"]);
        assert_eq!(outlook.phases[1].state, PhaseState::InProgress);
        assert_eq!(outlook.gap().unwrap().to_string(), "2 needs 2 more passing tests.");
        let nothing = what_if(&totals, None, &phases, Change::default());
        assert_eq!((nothing.totals, nothing.reached.len()), (totals, 0));
    }
}
