//! `report-gen formats`.

use std::fmt::Write as _;

use report_formats::FORMATS;

use crate::exit::ExitStatus;

/// List the formats that can be read
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// As a Markdown page
    #[arg(long)]
    markdown: bool,
}

pub(super) fn run(args: &Args) -> ExitStatus {
    anstream::print!("{}", if args.markdown { markdown() } else { table() });
    ExitStatus::Success
}

fn table() -> String {
    let mut text = String::new();
    let width = FORMATS.iter().map(|format| format.id().0.len()).max().unwrap_or(0);
    let names = FORMATS.iter().map(|format| format.name().len()).max().unwrap_or(0);
    for format in FORMATS {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:width$}  {:names$}  {}",
            format.id().0,
            format.name(),
            format.kind().title().to_lowercase()
        );
    }
    text
}

fn markdown() -> String {
    let mut text = String::from(
        "# Formats\n\nA file is recognised by what is in it; its name only decides where the content does not. \
         `--format ID=GLOB` overrides both.\n",
    );
    let mut kinds: Vec<_> = FORMATS.iter().map(|format| format.kind()).collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        let _ = write!(text, "\n## {}\n\n| id | format | what it says |\n|---|---|---|\n", kind.title());
        for format in FORMATS.iter().filter(|format| format.kind() == kind) {
            let says = format.says().replace('|', "\\|");
            let _ = writeln!(text, "| `{}` | {} | {says} |", format.id(), format.name());
        }
    }
    text
}
