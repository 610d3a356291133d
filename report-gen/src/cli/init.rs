//! `report-gen init`.

use std::path::PathBuf;

use crate::error::Error;
use crate::exit::ExitStatus;
use crate::init::{Host, files};

/// Write a configuration and a workflow for this project
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the project
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Where its jobs run; may be given more than once [default: gitlab where there is a .gitlab-ci.yml, else github]
    #[arg(long, value_name = "HOST", value_enum)]
    ci: Vec<Host>,
    /// The branch whose history is kept and whose report is published
    #[arg(long, value_name = "NAME", default_value = "main")]
    branch: String,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
    /// Print the files instead of writing them
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._/-".contains(letter);
    if args.branch.is_empty() || !args.branch.chars().all(is_plain) {
        return Err(Error::Usage {
            message: format!("`{}` is no name of a branch that a workflow can hold", args.branch),
            help: Some("letters, digits, and . _ / -".to_owned()),
        });
    }
    let guess = if args.folder.join(Host::Gitlab.path()).is_file() { Host::Gitlab } else { Host::Github };
    let hosts = if args.ci.is_empty() { vec![guess] } else { args.ci.clone() };
    let (runners, files) = files(&args.folder, &hosts, &args.branch)?;
    if args.dry_run {
        for file in &files {
            anstream::println!("# {}\n{}", file.path.display(), file.content);
        }
        return Ok(ExitStatus::Success);
    }
    match runners.as_slice() {
        [] => anstream::println!(
            "No test runner was recognised: write the command that runs the tests into the workflow."
        ),
        found => {
            let names: Vec<&str> = found.iter().map(|runner| runner.name).collect();
            anstream::println!("Found {}.", names.join(", "));
        }
    }
    for file in &files {
        let path = args.folder.join(&file.path);
        if path.exists() && !args.force {
            anstream::println!("kept    {} (--force replaces it, --dry-run prints it)", path.display());
        } else {
            crate::site::write_file(&path, file.content.as_bytes())?;
            anstream::println!("written {}", path.display());
        }
    }
    if hosts.contains(&Host::Github) {
        anstream::println!(
            "Next: in the repository's settings, let GitHub Actions deploy Pages, then commit and push."
        );
    }
    Ok(ExitStatus::Success)
}
