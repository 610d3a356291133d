//! Criteria: a number that one names is compared with what was measured.

use report_model::plan::{Component, Criterion, Expectation, Subject, TestKind};
use report_model::site::{Check, CriterionStatus, PlanStatus};
use report_model::{Comparison, Outcome, Ratio, Unit};

use super::{Ground, budgets, components, kinds};

pub(super) fn criteria(ground: &Ground<'_>, status: &PlanStatus) -> Vec<CriterionStatus> {
    ground.plan.criteria.iter().map(|criterion| of_one(ground, status, criterion)).collect()
}

fn of_one(ground: &Ground<'_>, status: &PlanStatus, criterion: &Criterion) -> CriterionStatus {
    let checks: Vec<Check> =
        criterion.expectations.iter().map(|asked| check(ground, status, asked)).collect();
    let measured = if checks.iter().any(|check| check.met == Some(false)) {
        Some(false)
    } else if checks.is_empty() || checks.iter().any(|check| check.met.is_none()) {
        None
    } else {
        Some(true)
    };
    CriterionStatus {
        text: criterion.text.clone(),
        section: criterion.section.clone(),
        written: criterion.ticked,
        measured,
        checks,
        source: criterion.source.clone(),
    }
}

fn check(ground: &Ground<'_>, status: &PlanStatus, asked: &Expectation) -> Check {
    let unit = match asked.subject {
        subject if subject.is_percent() => Unit::Percent,
        Subject::SuiteSecs | Subject::Secs => Unit::Seconds,
        Subject::Rate => Unit::PerSecond,
        Subject::Bytes => Unit::Bytes,
        _ => Unit::Count,
    };
    // The end of a band that is nearer meets it.
    let limit = match asked.comparison {
        Comparison::AtMost | Comparison::LessThan => asked.band.high,
        _ => asked.band.low,
    };
    let value = match &asked.scope {
        None => value(ground, asked.subject),
        Some(scope) => scoped(ground, status, asked.subject, scope),
    };
    let met = value.and_then(|value| asked.comparison.holds(value, limit));
    let is_time = asked.subject == Subject::SuiteSecs;
    Check {
        subject: asked.subject.word().to_owned(),
        scope: asked.scope.clone(),
        comparison: asked.comparison,
        limit,
        unit,
        met: if is_time { budgets::of_whole_suite(ground, asked.comparison, met) } else { met },
        value,
    }
}

/// What this run has of a subject, over the whole suite.
pub(super) fn value(ground: &Ground<'_>, subject: Subject) -> Option<f64> {
    let totals = &ground.findings.totals;
    let counts = totals.counts;
    let tested = |count: u64| (totals.collected > 0).then_some(count as f64);
    match subject {
        Subject::Tests => tested(totals.collected),
        Subject::Passing => tested(counts.passed),
        Subject::PassRate => {
            let points = ground.findings.of_branch.iter().filter_map(|index| ground.history.runs.get(*index));
            let past: Vec<_> = points.map(|run| &run.point).collect();
            let now = ground.findings.point(ground.run);
            match crate::phases::pass_rate_basis(ground.plan, &past, &now) {
                report_model::site::Basis::Collected => totals.rate_of_collected().percent(),
                report_model::site::Basis::Executed => counts.rate_of_executed().percent(),
            }
        }
        // Of tests that fail and tests that cannot be carried out neither may be left.
        Subject::Failing => tested(counts.bad()),
        Subject::Errors => tested(counts.errored),
        Subject::Skipped => tested(counts.skipped),
        Subject::Flaky => tested(totals.flaky),
        Subject::Executed => tested(counts.executed()),
        Subject::ExecutedShare => Ratio::new(counts.executed(), totals.collected).percent(),
        Subject::LineCoverage => ground.findings.coverage.and_then(|coverage| coverage.lines.percent()),
        Subject::BranchCoverage => ground.findings.coverage.and_then(|coverage| coverage.branches?.percent()),
        Subject::Files => (!ground.groups.paths.is_empty()).then_some(ground.groups.paths.len() as f64),
        Subject::SuiteSecs => totals.suite_secs(),
        Subject::Secs | Subject::Rate | Subject::Bytes | Subject::EffortHours => None,
    }
}

/// What this run has of a subject in a component, a kind of test or under a budget.
fn scoped(ground: &Ground<'_>, status: &PlanStatus, subject: Subject, scope: &str) -> Option<f64> {
    match subject {
        Subject::LineCoverage | Subject::BranchCoverage => {
            let same = |name: &str| name.eq_ignore_ascii_case(scope);
            let known = status.components.iter().find(|component| same(&component.name));
            let pick = |lines: Option<Ratio>, branches: Option<Ratio>| {
                if subject == Subject::LineCoverage { lines } else { branches }.and_then(Ratio::percent)
            };
            if let Some(component) = known {
                return pick(component.lines, component.branches);
            }
            let coverage = ground.run.coverage.as_ref()?;
            let paths: Vec<&str> = coverage.files.iter().map(|file| file.path.as_str()).collect();
            let component = Component { name: scope.to_owned(), ..Component::default() };
            let belongs = components::choose(&component, &paths);
            let counts: Vec<_> = coverage
                .files
                .iter()
                .filter(|file| belongs(&file.path))
                .map(report_model::run::FileCoverage::counts)
                .collect();
            if counts.is_empty() {
                return None;
            }
            let add = |a: Ratio, b: Ratio| Ratio::new(a.part + b.part, a.whole + b.whole);
            let lines = counts.iter().map(|counts| counts.lines).reduce(add);
            let branches = counts.iter().filter_map(|counts| counts.branches).reduce(add);
            pick(lines, branches)
        }
        Subject::Passing => {
            let unknown = TestKind { id: scope.to_lowercase(), ..TestKind::default() };
            let kind = kinds::named(ground.plan, scope).unwrap_or(&unknown);
            let (cases, found) = kinds::cases(ground, kind);
            found?;
            let passed = cases.iter().filter(|case| {
                ground
                    .run
                    .tests
                    .cases
                    .get(**case as usize)
                    .is_some_and(|case| case.outcome == Outcome::Passed)
            });
            Some(passed.count() as f64)
        }
        // Failures of one kind are those of the cause that the plan calls so.
        Subject::Failing | Subject::Errors => status
            .causes
            .iter()
            .find(|cause| is_called(&cause.title, scope) || is_called(&cause.id, scope))
            .and_then(|cause| cause.now)
            .map(|now| now as f64),
        Subject::Secs | Subject::Rate | Subject::Bytes => status
            .budgets
            .iter()
            .find(|budget| budget.name.eq_ignore_ascii_case(scope))
            .and_then(|budget| budget.value),
        _ => None,
    }
}

/// Whether two names have the same words, but for those that only say that it is about failures.
fn is_called(title: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| {
                !word.is_empty()
                    && !matches!(
                        *word,
                        "failures"
                            | "failure"
                            | "errors"
                            | "tests"
                            | "test"
                            | "bucket"
                            | "category"
                            | "issues"
                    )
            })
            .map(str::to_owned)
            .collect()
    };
    let words_of_title = words(title);
    !words_of_title.is_empty() && words_of_title == words(name)
}
