//! Rules that say what kind of failure a failure is.

mod rule;

pub use rule::{CategoryRule, Matchers};
