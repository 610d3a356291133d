//! Plan documents in the shapes that teams write, and documents that nobody should write.

#![expect(
    clippy::unwrap_used,
    clippy::unnecessary_wraps,
    clippy::type_complexity,
    reason = "a test that finds nothing where something must be has failed; expected values are written as they are compared"
)]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use report_formats::{Artifact, plans};
use report_model::plan::{Band, CategoryOrigin, Plan, Subject};
use report_model::{BatchResult, Comparison, Notices, WrittenStatus};

fn read(name: &str) -> Plan {
    let path = format!("{}/tests/plans/documents/{name}.md", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap();
    plans::read(&Artifact::new(name, &bytes), &Notices::default())
}

fn read_text(text: &str) -> Plan {
    plans::read(&Artifact::new("PLAN.md", text.as_bytes()), &Notices::default())
}

fn band(low: f64, high: f64) -> Option<Band> {
    Some(Band { low, high })
}

#[test]
fn findings_plans_and_tasks() {
    let plan = read("findings");
    let patterns: Vec<Vec<&str>> = plan
        .findings
        .iter()
        .map(|finding| finding.tests.iter().map(|test| test.pattern.as_str()).collect())
        .collect();
    assert_eq!(
        patterns,
        [
            vec!["tests/store/test_shelf.py::ShelfTest::test_refill"],
            vec!["tests/labels/**"],
            vec!["test_till.py", "tests/receipts/**"],
        ]
    );
    assert_eq!(plan.findings[0].source.as_ref().unwrap().line, Some(4));
    let tasks: Vec<(&str, Option<u64>, usize)> =
        plan.tasks.iter().map(|list| (list.section.as_str(), list.done(), list.items.len())).collect();
    assert_eq!(
        tasks,
        [("Plan", None, 2), ("Barcode generator", Some(1), 3), ("Stabilisation plan", Some(1), 3)]
    );
    assert_eq!(plan.tasks[2].items[1].text, "Give every test a shelf of its own.");
    let suite = plan.budgets.iter().find(|budget| budget.is_suite).unwrap();
    assert_eq!((suite.comparison, suite.limit), (Comparison::About, 480.0));
}

#[test]
fn a_suite_that_hangs_in_a_damaged_encoding() {
    let plan = read("hanging");
    let batches: Vec<(Option<u64>, Option<u64>, BatchResult)> =
        plan.batches.iter().map(|batch| (batch.collected, batch.run, batch.result)).collect();
    assert_eq!(
        batches,
        [
            (Some(41), Some(41), BatchResult::Passed),
            (Some(12), Some(10), BatchResult::Failed),
            (Some(2210), Some(0), BatchResult::Hung),
        ]
    );
    let folders: Vec<(&str, Option<u64>, Option<u64>, Option<bool>)> = plan
        .directories
        .iter()
        .map(|folder| (folder.path.as_str(), folder.files, folder.tests, folder.validated))
        .collect();
    assert_eq!(
        folders,
        [
            ("shop/tests/unit/", Some(6), Some(41), Some(true)),
            ("shop/tests/*.py", Some(90), Some(2157), Some(false))
        ]
    );
    let asked: Vec<(Subject, f64)> = plan
        .criteria
        .iter()
        .flat_map(|criterion| &criterion.expectations)
        .map(|asked| (asked.subject, asked.band.low))
        .collect();
    assert_eq!(
        asked,
        [(Subject::Executed, 2210.0), (Subject::PassRate, 100.0), (Subject::LineCoverage, 85.0)]
    );
    assert!(plan.criteria.iter().all(|criterion| criterion.ticked == Some(false)));
    assert_eq!(plan.criteria[2].expectations[0].scope.as_deref(), Some("Server"));
    let order: Vec<(&str, Option<u32>)> = plan
        .categories
        .iter()
        .filter(|category| category.origin == CategoryOrigin::Ordered)
        .map(|category| (category.title.as_str(), category.priority))
        .collect();
    assert_eq!(order, [("Missing modules", Some(1)), ("Old tables", Some(2))]);
    assert_eq!(plan.total(Subject::Executed).unwrap().value, Band::exactly(53.0));
    assert_eq!(plan.exclusions.len(), 1);
}

#[test]
fn a_guide_with_goals_and_hints() {
    let plan = read("guide");
    let sections: Vec<&str> = plan.criteria.iter().map(|criterion| criterion.section.as_str()).collect();
    assert_eq!(sections, ["Unit tests", "Unit tests", "Integration tests"]);
    assert!(plan.criteria.iter().all(|criterion| criterion.ticked == Some(true)));
    let hints: Vec<(&str, Option<&str>)> = plan
        .categories
        .iter()
        .filter(|category| category.origin == CategoryOrigin::Hint)
        .map(|category| (category.title.as_str(), category.error.as_deref()))
        .collect();
    assert_eq!(
        hints,
        [
            ("Modules that are not found", Some("ModuleNotFoundError: No module named 'till'")),
            ("No printer", Some("ConnectionError: printer is offline")),
        ]
    );
    let components: Vec<(&str, Option<Band>)> =
        plan.components.iter().map(|component| (component.name.as_str(), component.lines)).collect();
    assert_eq!(
        components,
        [("overall", band(75.0, 75.0)), ("till.share", band(75.0, 75.0)), ("till.print", band(75.0, 75.0))]
    );
    assert_eq!(plan.tasks[0].done(), Some(2));
    assert_eq!(plan.tasks[0].items.len(), 3);
}

#[test]
fn a_roadmap_in_phases() {
    let plan = read("roadmap");
    let phases: Vec<_> = plan
        .phases
        .iter()
        .map(|phase| (phase.id.as_str(), phase.targets.passing, phase.targets.line_coverage, phase.status))
        .collect();
    assert_eq!(
        phases,
        [
            ("1", band(540.0, 540.0), band(61.0, 61.0), Some(WrittenStatus::Complete)),
            ("2A", band(552.0, 556.0), band(64.0, 66.0), Some(WrittenStatus::Planned)),
            ("2B", band(570.0, 575.0), band(70.0, 72.0), Some(WrittenStatus::Planned)),
        ]
    );
    assert_eq!(plan.phases[1].effort.as_deref(), Some("2-3 hours"));
    assert_eq!(plan.phases[1].gain, band(12.0, 16.0));
    let categories: Vec<_> = plan
        .categories
        .iter()
        .map(|category| {
            (category.title.as_str(), category.count.unwrap().low, category.counts_errors, category.priority)
        })
        .collect();
    assert_eq!(
        categories,
        [
            ("Clocks", 20.0, false, Some(1)),
            ("Printers", 14.0, false, Some(2)),
            ("Old tills", 3.0, true, Some(4))
        ]
    );
    assert_eq!(plan.total(Subject::Failing).unwrap().value, Band::exactly(32.0));
    let tasks = plan.tasks.iter().find(|list| list.phase.as_deref() == Some("2A")).unwrap();
    assert_eq!(tasks.items[0].effort.as_deref(), Some("1 hour"));
    assert_eq!(tasks.items[0].fixes, band(9.0, 9.0));
}

#[test]
fn components_budgets_kinds_and_markers() {
    let plan = read("targets");
    let components: Vec<_> = plan
        .components
        .iter()
        .map(|component| (component.name.as_str(), component.lines.unwrap().low, component.group.as_deref()))
        .collect();
    assert_eq!(
        components,
        [
            ("overall", 78.0, None),
            ("ShareService", 95.0, Some("Money")),
            ("Till core", 95.0, Some("Money")),
            ("API routes", 88.0, None),
        ]
    );
    let budgets: Vec<_> =
        plan.budgets.iter().map(|budget| (budget.name.as_str(), budget.comparison, budget.limit)).collect();
    assert_eq!(
        budgets,
        [
            ("Opening a till", Comparison::LessThan, 0.02),
            ("Booking", Comparison::MoreThan, 400.0),
            ("Memory", Comparison::AtMost, 64e6),
        ]
    );
    let kinds: Vec<_> = plan.kinds.iter().map(|kind| (kind.id.as_str(), kind.markers.join(","))).collect();
    assert_eq!(
        kinds,
        [("unit", "unit".to_owned()), ("api", "api".to_owned()), ("end-to-end", String::new())]
    );
    let markers: Vec<&str> = plan.markers.iter().map(|marker| marker.name.as_str()).collect();
    assert_eq!(markers, ["unit", "api", "slow"]);
}

#[test]
fn numbers_of_other_languages() {
    let plan = read("german");
    assert_eq!(plan.phases[0].targets.passing, band(1180.0, 1180.0));
    assert_eq!(plan.phases[1].targets.passing, band(1200.0, 1215.0));
    assert_eq!(plan.phases[1].targets.pass_rate, band(96.8, 98.0));
    assert_eq!(plan.phases[0].status, Some(WrittenStatus::Complete));
    assert_eq!(plan.total(Subject::Tests).unwrap().value, Band::exactly(1240.0));
    assert_eq!(plan.total(Subject::PassRate).unwrap().value, Band::exactly(92.7));
    assert_eq!(plan.budgets.iter().map(|budget| budget.limit).collect::<Vec<_>>(), [0.05, 0.2, 2000.0]);
    assert_eq!(plan.criteria.iter().filter(|criterion| !criterion.expectations.is_empty()).count(), 4);
}

#[test]
fn milestones_with_statements_among_their_tasks() {
    let plan = read("milestones");
    assert_eq!(plan.phases[0].targets.pass_rate, band(97.0, 97.0));
    assert_eq!(plan.phases[0].targets.line_coverage, band(65.0, 65.0));
    assert_eq!(plan.phases[1].targets.failing, band(10.0, 10.0));
    assert_eq!(plan.tasks[0].items.len(), 2);
    assert_eq!(plan.total(Subject::PassRate).unwrap().value, Band::exactly(93.1));
    assert_eq!(plan.total(Subject::LineCoverage).unwrap().value, Band::exactly(61.0));
    assert_eq!(plan.findings.len(), 3);
    assert_eq!(plan.findings[2].tests[0].pattern, "CartServiceTest.addsTwice");
    assert_eq!(
        plan.components.iter().find(|component| component.is_overall).unwrap().lines,
        band(75.0, 75.0)
    );
}

#[test]
fn phases_as_columns() {
    let plan = read("metric-columns");
    assert_eq!(plan.phases.len(), 3);
    assert_eq!(plan.phases[1].targets.line_coverage, band(65.0, 70.0));
    assert_eq!(plan.phases[2].targets.branch_coverage, band(60.0, 60.0));
    assert_eq!(plan.total(Subject::Failing).unwrap().value, Band::exactly(70.0));
    assert_eq!(plan.categories.len(), 5);
    assert_eq!(plan.batches[2].result, BatchResult::Hung);
    assert_eq!(plan.exclusions.len(), 2);
    assert_eq!(plan.tasks.last().unwrap().done(), Some(1));
}

#[test]
fn a_heading_with_a_count_of_failures_is_a_cause() {
    let text = "# Why tests fail\n\n## Cause 1: Celery task binding (45 failures)\n\n- `test_binds_once`\n\n\
        ## Missing reference data (14 errors)\n\n## Tasks\n\n- [ ] Bind once\n\n## Phase 2: Tasks (9 failures)\n\n\
        ## Success criteria (0 failures)\n\n- No test fails\n";
    let plan = read_text(text);
    let causes: Vec<_> = plan
        .categories
        .iter()
        .map(|category| (category.title.as_str(), category.count.unwrap().low, category.counts_errors))
        .collect();
    assert_eq!(causes, [("Celery task binding", 45.0, false), ("Missing reference data", 14.0, true)]);
    assert_eq!(plan.categories[0].tests[0].pattern, "test_binds_once");
    assert_eq!(plan.tasks.len(), 1);
    assert_eq!(plan.phases.len(), 1);
    assert_eq!(plan.criteria.len(), 1);
}

#[test]
fn what_is_said_of_a_test_begins_with_a_word() {
    let text = "## Findings\n\n- **`tests/test_a.py::test_b`** : off by one\n- `parcel::delivery::depot_scan`: hangs\n\
        - `cart.test.js > totals > adds: twice`: rounds\n";
    let found: Vec<(String, String)> = read_text(text)
        .findings
        .into_iter()
        .map(|finding| (finding.tests[0].pattern.clone(), finding.text))
        .collect();
    let expected = [
        ("tests/test_a.py::test_b", "off by one"),
        ("parcel::delivery::depot_scan", "hangs"),
        ("cart.test.js > totals > adds: twice", "rounds"),
    ];
    assert_eq!(found, expected.map(|(test, text)| (test.to_owned(), text.to_owned())));
}

#[test]
fn a_short_suite_has_a_baseline() {
    let plan = read_text("# Plan\n\nThe whole suite takes 0.4 seconds today.\n");
    assert_eq!(plan.total(Subject::SuiteSecs).unwrap().value, Band::exactly(0.4));
    let plan = read_text("# Plan\n\nThe slowest test of the suite takes 0.4 seconds.\n");
    assert!(plan.total(Subject::SuiteSecs).is_none());
}

#[test]
fn kinds_may_have_names_of_their_own() {
    let plan = read_text(
        "# Plan\n\n| Kind | Marker | Path |\n|---|---|---|\n| Quick | `quick` | `tests/quick/` |\n\
         | Night | `night` | |\n| Unit tests | | `tests/unit/` |\n",
    );
    let kinds: Vec<_> = plan
        .kinds
        .iter()
        .map(|kind| (kind.id.as_str(), kind.markers.join(","), kind.paths.join(",")))
        .collect();
    let expected = [("quick", "quick", "tests/quick/"), ("night", "night", ""), ("unit", "", "tests/unit/")];
    assert_eq!(kinds, expected.map(|(id, marker, path)| (id, marker.to_owned(), path.to_owned())));
}

#[test]
fn time_grows_with_the_length_of_a_document() {
    let path = format!("{}/tests/plans/documents/roadmap.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    // Without optimisation a tenth of the bytes take about as long.
    let share = if cfg!(debug_assertions) { 10 } else { 1 };
    // Half a second of work; a machine with other work takes several times as long, quadratic growth far longer.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 5 });
    let many = text.repeat(5_000_000 / text.len() / share);
    let lists =
        "- [ ] Fix `tests/test_a.py::test_b` (3 failures): < 10 ms, 90 % coverage\n".repeat(65_000 / share);
    let deep: Vec<String> = (0..2000).map(|depth| format!("{}- a < 1 ms\n", "  ".repeat(depth))).collect();
    let rows = "| Phase 1 | 5 | 6 | 7\n|\n".repeat(200_000 / share);
    let tables = format!("| Phase | Passing |\n|---|---|\n{rows}");
    let line = "1602/1737 passing, `a` 92 % ".repeat(180_000 / share);
    let bold = "**a:** ".repeat(700_000 / share);
    for (name, text) in [
        ("roadmap", many),
        ("lists", lists),
        ("deep", deep.concat()),
        ("tables", tables),
        ("line", line),
        ("stars", bold),
    ] {
        let start = Instant::now();
        let _ = read_text(&text);
        assert!(start.elapsed() < limit, "{name}: {:?} for {} bytes", start.elapsed(), text.len());
    }
}

/// A piece of a document: well formed or not.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[#]{1,7} (Phase [0-9]{1,3}[A-Z]?|Findings|Tasks|Criteria|Coverage|Budgets|Category [0-9]: x \\([0-9]{1,4} failures\\))[: ]{0,2}",
        "[ \t]{0,9}([-*+]|[0-9]{1,9}[.)]) (\\[[ x~]?\\] )?[a-z*`_<>≥%0-9 .,:/()–-]{0,40}",
        "(\\|[a-z0-9 %.,:<>–-]{0,8}){0,7}\\|?",
        "\\|(:?-{1,4}:?\\|){0,7}",
        "<[a-z/!-]{0,8}[^\n]{0,12}>?",
        "```[a-z]{0,4}",
        "\\PC{0,60}",
        "[0-9.,'  %<>=~≤≥+–-]{0,40}(ms|s|%|MB|/s|tests|failures)?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_document_panics(pieces in prop::collection::vec(piece(), 0..60)) {
        let plan = read_text(&pieces.join("\n"));
        for criterion in &plan.criteria {
            prop_assert!(criterion.source.as_ref().and_then(|source| source.line).is_some());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = plans::read(&Artifact::new("x", &bytes), &Notices::default());
    }

    #[test]
    fn lines_are_in_the_document(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.join("\n");
        let last = u32::try_from(text.lines().count()).unwrap().max(1);
        let plan = read_text(&text);
        let sources = plan.phases.iter().map(|phase| &phase.source)
            .chain(plan.tasks.iter().flat_map(|list| &list.items).map(|task| &task.source))
            .chain(plan.budgets.iter().map(|budget| &budget.source))
            .chain(plan.components.iter().map(|component| &component.source));
        for line in sources.flatten().filter_map(|source| source.line) {
            prop_assert!((1..=last).contains(&line), "line {line} of {last}");
        }
    }
}
