//! The repository's own tasks. `cargo xtask` prints what there is; tests use the same functions.

#![expect(clippy::print_stdout, reason = "tasks tell a person at a terminal what they do")]

pub mod bundle;
pub mod command;
pub mod digest;
pub mod error;
pub mod generate;
pub mod repo;
pub mod setup;
pub mod tally;
pub mod test;
pub mod tidy;
pub mod toolchain;
pub mod tools;
pub mod viewer;
