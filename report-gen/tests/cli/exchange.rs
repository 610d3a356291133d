//! What a report is written as for other tools is read back equal by our own readers.

use std::fs;
use std::path::{Path, PathBuf};

use super::harness::{JUNIT, LCOV, Project};

/// Every file of this format that the readers are tested with.
fn fixtures(format: &str) -> Vec<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/report-formats/tests/fixtures").join(format);
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "{format}");
    files
}

/// The rows of a report without what the artifact's own grouping decides.
fn rows(project: &Project, site: &str) -> Vec<String> {
    let json = project.run(&["export", "tests", site, "--format", "json"]).exit(0).stdout;
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let keep = ["test_id", "outcome", "flaky", "duration_secs"];
    let mut rows: Vec<String> =
        rows.iter().map(|row| keep.map(|key| row[key].to_string()).join(" ")).collect();
    rows.sort();
    rows
}

/// Builds `first` of this file and `second` of what is exported from it.
fn through(project: &Project, artifact: &Path, what: &str, name: &str) -> bool {
    let path = artifact.to_string_lossy();
    let first = project.run(&["build", &path, "-o", "first", "--run-id", "7", "--title", "t"]);
    if !first.stderr.is_empty() && !project.path("first/data/manifest.json").exists() {
        return false;
    }
    let manifest = project.manifest("first");
    let has_coverage = manifest.coverage.is_some_and(|coverage| coverage.files > 0);
    if !has_coverage && manifest.totals.collected == 0 {
        return false;
    }
    project.run(&["export", what, "first", "-o", name]).exit(0);
    project.run(&["build", name, "-o", "second", "--title", "t"]).exit(0);
    true
}

#[test]
fn results_come_back_from_junit_and_ctrf() {
    for format in ["junit", "ctrf", "trx", "nunit3", "jest-json"] {
        for artifact in fixtures(format) {
            for (what, name) in [("junit", "junit.xml"), ("ctrf", "ctrf.json")] {
                let project = Project::new();
                let place = format!("{} as {what}", artifact.display());
                if !through(&project, &artifact, what, name) {
                    continue;
                }
                let (before, after) = (project.manifest("first"), project.manifest("second"));
                if before.totals.collected == 0 {
                    continue;
                }
                // CTRF knows failures only.
                let word =
                    |row: String| if what == "ctrf" { row.replace("\"errored\"", "\"failed\"") } else { row };
                let (first, second) = (rows(&project, "first"), rows(&project, "second"));
                let first: Vec<String> = first.into_iter().map(word).collect();
                assert_eq!(first, second, "{place}");
                assert_eq!(before.totals.flaky, after.totals.flaky, "{place}");
            }
        }
    }
}

#[test]
fn texts_come_back_from_junit() {
    let junit = JUNIT.replace("dialling", "a &lt;b&gt; &amp; c\n  \"d\"").replace(
        "<failure message=\"assert 1 == 2\"",
        "<properties><property name=\"owner\" value=\"x &amp; y\"/></properties><failure message=\"first&#10;second &lt;\"",
    );
    let project = Project::new().file("junit.xml", junit);
    assert!(through(&project, Path::new("junit.xml"), "junit", "again/junit.xml"));
    let texts = |site: &str| {
        let shard = project.manifest(site).shards.texts[0].clone();
        let texts: report_model::site::TestTexts = project.shard(site, &shard);
        let mut texts = texts.texts;
        for text in &mut texts {
            // These are about the artifact, and that is another one.
            text.artifact = None;
            text.suites.clear();
        }
        texts
    };
    assert_eq!(texts("first"), texts("second"));
    assert_eq!(project.manifest("second").run.id, "7", "the run comes along as properties");
}

#[test]
fn coverage_comes_back_from_lcov_and_cobertura() {
    for format in ["lcov", "cobertura", "jacoco", "istanbul-json", "go-cover"] {
        for artifact in fixtures(format) {
            for (what, name) in [("lcov", "lcov.info"), ("cobertura", "coverage.xml")] {
                let project = Project::new();
                let place = format!("{} as {what}", artifact.display());
                if !through(&project, &artifact, what, name) {
                    continue;
                }
                let Some(before) = project.manifest("first").coverage else { continue };
                // Of some artifacts only sums are known: LCOV has a place for those of lines, Cobertura for none.
                let lcov = project.run(&["export", "lcov", "first"]).exit(0).stdout;
                let listed = |word: &str| lcov.lines().filter(|line| line.starts_with(word)).count() as u64;
                let branches = before.branches.unwrap_or_default();
                let has_lines = listed("DA:") == before.lines.whole;
                let has_branches = listed("BRDA:") == branches.whole;
                if what == "cobertura" && !has_lines {
                    continue;
                }
                let after = project.manifest("second").coverage.unwrap_or_else(|| panic!("{place}"));
                // Go counts statements, and neither format knows any but lines.
                if has_lines || listed("DA:") == 0 {
                    assert_eq!(before.lines, after.lines, "{place}");
                }
                assert_eq!(before.files, after.files, "{place}");
                // A branch of a line that is not among those with code has no place in Cobertura.
                if has_lines
                    && has_branches
                    && !(what == "cobertura" && place.contains("branches-with-expressions"))
                {
                    assert_eq!(branches, after.branches.unwrap_or_default(), "{place}");
                }
                let table = |site| project.run(&["export", "coverage", site]).exit(0).stdout;
                let first = table("first");
                assert_eq!(first.lines().count() as u64, before.files + 1, "{place}");
            }
        }
    }
}

#[test]
fn tables_say_what_the_pages_say() {
    let project =
        Project::with_tests().file("lcov.info", LCOV).file("broken.xml", "<testsuite><testcase name=\"a\">");
    project.run(&["build", "junit.xml", "lcov.info", "broken.xml"]).exit(0);
    let coverage = project.run(&["export", "coverage", "site", "--format", "csv"]).exit(0).stdout;
    assert!(
        coverage.contains("src/a.py,1,3,,,,,\"2-3\"") || coverage.contains("src/a.py,1,3,,,,,2-3"),
        "{coverage}"
    );
    let notices = project.run(&["export", "notices", "site", "--format", "json"]).exit(0).stdout;
    let notices: Vec<serde_json::Value> = serde_json::from_str(&notices).unwrap();
    assert_eq!(notices.len() as u64, project.manifest("site").notices.total());
}

#[test]
fn annotations_name_file_and_line() {
    let junit = JUNIT.replace(
        "name=\"test_hang_up\"",
        "name=\"test_hang_up\" file=\"tests/api/test_calls.py\" line=\"31\"",
    );
    let project = Project::new().file("junit.xml", junit);
    project.run(&["build"]).exit(0);
    let github = project.run(&["annotations", "site"]).exit(0).stdout;
    assert!(github.contains("::error file=tests/api/test_calls.py,line=31,title="), "{github}");
    let one = project.run(&["annotations", "site", "--max", "1"]).exit(0).stdout;
    assert!(one.matches("::error").count() == 1 && one.contains("1 more failing tests"), "{one}");
    let gitlab = project.run(&["annotations", "site", "--format", "gitlab"]).exit(0).stdout;
    let gitlab: Vec<serde_json::Value> = serde_json::from_str(&gitlab).unwrap();
    assert_eq!(gitlab.len(), 2);
    assert!(gitlab.iter().any(|one| one["location"]["lines"]["begin"] == 31));
    let sarif =
        project.run(&["annotations", "site", "--format", "sarif", "--site-url", "https://a.example"]).exit(0);
    let sarif: serde_json::Value = serde_json::from_str(&sarif.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(results.len(), 2);
    assert!(
        place["region"]["startLine"] == 31
            || results[1]["locations"][0]["physicalLocation"]["region"]["startLine"] == 31
    );
    assert!(results[0]["hostedViewerUri"].as_str().unwrap().starts_with("https://a.example/#/test/"));
}

#[test]
fn badges_are_in_the_report_and_where_they_are_wanted() {
    let project = Project::with_tests();
    project.run(&["build", "--badges", "out/badges"]).exit(0);
    for name in ["tests", "pass-rate", "coverage", "phase", "flaky", "runtime"] {
        let svg = fs::read_to_string(project.path(&format!("out/badges/{name}.svg"))).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        assert_eq!(fs::read_to_string(project.path(&format!("site/badges/{name}.svg"))).unwrap(), svg);
    }
    let tests: serde_json::Value =
        serde_json::from_slice(&fs::read(project.path("site/badges/tests.json")).unwrap()).unwrap();
    assert_eq!(tests["message"], "2 of 6 fail");
    assert!(!project.path("site/badges/charts").exists(), "one run makes no line");
    for run in ["1", "2"] {
        let start = format!("2026-01-1{run}T10:00:00Z");
        project.run(&["build", "--history", "history", "--run-id", run, "--started-at", &start]).exit(0);
    }
    let chart = fs::read_to_string(project.path("site/badges/charts/pass-rate.svg")).unwrap();
    assert!(
        chart.starts_with("<svg xmlns=") && chart.contains("<style>") && !chart.contains("<script"),
        "{chart}"
    );
}

#[test]
fn a_build_says_what_came_of_it_to_people_to_programs_or_to_nobody() {
    let project = Project::with_tests();
    let json = project.run(&["build", "--json"]).exit(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["manifest"]["totals"]["counts"]["failed"], 1);
    assert_eq!((&json["folder"]["path"], &json["single_file"]), (&"site".into(), &serde_json::Value::Null));
    assert_eq!(project.run(&["build", "--quiet"]).exit(0).stdout, "");
    let plain =
        project.run_with(&["build"], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], b"").exit(0).stdout;
    assert!(plain.contains("1 of 6 tests fails") && !plain.contains('\u{1b}'), "{plain}");
}
