//! The records of past runs: one file a run, added and never changed, so that two jobs never overwrite each other.
//!
//! `run-<time>-<id>.json.gz` holds a run; `names-<digest>.json.gz` the names of tests or files that many runs share.
//! Whatever cannot be read goes to `aside/` with a notice. Old runs are thinned to their totals; no run is ever deleted.
//! A published site holds its history with a list of it, so that the next build can read it from there.

mod decode;
mod files;
mod record;
mod records;
mod store;
mod web;

pub use record::{name_list_digest, past_run, to_record};
pub use records::Records;
pub use store::{Retention, Store};
