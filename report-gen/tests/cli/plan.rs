//! Plans: what is understood of them, what is measured, and gates.

use report_model::site::{Completeness, FindingState, GateVerdict, PhaseState, PlanStatus};

use super::harness::{LCOV, Project};

const PLAN: &str = "\
# Repair

| Phase | Passing | Coverage | Status |
|---|---|---|---|
| Phase 1 | 3 | 50% | complete |
| Phase 2 | 5 | 80% | complete |

## Findings
- tests/api/test_calls.py::TestDial::test_hang_up – hangs up twice
- test_nowhere.py – gone

## Coverage requirements
- **a.py**: 90% coverage

## Budgets
- **Dial**: < 100 ms

## Criteria
- [ ] At most 5 skipped tests
- [x] No failing tests
";

fn built(args: &[&str]) -> (Project, super::harness::Ended) {
    let project = Project::with_tests().file("cov.info", LCOV).file("PLAN.md", PLAN);
    let mut all = vec!["build", "junit.xml", "cov.info", "--plan", "PLAN.md"];
    all.extend(args);
    let ended = project.run(&all);
    (project, ended)
}

#[test]
fn a_plan_is_told_with_its_lines() {
    let project = Project::new().file("PLAN.md", PLAN);
    project.run(&["plan", "PLAN.md"]).exit(0).stdout("     5  1 · passing 3 · coverage 50");
    let ended = project.run(&["plan", "PLAN.md", "--json"]).exit(0);
    let json: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(json["phases"][1]["targets"]["passing"]["low"], 5);
    assert_eq!(json["phases"][1]["targets"]["pass_rate"], serde_json::Value::Null);
    assert_eq!(json["findings"][0]["line"], 9);
    assert_eq!(json["criteria"][1]["done"], true);
    assert_eq!(json["budgets"][0]["limit"], 0.1);
    project.run(&["plan", "nowhere.md"]).exit(2).stderr("cannot read");
}

#[test]
fn every_statement_is_measured() {
    let (project, ended) = built(&[]);
    ended.exit(0);
    let manifest = project.manifest("site");
    assert_eq!(manifest.plans_read, 1);
    assert_eq!(manifest.phases[0].state, PhaseState::Done);
    assert_eq!(
        manifest.phases[1].differs.replace('\u{a0}', " "),
        "written: complete; measured: 2 tests short, 20.0 points of coverage short"
    );
    let plan: PlanStatus = project.shard("site", manifest.shards.plan.as_ref().unwrap());
    assert_eq!(plan.findings[0].state, FindingState::StillFailing);
    assert_eq!(plan.findings[1].state, FindingState::NoSuchTest);
    assert_eq!(project.tests().rows_named("test_hang_up"), plan.findings[0].rows);
    let component = &plan.components[0];
    assert_eq!((component.files, component.lines.unwrap().part, component.met), (1, 1, Some(false)));
    let budget = &plan.budgets[0];
    assert_eq!((budget.value, budget.met), (Some(0.5), Some(false)));
    let criteria: Vec<_> =
        plan.criteria.iter().map(|criterion| (criterion.measured, criterion.differs())).collect();
    assert_eq!(criteria, [(Some(true), true), (Some(false), true)]);
    let completeness: Completeness = project.shard("site", manifest.shards.completeness.as_ref().unwrap());
    assert_eq!((completeness.executed.part, completeness.executed.whole), (5, 6));
}

#[test]
fn gates_are_judged_only_when_asked() {
    let (project, ended) = built(&["--check"]);
    ended.exit(1).stdout("VIOLATED").stdout("budgets (Dial)");
    project.run(&["check", "site"]).exit(1).stdout("budgets (Dial)");
    project
        .put("report-gen.toml", "[gates]\nmin_pass_rate = 60\nphases_kept = true\nmin_line_coverage = 50\n");
    project.run(&["check", "site"]).exit(0).stdout("All 3");
    project.put("report-gen.toml", "[gates]\nmin_branch_coverage = 1\n");
    project.run(&["check", "site"]).exit(1).stdout("UNKNOWN").stdout("not in the data");
    let (project, ended) = built(&[]);
    ended.exit(0);
    assert!(project.manifest("site").gates.is_empty());
}

#[test]
fn a_history_is_judged_by_its_last_run() {
    let project = Project::with_tests();
    let first = super::harness::JUNIT
        .replace("<failure message=\"assert 1 == 2\" type=\"AssertionError\">", "<system-err>")
        .replace("E   assert 1 == 2</failure>", "</system-err>")
        .replace("2026-01-18", "2026-01-17");
    project.put("before.xml", first);
    project.run(&["build", "before.xml", "--history", "past", "--run-id", "1"]).exit(0);
    project.run(&["build", "junit.xml", "--history", "past", "--run-id", "2", "--check"]).exit(1);
    assert_eq!(project.manifest("site").gates[0].verdict, GateVerdict::Violated);
    project.run(&["check", "past"]).exit(1).stdout("no-new-failures");
    project.put("report-gen.toml", "[gates]\nmax_new_failures = 1\nratchet_pass_rate = 0\n");
    project.run(&["check", "past"]).exit(1).stdout("ratchet-pass-rate");
    project.put("report-gen.toml", "[gates]\nmax_new_failures = 1\nratchet_pass_rate = 25\n");
    project.run(&["check", "past"]).exit(0);
}

#[test]
fn a_history_tells_of_components_and_budgets_and_of_what_it_does_not_hold() {
    let (project, ended) = built(&["--history", "past", "--run-id", "1"]);
    ended.exit(0);
    let judged = |limits: &str| {
        project
            .put("report-gen.toml", format!("[gates]\nmax_new_failures = 9\nphases_kept = false\n{limits}"));
        project.run(&["check", "past", "--plan", "PLAN.md"])
    };
    // The same budget, component and rates as in the report of this run.
    judged("budgets = true\n").exit(1).stdout("budgets (Dial)");
    judged("budgets = false\ncomponents = true\n").exit(1).stdout("component-coverage (a.py)");
    judged("budgets = false\nmax_flaky = 0\nmin_line_coverage = 50\n").exit(0);
    judged("budgets = false\nshards = 1\n").exit(1).stdout("UNKNOWN").stdout("not on record");
    project.put("PLAN.md", format!("{PLAN}\n## More budgets\n- **Encoding**: < 2 ms\n"));
    judged("budgets = true\n").exit(1).stderr("Encoding");
}

#[test]
fn rules_are_explained() {
    let project = Project::new();
    project.run(&["explain", "min-pass-rate"]).exit(0).stdout("[gates]");
    project.run(&["check", "--rules"]).exit(0).stdout("| `ratchet-pass-rate` |");
}

trait Named {
    fn rows_named(&self, name: &str) -> Vec<u32>;
}

impl Named for report_model::site::TestShard {
    fn rows_named(&self, name: &str) -> Vec<u32> {
        (0u32..).zip(self.names.lines()).filter(|(_, row)| *row == name).map(|(row, _)| row).collect()
    }
}
