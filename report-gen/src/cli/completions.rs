//! `report-gen completions` and `report-gen man`: both from the definitions that the help is made from.

use std::io::Write as _;
use std::path::Path;

use clap::CommandFactory as _;

use super::Cli;
use crate::error::Error;
use crate::exit::ExitStatus;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "report-gen", &mut text);
    print(&text)
}

/// The pages of the program and of every command, one after the other.
pub(super) fn man() -> Result<ExitStatus, Error> {
    let mut command = Cli::command().name("report-gen");
    command.build();
    let mut text = Vec::new();
    let write = |command: clap::Command, text: &mut Vec<u8>| clap_mangen::Man::new(command).render(text);
    let written = write(command.clone(), &mut text).and_then(|()| {
        let shown = command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help");
        shown.cloned().try_for_each(|one| write(one, &mut text))
    });
    written.map_err(Error::io("write", Path::new("the man page")))?;
    print(&text)
}

fn print(text: &[u8]) -> Result<ExitStatus, Error> {
    let written = std::io::stdout().lock().write_all(text);
    written.map_err(Error::io("write", Path::new("standard output")))?;
    Ok(ExitStatus::Success)
}
