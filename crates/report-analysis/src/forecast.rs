//! When a target will be reached: a robust trend over the runs so far.
//!
//! The slope is the median of the slopes between all pairs of runs (Theil 1950, Sen 1968); its interval is Sen's, from
//! the distribution of Kendall's statistic.

use report_model::site::{Basis, DateSpan, Forecast, Outlook, PhaseStatus, RunPoint, RunSpan, TargetStatus};
use report_model::{Measure, Timestamp};

use crate::stats::median;

/// How many runs are needed to tell.
pub const RUNS_NEEDED: usize = 8;
/// No more runs than this are looked at.
const MOST_RUNS: usize = 30;
/// A trend is not followed further than this many times the runs that it rests on.
const FAR: f64 = 10.0;
/// The quantile of the normal distribution for 80 % confidence.
const Z: f64 = 1.2816;

/// A robust line through values at even distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The change from one value to the next.
    pub slope: f64,
    /// The least that it is likely to be, with 80 % confidence.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// The value of the line at the last of the values.
    pub level: f64,
}

/// The line through `values`, each with its place; `None` for fewer than three.
pub fn trend(values: &[(f64, f64)]) -> Option<Trend> {
    let count = values.len();
    if count < 3 {
        return None;
    }
    let mut slopes = Vec::with_capacity(count * (count - 1) / 2);
    for (index, (x, y)) in values.iter().enumerate() {
        for (later_x, later_y) in values.iter().skip(index + 1) {
            if later_x > x {
                slopes.push((later_y - y) / (later_x - x));
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let slope = median(&mut slopes)?;
    slopes.sort_by(f64::total_cmp);
    let (n, all) = (count as f64, slopes.len() as f64);
    let spread = Z * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let at = |rank: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the places there are"
        )]
        let index = rank.clamp(0.0, all - 1.0) as usize;
        slopes.get(index).copied()
    };
    let low = at(f64::midpoint(all, -spread).floor())?;
    let high = at(f64::midpoint(all, spread).ceil())?;
    let mut rests: Vec<f64> = values.iter().map(|(x, y)| y - slope * x).collect();
    let last = values.last()?.0;
    Some(Trend { slope, low, high, level: median(&mut rests)? + slope * last })
}

/// The value of a target's measure in a run; of categories nothing is kept here.
fn value(target: &TargetStatus, point: &RunPoint) -> Option<f64> {
    let totals = &point.totals;
    match target.measure {
        _ if target.category.is_some() => None,
        Measure::Passing => (totals.collected > 0).then_some(totals.counts.passed as f64),
        Measure::Failing => (totals.collected > 0).then_some(totals.counts.bad() as f64),
        Measure::PassRate if target.basis == Some(Basis::Executed) => {
            totals.counts.rate_of_executed().percent()
        }
        Measure::PassRate => totals.rate_of_collected().percent(),
        Measure::LineCoverage => point.coverage.and_then(|coverage| coverage.lines.percent()),
        Measure::BranchCoverage => point.coverage.and_then(|coverage| coverage.branches?.percent()),
    }
}

/// When a target will be reached; `None` when it is met, or cannot be measured.
pub fn of_target(target: &TargetStatus, points: &[RunPoint]) -> Option<Forecast> {
    if target.is_met()? || target.category.is_some() {
        return None;
    }
    let skipped = points.len().saturating_sub(MOST_RUNS);
    let recent = points.get(skipped..).unwrap_or_default();
    let values: Vec<(f64, f64)> = recent
        .iter()
        .enumerate()
        .filter_map(|(place, point)| Some((place as f64, value(target, point)?)))
        .collect();
    let mut forecast = Forecast {
        measure: target.measure,
        outlook: Outlook::NotEnoughRuns,
        runs: values.len() as u64,
        runs_needed: RUNS_NEEDED as u64,
        slope: None,
        slope_interval: None,
        in_runs: None,
        date: None,
    };
    if values.len() < RUNS_NEEDED {
        return Some(forecast);
    }
    let Some(trend) = trend(&values) else { return Some(forecast) };
    forecast.slope = Some(trend.slope);
    forecast.slope_interval = Some((trend.low, trend.high));
    // Less is better of failures: the line is turned over.
    let turn = if target.measure == Measure::Failing { -1.0 } else { 1.0 };
    let wanted = if target.measure == Measure::Failing { target.high } else { target.low };
    let way = (wanted - trend.level) * turn;
    let most = FAR * values.len() as f64;
    let runs_at = |slope: f64| {
        let slope = slope * turn;
        // The line may be there already while the last run is not.
        let runs = if way <= 0.0 { 1.0 } else { (way / slope).ceil().max(1.0) };
        (slope > 0.0 || way <= 0.0).then_some(runs).filter(|runs| *runs <= most)
    };
    let (fast, slow) = if turn > 0.0 { (trend.high, trend.low) } else { (trend.low, trend.high) };
    let Some(likely) = runs_at(trend.slope) else {
        forecast.outlook = Outlook::NotAtThisPace;
        return Some(forecast);
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 300")]
    let whole = |runs: f64| runs as u64;
    let span = RunSpan {
        likely: whole(likely),
        earliest: whole(runs_at(fast).unwrap_or(likely)),
        latest: runs_at(slow).map(whole),
    };
    forecast.outlook = Outlook::Expected;
    forecast.in_runs = Some(span);
    forecast.date = pace(recent).map(|(last, gap)| {
        let at = |runs: u64| {
            Timestamp(last.0.saturating_add(gap.saturating_mul(i64::try_from(runs).unwrap_or(i64::MAX))))
        };
        DateSpan { likely: at(span.likely), earliest: at(span.earliest), latest: span.latest.map(at) }
    });
    Some(forecast)
}

/// The time of the last run, and the mean time between runs in milliseconds.
fn pace(points: &[RunPoint]) -> Option<(Timestamp, i64)> {
    let times: Vec<Timestamp> = points.iter().filter_map(|point| point.run.started_at).collect();
    let (first, last) = (times.first()?, times.last()?);
    let gaps = i64::try_from(times.len()).ok()? - 1;
    let gap = last.0.checked_sub(first.0)?.checked_div(gaps)?;
    (times.len() == points.len() && gap > 0).then_some((*last, gap))
}

/// When a phase will be reached: with the last of its targets.
pub fn of_phase(phase: &PhaseStatus, points: &[RunPoint]) -> Option<Forecast> {
    let rank = |forecast: &Forecast| match forecast.outlook {
        Outlook::NotEnoughRuns => (2, 0),
        Outlook::NotAtThisPace => (1, 0),
        Outlook::Expected => (0, forecast.in_runs.map_or(0, |runs| runs.likely)),
    };
    phase.targets.iter().filter_map(|target| of_target(target, points)).max_by_key(rank)
}

#[cfg(test)]
mod tests {
    use report_model::{Counts, Ratio};

    use super::*;
    use crate::testing;

    #[test]
    fn one_run_far_off_does_not_turn_the_line() {
        let mut values: Vec<(f64, f64)> =
            (0..20).map(|at| (f64::from(at), 100.0 + 2.0 * f64::from(at))).collect();
        let clean = trend(&values).unwrap();
        assert!((clean.slope - 2.0).abs() < 1e-9 && (clean.level - 138.0).abs() < 1e-9);
        values[7].1 = -5000.0;
        values[15].1 = 9000.0;
        let odd = trend(&values).unwrap();
        assert!((odd.slope - 2.0).abs() < 1e-9, "{odd:?}");
        assert!(odd.low <= 2.0 && odd.high >= 2.0);
        assert_eq!(trend(&values[..2]), None);
    }

    fn points(passed: &[u64]) -> Vec<RunPoint> {
        let day = 86_400_000;
        (0i64..)
            .zip(passed)
            .map(|(at, passed)| {
                let counts = Counts { passed: *passed, failed: 1000 - passed, ..Counts::default() };
                let mut point = testing::point("x", counts);
                point.run.started_at = Some(Timestamp(at * day));
                point
            })
            .collect()
    }

    fn target(low: f64, now: u64) -> TargetStatus {
        TargetStatus {
            measure: Measure::Passing,
            low,
            high: low,
            measured: Some(Ratio::new(now, 1000)),
            basis: None,
            category: None,
        }
    }

    #[test]
    fn a_target_is_reached_where_the_line_leads() {
        let rising: Vec<u64> = (0..10).map(|at| 500 + at * 10).collect();
        let forecast = of_target(&target(620.0, 590), &points(&rising)).unwrap();
        assert_eq!(forecast.outlook, Outlook::Expected);
        assert_eq!(forecast.in_runs.unwrap().likely, 3);
        assert_eq!(forecast.date.unwrap().likely, Timestamp((9 + 3) * 86_400_000));
        let flat = [590u64; 10];
        assert_eq!(of_target(&target(620.0, 590), &points(&flat)).unwrap().outlook, Outlook::NotAtThisPace);
        let few = of_target(&target(620.0, 590), &points(&rising[..5])).unwrap();
        assert_eq!((few.outlook, few.runs, few.runs_needed), (Outlook::NotEnoughRuns, 5, 8));
        assert_eq!(of_target(&target(580.0, 590), &points(&rising)), None);
    }
}
