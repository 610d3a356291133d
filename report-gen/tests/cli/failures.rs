//! Why tests fail: rules, what is taken over from other tools, cascades, and the table for other tools.

use report_model::site::{CascadeKind, Failures};

use super::harness::{JUNIT, Project};

const BROKEN_IMPORT: &str = r#"<testsuites><testsuite name="pytest" timestamp="2026-01-19T16:42:00">
  <testcase classname="" name="tests.api.test_calls" time="0"><error message="collection failure">tests/api/test_calls.py:1: in &lt;module&gt;
    import stripe
E   ModuleNotFoundError: No module named 'stripe'</error></testcase>
  <testcase classname="tests.test_db" name="test_close" time="0.0625"/>
</testsuite></testsuites>"#;

fn failures(project: &Project) -> Failures {
    project.shard("site", project.manifest("site").shards.failures.as_ref().unwrap())
}

#[test]
fn failures_are_exported_in_every_format() {
    let project = Project::with_tests();
    project.run(&["build"]).exit(0);
    let tsv = project.run(&["export", "failures", "site"]).exit(0).stdout;
    let lines: Vec<Vec<&str>> = tsv.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0], ["artifact", "test_id", "category", "cluster"]);
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1][..3], ["junit.xml", "tests.api.test_calls.TestDial::test_hang_up", "assertion"]);
    let clusters = failures(&project).clusters;
    assert!(clusters.iter().any(|cluster| cluster.id == lines[1][3]));
    project
        .run(&["export", "failures", "site", "--format", "csv"])
        .exit(0)
        .stdout("junit.xml,tests.test_db::test_connect,unknown,");
    let json = project.run(&["export", "failures", "site", "--format", "json"]).exit(0).stdout;
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows[0]["category"], "assertion");
    project.run(&["export", "failures", "nowhere"]).exit(2).stderr("nowhere");
}

#[test]
fn rules_of_another_tool_come_behind_the_teams_own() {
    let config = "import_categories = [\"categories.json\"]\n[[category]]\nid = \"own\"\nmessage = ['regex:1 == \\d$']\n\
                  owner = \"core\"\nlink = \"https://wiki.example/own\"\n";
    let allure =
        r#"[{"name": "Infra", "messageRegex": ".*(no|lost) database.*"}, {"name": "Odd", "flaky": true}]"#;
    let project = Project::with_tests().file("report-gen.toml", config).file("categories.json", allure);
    project.run(&["build"]).exit(0).stdout("category 2 `Odd` was not taken over");
    let failures = failures(&project);
    let own = failures.categories.iter().find(|category| category.id == "own").unwrap();
    assert_eq!((own.owner.as_deref(), own.link.as_deref()), (Some("core"), Some("https://wiki.example/own")));
    let rules: Vec<_> =
        failures.rules.iter().map(|rule| (rule.id.as_str(), rule.matched, rule.won)).collect();
    assert_eq!(rules, [("own", 1, 1), ("infra", 1, 1)]);
}

#[test]
fn a_broken_import_is_the_parent_of_the_tests_that_vanished_with_it() {
    let project = Project::new().file("1/junit.xml", JUNIT).file("2/junit.xml", BROKEN_IMPORT);
    project.run(&["build", "1", "--history", "history", "--branch", "main"]).exit(0);
    project
        .run(&["build", "2", "--history", "history", "--branch", "main"])
        .exit(0)
        .stdout("Nothing ran of 1 file or class: 3 tests that were known before are missing with it");
    let failures = failures(&project);
    let cascade = &failures.cascades[0];
    assert_eq!((cascade.kind, cascade.vanished_count), (CascadeKind::Collection, 3));
    assert_eq!(cascade.vanished[0].0, "tests.api.test_calls.TestDial::test_dial[de]");
    assert_eq!(cascade.stopped, ["tests.api.test_calls"]);
    let parent = failures.clusters.iter().find(|cluster| cluster.id == cascade.cluster).unwrap();
    assert_eq!(parent.runs_held, Some(1));
    assert!(parent.rule.contains("ModuleNotFoundError"), "{}", parent.rule);
}

#[test]
fn categories_are_explained() {
    let project = Project::new();
    project
        .run(&["explain", "timeout"])
        .exit(0)
        .stdout("A deadline passed")
        .stdout("Find out what was waited for");
    project.run(&["explain"]).exit(0).stdout("missing-fixture").stdout("assertion");
    project.run(&["explain", "nothing"]).exit(2).stderr("there is nothing called `nothing` to explain");
}
