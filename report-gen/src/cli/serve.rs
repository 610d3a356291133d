//! `report-gen serve`.

use std::path::PathBuf;

use super::open_in_browser;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::serve::Server;

/// Serve a report on this machine
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder that was built
    #[arg(value_name = "DIR", default_value = "site")]
    folder: PathBuf,
    /// Port [default: 8000, or the next one that is free]
    #[arg(short, long, value_name = "N")]
    port: Option<u16>,
    /// Open the report in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let server = Server::bind(&args.folder, args.port)?;
    let address = server.address();
    anstream::println!("Serving {} at {address} until Ctrl+C", args.folder.display());
    if args.open {
        open_in_browser(&address);
    }
    server.run();
    Ok(ExitStatus::Success)
}
