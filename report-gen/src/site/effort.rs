//! Where time could be saved: slow tests, families of parameters, set-up, retries, and how work is spread.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use report_model::TestId;
use report_model::run::{TestCase, TestResults};
use report_model::site::{ChangePoints, Family, Flaky, LedgerRow, Runtime, Saving, SuiteTime, Workers};
use report_model::text::{counted, duration};

use super::rows::Rows;
use super::timeline;
use report_analysis::group_path::suite_names;

const SUITES: usize = 200;
const FAMILIES: usize = 20;
/// Fewer tests than these are no family.
const FEWEST_OF_FAMILY: u64 = 5;
const SAVINGS: usize = 30;
/// A test that spends more than this share in set-up is slow by it.
const SETUP_SHARE: f64 = 0.5;
/// A slow test is told when it takes more than this share of all tests.
const SLOW_SHARE: f64 = 0.01;
/// The properties in which runners without a place of its own for it write the time outside of a test's body.
const SETUP: &[&str] = &["setup_secs", "teardown_secs", "setup", "teardown"];

/// What the tests of a run tell of its time, beside the slowest of them.
pub(super) fn add(
    runtime: &mut Runtime,
    tests: &TestResults,
    rows: &Rows,
    suite_artifacts: &[u32],
    ledger: &[LedgerRow],
) {
    runtime.suites = suites(tests);
    runtime.families = families(tests);
    runtime.workers = workers(tests, rows);
    runtime.lanes = timeline::lanes(tests, suite_artifacts, ledger);
    runtime.timeline = timeline::of_run(tests, rows, suite_artifacts, ledger);
    runtime.setup_secs = tests.cases.iter().filter_map(setup_secs).reduce(|sum, secs| sum + secs);
}

/// Ranks what could be saved by what it would save a run.
pub(super) fn savings(
    runtime: &mut Runtime,
    tests: &TestResults,
    rows: &Rows,
    levels: Option<&ChangePoints>,
    flaky: Option<&Flaky>,
) {
    let mut savings = Vec::new();
    for test in levels.into_iter().flat_map(|levels| &levels.tests) {
        let Some(change) = test.levels.changes.last().filter(|change| change.after_secs > change.before_secs)
        else {
            continue;
        };
        let since = levels.and_then(|levels| levels.runs.get(change.at as usize)).map_or("", |run| &run.id);
        if test.row.is_some() {
            savings.push(Saving {
                kind: "slower".to_owned(),
                what: test.id.0.clone(),
                row: test.row,
                secs: change.after_secs - change.before_secs,
                because: format!(
                    "since run {since} it takes {} instead of {}",
                    duration(change.after_secs),
                    duration(change.before_secs)
                ),
            });
        }
    }
    for family in &runtime.families {
        savings.push(Saving {
            kind: "family".to_owned(),
            what: family.id.0.clone(),
            row: None,
            secs: family.secs - family.longest_secs,
            because: format!("{} differ by their parameters only", counted(family.tests, "test")),
        });
    }
    for (case, test) in (0u32..).zip(&tests.cases) {
        let Some(secs) = test.duration_secs else { continue };
        if let Some(setup) = setup_secs(test).filter(|setup| *setup > SETUP_SHARE * secs) {
            savings.push(Saving {
                kind: "setup".to_owned(),
                what: test.id().0,
                row: Some(rows.row(case)),
                secs: setup,
                because: format!("{} of {} are set-up and tear-down", duration(setup), duration(secs)),
            });
        } else if secs > SLOW_SHARE * runtime.tests_secs {
            savings.push(Saving {
                kind: "slow".to_owned(),
                what: test.id().0,
                row: Some(rows.row(case)),
                // Nobody makes a test take no time at all.
                secs: secs / 2.0,
                because: format!("it takes {}; half of that is counted", duration(secs)),
            });
        }
    }
    let retried = flaky.and_then(|flaky| Some((flaky.lost_secs?, flaky.runs.len() as u64)));
    if let Some((lost, runs)) = retried.filter(|(lost, runs)| *lost > 0.0 && *runs > 0) {
        savings.push(Saving {
            kind: "retries".to_owned(),
            what: "flaky tests".to_owned(),
            row: None,
            secs: lost / runs as f64,
            because: format!(
                "attempts that were repeated took {} in {}",
                duration(lost),
                counted(runs, "run")
            ),
        });
    }
    savings.retain(|saving| saving.secs > 0.0);
    savings.sort_by(|a, b| b.secs.total_cmp(&a.secs).then_with(|| a.what.cmp(&b.what)));
    savings.truncate(SAVINGS);
    runtime.savings = savings;
}

fn suites(tests: &TestResults) -> Vec<SuiteTime> {
    let mut sums = vec![(0u64, 0.0f64); tests.suites.len()];
    for case in &tests.cases {
        if let Some((count, secs)) = sums.get_mut(case.suite as usize) {
            *count += 1;
            *secs += case.duration_secs.unwrap_or(0.0);
        }
    }
    let mut by_name: BTreeMap<String, SuiteTime> = BTreeMap::new();
    for ((number, suite), (count, secs)) in (0u32..).zip(&tests.suites).zip(sums) {
        if count == 0 {
            continue;
        }
        let name = suite_names(&tests.suites, number).join(" › ");
        let time = by_name.entry(name.clone()).or_insert_with(|| SuiteTime { name, ..SuiteTime::default() });
        time.tests += count;
        time.secs += secs;
        if let Some(declared) = suite.duration_secs {
            *time.declared_secs.get_or_insert(0.0) += declared;
        }
    }
    let mut suites: Vec<SuiteTime> = by_name.into_values().collect();
    suites.sort_by(|a, b| b.secs.total_cmp(&a.secs).then_with(|| a.name.cmp(&b.name)));
    suites.truncate(SUITES);
    suites
}

/// A name without its parameters: `test_x[1-a]`, `adds(int)[2]`, `case 3: …` keep what stands before them.
fn without_parameters(name: &str) -> Option<&str> {
    let cut = name.find(['[', '('])?;
    let base = name.get(..cut)?.trim_end();
    (!base.is_empty() && name.ends_with([']', ')'])).then_some(base)
}

fn families(tests: &TestResults) -> Vec<Family> {
    let mut families: BTreeMap<(&str, &str), (u64, f64, f64)> = BTreeMap::new();
    for case in &tests.cases {
        if let (Some(base), Some(secs)) = (without_parameters(&case.name), case.duration_secs) {
            let family = families.entry((case.class.as_deref().unwrap_or_default(), base)).or_default();
            *family = (family.0 + 1, family.1 + secs, family.2.max(secs));
        }
    }
    let mut families: Vec<Family> = families
        .into_iter()
        .filter(|(_, (tests, ..))| *tests >= FEWEST_OF_FAMILY)
        .map(|((class, base), (tests, secs, longest_secs))| Family {
            id: TestId::new(Some(class), base),
            tests,
            secs,
            longest_secs,
        })
        .collect();
    families.sort_by(|a, b| b.secs.total_cmp(&a.secs).then_with(|| a.id.cmp(&b.id)));
    families.truncate(FAMILIES);
    families
}

/// The time outside of the test's body, where the artifact tells.
fn setup_secs(case: &TestCase) -> Option<f64> {
    if case.setup_secs.is_some() {
        return case.setup_secs;
    }
    let properties = &case.text.as_ref()?.properties;
    let told = properties.iter().filter(|(key, _)| SETUP.contains(&&**key));
    told.filter_map(|(_, value)| value.parse::<f64>().ok())
        .filter(|secs| secs.is_finite() && *secs >= 0.0)
        .reduce(|a, b| a + b)
}

fn workers(tests: &TestResults, rows: &Rows) -> Vec<Workers> {
    const COUNTS: [u32; 7] = [1, 2, 4, 8, 16, 32, 64];
    let mut by_test: Vec<f64> = tests.cases.iter().filter_map(|case| case.duration_secs).collect();
    let mut of_file: BTreeMap<&str, f64> = BTreeMap::new();
    for (case, test) in (0u32..).zip(&tests.cases) {
        *of_file.entry(rows.path(case)).or_default() += test.duration_secs.unwrap_or(0.0);
    }
    let mut by_file: Vec<f64> = of_file.into_values().collect();
    by_test.sort_by(|a, b| b.total_cmp(a));
    by_file.sort_by(|a, b| b.total_cmp(a));
    COUNTS
        .into_iter()
        .map(|workers| Workers {
            workers,
            by_test_secs: longest_first(&by_test, workers),
            by_file_secs: longest_first(&by_file, workers),
        })
        .collect()
}

/// When the last of some workers is done that always take the longest part that is left (Graham 1969: at most a third
/// longer than the best order).
fn longest_first(parts: &[f64], workers: u32) -> f64 {
    // Whole microseconds can be ordered.
    let mut free: BinaryHeap<Reverse<u64>> = (0..workers).map(|_| Reverse(0)).collect();
    let mut end = 0;
    for part in parts {
        let Some(Reverse(start)) = free.pop() else { break };
        let done = start.saturating_add(super::micros(*part));
        end = end.max(done);
        free.push(Reverse(done));
    }
    end as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use report_model::run::TestSuite;

    use super::*;

    fn case(name: &str, secs: f64) -> TestCase {
        TestCase { duration_secs: Some(secs), class: Some("a.b".into()), ..TestCase::named(name) }
    }

    #[test]
    fn workers_are_bound_by_the_longest_part() {
        assert!((longest_first(&[5.0, 3.0, 3.0, 2.0, 2.0], 2) - 8.0).abs() < 1e-9);
        assert!((longest_first(&[5.0, 3.0, 3.0], 8) - 5.0).abs() < 1e-9);
        assert!(longest_first(&[], 4).abs() < 1e-9);
    }

    #[test]
    fn parameters_make_a_family() {
        let mut cases: Vec<TestCase> =
            (0..6).map(|n| case(&format!("test_x[{n}]"), 1.0 + f64::from(n))).collect();
        cases.push(case("test_y[1]", 9.0));
        let found = families(&TestResults { suites: vec![TestSuite::default()], cases });
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id.0.as_str(), found[0].tests), ("a.b::test_x", 6));
        assert!((found[0].secs - 21.0).abs() < 1e-9 && (found[0].longest_secs - 6.0).abs() < 1e-9);
        assert_eq!(without_parameters("adds (int, int)"), Some("adds"));
        assert_eq!(without_parameters("plain"), None);
    }

    #[test]
    fn set_up_is_told_apart() {
        let mut tests = TestResults {
            suites: vec![TestSuite::default()],
            cases: vec![case("t", 4.0), case("u", 1.0), case("v", 2.0)],
        };
        tests.cases[2].setup_secs = Some(1.5);
        tests.cases[0].text_mut().properties =
            vec![("setup_secs".into(), "3.0".into()), ("os".into(), "x".into())];
        let rows = Rows::of(&tests, &[], &[]);
        let mut runtime = Runtime { tests_secs: 7.0, ..Runtime::default() };
        add(&mut runtime, &tests, &rows, &[], &[]);
        savings(&mut runtime, &tests, &rows, None, None);
        assert_eq!(runtime.setup_secs, Some(4.5));
        let kinds: Vec<_> =
            runtime.savings.iter().map(|saving| (saving.kind.as_str(), saving.secs)).collect();
        assert_eq!(kinds, [("setup", 3.0), ("setup", 1.5), ("slow", 0.5)]);
    }
}
