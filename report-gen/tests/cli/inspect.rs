//! `report-gen inspect`: what scripts read.

use serde_json::{Value, json};

use super::harness::{JUNIT, LCOV, Project};

fn inspect(project: &Project, args: &[&str]) -> Value {
    let args: Vec<&str> = ["inspect", "--json"].into_iter().chain(args.iter().copied()).collect();
    serde_json::from_str(&project.run(&args).exit(0).stdout).unwrap()
}

#[test]
fn figures_are_given_and_what_is_unknown_is_null() {
    let project = Project::with_tests().file("cover/lcov.info", LCOV);
    let all = inspect(&project, &["junit.xml", "cover"]);
    let tests = &all["files"][0];
    assert_eq!(tests["path"], "junit.xml");
    assert_eq!(tests["format"], "junit");
    assert_eq!(tests["producer"], "pytest");
    for (key, value) in
        [("tests", 6), ("passed", 3), ("failed", 1), ("errored", 1), ("skipped", 1), ("attempts", 6)]
    {
        assert_eq!(tests[key], value, "{key}");
        assert_eq!(all["total"][key], value, "{key}");
    }
    assert_eq!(tests["duration_secs"], 1.4375);
    assert_eq!(tests["coverage"], Value::Null);
    assert_eq!(tests["benchmarks"], Value::Null);
    let coverage = &all["files"][1];
    assert_eq!(coverage["path"], "cover/lcov.info");
    assert_eq!(coverage["tests"], Value::Null);
    assert_eq!(
        all["total"]["coverage"],
        json!({"lines_covered": 3, "lines_total": 5, "branches_covered": null, "branches_total": null,
            "functions_covered": null, "functions_total": null, "files": 2})
    );
}

#[test]
fn a_broken_file_has_a_notice_with_its_place() {
    let cut = JUNIT.split_once("<system-out>").unwrap().0;
    let project = Project::new().file("junit.xml", cut);
    let all = inspect(&project, &["junit.xml"]);
    let notice = &all["files"][0]["notices"][0];
    assert_eq!(notice["severity"], "error");
    assert!(notice["line"].is_u64() && notice["column"].is_u64(), "{notice}");
    assert!(notice["message"].as_str().unwrap().contains("ends in the middle of"), "{notice}");
    assert!(notice["hint"].is_string(), "{notice}");
    project
        .run(&["inspect", "junit.xml"])
        .exit(0)
        .stdout("error: junit.xml:")
        .stdout("ends in the middle of");
}

#[test]
fn an_unknown_file_is_told_and_counts_nothing() {
    let project = Project::new().file("notes.txt", "hello");
    let all = inspect(&project, &["notes.txt"]);
    assert_eq!(all["files"][0]["format"], Value::Null);
    assert_eq!(all["files"][0]["notices"].as_array().unwrap().len(), 1);
    assert_eq!(all["total"]["tests"], Value::Null);
}

#[test]
fn a_folder_is_searched_for_what_can_be_read() {
    let project = Project::with_tests().file("src/main.py", "print(1)").file("a/b/notes.txt", "hello");
    let all = inspect(&project, &["."]);
    assert_eq!(all["files"].as_array().unwrap().len(), 1);
    assert!(all["notices"][0]["message"].as_str().unwrap().starts_with("2\u{a0}files in `.`"), "{all}");
    project.run(&["inspect", "."]).exit(0).stdout("note: .: 2 files in `.` are in no format that is known");
}

#[test]
fn archives_and_standard_input_are_read_in_place() {
    let mut builder =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(JUNIT.len() as u64);
    header.set_cksum();
    builder.append_data(&mut header, "out/junit.xml", JUNIT.as_bytes()).unwrap();
    let archive = builder.into_inner().unwrap().finish().unwrap();
    let project = Project::new().file("results.tar.gz", &archive);
    let all = inspect(&project, &["results.tar.gz"]);
    assert_eq!(all["files"][0]["path"], "results.tar.gz/out/junit.xml");
    assert_eq!(all["total"]["tests"], 6);
    for input in [JUNIT.as_bytes(), &archive] {
        let ended = project.run_with(&["inspect", "--json", "-"], &[], input).exit(0);
        assert_eq!(serde_json::from_str::<Value>(&ended.stdout).unwrap()["total"]["tests"], 6);
    }
}

#[test]
fn a_format_can_be_said() {
    let project = Project::new().file("out.data", LCOV);
    let all = inspect(&project, &["out.data", "--format", "lcov=*.data"]);
    assert_eq!(all["files"][0]["format"], "lcov");
    project.run(&["inspect", "out.data", "--format", "nope=*"]).exit(2).stderr("`nope` is no format");
}
