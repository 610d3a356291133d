//! Budgets: each is bound to a benchmark, a test's duration or the suite.

use report_model::plan::Budget;
use report_model::run::Benchmark;
use report_model::site::{BoundTo, BudgetStatus};
use report_model::{Comparison, Unit};

use super::Ground;

pub(super) fn budgets(ground: &Ground<'_>) -> Vec<BudgetStatus> {
    ground.plan.budgets.iter().map(|budget| status(ground, budget)).collect()
}

/// Whether some of the known tests neither ran to an end nor were skipped.
pub(super) fn is_partial(ground: &Ground<'_>) -> bool {
    let totals = &ground.findings.totals;
    totals.counts.executed() + totals.counts.skipped < totals.collected
        || ground.run.tests.cases.iter().any(super::completeness::never_ended)
}

/// Whether a limit on the suite's time is met: what a part of the suite takes does not show that the whole keeps it.
pub(super) fn of_whole_suite(ground: &Ground<'_>, comparison: Comparison, met: Option<bool>) -> Option<bool> {
    let is_open = comparison.wants_less() == Some(true) && is_partial(ground);
    met.filter(|met| !(*met && is_open))
}

fn status(ground: &Ground<'_>, budget: &Budget) -> BudgetStatus {
    let (bound_to, value, trend) = measured(ground, budget)
        .map_or((None, None, Vec::new()), |(bound, value, trend)| (Some(bound), value, trend));
    let met = value.and_then(|value| budget.comparison.holds(value, budget.limit));
    let is_time = budget.is_suite && budget.unit == Unit::Seconds;
    let met = if is_time { of_whole_suite(ground, budget.comparison, met) } else { met };
    let margin =
        value.filter(|_| !is_time || met.is_some()).filter(|_| budget.limit > 0.0).and_then(|value| {
            let left =
                if budget.comparison.wants_less()? { budget.limit - value } else { value - budget.limit };
            Some(left * 100.0 / budget.limit)
        });
    BudgetStatus {
        name: budget.name.clone(),
        comparison: budget.comparison,
        limit: budget.limit,
        unit: budget.unit,
        per: budget.per.clone(),
        bound_to,
        value,
        met,
        margin_percent: margin,
        trend,
        source: budget.source.clone(),
    }
}

fn measured(ground: &Ground<'_>, budget: &Budget) -> Option<(BoundTo, Option<f64>, Vec<Option<f64>>)> {
    let bound = |kind: &str, name: &str, row| BoundTo { kind: kind.to_owned(), name: name.to_owned(), row };
    if budget.is_suite && budget.unit == Unit::Seconds {
        let now = ground.findings.totals.suite_secs();
        let past =
            ground.trend.iter().map(|index| ground.history.runs.get(*index)?.point.totals.suite_secs());
        return Some((bound("suite", "suite", None), now, past.chain([now]).collect()));
    }
    if let Some(pattern) = &budget.test {
        return of_test(ground, budget, &ground.lookup.by_pattern(pattern));
    }
    let wanted = tokens(budget.benchmark.as_deref().unwrap_or(&budget.name));
    let best = ground
        .run
        .benchmarks
        .iter()
        .filter_map(|benchmark| {
            let exact = budget.benchmark.as_deref() == Some(benchmark.name.as_str());
            let value = reading(benchmark, budget)?;
            let extra = if exact { 0 } else { fit(&wanted, &benchmark.name)? + 1 };
            Some((extra, benchmark, value))
        })
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    if let Some((_, benchmark, value)) = best {
        return Some((bound("benchmark", &benchmark.name, None), Some(value), Vec::new()));
    }
    if budget.unit != Unit::Seconds || budget.benchmark.is_some() {
        return None;
    }
    let cases = (0u32..).zip(&ground.run.tests.cases).filter(|(_, case)| case.duration_secs.is_some());
    let best = cases.filter_map(|(index, case)| Some((fit(&wanted, &case.name)?, index))).min()?;
    of_test(ground, budget, &[best.1])
}

/// The slowest of the tests that a budget is about.
fn of_test(
    ground: &Ground<'_>,
    budget: &Budget,
    cases: &[u32],
) -> Option<(BoundTo, Option<f64>, Vec<Option<f64>>)> {
    if budget.unit != Unit::Seconds {
        return None;
    }
    let secs = |case: &&u32| ground.run.tests.cases.get(**case as usize).and_then(|case| case.duration_secs);
    let case = cases.iter().max_by(|a, b| secs(a).unwrap_or(0.0).total_cmp(&secs(b).unwrap_or(0.0)))?;
    let id = ground.run.tests.cases.get(*case as usize)?.id();
    let past = ground.trend.iter().map(|index| {
        let tests = ground.history.runs.get(*index)?.tests.as_ref()?;
        tests.secs(tests.position(&id)?)
    });
    let value = secs(&case);
    let trend = past.chain([value]).collect();
    Some((BoundTo { kind: "test".to_owned(), name: id.0.clone(), row: Some(*case) }, value, trend))
}

/// The value of a benchmark in the unit of a budget.
fn reading(benchmark: &Benchmark, budget: &Budget) -> Option<f64> {
    let value = |estimate: &report_model::run::Estimate| estimate.mean.or(estimate.median).or(estimate.min);
    let of_unit = |units: &[&str]| {
        benchmark.estimates.iter().find(|estimate| units.contains(&estimate.unit.as_str())).and_then(value)
    };
    match budget.unit {
        Unit::Seconds => of_unit(&["s"]),
        Unit::Bytes => of_unit(&["B", "bytes", "B/op"]),
        Unit::PerSecond => of_unit(&["/s", "1/s", "ops/s", "op/s", "elem/s", "items/s", "Hz"])
            .or_else(|| of_unit(&["s"]).filter(|secs| *secs > 0.0).map(|secs| 1.0 / secs)),
        Unit::Count | Unit::Percent => None,
    }
}

/// The words of a name, without those that every budget has and without their endings.
fn tokens(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut was_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && was_small {
            spaced.push(' ');
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
        spaced.extend(letter.to_lowercase());
    }
    let generic = [
        "test",
        "tests",
        "bench",
        "benchmark",
        "performance",
        "time",
        "speed",
        "latency",
        "throughput",
        "per",
        "the",
        "of",
        "for",
        "and",
        "a",
        "operation",
        "operations",
        "max",
        "p95",
        "p99",
        "p50",
        "average",
        "mean",
        "response",
        "duration",
    ];
    spaced
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !generic.contains(word))
        .map(stem)
        .collect()
}

fn stem(word: &str) -> String {
    for ending in ["ations", "ation", "ings", "ing", "ions", "ion", "ers", "er", "es", "ed", "e", "s"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() >= 4
            && !(ending == "s" && stem.ends_with('s'))
        {
            return stem.to_owned();
        }
    }
    word.to_owned()
}

/// How many words a name has beyond those that are wanted; `None` when one is missing.
fn fit(wanted: &[String], name: &str) -> Option<usize> {
    let found = tokens(name);
    let all = !wanted.is_empty() && wanted.iter().all(|word| found.contains(word));
    all.then(|| found.len() - wanted.len().min(found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        let fit = |name: &str, other: &str| fit(&tokens(name), other);
        assert_eq!(fit("Status Creation", "test_status_creation"), Some(0));
        assert_eq!(fit("Status Creation", "bench_create_status"), Some(0));
        assert_eq!(fit("Event Processing", "events/process/1000"), Some(1));
        assert_eq!(fit("Event Processing", "query_events"), None);
        assert_eq!(fit("Performance", "anything"), None);
        assert_eq!(Comparison::About.wants_less(), None);
    }
}
