//! Criterion.rs: its folder of `estimates.json`, cargo-criterion's messages, or what it prints.

use report_model::Notices;
use report_model::run::{Benchmark, Document, Estimate};

use super::{document, secs_of, time};
use crate::json::{Json, Lines, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Criterion.rs.
pub(crate) struct Criterion;

const NAME: &str = "Criterion.rs";

impl Format for Criterion {
    fn id(&self) -> FormatId {
        FormatId("criterion")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "Mean, median and standard deviation of every benchmark in seconds. The folder's other files are recognised and hold nothing further; printed results have an estimate and its bounds only."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let is_estimates = shape.has("mean.point_estimate")
            && ["median", "median_abs_dev", "std_dev", "slope"]
                .iter()
                .any(|other| shape.has(&format!("{other}.point_estimate")));
        let is_other =
            shape.has_all(&["group_id", "full_id"]) || shape.has_all(&["sampling_mode", "iters", "times"]);
        if is_estimates
            || is_other
            || shape.lines_have(&["reason", "iteration_count"])
            || shape.has_all(&["reason", "iteration_count"])
            || has_printed(head.text())
        {
            Match::ByContent
        } else if head.file_name() == "tukey.json" {
            // Four numbers: the fences of outliers.
            Match::ByName
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        if has_printed(&text) {
            return Ok(document(printed(&text), "Criterion.rs", artifact, notices));
        }
        let json = Json::parse(&text);
        let Some(root) = json.root() else {
            return Err(ReadError::new(NAME, artifact.location(), "neither JSON nor a printed result in it"));
        };
        if root.get("reason").is_some() || json.roots().nth(1).is_some() {
            // On a line each, or laid out over several by who kept them.
            if json.is_whole() {
                let benchmarks = json.roots().filter_map(message_of).collect();
                json.of_several().report(artifact.path, notices);
                return Ok(document(benchmarks, "cargo-criterion", artifact, notices));
            }
            let mut benchmarks = Vec::new();
            let lines = Lines::read(&text, |message, _| {
                benchmarks.extend(message_of(message));
                message.get("reason").is_some()
            });
            lines.report(NAME, artifact, &text, notices)?;
            return Ok(document(benchmarks, "cargo-criterion", artifact, notices));
        }
        json.report(artifact.path, notices);
        let name = name_of(artifact.path);
        match root.get("mean").filter(|_| !name.is_change) {
            Some(_) => Ok(document(
                vec![Benchmark { name: name.full, estimates: vec![estimate(root, 1e-9)] }],
                "Criterion.rs",
                artifact,
                notices,
            )),
            // What changed, the samples and the bounds of outliers: no result of their own.
            None => Ok(Document { producer: Some("Criterion.rs".to_owned()), ..Document::default() }),
        }
    }
}

/// What the folders around an `estimates.json` say.
struct Name {
    full: String,
    /// Whether it holds the relative change from one run to another.
    is_change: bool,
}

/// `target/criterion/group/function/new/estimates.json` is `group/function`; a saved baseline is marked as one.
fn name_of(path: &str) -> Name {
    let path = path.replace('\\', "/");
    let mut folders: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    folders.pop();
    let run = folders.pop().unwrap_or_default();
    let start = folders
        .iter()
        .rposition(|part| part.ends_with("criterion"))
        .map_or_else(|| folders.len().saturating_sub(1), |at| at + 1);
    let mut full = folders.get(start..).unwrap_or_default().join("/");
    if full.is_empty() {
        full.clone_from(&path);
    } else if run != "new" {
        full = format!("{full} [{run}]");
    }
    Name { full, is_change: run == "change" }
}

fn estimate(said: Value<'_, '_>, factor: f64) -> Estimate {
    let of = |key| said.get(key)?.number_of("point_estimate").map(|value| value * factor);
    Estimate { mean: of("mean"), median: of("median"), std_dev: of("std_dev"), ..time() }
}

/// One message of cargo-criterion.
fn message_of(message: Value<'_, '_>) -> Option<Benchmark> {
    if message.str_of("reason").as_deref() != Some("benchmark-complete") {
        return None;
    }
    let unit = message.str_of("unit").and_then(|unit| secs_of(&unit)).unwrap_or(1e-9);
    let of = |key| {
        let said = message.get(key)?;
        let unit = said.str_of("unit").and_then(|unit| secs_of(&unit)).unwrap_or(unit);
        said.number_of("estimate").map(|value| value * unit)
    };
    let iterations = message.list("iteration_count").filter_map(Value::number);
    let values = message.list("measured_values").filter_map(Value::number);
    let samples = values
        .zip(iterations)
        .filter(|(_, count)| *count > 0.0)
        .map(|(value, count)| value * unit / count)
        .collect();
    let estimate = Estimate { mean: of("mean"), median: of("median"), samples, ..time() };
    Some(Benchmark { name: message.str_of("id").unwrap_or_default().into_owned(), estimates: vec![estimate] })
}

/// `time:   [1.2345 us 1.2400 us 1.2456 us]`: the bounds and between them the estimate.
fn times(line: &str) -> Option<(&str, [f64; 3])> {
    let (name, rest) = line.split_once("time:")?;
    let inner = rest.trim_start().strip_prefix('[')?.split_once(']')?.0;
    let mut parts = inner.split_whitespace();
    let mut next = || Some(parts.next()?.parse::<f64>().ok()? * secs_of(parts.next()?)?);
    Some((name.trim(), [next()?, next()?, next()?]))
}

fn has_printed(text: &str) -> bool {
    !text.trim_start().starts_with(['{', '[']) && text.lines().any(|line| times(line).is_some())
}

fn printed(text: &str) -> Vec<Benchmark> {
    let mut benchmarks = Vec::new();
    let mut before = "";
    for line in text.lines() {
        if let Some((name, [_, estimate, _])) = times(line) {
            // A long name stands on a line of its own.
            let name = if name.is_empty() { before } else { name };
            benchmarks.push(Benchmark {
                name: name.to_owned(),
                estimates: vec![Estimate { mean: Some(estimate), ..time() }],
            });
        } else if !line.starts_with([' ', '\t']) && !line.trim().is_empty() {
            before = line.trim();
        }
    }
    benchmarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_folders() {
        assert_eq!(name_of("target/criterion/fib/20/new/estimates.json").full, "fib/20");
        assert_eq!(name_of("target\\criterion\\fib\\main\\estimates.json").full, "fib [main]");
        assert_eq!(name_of("x.zip/fib/new/estimates.json").full, "fib");
        assert!(name_of("criterion/fib/change/estimates.json").is_change);
    }

    #[test]
    fn printed_times_are_seconds() {
        let [low, estimate, high] = times("fib 20   time:   [1.5 ms 2.0 ms 2.5 ms]").unwrap().1;
        assert!(
            (low - 1.5e-3).abs() < 1e-12 && (estimate - 2e-3).abs() < 1e-12 && (high - 2.5e-3).abs() < 1e-12
        );
        assert!(times("change: [-1% +0% +1%]").is_none());
    }
}
