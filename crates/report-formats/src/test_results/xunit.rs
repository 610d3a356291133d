//! xUnit.net v2 results.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// xUnit.net XML.
pub(crate) struct XUnit;

const NAME: &str = "xUnit.net XML";

impl Format for XUnit {
    fn id(&self) -> FormatId {
        FormatId("xunit")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, class, message, trace, output and traits of every case. It names no source line."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        match head.xml_root() {
            Some("assemblies") => Match::ByContent,
            Some("assembly") if head.text().contains("<test ") || head.text().contains("<collection") => {
                Match::ByContent
            }
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["assemblies", "assembly"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let assemblies: Vec<Element<'_, '_>> =
            if root.name() == "assembly" { vec![root] } else { root.children_named("assembly").collect() };
        let mut declared: Option<Counts> = None;
        let mut producer = None;
        for assembly in assemblies {
            producer = producer.or_else(|| assembly.some_attribute("test-framework").map(Cow::into_owned));
            if let Some(counts) = counts(assembly) {
                declared = Some(declared.unwrap_or_default() + counts);
            }
            let suite = suite(&mut build, assembly);
            assembly.walk((), |element, ()| match element.name() {
                "collection" | "class" | "errors" => Some(()),
                "test" => {
                    case(&mut build, element, suite);
                    None
                }
                "error" => {
                    error(&mut build, element, suite, artifact, notices);
                    None
                }
                _ => None,
            });
        }
        Ok(build.finish(artifact, notices, producer, declared))
    }
}

fn suite(build: &mut Build, assembly: Element<'_, '_>) -> u32 {
    let path = assembly.attribute("name").unwrap_or_default();
    // The assembly's path differs from machine to machine; its name does not.
    let name = path.rsplit(['/', '\\']).next().unwrap_or(&path);
    let started_at =
        assembly.attribute("start-rtf").and_then(|start| Timestamp::parse(&start)).or_else(|| {
            let (date, time) = assembly.attribute("run-date").zip(assembly.attribute("run-time"))?;
            Timestamp::parse(&format!("{date}T{time}"))
        });
    let name = build.share_some(Some(Cow::Borrowed(name)));
    build.suite(TestSuite {
        name,
        started_at,
        duration_secs: assembly.attribute("time").and_then(|time| Time::parse(&time).secs()),
        declared: counts(assembly),
        ..TestSuite::default()
    })
}

fn counts(assembly: Element<'_, '_>) -> Option<Counts> {
    let count = |name| assembly.count(name).unwrap_or_default();
    let total = assembly.count("total")?;
    let (failed, skipped) = (count("failed"), count("skipped") + count("not-run"));
    Some(Counts { passed: total.saturating_sub(failed + skipped), failed, errored: 0, skipped })
}

fn case(build: &mut Build, element: Element<'_, '_>, suite: u32) {
    let outcome = match element.attribute("result").as_deref() {
        Some("Pass") => Outcome::Passed,
        Some("Fail") => Outcome::Failed,
        Some("Skip" | "NotRun") => Outcome::Skipped,
        Some(word) => build.unknown_outcome(word),
        None => {
            build.unfinished();
            return;
        }
    };
    let class = element.some_attribute("type");
    let full =
        element.some_attribute("name").or_else(|| element.some_attribute("method")).unwrap_or_default();
    let name =
        class.as_deref().and_then(|class| full.strip_prefix(class)?.strip_prefix('.')).unwrap_or(&full);
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    case.class = build.share_some(class);
    case.file = build.share_some(element.attribute("source-file"));
    case.line = element.line("source-line");
    case.duration_secs = element.attribute("time").and_then(|time| Time::parse(&time).secs());
    if let Some(failure) = element.child("failure") {
        let kind = failure.attribute("exception-type");
        let message = failure.child("message").and_then(Element::text);
        let trace = failure.child("stack-trace").and_then(Element::text);
        let failure = build.failure(Outcome::Failed, kind, message, trace);
        case.text_mut().failures.push(failure);
    }
    if let Some(reason) = build.text(element.child("reason").and_then(Element::text)) {
        case.text_mut().skip_reason = Some(reason);
    }
    if let Some(output) = build.text(element.child("output").and_then(Element::text)) {
        case.text_mut().stdout = Some(output);
    }
    for trait_ in element.child("traits").into_iter().flat_map(Element::children) {
        if let (Some(name), Some(value)) = (trait_.attribute("name"), trait_.attribute("value")) {
            build.property(&mut case, &name, &value);
        }
    }
    build.case(case);
}

/// An error outside of tests: it is no test, but it must not get lost.
fn error(
    build: &mut Build,
    element: Element<'_, '_>,
    suite: u32,
    artifact: &Artifact<'_>,
    notices: &Notices,
) {
    let message = element.path(&["failure", "message"]).and_then(Element::text);
    let message = build.text(message);
    let what = element.attribute("type").unwrap_or(Cow::Borrowed("set-up or tear-down"));
    notices.push(
        Notice::warning(format!("an error outside of any test: {what}"))
            .effect("no test can be counted for it; its text is with the suite's error output")
            .at(artifact.location()),
    );
    if let Some(suite) = build.suite_mut(suite) {
        super::text::append(&mut suite.stderr, message);
    }
}
