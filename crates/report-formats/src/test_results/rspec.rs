//! RSpec's JSON.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use crate::json::{Json, Value};
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
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        for example in root.list("examples") {
            case(&mut build, example);
        }
        let declared = root.get("summary").and_then(|summary| {
            let count = |key| summary.count_of(key).unwrap_or_default();
            let (all, failed, skipped) =
                (summary.count_of("example_count")?, count("failure_count"), count("pending_count"));
            Some(Counts { passed: all.saturating_sub(failed + skipped), failed, errored: 0, skipped })
        });
        let outside = root
            .path(&["summary", "errors_outside_of_examples_count"])
            .and_then(Value::count)
            .unwrap_or_default();
        if outside > 0 {
            notices.push(
                Notice::error(format!(
                    "{} outside of examples",
                    crate::tally::counted(outside, "error", "errors")
                ))
                .effect("no example can be counted for them; examples may be missing")
                .at(artifact.location()),
            );
        }
        let producer =
            root.str_of("version").map_or_else(|| "RSpec".to_owned(), |version| format!("RSpec {version}"));
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some(producer), declared))
    }
}

fn case(build: &mut Build, example: Value<'_, '_>) {
    let Some(word) = example.str_of("status").filter(|_| !example.is_cut()) else {
        build.unfinished();
        return;
    };
    let outcome = match &*word {
        "passed" => Outcome::Passed,
        "failed" => Outcome::Failed,
        "pending" => Outcome::Skipped,
        word => build.unknown_outcome(word),
    };
    let path = example.str_of("file_path").unwrap_or_default();
    let path = path.strip_prefix("./").unwrap_or(&path);
    let suite = build.suite_named(path);
    let file = build.share_some(Some(path.into()));
    if let Some(suite) = build.suite_mut(suite) {
        suite.file.clone_from(&file);
    }
    let name =
        example.str_of("full_description").or_else(|| example.str_of("description")).unwrap_or_default();
    let mut case = TestCase { suite, outcome, ..TestCase::named(&*name) };
    // As rspec_junit_formatter names it: `spec/till_spec.rb` is `spec.till_spec`.
    let class = path.strip_suffix(".rb").unwrap_or(path).replace('/', ".");
    case.class = build.share_some(Some(class.into()));
    case.file = file;
    case.line = example.line_of("line_number");
    case.duration_secs = example.secs_of("run_time");
    if let Some(exception) = example.get("exception").filter(|_| outcome.is_bad()) {
        let lines: Vec<Cow<'_, str>> = exception.list("backtrace").filter_map(Value::string).collect();
        let trace = (!lines.is_empty()).then(|| lines.join("\n").into());
        let failure = build.failure(outcome, exception.str_of("class"), exception.str_of("message"), trace);
        case.text_mut().failures.push(failure);
    }
    if let Some(reason) = example.str_of("pending_message") {
        case.text_mut().skip_reason = build.text(Some(reason));
    }
    build.case(case);
}
