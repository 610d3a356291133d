//! What of a plan does not fit the run: targets below what is measured, out of reach, components and tests that are
//! not there.

use report_model::site::{FindingState, PhaseState, PlanStatus};
use report_model::text::{count, short_number, target_percent};
use report_model::{Measure, Notice};

use super::Ground;

pub(super) fn doubts(ground: &Ground<'_>, status: &PlanStatus) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut tell = |message: String, effect: &str, source: Option<&report_model::Location>| {
        let notice = Notice::note(message).effect(effect);
        notices.push(match source {
            Some(place) => notice.at(place.clone()),
            None => notice,
        });
    };
    let totals = &ground.findings.totals;
    for phase in &ground.findings.phases {
        for target in &phase.targets {
            if target.measure == Measure::Passing
                && totals.collected > 0
                && target.low > totals.collected as f64
            {
                let message = format!(
                    "phase {}: {} passing tests are more than the {} that are known",
                    phase.id,
                    short_number(target.low),
                    count(totals.collected)
                );
                tell(message, "it cannot be reached with the tests there are", phase.source.as_ref());
            }
        }
        let all_met =
            !phase.targets.is_empty() && phase.targets.iter().all(|target| target.is_met() == Some(true));
        let is_first = ground.history.runs.is_empty();
        if all_met && is_first && phase.written == Some(report_model::WrittenStatus::Planned) {
            let message = format!("phase {} is written as planned and is met by this run", phase.id);
            tell(message, "its targets are below what is measured", phase.source.as_ref());
        }
        debug_assert!(phase.state != PhaseState::Done || all_met);
    }
    let has_coverage = ground.run.coverage.is_some();
    for component in status.components.iter().filter(|component| has_coverage && component.files == 0) {
        let message = format!("no covered file belongs to the component “{}”", component.name);
        tell(message, "its coverage is unknown", component.source.as_ref());
    }
    for component in &status.components {
        if let (Some(written), Some(now)) =
            (component.written, component.lines.and_then(report_model::Ratio::percent))
            && (written - now).abs() >= 1.0
        {
            let message = format!(
                "“{}” is written to have {} of its lines covered and has {}",
                component.name,
                target_percent(written),
                report_model::text::percent(now)
            );
            tell(message, "what is measured stands", component.source.as_ref());
        }
    }
    let times = status.budgets.iter().filter(|budget| {
        budget.met.is_none()
            && budget.value.is_some()
            && budget.comparison.wants_less() == Some(true)
            && budget.bound_to.as_ref().is_some_and(|bound| bound.kind == "suite")
    });
    let times = times.map(|budget| budget.source.as_ref()).chain(
        status
            .criteria
            .iter()
            .filter(|criterion| {
                criterion.checks.iter().any(|check| {
                    check.met.is_none()
                        && check.value.is_some()
                        && check.subject == report_model::plan::Subject::SuiteSecs.word()
                })
            })
            .map(|criterion| criterion.source.as_ref()),
    );
    for source in times {
        let message = format!(
            "only {} of {} known tests ran: the time of the whole suite is unknown",
            count(totals.counts.executed()),
            count(totals.collected)
        );
        tell(message, "whether its limit holds is unknown", source);
    }
    for finding in status.findings.iter().filter(|finding| finding.state == FindingState::NeverRan) {
        let message = format!("{} was collected and never ran", finding.references.join(", "));
        tell(message, "whether the finding still holds is unknown", finding.source.as_ref());
    }
    if !ground.run.tests.cases.is_empty() {
        for finding in status
            .findings
            .iter()
            .filter(|finding| finding.state == FindingState::NoSuchTest && !finding.references.is_empty())
        {
            let message = format!("no test is called {}", finding.references.join(", "));
            tell(message, "the finding has no state", finding.source.as_ref());
        }
    }
    for budget in status
        .budgets
        .iter()
        .filter(|budget| budget.bound_to.is_none() && budget.comparison.wants_less().is_some())
    {
        let message = format!("nothing that was measured fits the budget “{}”", budget.name);
        tell(
            message,
            "whether it holds is unknown; `[[budget]]` in report-gen.toml binds it to a benchmark or a test",
            budget.source.as_ref(),
        );
    }
    notices
}
