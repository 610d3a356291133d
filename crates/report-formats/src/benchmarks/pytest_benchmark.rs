//! The JSON of pytest-benchmark.

use report_model::Notices;
use report_model::run::{Benchmark, Document, Estimate};

use super::{document, time};
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// pytest-benchmark JSON.
pub(crate) struct PytestBenchmark;

const NAME: &str = "pytest-benchmark JSON";

impl Format for PytestBenchmark {
    fn id(&self) -> FormatId {
        FormatId("pytest-benchmark")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "Mean, median, standard deviation, extremes and, when saved, samples of every benchmark in seconds."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let is_it =
            shape.has("machine_info") || shape.has_all(&["benchmarks.[].fullname", "benchmarks.[].stats"]);
        if shape.has("benchmarks") && is_it && !shape.has("context") { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let benchmarks = root.list("benchmarks").map(benchmark).collect();
        json.report(artifact.path, notices);
        let version = root
            .str_of("version")
            .map_or_else(|| "pytest-benchmark".to_owned(), |version| format!("pytest-benchmark {version}"));
        Ok(document(benchmarks, &version, artifact, notices))
    }
}

fn benchmark(said: Value<'_, '_>) -> Benchmark {
    let stats = said.get("stats");
    let of = |key| stats.and_then(|stats| stats.number_of(key));
    let samples = stats.into_iter().flat_map(|stats| stats.list("data")).filter_map(Value::number).collect();
    let rounds = of("rounds").unwrap_or_default();
    let estimate = Estimate {
        mean: of("mean"),
        median: of("median"),
        // Of a single round it is written as 0, which is not known.
        std_dev: of("stddev").filter(|_| rounds > 1.0),
        min: of("min"),
        max: of("max"),
        samples,
        ..time()
    };
    let name = said.str_of("fullname").or_else(|| said.str_of("name")).unwrap_or_default().into_owned();
    Benchmark { name, estimates: vec![estimate] }
}
