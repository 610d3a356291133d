//! How long tests take: few, slow ones hide in a mean, but not here.

use report_model::text;

use crate::canvas::{Anchor, Canvas};
use crate::labels::Taken;
use crate::measure::text_width;
use crate::palette::{Role, Tone};
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::ChartTable;
use crate::ticks::ticks;
use crate::unit::Unit;
use crate::{Chart, order};

/// Where bins begin, in seconds: steps of 1, 2 and 5 in each power of ten, compared rather than reckoned with
/// logarithms, which differ in their last bit between targets.
const EDGES: [f64; 25] = [
    0.0, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
    10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0,
];

/// Durations in bins that widen by equal ratios.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Histogram {
    /// What has the durations, in the singular: `test`.
    pub noun: String,
    /// The durations in seconds, in any order.
    pub durations_secs: Vec<f64>,
    /// How many have no duration in the data.
    pub unknown: u64,
}

/// One bin: from its edge to the next.
struct Bin {
    edge: usize,
    count: u64,
}

fn edge(index: usize) -> f64 {
    EDGES.get(index).copied().unwrap_or(10_000.0)
}

impl Histogram {
    fn known(&self) -> impl Iterator<Item = f64> {
        self.durations_secs.iter().copied().filter(|secs| secs.is_finite() && *secs >= 0.0)
    }

    /// The bins from the first with a duration to the last, the empty ones between included.
    fn bins(&self) -> Vec<Bin> {
        let mut counts = [0_u64; EDGES.len()];
        for secs in self.known() {
            let index = EDGES.iter().rposition(|edge| *edge <= secs).unwrap_or(0);
            if let Some(count) = counts.get_mut(index) {
                *count += 1;
            }
        }
        let first = counts.iter().position(|count| *count > 0);
        let last = counts.iter().rposition(|count| *count > 0);
        let Some((first, last)) = first.zip(last) else { return Vec::new() };
        counts
            .iter()
            .enumerate()
            .filter(|(index, _)| (first..=last).contains(index))
            .map(|(edge, count)| Bin { edge, count: *count })
            .collect()
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted: Vec<f64> = self.known().collect();
        order::sort_by(&mut sorted, |secs| *secs);
        sorted
    }
}

/// An edge as it is named: `5 ms`, `0.2 s`, `20 s`.
fn edge_text(index: usize) -> String {
    let secs = edge(index);
    let nb = text::NO_BREAK;
    if index == 0 {
        "0".to_owned()
    } else if secs < 0.1 {
        format!("{}{nb}ms", text::short_number(secs * 1e3))
    } else {
        format!("{}{nb}s", Unit::default().tick(secs, if secs < 1.0 { 0.1 } else { 1.0 }))
    }
}

/// The value in the middle of sorted values.
fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    let lower =
        sorted.get(middle.checked_sub(1).filter(|_| sorted.len().is_multiple_of(2)).unwrap_or(middle))?;
    Some(f64::midpoint(upper, *lower))
}

impl Chart for Histogram {
    fn draw(&self, width: u32) -> Svg {
        let full = f64::from(width);
        let height = 200;
        let mut canvas = Canvas::new(width, height);
        let (top, bottom) = (26.0, f64::from(height) - 26.0);
        let bins = self.bins();
        let highest = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
        let axis = ticks(0.0, highest as f64, 4, &Unit::default());
        let left = axis
            .values
            .iter()
            .map(|value| text_width(&Unit::default().tick(*value, axis.step), false))
            .fold(20.0, f64::max)
            + 10.0;
        let right = full - 8.0;
        if bins.is_empty() {
            canvas.line(Role::Axis, (left, bottom), (right, bottom));
            let middle = (full / 2.0, bottom / 2.0);
            canvas.text(Tone::Quiet, middle, Anchor::Middle, "No durations in the data");
            return canvas.finish(&self.summary());
        }
        let y = Scale::new((axis.low, axis.high), (bottom, top));
        for value in &axis.values {
            if *value > 0.0 {
                canvas.line(Role::Grid, (left, y.at(*value)), (right, y.at(*value)));
            }
            let label = Unit::default().tick(*value, axis.step);
            canvas.text(Tone::Quiet, (left - 8.0, y.at(*value) + 4.0), Anchor::End, &label);
        }
        let pitch = ((right - left) / bins.len() as f64).min(72.0);
        let median = median(&self.sorted()).map(|median| (median, median_x(&bins, median, left, pitch)));
        for (index, bin) in bins.iter().enumerate() {
            let x = left + pitch * index as f64 + 1.0;
            if bin.count > 0 {
                let bar_top = y.at(bin.count as f64).min(bottom - 1.0);
                canvas.rounded(Role::Bar, x, bar_top, pitch - 2.0, bottom - bar_top, 2);
                let count = text::count(bin.count);
                let (room, middle) = (text_width(&count, false), x + pitch / 2.0 - 1.0);
                let is_crossed = median.is_some_and(|(_, x)| (x - middle).abs() <= room / 2.0 + 1.0);
                if room <= pitch && !is_crossed {
                    canvas.text(Tone::Label, (middle, bar_top - 5.0), Anchor::Middle, &count);
                }
            }
        }
        name_edges(&mut canvas, &bins, left, pitch, bottom, full);
        if let Some((median, x)) = median {
            canvas.line(Role::Change, (x, top - 12.0), (x, bottom));
            let words = format!("median {}", text::duration(median));
            let is_right = x + 6.0 + text_width(&words, true) > full;
            let (at, anchor) = if is_right { (x - 6.0, Anchor::End) } else { (x + 6.0, Anchor::Start) };
            canvas.text(Tone::Strong, (at, 11.0), anchor, &words);
        }
        canvas.line(Role::Axis, (left, bottom), (right, bottom));
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["From", "Below", "Count"]);
        for bin in self.bins() {
            let end = if bin.edge + 1 < EDGES.len() { edge_text(bin.edge + 1) } else { String::new() };
            table.rows.push(vec![edge_text(bin.edge), end, text::count(bin.count)]);
        }
        if self.unknown > 0 {
            table.rows.push(vec!["not in the data".to_owned(), String::new(), text::count(self.unknown)]);
        }
        table
    }

    fn summary(&self) -> String {
        let sorted = self.sorted();
        let unknown = match self.unknown {
            0 => String::new(),
            count => format!(" {} gave no duration.", text::counted(count, &self.noun)),
        };
        let (Some(median), Some(longest)) = (median(&sorted), sorted.last()) else {
            return format!("No durations in the data.{unknown}");
        };
        let count = text::counted(sorted.len() as u64, &self.noun);
        let (median, longest) = (text::duration(median), text::duration(*longest));
        if sorted.len() == 1 {
            return format!("One {} took {longest}.{unknown}", self.noun);
        }
        format!("Durations of {count}: half take less than {median}, the longest {longest}.{unknown}")
    }
}

/// Names the edges below the axis: every one or the powers of ten.
fn name_edges(canvas: &mut Canvas, bins: &[Bin], left: f64, pitch: f64, bottom: f64, full: f64) {
    let first = bins.first().map_or(0, |bin| bin.edge);
    let mut taken = Taken::default();
    // Where not every edge can be named, the powers of ten are.
    let widest =
        (first..=first + bins.len()).map(|index| text_width(&edge_text(index), false)).fold(0.0, f64::max);
    let every = widest + 8.0 <= pitch;
    for index in (first..=first + bins.len()).filter(|index| every || index % 3 == 1 || *index == 0) {
        let x = left + pitch * (index - first) as f64;
        let words = edge_text(index);
        let width = text_width(&words, false);
        let at = (x - width / 2.0).min(full - width).max(0.0);
        if taken.hits(at - 4.0, bottom + 20.0, width + 8.0) == 0 {
            taken.text(at, bottom + 20.0, width);
            canvas.line(Role::Axis, (x, bottom), (x, bottom + 4.0));
            canvas.text(Tone::Quiet, (at, bottom + 20.0), Anchor::Start, &words);
        }
    }
}

/// The place of a value within the bin that holds it.
fn median_x(bins: &[Bin], median: f64, left: f64, pitch: f64) -> f64 {
    let index = bins.iter().rposition(|bin| edge(bin.edge) <= median).unwrap_or(0);
    let Some(bin) = bins.get(index) else { return left };
    let (from, to) = (edge(bin.edge), edge(bin.edge + 1));
    left + pitch * (index as f64 + ((median - from) / (to - from)).clamp(0.0, 1.0))
}
