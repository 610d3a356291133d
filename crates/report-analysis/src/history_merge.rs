//! Several records of one run become one: shards and jobs of a matrix each leave one.
//!
//! The order of the records, how they are grouped, and a record that comes twice make no difference. So a field is
//! either a union, or the larger of two values, or counted again from the tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use report_model::site::{CoverageTotals, FailureRecord, RetryRecord, RunInfo, RunPoint, Totals};
use report_model::{Counts, Outcome, Ratio, Timestamp};

use crate::history::{PastFiles, PastRun, PastTests};

impl PastRun {
    /// This record and another one of the same run. Of a test that both have, the graver result counts.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        if self == other {
            return self.clone();
        }
        let tests = match (&self.tests, &other.tests) {
            (Some(a), Some(b)) => Some(merge_tests(a, b)),
            (one, None) | (None, one) => one.clone(),
        };
        let files = match (&self.files, &other.files) {
            (Some(a), Some(b)) => Some(merge_files(a, b)),
            (one, None) | (None, one) => one.clone(),
        };
        let (mine, others) = (&self.point, &other.point);
        let point = RunPoint {
            run: merge_info(&mine.run, &others.run),
            totals: merge_totals(mine, others, tests.as_ref()),
            coverage: merge_coverage(mine.coverage, others.coverage, files.as_ref()),
        };
        Self { point, tests, files }
    }
}

/// Which of two letters counts.
const fn gravity(letter: u8) -> u8 {
    match letter {
        b's' => 1,
        b'p' => 2,
        b'k' => 3,
        b'f' => 4,
        b'e' => 5,
        _ => 0,
    }
}

/// Of two letters the one that counts.
pub(crate) fn graver(a: u8, b: u8) -> u8 {
    if gravity(b) > gravity(a) { b } else { a }
}

#[derive(Default)]
struct Test<'a> {
    letter: u8,
    micros: Option<u64>,
    failure: Option<(&'a str, &'a str)>,
    retry: Option<(u32, Option<u64>)>,
}

fn by_name<'a>(tests: &'a PastTests, merged: &mut BTreeMap<&'a str, Test<'a>>) {
    for ((name, letter), micros) in tests.names.iter().zip(tests.outcomes.bytes()).zip(&tests.durations_us) {
        let test = merged.entry(name).or_insert_with(|| Test { letter: b'-', ..Test::default() });
        test.letter = graver(test.letter, letter);
        test.micros = test.micros.max(*micros);
    }
    for failure in &tests.failures {
        let of_test = tests.names.get(failure.test as usize).and_then(|name| merged.get_mut(name.as_str()));
        if let Some(test) = of_test {
            test.failure = test.failure.max(Some((&failure.cluster, &failure.category)));
        }
    }
    for retry in &tests.retries {
        let of_test = tests.names.get(retry.test as usize).and_then(|name| merged.get_mut(name.as_str()));
        if let Some(test) = of_test {
            let (attempts, lost) = test.retry.unwrap_or_default();
            test.retry = Some((attempts.max(retry.attempts), lost.max(retry.lost_us)));
        }
    }
}

fn merge_tests(a: &PastTests, b: &PastTests) -> PastTests {
    let mut merged = BTreeMap::new();
    by_name(a, &mut merged);
    by_name(b, &mut merged);
    let names: Arc<[String]> = match (merged.len() == a.names.len(), merged.len() == b.names.len()) {
        (true, _) => Arc::clone(&a.names),
        (_, true) => Arc::clone(&b.names),
        _ => merged.keys().map(|name| (*name).to_owned()).collect(),
    };
    let mut tests = PastTests {
        names,
        outcomes: merged.values().map(|test| char::from(test.letter)).collect(),
        durations_us: merged.values().map(|test| test.micros).collect(),
        failures: Vec::new(),
        retries: Vec::new(),
    };
    for (number, test) in (0u32..).zip(merged.values()) {
        if let Some((cluster, category)) = test.failure {
            let (cluster, category) = (cluster.to_owned(), category.to_owned());
            tests.failures.push(FailureRecord { test: number, cluster, category });
        }
        if let Some((attempts, lost_us)) = test.retry {
            tests.retries.push(RetryRecord { test: number, attempts, lost_us });
        }
    }
    tests
}

fn merge_files(a: &PastFiles, b: &PastFiles) -> PastFiles {
    let mut merged: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for files in [a, b] {
        for ((path, covered), lines) in files.paths.iter().zip(&files.covered).zip(&files.lines) {
            let file = merged.entry(path).or_default();
            *file = (file.0.max(*covered), file.1.max(*lines));
        }
    }
    PastFiles {
        paths: merged.keys().map(|path| (*path).to_owned()).collect(),
        covered: merged.values().map(|file| file.0).collect(),
        lines: merged.values().map(|file| file.1).collect(),
    }
}

fn merge_info(a: &RunInfo, b: &RunInfo) -> RunInfo {
    let mut labels = a.labels.clone();
    for (key, value) in &b.labels {
        let both = labels.entry(key.clone()).or_default();
        let mut values: Vec<&str> =
            both.split(", ").chain(value.split(", ")).filter(|value| !value.is_empty()).collect();
        values.sort_unstable();
        values.dedup();
        *both = values.join(", ");
    }
    RunInfo {
        id: a.id.clone().max(b.id.clone()),
        branch: a.branch.clone().max(b.branch.clone()),
        commit: a.commit.clone().max(b.commit.clone()),
        started_at: earlier(a.started_at, b.started_at),
        url: a.url.clone().max(b.url.clone()),
        labels,
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}

fn merge_totals(a: &RunPoint, b: &RunPoint, tests: Option<&PastTests>) -> Totals {
    let larger = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (one, None) | (None, one) => one,
    };
    let mut totals = Totals {
        counts: Counts {
            passed: a.totals.counts.passed.max(b.totals.counts.passed),
            failed: a.totals.counts.failed.max(b.totals.counts.failed),
            errored: a.totals.counts.errored.max(b.totals.counts.errored),
            skipped: a.totals.counts.skipped.max(b.totals.counts.skipped),
        },
        flaky: a.totals.flaky.max(b.totals.flaky),
        collected: a.totals.collected.max(b.totals.collected),
        tests_secs: larger(a.totals.tests_secs, b.totals.tests_secs),
        without_time: a.totals.without_time.max(b.totals.without_time),
        wall_secs: merge_wall(a, b),
        repaired_files: a.totals.repaired_files.max(b.totals.repaired_files),
    };
    if let Some(tests) = tests {
        let mut counts = Counts::default();
        let outcomes = tests.outcomes.chars().filter_map(Outcome::from_letter);
        outcomes.for_each(|outcome| counts.add(outcome));
        totals.counts = counts;
        totals.flaky = tests.outcomes.bytes().filter(|letter| *letter == b'k').count() as u64;
        totals.collected = totals.collected.max(counts.total());
        let micros = tests.durations_us.iter().flatten().copied().reduce(u64::saturating_add);
        totals.tests_secs = micros.map(|micros| micros as f64 / 1e6);
        let of_tests = tests.outcomes.bytes().zip(&tests.durations_us);
        totals.without_time =
            of_tests.filter(|(letter, micros)| *letter != b'-' && micros.is_none()).count() as u64;
    }
    totals
}

/// From the first start to the last end; unknown as soon as one part does not tell.
fn merge_wall(a: &RunPoint, b: &RunPoint) -> Option<f64> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates; no run lasts 300,000 years")]
    let span = |point: &RunPoint| {
        let start = point.run.started_at?.0.saturating_mul(1000);
        Some((start, start.saturating_add((point.totals.wall_secs? * 1e6).round() as i64)))
    };
    let ((a_start, a_end), (b_start, b_end)) = (span(a)?, span(b)?);
    Some(a_end.max(b_end).saturating_sub(a_start.min(b_start)) as f64 / 1e6)
}

fn merge_coverage(
    a: Option<CoverageTotals>,
    b: Option<CoverageTotals>,
    files: Option<&PastFiles>,
) -> Option<CoverageTotals> {
    let larger = |a: Ratio, b: Ratio| if (b.whole, b.part) > (a.whole, a.part) { b } else { a };
    let either = |a: Option<Ratio>, b: Option<Ratio>| match (a, b) {
        (Some(a), Some(b)) => Some(larger(a, b)),
        (one, None) | (None, one) => one,
    };
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (one, None) | (None, one) => return one,
    };
    let (lines, count) = match files {
        Some(files) => {
            (Ratio::new(files.covered.iter().sum(), files.lines.iter().sum()), files.paths.len() as u64)
        }
        None => (larger(a.lines, b.lines), a.files.max(b.files)),
    };
    Some(CoverageTotals {
        lines,
        branches: either(a.branches, b.branches),
        functions: either(a.functions, b.functions),
        files: count,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::past;

    fn record() -> impl Strategy<Value = PastRun> {
        let test =
            (0usize..6, prop::sample::select(vec!['p', 'f', 'e', 's', 'k']), prop::option::of(1u64..50));
        let label = (prop::sample::select(vec!["os", "shard"]), prop::sample::select(vec!["a", "b", "c"]));
        let start = prop::option::of(0i64..5);
        let wall = prop::option::of(0u32..9);
        (prop::collection::vec(test, 1..6), prop::collection::vec(label, 0..2), start, wall).prop_map(
            |(tests, labels, start, wall)| {
                let mut by_number: BTreeMap<usize, (char, Option<u64>)> = BTreeMap::new();
                by_number
                    .extend(tests.into_iter().map(|(number, letter, micros)| (number, (letter, micros))));
                let lines: Vec<String> =
                    by_number.iter().map(|(number, (letter, _))| format!("t{number} {letter}")).collect();
                let mut run = past("1", &lines.iter().map(String::as_str).collect::<Vec<_>>());
                let tests = run.tests.as_mut().unwrap();
                tests.durations_us = by_number.values().map(|(_, micros)| *micros).collect();
                let bad = (0u32..).zip(tests.outcomes.bytes()).filter(|(_, letter)| gravity(*letter) > 3);
                tests.failures = bad
                    .map(|(test, letter)| FailureRecord {
                        test,
                        cluster: char::from(letter).to_string(),
                        category: "c".to_owned(),
                    })
                    .collect();
                run.point.run.labels =
                    labels.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
                run.point.run.started_at = start.map(Timestamp);
                run.point.totals.wall_secs = wall.map(f64::from);
                run
            },
        )
    }

    proptest! {
        #[test]
        fn order_grouping_and_repetition_make_no_difference(a in record(), b in record(), c in record()) {
            prop_assert_eq!(a.merge(&b), b.merge(&a));
            prop_assert_eq!(a.merge(&b).merge(&c), a.merge(&b.merge(&c)));
            prop_assert_eq!(a.merge(&a), a.clone());
            prop_assert_eq!(a.merge(&b).merge(&b), a.merge(&b));
            prop_assert_eq!(a.merge(&b).merge(&a), a.merge(&b));
        }
    }

    #[test]
    fn shards_add_up() {
        let mut one = past("7", &["a p", "b f"]);
        let mut two = past("7", &["b p", "c s"]);
        one.point.run.labels.insert("shard".into(), "1".into());
        two.point.run.labels.insert("shard".into(), "2".into());
        for (part, start) in [(&mut one, 1_000), (&mut two, 3_000)] {
            part.point.run.started_at = Some(Timestamp(start));
            part.point.totals.wall_secs = Some(5.0);
        }
        let whole = one.merge(&two);
        assert_eq!(whole.tests.as_ref().unwrap().outcomes, "pfs");
        assert_eq!(whole.point.totals.counts, Counts { passed: 1, failed: 1, errored: 0, skipped: 1 });
        assert_eq!(whole.point.run.labels["shard"], "1, 2");
        assert_eq!(whole.point.totals.wall_secs, Some(7.0));
    }
}
