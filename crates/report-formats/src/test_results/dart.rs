//! The JSON of `dart test` and `flutter test`.

use std::borrow::Cow;

use report_model::run::{Document, TestCase};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use crate::json::{Json, Lines, Value};
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
        let whole = Json::parse(&text);
        // Flutter writes a list of its own before the events, on a line as they are.
        let first = whole.root().filter(|_| whole.is_whole() && whole.roots().count() == 1);
        let list = first.and_then(|root| if root.is_array() { Some(root) } else { root.get("events") });
        if let Some(list) = list {
            for event in list.items() {
                reader.event(event);
            }
        } else {
            let lines = Lines::read(&text, |event, _| reader.event(event));
            lines.report(NAME, artifact, &text, notices)?;
        }
        Ok(reader.finish(artifact, notices))
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
    fn event(&mut self, event: Value<'_, '_>) -> bool {
        let Some(kind) = event.str_of("type") else { return false };
        match &*kind {
            "start" => self.version = event.str_of("runnerVersion").map(Cow::into_owned),
            "suite" => {
                if let Some(suite) = event.get("suite") {
                    let path = crate::coverage::normalize_path(&suite.str_of("path").unwrap_or_default());
                    let number = self.build.suite_named(&path);
                    let file = self.build.share_some(Some(path.into()));
                    if let Some(slot) = self.build.suite_mut(number) {
                        slot.file = file;
                    }
                    self.suites.insert(suite.count_of("id").unwrap_or_default(), number);
                }
            }
            "testStart" => self.start(event),
            "error" => self.error(event),
            "print" => {
                if let (Some(open), Some(message)) = (self.open_of(event), event.str_of("message")) {
                    open.output.push_str(&message);
                    open.output.push('\n');
                }
            }
            "testDone" => self.done(event),
            "done" => self.has_ended = true,
            _ => {}
        }
        true
    }

    fn open_of(&mut self, event: Value<'_, '_>) -> Option<&mut Open> {
        self.open.get_mut(&event.count_of("testID")?)
    }

    fn start(&mut self, event: Value<'_, '_>) {
        let Some(test) = event.get("test") else { return };
        let suite = test.count_of("suiteID").and_then(|id| self.suites.get(&id).copied());
        let suite = suite.unwrap_or_else(|| self.build.suite_named(""));
        let mut case = TestCase { suite, ..TestCase::named(&*test.str_of("name").unwrap_or_default()) };
        let file = self.build.suite_mut(suite).and_then(|suite| suite.file.clone());
        case.class.clone_from(&file);
        case.file = file;
        case.line = test.line_of("root_line").or_else(|| test.line_of("line"));
        let started = event.number_of("time").unwrap_or_default();
        if let Some(id) = test.count_of("id") {
            self.open.insert(id, Open { case, started, output: String::new() });
        }
    }

    fn error(&mut self, event: Value<'_, '_>) {
        let outcome = if event.is_true("isFailure") { Outcome::Failed } else { Outcome::Errored };
        let failure = self.build.failure(outcome, None, event.str_of("error"), event.str_of("stackTrace"));
        if let Some(open) = self.open_of(event) {
            open.case.text_mut().failures.push(failure);
        }
    }

    fn done(&mut self, event: Value<'_, '_>) {
        let started = event.count_of("testID").and_then(|id| self.open.remove(&id));
        if event.is_true("hidden") {
            return;
        }
        // An end without its beginning is a test all the same: lines get lost when several write at once.
        let mut open = started.unwrap_or_else(|| {
            let suite = self.build.suite_named("");
            let case = TestCase { suite, ..TestCase::named("") };
            Open { case, started: f64::INFINITY, output: String::new() }
        });
        open.case.outcome = match event.str_of("result").as_deref() {
            _ if event.is_true("skipped") => Outcome::Skipped,
            Some("success") => Outcome::Passed,
            Some("failure") => Outcome::Failed,
            Some("error") => Outcome::Errored,
            other => self.build.unknown_outcome(other.unwrap_or("none")),
        };
        open.case.duration_secs =
            event.number_of("time").map(|end| (end - open.started) / 1000.0).filter(|secs| *secs >= 0.0);
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
