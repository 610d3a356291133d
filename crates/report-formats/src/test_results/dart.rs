//! The JSON of `dart test` and `flutter test`.

use std::borrow::Cow;

use report_model::run::{Document, TestCase};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use crate::json::{Cursor, Json, Lines, first};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Dart and Flutter JSON.
pub(crate) struct Dart;

const NAME: &str = "Dart and Flutter JSON";

impl Format for Dart {
    fn id(&self) -> FormatId {
        FormatId("dart-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, errors, prints and source line of every test, as far as the run came: a test that began and never ended is told as an error."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.lines_have(&["protocolVersion"])
            || shape.has("[].protocolVersion")
            || shape.has("events.[].protocolVersion")
            || (shape.lines_have(&["testID", "result", "hidden"]))
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut reader = Reader::default();
        if let Some((events, json)) = listed(artifact, &text) {
            for event in events {
                reader.event(event);
            }
            json.report(artifact.path, notices);
        } else {
            let lines = Lines::events(&text, Event::read, |event| reader.event(event));
            lines.report(NAME, artifact, &text, notices)?;
        }
        Ok(reader.finish(artifact, notices))
    }
}

/// The events of a text that is one list, or one object with a list of them.
fn listed<'a>(artifact: &Artifact<'_>, text: &'a str) -> Option<(Vec<Event<'a>>, Cursor<'a>)> {
    // What begins with a line that is an event is lines.
    let first = text.trim_start_matches('\u{feff}').trim_start().lines().next().unwrap_or_default();
    if Json::parse(first).root().is_some_and(|root| root.get("protocolVersion").is_some() && !root.is_cut()) {
        return None;
    }
    let mut events = None;
    let mut read = |list: &mut Cursor<'a>| {
        let events = events.get_or_insert_with(Vec::new);
        list.items(|event| events.push(Event::read(event)));
    };
    let json = Cursor::walk(NAME, artifact, text, |root| {
        if root.is_array() {
            read(root);
        } else {
            root.members(|value, key| {
                if key == "events" {
                    read(value);
                }
            });
        }
    });
    // Flutter writes a list of its own before the events, on a line as they are.
    events.zip(json.ok().filter(|json| json.is_whole() && !json.has_more()))
}

/// What happened, as the runner tells it.
#[derive(Default)]
struct Event<'a> {
    kind: Option<Cow<'a, str>>,
    version: Option<Cow<'a, str>>,
    time: Option<f64>,
    suite: Option<Suite<'a>>,
    test: Option<Test<'a>>,
    test_id: Option<u64>,
    message: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    trace: Option<Cow<'a, str>>,
    result: Option<Cow<'a, str>>,
    is_failure: Option<bool>,
    is_hidden: Option<bool>,
    is_skipped: Option<bool>,
}

#[derive(Default)]
struct Suite<'a> {
    id: Option<u64>,
    path: Option<Cow<'a, str>>,
}

#[derive(Default)]
struct Test<'a> {
    id: Option<u64>,
    name: Option<Cow<'a, str>>,
    suite: Option<u64>,
    line: Option<u32>,
    root_line: Option<u32>,
}

impl<'a> Event<'a> {
    fn read(event: &mut Cursor<'a>) -> Self {
        let mut said = Self::default();
        event.members(|value, key| match key {
            "type" => first(&mut said.kind, value.some_string()),
            "runnerVersion" => first(&mut said.version, value.some_string()),
            "time" => first(&mut said.time, value.number()),
            "suite" if value.is_object() => first(&mut said.suite, Some(Suite::read(value))),
            "test" if value.is_object() => first(&mut said.test, Some(Test::read(value))),
            "testID" => first(&mut said.test_id, value.count()),
            "message" => first(&mut said.message, value.some_string()),
            "error" => first(&mut said.error, value.some_string()),
            "stackTrace" => first(&mut said.trace, value.some_string()),
            "result" => first(&mut said.result, value.some_string()),
            "isFailure" => first(&mut said.is_failure, value.truth()),
            "hidden" => first(&mut said.is_hidden, value.truth()),
            "skipped" => first(&mut said.is_skipped, value.truth()),
            _ => {}
        });
        said
    }
}

impl<'a> Suite<'a> {
    fn read(suite: &mut Cursor<'a>) -> Self {
        let mut said = Self::default();
        suite.members(|value, key| match key {
            "id" => first(&mut said.id, value.count()),
            "path" => first(&mut said.path, value.some_string()),
            _ => {}
        });
        said
    }
}

impl<'a> Test<'a> {
    fn read(test: &mut Cursor<'a>) -> Self {
        let mut said = Self::default();
        test.members(|value, key| match key {
            "id" => first(&mut said.id, value.count()),
            "name" => first(&mut said.name, value.some_string()),
            "suiteID" => first(&mut said.suite, value.count()),
            "line" => first(&mut said.line, value.line()),
            "root_line" => first(&mut said.root_line, value.line()),
            _ => {}
        });
        said
    }
}

#[derive(Default)]
struct Reader {
    build: Build,
    /// The suites by the runner's number.
    suites: std::collections::HashMap<u64, u32>,
    open: std::collections::BTreeMap<u64, Open>,
    has_ended: bool,
    version: Option<String>,
}

struct Open {
    case: TestCase,
    started: f64,
    output: String,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) -> bool {
        let Some(kind) = event.kind.as_deref() else { return false };
        match kind {
            "start" => self.version = event.version.map(Cow::into_owned),
            "suite" => {
                if let Some(suite) = event.suite {
                    let path = crate::coverage::normalize_path(suite.path.as_deref().unwrap_or_default());
                    let number = self.build.suite_named(&path);
                    let file = self.build.share_some(Some(path.into()));
                    if let Some(slot) = self.build.suite_mut(number) {
                        slot.file = file;
                    }
                    self.suites.insert(suite.id.unwrap_or_default(), number);
                }
            }
            "testStart" => self.start(event),
            "error" => self.error(event),
            "print" => {
                if let (Some(open), Some(message)) = (self.open_of(&event), &event.message) {
                    open.output.push_str(message);
                    open.output.push('\n');
                }
            }
            "testDone" => self.done(&event),
            "done" => self.has_ended = true,
            _ => {}
        }
        true
    }

    fn open_of(&mut self, event: &Event<'_>) -> Option<&mut Open> {
        self.open.get_mut(&event.test_id?)
    }

    fn start(&mut self, event: Event<'_>) {
        let Some(test) = event.test else { return };
        let suite = test.suite.and_then(|id| self.suites.get(&id).copied());
        let suite = suite.unwrap_or_else(|| self.build.suite_named(""));
        let mut case = TestCase { suite, ..TestCase::named(test.name.unwrap_or_default()) };
        let file = self.build.suite_mut(suite).and_then(|suite| suite.file.clone());
        case.class.clone_from(&file);
        case.file = file;
        case.line = test.root_line.or(test.line);
        let started = event.time.unwrap_or_default();
        if let Some(id) = test.id {
            self.open.insert(id, Open { case, started, output: String::new() });
        }
    }

    fn error(&mut self, mut event: Event<'_>) {
        let outcome = if event.is_failure == Some(true) { Outcome::Failed } else { Outcome::Errored };
        let failure = self.build.failure(outcome, None, event.error.take(), event.trace.take());
        if let Some(open) = self.open_of(&event) {
            open.case.text_mut().failures.push(failure);
        }
    }

    fn done(&mut self, event: &Event<'_>) {
        let started = event.test_id.and_then(|id| self.open.remove(&id));
        if event.is_hidden == Some(true) {
            return;
        }
        // An end without its beginning is a test all the same: lines get lost when several write at once.
        let mut open = started.unwrap_or_else(|| {
            let suite = self.build.suite_named("");
            let case = TestCase { suite, ..TestCase::named("") };
            Open { case, started: f64::INFINITY, output: String::new() }
        });
        open.case.outcome = match event.result.as_deref() {
            _ if event.is_skipped == Some(true) => Outcome::Skipped,
            Some("success") => Outcome::Passed,
            Some("failure") => Outcome::Failed,
            Some("error") => Outcome::Errored,
            other => self.build.unknown_outcome(other.unwrap_or("none")),
        };
        open.case.duration_secs =
            event.time.map(|end| (end - open.started) / 1000.0).filter(|secs| *secs >= 0.0);
        if let Some(output) = self.build.text(Some(open.output.into())) {
            open.case.text_mut().stdout = Some(output);
        }
        self.build.case(open.case);
    }

    fn finish(mut self, artifact: &Artifact<'_>, notices: &Notices) -> Document {
        let mut hanging = Vec::new();
        for open in std::mem::take(&mut self.open).into_values() {
            // The runner's own steps are no tests.
            if self.has_ended || open.case.name.starts_with("loading ") {
                continue;
            }
            let mut case = open.case;
            hanging.push(case.id().0);
            case.outcome = Outcome::Errored;
            let failure = self.build.failure(
                Outcome::Errored,
                Some("never ended".into()),
                Some("began, but the run ended before it did".into()),
                Some(open.output.into()),
            );
            case.text_mut().failures.push(failure);
            self.build.case(case);
        }
        if let Some(first) = hanging.first() {
            notices.push(super::never_ended(hanging.len() as u64, first).at(artifact.location()));
        } else if !self.has_ended {
            notices.push(
                Notice::error("has no end of the run: it was cut off")
                    .effect("tests that came later are missing from the figures")
                    .at(artifact.location()),
            );
        }
        let producer =
            self.version.map_or_else(|| "dart test".to_owned(), |version| format!("dart test {version}"));
        self.build.finish(artifact, notices, Some(producer), None)
    }
}
