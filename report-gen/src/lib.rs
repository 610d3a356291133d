//! Turns what a CI run left behind into a finished report site.
//!
//! [`build`] is the whole way, one statement a phase. The command line in [`cli`] only says what to build and tells
//! what came of it.

pub mod annotations;
pub mod assemble;
pub mod badges;
pub mod besides;
pub mod charts;
pub mod cli;
pub mod config;
mod digest;
pub mod discover;
pub mod environment;
pub mod error;
pub mod exit;
pub mod export;
pub mod failing;
pub mod gates;
pub mod history;
pub mod identity;
pub mod ingest;
pub mod init;
pub mod links;
pub mod past_runs;
mod progress;
mod request;
pub mod serve;
mod shards;
pub mod site;
pub mod static_page;
pub mod summary;
pub mod viewer;

use report_analysis::{measure, rename};
use report_model::Notices;

pub use error::Error;
pub use progress::Progress;
pub use request::{Report, Request};

/// Turns artifacts into a site.
///
/// Every phase takes what the one before it made. Problems that do not stop the run are collected as notices and
/// shown on the site; problems that do are returned.
pub fn build(request: &Request) -> Result<Report, Error> {
    let notices = Notices::default();
    let viewer = viewer::open(request.viewer.as_deref())?;
    let mut config = request.config()?;
    request.plan(&mut config, &notices)?;
    config.notices.iter().for_each(|notice| notices.push(notice.clone()));

    let progress = &request.progress;
    progress.phase("Reading artifacts");
    let (assembled, imported) = request.read(&config, &notices)?;
    request.check_strict(&notices)?;
    let (mut history, store) = request.history(&assembled, imported, &notices)?;
    request.check_strict(&notices)?;
    let carried = rename::carry(&mut history, &assembled.run, &config.renames);

    progress.phase("Finding what changed and why tests fail");
    let rows = site::Rows::of(&assembled.run.tests, &assembled.suite_artifacts, &assembled.ledger);
    let groups = site::groups(&rows);
    let (plan, rules) = (&config.plan, &config.categories);
    let mut findings = report_analysis::analyze_in(&groups, &assembled.run, &history, carried, plan, rules);
    config.place(&mut findings.notices);
    let measured = measure::measure(&config.plan, &assembled.run, &groups, &history, &mut findings);
    let records = request.record(store.as_ref(), &assembled, &findings, &notices)?;

    progress.phase("Writing the report");
    let title = request.title(&config);
    let plan = site::PlanPart { measured, limits: request.limits(&config) };
    let site = site::project(title, assembled, &rows, &history, findings, plan, notices)?;
    let report = request.write(&site, &viewer, records)?;
    progress.finish();
    Ok(report)
}
