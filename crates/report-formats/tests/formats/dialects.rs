//! What tools write that no fixture shows: each a rule of its dialect, in a few lines.

use report_formats::{Artifact, read};
use report_model::Ratio;
use report_model::run::{Content, Coverage, ReadArtifact, TestResults};

fn said(text: &str) -> ReadArtifact {
    read(&Artifact::new("artifact", text.as_bytes()), None)
}

fn tests(text: &str, format: &str) -> TestResults {
    let said = said(text);
    assert_eq!(said.format.map(|(id, _)| id), Some(format), "{text}");
    let Content::Tests(tests) = said.document.content else { panic!("{text}: {:?}", said.notices) };
    tests
}

fn coverage(text: &str, format: &str) -> Coverage {
    let said = said(text);
    assert_eq!(said.format.map(|(id, _)| id), Some(format), "{}", text.get(..200).unwrap_or(text));
    let Content::Coverage(coverage) = said.document.content else { panic!("{text}: {:?}", said.notices) };
    coverage
}

#[test]
fn what_tests_attach_for_allure_is_no_report() {
    let xml = b"<testsuite><testcase name='a'/></testsuite>";
    let format = |name: &str| read(&Artifact::new(name, xml), None).format;
    assert!(format("allure-results/0d2c6f6e-9f5a-4b1e-8f57-0c0f7b7f1a2b-attachment.xml").is_none());
    assert!(format("allure-results/0d2c6f6e-9f5a-4b1e-8f57-0c0f7b7f1a2b-junit.xml").is_some());
    assert!(format("an-attachment.xml").is_some());
}

#[test]
fn google_test_says_when_each_test_began() {
    let xml = r#"<testsuites name="AllTests"><testsuite name="S"><testcase name="a" timestamp="2024-05-01T10:00:05Z" time="1"/><testcase name="b"/></testsuite></testsuites>"#;
    let json = r#"{"tests": 2, "disabled": 0, "testsuites": [{"name": "S", "testsuite": [{"name": "a", "timestamp": "2024-05-01T10:00:05Z"}, {"name": "b"}]}]}"#;
    for (text, format) in [(xml, "junit"), (json, "gtest-json")] {
        let starts: Vec<_> = tests(text, format).cases.iter().map(|case| case.started_at).collect();
        assert_eq!(starts, [report_model::Timestamp::parse("2024-05-01T10:00:05Z"), None]);
    }
}

#[test]
fn forbidden_characters_are_told_wherever_they_stand() {
    let text = "<report name=\"a\u{1b}\"><package name=\"p\"><sourcefile name=\"A.java\"><line nr=\"1\" mi=\"0\" ci=\"2\"/></sourcefile></package></report>";
    let told = said(text).notices;
    assert!(told.iter().any(|notice| notice.message.starts_with("a character that XML forbids")), "{told:?}");
}

#[test]
fn an_attribute_that_stands_twice_is_told() {
    for text in [
        r#"<report name="a"><package name="p" name="q"><sourcefile name="A.java"/></package></report>"#,
        r#"<coverage line-rate="1"><packages><package><classes><class filename="a.py" filename="b.py"/></classes></package></packages></coverage>"#,
        r#"<coverage line-rate="1"><packages><package name="a" name="b"/></packages></coverage>"#,
        r#"<coverage line-rate="1"><packages/><class filename="a.py"><method name="f" line-rate="1" line-rate="0"/></class></coverage>"#,
        r#"<coverage line-rate="1"><packages/><class filename="a.py"><line number="1" hits="1" hits="2"/></class></coverage>"#,
    ] {
        let told = said(text).notices;
        assert!(told.iter().any(|notice| notice.message.starts_with("one attribute twice")), "{told:?}");
    }
}

/// A list that is longer than what is looked at to recognise a format.
fn long(item: &str) -> String {
    vec![item; (80 << 10) / item.len()].join(",")
}

#[test]
fn behave_writes_seconds_and_places() {
    let text = r#"[{"elements": [{"keyword": "Scenario", "location": "features/till.feature:4", "name": "pays",
        "status": "passed", "type": "scenario", "tags": [], "steps": [
            {"keyword": "Given", "location": "features/till.feature:5", "name": "a till", "step_type": "given",
             "match": {"arguments": [], "location": "steps.py:3"}, "result": {"duration": 1.25, "status": "passed"}},
            {"keyword": "Then", "location": "features/till.feature:6", "name": "it rings", "step_type": "then",
             "result": {"duration": 0.5, "status": "passed"}}]}],
        "keyword": "Feature", "location": "features/till.feature:1", "name": "Till", "status": "passed", "tags": []}]"#;
    let tests = tests(text, "cucumber");
    assert_eq!(tests.duration_secs(), Some(1.75));
    assert_eq!(tests.cases[0].file.as_deref(), Some("features/till.feature"));
    assert_eq!(tests.cases[0].line, Some(4));
}

#[test]
fn a_feature_outside_of_its_list_is_read() {
    let text = r#"{"keyword": "Feature", "name": "Till", "uri": "till.feature", "elements": [{"keyword": "Scenario",
        "type": "scenario", "name": "pays", "steps": [{"result": {"status": "passed", "duration": 2000000000}}]}]}"#;
    assert_eq!(tests(text, "cucumber").duration_secs(), Some(2.0));
}

#[test]
fn a_hook_that_fails_is_told_and_no_test() {
    let text = r#"{"stats": {"tests": 1, "passes": 1, "pending": 0, "failures": 1},
        "tests": [{"title": "pays", "fullTitle": "Till pays", "err": {}}], "pending": [],
        "failures": [{"title": "\"before each\" hook for \"rings\"", "fullTitle": "Till \"before each\" hook for \"rings\"",
            "err": {"message": "no till", "stack": "Error: no till\n    at till.js:3"}}],
        "passes": [{"title": "pays", "fullTitle": "Till pays", "err": {}}]}"#;
    let tests = tests(text, "mocha-json");
    assert_eq!((tests.counts().passed, tests.counts().total()), (1, 1));
    assert!(tests.suites[0].stderr.as_deref().is_some_and(|text| text.contains("till.js:3")));
    assert!(said(text).notices.iter().any(|notice| notice.message == "1 hook failed"));
}

#[test]
fn nunit_cases_are_found_within_elements_of_other_tools() {
    let case = r#"<test-case name="a" fullname="N.C.a" result="Passed"/>"#;
    let text = format!(r#"<test-run><test-suite name="C"><results>{case}</results></test-suite></test-run>"#);
    assert_eq!(tests(&text, "nunit3").cases.len(), 1);
}

#[test]
fn clover_conditions_are_hits_unless_sums_say_that_they_are_counts() {
    let file = |metrics: &str, conditions: &str| {
        let text = format!(
            r#"<coverage clover="3.2.0"><project><file name="a.js" path="a.js">{metrics}{conditions}</file></project></coverage>"#
        );
        let coverage = coverage(&text, "clover");
        (coverage.counts().lines, coverage.counts().branches)
    };
    // Never run: one condition with two ways, and one with three.
    let istanbul = r#"<line num="1" count="4" type="cond" truecount="2" falsecount="0"/>
        <line num="2" count="0" type="cond" truecount="0" falsecount="3"/>"#;
    let metrics = r#"<metrics conditionals="5" coveredconditionals="2"/>"#;
    assert_eq!(file(metrics, istanbul), (Ratio::new(1, 2), Some(Ratio::new(2, 5))));
    let hits = r#"<line num="1" count="4" type="cond" truecount="2" falsecount="0"/>
        <line num="2" count="1" type="stmt"/><line num="1" count="4" type="cond" truecount="3" falsecount="1"/>"#;
    let metrics = r#"<metrics conditionals="4" coveredconditionals="3"/>"#;
    assert_eq!(file(metrics, hits), (Ratio::new(2, 2), Some(Ratio::new(3, 4))));
    let never = r#"<line num="1" count="0" type="cond" truecount="0" falsecount="0"/>"#;
    assert_eq!(file("", never), (Ratio::new(0, 1), Some(Ratio::new(0, 2))));
}

#[test]
fn conditions_of_two_methods_on_one_line_are_two() {
    let method = |name: &str, taken: u8| {
        format!(
            r#"<Method><Name>{name}</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="1" sl="3"/></SequencePoints>
            <BranchPoints><BranchPoint vc="1" offset="8" path="0" sl="3"/><BranchPoint vc="{taken}" offset="8" path="1" sl="3"/></BranchPoints></Method>"#
        )
    };
    let text = format!(
        r#"<CoverageSession><Modules><Module><Files><File uid="1" fullPath="a.cs"/></Files><Classes><Class><Methods>{}{}</Methods></Class></Classes></Module></Modules></CoverageSession>"#,
        method("A::m()", 0),
        method("A::b__0()", 1)
    );
    assert_eq!(coverage(&text, "opencover").counts().branches, Some(Ratio::new(3, 4)));
}

#[test]
fn sums_of_lines_leave_the_branches_that_are_listed() {
    let text = "SF:a.c\nBRDA:3,0,0,1\nBRDA:3,0,1,-\nLF:9\nLH:4\nend_of_record\n";
    let counts = coverage(text, "lcov").counts();
    assert_eq!((counts.lines, counts.branches), (Ratio::new(4, 9), Some(Ratio::new(1, 2))));
}

#[test]
fn large_files_are_known_when_the_version_stands_last() {
    let line = r#"{"branches": [], "count": 1, "line_number": 4, "unexecuted_block": false}"#;
    let text = format!(
        r#"{{"files": [{{"file": "a.c", "functions": [], "lines": [{}]}}], "format_version": "1"}}"#,
        long(line)
    );
    assert_eq!(coverage(&text, "gcov-json").counts().lines, Ratio::new(1, 1));
    let line = r#"{"branches": [], "count": 1, "gcovr/md5": "0b", "line_number": 4}"#;
    let text = format!(
        r#"{{"files": [{{"file": "a.c", "functions": [], "lines": [{}]}}], "gcovr/format_version": "0.11"}}"#,
        long(line)
    );
    assert_eq!(coverage(&text, "gcovr-json").counts().lines, Ratio::new(1, 1));
    let text =
        format!(r#"{{"RSpec": {{"coverage": {{"/app/a.rb": [{}, 3]}}, "timestamp": 1}}}}"#, long("null"));
    assert_eq!(coverage(&text, "simplecov-json").counts().lines, Ratio::new(1, 1));
}

#[test]
fn a_time_below_zero_is_none() {
    let log = r#"{"pytest_version": "8.4.1", "$report_type": "SessionStart"}
{"nodeid": "tests/test_a.py::test_b", "location": ["tests/test_a.py", 1, "test_b"], "outcome": "passed", "when": "call", "duration": -0.00004, "$report_type": "TestReport"}
{"exitstatus": 0, "$report_type": "SessionFinish"}
"#;
    assert_eq!(tests(log, "pytest-reportlog").cases[0].duration_secs, None);
}

fn messages(text: &str) -> Vec<String> {
    said(text).notices.into_iter().map(|notice| notice.message).collect()
}

#[test]
fn coverage_of_no_file_is_told_in_every_format() {
    for text in [
        r#"<coverage clover="3" generated="1"/>"#,
        r#"<coverage version="1.9" timestamp="1" line-rate="1"/>"#,
        "<CoverageSession><Modules/></CoverageSession>",
        "<!DOCTYPE report PUBLIC \"-//JACOCO//DTD Report 1.1//EN\" \"report.dtd\"><report name=\"a\"/>",
        r#"{"type": "llvm.coverage.json.export", "version": "2.0.1", "data": []}"#,
        r#"{"gcovr/format_version": "0.6", "files": []}"#,
        "mode: atomic\n",
    ] {
        assert_eq!(messages(text), ["holds no file"], "{text}");
    }
}

#[test]
fn vectorcast_writes_blanks_within_the_counts_of_a_condition() {
    let text = r#"<coverage><packages><package name="p"><classes><class name="a" filename="a.c"><lines>
        <line number="10" hits="1" branch="true" condition-coverage="50.0% ( 1 / 2 )"/></lines></class></classes></package></packages></coverage>"#;
    assert_eq!(coverage(text, "cobertura").counts().branches, Some(Ratio::new(1, 2)));
}

#[test]
fn lcov_is_recognised_behind_what_a_tool_printed() {
    for before in ["Capturing coverage data from .\n", "TN:\nFound 1 data file\n", "DA:1,1\nend_of_record\n"]
    {
        let text = format!("{before}SF:a.c\nDA:1,2\nDA:2,0\nend_of_record\n");
        assert_eq!(coverage(&text, "lcov").counts().lines, Ratio::new(1, 2), "{before}");
    }
    assert!(said("The mark is\nSF:\nand no more\n").format.is_none());
}

#[test]
fn jacoco_is_recognised_however_its_tags_are_broken() {
    let text = "<report\nname=\"a\"><package\nname=\"p\"><sourcefile\nname=\"A.java\"><line\nnr=\"1\" mi=\"0\" ci=\"2\"/><line mi=\"1\" ci=\"0\"/></sourcefile></package></report>";
    assert_eq!(coverage(text, "jacoco").counts().lines, Ratio::new(1, 1));
    assert_eq!(messages(text), ["1 line has no number; left out"]);
}

#[test]
fn the_backgrounds_of_a_feature_and_of_its_rule_both_count() {
    let text = r#"[{"uri": "a.feature", "keyword": "Feature", "name": "a", "elements": [
        {"type": "background", "keyword": "Background", "steps": [{"result": {"status": "passed", "duration": 1000000000}}]},
        {"type": "background", "keyword": "Background", "steps": [{"result": {"status": "failed", "duration": 2000000000}}]},
        {"type": "scenario", "keyword": "Scenario", "name": "b", "steps": [{"result": {"status": "skipped", "duration": 0}}]}]}]"#;
    let results = tests(text, "cucumber");
    assert_eq!(results.cases.len(), 1);
    assert_eq!(results.cases[0].duration_secs, Some(3.0));
    assert_eq!(results.counts().failed, 1);
}

#[test]
fn a_suite_of_nunit_2_can_stand_alone() {
    let text = r#"<test-suite type="TestFixture" name="Crypt" executed="True" success="True" time="0.562"><results>
        <test-case name="Crypt.Hash("a","b")" executed="True" result="Success" success="True" time="0.005"/>
        <test-case name="Crypt.Salt" executed="False" result="Ignored"/></results></test-suite>"#;
    let results = tests(text, "nunit2");
    assert_eq!((results.counts().passed, results.counts().skipped), (1, 1));
    assert_eq!(results.suites[0].name.as_deref(), Some("Crypt"));
}

#[test]
fn behave_declares_backgrounds_and_knows_errors() {
    let text = r#"[{"keyword": "Feature", "name": "F", "location": "a.feature:1", "elements": [
        {"type": "background", "keyword": "Background", "name": "", "steps": [{"keyword": "Given", "name": "a"}]},
        {"type": "scenario", "keyword": "Scenario", "name": "ok", "status": "passed", "steps": [{"name": "a", "result": {"status": "passed", "duration": 0.5}}]},
        {"type": "scenario", "keyword": "Scenario", "name": "error", "status": "error", "steps": [{"name": "b", "result": {"status": "error", "duration": 0.5, "error_message": "boom"}}, {"name": "c"}]},
        {"type": "scenario", "keyword": "Scenario", "name": "out", "status": "skipped", "steps": [{"name": "a"}]}]}]"#;
    let counts = tests(text, "cucumber").counts();
    assert_eq!((counts.passed, counts.errored, counts.skipped), (1, 1, 1));
    assert!(messages(text).is_empty());
}

#[test]
fn istanbul_writes_clover_with_ways_that_stand_on_no_line() {
    let text = r#"<coverage generated="1" clover="3.2.0"><project timestamp="1" name="All files"><file name="a.js" path="/a.js">
        <metrics statements="2" coveredstatements="1" conditionals="9" coveredconditionals="3"/>
        <line num="1" count="1" type="cond" truecount="3" falsecount="1"/><line num="2" count="0" type="cond" truecount="0" falsecount="2"/></file></project></coverage>"#;
    let counts = coverage(text, "clover").counts();
    assert_eq!((counts.lines, counts.branches), (Ratio::new(1, 2), Some(Ratio::new(3, 6))));
}

#[test]
fn a_file_that_failed_to_run_is_no_skipped_test_of_jest() {
    let text = r#"{"numTotalTests": 1, "testResults": [{"name": "a.js", "status": "failed", "assertionResults": [
        {"ancestorTitles": [], "title": "a", "status": "passed"},
        {"ancestorTitles": [], "status": "error", "failureMessages": ["Cannot find module"]}]}]}"#;
    assert_eq!(tests(text, "jest-json").counts().errored, 1);
}

#[test]
fn what_failed_outside_of_all_tests_of_allure_is_told() {
    let text =
        br#"{"attachments": [], "errors": [{"message": "\"after all\" hook failed", "trace": "at a"}]}"#;
    let said = read(&Artifact::new("7b75ab23-globals.json", text), None);
    assert_eq!(said.format.map(|(id, _)| id), Some("allure-results"));
    assert_eq!(said.notices[0].message, "outside of all tests: \"after all\" hook failed");
}

#[test]
fn a_rerun_of_pytest_is_what_its_last_try_was() {
    let of = |outcome: &str| {
        let text = format!(
            r#"{{"created": 1, "exitcode": 0, "summary": {{"rerun": 1, "total": 1}}, "tests": [{{"nodeid": "a.py::b", "outcome": "rerun",
                "setup": {{"outcome": "passed", "duration": 1.0}}, "call": {{"outcome": "{outcome}", "duration": 2.0}}}}]}}"#
        );
        let results = tests(&text, "pytest-json-report");
        (results.cases[0].outcome, results.cases[0].attempt_count())
    };
    assert_eq!(of("passed"), (report_model::Outcome::Passed, 2));
    assert_eq!(of("failed"), (report_model::Outcome::Failed, 2));
}

#[test]
fn xml_that_a_test_printed_is_no_report() {
    let xml = "<testsuites><testsuite name='a'><testcase name='b'/></testsuite></testsuites>";
    assert_eq!(tests(&format!("TAP version 13\nok 1 - writes {xml}\n1..1\n"), "tap").cases.len(), 1);
    assert_eq!(tests(&format!("ok 1 - writes {xml}\nok 2\n1..2\n"), "tap").cases.len(), 2);
    let jest = format!(
        r#"{{"numTotalTests": 1, "testResults": [{{"name": "a.js", "assertionResults": [{{"title": "{xml}", "status": "passed"}}]}}]}}"#
    );
    assert_eq!(tests(&jest, "jest-json").cases.len(), 1);
    assert_eq!(tests(&format!("[INFO] building\n{xml}"), "junit").cases.len(), 1);
    let printed = format!(
        "<testsuite><testcase name='a'><system-out>{}</system-out></testcase></testsuite>",
        "ok 1\n1..1"
    );
    assert_eq!(tests(&printed, "junit").cases.len(), 1);
    assert!(messages(&printed).is_empty());
}

#[test]
fn a_run_that_bailed_out_at_once_is_recognised() {
    assert_eq!(said("Bail out!  no database\n").format.map(|(id, _)| id), Some("tap"));
}

#[test]
fn what_check_writes_is_no_junit() {
    let text = r#"<testsuites xmlns="http://check.sourceforge.net/ns"><suite><title>S</title><test result="success"/></suite></testsuites>"#;
    assert!(said(text).format.is_none());
}

#[test]
fn benchmarks_of_go_stand_in_its_events_too() {
    let event =
        |output: &str| format!("{{\"Action\":\"output\",\"Package\":\"m\",\"Output\":\"{output}\"}}\n");
    let text = [
        event(r"pkg: m\n"),
        event(r"BenchmarkF\n"),
        event(r"BenchmarkF-2   \t"),
        event(r"      10\t        46.10 ns/op\n"),
        "{\"Action\":\"pass\",\"Package\":\"m\"}\n".to_owned(),
    ]
    .concat();
    let said = said(&text);
    let Content::Benchmarks(benchmarks) = said.document.content else { panic!("{:?}", said.notices) };
    assert_eq!((benchmarks.len(), &*benchmarks[0].name), (1, "m.BenchmarkF"));
}

/// Events of a package `m`: what is done, with what, and what is printed.
fn go_events(events: &[(&str, &str, &str)]) -> String {
    let event = |(action, test, output): &(&str, &str, &str)| {
        let test = if test.is_empty() { String::new() } else { format!(",\"Test\":\"{test}\"") };
        format!("{{\"Action\":\"{action}\",\"Package\":\"m\"{test},\"Output\":\"{output}\"}}\n")
    };
    events.iter().map(event).collect()
}

#[test]
fn benchmarks_of_go_that_begin_like_tests_are_benchmarks() {
    let one = [
        ("output", "", r"pkg: m\n"),
        ("run", "BenchmarkF", ""),
        ("output", "BenchmarkF", r"=== RUN   BenchmarkF\nBenchmarkF\n"),
        ("run", "BenchmarkF/x", ""),
        ("output", "BenchmarkF/x", r"BenchmarkF/x-2   \t"),
        ("output", "BenchmarkF/x", r"      10\t        46.10 ns/op\n"),
    ];
    let passed = [&one[..], &[("pass", "", "")]].concat();
    let benchmarks = |text: &str| match said(text).document.content {
        Content::Benchmarks(benchmarks) => benchmarks,
        _ => panic!("{:?}", said(text).notices),
    };
    let found = benchmarks(&go_events(&passed));
    assert_eq!((found.len(), &*found[0].name), (1, "m.BenchmarkF/x"));
    assert!(said(&go_events(&passed)).notices.is_empty());
    // A run that was cut off has what it measured.
    assert_eq!(benchmarks(&go_events(&one)).len(), 1);
    assert!(said(&go_events(&one)).notices[0].message.ends_with("the run was cut off"));

    let beside = [&[("run", "TestA", ""), ("pass", "TestA", "")], &passed[..]].concat();
    assert_eq!(tests(&go_events(&beside), "go-test-json").cases.len(), 1);
    let notices = said(&go_events(&beside)).notices;
    assert!(notices[0].message.starts_with("holds 1 benchmark beside results of tests"), "{notices:?}");
    // The one in which the package ended has no figure.
    let broken = [&one[..], &[("run", "BenchmarkG", ""), ("fail", "", "")]].concat();
    let cases = tests(&go_events(&broken), "go-test-json").cases;
    assert_eq!(cases.len(), 1);
    assert_eq!((&*cases[0].name, cases[0].outcome), ("BenchmarkG", report_model::Outcome::Errored));
}

#[test]
fn flutter_writes_a_list_of_its_own_before_the_events() {
    let text = r#"[{"event":"test.startedProcess","params":{"vmServiceUri":null}}]
{"protocolVersion":"0.1.1","runnerVersion":"1.24","pid":1,"type":"start","time":0}
{"test":{"id":3,"name":"a","suiteID":0,"groupIDs":[]},"type":"testStart","time":100}
{"testID":3,"result":"success","skipped":false,"hidden":false,"type":"testDone","time":150}
[{"event":"test.startedProcess","params":{"vmServiceUri":null}}]
{"success":true,"type":"done","time":170}
"#;
    assert_eq!(tests(text, "dart-json").counts().passed, 1);
}

#[test]
fn messages_of_cargo_criterion_can_be_laid_out() {
    let message = |id: &str| {
        format!(
            "{{\n  \"reason\": \"benchmark-complete\",\n  \"id\": \"{id}\",\n  \"iteration_count\": [\n    1,\n    2\n  ],\n  \"measured_values\": [\n    3.0,\n    5.0\n  ],\n  \"unit\": \"ns\",\n  \"mean\": {{\"estimate\": 2.5, \"unit\": \"ns\"}}\n}}\n"
        )
    };
    for (text, count) in [(message("a"), 1), (message("a") + &message("b"), 2)] {
        let said = said(&text);
        assert_eq!(said.format.map(|(id, _)| id), Some("criterion"));
        let Content::Benchmarks(benchmarks) = said.document.content else { panic!("{:?}", said.notices) };
        assert_eq!(benchmarks.len(), count);
    }
}

#[test]
fn testng_leaves_ignored_methods_out_and_lists_retries() {
    let text = r#"<testng-results retried="1" ignored="26" total="29" passed="1" failed="1" skipped="0"><suite name="s"><test name="t"><class name="C">
        <test-method name="a" retried="true" status="SKIP" duration-ms="1"/><test-method name="a" status="FAIL" duration-ms="1"/>
        <test-method name="b" status="PASS" duration-ms="1"/></class></test></suite></testng-results>"#;
    assert_eq!(tests(text, "testng").counts().total(), 3);
    assert!(!messages(text).iter().any(|message| message.starts_with("says ")), "{:?}", messages(text));
}

#[test]
fn a_summary_of_llvm_cov_has_no_regions_and_is_whole() {
    let text = r#"{"data": [{"files": [{"filename": "a.c", "summary": {"lines": {"count": 4, "covered": 3}}}], "totals": {}}],
        "type": "llvm.coverage.json.export", "version": "2.0.1"}"#;
    assert_eq!(coverage(text, "llvm-cov-json").counts().lines, Ratio::new(3, 4));
    assert!(messages(text).is_empty());
}

#[test]
fn a_list_under_a_key_that_had_one_is_told_and_not_counted() {
    let ctrf = r#"{"name": "a", "status": "passed", "tags": ["x"], "tags": ["y"], "duration": 1}"#;
    let pytest = r#"{"nodeid": "t.py::a", "outcome": "passed", "outcome": "failed"}"#;
    let rspec = r#"{"description": "a", "file_path": "a.rb", "status": "passed", "status": "failed"}"#;
    for (text, format) in [
        (format!(r#"{{"results": {{"tool": {{}}, "tests": [{ctrf}], "tests": [{ctrf}, {ctrf}]}}}}"#), "ctrf"),
        (
            format!(
                r#"{{"results": {{"tool": {{}}, "tests": [{ctrf}]}}, "results": {{"tests": [{ctrf}]}}}}"#
            ),
            "ctrf",
        ),
        (
            format!(
                r#"{{"exitcode": 0, "root": "", "summary": {{"total": 1, "passed": 1}}, "tests": [{pytest}], "tests": [{pytest}]}}"#
            ),
            "pytest-json-report",
        ),
        (
            format!(
                r#"{{"summary": {{}}, "summary_line": "", "examples": [{rspec}], "examples": [{rspec}]}}"#
            ),
            "rspec-json",
        ),
    ] {
        let tests = tests(&text, format);
        assert_eq!(tests.cases.len(), 1, "{text}");
        assert_eq!(tests.cases[0].outcome, report_model::Outcome::Passed, "{text}");
        let told = "under a key that had one already; the first stands";
        let notices = said(&text).notices;
        assert!(notices.iter().any(|notice| notice.message.ends_with(told)), "{notices:?}");
    }
}

#[test]
fn a_cut_test_with_an_unknown_word_is_told_once() {
    let text = r#"{"results": {"tool": {"name": "x"}, "tests": [{"name": "a", "status": "passed"}, {"name": "b", "status": "other", "dur"#;
    assert_eq!(tests(text, "ctrf").cases.len(), 1);
    let notices = said(text).notices;
    assert!(!notices.iter().any(|notice| notice.message.contains("other")), "{notices:?}");
    let whole = format!("{}\"x\": 1}}]}}}}", text.strip_suffix("\"dur").unwrap());
    assert!(said(&whole).notices.iter().any(|notice| notice.message.contains("other")));
}

#[test]
fn of_what_stands_twice_in_an_event_or_a_feature_the_first_stands() {
    let reportlog = r#"{"$report_type": "TestReport", "nodeid": "t.py::a", "nodeid": "b", "when": "call", "outcome": "passed", "outcome": "failed", "duration": 1, "duration": 5}
{"$report_type": "SessionFinish"}
"#;
    let dart = r#"{"type": "start", "protocolVersion": "0.1"}
{"type": "testStart", "time": 0, "test": {"id": 1, "name": "a", "name": "b"}}
{"type": "testDone", "testID": 1, "time": 1000, "time": 5000, "result": "success", "result": "failure", "hidden": false}
{"type": "done"}
"#;
    let scenario = r#"{"type": "scenario", "name": "a", "name": "b", "steps": [{"result": {"status": "passed", "status": "failed", "duration": 1000000000}}], "steps": [{"result": {"status": "passed", "duration": 1}}]}"#;
    let cucumber = format!(
        r#"[{{"uri": "f", "keyword": "Feature", "elements": [{scenario}], "elements": [{scenario}]}}]"#
    );
    for (text, format) in [(reportlog, "pytest-reportlog"), (dart, "dart-json"), (&cucumber, "cucumber")] {
        let cases = tests(text, format).cases;
        assert_eq!(cases.len(), 1, "{text}");
        let case = &cases[0];
        assert_eq!((&*case.name, case.outcome), ("a", report_model::Outcome::Passed), "{text}");
        assert_eq!(case.duration_secs, Some(1.0), "{text}");
    }
}

#[test]
fn files_of_llvm_cov_that_stand_twice_are_read_once() {
    let file = r#"{"filename": "a.rs", "segments": [[1, 1, 2, true, true, false], [2, 1, 0, false, false, false]], "segments": [[5, 1, 0, true, true, false]]}"#;
    let text = format!(
        r#"{{"type": "llvm.coverage.json.export", "data": [{{"files": [{file}], "files": [{}]}}], "data": [{{"files": []}}]}}"#,
        file.replace("a.rs", "b.rs")
    );
    let coverage = coverage(&text, "llvm-cov-json");
    assert_eq!(coverage.files.len(), 1);
    let lines: Vec<_> = coverage.files[0].lines.iter().map(|line| (line.line, line.hits)).collect();
    assert_eq!(lines, [(1, 2), (2, 2)]);
}
