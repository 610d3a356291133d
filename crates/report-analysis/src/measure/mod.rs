//! What a plan states, measured by a run: components, kinds of test, criteria, budgets, findings, causes, completeness.

mod budgets;
mod causes;
mod completeness;
mod components;
mod criteria;
mod denominator;
mod diagnoses;
mod doubts;
mod kinds;
pub mod lookup;
mod phases;
#[cfg(test)]
mod tests;

use report_model::plan::{Plan, Subject};
use report_model::run::Run;
use report_model::site::{
    Completeness, DenominatorShift, PlanStatus, PlanSummary, PlanTotal, TaskGroup, TaskStatus,
};
use report_model::{Notice, Ratio, TestId};

use crate::{Findings, Groups, History};
use lookup::Lookup;

/// How many runs, this one among them, trends go over.
pub const TREND_RUNS: usize = 30;

/// Everything that is measured of a plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// What the plan states beyond its phases; `None` when there is no plan. Rows are indexes of cases.
    pub plan: Option<PlanStatus>,
    /// How much of the suite was run. Rows are indexes of cases.
    pub completeness: Option<Completeness>,
    /// How much of a change of the pass rate comes from tests that no longer count.
    pub denominator: Option<DenominatorShift>,
    /// What was odd.
    pub notices: Vec<Notice>,
}

/// What is measured against.
pub(crate) struct Ground<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) run: &'a Run,
    pub(crate) groups: &'a Groups,
    pub(crate) history: &'a History,
    pub(crate) findings: &'a Findings,
    pub(crate) lookup: &'a Lookup,
    /// Collected tests that have no result, in their order.
    pub(crate) missing: &'a [TestId],
    /// Finds those.
    pub(crate) never_ran: &'a Lookup,
    /// The runs that trends go over, as indexes into the history, oldest first, this one not among them.
    pub(crate) trend: &'a [usize],
}

/// Measures the plan, and completes the phases of the findings with forecasts and hints.
pub fn measure(
    plan: &Plan,
    run: &Run,
    groups: &Groups,
    history: &History,
    findings: &mut Findings,
) -> Measured {
    phases::complete(plan, run, history, findings);
    let lookup = if plan.is_empty() { Lookup::of_paths(groups) } else { Lookup::of(run, groups) };
    let skipped = findings.of_branch.len().saturating_sub(TREND_RUNS - 1);
    let trend: Vec<usize> = findings.of_branch.iter().skip(skipped).copied().collect();
    let missing = completeness::missing(run);
    let never_ran = Lookup::of_ids(&missing);
    let ground = Ground {
        plan,
        run,
        groups,
        history,
        findings,
        lookup: &lookup,
        missing: &missing,
        never_ran: &never_ran,
        trend: &trend,
    };
    let mut measured = Measured {
        denominator: denominator::shift(&ground),
        completeness: (!run.tests.cases.is_empty() || run.collected.is_some())
            .then(|| completeness::completeness(&ground)),
        ..Measured::default()
    };
    if plan.is_empty() {
        return measured;
    }
    let mut status = PlanStatus {
        documents: plan.documents.clone(),
        components: components::components(&ground),
        kinds: kinds::kinds(&ground),
        budgets: budgets::budgets(&ground),
        findings: diagnoses::findings(&ground),
        tasks: tasks(plan),
        causes: causes::causes(&ground),
        trend_runs: ground.trend_ids(),
        totals: totals(&ground),
        ..PlanStatus::default()
    };
    status.criteria = criteria::criteria(&ground, &status);
    status.lint = crate::lint::lint(plan);
    status.lint.extend(doubts::doubts(&ground, &status));
    measured.notices.clone_from(&status.lint);
    measured.plan = Some(status);
    measured
}

impl Ground<'_> {
    fn trend_ids(&self) -> Vec<String> {
        let past = self.trend.iter().filter_map(|index| self.history.runs.get(*index));
        past.map(|run| run.point.run.id.clone()).chain([self.run.identity.id.clone()]).collect()
    }
}

fn tasks(plan: &Plan) -> Vec<TaskGroup> {
    plan.tasks
        .iter()
        .map(|list| TaskGroup {
            section: list.section.clone(),
            phase: list.phase.clone(),
            done: list.done(),
            tasks: list
                .items
                .iter()
                .map(|task| TaskStatus {
                    text: task.text.clone(),
                    done: task.done,
                    effort: task.effort.clone(),
                    fixes: task.fixes.map(|band| (band.low, band.high)),
                    source: task.source.clone(),
                })
                .collect(),
            source: list.source.clone(),
        })
        .collect()
}

fn totals(ground: &Ground<'_>) -> Vec<PlanTotal> {
    ground
        .plan
        .totals
        .iter()
        .map(|total| PlanTotal {
            subject: total.subject.word().to_owned(),
            written: total.value.low,
            about: total.about,
            measured: match total.subject {
                // Where the plan counts errors apart, its failures are without them.
                Subject::Failing if ground.plan.total(Subject::Errors).is_some() => {
                    let totals = &ground.findings.totals;
                    (totals.collected > 0).then_some(totals.counts.failed as f64)
                }
                subject => criteria::value(ground, subject),
            },
            source: total.source.clone(),
        })
        .collect()
}

/// The plan's state in a few numbers.
pub fn summary(status: &PlanStatus) -> PlanSummary {
    let ratio = |met: &mut dyn Iterator<Item = Option<bool>>| {
        met.flatten().fold(Ratio::default(), |sum, met| Ratio::new(sum.part + u64::from(met), sum.whole + 1))
    };
    let marked = status.tasks.iter().filter_map(|group| Some((group.done?, group.tasks.len() as u64)));
    let tasks = marked
        .map(|(done, all)| Ratio::new(done, all))
        .reduce(|a, b| Ratio::new(a.part + b.part, a.whole + b.whole));
    PlanSummary {
        criteria: Ratio::new(
            status.criteria.iter().filter(|criterion| criterion.holds()).count() as u64,
            status.criteria.len() as u64,
        ),
        tasks,
        budgets: ratio(&mut status.budgets.iter().map(|budget| budget.met)),
        components: ratio(&mut status.components.iter().map(|component| component.met)),
        findings: ratio(&mut status.findings.iter().map(|finding| {
            use report_model::site::FindingState as State;
            match finding.state {
                State::Fixed | State::Passing => Some(true),
                State::StillFailing | State::Mixed => Some(false),
                State::Skipped | State::NeverRan | State::NoSuchTest => None,
            }
        })),
        lint: status.lint.len() as u64,
    }
}
