//! Who worked when: a lane for each worker, a bar for each thing it did.

use report_model::site;
use report_model::text;

use crate::Chart;
use crate::canvas::{Anchor, Canvas};
use crate::labels::Taken;
use crate::measure::{fit, mono_width, text_width};
use crate::palette::{Role, Tone};
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::ChartTable;
use crate::ticks::ticks;
use crate::unit::{Unit, rough_duration};

/// From one lane to the next.
const LANE: f64 = 38.0;
const BAR: f64 = 28.0;

/// Lanes over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// The workers, in the order in which they are shown.
    pub lanes: Vec<Lane>,
    /// When all could have ended with the work shared evenly.
    pub best_secs: Option<f64>,
}

/// What one worker did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lane {
    /// The worker, `gw1`.
    pub name: String,
    /// What it did, in the order of time.
    pub bars: Vec<LaneBar>,
}

/// One thing that a worker did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LaneBar {
    /// What it was, such as a folder of tests.
    pub label: String,
    /// When it began, in seconds from the beginning of all.
    pub start_secs: f64,
    /// When it ended.
    pub end_secs: f64,
    /// Whether it is what the page speaks of.
    pub stressed: bool,
}

impl LaneBar {
    fn is_drawable(&self) -> bool {
        self.start_secs.is_finite() && self.end_secs.is_finite() && self.end_secs > self.start_secs
    }

    fn secs(&self) -> f64 {
        self.end_secs - self.start_secs
    }
}

impl Lane {
    fn bars(&self) -> impl Iterator<Item = &LaneBar> {
        self.bars.iter().filter(|bar| bar.is_drawable())
    }

    fn end_secs(&self) -> f64 {
        self.bars().map(|bar| bar.end_secs).fold(0.0, f64::max)
    }
}

/// A timeline as the generator writes it into a page; what is longest on the lane that ends last is stressed.
impl From<&site::Timeline> for Timeline {
    fn from(timeline: &site::Timeline) -> Self {
        let bar = |span: &site::TimeSpan| LaneBar {
            label: span.name.clone(),
            start_secs: span.from_secs,
            end_secs: span.from_secs + span.secs,
            stressed: false,
        };
        let lane = |lane: &site::TimelineLane| Lane {
            name: lane.name.clone(),
            bars: lane.spans.iter().map(bar).collect(),
        };
        let mut lanes: Vec<Lane> = timeline.lanes.iter().map(lane).collect();
        if lanes.len() > 1
            && let Some(last) = lanes.iter_mut().max_by(|a, b| a.end_secs().total_cmp(&b.end_secs()))
            && let Some(longest) = last.bars.iter_mut().max_by(|a, b| a.secs().total_cmp(&b.secs()))
        {
            longest.stressed = true;
        }
        Self { lanes, best_secs: timeline.best_secs }
    }
}

impl Timeline {
    /// How high the drawing is.
    pub fn height(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lanes are few")]
        let height = (self.bottom() + 28.0) as u32;
        height
    }

    fn bottom(&self) -> f64 {
        LANE * self.lanes.len().max(1) as f64 + 6.0
    }

    fn end_secs(&self) -> f64 {
        self.lanes.iter().map(Lane::end_secs).fold(0.0, f64::max)
    }

    fn best(&self) -> Option<f64> {
        self.best_secs.filter(|secs| secs.is_finite() && *secs > 0.0)
    }
}

fn draw_lane(canvas: &mut Canvas, lane: &Lane, x: &Scale, y: f64, end: f64, names: f64) {
    if let Some(name) = fit(&lane.name, names * 0.9) {
        canvas.text(Tone::Mono, (0.0, y + 17.0), Anchor::Start, &name);
    }
    let mut before = 0.0;
    for bar in lane.bars() {
        idle(canvas, x, (before, bar.start_secs), y, false);
        before = f64::max(before, bar.end_secs);
        let (from, to) = (x.at(bar.start_secs), x.at(bar.end_secs));
        let role = if bar.stressed { Role::LaneNow } else { Role::Lane };
        canvas.rounded(role, from + 0.8, y, (to - from - 1.5).max(0.7), BAR, 3);
        let tone = if bar.stressed { Tone::Accent } else { Tone::Label };
        let room = (to - from - 16.0) / if bar.stressed { 1.06 } else { 1.0 };
        // Of a path its end tells the most; names of suites may hold strokes too.
        let end = bar.label.rsplit('/').next().filter(|end| !end.is_empty());
        let label = end.filter(|_| !bar.label.contains(' ')).unwrap_or(&bar.label);
        let whole = format!("{label} {}", rough_duration(bar.secs()));
        let words = Some(whole).filter(|words| text_width(words, false) <= room).or_else(|| fit(label, room));
        if let Some(words) = words {
            canvas.text(tone, (from + 8.0, y + 17.0), Anchor::Start, &words);
        }
    }
    idle(canvas, x, (before, end), y, true);
}

/// A dotted frame where a worker had nothing to do.
fn idle(canvas: &mut Canvas, x: &Scale, (from, to): (f64, f64), y: f64, named: bool) {
    let (left, right) = (x.at(from), x.at(to));
    if right - left < 6.0 {
        return;
    }
    canvas.rounded(Role::Idle, left + 2.5, y + 0.5, right - left - 3.0, BAR - 1.0, 3);
    let words = format!("idle {}", rough_duration(to - from));
    if named && text_width(&words, false) <= right - left - 20.0 {
        canvas.text(Tone::Quiet, (left + 10.0, y + 17.0), Anchor::Start, &words);
    }
}

impl Chart for Timeline {
    fn draw(&self, width: u32) -> Svg {
        let full = f64::from(width);
        let wide = full >= 600.0;
        let bottom = self.bottom();
        let mut canvas = Canvas::new(width, self.height());
        let end = self.end_secs();
        if end <= 0.0 {
            canvas.line(Role::Axis, (0.0, bottom), (full, bottom));
            let middle = (full / 2.0, bottom / 2.0);
            canvas.text(Tone::Quiet, middle, Anchor::Middle, "No start times in the data");
            return canvas.finish(&self.summary());
        }
        let names =
            self.lanes.iter().map(|lane| mono_width(&lane.name)).fold(20.0, f64::max).min(full * 0.2) + 12.0;
        let right = full - if wide { 110.0 } else { 8.0 };
        let x = Scale::new((0.0, end), (names, right));
        // Behind the bars, where it crosses no text.
        if let Some(best) = self.best().filter(|best| *best <= end) {
            canvas.line(Role::Best, (x.at(best), 0.0), (x.at(best), bottom));
        }
        for (index, lane) in self.lanes.iter().enumerate() {
            let y = LANE * index as f64;
            draw_lane(&mut canvas, lane, &x, y, end, names);
            if wide {
                let words = match lane.end_secs() {
                    0.0 => "no start times".to_owned(),
                    secs => format!("ends at {}", text::duration(secs)),
                };
                canvas.text(Tone::Label, (right + 10.0, y + 17.0), Anchor::Start, &words);
            }
        }
        canvas.line(Role::Axis, (names, bottom), (right, bottom));
        let mut taken = Taken::default();
        let baseline = bottom + 18.0;
        if let Some(best) = self.best().filter(|best| *best <= end) {
            let at = x.at(best);
            let words = format!("{} at best", text::duration(best));
            let width = text_width(&words, true);
            let left = (at - width / 2.0).min(full - width).max(0.0);
            canvas.text(Tone::Accent, (left, baseline), Anchor::Start, &words);
            taken.text(left, baseline, width);
        }
        // Steps of a clock read well in minutes only.
        let unit = if end < 1200.0 { Unit::Other("s".to_owned()) } else { Unit::Seconds };
        let axis = ticks(0.0, end, if wide { 8 } else { 4 }, &unit);
        for value in axis.values.iter().filter(|value| **value <= end) {
            let words = unit.tick(*value, axis.step);
            let width = text_width(&words, false);
            let left = if *value > 0.0 { x.at(*value) - width / 2.0 } else { names };
            if taken.hits(left - 6.0, baseline, width + 12.0) == 0 && left + width <= full {
                taken.text(left, baseline, width);
                canvas.text(Tone::Quiet, (left, baseline), Anchor::Start, &words);
            }
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["Worker", "What", "From", "To", "Time"]);
        let end = self.end_secs();
        let mut row = |lane: &Lane, what: &str, from: f64, to: f64| {
            table.rows.push(vec![
                lane.name.clone(),
                what.to_owned(),
                text::duration(from),
                text::duration(to),
                text::duration(to - from),
            ]);
        };
        for lane in &self.lanes {
            for bar in lane.bars() {
                row(lane, &bar.label, bar.start_secs, bar.end_secs);
            }
            if lane.end_secs() > 0.0 && end - lane.end_secs() >= 0.5 {
                row(lane, "idle", lane.end_secs(), end);
            }
        }
        table
    }

    fn summary(&self) -> String {
        let known = || self.lanes.iter().filter(|lane| lane.end_secs() > 0.0);
        let last = known().max_by(|a, b| a.end_secs().total_cmp(&b.end_secs()));
        let first = known().min_by(|a, b| a.end_secs().total_cmp(&b.end_secs()));
        let (Some(last), Some(first)) = (last, first) else {
            return "Timeline: no start times in the data.".to_owned();
        };
        let workers = text::counted(self.lanes.len() as u64, "worker");
        let mut words =
            format!("Timeline of {workers}. {} ends last, at {}", last.name, text::duration(last.end_secs()));
        if first.name != last.name {
            words = format!("{words}; {} first, at {}", first.name, text::duration(first.end_secs()));
        }
        match self.best() {
            Some(best) => format!("{words}. Shared evenly it would take {}.", text::duration(best)),
            None => format!("{words}."),
        }
    }
}
