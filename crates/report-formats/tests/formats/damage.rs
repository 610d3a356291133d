//! What strict readers refuse: it is read as far as it goes, and told with its place.

use report_formats::{Artifact, read};

/// The messages for a text, with their lines.
fn told(bytes: &[u8]) -> Vec<(String, Option<u32>)> {
    let notices = read(&Artifact::new("artifact", bytes), None).notices;
    notices
        .into_iter()
        .map(|notice| {
            let line = notice.location.as_ref().and_then(|location| location.line);
            (notice.message, line)
        })
        .collect()
}

#[test]
fn commas_and_escapes_are_told_of_whole_texts_too() {
    let message = |id: &str| {
        format!(
            r#"{{"reason": "benchmark-complete", "id": "{id}", "iteration_count": [1], "measured_values": [3.0], "unit": "ns", "mean": {{"estimate": 2.5, "unit": "ns"}},}}"#
        )
    };
    let criterion = format!("{}\n{}", message("a"), message(r"b\q"));
    let comma = "2 commas are missing or too many; read as if all were right";
    let escape = "1 escape that JSON does not know; kept as it stands";
    assert_eq!(told(criterion.as_bytes()), [(comma.to_owned(), Some(1)), (escape.to_owned(), Some(2))]);
    let dart = r#"[{"protocolVersion":"0.1.1","runnerVersion":"1.24","pid":1,"type":"start","time":0},
        {"test":{"id":3,"name":"a\q","suiteID":0,"groupIDs":[]},"type":"testStart","time":100},
        {"testID":3,"result":"success","skipped":false,"hidden":false,"type":"testDone","time":150},
        {"success":true,"type":"done","time":170},]"#;
    let told: Vec<String> = told(dart.as_bytes()).into_iter().map(|(told, _)| told).collect();
    let comma = "1 comma is missing or too many; read as if all were right";
    assert!(told.iter().any(|told| told == comma) && told.iter().any(|told| told == escape), "{told:?}");
}

#[test]
fn attributes_without_quotes_are_told() {
    let text = "<report name=\"a\">\n<package name=p>\n<sourcefile name=\"A.java\"><line nr=\"1\" mi=\"0\" ci=\"2\"/></sourcefile></package></report>";
    let message = "an attribute that is not written as `name=\"value\"`; read as far as it goes";
    assert_eq!(told(text.as_bytes()), [(message.to_owned(), Some(2))]);
    let junit = "<testsuite>\n<testcase name=a classname='b' time=\"0.1\"/></testsuite>";
    assert_eq!(told(junit.as_bytes()), [(message.to_owned(), Some(2))]);
    let twice = "<testsuite>\n<testcase name='a' time='0.1' time='0.2'/></testsuite>";
    assert_eq!(told(twice.as_bytes())[0].0, "one attribute twice in a tag; the first stands");
}

#[test]
fn a_late_declaration_is_told() {
    let text = "\n\n <?xml version=\"1.0\"?><testsuite><testcase name='a'/></testsuite>";
    let message = "an XML declaration with something before it; read all the same";
    assert_eq!(told(text.as_bytes()), [(message.to_owned(), Some(3))]);
    assert!(told(text.trim_start().as_bytes()).is_empty());
}

#[test]
fn a_declaration_that_names_the_wrong_width_is_told() {
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><testsuite><testcase name='a'/></testsuite>";
    assert_eq!(told(text.as_bytes())[0].0, "declares UTF-16 and is not; read as UTF-8");
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(told(&wide).is_empty());
}

#[test]
fn yaml_without_its_end_is_told() {
    let text = "TAP version 13\n1..2\nok 1\n  ---\n  a: b\nok 2\n";
    assert_eq!(told(text.as_bytes()), [("1 YAML block has no `...` at its end".to_owned(), Some(6))]);
    assert!(told(b"TAP version 13\n1..1\nok 1\n  ---\n  a: b\n  ...\n").is_empty());
}

#[test]
fn a_record_of_no_file_is_told() {
    let told = told(b"TN:\nSF:\nDA:1,1\nend_of_record\n");
    assert_eq!(told[0].1, Some(2));
    assert!(told[0].0.starts_with("an `SF:` that names no file"), "{told:?}");
}

#[test]
fn benchmarks_without_a_figure_are_told() {
    let pytest = r#"{"machine_info": {}, "benchmarks": [{"name": "a", "stats": {"mean": 1.0}}, {"name": "b", "stats": null}]}"#;
    assert_eq!(told(pytest.as_bytes())[0].0, "1 benchmark has no figure, first `b`; left out");
}

#[test]
fn a_second_json_text_is_told() {
    for report in [
        r#"{"numTotalTests": 1, "numPassedTests": 1, "testResults": [{"name": "a.js", "assertionResults": [{"title": "a", "status": "passed"}]}]}"#,
        r#"{"results": {"tool": {"name": "jest"}, "summary": {"tests": 1, "passed": 1}, "tests": [{"name": "a", "status": "passed", "duration": 1}]}}"#,
    ] {
        assert!(told(report.as_bytes()).is_empty(), "{:?}", told(report.as_bytes()));
        let message = "a second JSON text behind the first in one file; left out";
        assert_eq!(told(format!("{report}\n{report}\n").as_bytes()), [(message.to_owned(), Some(2))]);
    }
}

#[test]
fn figures_that_cannot_be_are_unknown() {
    use report_model::run::Content;
    let read = |text: &str| read(&Artifact::new("artifact", text.as_bytes()), None).document.content;
    let go = "goos: linux\npkg: p\nBenchmarkA-2 100 3.e510 ns/op\nBenchmarkB-2 100 2 ns/op\nPASS\n";
    let Content::Benchmarks(benchmarks) = read(go) else { panic!("no benchmarks") };
    let means = benchmarks.iter().flat_map(|benchmark| &benchmark.estimates).map(|estimate| estimate.mean);
    assert_eq!(means.flatten().count(), 1, "{benchmarks:?}");
    let step = |duration: i64| {
        format!(r#"{{"keyword":"Given ","name":"a","result":{{"status":"passed","duration":{duration}}}}}"#)
    };
    let feature = |steps: &str| {
        format!(
            r#"[{{"uri":"a.feature","keyword":"Feature","name":"f","elements":[{{"type":"scenario","keyword":"Scenario","name":"s","steps":[{steps}]}}]}}]"#
        )
    };
    let duration = |steps: &str| {
        let Content::Tests(tests) = read(&feature(steps)) else { panic!("no tests") };
        tests.cases[0].duration_secs
    };
    assert_eq!(duration(&step(-706_974)), None);
    assert_eq!(duration(&format!("{},{}", step(-706_974), step(1_000_000_000))), Some(1.0));
}

#[test]
fn events_that_break_are_no_output_of_what_was_run() {
    let event = |nodeid: &str| {
        format!(
            r#"{{"nodeid": "t.py::{nodeid}", "when": "call", "outcome": "passed", "duration": 1, "$report_type": "TestReport"}}"#
        )
    };
    let end = r#"{"exitstatus": 0, "$report_type": "SessionFinish"}"#;
    let broken = "{\"nodeid\": \"t.py::b\", \"when\": ";
    let text = format!("{}\n{broken}\n{broken}\nplain\n{{set: 1}}\n{end}\n", event("a"));
    let mut found = told(text.as_bytes());
    found.sort_by_key(|(_, line)| *line);
    assert_eq!(
        found,
        [
            ("2 lines begin like events and are no JSON to the end; left out".to_owned(), Some(2)),
            ("2 lines are no event; left out".to_owned(), Some(4)),
        ]
    );
}
