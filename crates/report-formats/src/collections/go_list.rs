//! What `go test -list` prints.

use report_model::run::Document;
use report_model::{Notice, Notices, TestId};

use super::document;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Go's list of tests.
pub(crate) struct GoList;

const NAME: &str = "go test -list";

impl Format for GoList {
    fn id(&self) -> FormatId {
        FormatId("go-test-list")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Collected
    }

    fn says(&self) -> &'static str {
        "The name of every test, fuzz test, benchmark and example with its package; subtests are known only when they run."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let mut names = 0;
        for line in head.lines().filter(|line| !line.trim().is_empty()) {
            if is_name(line) {
                names += 1;
            } else if package(line).is_some() {
                return if names > 0 { Match::ByContent } else { Match::No };
            } else {
                return Match::No;
            }
        }
        // The package stands behind its tests: of a long list it is out of sight.
        if names > 0 && !head.is_whole { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut tests = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        let mut broken = 0_u64;
        for line in text.lines() {
            if is_name(line) {
                names.push(line.trim());
            } else if let Some(package) = package(line) {
                tests.extend(names.drain(..).map(|name| TestId::new(Some(package), name)));
            } else if line.starts_with("FAIL") {
                broken += 1;
            }
        }
        if !names.is_empty() {
            notices.push(
                Notice::warning(format!(
                    "the last {} names have no package: the list may have been cut off",
                    names.len()
                ))
                .at(artifact.location()),
            );
            tests.extend(names.drain(..).map(|name| TestId::new(None, name)));
        }
        if broken > 0 {
            notices.push(
                Notice::error(format!(
                    "{} not be listed",
                    crate::tally::counted(broken, "package could", "packages could")
                ))
                .effect("their tests are not known")
                .at(artifact.location()),
            );
        }
        if tests.is_empty() && !text.contains("ok  ") {
            return Err(ReadError::new(NAME, artifact.location(), "no name of a test in it"));
        }
        Ok(document(tests, Some("go test"), artifact, notices))
    }
}

fn is_name(line: &str) -> bool {
    ["Test", "Fuzz", "Benchmark", "Example"].iter().any(|start| line.starts_with(start))
        && line.trim_end().chars().all(|character| character.is_alphanumeric() || character == '_')
}

/// The package of `ok  \texample.org/till\t0.003s`.
fn package(line: &str) -> Option<&str> {
    let mut fields = line.strip_prefix("ok")?.split_whitespace();
    let package = fields.next()?;
    let time = fields.next()?;
    (time.ends_with('s') || time == "(cached)").then_some(package)
}
