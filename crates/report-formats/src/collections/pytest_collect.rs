//! What `pytest --collect-only -q` prints.

use report_model::run::Document;
use report_model::{Notice, Notices, TestId};

use super::document;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// pytest's list of collected tests.
pub(crate) struct PytestCollect;

const NAME: &str = "pytest --collect-only";

impl Format for PytestCollect {
    fn id(&self) -> FormatId {
        FormatId("pytest-collect")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Collected
    }

    fn says(&self) -> &'static str {
        "The id of every collected test, named as pytest's JUnit XML names it. Modules that could not be collected are told."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        if has_sum(head.text()) && head.lines().any(is_id) { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tests: Vec<TestId> = text
            .lines()
            .filter(|line| is_id(line))
            .map(|line| crate::test_results::pytest_id(line.trim()))
            .collect();
        let sum = text.lines().rev().find_map(summary);
        if tests.is_empty() && sum.is_none() {
            return Err(ReadError::new(NAME, artifact.location(), "no id of a test in it")
                .hint("collect with `pytest --collect-only -q`"));
        }
        match sum {
            Some(collected) if collected != tests.len() as u64 => {
                notices.push(
                    Notice::warning(format!(
                        "says that {collected} tests were collected, but lists {}",
                        tests.len()
                    ))
                    .hint("collect with one `-q`: without it the list is a tree, with two it is only counted")
                    .at(artifact.location()),
                );
            }
            None => {
                notices.push(
                    Notice::warning("does not say how many tests were collected: it may have been cut off")
                        .at(artifact.location()),
                );
            }
            Some(_) => {}
        }
        let broken = text.lines().filter(|line| line.starts_with("ERROR ")).count();
        if broken > 0 {
            notices.push(
                Notice::error(format!(
                    "{} not be collected",
                    crate::tally::counted(broken as u64, "module could", "modules could")
                ))
                .effect("their tests are not known")
                .at(artifact.location()),
            );
        }
        Ok(document(tests, Some("pytest"), artifact, notices))
    }
}

/// Whether it is said how many tests were collected.
pub(super) fn has_sum(text: &str) -> bool {
    text.lines().rev().any(|line| summary(line).is_some())
}

/// `tests/test_a.py::test_b[x y]`
fn is_id(line: &str) -> bool {
    match line.split_once("::") {
        Some((file, name)) => {
            !name.is_empty()
                && !file.is_empty()
                && !file.contains(char::is_whitespace)
                && file.contains('.')
                && !line.starts_with("ERROR")
        }
        None => false,
    }
}

/// `13 tests collected in 0.02s`, `12/13 tests collected (1 deselected) in 0.02s`
fn summary(line: &str) -> Option<u64> {
    let line = line.trim_matches(['=', ' ']);
    let (count, rest) = line.split_once(' ')?;
    if !rest.starts_with("tests collected") && !rest.starts_with("test collected") {
        return None;
    }
    count.split('/').next()?.parse().ok()
}
