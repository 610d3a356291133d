//! What a sentence asks to be measured.

mod scope;
mod subjects;

use report_model::plan::{Band, Expectation, Subject};
use report_model::{Comparison, Unit};

use super::numbers::{Amount, aims};
use super::words::{has_word, plain};
use scope::{failing_scope, test_scope};
pub(super) use scope::{name_before, scope};
use subjects::{COVERAGE, EXECUTED, PASSING, none_of, tests_run};
pub(super) use subjects::{SUITE, subject_of_count};

/// Every number that a sentence asks for.
pub(super) fn expectations(text: &str) -> Vec<Expectation> {
    let text = plain(text);
    let lower = text.to_lowercase();
    let all = aims(&text);
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
    let found = aims(text);
    // `+6 % coverage` is a gain and no target.
    let of_unit = |unit: Unit| {
        found.iter().find(|amount| amount.unit == unit && !(amount.is_gain && unit == Unit::Percent))
    };
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
    let scope = match subject {
        Subject::Passing => test_scope(&lower),
        Subject::Failing | Subject::Errors => failing_scope(text, count),
        _ => None,
    };
    Some(made(subject, scope, count, usual))
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
            ("At most 5 failing tests are left", "failing ≤ 5"),
            ("Total failing < 365", "failing < 365"),
            ("unknown bucket reduced to <20 failures", "failing of unknown bucket < 20"),
            ("Type errors: ≤ 50", "errors of Type ≤ 50"),
            ("Raise coverage from 65 % to 70 %", "line_coverage ≥ 70"),
            ("Coverage 65% → 70%", "line_coverage ≥ 70"),
            ("+6% overall coverage", ""),
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
