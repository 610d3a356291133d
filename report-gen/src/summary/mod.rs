//! What is said about a report elsewhere than on its pages: in the terminal, in comments, in the summary of a job.

mod json;
mod markdown;
mod terminal;

pub use json::json;
pub use markdown::{COMMENT_BYTES, LEFT_OUT_FIRST, markdown, marker, spread};
pub use terminal::{bold, breakable, counts, notice, one_line, terminal};
