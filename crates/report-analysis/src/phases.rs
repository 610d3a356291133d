//! Where the run stands on each phase of the plan: measured, never typed.

use report_model::Ratio;
use report_model::plan::{Band, Phase, Plan};
use report_model::site::{Basis, Measure, PhaseState, PhaseStatus, RunPoint, TargetStatus};

/// Measures every phase by this run and by the runs of the branch before it, oldest first.
pub fn phases(plan: &Plan, past: &[&RunPoint], now: &RunPoint) -> Vec<PhaseStatus> {
    let basis = pass_rate_basis(plan, past, now);
    let mut phases: Vec<PhaseStatus> =
        plan.phases.iter().map(|phase| status(phase, basis, past, now)).collect();
    // Until here a phase that is not met stands ahead; the first of them is the one that is worked on.
    if let Some(first) = phases.iter_mut().find(|phase| phase.state == PhaseState::Ahead) {
        first.state = PhaseState::InProgress;
    }
    phases
}

fn status(phase: &Phase, basis: Basis, past: &[&RunPoint], now: &RunPoint) -> PhaseStatus {
    let met = |point: &RunPoint| is_met(&targets(phase, basis, point));
    let targets = targets(phase, basis, now);
    let met_now = is_met(&targets);
    let met_before: Vec<Option<bool>> = past.iter().map(|point| met(point)).collect();
    let first_met = met_before
        .iter()
        .position(|met| *met == Some(true))
        .and_then(|index| past.get(index).copied())
        .or_else(|| (met_now == Some(true)).then_some(now));
    let held_before = met_before.iter().rev().take_while(|met| **met == Some(true)).count() as u64;
    let lost_in = (met_now == Some(false) && first_met.is_some()).then(|| {
        let last_met = met_before.iter().rposition(|met| *met == Some(true)).unwrap_or_default();
        let lost = met_before.iter().skip(last_met).position(|met| *met == Some(false));
        lost.and_then(|index| past.get(last_met + index).copied()).unwrap_or(now)
    });
    let state = match met_now {
        Some(true) => PhaseState::Done,
        Some(false) if lost_in.is_some() => PhaseState::Lost,
        Some(false) => PhaseState::Ahead,
        None => PhaseState::Unknown,
    };
    PhaseStatus {
        id: phase.id.clone(),
        title: phase.title.clone(),
        state,
        targets,
        written: phase.status,
        differs: String::new(),
        forecast: None,
        lines_hint: None,
        first_met: first_met.cloned(),
        held_runs: if met_now == Some(true) { held_before + 1 } else { 0 },
        lost_in: lost_in.cloned(),
        effort: phase.effort.clone(),
        due: phase.due,
        categories: phase.categories.clone(),
        source: phase.source.clone(),
    }
}

/// Whether all targets are met. One that fails settles it; otherwise one that is unknown leaves it open, and so does
/// a phase without targets.
fn is_met(targets: &[TargetStatus]) -> Option<bool> {
    if targets.iter().any(|target| target.is_met() == Some(false)) {
        Some(false)
    } else if targets.is_empty() || targets.iter().any(|target| target.is_met().is_none()) {
        None
    } else {
        Some(true)
    }
}

/// The targets of a phase as a run meets them.
pub fn targets(phase: &Phase, basis: Basis, point: &RunPoint) -> Vec<TargetStatus> {
    let totals = &point.totals;
    let target = |measure, band: Option<Band>, measured: Option<Ratio>| {
        let basis = (measure == Measure::PassRate).then_some(basis);
        band.map(|band| TargetStatus {
            measure,
            low: band.low,
            high: band.high.max(band.low),
            measured,
            basis,
            category: None,
        })
    };
    let tested = totals.collected > 0;
    let rate = rate(point, basis);
    [
        target(Measure::Passing, phase.targets.passing, tested.then(|| totals.rate_of_collected())),
        target(Measure::PassRate, phase.targets.pass_rate, (rate.whole > 0).then_some(rate)),
        target(
            Measure::LineCoverage,
            phase.targets.line_coverage,
            point.coverage.map(|coverage| coverage.lines).filter(|lines| lines.whole > 0),
        ),
        target(
            Measure::BranchCoverage,
            phase.targets.branch_coverage,
            point.coverage.and_then(|coverage| coverage.branches).filter(|branches| branches.whole > 0),
        ),
        target(
            Measure::Failing,
            phase.targets.failing,
            tested.then(|| Ratio::new(totals.counts.bad(), totals.collected)),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn rate(point: &RunPoint, basis: Basis) -> Ratio {
    match basis {
        Basis::Collected => point.totals.rate_of_collected(),
        Basis::Executed => point.totals.counts.rate_of_executed(),
    }
}

/// What the plan's pass rates are a share of, found from its own numbers: a phase that names both a count of passing
/// tests and a rate implies a whole. The newest run that one of the two wholes fits decides; where none does, it is
/// every test known.
pub fn pass_rate_basis(plan: &Plan, past: &[&RunPoint], now: &RunPoint) -> Basis {
    /// The plan's rates may be off by this many points on average and still fit.
    const FITS: f64 = 0.1;
    /// The two wholes must differ by this many points to be told apart.
    const TELLS: f64 = 0.01;
    let pairs = count_and_rate(plan);
    if pairs.is_empty() {
        return Basis::Collected;
    }
    for point in std::iter::once(now).chain(past.iter().rev().copied()) {
        let collected = deviation(&pairs, point.totals.collected);
        let executed = deviation(&pairs, point.totals.counts.executed());
        if collected.min(executed) <= FITS {
            return if executed + TELLS < collected { Basis::Executed } else { Basis::Collected };
        }
    }
    Basis::Collected
}

fn count_and_rate(plan: &Plan) -> Vec<(f64, f64)> {
    let mut pairs = Vec::new();
    for targets in plan.phases.iter().map(|phase| &phase.targets) {
        if let (Some(count), Some(rate)) = (targets.passing, targets.pass_rate) {
            pairs.push((count.low, rate.low));
            if count.high > count.low && rate.high > rate.low {
                pairs.push((count.high, rate.high));
            }
        }
    }
    pairs
}

/// How far the rates are from what the counts are of `whole`, in points on average, beyond what rounding explains.
fn deviation(pairs: &[(f64, f64)], whole: u64) -> f64 {
    if whole == 0 {
        return f64::INFINITY;
    }
    let sum: f64 = pairs
        .iter()
        .map(|(count, rate)| {
            let off = (count * 100.0 / whole as f64 - rate).abs();
            (off - rounding(*rate)).max(0.0)
        })
        .sum();
    sum / pairs.len() as f64
}

/// Half a unit of the last decimal that a rate was written with.
fn rounding(rate: f64) -> f64 {
    let is_whole = |value: f64| (value - value.round()).abs() < 1e-6;
    if is_whole(rate) {
        0.5
    } else if is_whole(rate * 10.0) {
        0.05
    } else {
        0.005
    }
}

#[cfg(test)]
mod tests {
    use report_model::Counts;
    use report_model::plan::Targets;
    use report_model::site::CoverageTotals;

    use super::*;
    use crate::testing;

    fn phase(id: &str, passing: (f64, f64), rate: (f64, f64), coverage: (f64, f64)) -> Phase {
        let band = |(low, high)| Some(Band { low, high });
        let targets = Targets {
            passing: band(passing),
            pass_rate: band(rate),
            line_coverage: band(coverage),
            ..Targets::default()
        };
        Phase { id: id.into(), targets, ..Phase::default() }
    }

    fn plan() -> Plan {
        let phases = vec![
            phase("1", (1602.0, 1602.0), (92.0, 92.0), (65.0, 65.0)),
            phase("2A", (1622.0, 1627.0), (93.5, 93.7), (68.0, 70.0)),
            phase("2B", (1662.0, 1672.0), (95.7, 96.3), (73.0, 75.0)),
        ];
        Plan { phases, ..Plan::default() }
    }

    fn point(id: &str, passed: u64, covered: Option<u64>) -> RunPoint {
        let counts = Counts { passed, failed: 1731 - 17 - passed, errored: 17, skipped: 6 };
        let mut point = testing::point(id, counts);
        point.coverage = covered.map(|covered| CoverageTotals {
            lines: Ratio::new(covered, 19_412),
            branches: None,
            functions: None,
            files: 1,
        });
        point
    }

    fn states(past: &[&RunPoint], now: &RunPoint) -> Vec<PhaseState> {
        phases(&plan(), past, now).iter().map(|phase| phase.state).collect()
    }

    #[test]
    fn the_plan_numbers_say_what_the_rate_is_of() {
        let now = point("212", 1602, Some(12_618));
        assert_eq!(pass_rate_basis(&plan(), &[], &now), Basis::Collected);
        let executed =
            Plan { phases: vec![phase("1", (1650.0, 1700.0), (95.3, 98.2), (0.0, 0.0))], ..Plan::default() };
        assert_eq!(pass_rate_basis(&executed, &[], &now), Basis::Executed);
        let far =
            Plan { phases: vec![phase("1", (10.0, 10.0), (95.3, 95.3), (0.0, 0.0))], ..Plan::default() };
        assert_eq!(pass_rate_basis(&far, &[], &now), Basis::Collected);
        // The suite has grown since the plan was written: an older run tells.
        let mut grown = now.clone();
        grown.totals.collected = 2200;
        grown.totals.counts.passed = 2100;
        assert_eq!(pass_rate_basis(&executed, &[&now], &grown), Basis::Executed);
    }

    #[test]
    fn states_are_measured() {
        let (a, b, now) =
            (point("1", 1590, Some(12_000)), point("2", 1603, Some(12_700)), point("3", 1602, Some(12_618)));
        let phases = phases(&plan(), &[&a, &b], &now);
        assert_eq!(phases[0].state, PhaseState::Done);
        assert_eq!(phases[0].first_met.as_ref().unwrap().run.id, "2");
        assert_eq!(phases[0].held_runs, 2);
        assert_eq!(phases[1].state, PhaseState::InProgress);
        assert_eq!(phases[1].missing_tests(), Some(23));
        assert_eq!(phases[2].state, PhaseState::Ahead);
    }

    #[test]
    fn a_phase_is_lost_in_the_first_run_after_the_last_that_met_it() {
        let (a, b, c) =
            (point("1", 1602, Some(12_618)), point("2", 1601, Some(12_618)), point("3", 1601, None));
        let now = point("4", 1600, Some(12_618));
        let phases = phases(&plan(), &[&a, &b, &c], &now);
        assert_eq!(phases[0].state, PhaseState::Lost);
        assert_eq!(phases[0].lost_in.as_ref().unwrap().run.id, "2");
        assert_eq!(phases[0].held_runs, 0);
        assert_eq!(phases[1].state, PhaseState::InProgress);
    }

    #[test]
    fn what_is_not_measured_leaves_a_phase_open_unless_another_target_fails() {
        let now = point("1", 1610, None);
        assert_eq!(states(&[], &now), [PhaseState::Unknown, PhaseState::InProgress, PhaseState::Ahead]);
    }

    #[test]
    fn a_phase_without_targets_is_never_done() {
        let plan = Plan { phases: vec![Phase { id: "2D".into(), ..Phase::default() }], ..Plan::default() };
        assert_eq!(phases(&plan, &[], &point("1", 1602, None))[0].state, PhaseState::Unknown);
    }
}
