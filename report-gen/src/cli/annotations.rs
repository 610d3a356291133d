//! `report-gen annotations`.

use std::path::PathBuf;

use crate::annotations::{AnnotationFormat, annotations};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::export::Published;
use crate::links::Links;

/// Write failing tests as annotations of the code
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of a report that was built before
    #[arg(value_name = "SITE")]
    site: PathBuf,
    /// What reads them
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "github")]
    format: AnnotationFormat,
    /// At most so many: new failures first, spread over clusters
    #[arg(long, value_name = "N", default_value_t = 10)]
    max: usize,
    /// Where the report is published: adds links
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let site = Published::open(&args.site)?;
    let text = annotations(&site, args.format, args.max, &Links::to_site(args.site_url.as_deref()))?;
    match &args.output {
        Some(path) => crate::site::write_file(path, text.as_bytes())?,
        None => anstream::print!("{text}"),
    }
    Ok(ExitStatus::Success)
}
