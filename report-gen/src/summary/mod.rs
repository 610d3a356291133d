//! What is said about a report elsewhere than on its pages: in the terminal, in comments, in the summary of a job.

mod json;
mod markdown;
mod terminal;

use report_model::site::{PhaseState, PhaseStatus};

pub use json::json;
pub use markdown::{COMMENT_BYTES, LEFT_OUT_FIRST, markdown, marker, spread};
pub use terminal::{bold, breakable, counts, notice, one_line, terminal};

/// What a phase needs, where its name stands beside it; nothing when it is met.
pub(crate) fn missing(phase: &PhaseStatus) -> String {
    if phase.state == PhaseState::Done {
        return String::new();
    }
    let gap = phase.gap().to_string();
    let own = gap.strip_prefix(&format!("{} needs ", phase.id)).map(|rest| rest.trim_end_matches('.'));
    own.map_or_else(|| gap.clone(), str::to_owned)
}
