//! pytest-json-report.

use std::borrow::Cow;

use report_model::run::{Attempt, Counts, Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Cursor, Value, first};
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
        let mut said = Said::default();
        let mut build = Build::default();
        let name = build.share("pytest");
        let suite = build.suite(TestSuite { name: Some(name), ..TestSuite::default() });
        let json = Cursor::walk(NAME, artifact, &text, |root| said.read(root, &mut build, suite))?;
        if let Some(suite) = build.suite_mut(suite) {
            suite.duration_secs = said.duration_secs;
            suite.started_at = said.started_at();
        }
        let has_cases = !build.results.cases.is_empty();
        for (nodeid, trace) in &mut said.broken {
            super::pytest::collection_error(&mut build, suite, nodeid, trace.take());
        }
        if !has_cases && said.broken.is_empty() && !said.has_tests && said.sums.is_some() {
            notices.push(
                Notice::warning("holds sums but no tests")
                    .effect("nothing of it is in the figures")
                    .hint("leave `--json-report-summary` and `--json-report-omit tests` out")
                    .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        let collected = said.broken.len() as u64;
        let declared = said
            .sums
            .filter(|_| said.has_tests)
            .map(|sums| Counts { errored: sums.errored.saturating_add(collected), ..sums });
        Ok(build.finish(artifact, notices, Some("pytest".to_owned()), declared))
    }
}

/// What a report says beside its tests, in whatever order.
#[derive(Default)]
struct Said<'a> {
    created_secs: Option<f64>,
    duration_secs: Option<f64>,
    sums: Option<Counts>,
    has_tests: bool,
    /// What could not be collected, and why.
    broken: Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>,
}

impl<'a> Said<'a> {
    fn read(&mut self, root: &mut Cursor<'a>, build: &mut Build, suite: u32) {
        let mut has_collectors = false;
        root.members(|value, key| match key {
            "created" => first(&mut self.created_secs, value.number()),
            "duration" => first(&mut self.duration_secs, value.secs()),
            "summary" => first(&mut self.sums, value.value(sums).flatten()),
            "collectors" => {
                value.first_items(&mut has_collectors, |collector| self.collector(collector));
            }
            "tests" => _ = value.first_items(&mut self.has_tests, |test| case(build, test, suite)),
            _ => {}
        });
    }

    fn collector(&mut self, collector: &mut Cursor<'a>) {
        let (mut outcome, mut nodeid, mut trace) = (None, None, None);
        collector.members(|value, key| match key {
            "outcome" => first(&mut outcome, value.some_string()),
            "nodeid" => first(&mut nodeid, value.some_string()),
            "longrepr" => first(&mut trace, value.value(super::pytest::longrepr)),
            _ => {}
        });
        if outcome.as_deref() == Some("failed") {
            self.broken.push((nodeid.unwrap_or_default(), trace));
        }
    }

    fn started_at(&self) -> Option<Timestamp> {
        let (end, secs) = self.created_secs.zip(self.duration_secs)?;
        Timestamp::of_millis((end - secs) * 1000.0)
    }
}

fn sums(summary: Value<'_, '_>) -> Option<Counts> {
    let count = |key| summary.count_of(key).unwrap_or_default();
    summary.count_of("total")?;
    Some(Counts {
        passed: count("passed") + count("xpassed"),
        failed: count("failed"),
        errored: count("error"),
        skipped: count("skipped") + count("xfailed"),
    })
}

/// The phases of a test, in their order.
const PHASES: [&str; 3] = ["setup", CALL, "teardown"];
const CALL: &str = "call";

#[derive(Default)]
struct Phase<'a> {
    duration_secs: Option<f64>,
    outcome: Option<Cow<'a, str>>,
    crash: Option<Cow<'a, str>>,
    trace: Option<Cow<'a, str>>,
    stdout: Option<Cow<'a, str>>,
    stderr: Option<Cow<'a, str>>,
}

impl<'a> Phase<'a> {
    fn read(phase: &mut Cursor<'a>) -> Self {
        let mut said = Self::default();
        phase.members(|value, key| match key {
            "duration" => first(&mut said.duration_secs, value.secs()),
            "outcome" => first(&mut said.outcome, value.some_string()),
            "crash" => first(&mut said.crash, value.value(|crash| crash.str_of("message")).flatten()),
            "longrepr" => first(&mut said.trace, value.value(super::pytest::longrepr)),
            "stdout" => first(&mut said.stdout, value.some_string()),
            "stderr" => first(&mut said.stderr, value.some_string()),
            _ => {}
        });
        said
    }
}

fn case(build: &mut Build, test: &mut Cursor<'_>, suite: u32) {
    let (mut nodeid, mut word, mut line) = (None, None, None);
    let mut phases: [Option<Phase<'_>>; 3] = [None, None, None];
    let is_whole = test.members(|value, key| match key {
        "nodeid" => first(&mut nodeid, value.some_string()),
        "outcome" => first(&mut word, value.some_string()),
        "lineno" => first(&mut line, value.line()),
        _ => {
            let phase = PHASES.into_iter().zip(&mut phases).find(|(name, _)| *name == key);
            if let Some((_, phase)) = phase {
                first(phase, Some(Phase::read(value)));
            }
        }
    });
    let Some(word) = word.filter(|_| is_whole) else {
        build.unfinished();
        return;
    };
    let outcome = match &*word {
        "passed" | "xpassed" | "subtests passed" => Outcome::Passed,
        "failed" | "subtests failed" => Outcome::Failed,
        "error" => Outcome::Errored,
        "skipped" | "xfailed" | "subtests skipped" => Outcome::Skipped,
        // The phases are those of the last try.
        "rerun" => last_try(&phases),
        word => build.unknown_outcome(word),
    };
    let mut case = super::pytest::case(build, &nodeid.unwrap_or_default());
    (case.suite, case.outcome) = (suite, outcome);
    case.line = line.map(|line: u32| line.saturating_add(1));
    for (name, phase) in PHASES.into_iter().zip(phases) {
        if let Some(phase) = phase {
            add(build, &mut case, name, phase);
        }
    }
    if word == "rerun" {
        let earlier = Attempt { outcome: Outcome::Failed, duration_secs: None, failure: None };
        let (duration_secs, failure) = (case.duration_secs, case.failures().first().cloned());
        case.text_mut().attempts = vec![earlier, Attempt { outcome, duration_secs, failure }];
    }
    build.case(case);
}

fn last_try(phases: &[Option<Phase<'_>>; 3]) -> Outcome {
    let [setup, call, teardown] =
        phases.each_ref().map(|phase| phase.as_ref().and_then(|phase| phase.outcome.as_deref()));
    if call == Some("failed") {
        Outcome::Failed
    } else if setup == Some("failed") || teardown == Some("failed") {
        Outcome::Errored
    } else if setup == Some("skipped") || call == Some("skipped") {
        Outcome::Skipped
    } else {
        Outcome::Passed
    }
}

/// Adds what a phase says to its case.
fn add(build: &mut Build, case: &mut TestCase, name: &str, phase: Phase<'_>) {
    let is_call = name == CALL;
    if let Some(secs) = phase.duration_secs {
        case.duration_secs = Some(case.duration_secs.unwrap_or(0.0) + secs);
        if !is_call {
            case.setup_secs = Some(case.setup_secs.unwrap_or(0.0) + secs);
        }
    }
    match phase.outcome.as_deref() {
        Some("failed") => {
            let outcome = if is_call { Outcome::Failed } else { Outcome::Errored };
            let kind = (!is_call).then(|| Cow::Owned(format!("{name} failed")));
            let failure = build.failure(outcome, kind, phase.crash, phase.trace);
            case.text_mut().failures.push(failure);
        }
        Some("skipped") => {
            // Of a failure that was expected the message is the shorter way to say why.
            let reason = phase
                .crash
                .or_else(|| phase.trace.map(|trace| super::pytest::skip_reason(&trace).to_owned().into()));
            case.text_mut().skip_reason = build.text(reason);
        }
        _ => {}
    }
    for (text, is_error) in [(phase.stdout, false), (phase.stderr, true)] {
        if let Some(text) = build.text(text) {
            let slots = case.text_mut();
            let slot = if is_error { &mut slots.stderr } else { &mut slots.stdout };
            super::text::append(slot, Some(text));
        }
    }
}
