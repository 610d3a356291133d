//! TestNG results (`testng-results.xml`).

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// TestNG XML.
pub(crate) struct TestNg;

const NAME: &str = "TestNG XML";

impl Format for TestNg {
    fn id(&self) -> FormatId {
        FormatId("testng")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, class, parameters, exception and log of every test method. Configuration methods are no tests; when one fails it is told."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        if matches!(head.xml_root(), Some("testng-results")) { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["testng-results"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let mut failed_configurations = 0_u64;
        for suite in root.children_named("suite") {
            for test in suite.children_named("test") {
                let number = suite_of(&mut build, suite, test);
                for class in test.children_named("class") {
                    for method in class.children_named("test-method") {
                        if method.attribute("is-config").is_some_and(|is| is.eq_ignore_ascii_case("true")) {
                            let is_failed = method.attribute("status").as_deref() == Some("FAIL");
                            failed_configurations += u64::from(is_failed);
                        } else {
                            case(&mut build, class, method, number);
                        }
                    }
                }
            }
        }
        if failed_configurations > 0 {
            notices.push(
                Notice::warning(crate::tally::counted(
                    failed_configurations,
                    "configuration method failed",
                    "configuration methods failed",
                ))
                .effect("they are no tests; the tests that needed them are skipped or failed")
                .at(artifact.location()),
            );
        }
        let count = |name| root.count(name).unwrap_or_default();
        let declared = root.count("total").map(|_| {
            let (passed, failed) = (count("passed"), count("failed"));
            let skipped = count("skipped") + count("retried");
            // Ignored methods are in the sums, and not in the file but for some versions.
            let with_ignored = skipped + count("ignored");
            let is_listed = passed + failed + with_ignored == build.results.cases.len() as u64;
            let skipped = if is_listed { with_ignored } else { skipped };
            Counts { passed, failed, errored: 0, skipped }
        });
        Ok(build.finish(artifact, notices, Some("TestNG".to_owned()), declared))
    }
}

fn suite_of(build: &mut Build, suite: Element<'_, '_>, test: Element<'_, '_>) -> u32 {
    let names = [suite.some_attribute("name"), test.some_attribute("name")];
    let name: Vec<Cow<'_, str>> = names.into_iter().flatten().collect();
    let name = build.share_some(Some(name.join(" > ").into()));
    build.suite(TestSuite {
        name,
        started_at: test.attribute("started-at").and_then(|start| Timestamp::parse(&start)),
        duration_secs: millis(test.attribute("duration-ms")),
        ..TestSuite::default()
    })
}

fn millis(text: Option<Cow<'_, str>>) -> Option<f64> {
    Time::parse(&text?).secs().map(|millis| millis / 1000.0)
}

fn case(build: &mut Build, class: Element<'_, '_>, method: Element<'_, '_>, suite: u32) {
    let outcome = match method.attribute("status").as_deref() {
        Some("PASS" | "SUCCESS_PERCENTAGE_FAILURE") => Outcome::Passed,
        Some("FAIL") => Outcome::Failed,
        Some("SKIP") => Outcome::Skipped,
        Some(word) => build.unknown_outcome(word),
        None => {
            build.unfinished();
            return;
        }
    };
    let mut name = method.attribute("name").unwrap_or_default().into_owned();
    let parameters: Vec<String> = method
        .child("params")
        .into_iter()
        .flat_map(Element::children)
        .filter_map(|parameter| Some(parameter.child("value")?.text()?.trim().to_owned()))
        .collect();
    if !parameters.is_empty() {
        name = format!("{name}[{}]", parameters.join(", "));
    }
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    case.class = build.share_some(class.attribute("name"));
    case.started_at = method.attribute("started-at").and_then(|start| Timestamp::parse(&start));
    case.duration_secs = millis(method.attribute("duration-ms"));
    if let Some(exception) = method.child("exception") {
        let kind = exception.attribute("class");
        let message = exception.child("message").and_then(Element::text);
        let trace = exception.child("full-stacktrace").or_else(|| exception.child("short-stacktrace"));
        let trace = trace.and_then(Element::text);
        if outcome.is_bad() {
            let failure = build.failure(outcome, kind, trimmed(message), trimmed(trace));
            case.text_mut().failures.push(failure);
        } else if outcome == Outcome::Skipped {
            case.text_mut().skip_reason = build.text(trimmed(message));
        }
    }
    let lines: Vec<Cow<'_, str>> = method
        .child("reporter-output")
        .into_iter()
        .flat_map(Element::children)
        .filter_map(Element::text)
        .collect();
    if !lines.is_empty() {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        case.text_mut().stdout = build.text(Some(lines.join("\n").into()));
    }
    build.case(case);
}

/// Texts stand indented between their tags.
fn trimmed(text: Option<Cow<'_, str>>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Owned(text.trim().to_owned()))
}
