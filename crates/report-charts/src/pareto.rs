//! How much of the whole a few causes hold.

use report_model::text;

use crate::canvas::{Anchor, Canvas};
use crate::labels::Taken;
use crate::measure::{mono_width, text_width};
use crate::palette::{Role, Tone};
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::ChartTable;
use crate::{Chart, order};

/// Bars closer than this cannot be told apart.
const NARROWEST: f64 = 10.0;

/// Bars, largest first, and what they add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pareto {
    /// What a bar is, in the singular: `cluster`.
    pub noun: String,
    /// What is counted, in the singular: `failure`.
    pub counted: String,
    /// The bars, in any order.
    pub bars: Vec<ParetoBar>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParetoBar {
    /// A short name that fits below a bar, `7f3a`.
    pub id: String,
    /// The full name, for the table.
    pub name: String,
    /// How many it holds.
    pub count: u64,
}

/// The bars as they are drawn, with what they add up to.
struct Ranked<'a> {
    bars: Vec<&'a ParetoBar>,
    total: u64,
    /// How many of the largest hold two thirds of the whole.
    head: usize,
    head_count: u64,
}

impl Pareto {
    fn ranked(&self) -> Ranked<'_> {
        let mut bars: Vec<&ParetoBar> = self.bars.iter().filter(|bar| bar.count > 0).collect();
        order::largest_first(&mut bars, |bar| bar.count);
        let total = bars.iter().map(|bar| bar.count).sum();
        let (mut head, mut head_count) = (0, 0);
        for bar in &bars {
            if head_count * 3 >= total * 2 {
                break;
            }
            head += 1;
            head_count += bar.count;
        }
        Ranked { bars, total, head, head_count }
    }

    fn head_text(&self, ranked: &Ranked<'_>) -> String {
        let share = whole_percent(ranked.head_count, ranked.total);
        let (count, total) = (text::count(ranked.head_count), text::count(ranked.total));
        let which = match ranked.head {
            1 => format!("largest {}", self.noun),
            head => format!("first {head} {}s", self.noun),
        };
        format!("{which}: {count} of {total} ({share})")
    }
}

/// A share in whole percent: `67 %`.
fn whole_percent(part: u64, whole: u64) -> String {
    let percent = part as f64 * 100.0 / (whole.max(1)) as f64;
    format!("{percent:.0}{}%", text::NO_BREAK)
}

impl Chart for Pareto {
    fn draw(&self, width: u32) -> Svg {
        let full = f64::from(width);
        let wide = full >= 480.0;
        let height: u32 = if wide { 300 } else { 230 };
        let mut canvas = Canvas::new(width, height);
        let ranked = self.ranked();
        let bottom = f64::from(height) - if wide { 44.0 } else { 40.0 };
        let total_text = text::count(ranked.total);
        let left = text_width(&total_text, false).max(16.0) + 12.0;
        let right = full - if wide { 40.0 } else { 6.0 };
        if ranked.total == 0 {
            canvas.line(Role::Axis, (left, bottom), (right, bottom));
            let words = format!("No {}s", self.counted);
            canvas.text(Tone::Quiet, (full / 2.0, bottom / 2.0), Anchor::Middle, &words);
            return canvas.finish(&self.summary());
        }
        let y = Scale::new((0.0, ranked.total as f64), (bottom, 20.0));
        let baseline = |value: f64| y.at(value) + 4.0;
        for quarter in 0..=4_u64 {
            let value = ranked.total as f64 * quarter as f64 / 4.0;
            if quarter > 0 {
                canvas.line(Role::Grid, (left, y.at(value)), (right, y.at(value)));
            }
            if wide {
                let share = whole_percent(quarter, 4);
                canvas.text(Tone::Quiet, (right + 6.0, baseline(value)), Anchor::Start, &share);
            }
            // A quarter of a count may be no whole number; the ends always are.
            if ranked.total.is_multiple_of(4) || quarter == 0 || quarter == 4 {
                let count = text::count(ranked.total * quarter / 4);
                canvas.text(Tone::Quiet, (left - 6.0, baseline(value)), Anchor::End, &count);
            }
        }
        draw_bars(&mut canvas, &ranked, &y, (left, right), bottom, &self.head_text(&ranked), full);
        canvas.line(Role::Axis, (left, bottom), (right, bottom));
        if wide {
            let words = format!(
                "{}s, largest first; bars: {}s, line: share of all {total_text}",
                self.noun, self.counted
            );
            canvas.text(Tone::Quiet, (left, bottom + 36.0), Anchor::Start, &words);
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let ranked = self.ranked();
        let mut table = ChartTable::new(&["Id", "Name", "Count", "Share", "Together"]);
        let mut sum = 0;
        for bar in &ranked.bars {
            sum += bar.count;
            let share = |count: u64| text::percent(count as f64 * 100.0 / ranked.total.max(1) as f64);
            table.rows.push(vec![
                bar.id.clone(),
                bar.name.clone(),
                text::count(bar.count),
                share(bar.count),
                share(sum),
            ]);
        }
        table.without_empty_columns()
    }

    fn summary(&self) -> String {
        let ranked = self.ranked();
        let total = text::counted(ranked.total, &self.counted);
        if ranked.bars.is_empty() {
            return format!("No {}s.", self.counted);
        }
        let largest: Vec<String> = ranked.bars.iter().take(5).map(|bar| text::count(bar.count)).collect();
        let bars = text::counted(ranked.bars.len() as u64, &self.noun);
        if ranked.bars.len() == 1 {
            return format!("One {} holds {total}.", self.noun);
        }
        format!("{bars} hold {total}; {}. Largest: {}.", self.head_text(&ranked), largest.join(", "))
    }
}

fn draw_bars(
    canvas: &mut Canvas,
    ranked: &Ranked<'_>,
    y: &Scale,
    (left, right): (f64, f64),
    bottom: f64,
    head_text: &str,
    full: f64,
) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred at most")]
    let most = ((right - left) / NARROWEST).max(1.0) as usize;
    let drawn = ranked.bars.len().min(most);
    // Few bars do not become blocks.
    let pitch = ((right - left - 4.0) / drawn.max(1) as f64).min(60.0);
    let gap = if pitch > 24.0 { 4.0 } else { 2.0 };
    let with_ids = ranked.bars.iter().take(drawn).all(|bar| mono_width(&bar.id) + 4.0 <= pitch);
    let mut line = Vec::with_capacity(drawn);
    let mut sum = 0;
    for (index, bar) in ranked.bars.iter().take(drawn).enumerate() {
        let x = left + 2.0 + pitch * index as f64;
        let middle = x + (pitch - gap) / 2.0;
        let top = y.at(bar.count as f64).min(bottom - 1.0);
        let in_head = index < ranked.head;
        let role = if in_head { Role::Bad } else { Role::Neutral };
        canvas.rounded(role, x, top, pitch - gap, bottom - top, 2);
        let count = text::count(bar.count);
        let room = text_width(&count, in_head);
        if room <= pitch && pitch >= 14.0 {
            let (tone, at) = match (in_head, bottom - top >= 20.0 && room <= pitch - gap) {
                (true, true) => (Tone::OnBar, top + 14.0),
                (true, false) if room + 3.0 <= pitch => (Tone::Strong, top - 5.0),
                _ => (Tone::Label, top - 5.0),
            };
            canvas.text(tone, (middle, at), Anchor::Middle, &count);
        }
        if with_ids {
            canvas.text(Tone::Mono, (middle, bottom + 18.0), Anchor::Middle, &bar.id);
        }
        sum += bar.count;
        line.push((middle, y.at(sum as f64)));
    }
    if drawn < ranked.bars.len() {
        let words = format!("and {} smaller ones", ranked.bars.len() - drawn);
        canvas.text(Tone::Quiet, (right, bottom + 18.0), Anchor::End, &words);
    }
    canvas.path(Role::Line, &line);
    let Some(head) = ranked.head.checked_sub(1).and_then(|index| line.get(index)) else { return };
    canvas.circle(Role::Ring, *head, 4.0);
    let mut taken = Taken::default();
    taken.path(&line);
    let width = text_width(head_text, true);
    let places = [(head.0 + 10.0, head.1 + 18.0), (head.0 - 10.0 - width, head.1 - 8.0), (left + 4.0, 12.0)];
    let place = places.iter().min_by_key(|(at, baseline)| {
        let outside = *at < left || at + width > full;
        taken.hits(*at, *baseline, width) + if outside { 1000 } else { 0 }
    });
    if let Some(place) = place {
        canvas.text(Tone::Accent, *place, Anchor::Start, head_text);
    }
}
