//! The JSON of Google Benchmark.

use report_model::run::{Benchmark, Document};
use report_model::{Notice, Notices};

use super::{document, estimate, fill, secs_of};
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Google Benchmark JSON.
pub(crate) struct GoogleBenchmark;

const NAME: &str = "Google Benchmark JSON";

impl Format for GoogleBenchmark {
    fn id(&self) -> FormatId {
        FormatId("google-benchmark")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "Real and CPU time of every benchmark, its repetitions as samples, and counters such as bytes per second."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        // Some leave out the context, which names the machine.
        if shape.has_all(&["benchmarks.[].real_time", "benchmarks.[].time_unit"])
            || (shape.has_all(&["context", "benchmarks"])
                && (shape.has("benchmarks.[].real_time")
                    || shape.has("benchmarks.[].cpu_time")
                    || shape.has("context.num_cpus")))
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
        let mut benchmarks: Vec<Benchmark> = Vec::new();
        let mut numbers: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        let mut failed = 0_u64;
        for row in root.list("benchmarks") {
            if row.is_true("error_occurred") {
                failed += 1;
                continue;
            }
            let name = row.str_of("run_name").or_else(|| row.str_of("name")).unwrap_or_default().into_owned();
            let number = *numbers.entry(name.clone()).or_insert_with(|| {
                benchmarks.push(Benchmark { name, estimates: Vec::new() });
                benchmarks.len() - 1
            });
            if let Some(benchmark) = benchmarks.get_mut(number) {
                self::row(benchmark, row);
            }
        }
        for benchmark in &mut benchmarks {
            for estimate in &mut benchmark.estimates {
                fill(estimate);
                // A single run is no sample.
                if estimate.samples.len() < 2 {
                    estimate.samples.clear();
                    (estimate.min, estimate.max, estimate.median) = (None, None, None);
                }
            }
        }
        // Rows such as the order of growth have no time of their own.
        benchmarks.retain(|benchmark| !benchmark.estimates.is_empty());
        if failed > 0 {
            notices.push(
                Notice::error(format!(
                    "{} with an error",
                    crate::tally::counted(failed, "benchmark ended", "benchmarks ended")
                ))
                .effect("they have no result")
                .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        Ok(document(benchmarks, "Google Benchmark", artifact, notices))
    }
}

/// Takes over one row: a run, or what was worked out from several.
fn row(benchmark: &mut Benchmark, row: Value<'_, '_>) {
    let unit = row.str_of("time_unit").and_then(|unit| secs_of(&unit)).unwrap_or(1e-9);
    let aggregate = row.str_of("aggregate_name");
    for (key, measure, unit, factor, lower_is_better) in [
        ("real_time", "time", "s", unit, true),
        ("cpu_time", "CPU time", "s", unit, true),
        ("bytes_per_second", "bytes per second", "B/s", 1.0, false),
        ("items_per_second", "items per second", "1/s", 1.0, false),
    ] {
        let Some(value) = row.number_of(key).map(|value| value * factor) else { continue };
        let position = benchmark.estimates.iter().position(|known| known.measure == measure);
        let position = position.unwrap_or_else(|| {
            benchmark.estimates.push(estimate(measure, unit, Some(lower_is_better)));
            benchmark.estimates.len() - 1
        });
        let Some(known) = benchmark.estimates.get_mut(position) else { continue };
        match aggregate.as_deref() {
            None => known.samples.push(value),
            Some("mean") => known.mean = Some(value),
            Some("median") => known.median = Some(value),
            Some("stddev") => known.std_dev = Some(value),
            Some("min") => known.min = Some(value),
            Some("max") => known.max = Some(value),
            // The coefficient of variation and what users add are no times.
            Some(_) => {}
        }
    }
}
