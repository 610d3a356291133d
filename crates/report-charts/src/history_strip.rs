//! How one test ended in the last runs.

use report_model::text;

use crate::Chart;
use crate::canvas::{Anchor, Canvas};
use crate::palette::{Role, Tone};
use crate::svg::Svg;
use crate::table::ChartTable;

/// How a test ended in one run. Heights and shapes differ, so that the strip reads in greyscale too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryMark {
    /// A low bar.
    Passed,
    /// A full bar.
    Failed,
    /// A full bar, split in the middle.
    Errored,
    /// A line at the foot.
    Skipped,
    /// A frame with its lower half filled.
    Flaky,
    /// A dot: the run did not have the test.
    Absent,
}

impl HistoryMark {
    /// The mark for a letter of a compact column: `p`, `f`, `e`, `s`, `k` for flaky; anything else is a run without
    /// the test.
    pub const fn from_letter(letter: char) -> Self {
        match letter {
            'p' => Self::Passed,
            'f' => Self::Failed,
            'e' => Self::Errored,
            's' => Self::Skipped,
            'k' => Self::Flaky,
            _ => Self::Absent,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Errored => "errored",
            Self::Skipped => "skipped",
            Self::Flaky => "flaky",
            Self::Absent => "not there",
        }
    }
}

/// The size of a [`HistoryStrip`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StripSize {
    /// For a row of a table: bars of 4 px, 18 px high; twenty are 118 px wide.
    #[default]
    Small,
    /// For the page of the test: bars of 12 px, 28 px high, with the first and last run named.
    Large,
}

/// The last runs of one test, oldest left, latest at the right edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryStrip {
    /// How the test ended, oldest first.
    pub marks: Vec<HistoryMark>,
    /// The names of the runs, as many as there are marks, or none.
    pub runs: Vec<String>,
    /// How large the bars are.
    pub size: StripSize,
}

impl HistoryStrip {
    fn count(&self, mark: HistoryMark) -> usize {
        self.marks.iter().filter(|other| **other == mark).count()
    }
}

impl Chart for HistoryStrip {
    fn draw(&self, width: u32) -> Svg {
        let full = f64::from(width);
        let (bar, high, mut canvas) = match self.size {
            StripSize::Small => (4.0, 18.0, Canvas::inline(width, 18).class("strip")),
            StripSize::Large => (12.0, 28.0, Canvas::new(width, 48)),
        };
        let pitch = match self.size {
            StripSize::Small => 6.0,
            StripSize::Large => {
                ((full - bar) / self.marks.len().saturating_sub(1).max(1) as f64).clamp(14.0, 17.0)
            }
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred at most")]
        let room = ((full + pitch - bar) / pitch).max(0.0) as usize;
        let shown = self.marks.len().min(room);
        let left = match self.size {
            // Rows line up at the latest run.
            StripSize::Small => full - bar - pitch * shown.saturating_sub(1) as f64,
            StripSize::Large => 0.0,
        };
        for (index, mark) in self.marks.iter().skip(self.marks.len() - shown).enumerate() {
            draw_mark(&mut canvas, *mark, left + pitch * index as f64, bar, high);
        }
        if self.size == StripSize::Large {
            canvas.line(Role::Grid, (0.0, high + 0.5), (full, high + 0.5));
            if let Some(run) = self.runs.get(self.marks.len() - shown) {
                canvas.text(Tone::Quiet, (0.0, high + 16.0), Anchor::Start, &format!("run {run}"));
            }
            if let (Some(run), true) = (self.runs.last(), shown > 6) {
                let end = left + pitch * (shown - 1) as f64 + bar;
                canvas.text(Tone::Quiet, (end, high + 16.0), Anchor::End, run);
            }
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["Run", "Outcome"]);
        let count = self.marks.len();
        for (index, mark) in self.marks.iter().enumerate() {
            let run = self.runs.get(index).cloned().unwrap_or_else(|| match count - 1 - index {
                0 => "latest".to_owned(),
                back => format!("{back} before"),
            });
            table.rows.push(vec![run, mark.word().to_owned()]);
        }
        table
    }

    fn summary(&self) -> String {
        let runs = self.marks.len();
        let Some(latest) = self.marks.last() else { return "No runs yet.".to_owned() };
        let last = if runs == 1 { "the one run so far".to_owned() } else { format!("the last {runs} runs") };
        let told: Vec<String> = [
            HistoryMark::Failed,
            HistoryMark::Errored,
            HistoryMark::Flaky,
            HistoryMark::Skipped,
            HistoryMark::Absent,
            HistoryMark::Passed,
        ]
        .into_iter()
        .map(|mark| (mark, self.count(mark)))
        .filter(|(_, count)| *count > 0)
        .map(|(mark, count)| format!("{} in {}", mark.word(), text::count(count as u64)))
        .collect();
        if told.len() == 1 {
            let all = if runs == 1 { last } else { format!("all of {last}") };
            return format!("{} in {all}.", latest.word());
        }
        let mut told = told.into_iter();
        let first = told.next().unwrap_or_default();
        let rest: Vec<String> = told.collect();
        format!("{first} of {last}, {}; latest {}.", rest.join(", "), latest.word())
    }
}

fn draw_mark(canvas: &mut Canvas, mark: HistoryMark, x: f64, bar: f64, high: f64) {
    let half = (high / 2.0).floor();
    match mark {
        HistoryMark::Passed => {
            let low = (high * 0.36).round();
            canvas.rounded(Role::Passed, x, high - low, bar, low, 1);
        }
        HistoryMark::Failed => canvas.rounded(Role::Failed, x, 0.0, bar, high, 1),
        HistoryMark::Errored => {
            canvas.rounded(Role::Errored, x, 0.0, bar, half - 1.0, 1);
            canvas.rounded(Role::Errored, x, half + 1.0, bar, high - half - 1.0, 1);
        }
        HistoryMark::Skipped => canvas.rect(Role::Skipped, x, high - 2.0, bar, 2.0),
        HistoryMark::Flaky => {
            canvas.rounded(Role::FlakyFrame, x + 0.5, 0.5, bar - 1.0, high - 1.0, 1);
            canvas.rounded(Role::Flaky, x, half, bar, high - half, 1);
        }
        HistoryMark::Absent => canvas.circle(Role::Absent, (x + bar / 2.0, high - 2.0), 1.2),
    }
}
