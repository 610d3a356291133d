//! How many are left, and how many each phase of the plan leaves.

use report_model::text;

use crate::canvas::{Anchor, Canvas};
use crate::labels::{Taken, Wish, spread};
use crate::measure::text_width;
use crate::palette::{Role, Tone};
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::{ChartTable, UNKNOWN};
use crate::ticks::ticks;
use crate::trend::TrendPoint;
use crate::unit::Unit;
use crate::{Chart, order};

/// A count that should fall to nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BurnDown {
    /// What is counted, `Failing tests`.
    pub name: String,
    /// The runs, oldest first.
    pub points: Vec<TrendPoint>,
    /// What the plan leaves, phase by phase.
    pub planned: Vec<PlannedCount>,
}

/// How many one phase leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlannedCount {
    /// The name of the phase, `2A`.
    pub name: String,
    /// The fewest that it may leave.
    pub low: u64,
    /// The most that it may leave.
    pub high: u64,
    /// Whether the team works on it now.
    pub current: bool,
}

impl PlannedCount {
    fn middle(&self) -> f64 {
        f64::midpoint(self.low as f64, self.high as f64)
    }

    fn range(&self) -> String {
        Unit::default().range(self.low as f64, self.high.max(self.low) as f64)
    }
}

impl BurnDown {
    fn measured(&self) -> impl DoubleEndedIterator<Item = (usize, f64, &TrendPoint)> {
        self.points.iter().enumerate().filter_map(|(index, point)| {
            point.value.filter(|value| value.is_finite() && *value >= 0.0).map(|value| (index, value, point))
        })
    }
}

fn figure(value: f64) -> String {
    Unit::default().figure(value)
}

impl Chart for BurnDown {
    fn draw(&self, width: u32) -> Svg {
        let full = f64::from(width);
        let wide = full >= 420.0;
        let height: u32 = if wide { 262 } else { 220 };
        let mut canvas = Canvas::new(width, height);
        let (top, bottom) = (22.0, f64::from(height) - 26.0);
        let labels: Vec<String> = self
            .planned
            .iter()
            .map(|planned| {
                let verb = if wide { " plans " } else { " " };
                let left = if wide { " left" } else { "" };
                format!("{}{verb}{}{left}", planned.name, planned.range())
            })
            .collect();
        let room = labels.iter().map(|label| text_width(label, true)).fold(0.0, f64::max);
        let highest = self
            .measured()
            .map(|(_, value, _)| value)
            .chain(self.planned.iter().map(|planned| planned.high as f64))
            .fold(0.0, f64::max);
        let axis = ticks(0.0, highest, 4, &Unit::default());
        let left =
            axis.values.iter().map(|value| text_width(&figure(*value), false)).fold(20.0, f64::max) + 10.0;
        let right = (full - if room > 0.0 { room.ceil() + 14.0 } else { 8.0 }).max(left + 60.0);
        let y = Scale::new((axis.low, axis.high), (bottom, top));
        for value in &axis.values {
            if *value > 0.0 {
                canvas.line(Role::Grid, (left, y.at(*value)), (right, y.at(*value)));
            }
            let label = figure(*value);
            canvas.text(Tone::Quiet, (left - 8.0, y.at(*value) + 4.0), Anchor::End, &label);
        }
        canvas.line(Role::Axis, (left, bottom), (right, bottom));
        let Some((_, last, _)) = self.measured().next_back() else {
            canvas.text(Tone::Quiet, (full / 2.0, f64::midpoint(top, bottom)), Anchor::Middle, "No runs yet");
            return canvas.finish(&self.summary());
        };
        // The plan has no dates: its phases share the last fifth of the axis evenly.
        let now = if self.planned.is_empty() { right } else { left + (right - left) * 0.78 };
        let runs = self.points.len().saturating_sub(1) as f64;
        let x = Scale::new((0.0, runs.max(1.0)), (left, now));
        let run_x = |index: usize| x.at(if runs > 0.0 { index as f64 } else { 1.0 });
        let mut plan = vec![(now, y.at(last))];
        let step = (right - now) / self.planned.len().max(1) as f64;
        for (index, planned) in self.planned.iter().enumerate() {
            plan.push((now + step * (index + 1) as f64, y.at(planned.middle())));
        }
        draw_plan(&mut canvas, self, &plan, &labels, (top, bottom), right);
        let mut taken = Taken::default();
        taken.path(&plan);
        draw_runs(&mut canvas, self, &run_x, &y, &mut taken);
        let end = (now, y.at(last));
        canvas.circle(Role::Ring, end, 4.0);
        let words = format!("{} left", figure(last));
        let width = text_width(&words, true);
        let places = [
            (end.0 - width / 2.0, end.1 - 12.0),
            (end.0 - width, end.1 + 22.0),
            (end.0 - width, end.1 - 12.0),
        ];
        if let Some(place) = places.iter().min_by_key(|(at, baseline)| taken.hits(*at, *baseline, width)) {
            canvas.text(Tone::Strong, *place, Anchor::Start, &words);
        }
        name_runs(&mut canvas, self, &run_x, bottom);
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["Run", "Date", &self.name, "Note"]);
        for point in &self.points {
            table.rows.push(vec![
                point.run.clone(),
                point.date.clone().unwrap_or_default(),
                point.value.filter(|value| value.is_finite()).map_or_else(|| UNKNOWN.to_owned(), figure),
                String::new(),
            ]);
        }
        for planned in &self.planned {
            table.rows.push(vec![
                format!("after {}", planned.name),
                String::new(),
                planned.range(),
                "planned".to_owned(),
            ]);
        }
        table.without_empty_columns()
    }

    fn summary(&self) -> String {
        let name = &self.name;
        let measured = match (self.measured().next(), self.measured().next_back()) {
            (Some((first, from, start)), Some((last, to, end))) if first != last => {
                let way = if to < from { "down to" } else { "then" };
                format!("{} in run {}, {way} {} in run {}", figure(from), start.run, figure(to), end.run)
            }
            (Some((_, value, point)), _) => format!("{} in run {}", figure(value), point.run),
            _ => "no runs yet".to_owned(),
        };
        let planned: Vec<String> = self
            .planned
            .iter()
            .map(|planned| format!("{} after {}", planned.range().replace('–', " to "), planned.name))
            .collect();
        if planned.is_empty() {
            format!("{name}: {measured}.")
        } else {
            format!("{name}: {measured}. Planned: {}.", planned.join(", "))
        }
    }
}

fn draw_plan(
    canvas: &mut Canvas,
    chart: &BurnDown,
    plan: &[(f64, f64)],
    labels: &[String],
    (top, bottom): (f64, f64),
    right: f64,
) {
    canvas.path(Role::PlannedLine, plan);
    let mut named: Vec<_> = chart.planned.iter().zip(plan.iter().skip(1)).zip(labels).collect();
    order::sort_by(&mut named, |((_, (_, y)), _)| *y);
    let wishes: Vec<Wish> =
        named.iter().map(|((_, (_, y)), _)| Wish { start: y - 7.5, length: 15.0 }).collect();
    for (((planned, (x, y)), label), place) in named.iter().zip(spread(&wishes, top - 7.5, bottom + 7.5)) {
        let (edge, square, tone) = if planned.current {
            (Role::BandNowEdge, Role::PlannedNow, Tone::Accent)
        } else {
            (Role::BandEdge, Role::Planned, Tone::Label)
        };
        let middle = place + 7.5;
        canvas.line(edge, (x + 4.0, *y), (right + 4.0, middle));
        canvas.attribute("stroke-dasharray", "1 3");
        canvas.rect(square, x - 4.0, y - 4.0, 8.0, 8.0);
        canvas.text(tone, (right + 8.0, middle + 4.0), Anchor::Start, label);
    }
}

fn draw_runs(
    canvas: &mut Canvas,
    chart: &BurnDown,
    run_x: &dyn Fn(usize) -> f64,
    y: &Scale,
    taken: &mut Taken,
) {
    let mut stretch: Vec<(f64, f64)> = Vec::new();
    let mut next = 0;
    for (index, value, _) in chart.measured() {
        if index != next {
            canvas.path(Role::Line, &stretch);
            taken.path(&stretch);
            stretch.clear();
        }
        stretch.push((run_x(index), y.at(value)));
        next = index + 1;
    }
    canvas.path(Role::Line, &stretch);
    taken.path(&stretch);
    if let (Some((first, value, point)), true) = (chart.measured().next(), chart.measured().count() > 1) {
        let words = format!("{} in run {}", text::count(rounded(value)), point.run);
        let width = text_width(&words, false);
        let (x, y) = (run_x(first), y.at(value));
        let places = [(x + 8.0, y - 10.0), (x + 8.0, y + 22.0), (x + 20.0, y - 10.0)];
        if let Some(place) = places.iter().min_by_key(|(at, baseline)| taken.hits(*at, *baseline, width)) {
            canvas.text(Tone::Label, *place, Anchor::Start, &words);
            taken.text(place.0, place.1, width);
        }
    }
}

fn name_runs(canvas: &mut Canvas, chart: &BurnDown, run_x: &dyn Fn(usize) -> f64, bottom: f64) {
    let last = chart.points.len().saturating_sub(1);
    let Some(point) = chart.points.last() else { return };
    let end = if chart.planned.is_empty() { point.run.clone() } else { format!("{}, now", point.run) };
    let words = if last == 0 { format!("run {end}") } else { end };
    canvas.line(Role::Axis, (run_x(last), bottom), (run_x(last), bottom + 4.0));
    let anchor = if chart.planned.is_empty() { Anchor::End } else { Anchor::Middle };
    canvas.text(Tone::Quiet, (run_x(last), bottom + 20.0), anchor, &words);
    if let (Some(first), true) = (chart.points.first(), last > 0) {
        let words = format!("run {}", first.run);
        canvas.line(Role::Axis, (run_x(0), bottom), (run_x(0), bottom + 4.0));
        canvas.text(Tone::Quiet, (run_x(0), bottom + 20.0), Anchor::Start, &words);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts; `as` saturates")]
fn rounded(value: f64) -> u64 {
    value.round() as u64
}
