//! The drawing of a trend.

use super::bands::{self, BandLabel};
use super::{Trend, marks};
use crate::band::Band;
use crate::canvas::{Anchor, Canvas};
use crate::labels::Taken;
use crate::measure::text_width;
use crate::palette::{Role, Tone};
use crate::scale::Scale;
use crate::ticks::{Ticks, ticks};

/// From this width on there is room for ranges, dates and details.
const WIDE: f64 = 480.0;

/// Where things are.
pub(super) struct Plot {
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) wide: bool,
    /// The drawing's width.
    pub(super) width: f64,
}

impl Plot {
    /// The place of the run at `index`, which may lie ahead of the last one.
    pub(super) fn run_x(&self, index: f64) -> f64 {
        self.x.at(index)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of ticks")]
pub(super) fn draw(trend: &Trend, canvas: &mut Canvas, width: f64, height: f64) {
    let wide = width >= WIDE;
    let with_detail = wide && trend.changes.iter().any(|change| change.detail.is_some());
    let top = 14.0
        + match (trend.changes.is_empty(), with_detail) {
            (true, _) => 0.0,
            (false, false) => 16.0,
            (false, true) => 31.0,
        };
    let bottom = height - 26.0;
    let axis = axis(trend, ((bottom - top) / 32.0).floor().clamp(2.0, 6.0) as u32);
    let y = Scale::new((axis.low, axis.high), (bottom, top));
    let (measured, labels) = band_labels(trend, &y, wide, (top, bottom));

    let left = axis
        .values
        .iter()
        .map(|value| text_width(&trend.unit.tick(*value, axis.step), false))
        .fold(22.0, f64::max)
        .ceil()
        + 10.0;
    let widest = labels.iter().map(BandLabel::width).fold(0.0, f64::max);
    let budget_room = match &trend.budget {
        Some(budget) if wide => text_width(&marks::budget_text(trend, budget), false),
        _ => 0.0,
    };
    let room = f64::max(widest, budget_room);
    let right = (width - if room > 0.0 { room.ceil() + 12.0 } else { 8.0 }).max(left + 40.0);

    let last = trend.points.len().saturating_sub(1) as f64;
    let ahead = trend.forecast.as_ref().map_or(0.0, |forecast| forecast.runs.clamp(0.0, 1e4));
    // A single run stands in the middle rather than on the axis.
    let span = if last + ahead > 0.0 { (0.0, last + ahead) } else { (-1.0, 1.0) };
    let plot = Plot { x: Scale::new(span, (left, right)), y, left, right, top, bottom, wide, width };

    let mut taken = Taken::default();
    draw_bands(trend, canvas, &plot, &mut taken);
    for label in &labels {
        let (edge, tone) =
            if label.current { (Role::BandNowEdge, Tone::Accent) } else { (Role::BandEdge, Tone::Label) };
        canvas.line(edge, (right, label.band_y), (right + 6.0, label.y));
        canvas.text(tone, (right + 10.0, label.y + 4.0), Anchor::Start, &label.text);
    }
    draw_axes(trend, canvas, &plot, &axis);
    marks::budget_line(trend, canvas, &plot, &mut taken);
    marks::levels(trend, canvas, &plot);
    marks::changes(trend, canvas, &plot, &mut taken);
    let forecast_from = trend.measured().next_back().map(|(index, value, _)| (index as f64, value));
    if let Some(from) = forecast_from {
        marks::forecast(trend, canvas, &plot, from, &mut taken);
    }
    draw_line(trend, canvas, &plot, &mut taken);
    marks::change_marks(trend, canvas, &plot);
    if measured.is_some() {
        marks::meeting(trend, canvas, &plot, &mut taken);
        marks::last_value(trend, canvas, &plot, &mut taken);
    }
    marks::budget_name(trend, canvas, &plot, &mut taken);
}

/// The value axis: over all that is drawn.
fn axis(trend: &Trend, most: u32) -> Ticks {
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    let mut hold = |value: f64| {
        if value.is_finite() {
            low = low.min(value);
            high = high.max(value);
        }
    };
    for (_, value, _) in trend.measured() {
        hold(value);
    }
    for band in trend.bands_ahead() {
        hold(band.low);
        hold(band.end());
    }
    if let Some(budget) = &trend.budget {
        hold(budget.value);
    }
    for level in &trend.levels {
        hold(level.value);
    }
    if let Some(forecast) = &trend.forecast {
        hold(forecast.value);
    }
    if trend.from_zero {
        hold(0.0);
    }
    if matches!(trend.unit, crate::Unit::Percent) {
        (low, high) = (low.clamp(0.0, 100.0), high.clamp(0.0, 100.0));
    }
    ticks(low, high, most, &trend.unit)
}

/// The last measured value, and the names of the bands.
fn band_labels(trend: &Trend, y: &Scale, wide: bool, limits: (f64, f64)) -> (Option<f64>, Vec<BandLabel>) {
    let measured = trend.measured().next_back().map(|(_, value, _)| value);
    let bands: Vec<(&Band, f64)> = trend
        .bands_ahead()
        .map(|band| {
            let (top, bottom) = extent(band, y);
            (band, f64::midpoint(top, bottom))
        })
        .collect();
    let labels = bands::labels(&bands, measured.unwrap_or(0.0), &trend.unit, wide, limits);
    (measured, labels)
}

/// Top and bottom of a band, at least 4 px apart.
fn extent(band: &Band, y: &Scale) -> (f64, f64) {
    let (top, bottom) = (y.at(band.end()), y.at(band.low));
    if bottom - top >= 4.0 {
        (top, bottom)
    } else {
        (f64::midpoint(top, bottom) - 2.0, f64::midpoint(top, bottom) + 2.0)
    }
}

fn draw_bands(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    for band in trend.bands_ahead() {
        let (mut top, bottom) = extent(band, &plot.y);
        // Where one target ends at the next one's beginning, a gap keeps them two.
        if bottom - top > 6.0 && trend.bands_ahead().any(|next| (next.low - band.end()).abs() < 1e-9) {
            top += 1.6;
        }
        let role = if band.is_current() { Role::BandNow } else { Role::Band };
        canvas.rect(role, plot.left, top, plot.right - plot.left, bottom - top);
        taken.area(plot.left, top, plot.right, bottom);
    }
}

fn draw_axes(trend: &Trend, canvas: &mut Canvas, plot: &Plot, axis: &Ticks) {
    for value in &axis.values {
        let y = plot.y.at(*value);
        if (y - plot.bottom).abs() > 0.5 {
            canvas.line(Role::Grid, (plot.left, y), (plot.right, y));
        }
        let label = trend.unit.tick(*value, axis.step);
        canvas.text(Tone::Quiet, (plot.left - 8.0, y + 4.0), Anchor::End, &label);
    }
    marks::run_names(trend, canvas, plot);
    canvas.line(Role::Axis, (plot.left, plot.bottom), (plot.right, plot.bottom));
}

/// The measured line: broken where runs have no value, a dot where a value has no neighbour.
fn draw_line(trend: &Trend, canvas: &mut Canvas, plot: &Plot, taken: &mut Taken) {
    let mut stretch: Vec<(f64, f64)> = Vec::new();
    let mut end = |stretch: &mut Vec<(f64, f64)>| {
        if let [(x, y)] = stretch.as_slice() {
            canvas.circle(Role::SparkDot, (*x, *y), 2.0);
        }
        canvas.path(Role::Line, stretch);
        taken.path(stretch);
        stretch.clear();
    };
    let mut next = 0;
    for (index, value, _) in trend.measured() {
        if index != next {
            end(&mut stretch);
        }
        stretch.push((plot.run_x(index as f64), plot.y.at(value)));
        next = index + 1;
    }
    end(&mut stretch);
}
