//! More reports in JSON: what is read, made here, and typed structs of the fields that the readers take.

mod coverage;
mod lines;
mod results;
mod stories;
mod streams;

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;

use self::coverage::{CoveragePy, Istanbul, LlvmCov, coverage_py, istanbul, llvm_cov};
use self::lines::{Gcov, SimpleCov, gcov, gcovr, simplecov};
use self::results::{Jest, Mocha, Playwright, Pytest, jest, mocha, playwright, pytest};
use self::stories::{Feature, Rspec, cucumber, rspec};
use self::streams::{Dart, Libtest, Reportlog, dart, libtest, reportlog};
use crate::inputs::Dice;

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
        Report { id: "cucumber", text: cucumber(), typed: |text| read::<Vec<Feature<'_>>>(text).len() },
        Report { id: "rspec-json", text: rspec(), typed: |text| read::<Rspec<'_>>(text).examples.len() },
        Report { id: "dart-json", text: dart(), typed: |text| streams::lines::<Dart<'_>>(text) },
        Report { id: "libtest-json", text: libtest(), typed: |text| streams::lines::<Libtest<'_>>(text) },
        Report {
            id: "pytest-reportlog",
            text: reportlog(),
            typed: |text| streams::lines::<Reportlog<'_>>(text),
        },
        Report { id: "gcov-json", text: gcov(), typed: |text| read::<Gcov<'_>>(text).files.len() },
        Report { id: "gcovr-json", text: gcovr(), typed: |text| read::<Gcov<'_>>(text).files.len() },
        Report {
            id: "simplecov-json",
            text: simplecov(),
            typed: |text| read::<HashMap<Cow<'_, str>, SimpleCov<'_>>>(text)["RSpec"].coverage.len(),
        },
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
