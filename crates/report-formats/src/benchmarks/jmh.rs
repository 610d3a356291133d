//! The JSON of JMH.

use report_model::Notices;
use report_model::run::{Benchmark, Document, Estimate};

use super::{document, estimate, fill, secs_of};
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// JMH JSON.
pub(crate) struct Jmh;

const NAME: &str = "JMH JSON";

impl Format for Jmh {
    fn id(&self) -> FormatId {
        FormatId("jmh")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "Score, percentiles and samples of every benchmark, with its parameters and whether less is better, and secondary metrics."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("[].primaryMetric") || shape.has_all(&["[].benchmark", "[].mode"]) {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut benchmarks: Vec<Benchmark> = Vec::new();
        let rows: Vec<Value<'_, '_>> = root.items().collect();
        for row in &rows {
            let mut name = row.str_of("benchmark").unwrap_or_default().into_owned();
            let parameters: Vec<String> = row
                .get("params")
                .into_iter()
                .flat_map(Value::members)
                .map(|(key, value)| format!("{key}={}", value.written()))
                .collect();
            if !parameters.is_empty() {
                name = format!("{name}[{}]", parameters.join(", "));
            }
            // One benchmark in several modes is several measures.
            let primary = row.get("primaryMetric").into_iter().map(|metric| self::metric(*row, None, metric));
            let secondary = row.get("secondaryMetrics").into_iter().flat_map(Value::members);
            let estimates =
                primary.chain(secondary.map(|(key, metric)| self::metric(*row, Some(&key), metric)));
            match benchmarks
                .iter_mut()
                .rev()
                .take(8)
                .find(|known| known.name == name && !has_mode(known, *row))
            {
                Some(known) => known.estimates.extend(estimates),
                None => benchmarks.push(Benchmark { name, estimates: estimates.collect() }),
            }
        }
        json.report(artifact.path, notices);
        let version = rows.first().and_then(|row| row.str_of("jmhVersion"));
        let version = version.map_or_else(|| "JMH".to_owned(), |version| format!("JMH {version}"));
        Ok(document(benchmarks, &version, artifact, notices))
    }
}

fn measure(row: Value<'_, '_>) -> &'static str {
    match row.str_of("mode").as_deref() {
        Some("thrpt") => "throughput",
        Some("sample") => "sampled time",
        Some("ss") => "single shot time",
        _ => "time",
    }
}

fn has_mode(benchmark: &Benchmark, row: Value<'_, '_>) -> bool {
    benchmark.estimates.iter().any(|estimate| estimate.measure == measure(row))
}

/// One metric. `ns/op` become seconds and `ops/ms` operations a second; other units stay what they are.
fn metric(row: Value<'_, '_>, name: Option<&str>, metric: Value<'_, '_>) -> Estimate {
    let written = metric.str_of("scoreUnit").unwrap_or_default();
    let (unit, factor, lower_is_better) = match written.split_once('/') {
        Some((time, "op")) if secs_of(time).is_some() => ("s", secs_of(time).unwrap_or(1.0), Some(true)),
        Some(("ops", time)) if secs_of(time).is_some() => {
            ("1/s", 1.0 / secs_of(time).unwrap_or(1.0), Some(false))
        }
        _ => (&*written, 1.0, None),
    };
    let mut estimate = estimate(name.unwrap_or_else(|| measure(row)), unit, lower_is_better);
    let scaled = |value: Value<'_, '_>| value.number().map(|value| value * factor);
    let percentile = |key| metric.path(&["scorePercentiles", key]).and_then(scaled);
    estimate.mean = metric.get("score").and_then(scaled);
    estimate.median = percentile("50.0");
    (estimate.min, estimate.max) = (percentile("0.0"), percentile("100.0"));
    estimate.samples = metric.list("rawData").flat_map(Value::items).filter_map(scaled).collect();
    fill(&mut estimate);
    estimate
}
