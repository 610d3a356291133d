//! A trend as the generator writes it into a page.

use report_model::site::TrendChart;

use super::{Budget, Change, Level, Trend, TrendPoint};
use crate::band::{Band, BandState};
use crate::unit::Unit;

impl From<&TrendChart> for Trend {
    fn from(chart: &TrendChart) -> Self {
        let points = chart.points.iter().map(|point| TrendPoint {
            run: point.run.clone(),
            date: point.date.clone(),
            value: point.value,
        });
        let bands = chart.targets.iter().map(|target| Band {
            name: target.name.clone(),
            low: target.low,
            high: target.high,
            state: if target.current { BandState::Current } else { BandState::Ahead },
        });
        let changes = chart.changes.iter().map(|change| Change {
            at: change.at as usize,
            difference: change.after - change.before,
            percent: (change.before > 0.0).then(|| (change.after / change.before - 1.0) * 100.0),
            detail: None,
        });
        Self {
            name: chart.name.clone(),
            unit: unit(&chart.unit),
            points: points.collect(),
            bands: bands.collect(),
            budget: chart.budget.as_ref().map(|(name, value)| Budget { name: name.clone(), value: *value }),
            changes: changes.collect(),
            from_zero: chart.from_zero,
            levels: levels(chart),
            ..Self::default()
        }
    }
}

fn unit(word: &str) -> Unit {
    match (word, word.strip_prefix('~')) {
        ("percent", _) => Unit::Percent,
        ("seconds", _) => Unit::Seconds,
        (_, Some(sign)) => Unit::Other(sign.to_owned()),
        (noun, None) => Unit::Count(noun.to_owned()),
    }
}

/// A level reaches from one change to the next.
fn levels(chart: &TrendChart) -> Vec<Level> {
    let last = chart.points.len().saturating_sub(1);
    let mut first = 0;
    let mut levels = Vec::new();
    for change in &chart.changes {
        let at = change.at as usize;
        levels.push(Level { first, last: at.saturating_sub(1), value: change.before });
        first = at;
    }
    levels.extend(chart.changes.last().map(|change| Level { first, last, value: change.after }));
    levels
}
