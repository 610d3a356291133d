//! What `go test -bench` prints.

use report_model::Notices;
use report_model::run::{Benchmark, Document, Estimate};

use super::{document, estimate, fill, secs_of};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Go benchmark text.
pub(crate) struct GoBench;

const NAME: &str = "go test -bench";

/// How many bytes of a package's name are kept; what a path has at most.
const LONGEST_PACKAGE: usize = 1024;

impl Format for GoBench {
    fn id(&self) -> FormatId {
        FormatId("go-bench")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Benchmarks
    }

    fn says(&self) -> &'static str {
        "Every metric of every benchmark; runs repeated with `-count` are its samples. The number of processors is no part of the name."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let is_bench = head.text().lines().any(|line| Line::parse(line).is_some());
        if is_bench { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let benchmarks = benchmarks(&text);
        if benchmarks.is_empty() && !text.lines().any(|line| line.starts_with("Benchmark")) {
            return Err(ReadError::new(NAME, artifact.location(), "no line of a benchmark in it")
                .hint("make sure that the path names the output of `go test -bench`"));
        }
        Ok(document(benchmarks, "go test", artifact, notices))
    }
}

/// What was printed of benchmarks.
pub(crate) fn benchmarks(text: &str) -> Vec<Benchmark> {
    let mut package = "";
    let mut lines: Vec<(&str, Line<'_>)> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pkg: ") {
            package = known_part(name.trim());
        } else if let Some(line) = Line::parse(line) {
            lines.push((package, line));
        }
    }
    let processors = processors(lines.iter().map(|(_, line)| line.name));
    let mut benchmarks: Vec<Benchmark> = Vec::new();
    let mut numbers: std::collections::HashMap<(&str, &str), usize> = std::collections::HashMap::new();
    for (package, line) in lines {
        let name = processors.and_then(|suffix| line.name.strip_suffix(suffix)).unwrap_or(line.name);
        let number = *numbers.entry((package, name)).or_insert_with(|| {
            let name = if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") };
            benchmarks.push(Benchmark { name, estimates: Vec::new() });
            benchmarks.len() - 1
        });
        if let Some(benchmark) = benchmarks.get_mut(number) {
            add(benchmark, &line);
        }
    }
    for estimate in benchmarks.iter_mut().flat_map(|benchmark| &mut benchmark.estimates) {
        if let [only] = estimate.samples.as_slice() {
            estimate.mean = Some(*only);
            estimate.samples.clear();
        } else {
            fill(estimate);
        }
    }
    benchmarks
}

/// Of the name of a package as much as real ones have, for it becomes a part of the name of each of its benchmarks.
fn known_part(package: &str) -> &str {
    let longest = package.len().min(LONGEST_PACKAGE);
    (0..=longest).rev().find_map(|end| package.get(..end)).unwrap_or_default()
}

/// `BenchmarkX-8  1000  123 ns/op  16 B/op`
struct Line<'a> {
    name: &'a str,
    metrics: Vec<(f64, &'a str)>,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        if !line.starts_with("Benchmark") {
            return None;
        }
        let mut fields = line.split_whitespace();
        let name = fields.next()?;
        fields.next()?.parse::<u64>().ok()?;
        let mut metrics = Vec::new();
        while let (Some(value), Some(unit)) = (fields.next(), fields.next()) {
            metrics.push((value.parse().ok().filter(|value: &f64| value.is_finite())?, unit));
        }
        (!metrics.is_empty()).then_some(Self { name, metrics })
    }
}

/// The `-8` that all names end with, when they do.
fn processors<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut common = None;
    for name in names {
        let at = name.rfind('-')?;
        let suffix = name.get(at..)?;
        let is_number = suffix.len() > 1 && suffix.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        if !is_number || *common.get_or_insert(suffix) != suffix {
            return None;
        }
    }
    common
}

fn add(benchmark: &mut Benchmark, line: &Line<'_>) {
    for (value, written) in &line.metrics {
        let (measure, unit, factor, lower_is_better) = match written.split_once('/') {
            Some((time, "op")) if secs_of(time).is_some() => {
                ("time", "s", secs_of(time).unwrap_or(1.0), Some(true))
            }
            Some(("B" | "allocs", "op")) => (*written, *written, 1.0, Some(true)),
            Some((_, "s")) => (*written, *written, 1.0, Some(false)),
            _ => (*written, *written, 1.0, None),
        };
        let position = benchmark.estimates.iter().position(|known| known.measure == measure);
        let position = position.unwrap_or_else(|| {
            benchmark.estimates.push(Estimate { ..estimate(measure, unit, lower_is_better) });
            benchmark.estimates.len() - 1
        });
        if let Some(known) = benchmark.estimates.get_mut(position) {
            known.samples.push(value * factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_PACKAGE, benchmarks, processors};

    #[test]
    fn a_long_package_is_not_kept_with_every_benchmark() {
        let text =
            format!("pkg: {}\n{}", "ü".repeat(9999), "BenchmarkA-8 1 2 ns/op\nBenchmarkB-8 1 2 ns/op\n");
        let names: Vec<_> = benchmarks(&text).into_iter().map(|benchmark| benchmark.name).collect();
        assert_eq!(names.len(), 2);
        assert!(names.iter().all(|name| name.len() == LONGEST_PACKAGE + ".BenchmarkA".len()), "{names:?}");
    }

    #[test]
    fn processors_are_what_all_names_end_with() {
        assert_eq!(processors(["BenchmarkA-8", "BenchmarkB/x-1-8"].into_iter()), Some("-8"));
        assert_eq!(processors(["BenchmarkA-8", "BenchmarkB-16"].into_iter()), None);
        assert_eq!(processors(["BenchmarkA"].into_iter()), None);
    }
}
