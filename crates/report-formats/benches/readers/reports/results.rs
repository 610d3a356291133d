//! Results of tests.

use std::fmt::Write as _;

use serde::Deserialize;

use super::{Text, list};
use crate::inputs::{Dice, word};

#[derive(Deserialize)]
pub(super) struct Jest<'a> {
    #[serde(borrow, rename = "testResults")]
    pub(super) files: Vec<JestFile<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct JestFile<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    message: Option<Text<'a>>,
    start_time: f64,
    #[serde(borrow)]
    assertion_results: Vec<JestTest<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct JestTest<'a> {
    #[serde(borrow)]
    ancestor_titles: Vec<Text<'a>>,
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow)]
    status: Text<'a>,
    duration: Option<f64>,
    #[serde(borrow)]
    failure_messages: Vec<Text<'a>>,
    invocations: Option<u32>,
}

pub(super) fn jest() -> String {
    let files = list(1_000, |text, number, dice| {
        let (folder, file) = (word(dice), word(dice));
        let tests = list(30, |text, test, dice| {
            let (subject, failing) = (word(dice), dice.below(50) == 0);
            let title = format!("{} {} number {number} {test}", word(dice), word(dice));
            let status = if failing { "failed" } else { "passed" };
            let messages =
                if failing { r#""Error: expect(1).toBe(2)\n    at src/a.ts:3:9\n    at run""# } else { "" };
            write!(text, r#"{{"ancestorTitles":["{subject}","{folder}"],"fullName":"{subject} {folder} {title}","status":"{status}","title":"{title}","duration":{},"failureMessages":[{messages}],"failureDetails":[],"location":null,"numPassingAsserts":1,"invocations":1,"retryReasons":[]}}"#, dice.below(300)).unwrap();
        });
        write!(text, r#"{{"assertionResults":{tests},"endTime":1768754520123,"message":"","name":"/home/runner/work/shop/shop/src/{folder}/{file}_{number}.test.ts","startTime":1768754520000,"status":"passed","summary":""}}"#).unwrap();
    });
    format!(r#"{{"testResults":{files}}}"#)
}

#[derive(Deserialize)]
pub(super) struct Playwright<'a> {
    #[serde(borrow)]
    pub(super) suites: Vec<PlaywrightSuite<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct PlaywrightSuite<'a> {
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow)]
    file: Text<'a>,
    #[serde(borrow)]
    specs: Vec<PlaywrightSpec<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PlaywrightSpec<'a> {
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow)]
    tags: Vec<Text<'a>>,
    #[serde(borrow)]
    tests: Vec<PlaywrightTest<'a>>,
    #[serde(borrow)]
    file: Text<'a>,
    line: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PlaywrightTest<'a> {
    #[serde(borrow)]
    expected_status: Text<'a>,
    #[serde(borrow)]
    project_name: Text<'a>,
    #[serde(borrow)]
    results: Vec<PlaywrightResult<'a>>,
    #[serde(borrow)]
    status: Text<'a>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PlaywrightResult<'a> {
    #[serde(borrow)]
    status: Text<'a>,
    duration: f64,
    #[serde(borrow, rename = "startTime")]
    start_time: Option<Text<'a>>,
    #[serde(borrow)]
    stdout: Vec<PlaywrightPiece<'a>>,
    #[serde(borrow)]
    stderr: Vec<PlaywrightPiece<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PlaywrightPiece<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

pub(super) fn playwright() -> String {
    let suites = list(400, |text, number, dice| {
        let file = format!("{}/{}_{number}.spec.ts", word(dice), word(dice));
        let specs = list(40, |text, spec, dice| {
            let title = format!("{} {} {number} {spec}", word(dice), word(dice));
            write!(text, r#"{{"title":"{title}","ok":true,"tags":[],"tests":[{{"timeout":30000,"annotations":[],"expectedStatus":"passed","projectId":"chromium","projectName":"chromium","results":[{{"workerIndex":0,"parallelIndex":0,"status":"passed","duration":{},"errors":[],"stdout":[],"stderr":[],"retry":0,"startTime":"2026-01-18T16:42:00.123Z","annotations":[],"attachments":[]}}],"status":"expected"}}],"id":"{number}-{spec}","file":"{file}","line":{},"column":7}}"#, dice.below(4000), spec + 3).unwrap();
        });
        write!(text, r#"{{"title":"{file}","file":"{file}","column":0,"line":0,"specs":{specs}}}"#).unwrap();
    });
    format!(
        r#"{{"config":{{"rootDir":"/srv/e2e","projects":[],"version":"1.56.0"}},"suites":{suites},"errors":[]}}"#
    )
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Mocha<'a> {
    #[serde(borrow)]
    pub(super) tests: Vec<MochaTest<'a>>,
    #[serde(borrow)]
    pending: Vec<MochaTest<'a>>,
    #[serde(borrow)]
    failures: Vec<MochaTest<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct MochaTest<'a> {
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow)]
    full_title: Text<'a>,
    #[serde(borrow)]
    file: Option<Text<'a>>,
    duration: Option<f64>,
    #[serde(borrow)]
    err: MochaError<'a>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct MochaError<'a> {
    #[serde(borrow)]
    message: Option<Text<'a>>,
    #[serde(borrow)]
    stack: Option<Text<'a>>,
}

pub(super) fn mocha() -> String {
    let tests = list(20_000, |text, number, dice| {
        let (suite, title) = (word(dice), format!("{} {} {number}", word(dice), word(dice)));
        write!(text, r#"{{"title":"{title}","fullTitle":"{suite} {title}","file":"/home/runner/work/shop/shop/test/{suite}.js","duration":{},"currentRetry":0,"speed":"fast","err":{{}}}}"#, dice.below(90)).unwrap();
    });
    format!(
        r#"{{"stats":{{"start":"2026-01-18T16:42:00.123Z"}},"tests":{tests},"pending":[],"failures":[],"passes":{tests}}}"#
    )
}

#[derive(Deserialize)]
pub(super) struct Pytest<'a> {
    #[serde(borrow)]
    pub(super) tests: Vec<PytestTest<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct PytestTest<'a> {
    #[serde(borrow)]
    nodeid: Text<'a>,
    lineno: u32,
    #[serde(borrow)]
    outcome: Text<'a>,
    #[serde(borrow)]
    setup: PytestPhase<'a>,
    #[serde(borrow)]
    call: PytestPhase<'a>,
    #[serde(borrow)]
    teardown: PytestPhase<'a>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PytestPhase<'a> {
    duration: f64,
    #[serde(borrow)]
    outcome: Text<'a>,
    #[serde(borrow)]
    stdout: Option<Text<'a>>,
    #[serde(borrow)]
    longrepr: Option<Text<'a>>,
}

pub(super) fn pytest() -> String {
    let tests = list(20_000, |text, number, dice| {
        let (file, name) = (word(dice), format!("test_{}_{}_{number}", word(dice), word(dice)));
        let phase =
            |dice: &mut Dice| format!(r#"{{"duration":0.000{},"outcome":"passed"}}"#, 100 + dice.below(800));
        let (setup, call, teardown) = (phase(dice), phase(dice), phase(dice));
        write!(text, r#"{{"nodeid":"tests/test_{file}.py::{name}","lineno":{},"outcome":"passed","keywords":["{name}","test_{file}.py","tests"],"setup":{setup},"call":{call},"teardown":{teardown}}}"#, dice.below(900)).unwrap();
    });
    format!(
        r#"{{"created":1768754520.5,"duration":12.5,"exitcode":0,"root":"/srv/shop","environment":{{}},"summary":{{}},"collectors":[],"tests":{tests}}}"#
    )
}
