//! RSpec's JSON.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use crate::json::{Cursor, Value, first};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// RSpec JSON.
pub(crate) struct Rspec;

const NAME: &str = "RSpec JSON";

impl Format for Rspec {
    fn id(&self) -> FormatId {
        FormatId("rspec-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, message, backtrace, source file and line of every example."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("examples")
            && (shape.has("summary")
                || shape.has("summary_line")
                || head.text().contains("\"full_description\""))
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut build = Build::default();
        let (mut declared, mut outside, mut version, mut has_examples) = (None, None, None, false);
        let json = Cursor::walk(NAME, artifact, &text, |root| {
            root.members(|value, key| match key {
                "examples" => {
                    value.first_items(&mut has_examples, |example| case(&mut build, example));
                }
                "summary" => {
                    value.value(|summary| {
                        first(&mut declared, self::declared(summary));
                        first(&mut outside, summary.count_of("errors_outside_of_examples_count"));
                    });
                }
                "version" => first(&mut version, value.some_string()),
                _ => {}
            });
        })?;
        if let Some(outside) = outside.filter(|outside| *outside > 0) {
            notices.push(
                Notice::error(format!(
                    "{} outside of examples",
                    crate::tally::counted(outside, "error", "errors")
                ))
                .effect("no example can be counted for them; examples may be missing")
                .at(artifact.location()),
            );
        }
        let producer = version.map_or_else(|| "RSpec".to_owned(), |version| format!("RSpec {version}"));
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some(producer), declared))
    }
}

fn declared(summary: Value<'_, '_>) -> Option<Counts> {
    let count = |key| summary.count_of(key).unwrap_or_default();
    let (all, failed, skipped) =
        (summary.count_of("example_count")?, count("failure_count"), count("pending_count"));
    Some(Counts { passed: all.saturating_sub(failed + skipped), failed, errored: 0, skipped })
}

#[derive(Default)]
struct Example<'a> {
    status: Option<Cow<'a, str>>,
    path: Option<Cow<'a, str>>,
    full_description: Option<Cow<'a, str>>,
    description: Option<Cow<'a, str>>,
    line: Option<u32>,
    run_time: Option<f64>,
    exception: Option<Box<Exception<'a>>>,
    pending_message: Option<Cow<'a, str>>,
}

#[derive(Default)]
struct Exception<'a> {
    class: Option<Cow<'a, str>>,
    message: Option<Cow<'a, str>>,
    backtrace: Vec<Cow<'a, str>>,
}

impl<'a> Exception<'a> {
    fn read(exception: &mut Cursor<'a>) -> Self {
        let mut said = Self::default();
        let mut has_trace = false;
        exception.members(|value, key| match key {
            "class" => first(&mut said.class, value.some_string()),
            "message" => first(&mut said.message, value.some_string()),
            "backtrace" => {
                let lines = &mut said.backtrace;
                value.first_items(&mut has_trace, |line| lines.extend(line.string()));
            }
            _ => {}
        });
        said
    }
}

fn case(build: &mut Build, example: &mut Cursor<'_>) {
    let mut said = Example::default();
    let is_whole = example.members(|value, key| match key {
        "status" => first(&mut said.status, value.some_string()),
        "file_path" => first(&mut said.path, value.some_string()),
        "full_description" => first(&mut said.full_description, value.some_string()),
        "description" => first(&mut said.description, value.some_string()),
        "line_number" => first(&mut said.line, value.line()),
        "run_time" => first(&mut said.run_time, value.secs()),
        "exception" if value.is_object() => {
            first(&mut said.exception, Some(Box::new(Exception::read(value))));
        }
        "pending_message" => first(&mut said.pending_message, value.some_string()),
        _ => {}
    });
    let Some(word) = said.status.filter(|_| is_whole) else {
        build.unfinished();
        return;
    };
    let outcome = match &*word {
        "passed" => Outcome::Passed,
        "failed" => Outcome::Failed,
        "pending" => Outcome::Skipped,
        word => build.unknown_outcome(word),
    };
    let path = said.path.unwrap_or_default();
    let path = path.strip_prefix("./").unwrap_or(&path);
    let suite = build.suite_named(path);
    let file = build.share_some(Some(path.into()));
    if let Some(suite) = build.suite_mut(suite) {
        suite.file.clone_from(&file);
    }
    let name = said.full_description.or(said.description).unwrap_or_default();
    let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
    // As rspec_junit_formatter names it: `spec/till_spec.rb` is `spec.till_spec`.
    let class = path.strip_suffix(".rb").unwrap_or(path).replace('/', ".");
    case.class = build.share_some(Some(class.into()));
    case.file = file;
    case.line = said.line;
    case.duration_secs = said.run_time;
    if let Some(exception) = said.exception.filter(|_| outcome.is_bad()) {
        let lines = exception.backtrace;
        let trace = (!lines.is_empty()).then(|| lines.join("\n").into());
        let failure = build.failure(outcome, exception.class, exception.message, trace);
        case.text_mut().failures.push(failure);
    }
    if let Some(reason) = said.pending_message {
        case.text_mut().skip_reason = build.text(Some(reason));
    }
    build.case(case);
}
