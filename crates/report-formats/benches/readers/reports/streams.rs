//! Results of tests, an event a line.

use std::fmt::Write as _;

use serde::Deserialize;

use super::Text;
use crate::inputs::{Dice, word};

/// All lines of a text in typed structs.
pub(super) fn lines<'a, T: Deserialize<'a>>(text: &'a str) -> usize {
    let events: Vec<T> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    events.len()
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Libtest<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    event: Option<Text<'a>>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    exec_time: Option<f64>,
    #[serde(borrow)]
    stdout: Option<Text<'a>>,
    #[serde(borrow)]
    message: Option<Text<'a>>,
    passed: Option<u64>,
    failed: Option<u64>,
    ignored: Option<u64>,
}

pub(super) fn libtest() -> String {
    let mut dice = Dice::of(17);
    let mut text = String::from("{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 30000 }\n");
    for number in 0..30_000 {
        let name = format!("{}::{}::tests::{}_{number}", word(&mut dice), word(&mut dice), word(&mut dice));
        writeln!(text, r#"{{ "type": "test", "event": "started", "name": "{name}" }}"#).unwrap();
        let secs = dice.below(900_000);
        writeln!(text, r#"{{ "type": "test", "name": "{name}", "event": "ok", "exec_time": 0.{secs:09} }}"#)
            .unwrap();
    }
    text + "{ \"type\": \"suite\", \"event\": \"ok\", \"passed\": 30000, \"failed\": 0, \"ignored\": 0, \"measured\": 0, \"filtered_out\": 0, \"exec_time\": 3.5 }\n"
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Dart<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    time: Option<f64>,
    #[serde(borrow)]
    runner_version: Option<Text<'a>>,
    #[serde(borrow)]
    suite: Option<DartSuite<'a>>,
    #[serde(borrow)]
    test: Option<DartTest<'a>>,
    #[serde(rename = "testID")]
    test_id: Option<u64>,
    #[serde(borrow)]
    result: Option<Text<'a>>,
    skipped: Option<bool>,
    hidden: Option<bool>,
    #[serde(borrow)]
    message: Option<Text<'a>>,
    #[serde(borrow)]
    error: Option<Text<'a>>,
    #[serde(borrow)]
    stack_trace: Option<Text<'a>>,
    is_failure: Option<bool>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct DartSuite<'a> {
    id: u64,
    #[serde(borrow)]
    path: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct DartTest<'a> {
    id: u64,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(rename = "suiteID")]
    suite_id: u64,
    line: Option<u32>,
    root_line: Option<u32>,
}

pub(super) fn dart() -> String {
    let mut dice = Dice::of(19);
    let mut text = String::from(
        "{\"protocolVersion\":\"0.1.1\",\"runnerVersion\":\"1.25.0\",\"pid\":7,\"type\":\"start\",\"time\":0}\n",
    );
    let mut id = 0;
    for suite in 0..300 {
        let path = format!("/srv/shop/test/{}/{}_{suite}_test.dart", word(&mut dice), word(&mut dice));
        writeln!(
            text,
            r#"{{"suite":{{"id":{suite},"platform":"vm","path":"{path}"}},"type":"suite","time":{id}}}"#
        )
        .unwrap();
        for test in 0..60 {
            id += 1;
            let name = format!("{} {} number {suite} {test}", word(&mut dice), word(&mut dice));
            writeln!(text, r#"{{"test":{{"id":{id},"name":"{name}","suiteID":{suite},"groupIDs":[2,3],"metadata":{{"skip":false,"skipReason":null}},"line":{},"column":3,"url":"file://{path}"}},"type":"testStart","time":{}}}"#, test * 4 + 3, id * 5).unwrap();
            if dice.below(20) == 0 {
                writeln!(text, r#"{{"testID":{id},"messageType":"print","message":"{name} prints \"a\"","type":"print","time":{}}}"#, id * 5).unwrap();
            }
            writeln!(text, r#"{{"testID":{id},"result":"success","skipped":false,"hidden":false,"type":"testDone","time":{}}}"#, id * 5 + dice.below(90)).unwrap();
        }
    }
    text + "{\"success\":true,\"type\":\"done\",\"time\":90000}\n"
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Reportlog<'a> {
    #[serde(borrow, rename = "$report_type")]
    kind: Text<'a>,
    #[serde(borrow)]
    nodeid: Option<Text<'a>>,
    #[serde(borrow)]
    location: Option<(Text<'a>, Option<u32>, Text<'a>)>,
    #[serde(borrow)]
    outcome: Option<Text<'a>>,
    #[serde(borrow)]
    longrepr: Option<Text<'a>>,
    #[serde(borrow)]
    when: Option<Text<'a>>,
    #[serde(borrow, default)]
    sections: Vec<(Text<'a>, Text<'a>)>,
    duration: Option<f64>,
    #[serde(borrow)]
    wasxfail: Option<Text<'a>>,
    #[serde(borrow)]
    pytest_version: Option<Text<'a>>,
}

pub(super) fn reportlog() -> String {
    let mut dice = Dice::of(23);
    let mut text = String::from("{\"pytest_version\": \"8.4.0\", \"$report_type\": \"SessionStart\"}\n");
    for number in 0..8_000 {
        let file = format!("tests/{}/test_{}.py", word(&mut dice), word(&mut dice));
        let name = format!("test_{}_{number}", word(&mut dice));
        for when in ["setup", "call", "teardown"] {
            writeln!(text, r#"{{"nodeid": "{file}::{name}", "location": ["{file}", {}, "{name}"], "keywords": {{"{name}": 1, "{file}": 1, "shop": 1}}, "outcome": "passed", "longrepr": null, "when": "{when}", "user_properties": [], "sections": [], "duration": 0.000{}, "start": 1768754520.5, "stop": 1768754520.6, "$report_type": "TestReport"}}"#, number % 700, 100 + dice.below(800)).unwrap();
        }
    }
    text + "{\"exitstatus\": 0, \"$report_type\": \"SessionFinish\"}\n"
}
