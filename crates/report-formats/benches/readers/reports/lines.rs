//! Coverage with a list of lines.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{Text, list};
use crate::inputs::{Dice, word};

#[derive(Deserialize)]
pub(super) struct Gcov<'a> {
    #[serde(borrow)]
    pub(super) files: Vec<GcovFile<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct GcovFile<'a> {
    #[serde(borrow, alias = "filename")]
    file: Text<'a>,
    lines: Vec<GcovLine>,
    #[serde(borrow)]
    functions: Vec<GcovFunction<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct GcovLine {
    line_number: u32,
    count: u64,
    branches: Vec<GcovBranch>,
    #[serde(rename = "gcovr/excluded")]
    is_excluded: Option<bool>,
    #[serde(rename = "gcovr/noncode")]
    is_no_code: Option<bool>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct GcovBranch {
    count: u64,
    #[serde(rename = "gcovr/excluded")]
    is_excluded: Option<bool>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct GcovFunction<'a> {
    #[serde(borrow)]
    demangled_name: Text<'a>,
    #[serde(alias = "lineno")]
    start_line: u32,
    execution_count: u64,
}

fn branches(dice: &mut Dice, line: u64) -> String {
    let way = |count| {
        format!(
            r#"{{"fallthrough": false, "count": {count}, "throw": false, "source_block_id": 2, "destination_block_id": 3}}"#
        )
    };
    if line.is_multiple_of(6) {
        format!("[{}, {}]", way(dice.below(9)), way(dice.below(9)))
    } else {
        "[]".to_owned()
    }
}

pub(super) fn gcov() -> String {
    let files = list(200, |text, number, dice| {
        let name = format!("{}/{}_{number}.cpp", word(dice), word(dice));
        let functions: Vec<String> = (0..12_u64)
            .map(|function| format!(r#"{{"blocks": 5, "end_column": 1, "start_line": {}, "name": "_ZN{number}{function}Ev", "blocks_executed": 4, "execution_count": {}, "demangled_name": "shop::f{number}::{function}()", "start_column": 5, "end_line": {}}}"#, function * 10, dice.below(90), function * 10 + 9))
            .collect();
        let lines: Vec<String> = (0..150_u64)
            .map(|line| {
                let branches = branches(dice, line);
                format!(r#"{{"branches": {branches}, "count": {}, "line_number": {}, "unexecuted_block": false, "function_name": "_ZN{number}{}Ev", "block_ids": [2, 3], "calls": []}}"#, dice.below(700), line + 1, line / 10)
            })
            .collect();
        write!(
            text,
            r#"{{"file": "{name}", "functions": [{}], "lines": [{}]}}"#,
            functions.join(", "),
            lines.join(", ")
        )
        .unwrap();
    });
    format!(
        r#"{{"gcc_version": "12.2.0", "format_version": "2", "current_working_directory": "/srv/shop", "data_file": "shop", "files": {files}}}"#
    )
}

pub(super) fn gcovr() -> String {
    let files = list(300, |text, number, dice| {
        let name = format!("{}/{}_{number}.cpp", word(dice), word(dice));
        let lines: Vec<String> = (0..150_u64)
            .map(|line| {
                let way = |count| format!(r#"{{"branchno": 0, "count": {count}, "fallthrough": false, "throw": false, "source_block_id": 2}}"#);
                let branches = if line.is_multiple_of(6) { format!("{}, {}", way(dice.below(9)), way(dice.below(9))) } else { String::new() };
                format!(r#"{{"line_number": {}, "function_name": "f{}", "count": {}, "branches": [{branches}], "block_ids": [2], "gcovr/md5": "84937ab7ec3ee2da5b3f6ab9d4bc9f1a"}}"#, line + 1, line / 10, dice.below(700))
            })
            .collect();
        let functions: Vec<String> = (0..12_u64)
            .map(|function| format!(r#"{{"name": "f{function}", "demangled_name": "shop::f{function}()", "lineno": {}, "execution_count": {}, "blocks_percent": 80.0, "pos": ["{}:5"]}}"#, function * 10, dice.below(90), function * 10))
            .collect();
        write!(
            text,
            r#"{{"file": "{name}", "lines": [{}], "functions": [{}]}}"#,
            lines.join(", "),
            functions.join(", ")
        )
        .unwrap();
    });
    format!(r#"{{"gcovr/format_version": "0.13", "files": {files}}}"#)
}

#[derive(Deserialize)]
pub(super) struct SimpleCov<'a> {
    #[serde(borrow)]
    pub(super) coverage: HashMap<Text<'a>, SimpleCovFile<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct SimpleCovFile<'a> {
    lines: Vec<Option<u64>>,
    #[serde(borrow)]
    branches: HashMap<Text<'a>, HashMap<Text<'a>, u64>>,
}

/// With the line ends and indentation that the tool writes.
pub(super) fn simplecov() -> String {
    let mut text = String::from("{\n  \"RSpec\": {\n    \"coverage\": {");
    for number in 0..900_u64 {
        let mut dice = Dice::of(number + 1);
        let comma = if number == 0 { "" } else { "," };
        let lines: Vec<String> = (0..200)
            .map(|_| if dice.below(3) == 0 { dice.below(900).to_string() } else { "null".to_owned() })
            .collect();
        let branches: Vec<String> = (0..10_u64)
            .map(|branch| {
                let line = branch * 18 + 2;
                format!("            \"[:if, {branch}, {line}, 4, {line}, 40]\": {{\n              \"[:then, {}, {line}, 4, {line}, 20]\": {},\n              \"[:else, {}, {line}, 20, {line}, 40]\": {}\n            }}", branch + 1, dice.below(9), branch + 2, dice.below(9))
            })
            .collect();
        write!(text, "{comma}\n      \"/srv/shop/app/{}/{}_{number}.rb\": {{\n        \"lines\": [\n          {}\n        ],\n        \"branches\": {{\n{}\n        }}\n      }}", word(&mut dice), word(&mut dice), lines.join(",\n          "), branches.join(",\n")).unwrap();
    }
    text + "\n    },\n    \"timestamp\": 1768754520\n  }\n}\n"
}
