//! The JSON that hyperfine exports.

use report_model::run::{Benchmark, Document, Estimate};
use report_model::{Notice, Notices};

use super::{document, estimate, time};
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// hyperfine JSON.
pub(crate) struct Hyperfine;

const NAME: &str = "hyperfine JSON";

impl Format for Hyperfine {
    fn id(&self) -> FormatId {
        FormatId("hyperfine")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "Mean, median, standard deviation, extremes and samples of every command in seconds, and its user and system time."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("results") && shape.has("results.[].command") && shape.has("results.[].mean") {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut failed = 0_u64;
        let without = root.list("results").filter(|result| result.number_of("mean").is_none()).count();
        if without > 0 {
            notices.push(
                Notice::warning(format!(
                    "{} without a mean; left out",
                    crate::tally::counted(without as u64, "result is", "results are")
                ))
                .effect("what it measured is not in the figures")
                .at(artifact.location()),
            );
        }
        let benchmarks = root
            .list("results")
            .filter(|result| result.number_of("mean").is_some())
            .map(|result| {
                failed += u64::from(
                    result.list("exit_codes").any(|code| code.number().is_some_and(|code| code != 0.0)),
                );
                benchmark(result)
            })
            .collect();
        if failed > 0 {
            notices.push(
                Notice::warning(format!(
                    "{} not always succeed",
                    crate::tally::counted(failed, "command did", "commands did")
                ))
                .effect("what was measured may not be what was meant")
                .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        Ok(document(benchmarks, "hyperfine", artifact, notices))
    }
}

fn benchmark(result: Value<'_, '_>) -> Benchmark {
    let of = |key| result.number_of(key);
    let mut estimates = vec![Estimate {
        mean: of("mean"),
        median: of("median"),
        std_dev: of("stddev"),
        min: of("min"),
        max: of("max"),
        samples: result.list("times").filter_map(Value::number).collect(),
        ..time()
    }];
    for (key, measure) in [("user", "user time"), ("system", "system time")] {
        if let Some(mean) = of(key) {
            estimates.push(Estimate { mean: Some(mean), ..estimate(measure, "s", Some(true)) });
        }
    }
    Benchmark { name: result.str_of("command").unwrap_or_default().into_owned(), estimates }
}
