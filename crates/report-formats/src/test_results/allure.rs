//! Allure results: a folder with a JSON file for each test.

use std::borrow::Cow;

use report_model::run::{Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Json, Value};
use crate::place::prefix;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Allure results.
pub(crate) struct Allure;

const NAME: &str = "Allure results (JSON)";

/// How many errors outside of all tests are told.
const MAX_TOLD: usize = 20;

impl Format for Allure {
    fn id(&self) -> FormatId {
        FormatId("allure-results")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, class, parameters, message, trace and labels of one test a file. Retries are other files with the same `historyId`, which is kept as a property."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let is_result = shape.has("status")
            && (shape.has_all(&["uuid", "labels"])
                || shape.has_all(&["uuid", "historyId"])
                || shape.has_all(&["uuid", "name", "start"])
                || shape.has("statusDetails")
                || shape.has_all(&["name", "start", "stop"]));
        // A result without a status is one all the same: Allure calls it unknown.
        let is_called_so = head.name_ends_with("-result.json")
            && ["uuid", "name", "fullName", "historyId"].iter().any(|member| shape.has(member));
        if is_result || is_called_so || is_container(head) || is_of_all(head) {
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
        if root.get("status").is_none() && root.get("children").is_some_and(Value::is_array) {
            json.report(artifact.path, notices);
            // Which fixtures belong to which tests.
            return Ok(Document { producer: Some("Allure".to_owned()), ..Document::default() });
        }
        if root.get("status").is_none() && root.get("errors").is_some_and(Value::is_array) {
            json.report(artifact.path, notices);
            for error in root.list("errors").take(MAX_TOLD) {
                let message = error.str_of("message").unwrap_or_default();
                let line = message.lines().next().unwrap_or_default();
                notices.push(
                    Notice::error(format!("outside of all tests: {}", prefix(line, 200)))
                        .effect("no test tells of it")
                        .at(artifact.location()),
                );
            }
            let untold = root.list("errors").skip(MAX_TOLD).count() as u64;
            if untold > 0 {
                let errors = crate::tally::counted(untold, "more error", "more errors");
                notices.push(
                    Notice::error(format!("and {errors} outside of all tests"))
                        .effect("no test tells of them")
                        .at(artifact.location()),
                );
            }
            return Ok(Document { producer: Some("Allure".to_owned()), ..Document::default() });
        }
        case(&mut build, root, artifact);
        json.report(artifact.path, notices);
        Ok(build.finish(artifact, notices, Some("Allure".to_owned()), None))
    }
}

/// Containers say which fixtures belong to which tests; they hold no test.
fn is_container(head: &Head<'_>) -> bool {
    head.json().has_all(&["uuid", "children"])
        && (head.json().has("befores") || head.json().has("afters") || head.name_ends_with("-container.json"))
}

/// What failed outside of all tests, and what is attached to all of them.
fn is_of_all(head: &Head<'_>) -> bool {
    head.name_ends_with("-globals.json") && head.json().has_all(&["errors", "attachments"])
}

/// Whether a file is called as Allure calls what tests attach: it may look like a report of any kind and is none.
pub(crate) fn is_attachment(name: &str) -> bool {
    let Some((id, rest)) = name.split_at_checked(36) else { return false };
    let is_id = id.bytes().zip(0..).all(|(byte, place)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    is_id && rest.starts_with("-attachment")
}

fn label<'a>(root: Value<'_, 'a>, name: &str) -> Option<Cow<'a, str>> {
    root.list("labels")
        .find(|label| label.str_of("name").as_deref() == Some(name))
        .and_then(|label| label.str_of("value"))
}

fn case(build: &mut Build, root: Value<'_, '_>, artifact: &Artifact<'_>) {
    let word = root.str_of("status");
    let outcome = match word.as_deref() {
        Some("passed") => Outcome::Passed,
        Some("failed") => Outcome::Failed,
        Some("broken") => Outcome::Errored,
        Some("skipped") => Outcome::Skipped,
        Some(word) => build.unknown_outcome(word),
        None if root.is_cut() => {
            build.unfinished();
            return;
        }
        None => build.unknown_outcome("unknown"),
    };
    let suites: Vec<Cow<'_, str>> =
        ["parentSuite", "suite", "subSuite"].into_iter().filter_map(|name| label(root, name)).collect();
    let class = label(root, "testClass").or_else(|| label(root, "package")).or_else(|| {
        let full = root.str_of("fullName")?;
        let (class, _) = full.rsplit_once(['.', '#'])?;
        Some(Cow::Owned(class.to_owned()))
    });
    let suite_name =
        if suites.is_empty() { class.clone().unwrap_or_default() } else { Cow::Owned(suites.join(" > ")) };
    let (start, stop) = (root.number_of("start"), root.number_of("stop"));
    let started_at = start.and_then(Timestamp::of_millis);
    let suite = build.suite_named(&suite_name);
    let host = build.share_some(label(root, "host"));
    if let Some(suite) = build.suite_mut(suite) {
        suite.hostname = host;
        suite.started_at = started_at;
    }
    // A test without a name can at least be found by its file.
    let mut name = root.str_of("name").unwrap_or(Cow::Borrowed(artifact.path)).into_owned();
    let parameters: Vec<String> = root
        .list("parameters")
        .filter(|parameter| !parameter.is_true("excluded"))
        .filter_map(|parameter| Some(parameter.get("value")?.written().into_owned()))
        .collect();
    if !parameters.is_empty() && !name.contains('[') {
        name = format!("{name}[{}]", parameters.join(", "));
    }
    let mut case = TestCase { suite, outcome, started_at, ..TestCase::named(name) };
    case.class = build.share_some(class);
    case.duration_secs =
        start.zip(stop).map(|(start, stop)| (stop - start) / 1000.0).filter(|secs| *secs >= 0.0);
    let details = root.get("statusDetails");
    let message = details.and_then(|details| details.str_of("message"));
    let trace = details.and_then(|details| details.str_of("trace"));
    if outcome.is_bad() {
        let failure = build.failure(outcome, None, message, trace);
        case.text_mut().failures.push(failure);
    } else if outcome == Outcome::Skipped && message.is_some() {
        let reason = message.map(|message| super::pytest::skip_reason(&message).to_owned().into());
        case.text_mut().skip_reason = build.text(reason);
    }
    if let Some(id) = root.str_of("historyId") {
        build.property(&mut case, "historyId", &id);
    }
    for label in root.list("labels") {
        if let (Some(name), Some(value)) = (label.str_of("name"), label.str_of("value"))
            && ["tag", "severity", "owner", "epic", "feature", "story", "framework"].contains(&&*name)
        {
            build.property(&mut case, &name, &value);
        }
    }
    build.case(case);
}
