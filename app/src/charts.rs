//! From what the site says to what a chart draws.

use report_charts::{Band, BandState, Trend, TrendPoint, Unit};
use report_model::site::{Manifest, Measure, Outlook, PhaseState, RunPoint};
use report_model::text;

/// The targets of all phases for one measure.
pub fn bands(manifest: &Manifest, measure: Measure) -> Vec<Band> {
    let current = manifest.current_phase().map(|phase| phase.id.as_str());
    manifest
        .phases
        .iter()
        .filter_map(|phase| {
            let target = phase.target(measure)?;
            let state = match phase.state {
                PhaseState::Done => BandState::Met,
                PhaseState::Lost => BandState::Lost,
                _ if Some(phase.id.as_str()) == current => BandState::Current,
                _ => BandState::Ahead,
            };
            Some(Band {
                name: phase_name(&phase.id),
                low: target.low,
                high: (target.high > target.low).then_some(target.high),
                state,
            })
        })
        .collect()
}

/// `Phase 1` for bare numbers, `2A` for names that speak for themselves.
pub fn phase_name(id: &str) -> String {
    if id.chars().all(|letter| letter.is_ascii_digit()) { format!("Phase {id}") } else { id.to_owned() }
}

/// The value of a measure in a run.
pub fn value(measure: Measure, run: &RunPoint) -> Option<f64> {
    match measure {
        Measure::Passing => Some(run.totals.counts.passed as f64),
        Measure::PassRate => run.totals.rate_of_collected().percent(),
        Measure::LineCoverage => run.coverage.and_then(|coverage| coverage.lines.percent()),
        Measure::BranchCoverage => run.coverage.and_then(|coverage| coverage.branches?.percent()),
        Measure::Failing => Some(run.totals.counts.bad() as f64),
    }
}

fn points(runs: &[RunPoint], value: impl Fn(&RunPoint) -> Option<f64>) -> Vec<TrendPoint> {
    runs.iter()
        .map(|run| TrendPoint {
            run: run.run.id.clone(),
            date: run.run.started_at.map(text::day),
            value: value(run),
        })
        .collect()
}

/// A measure over the last runs, with the phases' targets.
pub fn measure_trend(manifest: &Manifest, measure: Measure) -> Trend {
    let trend = trend_of(&manifest.trend, measure);
    Trend { bands: bands(manifest, measure), forecast: forecast(manifest, measure), ..trend }
}

/// Where the trend leads, when a target of the phase that is worked on will be reached that way.
fn forecast(manifest: &Manifest, measure: Measure) -> Option<report_charts::Forecast> {
    let phase = manifest.current_phase()?;
    let forecast = phase.forecast.as_ref().filter(|forecast| forecast.measure == measure)?;
    let (slope, span) =
        (forecast.slope?, forecast.in_runs.filter(|_| forecast.outlook == Outlook::Expected)?);
    let now = manifest.trend.last().and_then(|run| value(measure, run))?;
    let until = span.likely as f64;
    let (least, most) = forecast.slope_interval.unwrap_or((slope, slope));
    let runs = (until * 1.2).max(1.0);
    let meets = forecast.date.map(|date| report_charts::Meeting {
        runs: until,
        value: now + slope * until,
        date: text::day(date.likely),
    });
    let after = |slope: f64| now + slope * runs;
    Some(report_charts::Forecast { runs, value: after(slope), low: after(least), high: after(most), meets })
}

/// A measure over some runs.
pub fn trend_of(runs: &[RunPoint], measure: Measure) -> Trend {
    let unit = if measure.is_count() { Unit::Count("test".to_owned()) } else { Unit::Percent };
    let name = match measure {
        Measure::Passing => "Passing tests",
        Measure::PassRate => "Pass rate",
        Measure::LineCoverage => "Line coverage",
        Measure::BranchCoverage => "Branch coverage",
        Measure::Failing => "Failing tests",
    };
    let points = points(runs, |run| value(measure, run));
    Trend { name: name.to_owned(), unit, points, ..Trend::default() }
}

/// The first and last known value of a measure, and how many runs lie between.
pub fn span(runs: &[RunPoint], value: impl Fn(&RunPoint) -> Option<f64>) -> Option<(f64, f64, usize)> {
    let known: Vec<f64> = runs.iter().filter_map(value).collect();
    let (first, last) = (*known.first()?, *known.last()?);
    (known.len() > 1).then_some((first, last, known.len()))
}
