//! What `cargo bench` prints for libtest's benchmarks.

use report_model::run::{Benchmark, Document, Estimate};
use report_model::{Notice, Notices};

use super::{document, estimate, secs_of, time};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// libtest benchmark text.
pub(crate) struct LibtestBench;

const NAME: &str = "Rust libtest benchmarks";

impl Format for LibtestBench {
    fn id(&self) -> FormatId {
        FormatId("libtest-bench")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "The median of every benchmark in its unit, and its throughput where it is printed. The spread it prints is between the extremes, and neither is known."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let is_bench = head.text().lines().any(|line| benchmark(line).is_some());
        if is_bench { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let benchmarks: Vec<Benchmark> = text.lines().filter_map(benchmark).collect();
        if benchmarks.is_empty() {
            return Err(ReadError::new(NAME, artifact.location(), "no line of a benchmark in it")
                .hint("make sure that the path names the output of `cargo bench`"));
        }
        let count = |start| text.lines().filter(|line| line.contains(start)).count();
        if count("running ") > count(" filtered out") {
            notices.push(
                Notice::error("ends before the harness does: the run was cut off")
                    .effect("benchmarks that came later are missing")
                    .at(artifact.location()),
            );
        }
        Ok(document(benchmarks, "libtest", artifact, notices))
    }
}

/// `test fib ... bench:   1,234.5 ns/iter (+/- 12) = 5 MB/s`
fn benchmark(line: &str) -> Option<Benchmark> {
    let (name, rest) = line.trim().strip_prefix("test ")?.split_once(" ... bench:")?;
    let mut fields = rest.split_whitespace();
    let number = |text: &str| text.replace(',', "").parse::<f64>().ok();
    let value = number(fields.next()?)?;
    let written = fields.next()?;
    let mut estimates = vec![if let Some(unit) = written.strip_suffix("/iter") {
        // Cycles, say, which other harnesses print in the same form, are no time.
        secs_of(unit).map_or_else(
            || Estimate { median: Some(value), ..estimate(unit, unit, Some(true)) },
            |secs| Estimate { median: Some(value * secs), ..time() },
        )
    } else {
        let (_, per) = written.split_once('/')?;
        Estimate { median: Some(value), ..estimate("throughput", written, (per == "s").then_some(false)) }
    }];
    if let Some((_, throughput)) = rest.split_once(" = ")
        && let Some((value, unit)) = throughput.trim().split_once(' ')
        && let Some(value) = number(value)
    {
        estimates.push(Estimate { median: Some(value), ..estimate("throughput", unit, Some(false)) });
    }
    Some(Benchmark { name: name.trim().to_owned(), estimates })
}

#[cfg(test)]
mod tests {
    use super::benchmark;

    #[test]
    fn lines_are_taken_apart() {
        let found = benchmark("test fib::slow ... bench:   1,234.5 ns/iter (+/- 12) = 5 MB/s").unwrap();
        assert_eq!((found.name.as_str(), found.estimates.len()), ("fib::slow", 2));
        assert!((found.estimates[0].median.unwrap() - 1.2345e-6).abs() < 1e-15);
        assert!(benchmark("test fib ... ok").is_none());
        let other = |line: &str| {
            let estimate = benchmark(line).unwrap().estimates.remove(0);
            (estimate.median, estimate.unit.clone(), estimate.lower_is_better)
        };
        assert_eq!(
            other("test a ... bench:  2835 cycles/iter (+/- 14)"),
            (Some(2835.0), "cycles".to_owned(), Some(true))
        );
        assert_eq!(
            other("test b ... bench:  1911 MS/s (+/- 420)"),
            (Some(1911.0), "MS/s".to_owned(), Some(false))
        );
    }
}
