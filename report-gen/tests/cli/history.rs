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

fn runs_on_record(project: &Project) -> u64 {
    project.manifest("site").run_count
}

#[test]
fn shards_of_a_run_are_one_run_for_the_runs_after_it() {
    let project = Project::new();
    let shard = |number: u32| {
        format!(
            "<testsuite name=\"s\" timestamp=\"2026-01-01T08:00:0{number}\"><testcase classname=\"c\" name=\"t{number}\" time=\"1\"/></testsuite>"
        )
    };
    for number in [1, 2] {
        let label = format!("shard={number}/2");
        project.put(&format!("shard-{number}.xml"), shard(number));
        let file = format!("shard-{number}.xml");
        let args = ["build", &file, "--history", "past", "--run-id", "7", "--label", &label];
        project.run(&args).exit(0);
        project.run(&args).exit(0);
    }
    project.put("next.xml", shard(3));
    project.run(&["build", "next.xml", "--history", "past", "--run-id", "8"]).exit(0);
    let before = project.manifest("site").before.unwrap();
    assert_eq!((before.run.id.as_str(), before.totals.counts.passed), ("7", 2));
    assert_eq!(before.run.labels["shard"], "1/2, 2/2");
}

#[test]
fn a_missing_shard_is_named() {
    let project = Project::new().file("shard-1/junit.xml", JUNIT).file("shard-3/junit.xml", JUNIT);
    let args = ["build", "shard-1/junit.xml", "shard-3/junit.xml", "--expect-shards", "3"];
    project.run(&args).exit(0).stdout("shard 2 of 3 missing");
    project.run(&[&args[..], &["--strict"]].concat()).exit(2).stderr("shard 2 of 3 missing");
}

#[test]
fn old_runs_are_thinned_and_said_to_be() {
    let project = Project::new().file("lcov.info", LCOV);
    for day in 1..=4 {
        build(&project, &day.to_string(), day, JUNIT);
    }
    let time = "2026-02-05T08:00:00Z";
    let args = [
        "build",
        "junit.xml",
        "--history",
        "past",
        "--run-id",
        "5",
        "--started-at",
        time,
        "--keep-runs",
        "2",
    ];
    project.run(&args).exit(0).stdout("now keep their totals only");
    build(&project, "6", 6, JUNIT);
    let runs: Runs = project.shard("site", project.manifest("site").shards.runs.as_ref().unwrap());
    assert_eq!((runs.runs.len(), runs.totals_only), (6, vec![0, 1, 2]));
    assert_eq!(runs.runs[0].totals.counts.passed, 3);
    let says = || -> Vec<String> {
        let flaky = project.manifest("site").shards.sheets.into_iter().find(|sheet| sheet.page == "flaky");
        let sheet: report_model::site::Sheet = project.shard("site", &flaky.unwrap().shard);
        sheet.because.iter().map(|words| words.0.iter().map(|word| word.text.as_str()).collect()).collect()
    };
    let known = "older runs of the branch only the totals are known";
    assert!(says().iter().any(|text| text.contains(&format!("of 3\u{a0}{known}"))), "{:?}", says());
    for (id, time) in [("7", "2026-02-07T08:00:00Z"), ("8", "2026-02-08T08:00:00Z")] {
        let args = ["build", "junit.xml", "--history", "past", "--branch", "topic", "--run-id", id];
        project.run(&[&args[..], &["--started-at", time]].concat()).exit(0);
    }
    assert!(!says().iter().any(|text| text.contains(known)), "those of another branch: {:?}", says());
}

#[test]
fn a_renamed_test_keeps_its_history() {
    let project = Project::new().file("lcov.info", LCOV);
    build(&project, "1", 1, JUNIT);
    build(&project, "2", 2, &JUNIT.replace("test_hang_up", "test_hangs_up"));
    let manifest = project.manifest("site");
    let changes = manifest.changes.as_ref().unwrap();
    assert_eq!((changes.added, changes.removed, changes.still_failing), (0, 0, 2));
    let listed: report_model::site::ChangedTests =
        project.shard("site", manifest.shards.changed.as_ref().unwrap());
    assert_eq!(listed.renamed[0].from.0, "tests.api.test_calls.TestDial::test_hang_up");
    assert_eq!((listed.still_failing[0].since.as_str(), listed.renamed[0].confirmed), ("1", false));
    project.put("report-gen.toml", "[[rename]]\nfrom = \"tests.api.test_calls.TestDial::test_hang_up\"\nto = \"tests.api.test_calls.TestDial::test_hangs_up\"\nsame = false\n");
    build(&project, "2", 2, &JUNIT.replace("test_hang_up", "test_hangs_up"));
    let changes = project.manifest("site").changes.unwrap();
    assert_eq!((changes.added, changes.removed), (1, 1), "a person said that they are two");
}

#[test]
fn a_published_history_is_read_from_its_address() {
    let project = Project::new().file("lcov.info", LCOV);
    let served = Served::of(&project.path("site"));
    let address = served.address();
    let with_address = |run: &str, day: u32| {
        let time = format!("2026-02-{day:02}T08:00:00Z");
        project.run(&["build", "junit.xml", "--history", &address, "--run-id", run, "--started-at", &time])
    };
    project.put("junit.xml", JUNIT);
    // What the server asked for before it began to serve is no report.
    std::fs::remove_file(project.path("site/index.html")).unwrap();
    std::fs::remove_dir_all(project.path("site/data")).unwrap();
    with_address("1", 1).exit(0);
    assert_eq!(runs_on_record(&project), 1, "nothing was published before");
    with_address("2", 2).exit(0);
    with_address("3", 3).exit(0);
    assert_eq!(runs_on_record(&project), 3);
    let garbage = project.path("site/data/history").read_dir().unwrap();
    let first = garbage
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().ends_with("-1.json.gz"));
    let first = first.unwrap();
    std::fs::write(&first, b"garbage").unwrap();
    with_address("4", 4).exit(2).stderr("it is not what was published");
    let mut newer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut newer, br#"{"schema":4000000000}"#).unwrap();
    std::fs::write(&first, newer.finish().unwrap()).unwrap();
    with_address("4", 4).exit(0).stdout("cannot be read");
    assert_eq!(runs_on_record(&project), 3);
    assert!(project.path("site/data/history/aside").read_dir().unwrap().count() == 1, "it is not lost");
    with_address("5", 5).exit(0);
    assert!(project.path("site/data/history/aside").read_dir().unwrap().count() == 1);
    drop(served);
    with_address("6", 6).exit(2).stderr("cannot read the history");
    assert_eq!(runs_on_record(&project), 4, "the site that was there is as it was");
}

/// A folder on a port of this machine, until it is dropped.
struct Served {
    child: std::process::Child,
    address: String,
}

impl Served {
    fn of(folder: &std::path::Path) -> Self {
        use std::io::BufRead as _;
        std::fs::create_dir_all(folder.join("data")).unwrap();
        std::fs::write(folder.join("index.html"), "").unwrap();
        std::fs::write(folder.join("data/manifest.json"), r#"{"schema":1,"generator":"report-gen 0.1.0"}"#)
            .unwrap();
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_report-gen"))
            .args(["serve", "--port", "0"])
            .arg(folder)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let start = line.find("http://").unwrap();
        let address = line[start..].split_whitespace().next().unwrap().to_owned();
        Self { child, address }
    }

    fn address(&self) -> String {
        self.address.clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn builds_that_are_killed_and_builds_beside_each_other_lose_no_run() {
    kill_and_build_beside(12);
}

/// `cargo test -p report-gen --test cli -- --ignored a_hundred`
#[test]
#[ignore = "takes half a minute; the same with 12 rounds is above"]
fn a_hundred_builds_are_killed_and_lose_no_run() {
    kill_and_build_beside(100);
}

/// Rounds of two builds into one history, of which one is killed at a moment that moves from round to round over the
/// time that a build takes.
fn kill_and_build_beside(rounds: u32) {
    let project = Project::new().file("lcov.info", LCOV);
    let begun = std::time::Instant::now();
    build(&project, "1", 1, JUNIT);
    let usual = begun.elapsed();
    build(&project, "2", 2, JUNIT);
    let mut done = Vec::new();
    let mut killed = 0;
    for round in 0..rounds {
        let mut children: Vec<_> = (0..2)
            .map(|job| {
                let (run, out) = (format!("k{round}-{job}"), format!("out-{job}"));
                let (month, day) = (3 + round / 28, round % 28 + 1);
                let time = format!("2026-{month:02}-{day:02}T0{job}:00:00Z");
                let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_report-gen"));
                command.current_dir(project.path(".")).args([
                    "build",
                    "junit.xml",
                    "--history",
                    "past",
                    "--quiet",
                ]);
                command.args(["--run-id", &run, "--started-at", &time, "-o", &out, "--viewer"]);
                command.arg(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer"));
                (run, command.spawn().unwrap())
            })
            .collect();
        std::thread::sleep(usual * (round * 7 % rounds) / rounds);
        // On Unix this is SIGKILL.
        children[0].1.kill().unwrap();
        for (run, mut child) in children {
            if child.wait().unwrap().success() {
                done.push(run);
            } else {
                killed += 1;
            }
        }
    }
    assert!(killed * 4 > rounds, "only {killed} of {rounds} builds were killed before they were done");
    let time = "2026-12-01T00:00:00Z";
    project
        .run(&["build", "junit.xml", "--history", "past", "--run-id", "end", "--started-at", time])
        .exit(0);
    let runs: Runs = project.shard("site", project.manifest("site").shards.runs.as_ref().unwrap());
    let there: Vec<&str> = runs.runs.iter().map(|run| run.run.id.as_str()).collect();
    assert!(done.len() >= rounds as usize, "what was not killed is there");
    for run in ["1", "2"].into_iter().chain(done.iter().map(String::as_str)) {
        assert!(there.contains(&run), "{run} is lost; there are {there:?}");
    }
    // A build that was killed after it put its run on record is there as a whole.
    assert!(runs.totals_only.is_empty() && !project.path("past/aside").exists(), "nothing was half written");
}
