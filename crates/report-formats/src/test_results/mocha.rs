//! Mocha's JSON, and mochawesome's.

use std::borrow::Cow;
use std::collections::HashSet;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::titles::Titles;
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
        let (mut build, producer) = if let Some(mut tests) = said.tests.take() {
            let mut build = Build::default();
            let pending = Pending {
                ids: said.pending.iter().map(Test::id).collect(),
                // The list stands behind that of all tests: a file that was cut off may lack it.
                is_known: said.has_all_pending || json.is_whole(),
            };
            plain(&mut build, &mut tests, &pending, &said.failures);
            hooks(&mut build, &tests, &said.failures, artifact, notices);
            (build, "Mocha")
        } else {
            let suites = said.results.or(said.suites).unwrap_or_default();
            suites.titles.report(artifact, notices);
            (suites.build, "mochawesome")
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
    /// Whether the list of those that are pending stands there to its end.
    has_all_pending: bool,
    failures: Vec<Test<'a>>,
    /// mochawesome's suites, as it calls them now and as it called them once.
    results: Option<Suites>,
    suites: Option<Suites>,
}

impl<'a> Said<'a> {
    fn read(&mut self, root: &mut Cursor<'a>) {
        let (mut has_tests, mut has_pending, mut has_failures) = (false, false, false);
        root.members(|value, key| match key {
            "stats" => {
                value.value(|stats| {
                    let start = stats.str_of("start");
                    first(&mut self.started_at, start.and_then(|start| Timestamp::parse(&start)));
                    first(&mut self.declared, declared(stats));
                });
            }
            "tests" if value.is_array() && value.is_first(&mut has_tests) => {
                self.tests = Some(tests(value).0);
            }
            "pending" if value.is_first(&mut has_pending) => {
                (self.pending, self.has_all_pending) = tests(value);
            }
            "failures" if value.is_first(&mut has_failures) => self.failures = tests(value).0,
            "results" => first(&mut self.results, Some(Suites::read(value))),
            "suites" => first(&mut self.suites, Some(Suites::read(value))),
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
    title: Option<Cow<'a, str>>,
    full_title: Option<Cow<'a, str>>,
    file: Option<Cow<'a, str>>,
    duration_secs: Option<f64>,
    is_pending: Option<bool>,
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
            "title" => first(&mut said.title, value.string()),
            "fullTitle" => first(&mut said.full_title, value.string()),
            "file" => first(&mut said.file, value.string()),
            "duration" => first(&mut said.duration_secs, value.millis()),
            "pending" => first(&mut said.is_pending, value.truth()),
            "err" => first(&mut said.error, error(value)),
            _ => {}
        });
        said.is_cut = !is_whole;
        said
    }

    /// What it is known by in all lists.
    fn id(&self) -> (&str, &str) {
        (self.full_title(), self.file.as_deref().unwrap_or_default())
    }

    fn full_title(&self) -> &str {
        self.full_title.as_deref().unwrap_or_default()
    }

    /// The titles of the suites that it is in.
    fn class(&self) -> &str {
        self.full_title()
            .strip_suffix(self.title.as_deref().unwrap_or_default())
            .unwrap_or_default()
            .trim_end()
    }
}

/// The tests of a list, and whether it stands there to its end.
fn tests<'a>(list: &mut Cursor<'a>) -> (Vec<Test<'a>>, bool) {
    let mut tests = Vec::new();
    let is_whole = list.items(|test| tests.push(Test::read(test)));
    (tests, is_whole)
}

/// The tests that did not run.
struct Pending<'t> {
    ids: HashSet<(&'t str, &'t str)>,
    /// Whether these are all.
    is_known: bool,
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
fn plain(build: &mut Build, tests: &mut [Test<'_>], pending: &Pending<'_>, failures: &[Test<'_>]) {
    let failed: HashSet<_> = failures.iter().map(Test::id).collect();
    for test in tests {
        let is_pending = pending.ids.contains(&test.id());
        let outcome = if test.is_cut {
            None
        } else if test.error.is_some() || !is_pending && failed.contains(&test.id()) {
            Some(Outcome::Failed)
        } else if is_pending || test.is_pending == Some(true) {
            Some(Outcome::Skipped)
        } else {
            // Tests that did not run have no duration.
            (pending.is_known || test.duration_secs.is_some()).then_some(Outcome::Passed)
        };
        let Some(outcome) = outcome else {
            build.unfinished();
            continue;
        };
        let (title, file, error) = (test.title.clone(), test.file.clone(), test.error.take());
        let said = Case { title, file, duration_secs: test.duration_secs, error };
        case(build, outcome, test.class(), said);
    }
}

/// Hooks that failed stand with the failures but not with the tests: they are no tests, but must not get lost.
fn hooks(
    build: &mut Build,
    tests: &[Test<'_>],
    failures: &[Test<'_>],
    artifact: &Artifact<'_>,
    notices: &Notices,
) {
    if failures.is_empty() {
        return;
    }
    let titles: HashSet<&str> = tests.iter().map(Test::full_title).collect();
    let mut count = 0;
    for hook in failures {
        let title = hook.full_title();
        if title.is_empty() || titles.contains(title) {
            continue;
        }
        count += 1;
        let error = hook.error.as_deref();
        let said = error.and_then(|error| error.stack.clone().or_else(|| error.message.clone()));
        let said = build.text(said).unwrap_or_default();
        let suite = build.suite_named(hook.class());
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
struct Suites {
    build: Build,
    titles: Titles,
}

impl Default for Suites {
    fn default() -> Self {
        Self { build: Build::default(), titles: Titles::joined_by(" ") }
    }
}

impl Suites {
    fn read(value: &mut Cursor<'_>) -> Self {
        let mut suites = Self::default();
        if value.is_array() {
            value.items(|suite| _ = suite.value(|suite| suites.suite(suite)));
        } else {
            value.value(|suite| suites.suite(suite));
        }
        suites
    }

    /// Adds a suite and those in it.
    fn suite(&mut self, suite: Value<'_, '_>) {
        let mut open = vec![(suite, 0)];
        while let Some((suite, outer)) = open.pop() {
            let length = self.titles.enter(outer, &suite.str_of("title").unwrap_or_default());
            for test in suite.list("tests").filter(|test| !test.is_true("isHook")) {
                awesome(&mut self.build, test, self.titles.text());
            }
            let inner = open.len();
            open.extend(suite.list("suites").filter(|suite| suite.is_object()).map(|suite| (suite, length)));
            if let Some(inner) = open.get_mut(inner..) {
                inner.reverse();
            }
        }
    }
}

fn awesome(build: &mut Build, test: Value<'_, '_>, class: &str) {
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
        return;
    } else {
        build.unknown_outcome(state.as_deref().unwrap_or("none"))
    };
    let error = test.get("err").map(|error| {
        let [name, message, stack, estack] =
            ["name", "message", "stack", "estack"].map(|key| error.str_of(key));
        Box::new(Error { name, message, stack, estack })
    });
    let said = Case {
        title: test.str_of("title"),
        file: test.str_of("file"),
        duration_secs: test.millis_of("duration"),
        error,
    };
    case(build, outcome, class, said);
}

/// What both say of a test.
struct Case<'a> {
    title: Option<Cow<'a, str>>,
    file: Option<Cow<'a, str>>,
    duration_secs: Option<f64>,
    error: Option<Box<Error<'a>>>,
}

fn case(build: &mut Build, outcome: Outcome, class: &str, said: Case<'_>) {
    let suite = build.suite_named(class);
    let mut case = TestCase { suite, outcome, ..TestCase::named(said.title.unwrap_or_default()) };
    case.class = build.share_some(Some(class.into()));
    let file = said.file.filter(|file| !file.is_empty());
    case.file = file.map(|file| build.share(&crate::coverage::normalize_path(&file)));
    case.duration_secs = said.duration_secs;
    if outcome == Outcome::Failed {
        let error = said.error.map(|error| *error).unwrap_or_default();
        let failure = build.failure(outcome, error.name, error.message, error.stack.or(error.estack));
        case.text_mut().failures.push(failure);
    }
    build.case(case);
}
