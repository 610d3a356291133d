//! libtest's JSON: `cargo test -- --format json`.

use std::borrow::Cow;

use report_model::run::{Benchmark, Content, Counts, Document, Estimate, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use super::time::Time;
use crate::json::{Lines, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Rust libtest JSON.
pub(crate) struct Libtest;

const NAME: &str = "Rust libtest JSON";

impl Format for Libtest {
    fn id(&self) -> FormatId {
        FormatId("libtest-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration when asked for, and output of every test, as far as the run came. It names no crate: tests of one name in two of them cannot be told apart."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.lines_have(&["type", "event"]) && !shape.lines_have(&["Action"]) {
            Match::ByContent
        } else {
            Match::No
        }
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
    suite: Option<u32>,
    /// What began in the suite and has not ended.
    open: Vec<String>,
    hanging: Vec<String>,
    declared: Option<Counts>,
    benchmarks: Vec<Benchmark>,
    unknown_events: u64,
    /// Whether a suite began and has not ended.
    is_in_suite: bool,
}

impl Reader {
    fn event(&mut self, event: Value<'_, '_>) -> bool {
        if event.str_of("type").as_deref() == Some("bench") {
            self.bench(event);
            return true;
        }
        let (Some(kind), Some(word)) = (event.str_of("type"), event.str_of("event")) else {
            // The report of the total time has no event; nothing else is known to have none.
            let kind = event.str_of("type");
            self.unknown_events += u64::from(kind.as_deref().is_some_and(|kind| kind != "report"));
            return kind.is_some();
        };
        match (&*kind, &*word) {
            ("suite", "started") => {
                self.leave_suite();
                self.is_in_suite = true;
                let number = self.build.results.suites.len() + 1;
                let name = self.build.share(&format!("suite {number}"));
                self.suite = Some(self.build.suite(TestSuite { name: Some(name), ..TestSuite::default() }));
            }
            ("suite", _) => self.suite_end(event),
            ("test", "started") => self.open.extend(event.str_of("name").map(Cow::into_owned)),
            ("test", "timeout") => {}
            ("test", word) => self.test(event, word),
            _ => self.unknown_events += 1,
        }
        true
    }

    /// What ended is no more open.
    fn close(&mut self, name: &str) {
        if let Some(position) = self.open.iter().rposition(|open| open == name) {
            self.open.swap_remove(position);
        }
    }

    fn test(&mut self, event: Value<'_, '_>, word: &str) {
        let name = event.str_of("name").unwrap_or_default();
        self.close(&name);
        let outcome = match word {
            "ok" => Outcome::Passed,
            "failed" => Outcome::Failed,
            "ignored" | "allowed_failure" => Outcome::Skipped,
            word => self.build.unknown_outcome(word),
        };
        let suite = self.suite.unwrap_or_else(|| self.build.suite_named(""));
        let mut case = TestCase { suite, outcome, ..TestCase::named(&*name) };
        case.duration_secs = secs(event, "exec_time").or_else(|| event.millis_of("duration"));
        let stdout = event.str_of("stdout");
        let message = event.str_of("message");
        if outcome == Outcome::Failed {
            let message = message
                .or_else(|| stdout.as_deref().and_then(panic_message).map(|text| text.to_owned().into()));
            let failure = self.build.failure(outcome, None, message, stdout);
            case.text_mut().failures.push(failure);
        } else {
            if let Some(reason) = self.build.text(message) {
                case.text_mut().skip_reason = Some(reason);
            }
            if let Some(stdout) = self.build.text(stdout) {
                case.text_mut().stdout = Some(stdout);
            }
        }
        self.build.case(case);
    }

    fn bench(&mut self, event: Value<'_, '_>) {
        let name = event.str_of("name").unwrap_or_default();
        self.close(&name);
        let Some(median) = event.number_of("median") else { return };
        self.benchmarks.push(Benchmark {
            name: name.into_owned(),
            estimates: vec![Estimate { median: Some(median / 1e9), ..crate::benchmarks::time() }],
        });
    }

    fn suite_end(&mut self, event: Value<'_, '_>) {
        let count = |key| event.count_of(key).unwrap_or_default();
        if event.count_of("passed").is_some() {
            let counts = Counts {
                passed: count("passed"),
                failed: count("failed"),
                errored: 0,
                skipped: count("ignored") + count("allowed_fail"),
            };
            self.declared = Some(self.declared.unwrap_or_default() + counts);
            if let Some(suite) = self.suite.and_then(|suite| self.build.suite_mut(suite)) {
                suite.declared = Some(counts);
                suite.duration_secs = secs(event, "exec_time");
            }
        }
        self.leave_suite();
        self.is_in_suite = false;
    }

    /// What is still open when a suite ends never ended.
    fn leave_suite(&mut self) {
        for name in std::mem::take(&mut self.open) {
            let suite = self.suite.unwrap_or_else(|| self.build.suite_named(""));
            let mut case = TestCase { suite, outcome: Outcome::Errored, ..TestCase::named(&*name) };
            let failure = self.build.failure(
                Outcome::Errored,
                Some("never ended".into()),
                Some("began, but its process ended before it did".into()),
                None,
            );
            case.text_mut().failures.push(failure);
            self.build.case(case);
            self.hanging.push(name);
        }
        self.suite = None;
    }

    fn finish(mut self, artifact: &Artifact<'_>, notices: &Notices) -> Document {
        self.leave_suite();
        if let Some(first) = self.hanging.first() {
            notices.push(super::never_ended(self.hanging.len() as u64, first).at(artifact.location()));
        }
        if self.is_in_suite {
            notices.push(
                Notice::error("has no end of the last suite: the run was cut off")
                    .effect("tests that came later are missing from the figures")
                    .at(artifact.location()),
            );
        }
        if self.unknown_events > 0 {
            notices.push(
                Notice::note(format!(
                    "{} of a kind that is not known; left out",
                    crate::tally::counted(self.unknown_events, "event is", "events are")
                ))
                .at(artifact.location()),
            );
        }
        if self.build.results.cases.is_empty() && !self.benchmarks.is_empty() {
            return Document {
                producer: Some("libtest".to_owned()),
                declared: None,
                content: Content::Benchmarks(self.benchmarks),
            };
        }
        if !self.benchmarks.is_empty() {
            notices.push(
                Notice::note(format!(
                    "{} beside the tests; left out",
                    crate::tally::counted(self.benchmarks.len() as u64, "benchmark", "benchmarks")
                ))
                .hint("run them by themselves: `cargo bench -- --format json`")
                .at(artifact.location()),
            );
        }
        self.build.finish(artifact, notices, Some("libtest".to_owned()), self.declared)
    }
}

fn secs(event: Value<'_, '_>, key: &str) -> Option<f64> {
    let value = event.get(key)?;
    value.number_or_text().or_else(|| Time::parse(&value.string()?).secs()).filter(|secs| *secs >= 0.0)
}

/// The line of an output that says why a test panicked.
fn panic_message(stdout: &str) -> Option<&str> {
    let mut lines = stdout.lines().skip_while(|line| !line.contains("panicked at"));
    let first = lines.next()?;
    // Since Rust 1.73 the message is on the next line, before it stood in quotes on the same.
    match first.split_once("panicked at '") {
        Some((_, message)) => message.split("', ").next(),
        None => lines.next(),
    }
}
