//! `report-gen explain`.

use std::fmt::Write as _;

use report_analysis::categories::builtin::{BUILT_IN, BuiltIn};
use report_analysis::rules;

use crate::error::Error;
use crate::exit::ExitStatus;
use crate::gates;

/// Say what a category means and what helps
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The id of a category; none: list them
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// All of them as a Markdown page
    #[arg(long, conflicts_with = "id")]
    markdown: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let text = match &args.id {
        None if args.markdown => markdown(),
        None => list(),
        Some(id) => match rules::by_id(&id.to_lowercase()) {
            Some(rule) => gates::explain(rule),
            None => one(by_id(id)?),
        },
    };
    anstream::print!("{text}");
    Ok(ExitStatus::Success)
}

fn by_id(id: &str) -> Result<&'static BuiltIn, Error> {
    let wanted = id.to_lowercase().replace(['_', ' '], "-");
    BUILT_IN.iter().copied().find(|category| category.id == wanted).ok_or_else(|| Error::Usage {
        message: format!("there is nothing called `{id}` to explain"),
        help: Some(
            "`report-gen explain` lists what there is; a team's own categories are explained on their pages"
                .to_owned(),
        ),
    })
}

fn list() -> String {
    let width = BUILT_IN.iter().map(|category| category.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for category in BUILT_IN {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:width$}  {}", category.id, category.meaning);
    }
    text
}

fn one(category: &BuiltIn) -> String {
    let mut text =
        format!("{} ({})\n\n{}\n{}\n", category.title, category.id, category.meaning, category.advice);
    for (number, example) in category.examples.iter().enumerate() {
        let heading = if number == 0 { "\nFailures of this kind:\n" } else { "" };
        let _ = writeln!(text, "{heading}  {}", in_one_line(example.exception, example.message));
    }
    text
}

fn markdown() -> String {
    let mut text = String::from(
        "# Categories\n\nA category says what kind of failure it is. The team's own rules in `report-gen.toml` come first; these are \
         built in and asked in this order. The first that matches wins, and failures that none names are counted as uncategorised. \
         How a failure's text is read stands in [analysis.md](analysis.md).\n",
    );
    for category in BUILT_IN {
        let _ = write!(
            text,
            "\n## {}\n\n`{}`: {}\n\n**What helps:** {}\n",
            category.title, category.id, category.meaning, category.advice
        );
        for (number, example) in category.examples.iter().enumerate() {
            let line = in_one_line(example.exception, example.message);
            // A code span that holds backticks is fenced by more of them.
            let fence = if line.contains('`') { "``" } else { "`" };
            let space = if line.contains('`') { " " } else { "" };
            let gap = if number == 0 { "\n" } else { "" };
            let _ = writeln!(text, "{gap}- {fence}{space}{line}{space}{fence}");
        }
    }
    text
}

fn in_one_line(exception: &str, message: &str) -> String {
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    match (exception, message.as_str()) {
        ("", message) => message.to_owned(),
        (exception, "") => exception.to_owned(),
        (exception, message) => format!("{exception}: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_explained_by_its_id() {
        let page = markdown();
        for category in BUILT_IN {
            assert!(one(by_id(category.id).unwrap()).contains(category.advice));
            assert!(page.contains(&format!("`{}`: {}", category.id, category.meaning)));
        }
        assert!(by_id("Import_Error").is_ok());
        assert!(by_id("nothing").is_err());
        assert!(page.contains("- `` panic: assertion `left == right` failed ``\n"));
    }
}
