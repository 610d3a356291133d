//! CTRF, the Common Test Report Format.

use std::borrow::Cow;

use report_model::run::{Attempt, Counts, Document, Failure, TestCase};
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
        let mut build = Build::default();
        let json = Json::stream(NAME, artifact, &text, &["results", "tests"], |test| case(&mut build, test))?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let Some(results) = root.get("results") else {
            return Err(ReadError::new(NAME, artifact.location(), "no `results` in it"));
        };
        let properties = environment(results);
        let started_at = results.path(&["summary", "start"]).and_then(Value::number).and_then(moment);
        for suite in &mut build.results.suites {
            suite.started_at = started_at;
            suite.properties.clone_from(&properties);
        }
        // What is no object.
        results.list("tests").for_each(|_| build.unfinished());
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

/// The members of a test, found in one pass.
#[derive(Default)]
struct Test<'t, 'a> {
    name: Option<Value<'t, 'a>>,
    status: Option<Value<'t, 'a>>,
    duration: Option<Value<'t, 'a>>,
    suite: Option<Value<'t, 'a>>,
    file_path: Option<Value<'t, 'a>>,
    /// As some reporters write it.
    filepath: Option<Value<'t, 'a>>,
    line: Option<Value<'t, 'a>>,
    message: Option<Value<'t, 'a>>,
    trace: Option<Value<'t, 'a>>,
    retries: Option<Value<'t, 'a>>,
    flaky: Option<Value<'t, 'a>>,
    retry_attempts: Option<Value<'t, 'a>>,
    stdout: Option<Value<'t, 'a>>,
    stderr: Option<Value<'t, 'a>>,
    tags: Option<Value<'t, 'a>>,
    kind: Option<Value<'t, 'a>>,
    raw_status: Option<Value<'t, 'a>>,
    browser: Option<Value<'t, 'a>>,
    device: Option<Value<'t, 'a>>,
}

impl<'t, 'a> Test<'t, 'a> {
    fn of(test: Value<'t, 'a>) -> Self {
        let mut members = Self::default();
        for (key, value) in test.members_as_written() {
            let slot = match key {
                "name" => &mut members.name,
                "status" => &mut members.status,
                "duration" => &mut members.duration,
                "suite" => &mut members.suite,
                "filePath" => &mut members.file_path,
                "filepath" => &mut members.filepath,
                "line" => &mut members.line,
                "message" => &mut members.message,
                "trace" => &mut members.trace,
                "retries" => &mut members.retries,
                "flaky" => &mut members.flaky,
                "retryAttempts" => &mut members.retry_attempts,
                "stdout" => &mut members.stdout,
                "stderr" => &mut members.stderr,
                "tags" => &mut members.tags,
                "type" => &mut members.kind,
                "rawStatus" => &mut members.raw_status,
                "browser" => &mut members.browser,
                "device" => &mut members.device,
                _ => continue,
            };
            // Of several members of one name the first is meant.
            slot.get_or_insert(value);
        }
        members
    }

    fn outcome(&self, build: &mut Build) -> Option<Outcome> {
        Some(match &*some_string(self.status)? {
            "passed" => Outcome::Passed,
            "failed" => Outcome::Failed,
            "skipped" | "pending" => Outcome::Skipped,
            word => build.unknown_outcome(word),
        })
    }

    fn secs(&self) -> Option<f64> {
        self.duration?.number().filter(|millis| *millis >= 0.0).map(|millis| millis / 1000.0)
    }

    fn failure(&self, build: &mut Build, outcome: Outcome) -> Failure {
        build.failure(outcome, None, some_string(self.message), some_string(self.trace))
    }
}

fn some_string<'a>(value: Option<Value<'_, 'a>>) -> Option<Cow<'a, str>> {
    value?.some_string()
}

fn items<'t, 'a>(list: Option<Value<'t, 'a>>) -> impl Iterator<Item = Value<'t, 'a>> {
    list.into_iter().flat_map(Value::items)
}

fn case(build: &mut Build, value: Value<'_, '_>) {
    let test = Test::of(value);
    let Some(outcome) = test.outcome(build).filter(|_| !value.is_cut()) else {
        build.unfinished();
        return;
    };
    // A name, or a list of names from the outside in.
    let class = match test.suite {
        Some(list) if list.is_array() => {
            let names: Vec<Cow<'_, str>> = list.items().filter_map(Value::some_string).collect();
            Some(Cow::Owned(names.join(" > ")))
        }
        other => some_string(other),
    };
    let file = some_string(test.file_path).or_else(|| some_string(test.filepath));
    let suite = build.suite_named(file.as_deref().or(class.as_deref()).unwrap_or_default());
    let shared = build.share_some(file);
    if let Some(suite) = build.suite_mut(suite) {
        suite.file.clone_from(&shared);
    }
    let mut name = some_string(test.name).unwrap_or_default();
    // One test in several browsers is several tests.
    if let Some(browser) = some_string(test.browser) {
        name = format!("{name} [{browser}]").into();
    }
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    case.class = build.share_some(class);
    case.file = shared;
    case.line = test.line.and_then(Value::count).and_then(|line| u32::try_from(line).ok());
    case.duration_secs = test.secs();
    match outcome {
        Outcome::Skipped => {
            if let Some(reason) = build.text(some_string(test.message)) {
                case.text_mut().skip_reason = Some(reason);
            }
        }
        Outcome::Passed => {}
        _ => {
            let failure = test.failure(build, outcome);
            case.text_mut().failures.push(failure);
        }
    }
    attempts(build, &test, &mut case);
    for (list, is_error) in [(test.stdout, false), (test.stderr, true)] {
        let lines: Vec<Cow<'_, str>> = items(list).filter_map(Value::string).collect();
        if let Some(text) = build.text((!lines.is_empty()).then(|| lines.join("\n").into())) {
            let slots = case.text_mut();
            if is_error { slots.stderr = Some(text) } else { slots.stdout = Some(text) }
        }
    }
    let tags = items(test.tags).map(|tag| ("tag", Some(tag)));
    let others = [
        ("type", test.kind),
        ("rawStatus", test.raw_status),
        ("browser", test.browser),
        ("device", test.device),
    ];
    for (key, value) in tags.chain(others) {
        if let Some(value) = some_string(value) {
            build.property(&mut case, key, &value);
        }
    }
    build.case(case);
}

/// Attempts, as they are listed, or as many failed ones as the report says that there were before a pass.
fn attempts(build: &mut Build, test: &Test<'_, '_>, case: &mut TestCase) {
    let mut attempts: Vec<Attempt> = items(test.retry_attempts)
        .filter_map(|attempt| {
            let attempt = Test::of(attempt);
            let outcome = attempt.outcome(build)?;
            let failure = outcome.is_bad().then(|| attempt.failure(build, outcome));
            Some(Attempt { outcome, duration_secs: attempt.secs(), failure })
        })
        .collect();
    let retries =
        usize::try_from(test.retries.and_then(Value::count).unwrap_or_default()).unwrap_or_default();
    let is_flaky = test.flaky.and_then(Value::truth) == Some(true) && case.outcome == Outcome::Passed;
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
