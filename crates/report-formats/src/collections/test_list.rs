//! A plain list of test ids, one a line.

use report_model::run::Document;
use report_model::{Notices, TestId};

use super::document;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// A list of test ids.
pub(crate) struct TestList;

const NAME: &str = "List of test ids";

impl Format for TestList {
    fn id(&self) -> FormatId {
        FormatId("test-list")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Collected
    }

    fn says(&self) -> &'static str {
        "The id of every test as it is written: `class::name`, or the runner's own. Empty lines and lines that begin with `#` are left out."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        // Ids say where a test is; other lists of lines are taken only when a person says so.
        let mut lines = head
            .text()
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .peekable();
        if lines.peek().is_none() {
            return Match::No;
        }
        let is_id = |line: &str| {
            line.split_once("::").is_some_and(|(class, name)| {
                !class.is_empty()
                    && !name.is_empty()
                    && !class
                        .contains(|character: char| character.is_whitespace() || "{\"".contains(character))
            })
        };
        if lines.all(is_id) { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        // pytest's own ids are named as its JUnit XML names them.
        let id = |line: &str| match line.split_once("::") {
            Some((file, _)) if file.rsplit_once('.').is_some_and(|(_, end)| end == "py") => {
                crate::test_results::pytest_id(line)
            }
            _ => TestId(line.to_owned()),
        };
        Ok(document(lines.map(id).collect(), None, artifact, notices))
    }
}
