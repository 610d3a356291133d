//! Properties of the grouping of failures, over runs of many kinds.

#![expect(clippy::indexing_slicing, reason = "a test that asks for too much fails")]

use proptest::prelude::*;
use report_analysis::{CategoryRule, Findings, History, Matchers, analyze};
use report_model::Outcome;
use report_model::plan::Plan;
use report_model::run::{Failure, Run, TestCase, TestSuite};

/// A cause: what its failures say, with `{n}` for a number, and where they come from.
const CAUSES: &[(&str, &str, &str)] = &[
    ("KeyError", "'id'", "    at parse (/app/src/api.js:3:4)"),
    ("KeyError", "'id'", "    at load (/app/src/api.js:3:4)"),
    (
        "TypeError",
        "Cannot read properties of undefined (reading 'map')",
        "    at render (/app/src/cart.js:{n}:1)",
    ),
    ("Error", "port {n} already taken by pid {n}", "    at Object.<anonymous> (/app/test/a.test.js:{n}:1)"),
    ("ModuleNotFoundError", "No module named 'stripe'", ""),
    ("ModuleNotFoundError", "No module named 'boto'", ""),
    ("AssertionError", "expected {n} rows for customer {n}, but was {n}", ""),
    (
        "TimeoutError",
        "gave up after {n} s waiting for the search index",
        "    at wait (/app/src/search.js:{n}:7)",
    ),
    ("StockError", "unexpected state of {n}", "    at reserve (/app/src/stock.js:{n}:7)"),
    ("", "", ""),
];

fn failing(cause: usize, number: u32) -> TestCase {
    let (kind, message, frame) = CAUSES[cause % CAUSES.len()];
    let fill = |text: &str| text.replace("{n}", &number.to_string());
    let message = fill(message);
    let mut test = TestCase { outcome: Outcome::Failed, ..TestCase::named(format!("test {number}")) };
    let trace = (!kind.is_empty()).then(|| format!("{kind}: {message}\n{}", fill(frame)));
    test.text_mut().failures =
        vec![Failure { outcome: Outcome::Failed, kind: None, message: Some(message), trace }];
    test
}

fn run_of(causes: &[(usize, u32)]) -> Run {
    let mut run = Run::default();
    run.tests.suites.push(TestSuite::default());
    run.tests.cases = causes.iter().map(|(cause, number)| failing(*cause, *number)).collect();
    run.tests.cases.push(TestCase::named("passes"));
    run
}

fn find(run: &Run, rules: &[CategoryRule]) -> Findings {
    analyze(run, &History::default(), &Plan::default(), rules)
}

/// The cluster of each failing test, by the test's name.
fn cluster_of(run: &Run) -> Vec<(String, String)> {
    let findings = find(run, &[]);
    let mut found: Vec<(String, String)> = findings
        .failures
        .of_case
        .iter()
        .filter_map(|failed| {
            let (cluster, _) = findings.failures.of(failed.case)?;
            Some((run.tests.cases[failed.case as usize].name.to_string(), cluster.id.clone()))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the failures are, each of the two groupings holds every failure once.
    #[test]
    fn both_groupings_add_up(causes in prop::collection::vec((0usize..12, 0u32..10_000), 0..80)) {
        let run = run_of(&causes);
        let rule = CategoryRule {
            id: "own".into(),
            matchers: Matchers { message: vec!["stripe".into()], ..Matchers::default() },
            ..CategoryRule::default()
        };
        let groups = find(&run, &[rule]).failures;
        let all: Vec<u32> = (0..u32::try_from(causes.len()).unwrap()).collect();
        for lists in [
            groups.clusters.iter().flat_map(|cluster| cluster.rows.clone()).collect::<Vec<u32>>(),
            groups.categories.iter().flat_map(|category| category.rows.clone()).collect(),
            groups.of_case.iter().map(|failed| failed.case).collect(),
        ] {
            let mut rows = lists;
            rows.sort_unstable();
            prop_assert_eq!(&rows, &all);
        }
        let listed: u64 = groups.clusters.iter().map(report_model::site::Cluster::tests).sum();
        prop_assert_eq!(listed, all.len() as u64);
        let unknown = groups.categories.iter().position(|category| category.id == "unknown");
        prop_assert!(unknown.is_none_or(|at| at + 1 == groups.categories.len()));
    }

    /// A tenth of the failures gone, the others keep their clusters.
    #[test]
    fn clusters_keep_their_ids(causes in prop::collection::vec((0usize..10, 0u32..10_000), 20..80), gone in any::<u64>()) {
        let before = cluster_of(&run_of(&causes));
        let drop_at = |index: usize| (gone >> (index % 60)) & 1 == 1 && index % 10 == 3;
        let kept: Vec<(usize, u32)> =
            causes.iter().enumerate().filter(|(index, _)| !drop_at(*index)).map(|(_, cause)| *cause).collect();
        for (name, cluster) in cluster_of(&run_of(&kept)) {
            prop_assert!(before.contains(&(name.clone(), cluster.clone())), "{} is now in {}", name, cluster);
        }
    }

    /// No text stops the analysis.
    #[test]
    fn any_text_is_grouped(texts in prop::collection::vec(("\\PC{0,80}", "(\\PC{0,60}\n){0,6}"), 1..12)) {
        let mut run = run_of(&[]);
        for (message, trace) in texts {
            let mut case = failing(0, 0);
            case.text_mut().failures =
                vec![Failure { outcome: Outcome::Failed, kind: None, message: Some(message), trace: Some(trace) }];
            run.tests.cases.push(case);
        }
        let findings = find(&run, &[]);
        prop_assert_eq!(findings.failures.of_case.len(), run.tests.cases.len() - 1);
    }
}

#[test]
fn hostile_messages_do_not_stall() {
    let mut run = run_of(&[]);
    for text in ["(", "'", "a:1:1 ", "/", "1-", "E ", "Caused by: ", "\u{1b}[", "x(", "def a(", "::", "#x1B["]
    {
        for separator in ["", "\n"] {
            let long = format!("{text}{separator}").repeat(1_000_000 / text.len());
            let mut case = failing(0, 0);
            case.text_mut().failures = vec![Failure {
                outcome: Outcome::Failed,
                kind: None,
                message: Some(long.clone()),
                trace: Some(long),
            }];
            run.tests.cases.push(case);
        }
    }
    let findings = find(&run, &[]);
    assert_eq!(findings.failures.of_case.len(), 24);
}

#[test]
fn rules_that_are_good_for_nothing_are_told() {
    let run = run_of(&[(4, 1), (4, 2), (5, 3)]);
    let rule = |id: &str, text: &str| CategoryRule {
        id: id.into(),
        matchers: Matchers { message: vec![text.into()], ..Matchers::default() },
        ..CategoryRule::default()
    };
    let rules = [
        rule("all", "No module"),
        rule("hidden", "stripe"),
        rule("never", "nothing like it"),
        CategoryRule::default(),
    ];
    let findings = find(&run, &rules);
    let told: Vec<&str> = findings.notices.iter().map(|notice| notice.message.as_str()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("`hidden` is hidden") && told[1].contains("`never` matches none"));
    assert!(told[2].contains("no matcher"));
    assert_eq!(findings.failures.categories[0].id, "all");
    assert!(findings.failures.categories[0].own);
}
