//! The program as people and scripts see it: what it prints, how it ends, what it leaves on disk.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds nothing where something must be has failed"
)]

mod budget;
mod build;
mod config;
mod demo;
mod docs;
mod exchange;
mod export;
mod failures;
mod harness;
mod help;
mod history;
mod history_branches;
mod history_faults;
mod history_web;
mod hostile;
mod init;
mod inspect;
mod pictures;
mod plan;
mod release;
mod shell;
mod static_page;
mod summary;
