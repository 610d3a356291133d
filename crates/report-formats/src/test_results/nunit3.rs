//! NUnit 3 results.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// NUnit 3 XML.
pub(crate) struct NUnit3;

const NAME: &str = "NUnit 3 XML";

impl Format for NUnit3 {
    fn id(&self) -> FormatId {
        FormatId("nunit3")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, class, message, trace, output and properties of every case. It names no source line."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        match head.xml_root() {
            Some("test-run") => Match::ByContent,
            // Unity and others write the inner part alone.
            Some("test-suite")
                if head.text().contains("<test-case ") && head.text().contains("fullname=") =>
            {
                Match::ByContent
            }
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["test-run", "test-suite"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let mut failed_suites = 0_u64;
        root.walk(None, |element, suite: &Option<(Element<'_, '_>, Option<u32>)>| match element.name() {
            // The rows of one method belong to its class.
            "test-suite"
                if matches!(
                    element.attribute("type").as_deref(),
                    Some("ParameterizedMethod" | "GenericMethod" | "Theory")
                ) =>
            {
                Some(*suite)
            }
            "test-suite" => {
                failed_suites += u64::from(fails_by_itself(element));
                Some(Some((element, None)))
            }
            "test-case" => {
                let number = match suite {
                    Some((element, _)) => suite_of(&mut build, *element),
                    None => build.suite_named(""),
                };
                case(&mut build, element, number);
                None
            }
            _ => Some(*suite),
        });
        if failed_suites > 0 {
            notices.push(
                Notice::warning(format!(
                    "{} in set-up or tear-down",
                    crate::tally::counted(failed_suites, "suite failed", "suites failed")
                ))
                .effect("no test can be counted for it")
                .at(artifact.location()),
            );
        }
        let count = |name| root.count(name).unwrap_or_default();
        let declared = root.count("total").filter(|_| root.name() == "test-run").map(|_| Counts {
            passed: count("passed") + count("warnings"),
            failed: count("failed"),
            errored: 0,
            skipped: count("skipped") + count("inconclusive"),
        });
        let version = root.some_attribute("engine-version").map(|version| format!("NUnit {version}"));
        Ok(build.finish(artifact, notices, version, declared))
    }
}

/// The suite of the cases directly in `element`, by its full name.
fn suite_of(build: &mut Build, element: Element<'_, '_>) -> u32 {
    let name =
        element.some_attribute("fullname").or_else(|| element.some_attribute("name")).unwrap_or_default();
    let number = build.suite_named(&name);
    if let Some(suite) = build.suite_mut(number)
        && suite.started_at.is_none()
    {
        suite.started_at = element.attribute("start-time").and_then(|start| moment(&start));
        suite.duration_secs = element.attribute("duration").and_then(|time| Time::parse(&time).secs());
    }
    number
}

/// `2017-05-16 16:17:09Z`
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).filter(|moment| moment.0 > 0)
}

/// Whether a suite failed for a reason of its own and not because a test in it did.
fn fails_by_itself(suite: Element<'_, '_>) -> bool {
    let place = suite.attribute("site");
    suite.attribute("result").as_deref() == Some("Failed")
        && suite.child("failure").is_some()
        && matches!(place.as_deref(), Some("SetUp" | "TearDown"))
}

fn case(build: &mut Build, element: Element<'_, '_>, suite: u32) {
    let label = element.attribute("label");
    let result = element.attribute("result").unwrap_or_default();
    let outcome = match (&*result, label.as_deref()) {
        ("Passed" | "Success" | "Warning", _) => Outcome::Passed,
        ("Failed" | "Failure", Some("Error" | "Invalid" | "Cancelled")) | ("Error", _) => Outcome::Errored,
        ("Failed" | "Failure", _) => Outcome::Failed,
        ("Skipped" | "Ignored" | "Inconclusive", _) => Outcome::Skipped,
        _ if element.is_cut() => {
            build.unfinished();
            return;
        }
        (word, _) => build.unknown_outcome(word),
    };
    let full = element.some_attribute("fullname").unwrap_or_default();
    let name = element.some_attribute("name").unwrap_or_else(|| full.clone());
    let class = element.some_attribute("classname").or_else(|| {
        let class = full.strip_suffix(&*name)?.strip_suffix('.')?;
        (!class.is_empty()).then(|| Cow::Owned(class.to_owned()))
    });
    let mut case = TestCase { suite, outcome, ..TestCase::named(&*name) };
    case.class = build.share_some(class);
    case.started_at = element.attribute("start-time").and_then(|start| moment(&start));
    case.duration_secs = element
        .attribute("duration")
        .or_else(|| element.attribute("time"))
        .and_then(|time| Time::parse(&time).secs());
    if let Some(failure) = element.child("failure").filter(|_| outcome.is_bad()) {
        let message = failure.child("message").and_then(Element::text);
        let trace = failure.child("stack-trace").and_then(Element::text);
        let failure = build.failure(outcome, None, message, trace);
        case.text_mut().failures.push(failure);
    }
    if let Some(reason) = element.path(&["reason", "message"]).and_then(Element::text) {
        case.text_mut().skip_reason = build.text(Some(reason));
    }
    if let Some(output) = build.text(element.child("output").and_then(Element::text)) {
        case.text_mut().stdout = Some(output);
    }
    for property in element.path(&["properties"]).into_iter().flat_map(Element::children) {
        if let (Some(name), Some(value)) = (property.attribute("name"), property.attribute("value")) {
            build.property(&mut case, &name, &value);
        }
    }
    build.case(case);
}
