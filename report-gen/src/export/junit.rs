//! `export junit`: the merged results as one JUnit XML file, in the dialect of Surefire, which has words for attempts.

use report_model::site::{AttemptText, FailureText};
use report_model::{Counts, Outcome};

use super::cases::{Case, for_each, secs};
use super::xml::{attribute, element, escape};
use super::{Exporter, Published};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct Junit;

impl Exporter for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn says(&self) -> &'static str {
        "all results as one JUnit XML file"
    }

    fn formats(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn export(&self, site: &Published, _: &str) -> Result<String, Error> {
        let mut suites: Vec<Suite> = Vec::new();
        for_each(site, |case| {
            if suites.last().is_none_or(|suite| suite.name != case.group) {
                suites.push(Suite { name: case.group.to_owned(), ..Suite::default() });
            }
            if let Some(suite) = suites.last_mut() {
                suite.add(&case);
            }
        })?;
        let manifest = &site.manifest;
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites".to_owned();
        attribute(&mut out, "name", Some(&manifest.title));
        out.push_str(&counters(manifest.totals.counts));
        attribute(&mut out, "time", manifest.totals.suite_secs().map(|secs| secs.to_string()).as_deref());
        out.push_str(">\n");
        let run = &manifest.run;
        let mut head = String::new();
        let properties = [
            ("run_id", Some(&run.id)),
            ("branch", run.branch.as_ref()),
            ("commit", run.commit.as_ref()),
            ("url", run.url.as_ref()),
        ];
        for (name, value) in properties {
            property(&mut head, name, value.map(String::as_str));
        }
        let started_at = run.started_at.and_then(report_model::Timestamp::rfc3339);
        for suite in suites {
            suite.write(&mut out, started_at.as_deref(), &head);
        }
        out.push_str("</testsuites>\n");
        Ok(out)
    }
}

#[derive(Default)]
struct Suite {
    name: String,
    counts: Counts,
    micros: u64,
    cases: String,
}

impl Suite {
    fn add(&mut self, case: &Case<'_>) {
        self.counts.add(case.outcome);
        self.micros = self.micros.saturating_add(case.duration_us.unwrap_or_default());
        write_case(&mut self.cases, case);
    }

    fn write(&self, out: &mut String, started_at: Option<&str>, properties: &str) {
        out.push_str("<testsuite");
        attribute(out, "name", Some(&self.name));
        out.push_str(&counters(self.counts));
        attribute(out, "time", Some(&secs(self.micros)));
        attribute(out, "timestamp", started_at);
        out.push_str(&format!(">\n<properties>\n{properties}</properties>\n{}</testsuite>\n", self.cases));
    }
}

fn counters(counts: Counts) -> String {
    let Counts { failed, errored, skipped, .. } = counts;
    format!(" tests=\"{}\" failures=\"{failed}\" errors=\"{errored}\" skipped=\"{skipped}\"", counts.total())
}

fn property(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str("<property");
        attribute(out, "name", Some(name));
        attribute(out, "value", Some(value));
        out.push_str("/>\n");
    }
}

fn write_case(out: &mut String, case: &Case<'_>) {
    out.push_str("<testcase");
    attribute(out, "classname", case.class);
    attribute(out, "name", Some(case.name));
    attribute(out, "time", case.duration_us.map(secs).as_deref());
    attribute(out, "file", case.text.file.as_deref());
    attribute(out, "line", case.text.line.map(|line| line.to_string()).as_deref());
    out.push_str(">\n");
    let text = &case.text;
    if !text.properties.is_empty() {
        out.push_str("<properties>\n");
        for (name, value) in &text.properties {
            property(out, name, Some(value));
        }
        out.push_str("</properties>\n");
    }
    if case.outcome == Outcome::Skipped {
        out.push_str("<skipped");
        attribute(out, "message", text.skip_reason.as_deref());
        out.push_str("/>\n");
    }
    for failure in &text.failures {
        write_failure(out, element_of(failure.outcome), failure);
    }
    if text.failures.is_empty() && case.outcome.is_bad() {
        out.push_str(&format!("<{}/>\n", element_of(case.outcome)));
    }
    // The last attempt is the case itself where it passed, and the first where it did not: the others are listed.
    let attempts = if case.outcome == Outcome::Passed {
        text.attempts.split_last().map(|(_, others)| others)
    } else {
        text.attempts.split_first().map(|(_, others)| others)
    };
    let word = if case.outcome == Outcome::Passed { "flaky" } else { "rerun" };
    for attempt in attempts.unwrap_or_default().iter().filter(|attempt| attempt.outcome.is_bad()) {
        write_attempt(out, word, attempt);
    }
    element(out, "system-out", text.stdout.as_deref());
    element(out, "system-err", text.stderr.as_deref());
    out.push_str("</testcase>\n");
}

const fn element_of(outcome: Outcome) -> &'static str {
    if matches!(outcome, Outcome::Errored) { "error" } else { "failure" }
}

fn write_failure(out: &mut String, name: &str, failure: &FailureText) {
    out.push('<');
    out.push_str(name);
    attribute(out, "message", failure.message.as_deref());
    attribute(out, "type", failure.kind.as_deref());
    match failure.trace.as_deref() {
        Some(trace) => out.push_str(&format!(">{}</{name}>\n", escape(trace).replace("&#10;", "\n"))),
        None => out.push_str("/>\n"),
    }
}

fn write_attempt(out: &mut String, word: &str, attempt: &AttemptText) {
    let name = format!("{word}{}", if attempt.outcome == Outcome::Errored { "Error" } else { "Failure" });
    out.push('<');
    out.push_str(&name);
    let failure = attempt.failure.as_ref();
    attribute(out, "message", failure.and_then(|failure| failure.message.as_deref()));
    attribute(out, "type", failure.and_then(|failure| failure.kind.as_deref()));
    attribute(out, "time", attempt.duration_us.map(secs).as_deref());
    out.push_str(">\n");
    element(out, "stackTrace", failure.and_then(|failure| failure.trace.as_deref()));
    out.push_str(&format!("</{name}>\n"));
}
