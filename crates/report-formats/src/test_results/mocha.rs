//! Mocha's JSON, and mochawesome's.

use std::borrow::Cow;
use std::collections::HashSet;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Cursor, Value, first};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Mocha and mochawesome JSON.
pub(crate) struct Mocha;

const NAME: &str = "Mocha and mochawesome JSON";

impl Format for Mocha {
    fn id(&self) -> FormatId {
        FormatId("mocha-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, suite, message, trace and file of every test; not at which try it passed."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has_all(&["stats", "tests", "passes", "failures"])
            || shape.has_all(&["stats.passes", "tests"])
            || (shape.has("stats") && (shape.has("results.[].suites") || shape.has("results.[].tests")))
            || (shape.has("stats") && shape.has("suites") && shape.has("suites.tests"))
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut said = Said::default();
        let json = Cursor::walk(NAME, artifact, &text, |root| said.read(root))?;
        let (mut build, producer) = match said.tests.take() {
            Some(mut tests) => {
                let mut build = Build::default();
                plain(&mut build, &mut tests, &said.pending, &said.failures);
                hooks(&mut build, &tests, said.failures, artifact, notices);
                (build, "Mocha")
            }
            None => (said.results.or(said.suites).unwrap_or_default(), "mochawesome"),
        };
        for suite in &mut build.results.suites {
            suite.started_at = said.started_at;
        }
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some(producer.to_owned()), said.declared))
    }
}

/// What a report says, in whatever order.
#[derive(Default)]
struct Said<'a> {
    started_at: Option<Timestamp>,
    declared: Option<Counts>,
    /// Mocha's own: one list of all tests, and lists of those that failed or are pending.
    tests: Option<Vec<Test<'a>>>,
    pending: Vec<Test<'a>>,
    failures: Vec<Test<'a>>,
    /// mochawesome's suites, as it calls them now and as it called them once.
    results: Option<Build>,
    suites: Option<Build>,
}

impl<'a> Said<'a> {
    fn read(&mut self, root: &mut Cursor<'a>) {
        root.members(|value, key| match key {
            "stats" => {
                value.value(|stats| {
                    self.started_at = stats.str_of("start").and_then(|start| Timestamp::parse(&start));
                    self.declared = declared(stats);
                });
            }
            "tests" if value.is_array() => first(&mut self.tests, Some(tests(value))),
            "pending" => self.pending.extend(tests(value)),
            "failures" => self.failures.extend(tests(value)),
            "results" => first(&mut self.results, Some(suites(value))),
            "suites" => first(&mut self.suites, Some(suites(value))),
            _ => {}
        });
    }
}

fn declared(stats: Value<'_, '_>) -> Option<Counts> {
    let count = |key| stats.count_of(key).unwrap_or_default();
    Some(Counts {
        passed: stats.count_of("passes")?,
        failed: count("failures"),
        errored: 0,
        skipped: count("pending") + count("skipped"),
    })
}

/// A test in one of Mocha's own lists.
#[derive(Default)]
struct Test<'a> {
    title: Cow<'a, str>,
    full_title: Cow<'a, str>,
    file: Cow<'a, str>,
    duration_secs: Option<f64>,
    is_pending: bool,
    is_cut: bool,
    error: Option<Box<Error<'a>>>,
}

/// Why a test failed; all of it may be missing.
#[derive(Default)]
struct Error<'a> {
    name: Option<Cow<'a, str>>,
    message: Option<Cow<'a, str>>,
    stack: Option<Cow<'a, str>>,
    estack: Option<Cow<'a, str>>,
}

impl<'a> Test<'a> {
    fn read(test: &mut Cursor<'a>) -> Self {
        let mut said = Self::default();
        let is_whole = test.members(|value, key| match key {
            "title" => said.title = value.string().unwrap_or_default(),
            "fullTitle" => said.full_title = value.string().unwrap_or_default(),
            "file" => said.file = value.string().unwrap_or_default(),
            "duration" => said.duration_secs = value.millis(),
            "pending" => said.is_pending = value.is_true(),
            "err" => said.error = error(value),
            _ => {}
        });
        said.is_cut = !is_whole;
        said
    }

    /// What it is known by in all lists.
    fn id(&self) -> (&str, &str) {
        (&self.full_title, &self.file)
    }
}

fn tests<'a>(list: &mut Cursor<'a>) -> Vec<Test<'a>> {
    let mut tests = Vec::new();
    list.items(|test| tests.push(Test::read(test)));
    tests
}

/// An error with anything in it: tests that passed have an empty one.
fn error<'a>(error: &mut Cursor<'a>) -> Option<Box<Error<'a>>> {
    let mut said: Option<Box<Error<'a>>> = None;
    error.members(|value, key| {
        let said = said.get_or_insert_default();
        match key {
            "name" => first(&mut said.name, value.some_string()),
            "message" => first(&mut said.message, value.some_string()),
            "stack" => first(&mut said.stack, value.some_string()),
            "estack" => first(&mut said.estack, value.some_string()),
            _ => {}
        }
    });
    said
}

/// `mocha --reporter json`.
fn plain(build: &mut Build, tests: &mut [Test<'_>], pending: &[Test<'_>], failures: &[Test<'_>]) {
    let pending: HashSet<_> = pending.iter().map(Test::id).collect();
    let failed: HashSet<_> = failures.iter().map(Test::id).collect();
    for test in tests {
        if test.is_cut {
            build.unfinished();
            continue;
        }
        let is_pending = pending.contains(&test.id());
        let outcome = if test.error.is_some() || !is_pending && failed.contains(&test.id()) {
            Outcome::Failed
        } else if is_pending || test.is_pending {
            Outcome::Skipped
        } else {
            Outcome::Passed
        };
        let class = test.full_title.strip_suffix(&*test.title).unwrap_or_default().trim_end();
        let said = Case {
            title: std::mem::take(&mut test.title),
            file: std::mem::take(&mut test.file),
            duration_secs: test.duration_secs,
            error: test.error.take(),
        };
        case(build, outcome, class, said);
    }
}

/// Hooks that failed stand with the failures but not with the tests: they are no tests, but must not get lost.
fn hooks(
    build: &mut Build,
    tests: &[Test<'_>],
    failures: Vec<Test<'_>>,
    artifact: &Artifact<'_>,
    notices: &Notices,
) {
    if failures.is_empty() {
        return;
    }
    let titles: HashSet<&str> = tests.iter().map(|test| &*test.full_title).collect();
    let mut count = 0;
    for hook in failures {
        let title = &*hook.full_title;
        if title.is_empty() || titles.contains(title) {
            continue;
        }
        count += 1;
        let error = hook.error.map(|error| *error).unwrap_or_default();
        let said = build.text(error.stack.or(error.message)).unwrap_or_default();
        let suite = build.suite_named(title.strip_suffix(&*hook.title).unwrap_or_default().trim_end());
        if let Some(suite) = build.suite_mut(suite) {
            super::text::append(&mut suite.stderr, Some(format!("{title}: {said}")));
        }
    }
    if count > 0 {
        notices.push(
            Notice::error(crate::tally::counted(count, "hook failed", "hooks failed"))
                .effect("no test can be counted for it; the tests that needed it did not run, and its text is with the suite's error output")
                .at(artifact.location()),
        );
    }
}

/// mochawesome: suites in suites, one or a list of them.
fn suites(value: &mut Cursor<'_>) -> Build {
    let mut build = Build::default();
    if value.is_array() {
        value.items(|suite| _ = suite.value(|suite| awesome(&mut build, suite)));
    } else {
        value.value(|suite| awesome(&mut build, suite));
    }
    build
}

fn awesome(build: &mut Build, suite: Value<'_, '_>) {
    let mut open = vec![(suite, String::new())];
    while let Some((suite, outer)) = open.pop() {
        let title = suite.str_of("title").unwrap_or_default();
        let class = if outer.is_empty() { title.into_owned() } else { format!("{outer} {title}") };
        for test in suite.list("tests").filter(|test| !test.is_true("isHook")) {
            let state = test.str_of("state");
            let outcome = if test.is_true("fail") || state.as_deref() == Some("failed") {
                Outcome::Failed
            } else if test.is_true("pass") || state.as_deref() == Some("passed") {
                Outcome::Passed
            } else if test.is_true("pending")
                || test.is_true("skipped")
                || matches!(state.as_deref(), Some("pending" | "skipped"))
            {
                Outcome::Skipped
            } else if test.is_cut() {
                build.unfinished();
                continue;
            } else {
                build.unknown_outcome(state.as_deref().unwrap_or("none"))
            };
            let error = test.get("err").map(|error| {
                let [name, message, stack, estack] =
                    ["name", "message", "stack", "estack"].map(|key| error.str_of(key));
                Box::new(Error { name, message, stack, estack })
            });
            let said = Case {
                title: test.str_of("title").unwrap_or_default(),
                file: test.str_of("file").unwrap_or_default(),
                duration_secs: test.millis_of("duration"),
                error,
            };
            case(build, outcome, &class, said);
        }
        let inner: Vec<_> = suite
            .list("suites")
            .filter(|suite| suite.is_object())
            .map(|suite| (suite, class.clone()))
            .collect();
        open.extend(inner.into_iter().rev());
    }
}

/// What both say of a test.
struct Case<'a> {
    title: Cow<'a, str>,
    file: Cow<'a, str>,
    duration_secs: Option<f64>,
    error: Option<Box<Error<'a>>>,
}

fn case(build: &mut Build, outcome: Outcome, class: &str, said: Case<'_>) {
    let suite = build.suite_named(class);
    let mut case = TestCase { suite, outcome, ..TestCase::named(said.title) };
    case.class = build.share_some(Some(class.into()));
    case.file = (!said.file.is_empty()).then(|| build.share(&crate::coverage::normalize_path(&said.file)));
    case.duration_secs = said.duration_secs;
    if outcome == Outcome::Failed {
        let error = said.error.map(|error| *error).unwrap_or_default();
        let failure = build.failure(outcome, error.name, error.message, error.stack.or(error.estack));
        case.text_mut().failures.push(failure);
    }
    build.case(case);
}
