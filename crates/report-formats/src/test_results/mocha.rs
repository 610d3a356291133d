//! Mocha's JSON, and mochawesome's.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Json, Value};
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
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let stats = root.get("stats");
        let started_at =
            stats.and_then(|stats| stats.str_of("start")).and_then(|start| Timestamp::parse(&start));
        let producer = if root.get("tests").is_some_and(Value::is_array) {
            plain(&mut build, root, started_at);
            hooks(&mut build, root, artifact, notices);
            "Mocha"
        } else {
            awesome(&mut build, root, started_at);
            "mochawesome"
        };
        let declared = stats.and_then(|stats| {
            let count = |key| stats.count_of(key).unwrap_or_default();
            Some(Counts {
                passed: stats.count_of("passes")?,
                failed: count("failures"),
                errored: 0,
                skipped: count("pending") + count("skipped"),
            })
        });
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some(producer.to_owned()), declared))
    }
}

/// `mocha --reporter json`: one list of all tests, and lists of those that failed or are pending.
fn plain(build: &mut Build, root: Value<'_, '_>, started_at: Option<Timestamp>) {
    let ids = |key| -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        root.list(key)
            .map(|test| {
                (test.str_of("fullTitle").unwrap_or_default(), test.str_of("file").unwrap_or_default())
            })
            .collect()
    };
    let pending: std::collections::HashSet<_> = ids("pending").into_iter().collect();
    let failed: std::collections::HashSet<_> = ids("failures").into_iter().collect();
    for test in root.list("tests") {
        let id = (test.str_of("fullTitle").unwrap_or_default(), test.str_of("file").unwrap_or_default());
        let has_error = test.get("err").is_some_and(|error| error.members().next().is_some());
        if test.is_cut() {
            build.unfinished();
            continue;
        }
        let outcome = if has_error || failed.contains(&id) && !pending.contains(&id) {
            Outcome::Failed
        } else if pending.contains(&id) || test.is_true("pending") {
            Outcome::Skipped
        } else {
            Outcome::Passed
        };
        let title = test.str_of("title").unwrap_or_default();
        let class = id.0.strip_suffix(&*title).map(|class| class.trim_end().to_owned()).unwrap_or_default();
        case(build, test, outcome, &class, started_at);
    }
}

/// Hooks that failed stand with the failures but not with the tests: they are no tests, but must not get lost.
fn hooks(build: &mut Build, root: Value<'_, '_>, artifact: &Artifact<'_>, notices: &Notices) {
    if root.list("failures").next().is_none() {
        return;
    }
    let tests: std::collections::HashSet<_> =
        root.list("tests").filter_map(|test| test.str_of("fullTitle")).collect();
    let mut count = 0;
    for hook in root.list("failures") {
        let Some(title) = hook.str_of("fullTitle").filter(|title| !tests.contains(title)) else { continue };
        count += 1;
        let error = hook.get("err");
        let part = |key| error.and_then(|error| error.str_of(key));
        let said = build.text(part("stack").or_else(|| part("message"))).unwrap_or_default();
        let own = hook.str_of("title").unwrap_or_default();
        let suite = build.suite_named(title.strip_suffix(&*own).unwrap_or_default().trim_end());
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

/// mochawesome: suites in suites.
fn awesome(build: &mut Build, root: Value<'_, '_>, started_at: Option<Timestamp>) {
    let mut open: Vec<(Value<'_, '_>, String)> = Vec::new();
    match root.get("results").or_else(|| root.get("suites")) {
        Some(list) if list.is_array() => open.extend(list.items().map(|suite| (suite, String::new()))),
        Some(suite) => open.push((suite, String::new())),
        None => {}
    }
    open.reverse();
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
            case(build, test, outcome, &class, started_at);
        }
        let inner: Vec<_> = suite
            .list("suites")
            .filter(|suite| suite.is_object())
            .map(|suite| (suite, class.clone()))
            .collect();
        open.extend(inner.into_iter().rev());
    }
}

fn case(
    build: &mut Build,
    test: Value<'_, '_>,
    outcome: Outcome,
    class: &str,
    started_at: Option<Timestamp>,
) {
    let suite = build.suite_named(class);
    if let Some(suite) = build.suite_mut(suite) {
        suite.started_at = started_at;
    }
    let mut case = TestCase { suite, outcome, ..TestCase::named(&*test.str_of("title").unwrap_or_default()) };
    case.class = build.share_some(Some(class.into()));
    case.file = test.str_of("file").map(|file| build.share(&crate::coverage::normalize_path(&file)));
    case.duration_secs = test.millis_of("duration");
    if outcome == Outcome::Failed {
        let error = test.get("err");
        let part = |key| error.and_then(|error| error.str_of(key));
        let failure =
            build.failure(outcome, part("name"), part("message"), part("stack").or_else(|| part("estack")));
        case.text_mut().failures.push(failure);
    }
    build.case(case);
}
