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
        let mut lines =
            head.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
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
        // Of a long list of pytest's the sum at its end is out of sight until all of it is read.
        if super::pytest_collect::has_sum(&artifact.text(&Notices::default())) {
            return super::pytest_collect::PytestCollect.read(artifact, notices);
        }
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

#[cfg(test)]
mod tests {
    use report_model::run::Content;

    use super::*;
    use crate::read;

    fn read_all(text: &str) -> (Option<&'static str>, usize, usize) {
        let read = read(&Artifact::new("list.txt", text.as_bytes()), None);
        let Content::Collected(ids) = read.document.content else { panic!("{:?}", read.notices) };
        (read.format.map(|(id, _)| id), ids.len(), read.notices.len())
    }

    fn list_of(line: impl Fn(u32) -> String) -> String {
        (0..8000).map(line).collect()
    }

    #[test]
    fn lists_that_are_longer_than_the_head_are_recognised() {
        // Names of several lengths, so that the head ends before and behind the `::` of a line.
        for width in 1..40 {
            let list = list_of(|number| format!("package.of.Tests::{number:0width$}\n"));
            assert_eq!(read_all(&list), (Some("test-list"), 8000, 0), "{width}");
        }
        let go = list_of(|number| format!("TestNumber{number}\n"));
        assert_eq!(
            read_all(&format!("{go}ok  \texample.com/shop\t0.01s\n")),
            (Some("go-test-list"), 8000, 0)
        );
    }

    #[test]
    fn the_sum_of_a_long_list_of_pytest_is_no_test() {
        let ids = list_of(|number| format!("tests/test_a.py::test_{number}\n"));
        let (_, tests, notices) = read_all(&format!("{ids}\n8000 tests collected in 0.10s\n"));
        assert_eq!((tests, notices), (8000, 0));
        let (_, tests, notices) = read_all(&format!("{ids}\n9000 tests collected in 0.10s\n"));
        assert_eq!((tests, notices), (8000, 1));
    }
}
