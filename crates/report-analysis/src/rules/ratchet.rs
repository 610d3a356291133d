//! `ratchet-pass-rate` and `ratchet-line-coverage`: never below the best so far.

use report_model::site::{GateResult, RunPoint};
use report_model::{Ratio, text};

use super::{Facts, Limits, Rule, result};

/// The best share of the runs before.
fn best(past: &[RunPoint], share: impl Fn(&RunPoint) -> Option<Ratio>) -> Option<f64> {
    past.iter().filter_map(|point| share(point)?.percent()).max_by(f64::total_cmp)
}

fn judged(rule: &dyn Rule, tolerance: f64, best: Option<f64>, now: Option<Ratio>) -> Vec<GateResult> {
    // The first run sets the mark.
    let Some(best) = best else { return Vec::new() };
    let least = best - tolerance;
    let now = now.and_then(Ratio::percent);
    let limit = if tolerance > 0.0 {
        format!("best so far {}, minus {} points", text::percent(best), text::short_number(tolerance))
    } else {
        format!("best so far {}", text::percent(best))
    };
    vec![result(rule, None, limit, now.map(text::percent), now.map(|now| now >= least - 1e-9))]
}

pub(super) struct PassRate;

impl Rule for PassRate {
    fn id(&self) -> &'static str {
        "ratchet-pass-rate"
    }

    fn key(&self) -> &'static str {
        "ratchet_pass_rate"
    }

    fn explanation(&self) -> &'static str {
        "The pass rate of executed tests may never be below the best so far on the branch, minus the tolerance in points."
    }

    fn example(&self) -> &'static str {
        "ratchet_pass_rate = 0.5"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        let Some(tolerance) = limits.ratchet_pass_rate else { return Vec::new() };
        let best = best(facts.past, |point| Some(point.totals.counts.rate_of_executed()));
        judged(self, tolerance, best, Some(facts.totals.counts.rate_of_executed()))
    }
}

pub(super) struct LineCoverage;

impl Rule for LineCoverage {
    fn id(&self) -> &'static str {
        "ratchet-line-coverage"
    }

    fn key(&self) -> &'static str {
        "ratchet_line_coverage"
    }

    fn explanation(&self) -> &'static str {
        "The line coverage may never be below the best so far on the branch, minus the tolerance in points."
    }

    fn example(&self) -> &'static str {
        "ratchet_line_coverage = 0.2"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        let Some(tolerance) = limits.ratchet_line_coverage else { return Vec::new() };
        let best = best(facts.past, |point| Some(point.coverage?.lines));
        judged(self, tolerance, best, facts.coverage.map(|coverage| coverage.lines))
    }
}
