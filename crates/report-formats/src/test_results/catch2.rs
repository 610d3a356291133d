//! Catch2's own XML.

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notices, Outcome};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Catch2 XML.
pub(crate) struct Catch2;

const NAME: &str = "Catch2 XML";

impl Format for Catch2 {
    fn id(&self) -> FormatId {
        FormatId("catch2")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, source line and failed expressions of every test case; sections are not cases of their own."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        match head.xml_root() {
            Some("Catch2TestRun" | "Catch") => Match::ByContent,
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["Catch2TestRun", "Catch"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let name = root.attribute("name").unwrap_or_default().into_owned();
        let suite = build.suite_named(&name);
        root.walk((), |element, ()| match element.name() {
            "Group" => Some(()),
            "TestCase" => {
                case(&mut build, element, suite, &name);
                None
            }
            _ => None,
        });
        let declared = root.child("OverallResultsCases").and_then(|sums| {
            let count = |name| sums.count(name).unwrap_or_default();
            Some(Counts {
                passed: sums.count("successes")?,
                failed: count("failures"),
                errored: 0,
                skipped: count("skips") + count("expectedFailures"),
            })
        });
        let version = root.some_attribute("catch2-version").map(|version| format!("Catch2 {version}"));
        Ok(build.finish(artifact, notices, Some(version.unwrap_or_else(|| "Catch2".to_owned())), declared))
    }
}

fn case(build: &mut Build, element: Element<'_, '_>, suite: u32, class: &str) {
    let Some(result) = element.child("OverallResult") else {
        build.unfinished();
        return;
    };
    let is_success = result.attribute("success").as_deref() == Some("true");
    let is_skipped = result.count("skips").is_some_and(|skips| skips > 0);
    let mut failures = Vec::new();
    let mut said = Vec::new();
    element.walk((), |part, ()| {
        match part.name() {
            "Section" => return Some(()),
            "Expression" if part.attribute("success").as_deref() == Some("false") => {
                let kind = part.attribute("type");
                let line = |name| part.child(name).and_then(Element::text).map(|text| text.trim().to_owned());
                let message = line("Expanded").or_else(|| line("Original"));
                let trace = format!(
                    "{}({}): {}\nwith expansion: {}",
                    part.attribute("filename").unwrap_or_default(),
                    part.attribute("line").unwrap_or_default(),
                    line("Original").unwrap_or_default(),
                    line("Expanded").unwrap_or_default()
                );
                failures.push(build.failure(
                    Outcome::Failed,
                    kind,
                    message.map(Into::into),
                    Some(trace.into()),
                ));
                if let Some(exception) = part.child("Exception").and_then(Element::text) {
                    failures.push(build.failure(
                        Outcome::Errored,
                        Some("exception".into()),
                        Some(exception),
                        None,
                    ));
                }
            }
            "Exception" | "FatalErrorCondition" => {
                let kind = Some(part.name().into());
                failures.push(build.failure(
                    Outcome::Errored,
                    kind,
                    part.text().map(|text| text.trim().to_owned().into()),
                    None,
                ));
            }
            "Failure" => failures.push(build.failure(
                Outcome::Failed,
                None,
                part.text().map(|text| text.trim().to_owned().into()),
                None,
            )),
            "Skip" | "Info" | "Warning" => said.extend(part.text().map(|text| text.trim().to_owned())),
            _ => {}
        }
        None
    });
    let outcome = match failures.iter().any(|failure| failure.outcome == Outcome::Errored) {
        _ if is_success && is_skipped => Outcome::Skipped,
        // Failures that were expected do not count.
        _ if is_success && !failures.is_empty() => Outcome::Skipped,
        _ if is_success => Outcome::Passed,
        true => Outcome::Errored,
        false => Outcome::Failed,
    };
    let mut case =
        TestCase { suite, outcome, ..TestCase::named(&*element.attribute("name").unwrap_or_default()) };
    case.class = build.share_some(Some(class.into()));
    case.file = build.share_some(element.attribute("filename"));
    case.line = element.line("line");
    case.duration_secs = result.attribute("durationInSeconds").and_then(|time| Time::parse(&time).secs());
    let stdout = build.text(result.child("StdOut").and_then(Element::text));
    let stderr = build.text(result.child("StdErr").and_then(Element::text));
    if outcome == Outcome::Skipped {
        let reason = failures
            .first()
            .and_then(|failure| failure.message.clone())
            .map(|message| format!("failed as expected: {message}"));
        case.text_mut().skip_reason = said.first().cloned().or(reason);
    } else if !failures.is_empty() {
        case.text_mut().failures = failures;
    }
    if stdout.is_some() || stderr.is_some() {
        let text = case.text_mut();
        (text.stdout, text.stderr) = (stdout, stderr);
    }
    build.case(case);
}
