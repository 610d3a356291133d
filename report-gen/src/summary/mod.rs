//! What the terminal says about a report.

mod terminal;

pub use terminal::{bold, counts, notice, one_line, terminal};
