//! The last runs of a test as a row of bars whose height and shape say the outcome.

use crate::markup::{IntoPiece as _, Piece};
use app_markup::markup;
use report_charts::{Chart as _, HistoryMark, HistoryStrip, StripSize};

/// The strip in a table row; the oldest run is left.
pub fn strip(letters: &str) -> Piece {
    if letters.is_empty() {
        return ().into_piece();
    }
    drawn(letters, &[], StripSize::Small)
}

/// The strip on the page of a test, with its first and last run named.
pub fn large_strip(letters: &str, runs: &[String]) -> Piece {
    drawn(letters, runs, StripSize::Large)
}

fn drawn(letters: &str, runs: &[String], size: StripSize) -> Piece {
    // A strip is as wide as its bars: asked for more room, it would stand at its right end.
    let width =
        u32::try_from(letters.len()).unwrap_or_default() * if size == StripSize::Small { 6 } else { 14 };
    let strip = HistoryStrip { marks: letters.chars().map(mark).collect(), runs: runs.to_vec(), size };
    // Our own drawing; it holds no text of an artifact that was not escaped.
    markup! { <span class="strip" inner_html=strip.draw(width.saturating_sub(2)).into_string()></span> }
        .into_piece()
}

const fn mark(letter: char) -> HistoryMark {
    match letter {
        'p' => HistoryMark::Passed,
        'f' => HistoryMark::Failed,
        'e' => HistoryMark::Errored,
        's' => HistoryMark::Skipped,
        'k' => HistoryMark::Flaky,
        _ => HistoryMark::Absent,
    }
}
