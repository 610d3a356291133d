//! Reports that were cut off, or nested and repeated without end: what is left of them, and what is told.

use report_formats::{Artifact, read};
use report_model::Ratio;
use report_model::run::{Content, ReadArtifact};

/// The messages for a text.
fn told(text: &str) -> Vec<String> {
    cut(text).notices.into_iter().map(|notice| notice.message).collect()
}

/// What was read of a text that was cut off.
fn cut(text: &str) -> ReadArtifact {
    read(&Artifact::new("artifact", text.as_bytes()), None)
}

#[test]
fn a_cut_before_the_pending_tests_of_mocha_passes_none_of_them() {
    let whole = r#"{"stats": {"tests": 2, "passes": 1, "pending": 1, "failures": 0},
        "tests": [{"title": "a", "fullTitle": "s a", "duration": 1, "err": {}}, {"title": "b", "fullTitle": "s b", "err": {}}],
        "pending": [{"title": "b", "fullTitle": "s b", "err": {}}], "failures": [], "passes": []}"#;
    let counts = |text: &str| match cut(text).document.content {
        Content::Tests(tests) => (tests.counts().passed, tests.counts().skipped),
        other => panic!("{other:?}"),
    };
    assert_eq!(counts(whole), (1, 1));
    for (end, wanted) in [("\n        \"pending\"", (1, 0)), (", \"failures\": []", (1, 1))] {
        let cut = &whole[..whole.find(end).unwrap()];
        assert_eq!(counts(cut), wanted, "{cut}");
    }
    let twice = whole.replacen(
        "\"failures\"",
        "\"pending\": [{\"title\": \"a\", \"fullTitle\": \"s a\"}], \"failures\"",
        2,
    );
    assert_eq!(counts(&twice), (1, 1), "the first list stands");
}

#[test]
fn what_gcov_was_cut_off_in_has_no_count() {
    let whole = r#"{"format_version": "1", "gcc_version": "13", "files": [{"file": "a.c", "functions": [{"name": "f", "start_line": 1, "execution_count": 4}],
        "lines": [{"line_number": 1, "count": 4, "branches": [{"count": 3}]}, {"line_number": 2, "count": 5}]}]}"#;
    let counts = |text: &str| match cut(text).document.content {
        Content::Coverage(coverage) => {
            let counts = coverage.counts();
            (counts.lines, counts.branches.map(|all| all.whole), counts.functions.map(|all| all.whole))
        }
        other => panic!("{other:?}"),
    };
    let to = |mark: &str| counts(&whole[..whole.find(mark).unwrap()]);
    assert_eq!(counts(whole), (Ratio::new(2, 2), Some(1), Some(1)));
    assert_eq!(to(", \"count\": 5"), (Ratio::new(1, 1), Some(1), Some(1)));
    assert_eq!(to("3}]}"), (Ratio::new(0, 0), None, Some(1)));
    assert_eq!(to(", \"execution_count\"").2, None);
    let silent = whole.replace("\"count\": 5", "\"unexecuted_block\": false");
    assert_eq!(counts(&silent), (Ratio::new(1, 1), Some(1), Some(1)));
    assert_eq!(told(&silent)[0], "1 line, branch or function has no count; left out");
}

#[test]
fn files_without_a_path_are_left_out() {
    let gcov = r#"{"format_version": "1", "gcc_version": "13", "files": [{"file": "a.c", "lines": [{"line_number": 1, "count": 1}]}, {"lines": [{"line_number": 1, "count": 0}"#;
    let llvm = r#"{"type": "llvm.coverage.json.export", "data": [{"files": [{"filename": "a.c", "summary": {"lines": {"count": 1, "covered": 1}}},
        {"summary": {"lines": {"count": 4, "covered": 0}}"#;
    for text in [gcov, llvm] {
        let read = cut(text);
        let Content::Coverage(coverage) = read.document.content else { panic!("{:?}", read.notices) };
        assert_eq!((coverage.files.len(), coverage.counts().lines), (1, Ratio::new(1, 1)));
        assert!(told(text).iter().any(|told| told == "1 file has no path; left out"));
    }
}

#[test]
fn a_cut_feature_of_behave_has_seconds() {
    let text = r#"[{"keyword": "Feature", "name": "Till", "elements": [{"type": "scenario", "keyword": "Scenario", "name": "pays",
        "location": "features/till.feature:3", "status": "passed", "steps": [{"keyword": "Given", "name": "a till", "location": "features/till.feature:4",
        "result": {"status": "passed", "duration": 0.5}}]}, {"type": "scenario""#;
    let read = cut(text);
    let Content::Tests(tests) = read.document.content else { panic!("{:?}", read.notices) };
    let case = &tests.cases[0];
    assert_eq!((case.duration_secs, case.line), (Some(0.5), Some(3)));
    assert_eq!(case.file.as_deref(), Some("features/till.feature"));
}

#[test]
fn errors_outside_of_all_tests_are_told_to_the_last() {
    let errors = vec![r#"{"message": "no server"}"#; 30].join(",");
    let text = format!(r#"{{"errors": [{errors}], "attachments": []}}"#);
    let read = read(&Artifact::new("0b3a-globals.json", text.as_bytes()), None);
    let more = read.notices.iter().any(|notice| notice.message == "and 10 more errors outside of all tests");
    assert!(more, "{:?}", read.notices);
}

#[test]
fn suites_in_suites_repeat_their_titles_within_bounds() {
    let title = "t".repeat(1000);
    let spec = |title: &str| {
        format!(
            r#"{{"title": "{title}", "file": "a.ts", "tests": [{{"status": "expected", "results": [{{"status": "passed"}}]}}]}}"#
        )
    };
    let mut inner = format!(r#"{{"title": "in", "specs": [{}]}}"#, spec("x"));
    for _ in 0..4 {
        inner = format!(r#"{{"title": "{title}", "specs": [{}], "suites": [{inner}, {{}}]}}"#, spec("y"));
    }
    let text = format!(
        r#"{{"config": {{}}, "suites": [{{"title": "a.ts", "file": "a.ts", "specs": [], "suites": [{inner}]}}]}}"#
    );
    let read = read(&Artifact::new("artifact", text.as_bytes()), None);
    let Content::Tests(tests) = read.document.content else { panic!("{:?}", read.notices) };
    let names: Vec<&str> = tests.cases.iter().map(|case| &*case.name).collect();
    assert_eq!(names.iter().map(|name| name.len()).collect::<Vec<_>>(), [1006, 2011, 2011, 2011, 2018]);
    assert!(names[4].ends_with("t › in › x"), "{names:?}");
    let told =
        read.notices.iter().any(|notice| notice.message.starts_with("the titles of 2 suites make names"));
    assert!(told, "{:?}", read.notices);
}
