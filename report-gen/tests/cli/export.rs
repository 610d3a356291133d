//! Tables of a report that was built before.

use super::harness::{JUNIT, Project};

fn history(letters: &[(&str, &str)]) -> Project {
    let project = Project::new();
    for run in 0..letters[0].1.len() {
        let cases: Vec<String> = letters
            .iter()
            .map(|(name, of_runs)| {
                let body = match of_runs.as_bytes()[run] {
                    b'f' => "<failure message=\"no\"/>",
                    b'k' => "<flakyFailure message=\"no\"/>",
                    _ => "",
                };
                let secs =
                    if *name == "test_slow" && run >= 20 { 2.0 } else { 1.0 } + run as f64 % 3.0 / 50.0;
                format!(
                    "<testcase classname=\"tests.test_a\" name=\"{name}\" time=\"{secs}\">{body}</testcase>"
                )
            })
            .collect();
        let cases = cases.concat();
        let day = format!("2026-{:02}-{:02}T08:00:00", 1 + run / 28, 1 + run % 28);
        let xml = format!("<testsuite name=\"s\" timestamp=\"{day}\">{cases}</testsuite>");
        project.put(&format!("runs/r{run:02}/junit.xml"), xml);
    }
    project.run(&["build", "--runs-in", "runs"]).exit(0);
    project
}

#[test]
fn changes_and_flaky_tests_are_told_by_id_and_run() {
    let project = history(&[
        ("test_slow", &"p".repeat(40)),
        ("test_odd", &"ppfpppkppp".repeat(4)),
        ("test_broken", &format!("{}{}", "p".repeat(30), "f".repeat(10))),
        ("test_good", &"p".repeat(40)),
    ]);
    let changes = project.run(&["export", "changes", "site"]).exit(0).stdout;
    let rows: Vec<Vec<&str>> = changes.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 2, "{changes}");
    assert_eq!(rows[1][..2], ["tests.test_a::test_slow", "r20"]);
    let factor: f64 = rows[1][2].parse().unwrap();
    assert!((factor - 1.96).abs() < 0.05, "{factor}");
    let flaky = project.run(&["export", "flaky", "site", "--format", "csv"]).exit(0).stdout;
    let states: Vec<&str> = flaky.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(states, ["flaky", "broken"]);
    let left_out = project.run(&["export", "quarantine", "site", "--format", "pytest"]).exit(0).stdout;
    assert_eq!(left_out, "--deselect=tests/test_a.py::test_odd\n");
}

#[test]
fn tests_are_a_table_in_three_formats() {
    let project = Project::new().file("junit.xml", JUNIT);
    project.run(&["build", "junit.xml"]).exit(0);
    let tsv = project.run(&["export", "tests", "site"]).exit(0).stdout;
    assert_eq!(tsv.lines().count(), 7);
    assert!(tsv.contains(
        "tests.api.test_calls.TestDial::test_hang_up\ttests/api/test_calls.py\tfailed\tfalse\t0.25"
    ));
    let json = project.run(&["export", "tests", "site", "--format", "json"]).exit(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["outcome"], "passed");
    project.run(&["export", "flaky", "site"]).exit(0).stdout("test_id\tstate");
    project.run(&["export", "changes", "site"]).exit(0).stdout("test_id\trun\tfactor");
}

#[test]
fn what_cannot_be_exported_is_an_error() {
    let project = Project::new().file("junit.xml", JUNIT);
    project.run(&["export", "tests", "nowhere"]).exit(2).stderr("cannot read");
    project.run(&["build", "junit.xml"]).exit(0);
    project.run(&["export", "tests", "site", "--format", "gradle"]).exit(2).stderr("one of tsv, csv, json");
    project.run(&["export", "nothing", "site"]).exit(2).stderr("possible values");
    project.put("site/data/manifest.json", "{\"schema\":99}");
    project.run(&["export", "tests", "site"]).exit(2).stderr("schema 99");
}
