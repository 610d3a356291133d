//! What can be wrong with a text, gathered while it is read and told once.

use std::cell::Cell;

use report_model::{Location, Notice, Notices};

use crate::place::line_column;
use crate::tally::Tally;
use crate::{Artifact, ReadError};

/// Where reading ended before the text did, and why.
pub(super) type Broken = (usize, &'static str);

/// What was seen that JSON does not allow.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    /// Nothing behind this place was read.
    pub(super) broken: Option<Broken>,
    /// A value behind the first, of which nothing is read.
    pub(super) second: Option<usize>,
    /// Text before the first value.
    pub(super) preamble: bool,
    /// Commas that are missing or too many.
    pub(super) commas: Tally,
    /// Lists and objects under a key that had one already.
    pub(super) twice: Tally,
    /// Escapes in strings that JSON does not know. Strings are taken from what is read already.
    pub(super) escapes: Cell<Tally>,
}

impl Oddities {
    /// The error for a text whose first value is neither an object nor a list.
    pub(super) fn no_document(&self, format: &'static str, artifact: &Artifact<'_>, text: &str) -> ReadError {
        let (at, cause) = self.broken.unwrap_or((0, "neither an object nor a list"));
        ReadError::new(format, locate(text, artifact.path, at), cause)
            .hint("make sure that the path names the report and not the log of the run")
    }

    /// Tells all of it.
    pub(super) fn report(&self, text: &str, path: &str, notices: &Notices) {
        let tell = |notice: Notice, offset| notices.push(notice.at(locate(text, path, offset)));
        if let Some((at, what)) = self.broken {
            tell(
                Notice::error(what).effect("what stands behind this place is missing from the figures").hint(
                    "the job was most likely killed while writing, or something else wrote into the file",
                ),
                at,
            );
        }
        if let Some(at) = self.second {
            tell(
                Notice::error("a second JSON text behind the first in one file; left out")
                    .effect("what it says is missing from the figures")
                    .hint("give each report its own file"),
                at,
            );
        }
        if self.preamble {
            tell(
                Notice::warning("holds text before the JSON begins; left out")
                    .hint("keep other output out of the file"),
                0,
            );
        }
        if let Some(first) = self.commas.seen() {
            tell(
                Notice::warning(format!(
                    "{} missing or too many; read as if all were right",
                    self.commas.of("comma is", "commas are")
                ))
                .hint("the tool does not write valid JSON, or somebody changed the file"),
                first,
            );
        }
        if let Some(first) = self.twice.seen() {
            tell(
                Notice::warning(format!(
                    "{} under a key that had one already; the first stands",
                    self.twice.of("list or object stands", "lists or objects stand")
                ))
                .hint("the tool does not write valid JSON, or somebody changed the file"),
                first,
            );
        }
        let escapes = self.escapes.get();
        if let Some(first) = escapes.seen() {
            tell(
                Notice::warning(format!(
                    "{} that JSON does not know; kept as it stands",
                    escapes.of("escape", "escapes")
                ))
                .hint("the tool does not write valid JSON; a newer version may"),
                first,
            );
        }
    }
}

/// Where `offset` is.
fn locate(text: &str, path: &str, offset: usize) -> Location {
    let (line, column) = line_column(text, offset);
    Location { path: path.to_owned(), line: Some(line), column: Some(column), element: None }
}
