//! `report-gen demo`.

use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

use super::build::open_report;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::{Progress, Request, summary};

/// The configuration, the plan and the runs of `examples/voice-api`. A test compares it with that folder and makes it anew.
static EXAMPLE: &[u8] = include_bytes!("../../demo/voice-api.tar.gz");

/// Build the built-in example project; needs no input
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write the report to [default: phaseline-demo, unless --single-file is given]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write the report as one file that opens by double click
    #[arg(long, value_name = "FILE")]
    single_file: Option<PathBuf>,
    /// Open the report in the browser
    #[arg(long)]
    open: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
    /// Use the dashboard in this folder instead of the built-in one
    #[arg(long, value_name = "DIR", help_heading = "For work on the dashboard")]
    viewer: Option<PathBuf>,
}

pub(super) fn run(args: Args) -> Result<ExitStatus, Error> {
    let unpacked = tempfile::tempdir().map_err(Error::io("create", Path::new("a temporary folder")))?;
    tar::Archive::new(GzDecoder::new(EXAMPLE))
        .unpack(unpacked.path())
        .map_err(Error::io("write", unpacked.path()))?;
    let folder_is_wanted = args.output.is_some() || args.single_file.is_none();
    let request = Request {
        runs_in: Some(unpacked.path().join("runs")),
        // Published with the site, so that any two of its runs can be compared test by test.
        history: Some(unpacked.path().join("history").to_string_lossy().into_owned()),
        output: folder_is_wanted.then(|| args.output.unwrap_or_else(|| PathBuf::from("phaseline-demo"))),
        single_file: args.single_file,
        progress: if args.quiet { Progress::default() } else { Progress::on_terminal() },
        viewer: args.viewer,
        here: unpacked.path().to_owned(),
        ..Request::default()
    };
    let report = crate::build(&request)?;
    if !args.quiet {
        anstream::print!("{}", summary::terminal(&report));
    }
    if args.open {
        open_report(&report)?;
    }
    Ok(ExitStatus::Success)
}
