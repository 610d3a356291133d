//! NUnit 2 results, also written by older tools.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// NUnit 2 XML.
pub(crate) struct NUnit2;

const NAME: &str = "NUnit 2 XML";

impl Format for NUnit2 {
    fn id(&self) -> FormatId {
        FormatId("nunit2")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, message and trace of every case. It names no output and no source line."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let has = |part| head.text().contains(part);
        match head.xml_root() {
            Some("test-results") => Match::ByContent,
            // The inner part alone; in NUnit 3 it has other attributes.
            Some("test-suite")
                if has("<test-case ") && (has("executed=") || has("success=")) && !has("fullname=") =>
            {
                Match::ByContent
            }
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["test-results", "test-suite"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let started_at = root
            .attribute("date")
            .zip(root.attribute("time"))
            .and_then(|(date, time)| Timestamp::parse(&format!("{date}T{time}")));
        let outermost = root.attribute("name").filter(|_| root.name() == "test-suite");
        root.walk(outermost.unwrap_or_default().into_owned(), |element, suite| match element.name() {
            "test-suite" => Some(element.attribute("name").map(Cow::into_owned).unwrap_or_default()),
            "results" => Some(suite.clone()),
            "test-case" => {
                case(&mut build, element, suite, started_at);
                None
            }
            _ => None,
        });
        Ok(build.finish(artifact, notices, None, declared(root)))
    }
}

fn case(build: &mut Build, element: Element<'_, '_>, suite: &str, started_at: Option<Timestamp>) {
    let failure = element.child("failure");
    let is_executed =
        element.attribute("executed").is_none_or(|executed| !executed.eq_ignore_ascii_case("false"));
    let result = element.attribute("result");
    let outcome = match (result.as_deref(), element.attribute("success").as_deref()) {
        _ if !is_executed => Outcome::Skipped,
        (Some("Success" | "Passed"), _) => Outcome::Passed,
        (Some("Failure" | "Failed"), _) => Outcome::Failed,
        (Some("Error" | "NotRunnable" | "Invalid" | "Cancelled"), _) => Outcome::Errored,
        (Some("Ignored" | "Skipped" | "Inconclusive"), _) => Outcome::Skipped,
        (Some(word), _) => build.unknown_outcome(word),
        // NUnit 2.4 and older have no result.
        (None, Some(success)) if success.eq_ignore_ascii_case("true") => Outcome::Passed,
        (None, Some(success)) if success.eq_ignore_ascii_case("false") => Outcome::Failed,
        (None, _) if failure.is_some() => Outcome::Failed,
        (None, _) if element.child("reason").is_some() => Outcome::Skipped,
        (None, _) if element.is_cut() => {
            build.unfinished();
            return;
        }
        (None, _) => Outcome::Passed,
    };
    let full = element.attribute("name").unwrap_or_default();
    let (class, name) = super::split_class(&full);
    let suite = build.suite_named(class.unwrap_or(suite));
    if let Some(suite) = build.suite_mut(suite) {
        suite.started_at = started_at;
    }
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    case.class = build.share_some(class.map(Cow::Borrowed));
    case.duration_secs = element.attribute("time").and_then(|time| Time::parse(&time).secs());
    if let Some(failure) = failure.filter(|_| outcome.is_bad()) {
        let message = failure.child("message").and_then(Element::text);
        let trace = failure.child("stack-trace").and_then(Element::text);
        let failure = build.failure(outcome, None, message, trace);
        case.text_mut().failures.push(failure);
    }
    if let Some(reason) = element.path(&["reason", "message"]).and_then(Element::text) {
        case.text_mut().skip_reason = build.text(Some(reason));
    }
    build.case(case);
}

/// The sums of the root. What `total` counts changed with the versions, so only sums that add up are taken.
fn declared(root: Element<'_, '_>) -> Option<Counts> {
    let count = |name| root.count(name).unwrap_or_default();
    let (total, failed, errored) = (root.count("total")?, count("failures"), count("errors"));
    let left_out = count("not-run").max(count("ignored") + count("skipped") + count("invalid"));
    let skipped = left_out + count("inconclusive");
    let passed = total.saturating_sub(failed + errored + count("inconclusive"));
    Some(Counts { passed, failed, errored, skipped })
}
