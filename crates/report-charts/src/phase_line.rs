//! How far a measure is on the way through the phases of a plan.

use crate::band::{Band, BandState};
use crate::canvas::{Anchor, Canvas};
use crate::labels::{Wish, spread};
use crate::measure::text_width;
use crate::palette::{Role, Tone};
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::{ChartTable, UNKNOWN};
use crate::ticks::ticks;
use crate::unit::Unit;
use crate::{Chart, order};

/// From this width on the name stands beside the track and targets have their figures.
const WIDE: f64 = 600.0;
/// Labels farther than this from their band give up their figures.
const FARTHEST: f64 = 40.0;

/// One measure on its track.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PhaseLine {
    /// What is measured, `Passing tests`.
    pub name: String,
    /// What it is a part of, `of 1,737 collected`; it may be empty.
    pub of: String,
    /// The unit of every value here.
    pub unit: Unit,
    /// The measured value; `None` when it is not in the data.
    pub measured: Option<f64>,
    /// The most that the value can be, such as the number of collected tests.
    pub most: Option<f64>,
    /// The phases in their order.
    pub bands: Vec<Band>,
    /// The value that the current phase needs when it is not where its band begins, because another target of the
    /// phase asks for more.
    pub needed: Option<f64>,
}

struct Track {
    scale: Scale,
    left: f64,
    right: f64,
    /// The middle of the track.
    y: f64,
    low: f64,
    wide: bool,
}

impl Track {
    fn at(&self, value: f64) -> f64 {
        self.scale.at(value)
    }
}

struct Label {
    name: String,
    range: String,
    tone: Tone,
    wish: f64,
    low: f64,
}

impl Label {
    fn length(&self) -> f64 {
        text_width(&self.name, self.tone.is_bold()).max(text_width(&self.range, false)) + 12.0
    }
}

impl PhaseLine {
    fn measured(&self) -> Option<f64> {
        self.measured.filter(|value| value.is_finite())
    }

    fn bands(&self) -> impl DoubleEndedIterator<Item = &Band> {
        self.bands.iter().filter(|band| band.is_drawable())
    }

    /// What the current phase needs.
    fn needed(&self) -> Option<f64> {
        let current = self.bands().find(|band| band.is_current())?;
        Some(self.needed.filter(|needed| needed.is_finite()).unwrap_or(current.low).max(current.low))
    }

    /// The ends of the track: all phases, room before them for what is done, and no more than there can be.
    fn ends(&self) -> (f64, f64) {
        let values = || self.bands().flat_map(|band| [band.low, band.end()]).chain(self.measured());
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let most = self.most.filter(|most| most.is_finite() && *most > 0.0);
        if self.bands().next().is_none() {
            return (0.0, most.or(self.measured()).unwrap_or(1.0));
        }
        let span = if high > low { high - low } else { high.abs().max(1.0) };
        let axis = ticks((low - span * 0.6).max(0.0), high + span * 0.2, 12, &self.unit);
        (axis.low.max(0.0), most.map_or(axis.high, |most| axis.high.min(most).max(high)))
    }

    fn labels(&self, track: &Track) -> Vec<Label> {
        let last_met = self.bands().rfind(|band| band.state == BandState::Met).map(|band| band.name.clone());
        let mut labels = Vec::new();
        for band in self.bands() {
            let x = track.at(band.low);
            let short = band.name.strip_prefix("Phase ").unwrap_or(&band.name);
            let own = if track.wide { band.name.as_str() } else { short };
            let (name, tone) = match band.state {
                BandState::Met if last_met.as_ref() != Some(&band.name) => continue,
                BandState::Met if track.wide => (format!("{own} met"), Tone::Pass),
                BandState::Met => (format!("{own} ✓"), Tone::Pass),
                BandState::Lost if track.wide => (format!("{own} lost"), Tone::Fail),
                BandState::Lost => (format!("{own} ✗"), Tone::Fail),
                BandState::Current => (own.to_owned(), Tone::Accent),
                BandState::Ahead => (own.to_owned(), Tone::Label),
            };
            let with_range = track.wide && band.state != BandState::Met;
            let range = if with_range { band.range(&self.unit) } else { String::new() };
            // What is met lies behind: its name stands on that side of the tick.
            let wish = if band.state == BandState::Met { x - text_width(&name, true) - 6.0 } else { x };
            labels.push(Label { name, range, tone, wish, low: band.low });
        }
        order::sort_by(&mut labels, |label| label.wish);
        labels
    }

    /// Places the labels; the farthest from the measured value lose their figures until all are near their bands.
    fn place(&self, labels: &mut [Label], track: &Track) -> Vec<f64> {
        let from = self.measured().unwrap_or(0.0);
        loop {
            let wishes: Vec<Wish> =
                labels.iter().map(|label| Wish { start: label.wish, length: label.length() }).collect();
            let places = spread(&wishes, track.left, track.right + 12.0);
            let all_near =
                places.iter().zip(&wishes).all(|(place, wish)| (place - wish.start).abs() <= FARTHEST);
            let farthest = labels
                .iter_mut()
                .filter(|label| !label.range.is_empty())
                .max_by(|a, b| (a.low - from).abs().total_cmp(&(b.low - from).abs()));
            match farthest {
                Some(label) if !all_near => label.range.clear(),
                _ => return places,
            }
        }
    }

    fn draw_track(&self, canvas: &mut Canvas, track: &Track) {
        let (top, bottom) = (track.y - 12.0, track.y + 12.0);
        canvas.rounded(Role::Track, track.left, track.y - 4.0, track.right - track.left, 8.0, 4);
        if let Some(measured) = self.measured() {
            let length = track.at(measured) - track.left;
            canvas.rounded(Role::Bar, track.left, track.y - 4.0, length, 8.0, 4);
        }
        for band in self.bands() {
            let (x, end) = (track.at(band.low), track.at(band.end()));
            let (fill, edge) = match band.state {
                BandState::Met => {
                    canvas.line(Role::MetTick, (x, top), (x, bottom));
                    continue;
                }
                BandState::Lost => (Role::BandNow, Role::LostTick),
                BandState::Current => (Role::BandNow, Role::BandNowEdge),
                BandState::Ahead => (Role::Band, Role::BandEdge),
            };
            canvas.rounded(fill, x, top, (end - x).max(4.0), 24.0, 2);
            canvas.line(edge, (x, top), (x, bottom));
        }
        let Some(measured) = self.measured() else { return };
        let x = track.at(measured);
        if let Some(needed) = self.needed().filter(|needed| *needed > measured) {
            canvas.line(Role::Needed, (x, track.y), (track.at(needed), track.y));
        }
        canvas.circle(Role::TrackRing, (x, track.y), 7.0);
        let figure = self.unit.figure(measured);
        let (at, anchor) = match x - track.left {
            room if room < text_width(&figure, true) + 8.0 => (x - 7.0, Anchor::Start),
            _ if track.wide => (x, Anchor::End),
            _ => (x - 8.0, Anchor::End),
        };
        canvas.text(Tone::Strong, (at, track.y - 18.0), anchor, &figure);
    }

    fn draw_labels(&self, canvas: &mut Canvas, track: &Track) {
        let mut labels = self.labels(track);
        let places = self.place(&mut labels, track);
        let baseline = track.y + 27.0;
        for (label, x) in labels.iter().zip(&places) {
            canvas.text(label.tone, (*x, baseline), Anchor::Start, &label.name);
            canvas.text(Tone::Quiet, (*x, baseline + 15.0), Anchor::Start, &label.range);
        }
        // A track that does not begin at nothing says where it does.
        if track.low > 0.0 {
            let start = self.unit.target(track.low);
            let end = track.left + text_width(&start, false) + 8.0;
            if places.iter().all(|place| *place > end) {
                canvas.text(Tone::Quiet, (track.left, baseline), Anchor::Start, &start);
            }
        }
    }
}

impl Chart for PhaseLine {
    fn draw(&self, width: u32) -> Svg {
        let full = f64::from(width);
        let wide = full >= WIDE;
        let mut canvas = Canvas::new(width, if wide { 84 } else { 92 });
        let of = if self.measured().is_none() { "not in the data" } else { &self.of };
        let (left, y) = if wide {
            let names = text_width(&self.name, true).max(text_width(of, false));
            canvas.text(Tone::Strong, (0.0, 45.0), Anchor::Start, &self.name);
            canvas.text(Tone::Quiet, (0.0, 61.0), Anchor::Start, of);
            ((names + 16.0).clamp(132.0, full * 0.3), 40.0)
        } else {
            canvas.text(Tone::Strong, (0.0, 12.0), Anchor::Start, &self.name);
            canvas.text(Tone::Quiet, (full, 12.0), Anchor::End, of);
            (0.0, 46.0)
        };
        let right = full - if wide { 8.0 } else { 2.0 };
        let ends = self.ends();
        let track = Track { scale: Scale::new(ends, (left, right)), left, right, y, low: ends.0, wide };
        self.draw_track(&mut canvas, &track);
        self.draw_labels(&mut canvas, &track);
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["Phase", "Target", "Measured", "Still needed", "State"]);
        for band in self.bands() {
            let needed = if band.is_current() { self.needed().unwrap_or(band.low) } else { band.low };
            let gap = self.measured().map(|measured| needed - measured);
            table.rows.push(vec![
                band.name.clone(),
                band.range(&self.unit),
                self.measured().map_or_else(|| UNKNOWN.to_owned(), |value| self.unit.figure(value)),
                match gap {
                    Some(gap) if gap > 0.0 => self.unit.distance(gap),
                    Some(_) => "none".to_owned(),
                    None => UNKNOWN.to_owned(),
                },
                match band.state {
                    BandState::Met => "met",
                    BandState::Lost => "lost",
                    BandState::Current => "in progress",
                    BandState::Ahead => "ahead",
                }
                .to_owned(),
            ]);
        }
        table
    }

    fn summary(&self) -> String {
        let measured = match self.measured() {
            Some(value) if self.of.is_empty() => self.unit.figure(value),
            Some(value) => format!("{} {}", self.unit.figure(value), self.of),
            None => "not in the data".to_owned(),
        };
        let phases: Vec<String> = self
            .bands()
            .map(|band| {
                let range = band.spoken_range(&self.unit);
                match band.state {
                    BandState::Met => format!("{} at {range} is met", band.name),
                    BandState::Lost => format!("{} at {range} was met and is lost", band.name),
                    BandState::Current => format!("{} in progress, {range}", band.name),
                    BandState::Ahead => format!("{} {range}", band.name),
                }
            })
            .collect();
        if phases.is_empty() {
            return format!("{}: {measured}. No phases with a target.", self.name);
        }
        format!("{}: {measured}. {}.", self.name, phases.join("; "))
    }
}
