//! What a sentence asks to be measured.

use report_model::plan::{Band, Expectation, Subject};
use report_model::{Comparison, Unit};

use super::numbers::{Amount, amounts};
use super::words::{has_word, plain};

const COVERAGE: &[&str] =
    &["coverage", "covered", "cover", "cov", "abdeckung", "testabdeckung", "couverture", "cobertura"];
const PASSING: &[&str] =
    &["pass*", "green", "success rate", "succeed*", "erfolgsquote", "bestanden", "bestehen", "grün"];
const EXECUTED: &[&str] = &["executed", "ran", "run to the end", "validated", "ausgeführt"];
const FAILING: &[&str] = &["fail*", "broken", "red tests", "fehlschl*"];
/// What a suite as a whole is called.
pub(super) const SUITE: &[&str] = &[
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
    "test time",
    "total time",
    "runtime of the tests",
];

/// Every number that a sentence asks for.
pub(super) fn expectations(text: &str) -> Vec<Expectation> {
    let text = plain(text);
    let lower = text.to_lowercase();
    let all = amounts(&text);
    let mut found = Vec::new();
    if let Some(count) = all.iter().find(|amount| is_count(amount))
        && (has_word(&lower, EXECUTED) || tests_run(&lower))
        && has_word(&lower, &["tests", "test", "items", "specs", "cases"])
        && !all.iter().any(|amount| amount.unit == Unit::Percent)
    {
        found.push(made(Subject::Executed, None, count, Comparison::AtLeast));
    }
    let runs = !found.is_empty();
    for clause in clauses(&text) {
        // That tests ran says more than that they are there.
        let more = of_clause(clause);
        found.extend(more.filter(|asked| {
            !runs || !matches!(asked.subject, Subject::Tests | Subject::Executed | Subject::Secs)
        }));
    }
    if found.is_empty() {
        found.extend(of_clause(&text));
    }
    // "All tests pass (100 %)" says one thing twice.
    if found.iter().any(|asked| asked.subject == Subject::PassRate) {
        found.retain(|asked| asked.subject != Subject::Failing || asked.band.high > 0.0);
    }
    found.dedup_by(|a, b| a.subject == b.subject && a.scope == b.scope);
    found
}

/// Whether tests are said to run: "33 tests run", "tests are actually run", "run all 33 tests"; but not "the test run".
fn tests_run(lower: &str) -> bool {
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

fn is_count(amount: &Amount) -> bool {
    amount.unit == Unit::Count && !amount.is_gain
}

/// The parts of a sentence that may each ask for something.
fn clauses(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for separator in
        ["; ", ", ", " (", ") ", " and ", " AND ", " with ", " & ", " und ", " mit ", " + ", " / "]
    {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(|part| part.trim_matches(['(', ')', ' '])).filter(|part| !part.is_empty()).collect()
}

fn of_clause(text: &str) -> Option<Expectation> {
    let lower = text.to_lowercase();
    let found = amounts(text);
    let of_unit = |unit: Unit| found.iter().find(|amount| amount.unit == unit);
    if let Some(percent) = of_unit(Unit::Percent) {
        let subject = if has_word(&lower, &["branch*", "zweig*"]) {
            Subject::BranchCoverage
        } else if has_word(&lower, COVERAGE) || has_word(&lower, &["line", "lines"]) {
            Subject::LineCoverage
        } else if has_word(&lower, &["flak*"]) {
            return None;
        } else if has_word(&lower, PASSING) {
            Subject::PassRate
        } else if has_word(&lower, EXECUTED) {
            Subject::ExecutedShare
        } else {
            return None;
        };
        let scope = if subject == Subject::PassRate { None } else { scope(text, percent) };
        return Some(made(subject, scope, percent, Comparison::AtLeast));
    }
    for (unit, subject, usual) in [
        (Unit::Seconds, Subject::Secs, Comparison::AtMost),
        (Unit::PerSecond, Subject::Rate, Comparison::AtLeast),
        (Unit::Bytes, Subject::Bytes, Comparison::AtMost),
    ] {
        if let Some(amount) = of_unit(unit) {
            amount.comparison?;
            let is_suite = subject == Subject::Secs && has_word(&lower, SUITE);
            let subject = if is_suite { Subject::SuiteSecs } else { subject };
            let scope =
                if is_suite { None } else { Some(name_before(text, amount)).filter(|name| !name.is_empty()) };
            return Some(made(subject, scope, amount, usual));
        }
    }
    if let Some(subject) = none_of(&lower) {
        let band = Band::exactly(0.0);
        return Some(Expectation { subject, scope: None, comparison: Comparison::AtMost, band });
    }
    let count = found.iter().find(|amount| is_count(amount))?;
    let subject = subject_of_count(&lower)?;
    let usual = match subject {
        Subject::Passing | Subject::Tests | Subject::Executed => Comparison::AtLeast,
        _ => Comparison::AtMost,
    };
    if usual == Comparison::AtMost
        && count.comparison.is_none()
        && !has_word(&lower, &["max*", "only"])
        && count.band.low > 0.0
    {
        // "112 failing tests" states and asks for nothing.
        return None;
    }
    let scope = if subject == Subject::Passing { test_scope(&lower) } else { None };
    Some(made(subject, scope, count, usual))
}

/// What a count of tests is a count of.
pub(super) fn subject_of_count(lower: &str) -> Option<Subject> {
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
fn none_of(lower: &str) -> Option<Subject> {
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
    subject_of_count(next).filter(|subject| {
        matches!(subject, Subject::Failing | Subject::Errors | Subject::Flaky | Subject::Skipped)
    })
}

fn made(subject: Subject, scope: Option<String>, amount: &Amount, usual: Comparison) -> Expectation {
    let comparison = match amount.comparison {
        None | Some(Comparison::About) => usual,
        // "Up to 80 % coverage" and "within 95 % passing" mean to get there.
        Some(Comparison::AtMost) if subject.is_percent() && usual == Comparison::AtLeast => usual,
        Some(written) => written,
    };
    Expectation { subject, scope, comparison, band: amount.band }
}

const NO_SCOPE: &[&str] = &[
    "coverage",
    "line",
    "lines",
    "code",
    "test",
    "tests",
    "overall",
    "total",
    "minimum",
    "min",
    "min.",
    "of",
    "for",
    "in",
    "the",
    "is",
    "are",
    "at",
    "to",
    "reach",
    "reaches",
    "reached",
    "achieve",
    "achieved",
    "get",
    "maintain",
    "keep",
    "keeps",
    "increase",
    "raise",
    "hit",
    "stays",
    "stay",
    "above",
    "check",
    "aim",
    "target",
    "goal",
    "branch",
    "branches",
    "all",
    "our",
    "new",
    "be",
    "must",
    "should",
    "covered",
    "cover",
    "a",
    "an",
    "least",
    "than",
    "more",
    "over",
    "percent",
    "with",
    "pass",
    "improve",
    "from",
    "expand",
    "project",
    "whole",
    "suite",
    "statement",
    "function",
    "gate",
    "enforced",
    "measured",
    "required",
    "requirement",
    "current",
    "global",
    "combined",
    "has",
    "have",
    "on",
    "average",
    "abdeckung",
    "der",
    "die",
    "das",
    "fix",
    "remaining",
    "failures",
    "achieving",
    "ensure",
    "testabdeckung",
    "mindestens",
    "couverture",
    "sowie",
];

/// What a share of coverage is of: `Backend coverage ≥ 90 %` is of the backend.
pub(super) fn scope(text: &str, amount: &Amount) -> Option<String> {
    let before = text.get(..amount.start).unwrap_or_default();
    let behind = text.get(amount.end..).unwrap_or_default();
    let words: Vec<&str> = before
        .split_whitespace()
        .chain(behind.split_whitespace())
        .map(|word| {
            word.trim_matches(|letter: char| !(letter.is_alphanumeric() || "/_.*".contains(letter)))
                .trim_end_matches('.')
        })
        .filter(|word| !word.is_empty() && !word.starts_with(|letter: char| letter.is_ascii_digit()))
        .filter(|word| !NO_SCOPE.contains(&word.to_lowercase().as_str()))
        .collect();
    (1..=4).contains(&words.len()).then(|| words.join(" "))
}

/// The name before a number: what a limit is of.
pub(super) fn name_before(text: &str, amount: &Amount) -> String {
    let head = text.get(..amount.start).unwrap_or_default();
    let head = head.trim_end_matches(|letter: char| letter.is_whitespace() || ":=–—-|(".contains(letter));
    let words: Vec<&str> = head
        .split_whitespace()
        .filter(|word| {
            !matches!(
                word.to_lowercase().as_str(),
                "must"
                    | "should"
                    | "is"
                    | "be"
                    | "stays"
                    | "stay"
                    | "takes"
                    | "take"
                    | "in"
                    | "shall"
                    | "runs"
                    | "run"
                    | "finishes"
                    | "finish"
                    | "completes"
                    | "the"
                    | "a"
                    | "an"
                    | "has"
                    | "to"
                    | "responds"
                    | "respond"
                    | "uses"
                    | "use"
            )
        })
        .collect();
    let name = words.join(" ");
    name.trim_matches(|letter: char| !letter.is_alphanumeric() && !")]/".contains(letter)).to_owned()
}

/// `route` in "all 69 route tests pass".
fn test_scope(lower: &str) -> Option<String> {
    let words: Vec<&str> = lower
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let at = words.iter().position(|word| matches!(*word, "test" | "tests"))?;
    let before = words.get(at.checked_sub(1)?)?;
    let is_plain = before.chars().all(|letter| letter.is_ascii_digit())
        || [
            "passing",
            "more",
            "all",
            "of",
            "the",
            "passed",
            "green",
            "least",
            "new",
            "total",
            "collected",
            "every",
        ]
        .contains(before);
    (!is_plain).then(|| (*before).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let one = |asked: Expectation| {
            let scope = asked.scope.map(|scope| format!(" of {scope}")).unwrap_or_default();
            format!("{}{scope} {} {}", asked.subject.word(), asked.comparison.sign(), asked.band.low)
        };
        expectations(text).into_iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn sentences_ask_for_numbers() {
        for (text, expected) in [
            ("All 6373 tests collected AND executed (no hang)", "executed ≥ 6373"),
            ("All 33 tests run", "executed ≥ 33"),
            ("All 412 tests are collected and run", "executed ≥ 412"),
            ("Run all 412 tests", "executed ≥ 412"),
            ("All 33 tests run, the suite in under 5 minutes", "executed ≥ 33; suite_secs < 300"),
            ("The test run has 33 tests", "tests ≥ 33"),
            ("All tests passing (100% pass rate)", "pass_rate ≥ 100"),
            ("Backend coverage ≥90%", "line_coverage of Backend ≥ 90"),
            ("80 % line coverage", "line_coverage ≥ 80"),
            ("Mindestens 80 % Testabdeckung", "line_coverage ≥ 80"),
            ("Check test coverage (aim for >80%)", "line_coverage > 80"),
            ("Branch coverage of `app/tasks` at least 70 %", "branch_coverage of app/tasks ≥ 70"),
            ("No flaky tests", "flaky ≤ 0"),
            ("Zero failures", "failing ≤ 0"),
            ("No test fails", "failing ≤ 0"),
            ("No test depends on a network route", ""),
            ("at most 5 skipped tests", "skipped ≤ 5"),
            ("1,700+ passing tests", "passing ≥ 1700"),
            ("All 69 route tests pass", "passing of route ≥ 69"),
            ("Full suite under 11 minutes", "suite_secs < 660"),
            ("Login takes less than 200 ms", "secs of Login < 0.2"),
            ("95 % passing and 80 % coverage", "pass_rate ≥ 95; line_coverage ≥ 80"),
            ("GitHub Actions passing", ""),
            ("All business logic validated", ""),
            ("The handbook is written", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
