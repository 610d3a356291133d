//! `report-gen build`: from artifacts to a site.

use std::fs;

use report_model::route::Page;
use report_model::site::{CoverageFiles, Failures, Runtime, TestTexts};
use report_model::{Outcome, Severity, TestKey};

use super::harness::{JUNIT, LCOV, Project};

#[test]
fn a_folder_becomes_a_site() {
    let project = Project::new().file("out/junit.xml", JUNIT).file("out/lcov.info", LCOV);
    project
        .run(&["build", "out"])
        .exit(0)
        .stdout("6: 3 passed, 1 failed, 1 errored, 1 skipped")
        .stdout("60.0 % of lines (3 of 5)")
        .stdout("report-gen serve site --open");
    let manifest = project.manifest("site");
    assert_eq!(manifest.schema, report_model::site::SCHEMA);
    assert_eq!(manifest.run.id, "20260118T164200Z");
    assert_eq!(manifest.totals.counts.total(), 6);
    assert_eq!(manifest.totals.wall_secs, Some(6.0));
    assert_eq!(manifest.totals.without_time, 1);
    assert_eq!(manifest.coverage.unwrap().lines.part, 3);
    assert_eq!((manifest.run_count, manifest.files_read), (1, 2));
    assert!(manifest.before.is_none() && manifest.changes.is_none());
    assert!(manifest.shards.test_history.is_empty());
    for (path, _) in project.files("site") {
        assert!(!path.contains("phaseline-new"), "{path}");
    }
    let files: Vec<String> =
        serde_json::from_slice(&fs::read(project.path("site/data/files.json")).unwrap()).unwrap();
    assert_eq!(files.len(), project.files("site").len());
}

#[test]
fn rows_stand_by_file_and_their_keys_are_those_of_the_tests() {
    let project = Project::with_tests();
    project.run(&["build"]).exit(0);
    let shard = project.tests();
    assert_eq!(shard.names, "test_dial[de]\ntest_hang_up\ntest_ring\ntest_connect\ntest_query\ntest_close");
    assert_eq!(shard.outcomes.0, "pfpesp");
    let groups: Vec<_> =
        shard.groups.iter().map(|group| (group.path.as_str(), group.rows, group.class.as_deref())).collect();
    assert_eq!(
        groups,
        [
            ("tests/api/test_calls.py", 3, Some("tests.api.test_calls.TestDial")),
            ("tests/test_db.py", 3, Some("tests.test_db"))
        ]
    );
    assert_eq!(shard.classes.get(0), None);
    assert_eq!(shard.classes.get(2), Some("tests.api.test_calls"));
    assert_eq!(shard.durations_us[4], None);
    let runtime: Runtime = project.shard("site", project.manifest("site").shards.runtime.as_ref().unwrap());
    let slowest = &runtime.slowest[0];
    assert_eq!(slowest.id.key(), TestKey::of_parts(Some("tests.api.test_calls.TestDial"), "test_dial[de]"));
    assert_eq!(runtime.folders[0].path, "tests/api");
    assert_eq!(runtime.histogram.iter().map(|bin| bin.tests).sum::<u64>(), 5);
}

#[test]
fn what_was_said_about_a_test_is_kept() {
    let project = Project::with_tests();
    project.run(&["build"]).exit(0);
    let manifest = project.manifest("site");
    let texts: TestTexts = project.shard("site", &manifest.shards.texts[0]);
    assert_eq!(texts.rows, [1, 3, 4]);
    let failed = &texts.texts[0];
    assert_eq!(failed.failures[0].outcome, Outcome::Failed);
    assert_eq!(failed.failures[0].kind.as_deref(), Some("AssertionError"));
    assert_eq!(failed.stdout.as_deref(), Some("dialling"));
    assert_eq!(failed.suites, ["pytest"]);
    assert_eq!(failed.artifact.as_deref(), Some("junit.xml"));
    assert_eq!(texts.texts[2].skip_reason.as_deref(), Some("slow"));
    let failures: Failures = project.shard("site", manifest.shards.failures.as_ref().unwrap());
    assert_eq!(failures.total, 2);
    let mut rows: Vec<u32> = failures.clusters.iter().flat_map(|cluster| cluster.rows.clone()).collect();
    rows.sort_unstable();
    assert_eq!(rows, [1, 3]);
    assert!(manifest.fix_first.iter().all(|cluster| cluster.rows.is_empty()));
}

#[test]
fn coverage_alone_is_a_report_too() {
    let project = Project::new().file("lcov.info", LCOV);
    project.run(&["build"]).exit(0);
    let manifest = project.manifest("site");
    assert!(manifest.shards.tests.is_empty() && manifest.shards.runtime.is_none());
    let coverage: CoverageFiles = project.shard("site", manifest.shards.coverage.as_ref().unwrap());
    assert_eq!(coverage.paths, ["src/a.py", "src/b.py"]);
    assert_eq!(coverage.missing, ["2-3", ""]);
    assert_eq!(coverage.artifacts, ["lcov.info"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let project = Project::with_tests().file("lcov.info", LCOV);
    project.run(&["build", "-o", "a", "--single-file", "a.html", "--title", "x"]).exit(0);
    project.run(&["build", "-o", "b", "--single-file", "b.html", "--title", "x", "--jobs", "1"]).exit(0);
    assert_eq!(project.files("a"), project.files("b"));
    assert_eq!(fs::read(project.path("a.html")).unwrap(), fs::read(project.path("b.html")).unwrap());
    let before = project.files("a");
    project.run(&["build", "-o", "a", "--title", "x"]).exit(0);
    assert_eq!(project.files("a"), before, "building over a site changes nothing");
}

#[test]
fn a_run_of_many_tests_is_split_and_stays_small() {
    let case = |number: u32| match number % 10 {
        0 => format!(
            "<testcase classname=\"c{}\" name=\"t{number}\" time=\"0.01\"><failure>{}</failure></testcase>",
            number / 100,
            "trace ".repeat(200)
        ),
        _ => format!("<testcase classname=\"c{}\" name=\"t{number}\" time=\"0.01\"/>", number / 100),
    };
    let xml = format!("<testsuite>{}</testsuite>", (0..60_000).map(case).collect::<String>());
    let project = Project::new().file("junit.xml", &xml);
    project.run(&["build", "-q"]).exit(0);
    let manifest = project.manifest("site");
    let first_rows: Vec<u32> = manifest.shards.tests.iter().map(|shard| shard.first_row).collect();
    assert_eq!(first_rows, [0, 25_000, 50_000]);
    let files = project.files("site");
    assert!(files.len() <= 60, "{} files", files.len());
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes * 3 < xml.len(), "{bytes} of {}", xml.len());
    let size = fs::metadata(project.path("site/data/manifest.json")).unwrap().len();
    assert!(size < 40_000, "the manifest does not grow with the tests: {size}");
}

#[test]
fn no_artifact_is_an_error_that_says_what_was_looked_for() {
    Project::new()
        .run(&["build"])
        .exit(2)
        .stderr("no artifact was found")
        .stderr("junit*.xml")
        .stderr("lcov.info");
    let project = Project::new();
    project
        .run(&["build", "nowhere.xml", "out/*.xml"])
        .exit(2)
        .stderr("looked for `nowhere.xml`, `out/*.xml`");
    assert!(!project.path("site").exists());
}

#[test]
fn an_artifact_that_is_not_there_is_a_notice_while_others_are() {
    let project = Project::with_tests();
    project.run(&["build", "junit.xml", "coverage.xml"]).exit(0).stdout("`coverage.xml` does not exist");
    assert_eq!(project.manifest("site").notices.errors, 1);
    project
        .run(&["build", "junit.xml", "coverage.xml", "--strict", "-o", "strict"])
        .exit(2)
        .stderr("--strict");
    assert!(!project.path("strict").exists());
}

#[test]
fn an_unknown_file_is_skipped_with_a_notice_that_names_it() {
    let project =
        Project::with_tests().file("notes.txt", "hello").file("out/a.png", [0x89, b'P', b'N', b'G', 0, 1]);
    project.run(&["build", "junit.xml", "notes.txt", "out"]).exit(0).stdout("notes.txt");
    let ledger = project.ledger();
    let of = |part: &str| ledger.notices.iter().find(|notice| format!("{notice:?}").contains(part)).unwrap();
    assert_eq!(of("notes.txt").severity, Severity::Warning);
    assert_eq!(of("a.png").severity, Severity::Note);
    assert_eq!(project.manifest("site").totals.counts.total(), 6);
}

#[test]
fn a_broken_file_gives_what_it_holds_and_a_notice_with_its_place() {
    let cut = JUNIT.split_once("<system-out>").unwrap().0;
    let project = Project::new().file("junit.xml", cut);
    project.run(&["build"]).exit(0).stdout("error: junit.xml:").stdout("ends in the middle of");
    let manifest = project.manifest("site");
    assert_eq!(manifest.totals.counts.total(), 2);
    assert_eq!(manifest.totals.repaired_files, 1);
    let worst = &manifest.worth_knowing[0];
    let location = worst.location.as_ref().unwrap();
    assert!(location.line.is_some() && location.column.is_some() && worst.hint.is_some(), "{worst:?}");
    project
        .run(&["build", "--strict", "-o", "strict"])
        .exit(2)
        .stderr("stopped by --strict")
        .stderr("nothing was written");
    assert!(!project.path("strict").exists());
}

#[test]
fn files_of_which_nothing_can_be_used_are_an_error() {
    let project = Project::new().file("junit.xml", "").file("notes.txt", "hello");
    project.run(&["build", "junit.xml", "notes.txt"]).exit(2).stderr("none of 2 files could be read");
}

#[test]
fn a_folder_of_something_else_is_not_overwritten() {
    let project = Project::with_tests().file("home/thesis.tex", "years of work");
    project.run(&["build", "-o", "home"]).exit(2).stderr("is not empty and holds no report");
    assert_eq!(project.files("home").len(), 1);
}

#[test]
fn the_run_is_what_people_say_else_what_the_ci_system_says() {
    let project = Project::with_tests();
    let github = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_RUN_NUMBER", "77"),
        ("GITHUB_REPOSITORY", "acme/voice"),
        ("GITHUB_REF_NAME", "main"),
        ("GITHUB_SHA", "0123456789abcdef"),
    ];
    project.run_with(&["build"], &github, b"").exit(0);
    let manifest = project.manifest("site");
    assert_eq!(manifest.title, "voice");
    assert_eq!((manifest.run.id.as_str(), manifest.run.branch.as_deref()), ("77", Some("main")));
    let args = [
        "build",
        "--run-id",
        "78",
        "--branch",
        "topic",
        "--label",
        "os=linux",
        "--started-at",
        "2026-02-01T00:00:00Z",
        "--title",
        "mine",
    ];
    project.run_with(&args, &github, b"").exit(0);
    let manifest = project.manifest("site");
    assert_eq!(manifest.title, "mine");
    assert_eq!((manifest.run.id.as_str(), manifest.run.branch.as_deref()), ("78", Some("topic")));
    assert_eq!(manifest.run.labels["os"], "linux");
    assert_eq!(manifest.run.started_at.unwrap().rfc3339().unwrap(), "2026-02-01T00:00:00Z");
    project.run(&["build", "--started-at", "noon"]).exit(2).stderr("write it as 2026-01-18T16:42:00Z");
    project.run(&["build", "--label", "linux"]).exit(2).stderr("write it as key=value");
}

#[test]
fn quiet_prints_nothing_and_no_colour_reaches_a_pipe() {
    let project = Project::with_tests();
    let ended = project.run(&["build", "-q"]).exit(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert!(!project.run(&["build"]).exit(0).stdout.contains('\u{1b}'));
}

#[test]
fn the_link_that_is_printed_names_a_page() {
    let ended = Project::with_tests().run(&["build"]).exit(0);
    let line = ended.stdout.lines().find_map(|line| line.split_once("index.html")).unwrap();
    assert_eq!(report_model::Route::parse(line.1).page(), Page::Tests);
}
