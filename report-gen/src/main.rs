//! The command line: parse, run, print, exit.

use std::process::ExitCode;

use clap::Parser as _;
use report_gen::cli::Cli;
use report_gen::exit::ExitStatus;

fn main() -> ExitCode {
    let status = match Cli::parse().run() {
        Ok(status) => status,
        Err(error) => {
            anstream::eprintln!("{:?}", miette::Report::new(error));
            ExitStatus::Error
        }
    };
    status.into()
}
