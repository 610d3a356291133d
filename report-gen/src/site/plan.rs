//! What was measured of the plan, as the site has it: rows of the test index instead of cases.

use report_analysis::measure::Measured;
use report_analysis::rules::Limits;

use super::rows::Rows;

/// The plan of a report: what was measured, and the limits that it is judged by; `None` when nobody set any.
#[derive(Debug, Default)]
pub struct PlanPart {
    /// What was measured.
    pub measured: Measured,
    /// The limits of the rules.
    pub limits: Option<Limits>,
}

/// Writes rows where the analysis has cases.
pub(super) fn with_rows(mut measured: Measured, rows: &Rows) -> Measured {
    if let Some(plan) = &mut measured.plan {
        for finding in &mut plan.findings {
            for row in &mut finding.rows {
                *row = rows.row(*row);
            }
            finding.rows.sort_unstable();
        }
        for bound in plan.budgets.iter_mut().filter_map(|budget| budget.bound_to.as_mut()) {
            bound.row = bound.row.map(|case| rows.row(case));
        }
    }
    if let Some(completeness) = &mut measured.completeness {
        for suspect in &mut completeness.never_ended {
            suspect.row = suspect.row.map(|case| rows.row(case));
        }
    }
    measured
}
