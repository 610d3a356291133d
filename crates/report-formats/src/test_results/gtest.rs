//! GoogleTest's JSON. Its XML is read as JUnit XML.

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// GoogleTest JSON.
pub(crate) struct GoogleTest;

const NAME: &str = "GoogleTest JSON";

impl Format for GoogleTest {
    fn id(&self) -> FormatId {
        FormatId("gtest-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, start, duration, failures, source file and line of every test, parameters among them."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("testsuites")
            && (shape.has("testsuites.[].testsuite") || shape.has_all(&["tests", "disabled"]))
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
        let started_at = root.str_of("timestamp").and_then(|moment| Timestamp::parse(&moment));
        for suite in root.list("testsuites") {
            let name = suite.str_of("name").unwrap_or_default();
            let number = build.suite_named(&name);
            if let Some(slot) = build.suite_mut(number) {
                slot.started_at =
                    suite.str_of("timestamp").and_then(|moment| Timestamp::parse(&moment)).or(started_at);
                slot.duration_secs = suite.str_of("time").and_then(|time| Time::parse(&time).secs());
            }
            let tests = suite.get("testsuite").or_else(|| suite.get("testcase"));
            for test in tests.into_iter().flat_map(Value::items) {
                case(&mut build, test, number, &name);
            }
        }
        let count = |key| root.count_of(key).unwrap_or_default();
        // What a test skipped itself is in no sum of this format.
        let skipped = build.results.counts().skipped.max(count("disabled"));
        let declared = root.count_of("tests").map(|tests| Counts {
            passed: tests.saturating_sub(count("failures") + count("errors") + skipped),
            failed: count("failures"),
            errored: count("errors"),
            skipped,
        });
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some("GoogleTest".to_owned()), declared))
    }
}

fn case(build: &mut Build, test: Value<'_, '_>, suite: u32, class: &str) {
    let failures: Vec<Value<'_, '_>> = test.list("failures").collect();
    let (status, result) =
        (test.str_of("status").unwrap_or_default(), test.str_of("result").unwrap_or_default());
    if test.is_cut() && failures.is_empty() {
        build.unfinished();
        return;
    }
    let outcome = if !failures.is_empty() {
        Outcome::Failed
    } else if status.eq_ignore_ascii_case("notrun")
        || ["SKIPPED", "SUPPRESSED"].contains(&&*result.to_ascii_uppercase())
    {
        Outcome::Skipped
    } else {
        Outcome::Passed
    };
    let mut case = TestCase { suite, outcome, ..TestCase::named(&*test.str_of("name").unwrap_or_default()) };
    case.class = build.share_some(test.str_of("classname").or(Some(class.to_owned().into())));
    case.file = build.share_some(test.str_of("file"));
    case.line = test.line_of("line");
    case.started_at = test.str_of("timestamp").and_then(|moment| Timestamp::parse(&moment));
    case.duration_secs = test.str_of("time").and_then(|time| Time::parse(&time).secs());
    for failure in failures {
        let message = failure.str_of("failure").or_else(|| failure.str_of("message"));
        let kind = failure.str_of("type");
        let failure = build.failure(Outcome::Failed, kind, message, None);
        case.text_mut().failures.push(failure);
    }
    let skipped: Option<Cow<'_, str>> = test.list("skipped").find_map(|skip| skip.str_of("message"));
    if let Some(reason) = build.text(skipped) {
        case.text_mut().skip_reason = Some(reason);
    }
    if let Some(value) = test.str_of("value_param") {
        build.property(&mut case, "value_param", &value);
    }
    build.case(case);
}
