//! pytest-json-report.

use std::borrow::Cow;

use report_model::run::{Attempt, Counts, Document, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// pytest-json-report.
pub(crate) struct PytestJson;

const NAME: &str = "pytest-json-report";

impl Format for PytestJson {
    fn id(&self) -> FormatId {
        FormatId("pytest-json-report")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration of set-up, call and tear-down, message, trace, output and source line of every test; collection errors are told."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let is_whole =
            shape.has("exitcode") && (shape.has("tests") || shape.has("collectors") || shape.has("root"));
        if shape.has("summary") && (is_whole || shape.has_all(&["tests.[].nodeid", "tests.[].outcome"])) {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
        let started_at = root
            .number_of("created")
            .zip(root.secs_of("duration"))
            .map(|(end, secs)| Timestamp(((end - secs) * 1000.0) as i64));
        let name = build.share("pytest");
        let suite = build.suite(TestSuite {
            name: Some(name),
            started_at,
            duration_secs: root.secs_of("duration"),
            ..TestSuite::default()
        });
        for test in root.list("tests") {
            case(&mut build, test, suite);
        }
        let broken: Vec<Value<'_, '_>> = root
            .list("collectors")
            .filter(|collector| collector.str_of("outcome").as_deref() == Some("failed"))
            .collect();
        for collector in &broken {
            super::pytest::collection_error(
                &mut build,
                suite,
                &collector.str_of("nodeid").unwrap_or_default(),
                collector.get("longrepr"),
            );
        }
        let summary = root.get("summary");
        if build.results.cases.is_empty()
            && root.get("tests").is_none()
            && summary.is_some_and(|sums| sums.count_of("total").is_some())
        {
            notices.push(
                Notice::warning("holds sums but no tests")
                    .effect("nothing of it is in the figures")
                    .hint("leave `--json-report-summary` and `--json-report-omit tests` out")
                    .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        let collected = broken.len() as u64;
        let declared = summary.filter(|_| root.get("tests").is_some()).and_then(|summary| {
            let count = |key| summary.count_of(key).unwrap_or_default();
            summary.count_of("total")?;
            Some(Counts {
                passed: count("passed") + count("xpassed"),
                failed: count("failed"),
                errored: count("error") + collected,
                skipped: count("skipped") + count("xfailed"),
            })
        });
        Ok(build.finish(artifact, notices, Some("pytest".to_owned()), declared))
    }
}

fn case(build: &mut Build, test: Value<'_, '_>, suite: u32) {
    let Some(word) = test.str_of("outcome").filter(|_| !test.is_cut()) else {
        build.unfinished();
        return;
    };
    let outcome = match &*word {
        "passed" | "xpassed" | "subtests passed" => Outcome::Passed,
        "failed" | "subtests failed" => Outcome::Failed,
        "error" => Outcome::Errored,
        "skipped" | "xfailed" | "subtests skipped" => Outcome::Skipped,
        // The phases are those of the last try.
        "rerun" => last_try(test),
        word => build.unknown_outcome(word),
    };
    let mut case = super::pytest::case(build, &test.str_of("nodeid").unwrap_or_default());
    (case.suite, case.outcome) = (suite, outcome);
    case.line = test.line_of("lineno").map(|line| line.saturating_add(1));
    let phases =
        ["setup", "call", "teardown"].into_iter().filter_map(|phase| Some((phase, test.get(phase)?)));
    let mut secs = None;
    for (phase, said) in phases {
        if let Some(duration) = said.secs_of("duration") {
            secs = Some(secs.unwrap_or(0.0) + duration);
            if phase != "call" {
                case.setup_secs = Some(case.setup_secs.unwrap_or(0.0) + duration);
            }
        }
        let crash = said.path(&["crash", "message"]).and_then(Value::some_string);
        let trace = said.get("longrepr").map(super::pytest::longrepr);
        match said.str_of("outcome").as_deref() {
            Some("failed") => {
                let outcome = if phase == "call" { Outcome::Failed } else { Outcome::Errored };
                let kind = (phase != "call").then(|| Cow::Owned(format!("{phase} failed")));
                let failure = build.failure(outcome, kind, crash, trace);
                case.text_mut().failures.push(failure);
            }
            Some("skipped") => {
                // Of a failure that was expected the message is the shorter way to say why.
                let reason =
                    crash.or_else(|| trace.map(|trace| super::pytest::skip_reason(&trace).to_owned().into()));
                case.text_mut().skip_reason = build.text(reason);
            }
            _ => {}
        }
        for (key, is_error) in [("stdout", false), ("stderr", true)] {
            if let Some(text) = build.text(said.str_of(key)) {
                let slots = case.text_mut();
                let slot = if is_error { &mut slots.stderr } else { &mut slots.stdout };
                super::text::append(slot, Some(text));
            }
        }
    }
    case.duration_secs = secs;
    if word == "rerun" {
        let earlier = Attempt { outcome: Outcome::Failed, duration_secs: None, failure: None };
        let last = Attempt { outcome, duration_secs: secs, failure: case.failures().first().cloned() };
        case.text_mut().attempts = vec![earlier, last];
    }
    build.case(case);
}

fn last_try(test: Value<'_, '_>) -> Outcome {
    let has =
        |phase, word| test.path(&[phase, "outcome"]).and_then(Value::some_string).as_deref() == Some(word);
    if has("call", "failed") {
        Outcome::Failed
    } else if has("setup", "failed") || has("teardown", "failed") {
        Outcome::Errored
    } else if has("setup", "skipped") || has("call", "skipped") {
        Outcome::Skipped
    } else {
        Outcome::Passed
    }
}
