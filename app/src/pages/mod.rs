//! One file a page. Each opens with the sentence that answers its question, then what it rests on, then the work.

pub mod comparison;
pub mod coverage;
pub mod failures;
pub mod not_found;
pub mod overview;
pub mod phases;
pub mod rule;
pub mod runs;
pub mod test;
pub mod tests;
pub mod what_if;
pub mod written;
