//! Histories of several branches, systems and shards: what differs between them is neither a change nor chance.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use report_analysis::history::{PastRun, PastTests};
use report_gen::history::Store;
use report_model::Timestamp;
use report_model::site::{RunInfo, RunPoint, Totals};

use super::harness::Project;

const RUNS: u32 = 60;

/// What a job runs on.
#[derive(Clone, Copy, PartialEq)]
struct Job {
    branch: &'static str,
    os: &'static str,
}

const MAIN_LINUX: Job = Job { branch: "main", os: "linux" };
const MAIN_MAC: Job = Job { branch: "main", os: "mac" };
const FEATURE: Job = Job { branch: "feature", os: "linux" };

/// The tests with what is true of them in a run of a job: the letter and the seconds.
fn tests(job: Job, run: u32) -> Vec<(String, char, f64)> {
    let is_feature = job.branch == "feature";
    let letter = |is_bad: bool| if is_bad { 'f' } else { 'p' };
    let mut tests = vec![
        ("a::broken_on_feature".to_owned(), letter(is_feature), 0.2),
        ("a::chance_on_linux".to_owned(), letter(!is_feature && job.os == "linux" && run % 7 == 3), 0.3),
        ("a::fails_on_mac".to_owned(), letter(job.os == "mac"), 0.4),
        ("a::slower_on_feature".to_owned(), 'p', if is_feature && run >= 20 { 1.5 } else { 0.5 }),
        ("a::slower_on_mac".to_owned(), 'p', if job.os == "mac" && run >= 30 { 1.2 } else { 0.6 }),
        // Every system has its own pace.
        ("a::twice_as_long_on_mac".to_owned(), 'p', if job.os == "mac" { 2.0 } else { 1.0 }),
    ];
    tests.extend(
        (0..30).map(|number| (format!("b::steady_{number:02}"), 'p', 0.1 + f64::from(number) / 50.0)),
    );
    for (number, (_, _, secs)) in (0u32..).zip(&mut tests) {
        let noise = (run.wrapping_mul(2_654_435_761) ^ number.wrapping_mul(40_503)) % 1000;
        *secs *= 0.98 + f64::from(noise) / 25_000.0;
    }
    tests
}

fn id(job: Job, run: u32) -> String {
    format!("{}-{run}", job.branch)
}

fn started_at(job: Job, run: u32) -> Timestamp {
    let hours = if job.branch == "main" { 0 } else { 12 };
    Timestamp((i64::from(run) * 24 + hours) * 3_600_000)
}

/// Jobs of one run share its id; each has two shards, and each shard leaves a record.
fn records(job: Job, run: u32) -> [PastRun; 2] {
    [0, 1].map(|shard| {
        let mut tests = tests(job, run);
        tests.retain(|(name, ..)| name.len() % 2 == shard);
        let micros = |secs: f64| u64::try_from(Duration::from_secs_f64(secs).as_micros()).ok();
        let labels = BTreeMap::from([("os", job.os.to_owned()), ("shard", format!("{}/2", shard + 1))]);
        let info = RunInfo {
            id: id(job, run),
            branch: Some(job.branch.to_owned()),
            commit: Some(format!("{}{run}", job.branch)),
            started_at: Some(started_at(job, run)),
            labels: labels.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            ..RunInfo::default()
        };
        PastRun {
            point: RunPoint { run: info, totals: Totals::default(), coverage: None },
            tests: Some(PastTests {
                outcomes: tests.iter().map(|(_, letter, _)| *letter).collect(),
                durations_us: tests.iter().map(|(.., secs)| micros(*secs)).collect(),
                names: tests.into_iter().map(|(name, ..)| name).collect(),
                failures: Vec::new(),
                retries: Vec::new(),
            }),
            files: None,
        }
    })
}

fn junit(job: Job, run: u32) -> String {
    let mut xml = String::from("<testsuite name=\"all\">");
    for (name, letter, secs) in tests(job, run) {
        let (class, name) = name.split_once("::").unwrap();
        let failure = if letter == 'f' { "<failure message=\"assert 1 == 2\"/>" } else { "" };
        write!(
            xml,
            "<testcase classname=\"{class}\" name=\"{name}\" time=\"{secs:.6}\">{failure}</testcase>"
        )
        .unwrap();
    }
    xml + "</testsuite>"
}

/// A project with a history of all jobs.
fn project() -> Project {
    let project = Project::new();
    let store = Store::at(&project.path("past"));
    for run in 1..=RUNS {
        for job in [MAIN_LINUX, MAIN_MAC, FEATURE] {
            for record in records(job, run) {
                store.add(&record).unwrap();
            }
        }
    }
    project
}

/// Builds the next run of a job, and gives what is exported: tests with the run of their change, and tests with their state.
fn build(project: &Project, job: Job) -> (Vec<String>, Vec<String>) {
    project.put("junit.xml", junit(job, RUNS + 1));
    let (id, os) = (id(job, RUNS + 1), format!("os={}", job.os));
    let time = started_at(job, RUNS + 1).rfc3339().unwrap();
    let args = ["build", "junit.xml", "--history", "past", "--branch", job.branch, "--label", &os];
    project.run(&[&args[..], &["--run-id", &id, "--started-at", &time]].concat()).exit(0);
    let rows = |what: &str| -> Vec<String> {
        let text = project.run(&["export", what, "site"]).exit(0).stdout;
        let of_row = |row: &str| row.split('\t').take(2).collect::<Vec<_>>().join(" ");
        let mut rows: Vec<String> = text.lines().skip(1).map(of_row).collect();
        rows.sort();
        rows
    };
    (rows("changes"), rows("flaky"))
}

#[test]
fn branches_and_systems_do_not_mix() {
    let project = project();
    let none: [&str; 0] = [];
    let (changes, flaky) = build(&project, MAIN_LINUX);
    assert_eq!(changes, none);
    assert_eq!(flaky, ["a::chance_on_linux flaky"]);
    let manifest = project.manifest("site");
    assert_eq!(manifest.before.unwrap().run.id, "main-60");
    let changed = manifest.changes.unwrap();
    assert_eq!((changed.added, changed.removed, changed.fixed), (0, 0, 0), "both shards, and not mac");
    let (changes, flaky) = build(&project, MAIN_MAC);
    assert_eq!(changes, ["a::slower_on_mac main-30"]);
    assert_eq!(flaky, ["a::fails_on_mac broken"]);
    let (changes, flaky) = build(&project, FEATURE);
    assert_eq!(changes, ["a::slower_on_feature feature-20"]);
    assert_eq!(flaky, ["a::broken_on_feature broken"]);
}

#[test]
fn a_new_branch_is_measured_against_the_one_it_comes_from() {
    let project = project();
    let (changes, flaky) = build(&project, Job { branch: "topic", os: "linux" });
    assert_eq!(flaky, ["a::chance_on_linux flaky"]);
    assert!(changes.is_empty());
    assert_eq!(project.manifest("site").before.unwrap().run.id, "main-60");
    project.put("report-gen.toml", "[gates]\nmax_new_failures = 0\n");
    project.run(&["check", "past"]).exit(0);
}
