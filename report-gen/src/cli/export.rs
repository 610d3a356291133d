//! `report-gen export`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::error::Error;
use crate::exit::ExitStatus;
use crate::export::{EXPORTERS, Published, by_name};

/// Write a table for other tools
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to write
    #[arg(value_name = "WHAT", value_parser = what())]
    what: String,
    /// The folder of a report that was built before
    #[arg(value_name = "SITE")]
    site: PathBuf,
    /// How to write it [default: the first that the table has: tsv for most]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn what() -> PossibleValuesParser {
    PossibleValuesParser::new(
        EXPORTERS.iter().map(|exporter| PossibleValue::new(exporter.name()).help(exporter.says())),
    )
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let exporter = by_name(&args.what).ok_or_else(|| Error::Usage {
        message: format!("there is nothing called `{}` to export", args.what),
        help: None,
    })?;
    let formats = exporter.formats();
    let format = match &args.format {
        None => formats.first().copied().unwrap_or_default(),
        Some(wanted) => {
            formats.iter().copied().find(|format| format == wanted).ok_or_else(|| Error::Usage {
                message: format!("`{}` cannot be written as `{wanted}`", args.what),
                help: Some(format!("write --format with one of {}", formats.join(", "))),
            })?
        }
    };
    let text = exporter.export(&Published::open(&args.site)?, format)?;
    match &args.output {
        Some(path) => crate::site::write_file(path, text.as_bytes())?,
        None => anstream::print!("{text}"),
    }
    Ok(ExitStatus::Success)
}
