//! Jest's JSON, which Vitest writes too.

use std::borrow::Cow;

use report_model::run::{Attempt, Counts, Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Jest and Vitest JSON.
pub(crate) struct Jest;

const NAME: &str = "Jest and Vitest JSON";

impl Format for Jest {
    fn id(&self) -> FormatId {
        FormatId("jest-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, failure messages, attempts and, when asked for, source line of every test. Files that fail to run are told, not counted."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("testResults")
            && (shape.has("numTotalTests")
                || shape.has("testResults.[].assertionResults")
                || shape.has("testResults.[].testResults"))
            || shape.has_all(&["results.testResults", "results.numTotalTests"])
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
        let root = if root.get("testResults").is_none() { root.get("results").unwrap_or(root) } else { root };
        let started_at = root.number_of("startTime").and_then(Timestamp::of_millis);
        let mut broken = 0_u64;
        for file in root.list("testResults") {
            broken += u64::from(self::file(&mut build, file, started_at));
        }
        if broken > 0 {
            notices.push(
                Notice::error(crate::tally::counted(
                    broken,
                    "test file failed to run",
                    "test files failed to run",
                ))
                .effect("their tests are in no total; why they failed is with the suite's error output")
                .hint("most often an import that fails, or a syntax error")
                .at(artifact.location()),
            );
        }
        let count = |key| root.count_of(key).unwrap_or_default();
        let declared = root.count_of("numTotalTests").map(|_| Counts {
            passed: count("numPassedTests"),
            failed: count("numFailedTests"),
            errored: 0,
            skipped: count("numPendingTests") + count("numTodoTests"),
        });
        json.report(artifact.path, notices);
        // Vitest writes Jest's format but none of Jest's switches.
        let producer = if root.get("wasInterrupted").is_some() || root.get("openHandles").is_some() {
            "Jest"
        } else {
            "Vitest"
        };
        let is_certain = root.get("numTotalTestSuites").is_some();
        Ok(build.finish(artifact, notices, is_certain.then(|| producer.to_owned()), declared))
    }
}

/// Reads a test file and says whether it failed to run.
fn file(build: &mut Build, file: Value<'_, '_>, started_at: Option<Timestamp>) -> bool {
    let path = file.str_of("name").or_else(|| file.str_of("testFilePath")).unwrap_or_default();
    let path = crate::coverage::normalize_path(&path);
    let shared = build.share_some(Some(path.into()));
    let start =
        file.number_of("startTime").or_else(|| file.path(&["perfStats", "start"]).and_then(Value::number));
    let suite = build.suite(TestSuite {
        name: shared.clone(),
        file: shared.clone(),
        started_at: start.and_then(Timestamp::of_millis).or(started_at),
        ..TestSuite::default()
    });
    let tests = file.get("assertionResults").or_else(|| file.get("testResults"));
    let tests: Vec<Value<'_, '_>> = tests.into_iter().flat_map(Value::items).collect();
    let is_failed = file.str_of("status").as_deref() == Some("failed")
        || file.get("testExecError").is_some_and(|error| !error.is_null())
        || file.str_of("failureMessage").is_some();
    let is_broken = tests.is_empty() && is_failed;
    if is_broken {
        let message = file.str_of("message").or_else(|| file.str_of("failureMessage"));
        let message =
            message.or_else(|| file.path(&["testExecError", "message"]).and_then(Value::some_string));
        let message = build.text(message);
        if let Some(suite) = build.suite_mut(suite) {
            suite.stderr = message;
        }
    }
    for test in tests {
        case(build, test, suite, shared.as_ref());
    }
    is_broken
}

fn case(build: &mut Build, test: Value<'_, '_>, suite: u32, file: Option<&std::sync::Arc<str>>) {
    let Some(word) = test.str_of("status").filter(|_| !test.is_cut()) else {
        build.unfinished();
        return;
    };
    let outcome = match &*word {
        "passed" | "focused" => Outcome::Passed,
        "failed" => Outcome::Failed,
        // What jest-junit adds for a file that failed to run.
        "error" => Outcome::Errored,
        "pending" | "skipped" | "todo" | "disabled" => Outcome::Skipped,
        word => build.unknown_outcome(word),
    };
    let mut names: Vec<Cow<'_, str>> = test.list("ancestorTitles").filter_map(Value::some_string).collect();
    names.extend(test.str_of("title"));
    let name = if names.is_empty() {
        test.str_of("fullName").unwrap_or_default().into_owned()
    } else {
        names.join(" > ")
    };
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    case.class = file.cloned();
    case.file = file.cloned();
    case.line = test.get("location").and_then(|location| location.line_of("line"));
    case.started_at = test.number_of("startAt").and_then(Timestamp::of_millis);
    case.duration_secs = test.millis_of("duration");
    if outcome.is_bad() {
        for message in test.list("failureMessages").filter_map(Value::some_string) {
            let first = message.lines().next().unwrap_or_default().to_owned();
            let failure = build.failure(outcome, None, Some(first.into()), Some(message));
            case.text_mut().failures.push(failure);
        }
        if case.failures().is_empty() {
            let failure = build.failure(outcome, None, None, None);
            case.text_mut().failures.push(failure);
        }
    } else if word == "todo" {
        case.text_mut().skip_reason = Some("todo".to_owned());
    }
    let reasons: Vec<Value<'_, '_>> = test.list("retryReasons").collect();
    let tries = usize::try_from(test.count_of("invocations").unwrap_or(1)).unwrap_or(1).clamp(1, 100);
    if tries > 1 {
        let mut attempts: Vec<Attempt> = (0..tries - 1)
            .map(|number| {
                let reason = reasons.get(number).and_then(|reason| reason.some_string());
                let failure = reason.map(|reason| build.failure(Outcome::Failed, None, None, Some(reason)));
                Attempt { outcome: Outcome::Failed, duration_secs: None, failure }
            })
            .collect();
        attempts.push(Attempt {
            outcome,
            duration_secs: case.duration_secs,
            failure: case.failures().first().cloned(),
        });
        case.text_mut().attempts = attempts;
    }
    build.case(case);
}
