//! More reports in JSON: what is read, made here, and typed structs of the fields that the readers take.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::inputs::{Dice, word};

/// A report of some megabytes in the format `id`, and typed structs over it.
pub(crate) struct Report {
    pub(crate) id: &'static str,
    pub(crate) text: String,
    pub(crate) typed: fn(&str) -> usize,
}

pub(crate) fn all() -> Vec<Report> {
    vec![
        Report { id: "jest-json", text: jest(), typed: |text| read::<Jest<'_>>(text).files.len() },
        Report {
            id: "playwright-json",
            text: playwright(),
            typed: |text| read::<Playwright<'_>>(text).suites.len(),
        },
        Report { id: "mocha-json", text: mocha(), typed: |text| read::<Mocha<'_>>(text).tests.len() },
        Report {
            id: "pytest-json-report",
            text: pytest(),
            typed: |text| read::<Pytest<'_>>(text).tests.len(),
        },
        Report {
            id: "istanbul-json",
            text: istanbul(),
            typed: |text| read::<HashMap<Cow<'_, str>, Istanbul<'_>>>(text).len(),
        },
        Report {
            id: "coveragepy-json",
            text: coverage_py(),
            typed: |text| read::<CoveragePy<'_>>(text).files.len(),
        },
        Report { id: "llvm-cov-json", text: llvm_cov(), typed: |text| read::<LlvmCov<'_>>(text).data.len() },
    ]
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> T {
    serde_json::from_str(text).unwrap()
}

/// A list of `count` elements, each written by `write`.
fn list(count: u64, mut write: impl FnMut(&mut String, u64, &mut Dice)) -> String {
    let mut text = String::from("[");
    for number in 0..count {
        if number > 0 {
            text.push(',');
        }
        write(&mut text, number, &mut Dice::of(number + 1));
    }
    text.push(']');
    text
}

type Text<'a> = Cow<'a, str>;

#[derive(Deserialize)]
struct Jest<'a> {
    #[serde(borrow, rename = "testResults")]
    files: Vec<JestFile<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct JestFile<'a> {
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

fn jest() -> String {
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
struct Playwright<'a> {
    #[serde(borrow)]
    suites: Vec<PlaywrightSuite<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PlaywrightSuite<'a> {
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

fn playwright() -> String {
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
struct Mocha<'a> {
    #[serde(borrow)]
    tests: Vec<MochaTest<'a>>,
    #[serde(borrow)]
    pending: Vec<MochaTest<'a>>,
    #[serde(borrow)]
    failures: Vec<MochaTest<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct MochaTest<'a> {
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

fn mocha() -> String {
    let tests = list(20_000, |text, number, dice| {
        let (suite, title) = (word(dice), format!("{} {} {number}", word(dice), word(dice)));
        write!(text, r#"{{"title":"{title}","fullTitle":"{suite} {title}","file":"/home/runner/work/shop/shop/test/{suite}.js","duration":{},"currentRetry":0,"speed":"fast","err":{{}}}}"#, dice.below(90)).unwrap();
    });
    format!(
        r#"{{"stats":{{"start":"2026-01-18T16:42:00.123Z"}},"tests":{tests},"pending":[],"failures":[],"passes":{tests}}}"#
    )
}

#[derive(Deserialize)]
struct Pytest<'a> {
    #[serde(borrow)]
    tests: Vec<PytestTest<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct PytestTest<'a> {
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

fn pytest() -> String {
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Istanbul<'a> {
    #[serde(borrow)]
    path: Text<'a>,
    #[serde(borrow)]
    statement_map: HashMap<Text<'a>, Span>,
    #[serde(borrow)]
    fn_map: HashMap<Text<'a>, IstanbulFunction<'a>>,
    #[serde(borrow)]
    branch_map: HashMap<Text<'a>, IstanbulBranch>,
    #[serde(borrow)]
    s: HashMap<Text<'a>, u64>,
    #[serde(borrow)]
    f: HashMap<Text<'a>, u64>,
    #[serde(borrow)]
    b: HashMap<Text<'a>, Vec<u64>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Span {
    start: Place,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Place {
    line: u32,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct IstanbulFunction<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    decl: Span,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct IstanbulBranch {
    loc: Span,
}

fn istanbul() -> String {
    let mut text = String::from("{");
    for number in 0..400_u64 {
        let mut dice = Dice::of(number + 1);
        let path = format!("/srv/shop/src/{}/{}_{number}.ts", word(&mut dice), word(&mut dice));
        let span = |line: u64| {
            format!(r#"{{"start":{{"line":{line},"column":4}},"end":{{"line":{line},"column":40}}}}"#)
        };
        let map = |count: u64, value: &mut dyn FnMut(u64) -> String| {
            let members: Vec<String> = (0..count).map(|key| format!(r#""{key}":{}"#, value(key))).collect();
            format!("{{{}}}", members.join(","))
        };
        let statements = map(120, &mut |key| span(key * 2 + 1));
        let functions = map(12, &mut |key| {
            let span = span(key * 20 + 1);
            format!(r#"{{"name":"f{key}","decl":{span},"loc":{span},"line":{}}}"#, key * 20 + 1)
        });
        let branches = map(15, &mut |key| {
            let span = span(key * 9 + 1);
            format!(r#"{{"loc":{span},"type":"if","locations":[{span},{span}],"line":{}}}"#, key * 9 + 1)
        });
        let s = map(120, &mut |_| dice.below(40).to_string());
        let f = map(12, &mut |key| (key % 3).to_string());
        let b = map(15, &mut |key| format!("[{},{}]", key % 2, key % 5));
        let comma = if number == 0 { "" } else { "," };
        write!(text, r#"{comma}"{path}":{{"path":"{path}","statementMap":{statements},"fnMap":{functions},"branchMap":{branches},"s":{s},"f":{f},"b":{b},"_coverageSchema":"1a1c01bbd47fc00a2c39e90264f33305004495a9","hash":"{number}"}}"#).unwrap();
    }
    text + "}"
}

#[derive(Deserialize)]
struct CoveragePy<'a> {
    #[serde(borrow)]
    files: HashMap<Text<'a>, CoveragePyFile<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct CoveragePyFile<'a> {
    executed_lines: Vec<u32>,
    missing_lines: Vec<u32>,
    excluded_lines: Vec<u32>,
    executed_branches: Vec<[i64; 2]>,
    missing_branches: Vec<[i64; 2]>,
    summary: CoveragePySums,
    #[serde(borrow)]
    functions: HashMap<Text<'a>, CoveragePyFunction>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct CoveragePySums {
    covered_lines: u64,
    num_statements: u64,
    num_branches: u64,
    covered_branches: u64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct CoveragePyFunction {
    executed_lines: Vec<u32>,
    start_line: u32,
}

fn coverage_py() -> String {
    let mut text =
        String::from(r#"{"meta":{"format":3,"version":"7.10.0","branch_coverage":true},"files":{"#);
    for number in 0..1_500_u64 {
        let mut dice = Dice::of(number + 1);
        let lines = |from: u64, count: u64| {
            let lines: Vec<String> = (0..count).map(|line| (from + line * 2).to_string()).collect();
            format!("[{}]", lines.join(","))
        };
        let arcs = |from: u64| {
            let arcs: Vec<String> =
                (0..20).map(|arc| format!("[{},{}]", from + arc * 6, from + arc * 6 + 2)).collect();
            format!("[{}]", arcs.join(","))
        };
        let functions: Vec<String> = (0..10_u64)
            .map(|function| format!(r#""f{function}":{{"executed_lines":{},"summary":{{"covered_lines":9}},"missing_lines":[],"excluded_lines":[],"start_line":{}}}"#, lines(function * 20, 9), function * 20))
            .collect();
        let comma = if number == 0 { "" } else { "," };
        write!(text, r#"{comma}"src/{}/{}_{number}.py":{{"executed_lines":{},"summary":{{"covered_lines":100,"num_statements":120,"percent_covered":83.3,"missing_lines":20,"excluded_lines":0,"num_branches":40,"covered_branches":20}},"missing_lines":{},"excluded_lines":[],"executed_branches":{},"missing_branches":{},"functions":{{{}}}}}"#, word(&mut dice), word(&mut dice), lines(1, 100), lines(300, 20), arcs(1), arcs(3), functions.join(",")).unwrap();
    }
    text + r#"},"totals":{}}"#
}

#[derive(Deserialize)]
struct LlvmCov<'a> {
    #[serde(borrow)]
    data: Vec<LlvmCovData<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct LlvmCovData<'a> {
    #[serde(borrow)]
    files: Vec<LlvmCovFile<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct LlvmCovFile<'a> {
    #[serde(borrow)]
    filename: Text<'a>,
    segments: Vec<(u32, u32, u64, bool, bool, bool)>,
    summary: LlvmCovSums,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct LlvmCovSums {
    lines: LlvmCovSum,
    branches: LlvmCovSum,
    functions: LlvmCovSum,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct LlvmCovSum {
    count: u64,
    covered: u64,
}

fn llvm_cov() -> String {
    let files = list(1_000, |text, number, dice| {
        let segments: Vec<String> = (0..300_u64)
            .map(|line| {
                format!("[{},{},{},true,{},false]", line + 1, 5 + line % 40, dice.below(90), line % 2 == 0)
            })
            .collect();
        let sums = r#"{"count":300,"covered":200,"percent":66.6}"#;
        write!(text, r#"{{"branches":[],"expansions":[],"filename":"/srv/shop/src/{}_{number}.rs","segments":[{}],"summary":{{"branches":{{"count":0,"covered":0,"notcovered":0,"percent":0}},"functions":{sums},"instantiations":{sums},"lines":{sums},"regions":{sums}}}}}"#, word(dice), segments.join(",")).unwrap();
    });
    format!(
        r#"{{"data":[{{"files":{files},"totals":{{}}}}],"type":"llvm.coverage.json.export","version":"2.0.1"}}"#
    )
}
