//! Which run this is: what a person said, else the CI system, else the artifacts.

use std::collections::BTreeMap;

use report_model::Timestamp;
use report_model::run::{RunIdentity, TestResults};
use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::environment::CiEnvironment;

/// What a person said about the run on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IdentityOptions {
    /// The run's id.
    pub run_id: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The commit.
    pub commit: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// Labels such as `os=linux`.
    pub labels: BTreeMap<String, String>,
}

/// The identity of a run with these tests. `folder` is the name of the folder that stands for the run, if one does.
pub fn of_run(
    options: &IdentityOptions,
    environment: &CiEnvironment,
    tests: &TestResults,
    folder: Option<&str>,
) -> RunIdentity {
    let property = |name: &str| {
        let mut all = tests.suites.iter().flat_map(|suite| &suite.properties);
        all.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone())
    };
    let pick = |option: &Option<String>, variable: &Option<String>, name: &str| {
        option.clone().or_else(|| variable.clone()).or_else(|| property(name))
    };
    let started_at = options
        .started_at
        .or(environment.started_at)
        .or_else(|| property("started_at").and_then(|text| Timestamp::parse(&text)))
        .or_else(|| tests.suites.iter().filter_map(|suite| suite.started_at).min());
    let id = pick(&options.run_id, &environment.run_id, "run_id")
        .or_else(|| folder.map(str::to_owned))
        .or_else(|| started_at.and_then(compact))
        .unwrap_or_else(|| content_id(tests));
    RunIdentity {
        id,
        branch: pick(&options.branch, &environment.branch, "branch"),
        commit: pick(&options.commit, &environment.commit, "commit"),
        started_at,
        url: environment.url.clone().or_else(|| property("url")).filter(|url| is_web_address(url)),
        labels: options.labels.clone(),
    }
}

/// Only such addresses become links; an artifact could hold `javascript:`.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A moment as it stands in names of files and runs: `20260118T164200Z`.
pub fn compact(moment: Timestamp) -> Option<String> {
    moment.rfc3339().map(|text| text.replace(['-', ':'], ""))
}

/// An id for a run of which nothing else is known: the same results give the same id.
fn content_id(tests: &TestResults) -> String {
    let mut digest = Sha256::new();
    for case in &tests.cases {
        digest.update(case.class.as_deref().unwrap_or_default());
        digest.update([0]);
        digest.update(case.name.as_bytes());
        digest.update([0, case.outcome.letter() as u8]);
        digest.update(case.duration_secs.unwrap_or(-1.0).to_le_bytes());
    }
    format!("run-{}", hex(digest.finalize().get(..4).unwrap_or_default()))
}

/// Starts that lie further apart than this many times the time that the work took are not of one run.
pub const SPARSE: f64 = 50.0;

/// Wall time from the first start to the last end in seconds. Unknown as soon as one suite with tests tells neither its
/// start nor those of all its tests.
pub fn wall_secs(tests: &TestResults) -> Option<f64> {
    let mut has_cases = vec![false; tests.suites.len()];
    let mut case_secs = vec![None::<f64>; tests.suites.len()];
    let mut case_spans = vec![None::<(f64, f64)>; tests.suites.len()];
    let mut without_start = vec![false; tests.suites.len()];
    for case in &tests.cases {
        let index = case.suite as usize;
        if let Some(slot) = has_cases.get_mut(index) {
            *slot = true;
        }
        if let (Some(sum), Some(secs)) = (case_secs.get_mut(index), case.duration_secs) {
            *sum = Some(sum.unwrap_or(0.0) + secs);
        }
        if let (Some(slot), Some(without), Some(secs)) =
            (case_spans.get_mut(index), without_start.get_mut(index), case.duration_secs)
        {
            match case.started_at {
                Some(start) => *slot = Some(around(*slot, start, secs)),
                None => *without = true,
            }
        }
    }
    let mut span: Option<(f64, f64)> = None;
    for (index, suite) in tests.suites.iter().enumerate() {
        if !has_cases.get(index).copied().unwrap_or(false) {
            continue;
        }
        let sum = case_secs.get(index).copied().flatten();
        let of_cases = case_spans
            .get(index)
            .copied()
            .flatten()
            .filter(|_| without_start.get(index) == Some(&false))
            .filter(|(first, last)| sum.is_some_and(|sum| last - first <= sum * SPARSE));
        let (start, secs) = match (suite.started_at, suite.duration_secs, of_cases) {
            (Some(start), Some(secs), _) => (start, secs),
            // Tests that ran beside each other take less than their sum.
            (_, None, Some((first, last))) => {
                let (from, to) = span.unwrap_or((first, last));
                span = Some((from.min(first), to.max(last)));
                continue;
            }
            (Some(start), None, None) => (start, sum?),
            (None, ..) => outer_span(tests, suite.parent)?,
        };
        span = Some(around(span, start, secs));
    }
    span.map(|(first, last)| last - first)
}

/// A span that holds this one as well.
fn around(span: Option<(f64, f64)>, start: Timestamp, secs: f64) -> (f64, f64) {
    let start = start.0 as f64 / 1e3;
    let (first, last) = span.unwrap_or((start, start));
    (first.min(start), last.max(start + secs))
}

fn outer_span(tests: &TestResults, mut parent: Option<u32>) -> Option<(Timestamp, f64)> {
    while let Some(suite) = parent.and_then(|index| tests.suites.get(index as usize)) {
        if let (Some(start), Some(secs)) = (suite.started_at, suite.duration_secs) {
            return Some((start, secs));
        }
        parent = suite.parent;
    }
    None
}

#[cfg(test)]
mod tests {
    use report_model::run::{TestCase, TestSuite};

    use super::*;

    fn suite(start: Option<&str>, secs: Option<f64>) -> TestSuite {
        TestSuite {
            started_at: start.and_then(Timestamp::parse),
            duration_secs: secs,
            ..TestSuite::default()
        }
    }

    fn results(suites: Vec<TestSuite>) -> TestResults {
        let cases = (0..suites.len())
            .map(|index| TestCase { suite: u32::try_from(index).unwrap(), ..TestCase::named("a") })
            .collect();
        TestResults { suites, cases }
    }

    #[test]
    fn wall_time_spans_all_suites_or_is_unknown() {
        let mut tests = results(vec![
            suite(Some("2026-01-18T16:42:00Z"), Some(30.0)),
            suite(Some("2026-01-18T16:42:20Z"), Some(25.5)),
        ]);
        assert_eq!(wall_secs(&tests), Some(45.5));
        tests.suites.push(suite(None, Some(3.0)));
        assert_eq!(wall_secs(&tests), Some(45.5), "a suite without tests does not matter");
        tests.cases.push(TestCase { suite: 2, ..TestCase::named("b") });
        assert_eq!(wall_secs(&tests), None);
        tests.suites[2].parent = Some(0);
        assert_eq!(wall_secs(&tests), Some(45.5));
        // Two tests beside each other.
        let case = |start: &str, secs: f64| TestCase {
            started_at: Timestamp::parse(start),
            duration_secs: Some(secs),
            ..TestCase::named("c")
        };
        let beside = TestResults {
            suites: vec![suite(Some("2026-01-18T16:42:00Z"), None)],
            cases: vec![case("2026-01-18T16:42:01Z", 4.0), case("2026-01-18T16:42:02Z", 4.5)],
        };
        assert_eq!(wall_secs(&beside), Some(5.5));
        // Of one test the start is told, of another it is not; or they are results of different days.
        let mut some = beside.clone();
        some.suites[0].started_at = None;
        assert_eq!(wall_secs(&some), Some(5.5));
        some.cases[1].started_at = Timestamp::parse("2026-01-20T16:42:02Z");
        assert_eq!(wall_secs(&some), None);
        some.cases[1].started_at = None;
        assert_eq!(wall_secs(&some), None);
    }

    #[test]
    fn people_win_over_the_ci_system_and_that_over_artifacts() {
        let mut tests = results(vec![suite(Some("2026-01-18T16:42:00Z"), None)]);
        let none = (IdentityOptions::default(), CiEnvironment::default());
        let id = |tests: &TestResults| of_run(&none.0, &none.1, tests, None).id;
        assert_eq!(id(&tests), "20260118T164200Z");
        assert_eq!(of_run(&none.0, &none.1, &tests, Some("212")).id, "212");
        tests.suites[0].properties =
            vec![("run_id".into(), "7".into()), ("url".into(), "javascript:alert(1)".into())];
        let from_artifact = of_run(&none.0, &none.1, &tests, Some("212"));
        assert_eq!((from_artifact.id.as_str(), from_artifact.url), ("7", None));
        let environment = CiEnvironment { run_id: Some("8".into()), ..CiEnvironment::default() };
        assert_eq!(of_run(&none.0, &environment, &tests, None).id, "8");
        let options = IdentityOptions { run_id: Some("9".into()), ..IdentityOptions::default() };
        assert_eq!(of_run(&options, &environment, &tests, None).id, "9");
        let undated = results(vec![suite(None, None)]);
        assert_eq!(id(&undated), id(&undated.clone()));
        assert!(id(&undated).starts_with("run-"));
    }
}
