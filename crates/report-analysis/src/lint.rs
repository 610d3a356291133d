//! Whether a plan adds up: sums, statements that contradict each other, targets that fall back.

use report_model::plan::{Band, Plan, Subject, WrittenTotal};
use report_model::text::{self, count};
use report_model::{Location, Measure, Notice};

use crate::effort;

/// What in a plan does not add up, by itself.
pub fn lint(plan: &Plan) -> Vec<Notice> {
    let mut notices = Vec::new();
    categories(plan, &mut notices);
    directories(plan, &mut notices);
    outcomes(plan, &mut notices);
    shares(plan, &mut notices);
    contradictions(plan, &mut notices);
    claims(plan, &mut notices);
    order(plan, &mut notices);
    efforts(plan, &mut notices);
    notices
}

fn warn(notices: &mut Vec<Notice>, message: String, place: Option<&Location>) {
    let notice = Notice::warning(message)
        .effect("what is measured stands; the plan says two things")
        .hint("correct the plan where it is out of date");
    notices.push(match place {
        Some(place) => notice.at(place.clone()),
        None => notice,
    });
}

fn whole(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; a count")]
    if value >= 0.0 && value.fract() == 0.0 { count(value as u64) } else { text::short_number(value) }
}

fn band(band: Band) -> String {
    if differ(band.low, band.high) {
        format!("{}–{}", whole(band.low), whole(band.high))
    } else {
        whole(band.low)
    }
}

fn differ(a: f64, b: f64) -> bool {
    (a - b).abs() > 1e-9
}

/// The counts of the categories against the totals.
fn categories(plan: &Plan, notices: &mut Vec<Notice>) {
    for (errors, subject, noun) in [(false, Subject::Failing, "failures"), (true, Subject::Errors, "errors")]
    {
        let counts: Vec<Band> = plan
            .categories
            .iter()
            .filter(|category| category.counts_errors == errors)
            .filter_map(|category| category.count)
            .collect();
        let Some(total) = plan.total(subject) else { continue };
        if counts.is_empty() {
            continue;
        }
        let (low, high) =
            counts.iter().fold((0.0, 0.0), |(low, high), count| (low + count.low, high + count.high));
        if total.value.high >= low - 1e-9 && total.value.low <= high + 1e-9 {
            continue;
        }
        let sum = band(Band { low, high });
        let message = match (errors, counts.as_slice()) {
            (true, [_]) => {
                let title = plan
                    .categories
                    .iter()
                    .find(|category| category.counts_errors && category.count.is_some());
                let title = title.map(|category| category.title.to_lowercase()).unwrap_or_default();
                format!("{title}: {sum} {noun}, the total says {}", band(total.value))
            }
            _ => format!("the categories add up to {sum} {noun}, the total says {}", band(total.value)),
        };
        warn(notices, message, Some(&total.source));
    }
}

/// What the folders hold against all tests and files.
fn directories(plan: &Plan, notices: &mut Vec<Notice>) {
    if plan.directories.len() < 2 {
        return;
    }
    let sums: [(Subject, &str, Option<u64>); 2] = [
        (Subject::Tests, "tests", plan.directories.iter().map(|folder| folder.tests).sum()),
        (Subject::Files, "files", plan.directories.iter().map(|folder| folder.files).sum()),
    ];
    for (subject, noun, sum) in sums {
        let (Some(sum), Some(total)) = (sum, plan.total(subject)) else { continue };
        if differ(sum as f64, total.value.low) {
            let message =
                format!("the folders add up to {} {noun}, the total says {}", count(sum), band(total.value));
            warn(notices, message, Some(&total.source));
        }
    }
}

/// Passed, failed, errored and skipped against all tests.
fn outcomes(plan: &Plan, notices: &mut Vec<Notice>) {
    let value = |subject| plan.total(subject).map(|total| total.value.low);
    let (Some(tests), Some(passing), Some(failing)) =
        (plan.total(Subject::Tests), value(Subject::Passing), value(Subject::Failing))
    else {
        return;
    };
    let rest = value(Subject::Errors).unwrap_or(0.0) + value(Subject::Skipped).unwrap_or(0.0);
    let sum = passing + failing + rest;
    let is_whole = value(Subject::Errors).is_some() && value(Subject::Skipped).is_some();
    if differ(sum, tests.value.low) && (is_whole || sum > tests.value.low) {
        let message =
            format!("the outcomes add up to {} tests, the total says {}", whole(sum), band(tests.value));
        warn(notices, message, Some(&tests.source));
    }
}

/// Shares against the counts that they are made of.
fn shares(plan: &Plan, notices: &mut Vec<Notice>) {
    let Some(tests) = plan.total(Subject::Tests).map(|total| total.value.low).filter(|tests| *tests > 0.0)
    else {
        return;
    };
    for (part, share) in [(Subject::Passing, Subject::PassRate), (Subject::Executed, Subject::ExecutedShare)]
    {
        let (Some(part), Some(share)) = (plan.total(part), plan.total(share)) else { continue };
        let percent = part.value.low * 100.0 / tests;
        let off = (percent - share.value.low).abs();
        // As written to a whole percent or a tenth, the last digit may be rounded either way.
        let rounding = if share.value.low.fract() == 0.0 { 0.5 } else { 0.05 };
        // Of executed tests the same count is a larger share.
        let skipped = plan.total(Subject::Skipped).map_or(0.0, |total| total.value.low);
        let of_executed = part.value.low * 100.0 / (tests - skipped).max(1.0);
        if off > rounding + 1e-9 && (of_executed - share.value.low).abs() > rounding + 1e-9 {
            let message = format!(
                "{} of {} is {}, the plan says {}",
                whole(part.value.low),
                whole(tests),
                text::percent(percent),
                text::target_percent(share.value.low)
            );
            warn(notices, message, Some(&share.source));
        }
    }
}

/// The same total said twice with different values.
fn contradictions(plan: &Plan, notices: &mut Vec<Notice>) {
    for (index, total) in plan.totals.iter().enumerate() {
        let first: Option<&WrittenTotal> = plan.total(total.subject);
        let Some(first) = first.filter(|first| !std::ptr::eq(*first, total)) else { continue };
        let told = plan
            .totals
            .iter()
            .take(index)
            .any(|other| other.subject == total.subject && other.value == total.value);
        let near = first.about || total.about;
        if !told && !near && first.value != total.value {
            let message = format!(
                "{} is {} in line {} and {} in line {}",
                total.subject.word().replace('_', " "),
                band(first.value),
                first.source.line.unwrap_or(0),
                band(total.value),
                total.source.line.unwrap_or(0)
            );
            warn(notices, message, Some(&total.source));
        }
    }
}

/// What several places say of one target.
fn claims(plan: &Plan, notices: &mut Vec<Notice>) {
    for phase in &plan.phases {
        for (index, claim) in phase.claims.iter().enumerate() {
            let stands = match claim.measure {
                Some(measure) => phase.targets.band(measure),
                None => phase.claims.iter().find(|other| other.measure.is_none()).map(|other| other.band),
            };
            let Some(stands) = stands else { continue };
            let told = phase
                .claims
                .iter()
                .take(index)
                .any(|other| other.measure == claim.measure && other.band == claim.band);
            // "95 %" and "467 of 492 (94.9 %)" say the same.
            let rounded = claim.measure.is_some_and(|measure| !measure.is_count())
                && (stands.low - claim.band.low).abs() <= 0.5;
            // A band and its lower end, or one of its ends and more, say the same.
            let agree = rounded
                || !differ(stands.low, claim.band.low)
                || !differ(stands.high, claim.band.high) && differ(stands.low, stands.high);
            if told || agree {
                continue;
            }
            let where_it_stands = phase
                .claims
                .iter()
                .find(|other| other.measure == claim.measure && other.band == stands)
                .and_then(|other| other.source.line)
                .or(phase.source.as_ref().and_then(|source| source.line))
                .unwrap_or(0);
            let what = claim.measure.map_or("number of tests to bring back", |measure| measure.name());
            let (one, other) = match claim.measure {
                Some(Measure::PassRate | Measure::LineCoverage | Measure::BranchCoverage) => {
                    (format!("{} %", band(stands)), format!("{} %", band(claim.band)))
                }
                _ => (band(stands), band(claim.band)),
            };
            let message = format!(
                "phase {}: {} is {one} in line {where_it_stands} and {other} in line {}",
                phase.id,
                what.to_lowercase(),
                claim.source.line.unwrap_or(0)
            );
            warn(notices, message, Some(&claim.source));
        }
    }
}

/// Targets that fall back from one phase to the next, and targets that cannot be reached.
fn order(plan: &Plan, notices: &mut Vec<Notice>) {
    let tests = plan.total(Subject::Tests);
    for measure in Measure::ALL {
        let mut before: Option<(&str, Band)> = None;
        for phase in &plan.phases {
            let Some(target) = phase.targets.band(measure) else { continue };
            if let Some((id, earlier)) = before {
                let falls_back = if measure == Measure::Failing {
                    target.high > earlier.high + 1e-9
                } else {
                    target.low < earlier.low - 1e-9
                };
                if falls_back {
                    let message = format!(
                        "phase {}: the target for {} is {}, phase {id} before it asks for {}",
                        phase.id,
                        measure.name().to_lowercase(),
                        band(target),
                        band(earlier)
                    );
                    warn(notices, message, phase.source.as_ref());
                }
            }
            if let Some(tests) =
                tests.filter(|tests| measure == Measure::Passing && target.low > tests.value.high)
            {
                let message = format!(
                    "phase {}: {} passing tests are more than the {} there are",
                    phase.id,
                    whole(target.low),
                    band(tests.value)
                );
                warn(notices, message, phase.source.as_ref());
            }
            if !measure.is_count() && target.high > 100.0 {
                let message = format!(
                    "phase {}: {} of {} % cannot be reached",
                    phase.id,
                    measure.name().to_lowercase(),
                    whole(target.high)
                );
                warn(notices, message, phase.source.as_ref());
            }
            before = Some((&phase.id, target));
        }
    }
}

/// The efforts of the phases against their sum.
fn efforts(plan: &Plan, notices: &mut Vec<Notice>) {
    let Some(total) = plan.total(Subject::EffortHours) else { return };
    let efforts: Option<Vec<(f64, f64)>> =
        plan.phases.iter().filter_map(|phase| phase.effort.as_deref()).map(effort::hours).collect();
    let Some(efforts) = efforts.filter(|efforts| efforts.len() > 1) else { return };
    let sum = efforts.iter().fold((0.0, 0.0), |sum, effort| (sum.0 + effort.0, sum.1 + effort.1));
    if differ(sum.0, total.value.low) || differ(sum.1, total.value.high) {
        let message = format!(
            "the phases add up to {} hours, the total says {}",
            band(Band { low: sum.0, high: sum.1 }),
            band(total.value)
        );
        warn(notices, message, Some(&total.source));
    }
}

#[cfg(test)]
mod tests {
    use report_model::plan::{Phase, PlannedCategory, Targets};

    use super::*;

    fn total(subject: Subject, value: f64, line: u32) -> WrittenTotal {
        let source = Location { line: Some(line), ..Location::file("PLAN.md") };
        WrittenTotal { subject, value: Band::exactly(value), about: false, source }
    }

    fn category(title: &str, count: f64, errors: bool) -> PlannedCategory {
        PlannedCategory {
            title: title.into(),
            count: Some(Band::exactly(count)),
            counts_errors: errors,
            ..PlannedCategory::default()
        }
    }

    fn messages(plan: &Plan) -> Vec<String> {
        lint(plan).into_iter().map(|notice| notice.message.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn sums_that_disagree_are_told() {
        let mut plan = Plan {
            categories: vec![
                category("A", 45.0, false),
                category("B", 70.0, false),
                category("Legacy", 15.0, true),
            ],
            totals: vec![total(Subject::Failing, 112.0, 25), total(Subject::Errors, 17.0, 26)],
            ..Plan::default()
        };
        assert_eq!(
            messages(&plan),
            [
                "the categories add up to 115 failures, the total says 112",
                "legacy: 15 errors, the total says 17"
            ]
        );
        plan.categories[0].count = Some(Band { low: 40.0, high: 45.0 });
        plan.categories[2].count = Some(Band::exactly(17.0));
        assert_eq!(messages(&plan), Vec::<String>::new());
    }

    #[test]
    fn targets_may_not_fall_back_nor_be_out_of_reach() {
        let phase = |id: &str, passing: f64, coverage: f64| Phase {
            id: id.into(),
            targets: Targets {
                passing: Some(Band::exactly(passing)),
                line_coverage: Some(Band::exactly(coverage)),
                ..Targets::default()
            },
            ..Phase::default()
        };
        let plan = Plan {
            phases: vec![phase("1", 90.0, 70.0), phase("2", 101.0, 65.0)],
            totals: vec![total(Subject::Tests, 100.0, 1)],
            ..Plan::default()
        };
        let told = messages(&plan);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("101 passing tests are more than the 100"));
        assert!(told[1].contains("target for coverage is 65, phase 1 before it asks for 70"));
    }

    #[test]
    fn shares_are_compared_with_their_counts() {
        let plan = Plan {
            totals: vec![
                total(Subject::Executed, 85.0, 1),
                total(Subject::Tests, 6373.0, 1),
                total(Subject::ExecutedShare, 1.4, 1),
            ],
            ..Plan::default()
        };
        assert_eq!(messages(&plan), ["85 of 6,373 is 1.3 %, the plan says 1.4 %"]);
        let fits = Plan {
            totals: vec![
                total(Subject::Passing, 1602.0, 1),
                total(Subject::Tests, 1737.0, 1),
                total(Subject::PassRate, 92.0, 1),
            ],
            ..Plan::default()
        };
        assert_eq!(messages(&fits), Vec::<String>::new());
    }
}
