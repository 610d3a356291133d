//! Playwright's JSON.

use std::borrow::Cow;

use report_model::run::{Attempt, Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::titles::Titles;
use crate::json::{Cursor, Value, first};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Playwright JSON.
pub(crate) struct Playwright;

const NAME: &str = "Playwright JSON";

impl Format for Playwright {
    fn id(&self) -> FormatId {
        FormatId("playwright-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, every attempt with its duration, message and trace, output, source line and project of every test. A test is one case in each project."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let is_config = shape.has_all(&["config.rootDir", "config.projects"]);
        if (shape.has("suites") || is_config)
            && (shape.has("config") || shape.has("suites.[].specs"))
            && !shape.has("stats.passes")
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut build = Build::default();
        let mut said = Said::default();
        let mut titles = Titles::joined_by(" \u{203a} ");
        let json = Cursor::walk(NAME, artifact, &text, |root| said.read(root, &mut build, &mut titles))?;
        titles.report(artifact, notices);
        for suite in &mut build.results.suites {
            suite.started_at = said.started_at;
        }
        if said.errors > 0 {
            notices.push(
                Notice::error(format!(
                    "{} errors outside of any test: {}",
                    said.errors,
                    crate::place::prefix(said.error.unwrap_or_default().trim(), 200)
                ))
                .effect("no test can be counted for it; tests may be missing")
                .at(artifact.location()),
            );
        }
        let producer =
            said.version.map_or_else(|| "Playwright".to_owned(), |version| format!("Playwright {version}"));
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some(producer), said.declared))
    }
}

/// What a report says beside its suites, in whatever order.
#[derive(Default)]
struct Said<'a> {
    started_at: Option<Timestamp>,
    declared: Option<Counts>,
    version: Option<Cow<'a, str>>,
    /// Errors outside of any test, and what the first says.
    errors: usize,
    error: Option<Cow<'a, str>>,
}

impl<'a> Said<'a> {
    fn read(&mut self, root: &mut Cursor<'a>, build: &mut Build, titles: &mut Titles) {
        let (mut has_suites, mut has_errors) = (false, false);
        root.members(|value, key| match key {
            "suites" => {
                value.first_items(&mut has_suites, |suite| {
                    _ = suite.value(|suite| self::suite(build, suite, titles));
                });
            }
            "stats" => {
                value.value(|stats| {
                    let start = stats.str_of("startTime");
                    first(&mut self.started_at, start.and_then(|start| Timestamp::parse(&start)));
                    first(&mut self.declared, declared(stats));
                });
            }
            "errors" if value.is_first(&mut has_errors) => {
                value.value(|errors| {
                    self.errors = errors.items().count();
                    self.error = errors.items().find_map(|error| error.str_of("message"));
                });
            }
            "config" => {
                value.members(|value, key| {
                    if key == "version" {
                        first(&mut self.version, value.some_string());
                    }
                });
            }
            _ => {}
        });
    }
}

fn declared(stats: Value<'_, '_>) -> Option<Counts> {
    let count = |key| stats.count_of(key).unwrap_or_default();
    Some(Counts {
        passed: stats.count_of("expected")? + count("flaky"),
        failed: count("unexpected"),
        errored: 0,
        skipped: count("skipped"),
    })
}

/// A suite and those in it. The outermost is called as its file is, which does not belong to the names of tests.
fn suite(build: &mut Build, suite: Value<'_, '_>, titles: &mut Titles) {
    let mut open = vec![(suite, None)];
    while let Some((suite, outer)) = open.pop() {
        let title = outer.and_then(|_| suite.str_of("title")).unwrap_or_default();
        let length = titles.enter(outer.unwrap_or_default(), &title);
        for spec in suite.list("specs") {
            self::spec(build, spec, suite, titles);
        }
        let inner = open.len();
        open.extend(suite.list("suites").map(|suite| (suite, Some(length))));
        if let Some(inner) = open.get_mut(inner..) {
            inner.reverse();
        }
    }
}

fn spec(build: &mut Build, spec: Value<'_, '_>, suite: Value<'_, '_>, titles: &Titles) {
    let file = spec.str_of("file").or_else(|| suite.str_of("file")).unwrap_or_default();
    let name = titles.with(&spec.str_of("title").unwrap_or_default());
    for test in spec.list("tests") {
        let project = test.str_of("projectName").or_else(|| test.str_of("projectId"));
        let number = build.suite_named(&[&*file, "\0", project.as_deref().unwrap_or_default()].concat());
        let (shared, host) = (build.share_some(Some(file.clone())), build.share_some(project));
        if let Some(suite) = build.suite_mut(number) {
            suite.name.clone_from(&shared);
            suite.file.clone_from(&shared);
            suite.hostname = host;
        }
        let Some(mut case) = case(build, test) else {
            build.unfinished();
            continue;
        };
        case.suite = number;
        case.name = name.as_str().into();
        case.class.clone_from(&shared);
        case.file = shared;
        case.line = spec.line_of("line");
        for tag in spec.list("tags").filter_map(Value::some_string) {
            build.property(&mut case, "tag", &tag);
        }
        build.case(case);
    }
}

/// How an attempt ended: a pass where a failure was expected is a failure.
fn attempt_outcome(status: &str, expected: &str) -> Outcome {
    match status {
        "skipped" => Outcome::Skipped,
        "interrupted" => Outcome::Errored,
        status if status == expected => Outcome::Passed,
        "timedOut" => Outcome::Errored,
        _ => Outcome::Failed,
    }
}

fn case(build: &mut Build, test: Value<'_, '_>) -> Option<TestCase> {
    let results: Vec<Value<'_, '_>> = test.list("results").collect();
    let expected = test.str_of("expectedStatus").unwrap_or(Cow::Borrowed("passed"));
    let mut attempts: Vec<Attempt> = Vec::new();
    for result in &results {
        let status = result.str_of("status").unwrap_or_default();
        let outcome = attempt_outcome(&status, &expected);
        let error = result.get("error").or_else(|| result.list("errors").next());
        let failure = outcome.is_bad().then(|| {
            let kind = (status != "failed").then(|| status.clone());
            let part = |key| error.and_then(|error| error.str_of(key));
            build.failure(outcome, kind, part("message"), part("stack").or_else(|| part("snippet")))
        });
        let duration_secs = result.millis_of("duration");
        attempts.push(Attempt { outcome, duration_secs, failure });
    }
    let last = attempts.last();
    let outcome = match test.str_of("status").as_deref() {
        Some("expected" | "flaky") => Outcome::Passed,
        Some("unexpected") => last
            .map(|last| last.outcome)
            .filter(|outcome| outcome.is_bad())
            .map_or(Outcome::Failed, |_| Outcome::Failed),
        Some("skipped") => Outcome::Skipped,
        Some(word) => build.unknown_outcome(word),
        None if test.is_cut() => return None,
        None => last.map_or(Outcome::Skipped, |last| last.outcome),
    };
    let mut case = TestCase { outcome, ..TestCase::named("") };
    case.duration_secs = last.and_then(|last| last.duration_secs);
    case.started_at =
        results.last().and_then(|last| last.str_of("startTime")).and_then(|start| Timestamp::parse(&start));
    if outcome.is_bad()
        && let Some(failure) = last.and_then(|last| last.failure.clone())
    {
        case.text_mut().failures.push(failure);
    }
    for (key, is_error) in [("stdout", false), ("stderr", true)] {
        let pieces: Vec<Cow<'_, str>> = results
            .iter()
            .flat_map(|result| result.list(key))
            .filter_map(|piece| piece.str_of("text"))
            .collect();
        if let Some(text) = build.text((!pieces.is_empty()).then(|| pieces.concat().into())) {
            let slots = case.text_mut();
            if is_error { slots.stderr = Some(text) } else { slots.stdout = Some(text) }
        }
    }
    for annotation in test.list("annotations") {
        if outcome == Outcome::Skipped
            && let Some(reason) = annotation.str_of("description")
        {
            case.text_mut().skip_reason = build.text(Some(reason));
        }
    }
    if attempts.len() > 1 {
        case.text_mut().attempts = attempts;
    }
    Some(case)
}
