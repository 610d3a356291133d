//! `cargo xtask <task>`: see [`USAGE`].

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program speaks to its terminal"
)]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use xtask::command::Run;
use xtask::error::{Error, Result};
use xtask::setup::{self, Scope};
use xtask::{bundle, generate, repo, test, viewer};

const USAGE: &str = "\
Repository tasks

  cargo xtask setup [--dashboard]   install what is missing to build and test the dashboard (--dashboard: to build)
  cargo xtask bundle [--out DIR]    build the dashboard into report-gen/viewer, or into DIR for `report-gen --viewer`
  cargo xtask bundle --check        fail when report-gen/viewer is older than its sources
  cargo xtask generate [--check]    write the documents that report-gen prints, or fail when they are stale
  cargo xtask tidy                  check rules that no compiler knows: who depends on whom, colours, sizes
  cargo xtask test [PART]...        every test, installing what is missing first
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["setup"] => setup::run(Scope::Everything),
        ["setup", "--dashboard"] => setup::run(Scope::Dashboard),
        ["bundle"] => bundle::embed(),
        ["bundle", "--out", folder] => {
            bundle::build(&env::current_dir().unwrap_or_default().join(Path::new(folder)))
        }
        ["bundle", "--check"] => viewer::check_fresh(),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["tidy"] => Run::cargo(None)
            .args(["test", "--quiet", "-p", "xtask", "--test", "tidy"])
            .current_dir(repo::root())
            .status(),
        ["test", parts @ ..] if parts.iter().all(|part| !part.starts_with('-')) => {
            test::run(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>())
        }
        _ => Err(Error::new(format!("`cargo xtask {}` is no task\n\n{USAGE}", words.join(" ")))),
    }
}
