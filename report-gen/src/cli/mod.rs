//! The commands. Each is one file with its options and a `run`.

mod annotations;
mod build;
mod check;
mod completions;
mod demo;
mod explain;
mod export;
mod formats;
mod init;
mod inspect;
mod limits;
mod plan;
mod schema;
mod serve;
mod summary;

use std::path::Path;

use clap::{Parser, Subcommand};

use crate::error::Error;
use crate::exit::ExitStatus;

/// Turn what a CI run left behind into a finished report site.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 done, 1 a gate failed (only when asked to judge), 2 could not be done."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build a report from artifacts
    Build(Box<build::Args>),
    /// Say what each file is, what it holds and what was odd about it
    Inspect(inspect::Args),
    /// Write failing tests as annotations of the code
    Annotations(annotations::Args),
    /// Write a report as Markdown, for a comment or a job summary
    Summary(summary::Args),
    /// Write a table of a report for other tools
    Export(export::Args),
    /// Judge the gates of a report, or of the last run of a history, again
    Check(check::Args),
    /// Say what a plan document was understood to say
    Plan(plan::Args),
    /// Serve a report on this machine
    Serve(serve::Args),
    /// Build the built-in example project; needs no input
    Demo(demo::Args),
    /// Say what a category of failures means and what helps
    Explain(explain::Args),
    /// Write a configuration and a workflow for this project
    Init(init::Args),
    /// List the formats that can be read
    Formats(formats::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the man page
    Man,
    /// Print the format of a site's data as Markdown
    Schema,
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> Result<ExitStatus, Error> {
        match self.command {
            Command::Build(args) => build::run(*args),
            Command::Inspect(args) => inspect::run(&args),
            Command::Annotations(args) => annotations::run(&args),
            Command::Summary(args) => summary::run(&args),
            Command::Export(args) => export::run(&args),
            Command::Check(args) => check::run(&args),
            Command::Plan(args) => plan::run(&args),
            Command::Serve(args) => serve::run(&args),
            Command::Demo(args) => demo::run(args),
            Command::Explain(args) => explain::run(&args),
            Command::Init(args) => init::run(&args),
            Command::Formats(args) => Ok(formats::run(&args)),
            Command::Completions(args) => completions::run(&args),
            Command::Man => completions::man(),
            Command::Schema => Ok(schema::run()),
        }
    }
}

pub(crate) use plan::document as plan_document;

/// Opens an address or a file in the browser. That it did not work is told, not fatal: the report is there.
fn open_in_browser(target: &str) {
    if let Err(error) = open::that_detached(target) {
        anstream::eprintln!("cannot open a browser: {error}");
    }
}

/// A path as it is typed into a shell.
pub(crate) fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+:@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
