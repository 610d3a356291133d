//! `report-gen plan`.

mod json;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use report_formats::{Artifact, plans};
use report_model::plan::Plan;
use report_model::{Notice, Notices};

use crate::config::Config;
use crate::error::Error;
use crate::exit::ExitStatus;

/// Say what a plan document was understood to say
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Markdown documents, or a report-gen.toml, read as one plan
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// As JSON, for scripts; what is not known is null
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let (plan, notices) = read(&args.files)?;
    if args.json {
        anstream::println!("{}", json::json(&plan, &notices));
    } else {
        anstream::print!("{}", table::table(&plan, &notices));
    }
    Ok(ExitStatus::Success)
}

/// Reads documents as one plan, and says what in it does not add up.
fn read(files: &[PathBuf]) -> Result<(Plan, Vec<Notice>), Error> {
    let notices = Notices::default();
    let mut plan = Plan::default();
    for path in files {
        let is_configuration = path.extension().is_some_and(|end| end == "toml");
        let read = if is_configuration {
            Config::load(Some(path), Path::new(""))?.plan
        } else {
            document(path, path, &notices)?
        };
        for notice in report_analysis::lint::lint(&read) {
            notices.push(notice);
        }
        plan.merge(read);
    }
    Ok((plan, notices.into_sorted()))
}

/// Reads one document; `shown` is what it is called in the report.
pub(crate) fn document(path: &Path, shown: &Path, notices: &Notices) -> Result<Plan, Error> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    let name = crate::discover::slashed(shown);
    Ok(plans::read(&Artifact::new(&name, &bytes), notices))
}
