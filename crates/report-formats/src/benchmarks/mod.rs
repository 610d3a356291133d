//! Formats that say how long something took.

pub(crate) mod criterion;
pub(crate) mod go_bench;
pub(crate) mod google_benchmark;
pub(crate) mod hyperfine;
pub(crate) mod jmh;
pub(crate) mod libtest_bench;
pub(crate) mod pytest_benchmark;

use report_model::run::{Benchmark, Content, Document, Estimate};
use report_model::{Notice, Notices};

use crate::Artifact;
use crate::place::prefix;
use crate::tally::counted;

/// An estimate of `measure` in `unit` of which nothing is known yet.
pub(crate) fn estimate(measure: &str, unit: &str, lower_is_better: Option<bool>) -> Estimate {
    Estimate {
        measure: measure.to_owned(),
        unit: unit.to_owned(),
        lower_is_better,
        mean: None,
        median: None,
        std_dev: None,
        min: None,
        max: None,
        samples: Vec::new(),
    }
}

/// An estimate of a time in seconds.
pub(crate) fn time() -> Estimate {
    estimate("time", "s", Some(true))
}

/// What samples say, as far as the artifact did not say it.
fn fill(estimate: &mut Estimate) {
    let mut sorted = estimate.samples.clone();
    sorted.retain(|sample| sample.is_finite());
    sorted.sort_unstable_by(f64::total_cmp);
    let (Some(first), Some(last)) = (sorted.first().copied(), sorted.last().copied()) else { return };
    estimate.min.get_or_insert(first);
    estimate.max.get_or_insert(last);
    estimate.mean.get_or_insert(sorted.iter().sum::<f64>() / sorted.len() as f64);
    let middle = |at: usize| sorted.get(at).copied().unwrap_or(first);
    let half = sorted.len() / 2;
    let median =
        if sorted.len() % 2 == 1 { middle(half) } else { f64::midpoint(middle(half - 1), middle(half)) };
    estimate.median.get_or_insert(median);
}

/// The seconds of a unit of time, by any of its names.
fn secs_of(unit: &str) -> Option<f64> {
    Some(match unit {
        "s" | "sec" | "seconds" => 1.0,
        "ms" => 1e-3,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1e-6,
        "ns" => 1e-9,
        "ps" => 1e-12,
        "min" | "m" => 60.0,
        "hr" | "h" => 3600.0,
        "day" => 86_400.0,
        _ => return None,
    })
}

/// Forgets figures that no number of a computer can hold, such as `3.e510` or what is left of it in seconds.
fn forget_infinite(estimate: &mut Estimate) {
    let Estimate { mean, median, std_dev, min, max, samples, .. } = estimate;
    for figure in [mean, median, std_dev, min, max] {
        *figure = figure.filter(|value| value.is_finite());
    }
    samples.retain(|sample| sample.is_finite());
}

/// Whether nothing at all is known of it.
fn is_bare(benchmark: &Benchmark) -> bool {
    benchmark.estimates.iter().all(|estimate| {
        let figures = [estimate.mean, estimate.median, estimate.min, estimate.max];
        figures.iter().all(Option::is_none) && estimate.samples.is_empty()
    })
}

/// The document of these benchmarks; without any it says so.
fn document(
    mut benchmarks: Vec<Benchmark>,
    producer: &str,
    artifact: &Artifact<'_>,
    notices: &Notices,
) -> Document {
    benchmarks.iter_mut().flat_map(|benchmark| &mut benchmark.estimates).for_each(forget_infinite);
    if let Some(first) = benchmarks.iter().find(|benchmark| is_bare(benchmark)) {
        let count = benchmarks.iter().filter(|benchmark| is_bare(benchmark)).count() as u64;
        notices.push(
            Notice::warning(format!(
                "{} no figure, first `{}`; left out",
                counted(count, "benchmark has", "benchmarks have"),
                prefix(&first.name, 200)
            ))
            .effect("what they measured is not in the figures")
            .at(artifact.location()),
        );
        benchmarks.retain(|benchmark| !is_bare(benchmark));
    }
    if benchmarks.is_empty() {
        notices.push(
            Notice::note("holds no benchmark result")
                .hint("a filter may have left all out, or none came to its end")
                .at(artifact.location()),
        );
    }
    Document { producer: Some(producer.to_owned()), declared: None, content: Content::Benchmarks(benchmarks) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_tell_what_the_artifact_does_not() {
        let mut estimate = Estimate { samples: vec![3.0, 1.0, 2.0, 10.0], mean: Some(5.0), ..time() };
        fill(&mut estimate);
        assert_eq!(
            (estimate.min, estimate.max, estimate.mean, estimate.median),
            (Some(1.0), Some(10.0), Some(5.0), Some(2.5))
        );
    }
}
