//! doctest's own XML (the C++ library).

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notices, Outcome};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// doctest XML.
pub(crate) struct Doctest;

const NAME: &str = "doctest XML";

impl Format for Doctest {
    fn id(&self) -> FormatId {
        FormatId("doctest")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration when asked for, source line and failed expressions of every test case; subcases are not cases of their own."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        match head.xml_root() {
            Some("doctest") => Match::ByContent,
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["doctest"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        for suite in root.children_named("TestSuite") {
            let name = suite.attribute("name").unwrap_or_default();
            for element in suite.children_named("TestCase") {
                case(&mut build, element, &name);
            }
        }
        let sums = root.child("OverallResultsTestCases");
        let declared = sums.and_then(|sums| {
            let count = |name| sums.count(name).unwrap_or_default();
            Some(Counts {
                passed: sums.count("successes")?,
                failed: count("failures"),
                errored: 0,
                skipped: count("skipped"),
            })
        });
        let version = root.child("Options").and(root.some_attribute("version"));
        let version = version.map_or_else(|| "doctest".to_owned(), |version| format!("doctest {version}"));
        // Without `no_skipped_summary` the cases that a filter left out are in the sums but not in the file.
        let declared = declared.filter(|declared| declared.skipped == 0);
        Ok(build.finish(artifact, notices, Some(version), declared))
    }
}

fn case(build: &mut Build, element: Element<'_, '_>, suite: &str) {
    let result = element.child("OverallResultsAsserts");
    let is_left_out = element.attribute("skipped").as_deref() == Some("true");
    if result.is_none() && !is_left_out {
        build.unfinished();
        return;
    }
    let mut failures = Vec::new();
    element.walk((), |part, ()| {
        match part.name() {
            "SubCase" => return Some(()),
            "Expression" if part.attribute("success").as_deref() == Some("false") => {
                let line = |name| part.child(name).and_then(Element::text).map(|text| text.trim().to_owned());
                let trace = format!(
                    "{}({}): {}\nwith expansion: {}",
                    part.attribute("filename").unwrap_or_default(),
                    part.attribute("line").unwrap_or_default(),
                    line("Original").unwrap_or_default(),
                    line("Expanded").unwrap_or_default()
                );
                let message = line("Expanded").or_else(|| line("Original")).map(Into::into);
                failures.push(build.failure(
                    Outcome::Failed,
                    part.attribute("type"),
                    message,
                    Some(trace.into()),
                ));
            }
            "Exception" => {
                let message = part.text().map(|text| text.trim().to_owned().into());
                failures.push(build.failure(Outcome::Errored, Some("exception".into()), message, None));
            }
            "Message" => {
                let is_failure = part.attribute("type").is_some_and(|kind| kind != "WARNING");
                let message =
                    part.child("Text").and_then(Element::text).map(|text| text.trim().to_owned().into());
                if is_failure {
                    failures.push(build.failure(Outcome::Failed, None, message, None));
                }
            }
            _ => {}
        }
        None
    });
    let is_success = match result.and_then(|result| result.attribute("test_case_success")) {
        Some(success) => success == "true",
        None => failures.is_empty(),
    };
    let outcome = if is_left_out {
        Outcome::Skipped
    } else if is_success {
        Outcome::Passed
    } else if failures.iter().any(|failure| failure.outcome == Outcome::Errored) {
        Outcome::Errored
    } else {
        Outcome::Failed
    };
    let number = build.suite_named(suite);
    let mut case = TestCase {
        suite: number,
        outcome,
        ..TestCase::named(&*element.attribute("name").unwrap_or_default())
    };
    case.class = build.share_some(Some(suite.into()));
    case.file = build.share_some(element.attribute("filename"));
    case.line = element.line("line");
    case.duration_secs =
        result.and_then(|result| result.attribute("duration")).and_then(|time| Time::parse(&time).secs());
    if outcome.is_bad() && !failures.is_empty() {
        case.text_mut().failures = failures;
    }
    build.case(case);
}
