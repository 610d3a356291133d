//! `go test -json`.

use std::borrow::Cow;
use std::collections::HashMap;

use report_model::run::{Content, Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::text::add;
use crate::benchmarks::go_bench;
use crate::json::{Lines, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Go test JSON.
pub(crate) struct GoTest;

const NAME: &str = "go test -json";

impl Format for GoTest {
    fn id(&self) -> FormatId {
        FormatId("go-test-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration and output of every test and subtest, as far as the run came: a test that began and never ended is told as an error. Packages that fail to build are told, not counted. Of a run of benchmarks alone it holds those."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.lines_have(&["Action", "Package"])
            || shape.lines_have(&["Action", "Test"])
            || shape.lines_have(&["Action", "ImportPath"])
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut reader = Reader { most: artifact.texts.each, ..Reader::default() };
        let lines = Lines::read(&text, |event, _| reader.event(event));
        lines.report(NAME, artifact, &text, notices)?;
        reader.failed_builds = reader.failed_builds.max(told_failed_builds(&text));
        reader.leave_out_benchmarks();
        reader.tell_open(artifact, notices);
        let has_benchmarks = reader.executions.is_empty() || has_figure(&text);
        let benchmarks = if has_benchmarks { go_bench::benchmarks(&printed(&text)) } else { Vec::new() };
        if benchmarks.is_empty() {
            return Ok(reader.finish(artifact, notices));
        }
        if reader.has_neither_tests_nor_failures() {
            let content = Content::Benchmarks(benchmarks);
            return Ok(Document { producer: Some("go test".to_owned()), declared: None, content });
        }
        let count = crate::tally::counted(benchmarks.len() as u64, "benchmark", "benchmarks");
        notices.push(
            Notice::warning(format!("holds {count} beside results of tests; the benchmarks are left out"))
                .hint("write the benchmarks into a file of their own: `go test -json -run '^$' -bench .`")
                .at(artifact.location()),
        );
        Ok(reader.finish(artifact, notices))
    }
}

/// What was printed: the text that `go test` would have written without `-json`.
fn printed(text: &str) -> String {
    let mut printed = String::new();
    Lines::read(text, |event, _| {
        printed.push_str(&event.str_of("Output").unwrap_or_default());
        true
    });
    printed
}

/// How many packages did not build, as it is told in plain text before Go 1.24.
fn told_failed_builds(text: &str) -> u64 {
    let is_told = |at: &usize| {
        let line = text.get(*at..).and_then(|line| line.lines().next()).unwrap_or_default();
        (*at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
            && (line.ends_with("[build failed]") || line.ends_with("[setup failed]"))
    };
    memchr::memmem::find_iter(text.as_bytes(), b"FAIL\t").filter(is_told).count() as u64
}

/// Whether a text holds what a benchmark measures: nearly always a figure of one operation.
fn has_figure(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"/op")
        .any(|at| !text.as_bytes().get(at + 3).is_some_and(u8::is_ascii_alphanumeric))
}

/// One execution of a test, or of a benchmark.
struct Execution {
    package: usize,
    name: String,
    outcome: Option<Outcome>,
    secs: Option<f64>,
    output: String,
    /// Whether it printed what a benchmark measures.
    has_figure: bool,
}

impl Execution {
    /// Whether it is a benchmark and no test: such have a beginning and, unless they fail, no end.
    fn is_benchmark(&self) -> bool {
        self.name.starts_with("Benchmark") && self.outcome != Some(Outcome::Failed)
    }
}

#[derive(Default)]
struct Package {
    name: String,
    started_at: Option<Timestamp>,
    outcome: Option<Outcome>,
    secs: Option<f64>,
    output: String,
    /// The last execution of each of its tests.
    last: HashMap<String, usize>,
}

#[derive(Default)]
struct Reader {
    packages: Vec<Package>,
    package_numbers: HashMap<String, usize>,
    executions: Vec<Execution>,
    /// The package and the execution that the event before was about: most often the next one is too.
    latest_package: usize,
    latest_execution: usize,
    build_output: String,
    failed_builds: u64,
    /// How much output of one test or package is kept.
    most: usize,
}

impl Reader {
    fn has_neither_tests_nor_failures(&self) -> bool {
        self.executions.is_empty()
            && self.failed_builds == 0
            && self.packages.iter().all(|package| package.outcome != Some(Outcome::Failed))
    }

    /// Forgets the executions that are no tests. They run one after the other: one in which a package ended is the last
    /// of it and has no figure, and that is told as it is of tests.
    fn leave_out_benchmarks(&mut self) {
        let mut latest = vec![0; self.packages.len()];
        for (number, execution) in self.executions.iter().enumerate() {
            if let Some(latest) = latest.get_mut(execution.package) {
                *latest = number;
            }
        }
        let packages = &self.packages;
        let mut number = 0;
        self.executions.retain(|execution| {
            let is_latest = latest.get(execution.package) == Some(&number);
            number += 1;
            let has_passed = packages
                .get(execution.package)
                .is_some_and(|package| package.outcome == Some(Outcome::Passed));
            let hangs = execution.outcome.is_none() && is_latest && !execution.has_figure && !has_passed;
            !execution.is_benchmark() || hangs
        });
    }

    fn tell_open(&self, artifact: &Artifact<'_>, notices: &Notices) {
        let open = self.packages.iter().filter(|package| package.outcome.is_none()).count() as u64;
        if open > 0 {
            notices.push(
                Notice::error(format!(
                    "{} no end: the run was cut off",
                    crate::tally::counted(open, "package has", "packages have")
                ))
                .effect("what came later is missing from the figures")
                .at(artifact.location()),
            );
        }
    }

    fn event(&mut self, event: Value<'_, '_>) -> bool {
        let Some(action) = event.str_of("Action") else { return false };
        match &*action {
            "build-output" => {
                add(&mut self.build_output, &event.str_of("Output").unwrap_or_default(), self.most);
                return true;
            }
            "build-fail" => {
                self.failed_builds += 1;
                return true;
            }
            _ => {}
        }
        let package = self.package(event);
        match event.str_of("Test") {
            Some(test) => self.test(&action, package, test, event),
            None => self.package_event(&action, package, event),
        }
        true
    }

    fn package(&mut self, event: Value<'_, '_>) -> usize {
        let name = event.str_of("Package").unwrap_or_default();
        if self.packages.get(self.latest_package).is_some_and(|latest| *latest.name == *name) {
            return self.latest_package;
        }
        self.latest_package = match self.package_numbers.get(&*name) {
            Some(number) => *number,
            None => self.new_package(name, event),
        };
        self.latest_package
    }

    fn new_package(&mut self, name: Cow<'_, str>, event: Value<'_, '_>) -> usize {
        let started_at = event.str_of("Time").and_then(|moment| Timestamp::parse(&moment));
        self.packages.push(Package { name: name.clone().into_owned(), started_at, ..Package::default() });
        self.package_numbers.insert(name.into_owned(), self.packages.len() - 1);
        self.packages.len() - 1
    }

    fn package_event(&mut self, action: &str, number: usize, event: Value<'_, '_>) {
        let Some(package) = self.packages.get_mut(number) else { return };
        match action {
            "pass" | "fail" | "skip" => {
                package.outcome = outcome(action);
                package.secs = event.secs_of("Elapsed");
            }
            "output" => add(&mut package.output, &event.str_of("Output").unwrap_or_default(), self.most),
            _ => {}
        }
    }

    fn test(&mut self, action: &str, package: usize, test: Cow<'_, str>, event: Value<'_, '_>) {
        let known = self.last_execution(package, &test).filter(|number| {
            // A test that ended begins anew with `-count`.
            let has_ended = self.executions.get(*number).is_none_or(|execution| execution.outcome.is_some());
            !has_ended || !matches!(action, "run" | "pass" | "fail" | "skip" | "bench")
        });
        let number = known.unwrap_or_else(|| self.new_execution(package, test.into_owned()));
        self.latest_execution = number;
        let Some(execution) = self.executions.get_mut(number) else { return };
        match action {
            "output" => {
                let output = event.str_of("Output").unwrap_or_default();
                execution.has_figure |= has_figure(&output);
                add(&mut execution.output, &output, self.most);
            }
            "pass" | "fail" | "skip" | "bench" => {
                execution.outcome = outcome(action);
                execution.secs = event.secs_of("Elapsed");
                // Of what passed only what it printed itself is worth keeping.
                if action == "pass" && execution.output.lines().all(is_frame) {
                    execution.output = String::new();
                }
            }
            _ => {}
        }
    }

    fn last_execution(&self, package: usize, test: &str) -> Option<usize> {
        let latest = self.executions.get(self.latest_execution);
        if latest.is_some_and(|latest| latest.package == package && latest.name == test) {
            return Some(self.latest_execution);
        }
        self.packages.get(package)?.last.get(test).copied()
    }

    fn new_execution(&mut self, package: usize, name: String) -> usize {
        let number = self.executions.len();
        if let Some(package) = self.packages.get_mut(package) {
            package.last.insert(name.clone(), number);
        }
        self.executions.push(Execution {
            package,
            name,
            outcome: None,
            secs: None,
            output: String::new(),
            has_figure: false,
        });
        number
    }

    fn finish(self, artifact: &Artifact<'_>, notices: &Notices) -> Document {
        let mut build = Build::default();
        let mut hanging: Vec<String> = Vec::new();
        let mut lost = 0_u64;
        let mut has_tests = vec![false; self.packages.len()];
        let mut has_bad = vec![false; self.packages.len()];
        let mut suites = Vec::new();
        for package in &self.packages {
            let name = build.share_some(Some(package.name.as_str().into()));
            suites.push(build.suite(TestSuite {
                name,
                started_at: package.started_at,
                duration_secs: package.secs,
                ..TestSuite::default()
            }));
        }
        for execution in self.executions {
            let Some(package) = self.packages.get(execution.package) else { continue };
            let suite = suites.get(execution.package).copied().unwrap_or_default();
            let outcome = match execution.outcome {
                Some(outcome) => outcome,
                // The package passed, so its tests did: the event got lost.
                None if package.outcome == Some(Outcome::Passed) => {
                    lost += 1;
                    Outcome::Passed
                }
                None => {
                    hanging.push(format!("{}::{}", package.name, execution.name));
                    Outcome::Errored
                }
            };
            if let Some(has_tests) = has_tests.get_mut(execution.package) {
                *has_tests = true;
            }
            if let Some(has_bad) = has_bad.get_mut(execution.package) {
                *has_bad |= outcome.is_bad();
            }
            let mut case = TestCase { suite, outcome, ..TestCase::named(execution.name) };
            case.class = build.share_some(Some(package.name.as_str().into()));
            case.duration_secs = execution.secs;
            said(&mut build, &mut case, execution.outcome.is_none(), execution.output);
            build.case(case);
        }
        let mut alone = 0_u64;
        for (number, package) in self.packages.iter().enumerate() {
            let is_failed = package.outcome == Some(Outcome::Failed);
            if is_failed && !has_bad.get(number).copied().unwrap_or_default() {
                alone += 1;
            }
            if is_failed || !has_tests.get(number).copied().unwrap_or_default() {
                let output = build.text(Some(package.output.as_str().into()));
                if let Some(suite) = suites.get(number).and_then(|suite| build.suite_mut(*suite)) {
                    suite.stdout = output;
                }
            }
        }
        if let Some(suite) = suites.first().copied()
            && !self.build_output.is_empty()
        {
            let output = build.text(Some(self.build_output.into()));
            if let Some(suite) = build.suite_mut(suite) {
                suite.stderr = output;
            }
        }
        let alone = alone.max(self.failed_builds);
        if alone > 0 {
            notices.push(
                Notice::error(format!(
                    "{} although no test in it did",
                    crate::tally::counted(alone, "package failed", "packages failed")
                ))
                .effect("no test can be counted for it; its output is with the suite")
                .hint("most often code that does not build, a failing `TestMain`, or a data race")
                .at(artifact.location()),
            );
        }
        if lost > 0 {
            notices.push(
                Notice::warning(format!(
                    "{lost} tests have no end, but their package passed; taken as passed"
                ))
                .at(artifact.location()),
            );
        }
        if let Some(first) = hanging.first() {
            notices.push(super::never_ended(hanging.len() as u64, first).at(artifact.location()));
        }
        build.finish(artifact, notices, Some("go test".to_owned()), None)
    }
}

fn outcome(action: &str) -> Option<Outcome> {
    Some(match action {
        "pass" | "bench" => Outcome::Passed,
        "fail" => Outcome::Failed,
        "skip" => Outcome::Skipped,
        _ => return None,
    })
}

/// Lines by which `go test` itself frames what a test prints.
fn is_frame(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("=== ") || line.starts_with("--- ") || line.is_empty()
}

/// Keeps what a test printed: as the trace of a failure, the reason of a skip, or output.
fn said(build: &mut Build, case: &mut TestCase, never_ended: bool, output: String) {
    let message = output.lines().find_map(message).map(str::to_owned);
    match case.outcome {
        Outcome::Failed | Outcome::Errored => {
            let (kind, message) = if never_ended {
                (Some("never ended".into()), Some("began, but the run ended before it did".to_owned()))
            } else {
                (None, message)
            };
            let failure = build.failure(case.outcome, kind, message.map(Into::into), Some(output.into()));
            case.text_mut().failures.push(failure);
        }
        Outcome::Skipped => {
            if let Some(reason) = build.text(message.map(Into::into)) {
                case.text_mut().skip_reason = Some(reason);
            }
        }
        Outcome::Passed => {
            if let Some(output) = build.text(Some(output.into())) {
                case.text_mut().stdout = Some(output);
            }
        }
    }
}

/// The text behind `    till_test.go:9: `.
fn message(line: &str) -> Option<&str> {
    let (place, message) = line.trim_start().split_once(": ")?;
    let (file, number) = place.split_once(':')?;
    let is_place = file.rsplit_once('.').is_some_and(|(_, end)| end == "go")
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit());
    is_place.then_some(message)
}
