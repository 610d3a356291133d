//! Results of tests that are written as sentences.

use std::fmt::Write as _;

use serde::Deserialize;

use super::{Text, list};
use crate::inputs::{Dice, word};

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Feature<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    uri: Text<'a>,
    #[serde(borrow)]
    elements: Vec<Scenario<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Scenario<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    line: u32,
    #[serde(borrow)]
    tags: Vec<Tag<'a>>,
    #[serde(borrow)]
    steps: Vec<Step<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Tag<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Step<'a> {
    #[serde(borrow)]
    keyword: Text<'a>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    result: StepResult<'a>,
    #[serde(borrow, default)]
    output: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct StepResult<'a> {
    #[serde(borrow)]
    status: Text<'a>,
    duration: Option<f64>,
    #[serde(borrow)]
    error_message: Option<Text<'a>>,
}

/// With the line ends and indentation that the runners write.
pub(super) fn cucumber() -> String {
    let features = list(400, |text, number, dice| {
        let folder = word(dice);
        let scenarios = list(12, |text, scenario, dice| {
            let steps = list(5, |text, step, dice| {
                let keyword = ["Given ", "And ", "When ", "Then ", "And "][usize::try_from(step).unwrap()];
                let subject = word(dice);
                write!(text, "\n          {{\n            \"arguments\": [],\n            \"keyword\": \"{keyword}\",\n            \"line\": {},\n            \"name\": \"the {subject} of the {} is {}\",\n            \"match\": {{\n              \"location\": \"features/steps/{subject}.js:{}\"\n            }},\n            \"result\": {{\n              \"status\": \"passed\",\n              \"duration\": {}\n            }}\n          }}", scenario * 8 + step, word(dice), dice.below(99), dice.below(300), dice.below(2_000_000)).unwrap();
            });
            let name = format!("{} {} {number} {scenario}", word(dice), word(dice));
            write!(text, "\n      {{\n        \"description\": \"\",\n        \"id\": \"{folder};{name}\",\n        \"keyword\": \"Scenario\",\n        \"line\": {},\n        \"name\": \"{name}\",\n        \"steps\": {steps},\n        \"tags\": [\n          {{\n            \"name\": \"@fast\",\n            \"line\": {}\n          }}\n        ],\n        \"type\": \"scenario\"\n      }}", scenario * 8, scenario * 8 - scenario).unwrap();
        });
        write!(text, "\n  {{\n    \"description\": \"\",\n    \"elements\": {scenarios},\n    \"id\": \"{folder}-{number}\",\n    \"keyword\": \"Feature\",\n    \"line\": 1,\n    \"name\": \"{folder} {number}\",\n    \"tags\": [],\n    \"uri\": \"features/{folder}/{number}.feature\"\n  }}").unwrap();
    });
    features + "\n"
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Rspec<'a> {
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    pub(super) examples: Vec<Example<'a>>,
    summary: RspecSums,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct RspecSums {
    #[serde(rename = "example_count")]
    examples: u64,
    #[serde(rename = "failure_count")]
    failures: u64,
    #[serde(rename = "pending_count")]
    pending: u64,
    #[serde(rename = "errors_outside_of_examples_count")]
    errors: u64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(super) struct Example<'a> {
    #[serde(borrow)]
    description: Text<'a>,
    #[serde(borrow)]
    full_description: Text<'a>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    file_path: Text<'a>,
    line_number: u32,
    run_time: f64,
    #[serde(borrow)]
    pending_message: Option<Text<'a>>,
    #[serde(borrow)]
    exception: Option<Exception<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct Exception<'a> {
    #[serde(borrow)]
    class: Text<'a>,
    #[serde(borrow)]
    message: Text<'a>,
    #[serde(borrow)]
    backtrace: Vec<Text<'a>>,
}

pub(super) fn rspec() -> String {
    let mut failed = 0;
    let count = 20_000;
    let examples = list(count, |text, number, dice: &mut Dice| {
        let (file, subject) = (format!("./spec/{}/{}_spec.rb", word(dice), word(dice)), word(dice));
        let description = format!("{} {} {number}", word(dice), word(dice));
        let is_failing = dice.below(50) == 0;
        failed += u64::from(is_failing);
        let status = if is_failing { "failed" } else { "passed" };
        write!(text, r#"{{"id":"{file}[1:{number}]","description":"{description}","full_description":"{subject} {description}","status":"{status}","file_path":"{file}","line_number":{},"run_time":0.000{},"pending_message":null"#, dice.below(400), 100_000 + dice.below(900_000)).unwrap();
        if is_failing {
            let frames: Vec<String> =
                (0..20).map(|frame| format!(r#""{file}:{frame}:in `{}'""#, word(dice))).collect();
            write!(text, r#","exception":{{"class":"RSpec::Expectations::ExpectationNotMetError","message":"\nexpected: 3\n     got: 2\n","backtrace":[{}]}}"#, frames.join(",")).unwrap();
        }
        text.push('}');
    });
    format!(
        r#"{{"version":"3.12.0","examples":{examples},"summary":{{"duration":9.5,"example_count":{count},"failure_count":{failed},"pending_count":0,"errors_outside_of_examples_count":0}},"summary_line":"{count} examples"}}"#
    )
}
