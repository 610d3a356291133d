//! Coverage.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{Text, list};
use crate::inputs::{Dice, word};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Istanbul<'a> {
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

pub(super) fn istanbul() -> String {
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
pub(super) struct CoveragePy<'a> {
    #[serde(borrow)]
    pub(super) files: HashMap<Text<'a>, CoveragePyFile<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct CoveragePyFile<'a> {
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

pub(super) fn coverage_py() -> String {
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
pub(super) struct LlvmCov<'a> {
    #[serde(borrow)]
    pub(super) data: Vec<LlvmCovData<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct LlvmCovData<'a> {
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

pub(super) fn llvm_cov() -> String {
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
