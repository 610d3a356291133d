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
    // Without the results of its tests nothing is known to have begun to fail.
    project.put("report-gen.toml", "[gates]\nmax_new_failures = 1\n");
    for (name, _) in project.files("past").iter().filter(|(name, _)| name.starts_with("names-")) {
        project.put(&format!("past/{name}"), "torn");
    }
    project.run(&["check", "past"]).exit(1).stdout("UNKNOWN").stdout("no-new-failures");
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
    judged("budgets = true\n[[budget]]\nname = \"A dial\"\nat_most = \"1 ms\"\ntest = \"test_dial\"\n")
        .exit(1)
        .stdout("budgets (A dial)")
        .stderr("Dial");
    judged("budgets = false\ncomponents = true\n").exit(1).stdout("component-coverage (a.py)");
    judged("budgets = false\nmax_flaky = 0\nmin_line_coverage = 50\n").exit(0);
    judged("budgets = false\nshards = 1\n").exit(1).stdout("UNKNOWN").stdout("not on record");
    project.put("PLAN.md", format!("{PLAN}\n## More budgets\n- **Encoding**: < 2 ms\n"));
    judged("budgets = true\nmin_pass_rate = 10\n").exit(0).stderr("Encoding");
}

#[test]
fn rules_are_explained() {
    let project = Project::new();
    project.run(&["explain", "min-pass-rate"]).exit(0).stdout("[gates]");
    project.run(&["check", "--rules"]).exit(0).stdout("| `ratchet-pass-rate` |");
}

#[test]
fn the_configuration_can_say_all_of_a_plan() {
    let configuration = r#"
[totals]
tests = 6
failing = [1, 2]

[[phase]]
id = "1"
passing = 5
status = "in-progress"

[[cause]]
id = "hangs"
count = [1, 2]
effort = "2 h"
priority = 1
tests = ["test_hang_up"]

[[component]]
name = "a.py"
line_coverage = 90

[[kind]]
id = "api"
paths = ["tests/api/**"]

[[marker]]
name = "slow"

[[criterion]]
text = "Quiet nights"
asks = "no failing tests"
done = true

[[criterion]]
text = "At most 5 skipped tests"
asks = ""

[[budget]]
name = "Dial"
at_most = "100 ms"

[[finding]]
text = "hangs up twice"
tests = ["tests/api/test_calls.py::TestDial::test_hang_up"]

[[task]]
text = "Freeze the clock"
phase = "1"
done = true
fixes = 3

[[batch]]
name = "api"
collected = 6
run = 0
result = "hung"

[[directory]]
path = "tests/api/"
tests = 6

[[exclusion]]
tests = ["tests/old/**"]
reason = "replaced"
"#;
    let project = Project::with_tests().file("report-gen.toml", configuration);
    let ended = project.run(&["plan", "report-gen.toml", "--json"]).exit(0);
    let json: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let members: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = vec![
        "phases",
        "categories",
        "components",
        "criteria",
        "budgets",
        "findings",
        "tasks",
        "batches",
        "totals",
        "notices",
    ];
    expected.sort_unstable();
    assert_eq!(
        {
            let mut members = members;
            members.sort_unstable();
            members
        },
        expected
    );
    assert_eq!(json["phases"][0]["status"], "in progress");
    assert_eq!(
        (&json["categories"][0]["count"], &json["categories"][0]["count_low"]),
        (&2.into(), &1.into())
    );
    assert_eq!(json["categories"][0]["tests"][0]["kind"], "name");
    assert_eq!(json["criteria"][0]["expectations"][0]["subject"], "failing");
    assert_eq!(json["criteria"][1]["expectations"], serde_json::json!([]));
    assert_eq!(json["findings"][0]["tests"][0]["kind"], "id");
    assert_eq!(json["tasks"][0]["items"][0]["fixes"]["low"], 3);
    assert_eq!(json["batches"][0]["result"], "hung");
    assert_eq!(json["totals"]["tests"], 6);
    assert_eq!(json["totals"]["statements"][1]["line"], 3);
    assert_eq!(json["totals"]["kinds"][0]["id"], "api");
    assert_eq!(json["totals"]["markers"][0]["name"], "slow");
    assert_eq!(json["totals"]["directories"][0]["tests"], 6);
    assert_eq!(json["totals"]["exclusions"][0]["reason"], "replaced");
    project.run(&["build"]).exit(0);
    let plan: PlanStatus = project.shard("site", project.manifest("site").shards.plan.as_ref().unwrap());
    assert_eq!(plan.findings[0].state, FindingState::StillFailing);
    assert_eq!((plan.criteria[0].measured, plan.criteria[1].measured), (Some(false), None));
    project.put("report-gen.toml", "[totals]\nfailures = 3\n");
    project.run(&["build"]).exit(2).stderr("`failures` is no total").stderr("failing");
}

#[test]
fn the_configuration_stands_before_the_document() {
    let configuration = "plan = [\"PLAN.md\"]\n[[criterion]]\ntext = \"No failing tests\"\nasks = \"\"\n\
         [[component]]\nname = \"a.py\"\npaths = [\"nowhere/**\"]\n";
    let project = Project::with_tests()
        .file("cov.info", LCOV)
        .file("PLAN.md", PLAN)
        .file("report-gen.toml", configuration);
    project.run(&["build"]).exit(0);
    let plan: PlanStatus = project.shard("site", project.manifest("site").shards.plan.as_ref().unwrap());
    let criteria: Vec<(&str, Option<bool>, Option<bool>)> = plan
        .criteria
        .iter()
        .map(|criterion| (criterion.text.as_str(), criterion.measured, criterion.written))
        .collect();
    assert_eq!(
        criteria,
        [("No failing tests", None, Some(true)), ("At most 5 skipped tests", Some(true), Some(false))]
    );
    assert_eq!((plan.components.len(), plan.components[0].files), (1, 0));
    assert_eq!(plan.components[0].target, Some((90.0, 90.0)));
}

#[test]
fn a_diagnosis_is_shown_on_the_tests_and_clusters_that_it_names() {
    let project = Project::with_tests().file("PLAN.md", PLAN);
    let environment = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SERVER_URL", "https://code.example"),
        ("GITHUB_REPOSITORY", "team/voice"),
        ("GITHUB_RUN_ID", "7"),
        ("GITHUB_SHA", "0123abcd"),
    ];
    project.run_with(&["build", "junit.xml", "--plan", "PLAN.md"], &environment, b"").exit(0);
    let manifest = project.manifest("site");
    let plan: PlanStatus = project.shard("site", manifest.shards.plan.as_ref().unwrap());
    let row = plan.findings[0].rows[0];
    let panels: Vec<report_model::site::SheetPanel> = manifest
        .shards
        .texts
        .iter()
        .flat_map(|shard| {
            let texts: report_model::site::TestTexts = project.shard("site", shard);
            texts.rows.into_iter().zip(texts.texts).collect::<Vec<_>>()
        })
        .filter(|(at, _)| *at == row)
        .flat_map(|(_, entry)| entry.panels)
        .collect();
    assert_eq!(panels.len(), 1);
    assert_eq!(panels[0].title, "Written in the plan");
    let shown = serde_json::to_string(&panels[0]).unwrap();
    assert!(shown.contains("hangs up twice"), "{shown}");
    let line = "https://code.example/team/voice/blob/0123abcd/PLAN.md#L9";
    assert!(shown.contains(line), "{shown}");
    let cluster = manifest.shards.sheets.iter().find(|sheet| sheet.page == "cluster").unwrap();
    let sheet: report_model::site::Sheet = project.shard("site", &cluster.shard);
    assert!(serde_json::to_string(&sheet).unwrap().contains("hangs up twice"));
}

trait Named {
    fn rows_named(&self, name: &str) -> Vec<u32>;
}

impl Named for report_model::site::TestShard {
    fn rows_named(&self, name: &str) -> Vec<u32> {
        (0u32..).zip(self.names.lines()).filter(|(_, row)| *row == name).map(|(row, _)| row).collect()
    }
}
