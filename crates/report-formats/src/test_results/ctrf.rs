//! CTRF, the Common Test Report Format.

use std::borrow::Cow;

use report_model::run::{Attempt, Counts, Document, TestCase};
use report_model::{Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// CTRF JSON.
pub(crate) struct Ctrf;

const NAME: &str = "CTRF JSON";

impl Format for Ctrf {
    fn id(&self) -> FormatId {
        FormatId("ctrf")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, suite, message, trace, attempts, output, tags, source file and line of every case, as far as the reporter fills them in."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("results.tests")
            && (shape.has("results.tool") || shape.has("results.summary") || shape.has("reportFormat"))
        {
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
        let Some(results) = root.get("results") else {
            return Err(ReadError::new(NAME, artifact.location(), "no `results` in it"));
        };
        let suites = environment(results);
        let started_at = results.path(&["summary", "start"]).and_then(Value::number).and_then(moment);
        for test in results.list("tests") {
            case(&mut build, test, &suites, started_at);
        }
        let summary = results.get("summary");
        let declared = summary.and_then(|summary| {
            let count = |key| summary.count_of(key).unwrap_or_default();
            Some(Counts {
                passed: summary.count_of("passed")?,
                failed: count("failed"),
                errored: 0,
                skipped: count("skipped") + count("pending") + count("other"),
            })
        });
        let producer = results.path(&["tool", "name"]).and_then(Value::some_string).map(|name| match results
            .path(&["tool", "version"])
            .and_then(Value::some_string)
        {
            Some(version) => format!("{name} {version}"),
            None => name.into_owned(),
        });
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, producer, declared))
    }
}

/// A moment in milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "no run is so far away")]
fn moment(millis: f64) -> Option<Timestamp> {
    (millis > 0.0).then_some(Timestamp(millis as i64))
}

/// What the report says of its run, as properties of its suites.
fn environment(results: Value<'_, '_>) -> Vec<(String, String)> {
    let names = [
        ("branchName", "branch"),
        ("commit", "commit"),
        ("buildNumber", "run_id"),
        ("buildUrl", "url"),
        ("testEnvironment", "environment"),
    ];
    names
        .into_iter()
        .filter_map(|(key, name)| {
            let value = results.path(&["environment", key]).filter(|value| !value.is_null())?;
            Some((name.to_owned(), value.written().into_owned()))
        })
        .collect()
}

fn outcome(build: &mut Build, test: Value<'_, '_>) -> Option<Outcome> {
    Some(match &*test.str_of("status")? {
        "passed" => Outcome::Passed,
        "failed" => Outcome::Failed,
        "skipped" | "pending" => Outcome::Skipped,
        word => build.unknown_outcome(word),
    })
}

fn case(
    build: &mut Build,
    test: Value<'_, '_>,
    properties: &[(String, String)],
    started_at: Option<Timestamp>,
) {
    let Some(outcome) = outcome(build, test).filter(|_| !test.is_cut()) else {
        build.unfinished();
        return;
    };
    // A name, or a list of names from the outside in.
    let class = match test.get("suite") {
        Some(list) if list.is_array() => {
            let names: Vec<Cow<'_, str>> = list.items().filter_map(Value::some_string).collect();
            Some(Cow::Owned(names.join(" > ")))
        }
        other => other.and_then(Value::some_string),
    };
    let file = test.str_of("filePath").or_else(|| test.str_of("filepath"));
    let suite = build.suite_named(file.as_deref().or(class.as_deref()).unwrap_or_default());
    let shared = build.share_some(file);
    if let Some(suite) = build.suite_mut(suite) {
        suite.file.clone_from(&shared);
        suite.started_at = started_at;
        if suite.properties.is_empty() {
            suite.properties = properties.to_vec();
        }
    }
    let mut name = test.str_of("name").unwrap_or_default().into_owned();
    // One test in several browsers is several tests.
    if let Some(browser) = test.str_of("browser") {
        name = format!("{name} [{browser}]");
    }
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    case.class = build.share_some(class);
    case.file = shared;
    case.line = test.line_of("line");
    case.duration_secs = secs(test);
    let message = test.str_of("message");
    match outcome {
        Outcome::Skipped => {
            if let Some(reason) = build.text(message) {
                case.text_mut().skip_reason = Some(reason);
            }
        }
        Outcome::Passed => {}
        _ => {
            let failure = build.failure(outcome, None, message, test.str_of("trace"));
            case.text_mut().failures.push(failure);
        }
    }
    attempts(build, test, &mut case);
    for (key, is_error) in [("stdout", false), ("stderr", true)] {
        let lines: Vec<Cow<'_, str>> = test.list(key).filter_map(Value::string).collect();
        if let Some(text) = build.text((!lines.is_empty()).then(|| lines.join("\n").into())) {
            let slots = case.text_mut();
            if is_error { slots.stderr = Some(text) } else { slots.stdout = Some(text) }
        }
    }
    for tag in test.list("tags").filter_map(Value::some_string) {
        case.text_mut().properties.push(("tag".to_owned(), tag.into_owned()));
    }
    for key in ["type", "rawStatus", "browser", "device"] {
        if let Some(value) = test.str_of(key) {
            case.text_mut().properties.push((key.to_owned(), value.into_owned()));
        }
    }
    build.case(case);
}

fn secs(test: Value<'_, '_>) -> Option<f64> {
    test.number_of("duration").filter(|millis| *millis >= 0.0).map(|millis| millis / 1000.0)
}

/// Attempts, as they are listed, or as many failed ones as the report says that there were before a pass.
fn attempts(build: &mut Build, test: Value<'_, '_>, case: &mut TestCase) {
    let mut attempts: Vec<Attempt> = test
        .list("retryAttempts")
        .filter_map(|attempt| {
            let outcome = outcome(build, attempt)?;
            let failure = outcome
                .is_bad()
                .then(|| build.failure(outcome, None, attempt.str_of("message"), attempt.str_of("trace")));
            Some(Attempt { outcome, duration_secs: secs(attempt), failure })
        })
        .collect();
    let retries = usize::try_from(test.count_of("retries").unwrap_or_default()).unwrap_or_default();
    let is_flaky = test.is_true("flaky") && case.outcome == Outcome::Passed;
    if attempts.is_empty() && (is_flaky || retries > 0 && case.outcome.is_bad()) {
        let failed = Attempt { outcome: Outcome::Failed, duration_secs: None, failure: None };
        attempts = vec![failed; retries.clamp(1, 100)];
    }
    if attempts.is_empty() {
        return;
    }
    // The list may or may not hold the last attempt, which is the case itself.
    if attempts.len() <= retries.max(1) || attempts.last().is_some_and(|last| last.outcome != case.outcome) {
        attempts.push(Attempt {
            outcome: case.outcome,
            duration_secs: case.duration_secs,
            failure: case.failures().first().cloned(),
        });
    }
    case.text_mut().attempts = attempts;
}
