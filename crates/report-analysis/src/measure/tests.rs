//! A plan measured by a run that stopped part of the way.

use report_model::plan::{
    Band, Batch, Criterion, Expectation, Finding, Plan, ReferenceKind, Subject, TestKind, TestReference,
};
use report_model::run::Run;
use report_model::site::FindingState;
use report_model::{Comparison, TestId};

use super::{Measured, measure};
use crate::{Groups, History, testing};

fn measured(plan: &Plan, run: &Run) -> Measured {
    let history = History::default();
    let groups = Groups::by_file_or_class(&run.tests);
    let mut findings = crate::analyze(run, &history, plan, &[]);
    measure(plan, run, &groups, &history, &mut findings)
}

/// A run of the first tests of two classes out of four that were collected, ten seconds each.
fn stopped() -> Run {
    let mut run = testing::run_of(&["test_open p", "test_close p", "test_print p"]);
    let classes = ["tests.test_door.TestDoor", "tests.test_door.TestDoor", "tests.test_printer.TestPrinter"];
    for (case, class) in run.tests.cases.iter_mut().zip(classes) {
        case.class = Some(class.into());
        case.duration_secs = Some(10.0);
    }
    let collected = [
        "tests/test_door.py::TestDoor::test_open",
        "tests/test_door.py::TestDoor::test_close",
        "tests/test_printer.py::TestPrinter::test_print",
        "tests/test_printer.py::TestPrinter::test_jam",
        "tests/net/test_queue.py::test_drain",
    ];
    run.collected = Some(collected.map(|id| TestId(id.to_owned())).to_vec());
    run
}

fn asks(subject: Subject, scope: Option<&str>, comparison: Comparison, limit: f64) -> Criterion {
    Criterion {
        text: "what must hold".to_owned(),
        section: String::new(),
        ticked: None,
        expectations: vec![Expectation {
            subject,
            scope: scope.map(str::to_owned),
            comparison,
            band: Band::exactly(limit),
        }],
        source: None,
    }
}

fn names(pattern: &str) -> Finding {
    let test =
        TestReference { text: pattern.to_owned(), pattern: pattern.to_owned(), kind: ReferenceKind::Id };
    Finding { text: "hangs".to_owned(), tests: vec![test], section: String::new(), source: None }
}

#[test]
fn a_kind_is_found_by_what_the_plan_binds_it_to() {
    let kind = TestKind {
        id: "unit".to_owned(),
        title: "Unit tests".to_owned(),
        paths: vec!["tests/test_door.py".to_owned()],
        ..TestKind::default()
    };
    let asked = asks(Subject::Passing, Some("unit"), Comparison::AtLeast, 2.0);
    let plan = Plan { criteria: vec![asked.clone()], kinds: vec![kind], ..Plan::default() };
    let status = measured(&plan, &stopped()).plan.expect("a plan");
    assert_eq!(status.criteria[0].checks[0].value, Some(2.0));
    assert_eq!(status.criteria[0].measured, Some(true));
    let unbound = Plan { criteria: vec![asked], ..Plan::default() };
    assert_eq!(measured(&unbound, &stopped()).plan.expect("a plan").criteria[0].measured, None);
}

#[test]
fn a_part_of_the_suite_does_not_keep_its_limit() {
    let limit = |secs| asks(Subject::SuiteSecs, None, Comparison::LessThan, secs);
    let plan = Plan { criteria: vec![limit(60.0), limit(20.0)], ..Plan::default() };
    let part = measured(&plan, &stopped());
    let met = |measured: &Measured| -> Vec<Option<bool>> {
        let status = measured.plan.as_ref().expect("a plan");
        status.criteria.iter().map(|criterion| criterion.measured).collect()
    };
    assert_eq!(met(&part), [None, Some(false)]);
    assert!(part.notices.iter().any(|notice| notice.message.contains("3 of 5 known tests ran")));
    let mut whole = stopped();
    whole.collected = None;
    assert_eq!(met(&measured(&plan, &whole)), [Some(true), Some(false)]);
}

#[test]
fn a_collected_test_without_a_result_never_ran() {
    let plan = Plan {
        findings: vec![names("tests/net/test_queue.py::test_drain"), names("tests/test_gone.py::test_gone")],
        ..Plan::default()
    };
    let states: Vec<FindingState> = measured(&plan, &stopped())
        .plan
        .expect("a plan")
        .findings
        .iter()
        .map(|finding| finding.state)
        .collect();
    assert_eq!(states, [FindingState::NeverRan, FindingState::NoSuchTest]);
}

#[test]
fn what_is_left_is_given_as_files() {
    let completeness = measured(&Plan::default(), &stopped()).completeness.expect("tests");
    let commands: Vec<&str> = completeness.halves.iter().map(|half| half.command.as_str()).collect();
    assert_eq!(
        commands,
        [
            "pytest tests/net/test_queue.py --timeout=60 -x -q",
            "pytest tests/test_printer.py --timeout=60 -x -q"
        ]
    );
    let folders: Vec<(&str, u64, u64)> = completeness
        .folders
        .iter()
        .map(|folder| (folder.path.as_str(), folder.executed, folder.collected))
        .collect();
    assert_eq!(folders, [("tests/net", 0, 1), ("tests", 3, 4)]);
    assert_eq!(completeness.never_ended[0].path, "tests/test_printer.py");
}

#[test]
fn the_last_test_of_a_finished_file_is_no_suspect_when_only_parts_ran() {
    let mut run = stopped();
    // The printer's file is done; what is missing stands before it and behind it.
    let order = [
        "tests/net/test_queue.py::test_drain",
        "tests/test_door.py::TestDoor::test_open",
        "tests/test_door.py::TestDoor::test_close",
        "tests/test_printer.py::TestPrinter::test_print",
        "tests/test_zone.py::test_zone",
    ];
    run.collected = Some(order.map(|id| TestId(id.to_owned())).to_vec());
    let completeness = measured(&Plan::default(), &run).completeness.expect("tests");
    assert_eq!((completeness.never_ran, completeness.never_ended.len()), (2, 0));
}

#[test]
fn tests_that_never_ran_stand_in_the_folders_of_those_that_did() {
    let mut run = stopped();
    // As the reader of a list names them: pytest's files as modules.
    let ids = ["tests.net.test_queue::test_drain", "tests.test_zone::test_zone"];
    run.collected.get_or_insert_default().extend(ids.map(|id| TestId(id.to_owned())));
    let completeness = measured(&Plan::default(), &run).completeness.expect("tests");
    let folders: Vec<&str> = completeness.folders.iter().map(|folder| folder.path.as_str()).collect();
    assert!(folders.contains(&"tests/net") && folders.contains(&"tests"), "{folders:?}");
    assert!(folders.iter().all(|folder| !folder.contains('.')), "{folders:?}");
}

#[test]
fn batches_are_folders_patterns_or_everything() {
    let batch = |name: &str, paths: &[&str]| Batch {
        name: name.to_owned(),
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
        ..Batch::default()
    };
    let plan = Plan {
        batches: vec![
            batch("tests/*.py", &["tests/*.py"]),
            batch("Whole suite", &[]),
            batch("All tests", &[]),
            batch("Entire suite", &[]),
            batch("All printers", &[]),
        ],
        ..Plan::default()
    };
    let completeness = measured(&plan, &stopped()).completeness.expect("tests");
    let known: Vec<Option<u64>> = completeness.batches.iter().map(|batch| batch.known_now).collect();
    assert_eq!(known, [Some(4), Some(5), Some(5), Some(5), None]);
}
