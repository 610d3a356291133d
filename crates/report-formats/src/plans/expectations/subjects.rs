//! What a sentence is about: passing tests, failures, coverage.

use report_model::plan::Subject;

use super::super::words::has_word;

pub(super) const COVERAGE: &[&str] =
    &["coverage", "covered", "cover", "cov", "abdeckung", "testabdeckung", "couverture", "cobertura"];
pub(super) const PASSING: &[&str] =
    &["pass*", "green", "success rate", "succeed*", "erfolgsquote", "bestanden", "bestehen", "grün"];
pub(super) const EXECUTED: &[&str] = &["executed", "ran", "run to the end", "validated", "ausgeführt"];

const FAILING: &[&str] = &["fail*", "broken", "red tests", "fehlschl*"];

/// What a suite as a whole is called.
pub(in crate::plans) const SUITE: &[&str] = &[
    "suite",
    "full run",
    "test run",
    "whole run",
    "all tests",
    "ci run",
    "ci time",
    "ci pipeline",
    "pipeline",
    "total runtime",
    "testsuite",
    "gesamtlauf",
    "build time",
    "full-suite",
    "test execution",
    "test duration",
    "tests execution",
    "test time",
    "total time",
    "runtime of the tests",
];

/// Whether tests are said to run: "33 tests run", "tests are actually run", "run all 33 tests"; but not "the test run".
pub(super) fn tests_run(lower: &str) -> bool {
    const BETWEEN: &[&str] = &[
        "are",
        "is",
        "were",
        "have",
        "has",
        "been",
        "be",
        "to",
        "can",
        "must",
        "should",
        "shall",
        "will",
        "do",
        "get",
        "all",
        "also",
        "and",
        "actually",
        "collected",
        "found",
        "really",
        "now",
    ];
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    words.iter().enumerate().any(|(at, word)| {
        let before = words.get(..at).unwrap_or_default();
        let subject = before.iter().rev().find(|word| !BETWEEN.contains(*word));
        let of_tests = subject
            .is_some_and(|word| matches!(*word, "tests" | "items" | "specs" | "cases") || is_number(word));
        let object =
            words.get(at + 1).is_some_and(|word| is_number(word) || matches!(*word, "all" | "every"));
        matches!(*word, "run" | "runs" | "ran" | "laufen" | "liefen") && of_tests || *word == "run" && object
    })
}

/// What a count of tests is a count of.
pub(in crate::plans) fn subject_of_count(lower: &str) -> Option<Subject> {
    let subjects: [(&[&str], Subject); 7] = [
        (&["flak*"], Subject::Flaky),
        (&["skip*", "ignored", "übersprungen*"], Subject::Skipped),
        (FAILING, Subject::Failing),
        (&["error*", "fehler*"], Subject::Errors),
        (PASSING, Subject::Passing),
        (EXECUTED, Subject::Executed),
        (&["tests", "test cases", "specs", "collected", "testfälle"], Subject::Tests),
    ];
    subjects.iter().find(|(words, _)| has_word(lower, words)).map(|(_, subject)| *subject)
}

/// "No failing tests", "zero errors", "all tests pass": nothing of a kind may be left.
pub(super) fn none_of(lower: &str) -> Option<Subject> {
    let has_number = lower.contains(|letter: char| letter.is_ascii_digit() && letter != '0');
    if has_number {
        return None;
    }
    let all = [
        "all tests",
        "all test",
        "every test",
        "alle tests",
        "entire suite",
        "full suite",
        "whole suite",
        "test suite",
        "suite",
    ];
    if has_word(lower, &all) && has_word(lower, PASSING) && !has_word(lower, &["no", "not"]) {
        return Some(Subject::Failing);
    }
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at =
        words.iter().position(|word| matches!(*word, "no" | "zero" | "0" | "without" | "keine" | "ohne"))?;
    let next = words.get(at + 1..(at + 4).min(words.len()))?;
    let next = next
        .iter()
        .find(|word| !matches!(**word, "more" | "any" | "new" | "test" | "tests" | "known" | "unexpected"))?;
    if words.get(at + 1).is_some_and(|word| matches!(*word, "test" | "tests"))
        && !matches!(
            *next,
            "fail" | "fails" | "failing" | "failed" | "errors" | "erroring" | "skipped" | "flaky"
        )
    {
        return None;
    }
    // "Without errors or failures".
    let after = words.get(at + 1..(at + 5).min(words.len())).unwrap_or_default();
    if after.iter().any(|word| word.starts_with("error")) && after.iter().any(|word| word.starts_with("fail"))
    {
        return Some(Subject::Failing);
    }
    subject_of_count(next).filter(|subject| {
        matches!(subject, Subject::Failing | Subject::Errors | Subject::Flaky | Subject::Skipped)
    })
}
