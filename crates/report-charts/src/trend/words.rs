//! A trend in a sentence and as a table.

use super::Trend;
use super::marks::percent_of_change;
use crate::band::Band;
use crate::table::{ChartTable, UNKNOWN};

pub(super) fn summary(trend: &Trend) -> String {
    let Trend { name, unit, points, .. } = trend;
    let Some((last_index, last, last_point)) = trend.measured().next_back() else {
        return if points.is_empty() {
            format!("{name}: no runs yet.")
        } else {
            format!("{name}: not in the data of any of {} runs.", points.len())
        };
    };
    let first = trend.measured().next().filter(|(index, ..)| *index != last_index);
    let mut text = match first {
        None if points.len() == 1 => {
            format!("{name} in the one run so far, {}: {}", last_point.run, unit.spoken(last))
        }
        None => format!(
            "{name} is known for one of {} runs, {}: {}",
            points.len(),
            last_point.run,
            unit.spoken(last)
        ),
        Some((_, first, first_point)) => format!(
            "{name} over {} runs, from {} in run {} to {} in run {}{}",
            points.len(),
            unit.figure(first),
            first_point.run,
            unit.figure(last),
            last_point.run,
            extreme(trend, first, last)
        ),
    };
    text.push('.');
    if points.last().is_some_and(|latest| latest.value.is_none()) {
        sentence(&mut text, "The latest run does not have it");
    }
    if let Some(band) = target(trend) {
        sentence(&mut text, &against_band(trend, band, last));
    }
    if let Some(budget) = trend.budget.as_ref().filter(|budget| budget.value.is_finite()) {
        let over = last - budget.value;
        let (figure, distance) = (unit.target(budget.value), unit.distance(over));
        let end = if over > 0.0 { format!("is exceeded by {distance}") } else { "is kept".to_owned() };
        sentence(&mut text, &format!("The {} of {figure} {end}", budget.name));
    }
    let changes: Vec<String> = trend
        .changes
        .iter()
        .filter_map(|change| {
            let run = &trend.points.get(change.at)?.run;
            Some(format!("{} in run {run}", unit.difference(change.difference)))
        })
        .collect();
    if !changes.is_empty() {
        sentence(&mut text, &format!("The level changed: {}", changes.join(", ")));
    }
    if let Some(meets) = trend.forecast.as_ref().and_then(|forecast| forecast.meets.as_ref()) {
        sentence(
            &mut text,
            &format!("At this pace {} is reached on {}", unit.target(meets.value), meets.date),
        );
    }
    text
}

fn sentence(text: &mut String, words: &str) {
    text.push(' ');
    text.push_str(words);
    text.push('.');
}

/// The lowest and highest value where neither the first nor the last is it.
fn extreme(trend: &Trend, first: f64, last: f64) -> String {
    let mut text = String::new();
    let (low, high) = (first.min(last), first.max(last));
    let lowest = trend.measured().min_by(|a, b| a.1.total_cmp(&b.1)).filter(|found| found.1 < low);
    let highest = trend.measured().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|found| found.1 > high);
    for (word, found) in [("lowest", lowest), ("highest", highest)] {
        if let Some((_, value, point)) = found {
            text = format!("{text}; {word} {} in run {}", trend.unit.figure(value), point.run);
        }
    }
    text
}

/// The target that the sentence names: the one that is worked on, else the next.
fn target(trend: &Trend) -> Option<&Band> {
    trend.bands_ahead().find(|band| band.is_current()).or_else(|| trend.bands_ahead().next())
}

fn against_band(trend: &Trend, band: &Band, last: f64) -> String {
    let (name, range) = (&band.name, band.spoken_range(&trend.unit));
    if last < band.low {
        format!("The {name} target, {range}, is {} above", trend.unit.distance(band.low - last))
    } else {
        format!("The {name} target, {range}, is reached")
    }
}

pub(super) fn table(trend: &Trend) -> ChartTable {
    let unit = &trend.unit;
    let mut table = ChartTable::new(&["Run", "Date", &trend.name, "Change", "Target reached", "Note"]);
    let mut before: Option<f64> = None;
    for (index, point) in trend.points.iter().enumerate() {
        let value = point.value.filter(|value| value.is_finite());
        let change = value.zip(before).map(|(value, before)| unit.difference(value - before));
        let reached = value
            .and_then(|value| {
                trend
                    .bands
                    .iter()
                    .filter(|band| band.is_drawable() && band.low <= value)
                    .max_by(|a, b| a.low.total_cmp(&b.low))
            })
            .map(|band| band.name.clone());
        let notes: Vec<String> = trend
            .changes
            .iter()
            .filter(|change| change.at == index)
            .map(|change| {
                let detail = change.detail.as_ref().map(|detail| format!(", {detail}")).unwrap_or_default();
                let difference = unit.difference(change.difference);
                format!("level changed by {difference}{}{detail}", percent_of_change(change))
            })
            .chain(
                trend
                    .budget
                    .iter()
                    .filter(|budget| value.is_some_and(|value| value > budget.value))
                    .map(|budget| format!("over the {} of {}", budget.name, unit.target(budget.value))),
            )
            .collect();
        let reached = reached
            .unwrap_or_else(|| if trend.bands.is_empty() { String::new() } else { UNKNOWN.to_owned() });
        table.rows.push(vec![
            point.run.clone(),
            point.date.clone().unwrap_or_default(),
            value.map_or_else(|| UNKNOWN.to_owned(), |value| unit.figure(value)),
            change.unwrap_or_default(),
            reached,
            notes.join("; "),
        ]);
        before = value.or(before);
    }
    if let Some(meets) = trend.forecast.as_ref().and_then(|forecast| forecast.meets.as_ref()) {
        table.rows.push(vec![
            "expected".to_owned(),
            meets.date.clone(),
            unit.target(meets.value),
            String::new(),
            String::new(),
            format!("in {:.0} runs at this pace", meets.runs.max(0.0).ceil()),
        ]);
    }
    table.without_empty_columns()
}
