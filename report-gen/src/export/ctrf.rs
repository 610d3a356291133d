//! `export ctrf`: the merged results in the Common Test Report Format.

use report_model::Outcome;
use serde_json::{Map, Value, json};

use super::cases::{Case, for_each};
use super::{Exporter, Published};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct Ctrf;

impl Exporter for Ctrf {
    fn name(&self) -> &'static str {
        "ctrf"
    }

    fn says(&self) -> &'static str {
        "all results as CTRF, which has no word for errors: they are failures whose rawStatus is errored"
    }

    fn formats(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn export(&self, site: &Published, _: &str) -> Result<String, Error> {
        let mut tests = Vec::new();
        for_each(site, |case| tests.push(test(&case)))?;
        let manifest = &site.manifest;
        let (counts, run) = (manifest.totals.counts, &manifest.run);
        let start = run.started_at.map_or(0, |moment| moment.0);
        #[expect(clippy::cast_possible_truncation, reason = "no run takes that long")]
        let millis = manifest.totals.suite_secs().map_or(0, |secs| (secs * 1000.0) as i64);
        let mut environment = Map::new();
        let facts = [
            ("reportName", Some(&manifest.title)),
            ("buildNumber", Some(&run.id)),
            ("branchName", run.branch.as_ref()),
            ("commit", run.commit.as_ref()),
            ("buildUrl", run.url.as_ref()),
        ];
        for (key, value) in facts {
            put(&mut environment, key, value.map(|value| Value::from(value.as_str())));
        }
        let report = json!({
            "reportFormat": "CTRF",
            "specVersion": "0.0.0",
            "results": {
                "tool": { "name": "report-gen", "version": env!("CARGO_PKG_VERSION") },
                "summary": {
                    "tests": counts.total(),
                    "passed": counts.passed,
                    "failed": counts.bad(),
                    "skipped": counts.skipped,
                    "pending": 0,
                    "other": 0,
                    "start": start,
                    "stop": start + millis,
                },
                "environment": environment,
                "tests": tests,
            },
        });
        let text = serde_json::to_string(&report);
        text.map(|text| text + "\n").map_err(|source| Error::Json { what: "CTRF".to_owned(), source })
    }
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed | Outcome::Errored => "failed",
        Outcome::Skipped => "skipped",
    }
}

fn millis(micros: u64) -> Value {
    if micros.is_multiple_of(1000) { Value::from(micros / 1000) } else { Value::from(micros as f64 / 1000.0) }
}

fn test(case: &Case<'_>) -> Value {
    let mut test = Map::new();
    let text = &case.text;
    put(&mut test, "name", Some(case.name.into()));
    put(&mut test, "status", Some(status(case.outcome).into()));
    if case.outcome == Outcome::Errored {
        put(&mut test, "rawStatus", Some("errored".into()));
    }
    put(&mut test, "duration", case.duration_us.map(millis));
    put(&mut test, "suite", case.class.map(Value::from));
    put(&mut test, "filePath", text.file.as_deref().map(Value::from));
    put(&mut test, "line", text.line.map(Value::from));
    let failure = text.failures.first();
    let message = failure.and_then(|failure| failure.message.as_deref()).or(text.skip_reason.as_deref());
    put(&mut test, "message", message.map(Value::from));
    put(&mut test, "trace", failure.and_then(|failure| failure.trace.as_deref()).map(Value::from));
    if case.is_flaky {
        put(&mut test, "flaky", Some(true.into()));
    }
    if !text.attempts.is_empty() {
        put(&mut test, "retries", Some((text.attempts.len() - 1).into()));
        let attempts = text.attempts.iter().zip(1..).map(|(attempt, number)| {
            let mut one = Map::new();
            put(&mut one, "attempt", Some(Value::from(number)));
            put(&mut one, "status", Some(status(attempt.outcome).into()));
            put(&mut one, "duration", attempt.duration_us.map(millis));
            let failure = attempt.failure.as_ref();
            put(&mut one, "message", failure.and_then(|failure| failure.message.as_deref()).map(Value::from));
            put(&mut one, "trace", failure.and_then(|failure| failure.trace.as_deref()).map(Value::from));
            Value::Object(one)
        });
        put(&mut test, "retryAttempts", Some(attempts.collect()));
    }
    for (key, output) in [("stdout", &text.stdout), ("stderr", &text.stderr)] {
        let lines = output.as_ref().map(|text| text.split('\n').map(Value::from).collect());
        put(&mut test, key, lines);
    }
    Value::Object(test)
}
