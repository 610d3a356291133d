//! Plan documents in the shapes that teams write.

#![expect(
    clippy::unwrap_used,
    clippy::unnecessary_wraps,
    clippy::type_complexity,
    reason = "a test that finds nothing where something must be has failed; expected values are written as they are compared"
)]

mod hostile;

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
fn a_plan_for_coverage_says_it_in_many_ways() {
    let text = "# Coverage plan\n\n**Target coverage:** 80 %+\n**Overall coverage: 61.5 %** (estimated)\n\n\
        ## Module thresholds\n- **Till** (`src/till/**`): 90 %\n- Labels: 70 %\n- Before: 40 %\n\n\
        ## Where it stands by module\n\n| Module | Current | Rating |\n|---|---|---|\n| src/print.py | 44 % | poor |\n\n\
        ### Phase 1: Quick wins ✅ COMPLETED\n**Goal:** 46 % → ~61 % coverage (reached 62 %)\n\n\
        ### Phase 2: March 2026\n- **Global threshold**: 73 %\n- **Key actions**:\n  - Test the till ✓\n  - Test the labels\n\n\
        ### Phase 3 (week 5) – target: 80 %\n**Impact:** +7 % overall coverage\n**Estimated effort:** 3-5 days\n";
    let plan = read_text(text);
    let phases: Vec<_> = plan
        .phases
        .iter()
        .map(|phase| (phase.id.as_str(), phase.targets.line_coverage.unwrap().low, phase.status))
        .collect();
    assert_eq!(phases, [("1", 61.0, Some(WrittenStatus::Complete)), ("2", 73.0, None), ("3", 80.0, None)]);
    assert!(plan.phases[1].due.is_some() && plan.phases[0].due.is_none());
    assert_eq!(plan.phases[2].effort.as_deref(), Some("3-5 days"));
    let tasks = plan.tasks.iter().find(|list| list.phase.as_deref() == Some("2")).unwrap();
    assert_eq!((tasks.items.len(), tasks.done()), (2, Some(1)));
    let components: Vec<_> = plan
        .components
        .iter()
        .map(|part| {
            (part.name.as_str(), part.lines.map(|lines| lines.low), part.written, part.paths.join(" "))
        })
        .collect();
    assert_eq!(
        components,
        [
            ("overall", Some(80.0), None, String::new()),
            ("Till", Some(90.0), None, "src/till/**".to_owned()),
            ("Labels", Some(70.0), None, String::new()),
            ("src/print.py", None, Some(44.0), "src/print.py".to_owned()),
        ]
    );
    assert_eq!(plan.total(Subject::LineCoverage).unwrap().value, Band::exactly(61.5));
}

#[test]
fn a_triage_names_causes_and_tests() {
    let text = "# Test failure remediation\n\n**Scope:** Fix all 26 failing tests to achieve 100 % pass rate\n\n\
        | # | Root cause | Tests affected | Fix |\n|---|---|---|---|\n| A | Clock is read | 9 classes (~12 tests) | freeze |\n\n\
        **Weather is wrong (2 tests):**\n1. too lenient\n\n\
        ## Remaining failures\n\n### 4.2 NullPointerException (8 tests / 31 %)\n\n\
        | Test class | Root cause |\n|---|---|\n| `TillMapperTest` (5 tests) | drawer is null |\n\n\
        ### Issue B: Stale Context (1 test)\n\n**Test:** `TestShelf_loads`\n**File:** `store/test/shelf_test.go:123`\n\n\
        ## `src/till.test.ts`\n- **Status**: ✅ Passing – the mocks are whole\n\n\
        ## Core\n- `test_orders.py` - 3/4 passing\n  - ❌ test_order_is_sent (the queue is closed)\n";
    let plan = read_text(text);
    let causes: Vec<_> = plan
        .categories
        .iter()
        .map(|cause| (cause.title.as_str(), cause.count.unwrap().high, cause.tests.len()))
        .collect();
    assert_eq!(
        causes,
        [
            ("Clock is read", 12.0, 0),
            ("Weather is wrong", 2.0, 0),
            ("NullPointerException", 8.0, 0),
            ("Stale Context", 1.0, 2),
        ]
    );
    let findings: Vec<&str> = plan.findings.iter().map(|finding| finding.tests[0].pattern.as_str()).collect();
    assert_eq!(findings, ["TillMapperTest", "src/till.test.ts", "test_order_is_sent"]);
    assert_eq!((plan.directories[0].passing, plan.directories[0].tests), (Some(3), Some(4)));
    assert_eq!(plan.total(Subject::Failing).unwrap().value, Band::exactly(26.0));
    assert_eq!(plan.criteria[0].expectations[0].band, Band::exactly(100.0));
}

#[test]
fn a_report_of_the_state_is_no_list_of_targets() {
    let text = "# Status\n\n## Test health\n- **Tests**: 43 total, 40 passing, 1 flaky\n- Router tests: 11/12 passing\n\n\
        ### By component\n\n| Component | Total | Passing | Failing | Pass rate |\n|---|---|---|---|---|\n| Till | 32 | 30 | 2 | 93.8 % |\n\n\
        ## Success criteria\n\n| Metric | Current | Target |\n|---|---|---|\n| Flaky tests (>1 failure) | 10 | 0 |\n\
        | Infrastructure failures | 4 | 0 |\n| Failing test rate | 0.6 % | <2 % |\n\n\
        ## What is in it\n\n| Category | Count |\n|---|---|\n| Matching | 12 |\n\n\
        ## Impact\n- Printing is 73 % faster than planned (8 s against 30 s)\n";
    let plan = read_text(text);
    assert_eq!(plan.total(Subject::Passing).unwrap().value, Band::exactly(40.0));
    let batches: Vec<_> = plan
        .batches
        .iter()
        .map(|batch| (batch.name.as_str(), batch.collected, batch.passed, batch.failed))
        .collect();
    assert_eq!(
        batches,
        [("Router tests", Some(12), Some(11), Some(1)), ("Till", Some(32), Some(30), Some(2))]
    );
    let asked: Vec<Vec<(&str, Option<&str>, f64)>> = plan
        .criteria
        .iter()
        .map(|criterion| {
            let asked = criterion.expectations.iter();
            asked.map(|asked| (asked.subject.word(), asked.scope.as_deref(), asked.band.low)).collect()
        })
        .collect();
    assert_eq!(asked, [vec![("flaky", None, 0.0)], vec![("failing", Some("Infrastructure"), 0.0)], vec![]]);
    assert!(plan.categories.is_empty() && plan.budgets.is_empty());
}

#[test]
fn what_is_not_understood_is_told_with_its_line() {
    let notices = Notices::default();
    let text = "# Plan\n\n## State\n- Ratio of mocks: 40 %\n- A sentence without a number\n";
    plans::read(&Artifact::new("PLAN.md", text.as_bytes()), &notices);
    let told: Vec<(String, Option<u32>)> = notices
        .into_sorted()
        .into_iter()
        .map(|notice| (notice.message, notice.location.and_then(|place| place.line)))
        .collect();
    assert!(told.contains(&("“Ratio of mocks: 40 %” was not understood".to_owned(), Some(4))), "{told:?}");
}
