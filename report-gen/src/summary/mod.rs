//! What the terminal says about a report.

mod terminal;

pub use terminal::{bold, breakable, counts, notice, one_line, terminal};
