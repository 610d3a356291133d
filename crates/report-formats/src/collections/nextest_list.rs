//! The list of `cargo nextest list --message-format json`.

use report_model::run::Document;
use report_model::{Notice, Notices, TestId};

use super::document;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// cargo-nextest's list.
pub(crate) struct NextestList;

const NAME: &str = "cargo nextest list JSON";

impl Format for NextestList {
    fn id(&self) -> FormatId {
        FormatId("nextest-list")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Collected
    }

    fn says(&self) -> &'static str {
        "The id of every test, named as nextest's JUnit XML names it; ignored tests among them."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("rust-build-meta") || shape.has_all(&["rust-suites", "test-count"]) {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut tests = Vec::new();
        for (binary, suite) in root.get("rust-suites").into_iter().flat_map(Value::members) {
            for (name, _) in suite.get("testcases").into_iter().flat_map(Value::members) {
                tests.push(TestId::new(Some(&binary), &name));
            }
        }
        if let Some(count) = root.count_of("test-count").filter(|count| *count != tests.len() as u64) {
            notices.push(
                Notice::warning(format!("says that there are {count} tests, but lists {}", tests.len()))
                    .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        Ok(document(tests, Some("cargo-nextest"), artifact, notices))
    }
}
