//! pytest-reportlog: a line for everything that pytest reports.

use std::borrow::Cow;

use report_model::run::{Attempt, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Cursor, Lines, first};
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
        let lines = Lines::events(&text, Event::read, |event| reader.event(event));
        lines.report(NAME, artifact, &text, notices)?;
        Ok(reader.finish(artifact, notices))
    }
}

/// What a line says.
#[derive(Default)]
struct Event<'a> {
    kind: Option<Cow<'a, str>>,
    nodeid: Option<Cow<'a, str>>,
    line: Option<u32>,
    when: Option<Cow<'a, str>>,
    outcome: Option<Cow<'a, str>>,
    started_at: Option<Timestamp>,
    duration_secs: Option<f64>,
    trace: Option<Cow<'a, str>>,
    crash: Option<Cow<'a, str>>,
    is_xfail: bool,
    /// Why it was expected to fail.
    xfail: Option<Cow<'a, str>>,
    sections: Vec<Vec<Cow<'a, str>>>,
    version: Option<Cow<'a, str>>,
}

impl<'a> Event<'a> {
    fn read(event: &mut Cursor<'a>) -> Self {
        let (mut said, mut has_sections) = (Self::default(), false);
        event.members(|value, key| match key {
            "$report_type" => first(&mut said.kind, value.some_string()),
            "nodeid" => first(&mut said.nodeid, value.some_string()),
            "location" => {
                let mut fields = 0;
                value.items(|field| {
                    if fields == 1 {
                        first(&mut said.line, field.line());
                    }
                    fields += 1;
                });
            }
            "when" => first(&mut said.when, value.some_string()),
            "outcome" => first(&mut said.outcome, value.some_string()),
            "start" => {
                let moment = value.number().and_then(|secs| Timestamp::of_millis(secs * 1000.0));
                first(&mut said.started_at, moment);
            }
            "duration" => first(&mut said.duration_secs, value.secs()),
            "longrepr" if !value.is_null() && said.trace.is_none() => {
                value.value(|longrepr| {
                    said.crash = super::pytest::crash_message(longrepr);
                    said.trace = Some(super::pytest::longrepr(longrepr));
                });
            }
            "wasxfail" => {
                said.is_xfail = true;
                first(&mut said.xfail, value.some_string());
            }
            "sections" => {
                value.first_items(&mut has_sections, |section| said.sections.push(section.strings()));
            }
            "pytest_version" => first(&mut said.version, value.some_string()),
            _ => {}
        });
        said
    }

    fn nodeid(&self) -> &str {
        self.nodeid.as_deref().unwrap_or_default()
    }
}

#[derive(Default)]
struct Reader {
    build: Build,
    cases: Vec<Open>,
    /// The test that the event before was about: most often the next one is too.
    latest: (String, usize),
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
    fn event(&mut self, mut event: Event<'_>) -> bool {
        let Some(kind) = event.kind.as_deref() else { return false };
        match kind {
            "TestReport" => self.report(event),
            "CollectReport" if event.outcome.as_deref() == Some("failed") => {
                let suite = self.build.suite_named("pytest");
                let trace = event.trace.take();
                super::pytest::collection_error(&mut self.build, suite, event.nodeid(), trace);
            }
            "SessionStart" => self.version = event.version.map(Cow::into_owned),
            "SessionFinish" => self.has_ended = true,
            _ => {}
        }
        true
    }

    /// The number of the test, which is made when it is new.
    fn number(&mut self, event: &Event<'_>) -> usize {
        let id = event.nodeid();
        if self.latest.0 != id || self.cases.is_empty() {
            let known = self.by_id.get(id).copied();
            self.latest.1 = known.unwrap_or_else(|| self.add(event));
            id.clone_into(&mut self.latest.0);
        }
        self.latest.1
    }

    fn add(&mut self, event: &Event<'_>) -> usize {
        let mut case = super::pytest::case(&mut self.build, event.nodeid());
        case.suite = self.build.suite_named("pytest");
        case.line = event.line.map(|line| line.saturating_add(1));
        let number = self.cases.len();
        self.cases.push(Open { case, outcome: None, has_ended: false, attempts: Vec::new() });
        self.by_id.insert(event.nodeid().to_owned(), number);
        number
    }

    /// One phase of a test: set-up, call or tear-down.
    fn report(&mut self, event: Event<'_>) {
        let number = self.number(&event);
        let Some(open) = self.cases.get_mut(number) else { return };
        let [when, word] = [&event.when, &event.outcome].map(|word| word.as_deref().unwrap_or_default());
        open.has_ended |= when == "teardown";
        // The first phase, of the last attempt.
        if when == "setup" {
            open.case.started_at = event.started_at;
        }
        if let Some(secs) = event.duration_secs {
            open.case.duration_secs = Some(open.case.duration_secs.unwrap_or(0.0) + secs);
            if when != "call" {
                open.case.setup_secs = Some(open.case.setup_secs.unwrap_or(0.0) + secs);
            }
        }
        if event.is_xfail {
            // A failure that was expected counts as left out, a pass that was not as passed.
            if word == "skipped" {
                open.outcome = Some(Outcome::Skipped);
                open.case.text_mut().skip_reason = self.build.text(event.xfail);
            } else {
                open.outcome.get_or_insert(Outcome::Passed);
            }
        } else if word == "failed" || word == "rerun" {
            let outcome = if when == "call" { Outcome::Failed } else { Outcome::Errored };
            let kind = (when != "call").then(|| Cow::Owned(format!("{when} failed")));
            let failure = self.build.failure(outcome, kind, event.crash, event.trace);
            if word == "rerun" {
                open.attempts.push(Attempt {
                    outcome,
                    duration_secs: event.duration_secs,
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
            let reason = event.trace.map(|trace| super::pytest::skip_reason(&trace).to_owned().into());
            open.case.text_mut().skip_reason = self.build.text(reason);
        } else {
            open.outcome.get_or_insert(Outcome::Passed);
        }
        for section in event.sections {
            let mut parts = section.into_iter();
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
