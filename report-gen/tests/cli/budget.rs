//! `build --budget`: outputs fit a size, and say what they lack for it.

use std::fs;

use report_model::site::{Runs, Sheet, TestTexts};

use super::harness::{LCOV, Project};

/// Letters that compress badly, others for each number.
fn noise(number: u64, length: usize) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let letters = (0..length).map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'a' + u8::try_from(state % 26).unwrap())
    });
    letters.collect()
}

/// 80 tests with output, one of which fails with a long trace; times differ from run to run.
fn junit(run: u64) -> String {
    let cases: String = (0..80)
        .map(|test| {
            let failure = if test == 0 {
                format!("<failure message=\"m\">{}</failure>", noise(1, 8_000))
            } else {
                String::new()
            };
            let output = noise(run * 100 + test, 500);
            let time = (run * 7_919 + test * 104_729) % 1_000_003;
            format!(
                "<testcase classname=\"c\" name=\"t{test}\" time=\"0.{time:06}\">{failure}<system-out>{output}</system-out></testcase>"
            )
        })
        .collect();
    format!("<testsuite timestamp=\"2026-01-{:02}T10:00:00\">{cases}</testsuite>", run + 1)
}

fn size_of(project: &Project, folder: &str) -> u64 {
    project.files(folder).iter().map(|(_, bytes)| bytes.len() as u64).sum()
}

/// What the program says that it left out of `name`; nothing where it says none.
fn left_out(stdout: &str, name: &str) -> Option<String> {
    let words: Vec<&str> = stdout.split_whitespace().collect();
    let text = words.join(" ");
    let (_, after) = text.split_once(&format!("left out of {name} to fit "))?;
    Some(after.split_once(": ").unwrap().1.split(" every figure").next().unwrap().to_owned())
}

#[test]
fn a_folder_loses_things_in_the_stated_order_and_its_history_last() {
    let project = Project::new().file("lcov.info", LCOV);
    for run in 0..6 {
        project.put("junit.xml", junit(run));
        let id = format!("r{run}");
        project
            .run(&["build", "junit.xml", "lcov.info", "--history", "h", "--run-id", &id, "-o", "whole"])
            .exit(0);
    }
    let on_record = project.files("h");
    let whole = size_of(&project, "whole");
    let mut said: Vec<String> = Vec::new();
    let mut budget = whole;
    while budget > 1_000 {
        let most = budget.to_string();
        let args = ["build", "junit.xml", "lcov.info", "--history", "h", "--run-id", "r5", "-o", "site"];
        let ended = project.run(&[&args[..], &["--budget", &most]].concat()).exit(0);
        let size = size_of(&project, "site");
        match left_out(&ended.stdout, "the folder") {
            None => assert_eq!((budget, &said), (whole, &Vec::new()), "only the first has room for all"),
            Some(what) => {
                assert!(size <= budget || what.contains("; it still has"), "{size} of {budget}: {what}");
                said.push(what.split(';').next().unwrap().to_owned());
            }
        }
        assert_eq!(project.files("h"), on_record, "the history itself stays whole");
        budget = budget * 4 / 5;
    }
    for pair in said.windows(2) {
        let start = pair[0].split(" all but the totals of ").next().unwrap();
        assert!(pair[1].starts_with(start), "{pair:?}");
    }
    let last = said.last().unwrap();
    for what in
        ["coverage line by line", "output of passing", "output of failing", "long traces", "past runs"]
    {
        assert!(last.contains(what), "{what} in {last}");
    }
    assert!(last.ends_with("all but the totals of 5 old runs in the published history"), "{last}");

    let manifest = project.manifest("site");
    assert_eq!(manifest.totals, project.manifest("whole").totals);
    assert!(manifest.worth_knowing[0].message.contains("left out of the folder"));
    let page = manifest.shards.sheets.iter().find(|sheet| sheet.page == "notices").unwrap();
    let page: Sheet = project.shard("site", &page.shard);
    assert!(serde_json::to_string(&page).unwrap().contains("left out of the folder"));
    let runs: Runs = project.shard("site", manifest.shards.runs.as_ref().unwrap());
    assert_eq!(runs.totals_only, [0, 1, 2, 3, 4]);
    let texts: TestTexts = project.shard("site", &manifest.shards.texts[0]);
    assert!(texts.texts.iter().all(|text| text.stdout.is_none()));
    assert!(texts.texts[0].failures[0].trace.as_ref().unwrap().len() < 2_000);
    // What the page refers to is there, and nothing else of the run.
    let shards = project.files("site/data/runs");
    let manifest = fs::read_to_string(project.path("site/data/manifest.json")).unwrap();
    assert!(shards.iter().all(|(name, _)| manifest.contains(name)), "{manifest}");
}

#[test]
fn a_history_that_is_kept_by_publishing_it_stays_whole() {
    let project = Project::new();
    for run in 0..3 {
        project.put("junit.xml", junit(run));
        project.run(&["build", "junit.xml", "--history", "h", "--run-id", &run.to_string()]).exit(0);
    }
    let published = project.files("site/data/history");
    let server = report_gen::serve::Server::bind(&project.path("site"), None).unwrap();
    let address = server.address();
    std::thread::spawn(move || server.run());
    let args =
        ["build", "junit.xml", "--run-id", "2", "--history", &address, "-o", "next", "--budget", "1000"];
    project.run(&args).exit(0).stdout("it still has");
    assert_eq!(project.files("next/data/history"), published);
}

#[test]
fn a_single_file_fits_its_budget_and_says_what_is_missing() {
    let project = Project::new().file("junit.xml", junit(0));
    project.run(&["build", "--single-file", "whole.html"]).exit(0);
    let size = |name: &str| fs::metadata(project.path(name)).unwrap().len();
    let most = size("whole.html") - 2_000;
    let budget = most.to_string();
    let args =
        ["build", "--single-file", "small.html", "--budget", &budget, "--site-url", "https://a.example/r/"];
    let ended = project.run(&args).exit(0).stdout("the whole report is at https://a.example/r/");
    assert_eq!(left_out(&ended.stdout, "the single file").unwrap(), "output of passing tests");
    assert!(size("small.html") <= most, "{} of {most}", size("small.html"));
    project.run(&["build", "--single-file", "large.html", "--budget", "1GB"]).exit(0);
    assert_eq!(fs::read(project.path("large.html")).unwrap(), fs::read(project.path("whole.html")).unwrap());
}

#[test]
fn a_history_that_lies_in_the_site_alone_stays_whole() {
    let project = Project::with_tests();
    project.run(&["build", "-o", "site"]).exit(0);
    for run in 0..6 {
        project.put("junit.xml", junit(run));
        let id = format!("r{run}");
        let history = ["--history", "site/data/history", "--run-id", &id, "-o", "site"];
        let args = [&["build", "junit.xml"][..], &history, &["--budget", "1kB"]].concat();
        project.run(&args).exit(0);
    }
    let records = project.files("site/data/history").into_iter().filter(|(name, _)| name.starts_with("run-"));
    let sizes: Vec<usize> = records.map(|(_, bytes)| bytes.len()).collect();
    // The durations of 80 tests; a record of totals has a few hundred bytes.
    assert!(sizes.len() == 6 && sizes.iter().all(|size| *size > 400), "{sizes:?}");
}

#[cfg(unix)]
#[test]
fn what_is_published_may_be_read_by_everybody() {
    use std::os::unix::fs::PermissionsExt as _;

    let project = Project::with_tests();
    project.run(&["build", "--history", "h"]).exit(0);
    for (path, _) in project.files("site") {
        let mode = fs::metadata(project.path("site").join(&path)).unwrap().permissions().mode();
        assert!(mode & 0o004 != 0, "{path}: {mode:o}");
    }
}
