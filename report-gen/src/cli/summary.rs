//! `report-gen summary`.

use std::path::PathBuf;

use crate::error::Error;
use crate::exit::ExitStatus;
use crate::export::Published;
use crate::links::Links;
use crate::summary::{COMMENT_BYTES, LEFT_OUT_FIRST, markdown};

/// Write a report as Markdown, for a comment or a job summary
#[derive(Debug, clap::Args)]
#[command(after_help = order())]
pub(super) struct Args {
    /// The folder of a report that was built before
    #[arg(value_name = "SITE")]
    site: PathBuf,
    /// Leave parts out until it fits: 65536 is what a comment on GitHub may hold, 1048576 a job summary
    #[arg(long, value_name = "N", default_value_t = COMMENT_BYTES)]
    max_bytes: usize,
    /// Where the report is published: makes tests and pages links
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn order() -> String {
    format!(
        "Whole parts are left out, in this order, and the last line says which: {}. The verdict stays.",
        LEFT_OUT_FIRST.join(", ")
    )
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let site = Published::open(&args.site)?;
    let text = markdown(&site, &Links::to_site(args.site_url.as_deref()), args.max_bytes)?;
    match &args.output {
        Some(path) => crate::site::write_file(path, text.as_bytes())?,
        None => anstream::print!("{text}"),
    }
    Ok(ExitStatus::Success)
}
