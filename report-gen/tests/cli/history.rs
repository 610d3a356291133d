//! Runs on record: what is kept, what is compared, and that nothing is lost.

use report_model::site::{Runs, TestHistory};

use super::harness::{JUNIT, LCOV, Project};

fn build(project: &Project, run: &str, day: u32, xml: &str) {
    project.put("junit.xml", xml);
    let time = format!("2026-02-{day:02}T08:00:00Z");
    let args =
        ["build", "junit.xml", "lcov.info", "--history", "past", "--run-id", run, "--started-at", &time];
    project.run(&args).exit(0);
}

#[test]
fn a_run_is_compared_with_the_one_before() {
    let project = Project::new().file("lcov.info", LCOV);
    build(&project, "1", 1, JUNIT);
    let fixed = JUNIT.replace("<error message=\"no database\">boom</error>", "");
    let broken =
        fixed.replace("name=\"test_ring\" time=\"0.125\"/>", "name=\"test_ring\"><failure/></testcase>");
    build(&project, "2", 2, &broken);
    let manifest = project.manifest("site");
    assert_eq!(manifest.before.as_ref().unwrap().run.id, "1");
    let changes = manifest.changes.as_ref().unwrap();
    assert_eq!((changes.newly_failing, changes.fixed, changes.still_failing), (1, 1, 1));
    assert_eq!((manifest.run_count, manifest.trend.len()), (2, 2));
    let runs: Runs = project.shard("site", manifest.shards.runs.as_ref().unwrap());
    assert_eq!(runs.runs.iter().map(|run| run.run.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let history: TestHistory = project.shard("site", &manifest.shards.test_history[0]);
    assert_eq!(history.runs, ["1", "2"]);
    assert_eq!(history.outcomes, ["pp", "ff", "pf", "ep", "ss", "pp"]);
    assert_eq!(history.durations_us[2], [Some(125_000), None]);
    let shard = project.tests();
    assert_eq!(shard.strips.get(3), Some("ep"));
    assert!(project.path("site/data/history").read_dir().unwrap().count() >= 3);
}

#[test]
fn the_same_run_again_changes_nothing() {
    let project = Project::new().file("lcov.info", LCOV);
    build(&project, "1", 1, JUNIT);
    build(&project, "2", 2, JUNIT);
    let (past, site) = (project.files("past"), project.files("site"));
    build(&project, "2", 2, JUNIT);
    assert_eq!(project.files("past"), past);
    assert_eq!(project.files("site"), site);
}

#[test]
fn an_old_run_that_is_built_again_is_compared_with_what_was_before_it() {
    let project = Project::new().file("lcov.info", LCOV);
    for (run, day) in [("1", 1), ("2", 2), ("3", 3)] {
        build(&project, run, day, JUNIT);
    }
    build(&project, "2", 2, JUNIT);
    assert_eq!(project.manifest("site").before.unwrap().run.id, "1");
}

#[test]
fn a_record_that_cannot_be_read_is_put_aside_with_a_notice() {
    let project = Project::new().file("lcov.info", LCOV);
    build(&project, "1", 1, JUNIT);
    project.put("past/run-20260101T000000Z-0.json.gz", b"not gzip");
    build(&project, "2", 2, JUNIT);
    assert!(project.path("past/aside/run-20260101T000000Z-0.json.gz").exists());
    let manifest = project.manifest("site");
    assert_eq!(manifest.run_count, 2);
    assert_eq!(manifest.notices.warnings, 1);
}

#[test]
fn folders_of_runs_are_imported_in_the_order_of_their_times() {
    let at = |day: u32| JUNIT.replace("2026-01-18", &format!("2026-01-{day:02}"));
    let project = Project::new()
        .file("runs/b/junit.xml", at(10))
        .file("runs/a/junit.xml", at(12))
        .file("runs/c/junit.xml", at(11))
        .file("runs/empty/readme.md", "nothing");
    project
        .run(&["build", "--runs-in", "runs", "--history", "past"])
        .exit(0)
        .stdout("run empty holds no results");
    let manifest = project.manifest("site");
    assert_eq!(manifest.run.id, "a");
    let ids: Vec<&str> = manifest.trend.iter().map(|point| point.run.id.as_str()).collect();
    assert_eq!(ids, ["b", "c", "a"]);
    project.put("junit.xml", at(20));
    project.run(&["build", "junit.xml", "--history", "past", "--run-id", "d"]).exit(0);
    assert_eq!(project.manifest("site").trend.len(), 4);
    project.run(&["build", "junit.xml", "--runs-in", "runs", "--run-id", "e", "-o", "other"]).exit(0);
    assert_eq!(project.manifest("other").trend.len(), 4);
}

#[test]
fn a_failing_import_is_an_error() {
    let project = Project::new().file("runs/readme.md", "nothing");
    project.run(&["build", "--runs-in", "runs"]).exit(2).stderr("folders with artifacts in `runs`");
}
