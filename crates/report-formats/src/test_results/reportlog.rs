//! pytest-reportlog: a line for everything that pytest reports.

use std::borrow::Cow;

use report_model::run::{Attempt, Document, TestCase};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use crate::json::{Lines, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// pytest-reportlog.
pub(crate) struct Reportlog;

const NAME: &str = "pytest-reportlog";

impl Format for Reportlog {
    fn id(&self) -> FormatId {
        FormatId("pytest-reportlog")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration of all phases, trace, output and source line of every test, as far as the run came: a test that began and never ended is told as an error."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.lines_have(&["$report_type"]) { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut reader = Reader::default();
        let lines = Lines::read(&text, |event, _| reader.event(event));
        lines.report(NAME, artifact, &text, notices)?;
        Ok(reader.finish(artifact, notices))
    }
}

#[derive(Default)]
struct Reader {
    build: Build,
    cases: Vec<Open>,
    by_id: std::collections::HashMap<String, usize>,
    version: Option<String>,
    has_ended: bool,
}

struct Open {
    case: TestCase,
    outcome: Option<Outcome>,
    has_ended: bool,
    attempts: Vec<Attempt>,
}

impl Reader {
    fn event(&mut self, event: Value<'_, '_>) -> bool {
        let Some(kind) = event.str_of("$report_type") else { return false };
        match &*kind {
            "TestReport" => self.report(event),
            "CollectReport" if event.str_of("outcome").as_deref() == Some("failed") => {
                let suite = self.build.suite_named("pytest");
                let nodeid = event.str_of("nodeid").unwrap_or_default();
                super::pytest::collection_error(&mut self.build, suite, &nodeid, event.get("longrepr"));
            }
            "SessionStart" => self.version = event.str_of("pytest_version").map(Cow::into_owned),
            "SessionFinish" => self.has_ended = true,
            _ => {}
        }
        true
    }

    /// The number of the test with this id, which is made when it is new.
    fn number(&mut self, id: &str, event: Value<'_, '_>) -> usize {
        if let Some(number) = self.by_id.get(id) {
            return *number;
        }
        let mut case = super::pytest::case(&mut self.build, id);
        case.suite = self.build.suite_named("pytest");
        let line = event.list("location").nth(1).and_then(Value::count);
        case.line = line.and_then(|line| u32::try_from(line.saturating_add(1)).ok());
        self.cases.push(Open { case, outcome: None, has_ended: false, attempts: Vec::new() });
        self.by_id.insert(id.to_owned(), self.cases.len() - 1);
        self.cases.len() - 1
    }

    /// One phase of a test: set-up, call or tear-down.
    fn report(&mut self, event: Value<'_, '_>) {
        let id = event.str_of("nodeid").unwrap_or_default();
        let number = self.number(&id, event);
        let Some(open) = self.cases.get_mut(number) else { return };
        let when = event.str_of("when").unwrap_or_default();
        let word = event.str_of("outcome").unwrap_or_default();
        open.has_ended |= when == "teardown";
        if let Some(secs) = event.secs_of("duration") {
            open.case.duration_secs = Some(open.case.duration_secs.unwrap_or(0.0) + secs);
            if when != "call" {
                open.case.setup_secs = Some(open.case.setup_secs.unwrap_or(0.0) + secs);
            }
        }
        let longrepr = event.get("longrepr").filter(|repr| !repr.is_null());
        let trace = longrepr.map(super::pytest::longrepr);
        if event.get("wasxfail").is_some() {
            // A failure that was expected counts as left out, a pass that was not as passed.
            if word == "skipped" {
                open.outcome = Some(Outcome::Skipped);
                open.case.text_mut().skip_reason = self.build.text(event.str_of("wasxfail"));
            } else {
                open.outcome.get_or_insert(Outcome::Passed);
            }
        } else if word == "failed" || word == "rerun" {
            let outcome = if when == "call" { Outcome::Failed } else { Outcome::Errored };
            let kind = (when != "call").then(|| Cow::Owned(format!("{when} failed")));
            let message = longrepr.and_then(super::pytest::crash_message);
            let failure = self.build.failure(outcome, kind, message, trace);
            if word == "rerun" {
                open.attempts.push(Attempt {
                    outcome,
                    duration_secs: event.secs_of("duration"),
                    failure: Some(failure),
                });
            } else {
                // A failing call stays a failure when its tear-down fails too.
                if open.outcome != Some(Outcome::Failed) {
                    open.outcome = Some(outcome);
                }
                open.case.text_mut().failures.push(failure);
            }
        } else if word == "skipped" {
            if !open.outcome.is_some_and(Outcome::is_bad) {
                open.outcome = Some(Outcome::Skipped);
            }
            let reason = trace.map(|trace| super::pytest::skip_reason(&trace).to_owned().into());
            open.case.text_mut().skip_reason = self.build.text(reason);
        } else {
            open.outcome.get_or_insert(Outcome::Passed);
        }
        for section in event.list("sections") {
            let mut parts = section.items().filter_map(Value::string);
            if let (Some(title), Some(text)) = (parts.next(), parts.next()) {
                let text = self.build.text(Some(text));
                let slots = open.case.text_mut();
                let slot = if title.contains("stderr") { &mut slots.stderr } else { &mut slots.stdout };
                if slot.is_none() {
                    *slot = text;
                }
            }
        }
    }

    fn finish(mut self, artifact: &Artifact<'_>, notices: &Notices) -> Document {
        let mut hanging = Vec::new();
        for mut open in self.cases {
            let outcome = open.outcome.unwrap_or(Outcome::Passed);
            open.case.outcome = outcome;
            if !open.has_ended && !outcome.is_bad() && !self.has_ended {
                hanging.push(open.case.id().0);
                open.case.outcome = Outcome::Errored;
                let failure = self.build.failure(
                    Outcome::Errored,
                    Some("never ended".into()),
                    Some("began, but the run ended before it did".into()),
                    None,
                );
                open.case.text_mut().failures.push(failure);
            }
            if !open.attempts.is_empty() {
                let last =
                    Attempt { outcome, duration_secs: None, failure: open.case.failures().first().cloned() };
                open.attempts.push(last);
                open.case.text_mut().attempts = open.attempts;
            }
            self.build.case(open.case);
        }
        if let Some(first) = hanging.first() {
            notices.push(super::never_ended(hanging.len() as u64, first).at(artifact.location()));
        } else if !self.has_ended {
            notices.push(
                Notice::error("has no end of the session: the run was cut off")
                    .effect("tests that came later are missing from the figures")
                    .at(artifact.location()),
            );
        }
        let producer =
            self.version.map_or_else(|| "pytest".to_owned(), |version| format!("pytest {version}"));
        self.build.finish(artifact, notices, Some(producer), None)
    }
}
