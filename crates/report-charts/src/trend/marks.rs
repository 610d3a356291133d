//! What stands on and around the measured line.

use report_model::text;

use super::plot::Plot;
use super::{Budget, Change, Trend};
use crate::canvas::{Anchor, Canvas};
use crate::labels::Taken;
use crate::measure::text_width;
use crate::order;
use crate::palette::{Role, Tone};

/// Where a text begins that is anchored at `x`.
fn left_end(x: f64, width: f64, anchor: Anchor) -> f64 {
    match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    }
}

/// Writes `words` at the first of `places` that covers least, and takes the place.
fn write_where_free(
    canvas: &mut Canvas,
    plot: &Plot,
    taken: &mut Taken,
    (tone, words): (Tone, &str),
    places: &[((f64, f64), Anchor)],
) {
    let width = text_width(words, tone.is_bold());
    let best = places.iter().min_by_key(|((x, y), anchor)| {
        let left = left_end(*x, width, *anchor);
        let outside = left < 0.0 || left + width > plot.width || *y < 11.0 || *y > plot.bottom - 2.0;
        taken.hits(left, *y, width) + if outside { 1000 } else { 0 }
    });
    if let Some(((x, y), anchor)) = best {
        canvas.text(tone, (*x, *y), *anchor, words);
        taken.text(left_end(*x, width, *anchor), *y, width);
    }
}

pub(super) fn budget_text(trend: &Trend, budget: &Budget) -> String {
    format!("{} {}", budget.name, trend.unit.target(budget.value))
}

pub(super) fn budget_line(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    if let Some(budget) = trend.budget.as_ref().filter(|budget| budget.value.is_finite()) {
        let y = plot.y.at(budget.value);
        canvas.line(Role::Budget, (plot.left, y), (plot.right, y));
        taken.area(plot.left, y - 1.0, plot.right, y + 1.0);
    }
}

/// The budget's name: beside its line where there is room, else wherever the line of values leaves some.
pub(super) fn budget_name(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    let Some(budget) = trend.budget.as_ref().filter(|budget| budget.value.is_finite()) else { return };
    let words = budget_text(trend, budget);
    let y = plot.y.at(budget.value);
    if plot.wide {
        canvas.text(Tone::Label, (plot.right + 10.0, y + 4.0), Anchor::Start, &words);
        return;
    }
    let mut places = Vec::new();
    for baseline in [y - 5.0, y + 14.0] {
        for step in 0..=4 {
            let x = plot.left + 4.0 + (plot.right - plot.left - 4.0) * f64::from(step) * 0.2;
            places.push(((x, baseline), Anchor::Start));
        }
    }
    write_where_free(canvas, plot, taken, (Tone::Label, &words), &places);
}

pub(super) fn levels(trend: &Trend, canvas: &mut Canvas, plot: &Plot) {
    for level in trend.levels.iter().filter(|level| level.value.is_finite() && level.last > level.first) {
        let y = plot.y.at(level.value);
        canvas.line(Role::Level, (plot.run_x(level.first as f64), y), (plot.run_x(level.last as f64), y));
    }
}

fn change_text(trend: &Trend, change: &Change, wide: bool) -> String {
    let difference = trend.unit.difference(change.difference);
    if !wide {
        return difference;
    }
    let run = trend.points.get(change.at).map(|point| format!(", run {}", point.run)).unwrap_or_default();
    format!("{difference}{}{run}", percent_of_change(change))
}

/// ` (−12.3 %)`, or nothing.
pub(super) fn percent_of_change(change: &Change) -> String {
    let Some(percent) = change.percent.filter(|percent| percent.is_finite()) else { return String::new() };
    let figure = text::points(percent).replace("points", "%");
    format!(" ({figure})")
}

/// The dotted line of each change and what it was, above the plot. A label that would cover the one before it turns
/// to the left of its line or is left out; the table has it.
pub(super) fn changes(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    let mut labels = Taken::default();
    for change in &trend.changes {
        if change.at >= trend.points.len() {
            continue;
        }
        let x = plot.run_x(change.at as f64);
        canvas.line(Role::Change, (x, 4.0), (x, plot.bottom));
        let words = change_text(trend, change, plot.wide);
        let detail = change.detail.as_deref().filter(|_| plot.wide).unwrap_or_default();
        let width = text_width(&words, true).max(text_width(detail, false));
        for (at, anchor) in [(x + 8.0, Anchor::Start), (x - 8.0, Anchor::End)] {
            let left = left_end(at, width, anchor);
            if left < 0.0 || left + width > plot.width || labels.hits(left - 6.0, 14.0, width + 12.0) > 0 {
                continue;
            }
            canvas.text(Tone::Warning, (at, 14.0), anchor, &words);
            canvas.text(Tone::Label, (at, 29.0), anchor, detail);
            labels.text(left, 14.0, width);
            taken.text(left, 14.0, width);
            taken.text(left, 29.0, text_width(detail, false));
            break;
        }
        taken.area(x - 1.0, plot.top, x + 1.0, plot.bottom);
    }
}

/// A diamond on the line at each change.
pub(super) fn change_marks(trend: &Trend, canvas: &mut Canvas, plot: &Plot) {
    for change in &trend.changes {
        let value =
            trend.points.get(change.at).and_then(|point| point.value).filter(|value| value.is_finite());
        if let Some(value) = value {
            let (x, y) = (plot.run_x(change.at as f64), plot.y.at(value));
            canvas.area(Role::ChangeMark, &[(x, y - 6.0), (x + 6.0, y), (x, y + 6.0), (x - 6.0, y)]);
        }
    }
}

/// The dashed line ahead and the fan around it, from the last measured point.
pub(super) fn forecast(
    trend: &Trend,
    canvas: &mut Canvas,
    plot: &Plot,
    (from, value): (f64, f64),
    taken: &mut Taken,
) {
    let Some(forecast) = trend.forecast.as_ref().filter(|forecast| forecast.runs > 0.0) else { return };
    let start = (plot.run_x(from), plot.y.at(value));
    let end_x = plot.run_x(trend.points.len().saturating_sub(1) as f64 + forecast.runs);
    let line = [start, (end_x, plot.y.at(forecast.value))];
    if forecast.low.is_finite() && forecast.high.is_finite() {
        canvas.area(Role::Fan, &[start, (end_x, plot.y.at(forecast.high)), (end_x, plot.y.at(forecast.low))]);
    }
    canvas.path(Role::Forecast, &line);
    taken.path(&line);
}

/// The place among the points, as a fraction, at which a forecast meets its target.
fn meeting_index(trend: &Trend) -> Option<f64> {
    let meets = trend.forecast.as_ref()?.meets.as_ref()?;
    (meets.runs.is_finite() && meets.value.is_finite())
        .then(|| trend.points.len().saturating_sub(1) as f64 + meets.runs)
}

pub(super) fn meeting(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    let Some((index, meets)) =
        meeting_index(trend).zip(trend.forecast.as_ref().and_then(|forecast| forecast.meets.as_ref()))
    else {
        return;
    };
    let (x, y) = (plot.run_x(index), plot.y.at(meets.value));
    canvas.circle(Role::ForecastRing, (x, y), 4.0);
    let places = [
        ((x, y + 20.0), Anchor::Middle),
        ((x + 4.0, y + 20.0), Anchor::Start),
        ((x, y - 10.0), Anchor::Middle),
        ((x - 4.0, y - 10.0), Anchor::End),
    ];
    write_where_free(canvas, plot, taken, (Tone::Accent, &meets.date), &places);
}

/// The ring at the last measured value, and the value.
pub(super) fn last_value(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    let Some((index, value, _)) = trend.measured().next_back() else { return };
    let (x, y) = (plot.run_x(index as f64), plot.y.at(value));
    canvas.circle(Role::Ring, (x, y), 4.0);
    let single = trend.measured().count() == 1;
    let mut places = vec![
        ((x, y - 12.0), Anchor::End),
        ((x, y + 22.0), Anchor::End),
        ((x, y - 12.0), Anchor::Middle),
        ((x, y + 22.0), Anchor::Middle),
        ((x, y - 24.0), Anchor::End),
        ((x, y + 34.0), Anchor::End),
    ];
    if single {
        places = vec![((x, y - 12.0), Anchor::Middle), ((x, y + 22.0), Anchor::Middle)];
    } else if trend.forecast.is_some() {
        places.rotate_left(2);
    }
    write_where_free(canvas, plot, taken, (Tone::Strong, &trend.unit.figure(value)), &places);
}

/// A name below the axis that may have to give way.
struct RunName {
    x: f64,
    anchor: Anchor,
    /// With its date, and without.
    texts: [String; 2],
    /// The lower, the longer it stays.
    rank: u8,
}

/// Names the first and the last run, then the marked ones as far as there is room, with dates where there is more.
pub(super) fn run_names(trend: &Trend, canvas: &mut Canvas, plot: &Plot) {
    let last = trend.points.len().saturating_sub(1);
    let mut names: Vec<RunName> = Vec::new();
    let mut name = |index: usize, rank: u8, anchor: Anchor| {
        if let Some(point) = trend.points.get(index) {
            let lead = if index == 0 { "run " } else { "" };
            let plain = format!("{lead}{}", point.run);
            let dated = match &point.date {
                Some(_) if index == last && trend.forecast.is_some() => format!("{plain}, now"),
                Some(date) if plot.wide => format!("{plain}, {date}"),
                _ => plain.clone(),
            };
            names.push(RunName { x: plot.run_x(index as f64), anchor, texts: [dated, plain], rank });
        }
    };
    let end = if trend.forecast.is_some() { Anchor::Middle } else { Anchor::End };
    if last == 0 {
        name(0, 0, Anchor::Middle);
    } else {
        name(0, 0, Anchor::Start);
        name(last, 1, end);
    }
    let inner = trend.changes.iter().map(|change| change.at).chain(trend.marks.iter().copied());
    for index in inner.filter(|index| *index > 0 && *index < last) {
        name(index, 3, Anchor::Middle);
    }
    if let Some((index, meets)) =
        meeting_index(trend).zip(trend.forecast.as_ref().and_then(|forecast| forecast.meets.as_ref()))
    {
        let x = plot.run_x(index);
        names.push(RunName {
            x,
            anchor: Anchor::Middle,
            texts: [meets.date.clone(), meets.date.clone()],
            rank: 2,
        });
    }
    order::sort_by(&mut names, |name| f64::from(name.rank));
    let mut taken = Taken::default();
    let baseline = plot.bottom + 20.0;
    for name in &names {
        let free = name.texts.iter().find_map(|words| {
            let width = text_width(words, false);
            // A name in the middle may lean away from the edge of the drawing.
            let left = left_end(name.x, width, name.anchor).min(plot.width - width).max(0.0);
            (taken.hits(left - 5.0, baseline, width + 10.0) == 0).then_some((words, left, width))
        });
        let Some((words, left, width)) = free else { continue };
        taken.text(left, baseline, width);
        canvas.line(Role::Axis, (name.x, plot.bottom), (name.x, plot.bottom + 4.0));
        canvas.text(Tone::Quiet, (left_to_anchor(left, width, name.anchor), baseline), name.anchor, words);
    }
}

fn left_to_anchor(left: f64, width: f64, anchor: Anchor) -> f64 {
    match anchor {
        Anchor::Start => left,
        Anchor::Middle => left + width / 2.0,
        Anchor::End => left + width,
    }
}
