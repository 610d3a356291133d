//! CTRF, the Common Test Report Format.

use std::borrow::Cow;
use std::sync::Arc;

use report_model::run::{Attempt, Counts, Document, Failure, TestCase};
use report_model::{Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Cursor, Value, first};
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
        let mut reader = Reader::new();
        let (mut results, mut has_results) = (None, false);
        let json = Cursor::walk(NAME, artifact, &text, |root| {
            root.members(|value, key| {
                if key == "results" && value.is_object() && value.is_first(&mut has_results) {
                    results = Some(Results::read(value, &mut reader));
                }
            });
        })?;
        let mut build = reader.build;
        let Some(results) = results else {
            return Err(ReadError::new(NAME, artifact.location(), "no `results` in it"));
        };
        for suite in &mut build.results.suites {
            suite.started_at = results.started_at;
            suite.properties.clone_from(&results.properties);
        }
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, results.producer, results.declared))
    }
}

/// What the report says beside its tests.
#[derive(Default)]
struct Results {
    started_at: Option<Timestamp>,
    declared: Option<Counts>,
    producer: Option<String>,
    properties: Vec<(String, String)>,
}

impl Results {
    fn read<'a>(results: &mut Cursor<'a>, reader: &mut Reader<'a>) -> Self {
        let mut said = Self::default();
        let (mut has_tests, mut environment) = (false, None);
        results.members(|value, key| match key {
            "tests" => _ = value.first_items(&mut has_tests, |test| reader.case(test)),
            "summary" => {
                value.value(|summary| {
                    first(&mut said.started_at, summary.number_of("start").and_then(Timestamp::of_millis));
                    first(&mut said.declared, declared(summary));
                });
            }
            "tool" => first(&mut said.producer, value.value(producer).flatten()),
            "environment" if value.is_object() => first(&mut environment, value.value(properties)),
            _ => {}
        });
        said.properties = environment.unwrap_or_default();
        said
    }
}

fn declared(summary: Value<'_, '_>) -> Option<Counts> {
    let count = |key| summary.count_of(key).unwrap_or_default();
    Some(Counts {
        passed: summary.count_of("passed")?,
        failed: count("failed"),
        errored: 0,
        skipped: count("skipped") + count("pending") + count("other"),
    })
}

fn producer(tool: Value<'_, '_>) -> Option<String> {
    let name = tool.str_of("name")?;
    Some(match tool.str_of("version") {
        Some(version) => format!("{name} {version}"),
        None => name.into_owned(),
    })
}

/// What the report says of its run, as properties of its suites.
fn properties(environment: Value<'_, '_>) -> Vec<(String, String)> {
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
            let value = environment.get(key).filter(|value| !value.is_null())?;
            Some((name.to_owned(), value.written().into_owned()))
        })
        .collect()
}

/// A test, or an attempt at it, as the report says it.
#[derive(Default)]
struct Test<'a> {
    /// Whether it did not come to its end.
    is_cut: bool,
    name: Option<Cow<'a, str>>,
    status: Option<Cow<'a, str>>,
    started_at: Option<Timestamp>,
    duration_secs: Option<f64>,
    /// A name, or the names from the outside in.
    suite: Option<Cow<'a, str>>,
    file_path: Option<Cow<'a, str>>,
    /// As some reporters write it.
    filepath: Option<Cow<'a, str>>,
    line: Option<u32>,
    message: Option<Cow<'a, str>>,
    trace: Option<Cow<'a, str>>,
    retries: Option<u64>,
    is_flaky: Option<bool>,
    attempts: Vec<Self>,
    stdout: Vec<Cow<'a, str>>,
    stderr: Vec<Cow<'a, str>>,
    tags: Vec<Cow<'a, str>>,
    kind: Option<Cow<'a, str>>,
    raw_status: Option<Cow<'a, str>>,
    browser: Option<Cow<'a, str>>,
    device: Option<Cow<'a, str>>,
}

impl<'a> Test<'a> {
    /// Attempts have none of their own. `tags` is memory for those.
    fn read(test: &mut Cursor<'a>, is_attempt: bool, tags: Vec<Cow<'a, str>>) -> Self {
        let mut said = Self { tags, ..Self::default() };
        said.tags.clear();
        let (mut has_attempts, mut has_tags) = (false, false);
        let is_whole = test.members(|value, key| match key {
            "name" => first(&mut said.name, value.some_string()),
            "status" => first(&mut said.status, value.some_string()),
            "start" => first(&mut said.started_at, value.number().and_then(Timestamp::of_millis)),
            "duration" => first(&mut said.duration_secs, value.millis()),
            "suite" => first(&mut said.suite, suite(value)),
            "filePath" => first(&mut said.file_path, value.some_string()),
            "filepath" => first(&mut said.filepath, value.some_string()),
            "line" => first(&mut said.line, value.line()),
            "message" => first(&mut said.message, value.some_string()),
            "trace" => first(&mut said.trace, value.some_string()),
            "retries" => first(&mut said.retries, value.count()),
            "flaky" => first(&mut said.is_flaky, value.truth()),
            "retryAttempts" if !is_attempt => {
                value.first_items(&mut has_attempts, |attempt| {
                    said.attempts.push(Self::read(attempt, true, Vec::new()));
                });
            }
            "stdout" => said.stdout = value.strings(),
            "stderr" => said.stderr = value.strings(),
            "tags" => {
                value.first_items(&mut has_tags, |tag| said.tags.extend(tag.some_string()));
            }
            "type" => first(&mut said.kind, value.some_string()),
            "rawStatus" => first(&mut said.raw_status, value.some_string()),
            "browser" => first(&mut said.browser, value.some_string()),
            "device" => first(&mut said.device, value.some_string()),
            _ => {}
        });
        said.is_cut = !is_whole;
        said
    }

    fn outcome(&self, build: &mut Build) -> Option<Outcome> {
        Some(match self.status.as_deref()? {
            "passed" => Outcome::Passed,
            "failed" => Outcome::Failed,
            "skipped" | "pending" => Outcome::Skipped,
            word => build.unknown_outcome(word),
        })
    }

    fn failure(&mut self, build: &mut Build, outcome: Outcome) -> Failure {
        build.failure(outcome, None, self.message.take(), self.trace.take())
    }
}

fn suite<'a>(suite: &mut Cursor<'a>) -> Option<Cow<'a, str>> {
    if !suite.is_array() {
        return suite.some_string();
    }
    let mut names = suite.strings();
    names.retain(|name| !name.is_empty());
    Some(Cow::Owned(names.join(" > ")))
}

struct Reader<'a> {
    build: Build,
    /// What the properties are called.
    tag: Arc<str>,
    others: [Arc<str>; 4],
    /// Used for one test after the other.
    tags: Vec<Cow<'a, str>>,
}

impl<'a> Reader<'a> {
    fn new() -> Self {
        let others = ["type", "rawStatus", "browser", "device"].map(Arc::from);
        Self { build: Build::default(), tag: "tag".into(), others, tags: Vec::new() }
    }

    fn case(&mut self, test: &mut Cursor<'a>) {
        let build = &mut self.build;
        let mut test = Test::read(test, false, std::mem::take(&mut self.tags));
        // A word that stands in a cut test is not looked at: one test is told once.
        let outcome = if test.is_cut { None } else { test.outcome(build) };
        let Some(outcome) = outcome else {
            build.unfinished();
            return;
        };
        let file = test.file_path.take().or(test.filepath.take());
        let suite = build.suite_named(file.as_deref().or(test.suite.as_deref()).unwrap_or_default());
        let shared = build.share_some(file);
        if let Some(suite) = build.suite_mut(suite) {
            suite.file.clone_from(&shared);
        }
        let mut name = test.name.take().unwrap_or_default();
        // One test in several browsers is several tests.
        if let Some(browser) = &test.browser {
            name = format!("{name} [{browser}]").into();
        }
        let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
        case.class = build.share_some(test.suite.take());
        case.file = shared;
        case.line = test.line;
        case.started_at = test.started_at;
        case.duration_secs = test.duration_secs;
        match outcome {
            Outcome::Skipped => {
                if let Some(reason) = build.text(test.message.take()) {
                    case.text_mut().skip_reason = Some(reason);
                }
            }
            Outcome::Passed => {}
            _ => {
                let failure = test.failure(build, outcome);
                case.text_mut().failures.push(failure);
            }
        }
        attempts(build, &mut test, &mut case);
        for (lines, is_error) in [(&test.stdout, false), (&test.stderr, true)] {
            if let Some(text) = build.text((!lines.is_empty()).then(|| lines.join("\n").into())) {
                let slots = case.text_mut();
                if is_error { slots.stderr = Some(text) } else { slots.stdout = Some(text) }
            }
        }
        let others = [&test.kind, &test.raw_status, &test.browser, &test.device];
        let count = test.tags.len() + others.iter().filter(|value| value.is_some()).count();
        if count > 0 {
            let tags = test.tags.iter().map(|tag| (&self.tag, tag));
            let others =
                self.others.iter().zip(others).filter_map(|(name, value)| Some((name, value.as_ref()?)));
            let mut properties = Vec::with_capacity(count);
            properties.extend(tags.chain(others).map(|(name, value)| (Arc::clone(name), build.share(value))));
            case.text_mut().properties = properties;
        }
        self.tags = test.tags;
        build.case(case);
    }
}

/// Attempts, as they are listed, or as many failed ones as the report says that there were before a pass.
fn attempts(build: &mut Build, test: &mut Test<'_>, case: &mut TestCase) {
    let mut attempts: Vec<Attempt> = std::mem::take(&mut test.attempts)
        .into_iter()
        .filter_map(|mut attempt| {
            let outcome = attempt.outcome(build)?;
            let failure = outcome.is_bad().then(|| attempt.failure(build, outcome));
            Some(Attempt { outcome, duration_secs: attempt.duration_secs, failure })
        })
        .collect();
    let retries = usize::try_from(test.retries.unwrap_or_default()).unwrap_or_default();
    let is_flaky = test.is_flaky == Some(true) && case.outcome == Outcome::Passed;
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
