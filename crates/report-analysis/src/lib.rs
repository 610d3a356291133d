//! A run, its history and the plan become findings and a verdict.
//!
//! Everything here is a function of its arguments: no file, no clock, no environment. [`analyze`] is the whole way;
//! its parts are public because the dashboard tries out rules and fixes with them. `docs/analysis.md` says in plain
//! words how each figure is found.

mod bounds;
mod cascade;
pub mod categories;
pub mod change_point;
pub mod changes;
mod clusters;
pub mod compare;
pub mod effort;
pub mod failures;
pub mod fix_first;
pub mod flaky;
pub mod forecast;
pub mod grid;
pub mod group_path;
pub mod groups;
pub mod history;
mod history_merge;
pub mod lint;
pub mod measure;
mod outage;
pub mod phases;
pub mod reading;
pub mod rename;
pub mod rules;
pub mod stats;
#[cfg(test)]
mod testing;
mod tests_of_run;
pub mod totals;
pub mod trend;
mod verdict;
pub mod what_if;

use report_model::Notice;
use report_model::plan::Plan;
use report_model::run::Run;
use report_model::site::{
    CoverageTotals, Flaky, PhaseStatus, RenamedTest, RunInfo, RunPoint, Sentence, Totals,
};

pub use categories::{CategoryRule, Matchers, Pattern, Subject};
pub use changes::{ChangeSet, StillFailing};
pub use failures::{FailedCase, FailureGroups};
pub use grid::Grid;
pub use groups::Groups;
pub use history::{History, PastFiles, PastRun, PastTests};
pub use rename::Carried;
use tests_of_run::TestsOfRun;

/// What was found in a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    /// What was counted. `repaired_files` is 0: it is known where artifacts are read.
    pub totals: Totals,
    /// What was covered; `None` when no artifact told.
    pub coverage: Option<CoverageTotals>,
    /// The runs that this one is measured against, as indexes into the history, oldest first.
    pub of_branch: Vec<usize>,
    /// The run before, as an index into the history.
    pub before: Option<usize>,
    /// What is different from it; `None` when there is none or its tests are not kept.
    pub changes: Option<ChangeSet>,
    /// The phases of the plan, measured.
    pub phases: Vec<PhaseStatus>,
    /// The failures in clusters and categories.
    pub failures: FailureGroups,
    /// Tests whose outcome changes for no known reason. Rows are indexes of cases.
    pub flaky: Flaky,
    /// The tests of the branch over its runs.
    pub grid: Grid,
    /// Tests that got another name, as [`rename::carry`] found them.
    pub renames: Vec<RenamedTest>,
    /// The state of the plan in one sentence, or of the run.
    pub verdict: Sentence,
    /// One or two sentences that the verdict rests on; may be empty.
    pub because: String,
    /// What was odd.
    pub notices: Vec<Notice>,
}

impl Findings {
    /// This run as a point of a trend.
    pub fn point(&self, run: &Run) -> RunPoint {
        point(run, self.totals, self.coverage)
    }
}

fn point(run: &Run, totals: Totals, coverage: Option<CoverageTotals>) -> RunPoint {
    let identity = &run.identity;
    let info = RunInfo {
        id: identity.id.clone(),
        branch: identity.branch.clone(),
        commit: identity.commit.clone(),
        started_at: identity.started_at,
        url: identity.url.clone(),
        labels: identity.labels.clone(),
    };
    RunPoint { run: info, totals, coverage }
}

/// Finds everything that the pages show. Files are told apart by what the artifacts say; see [`analyze_in`].
pub fn analyze(run: &Run, history: &History, plan: &Plan, rules: &[CategoryRule]) -> Findings {
    let of_branch = history.of_branch(run.identity.branch.as_deref(), &run.identity.labels);
    let carried = Carried { renames: Vec::new(), grid: Grid::of(run, history, &of_branch) };
    analyze_in(&Groups::by_file_or_class(&run.tests), run, history, carried, plan, rules)
}

/// [`analyze`], with the file or class of each case as the test index has it, and what [`rename::carry`] made of the
/// history.
pub fn analyze_in(
    groups: &Groups,
    run: &Run,
    history: &History,
    carried: Carried,
    plan: &Plan,
    rules: &[CategoryRule],
) -> Findings {
    let Carried { renames, grid } = carried;
    let mut notices = Vec::new();
    let totals = totals::totals(run, &mut notices);
    let coverage = run.coverage.as_ref().map(totals::coverage_totals);
    let now = point(run, totals, coverage);
    let of_branch = history.of_branch(run.identity.branch.as_deref(), &run.identity.labels);
    let past: Vec<&RunPoint> =
        of_branch.iter().filter_map(|index| history.runs.get(*index)).map(|run| &run.point).collect();
    let before = of_branch.last().copied();
    let changes =
        before.and_then(|before| ChangeSet::against(before, history, &of_branch, run, &TestsOfRun::of(run)));
    let phases = phases::phases(plan, &past, &now);
    let context = failures::Context {
        run,
        groups,
        history,
        of_branch: &of_branch,
        changes: changes.as_ref(),
        plan,
        rules,
        totals: &totals,
        phases: &phases,
    };
    let failures = failures::group(&context, &mut notices);
    notices.extend(outage::notice(&totals, &failures.clusters));
    notices.extend(cascade::notice(&failures.cascades));
    let facts = verdict::Facts {
        totals: &totals,
        covered: coverage.map(|coverage| coverage.lines),
        phases: &phases,
        failures: &failures,
        changes: changes.as_ref(),
        before: past.last().map(|point| point.run.id.as_str()),
    };
    let (verdict, because) = (verdict::verdict(&facts), verdict::because(&facts));
    let flaky = flaky::flaky(run, &grid, history);
    Findings {
        totals,
        coverage,
        of_branch,
        before,
        changes,
        phases,
        failures,
        flaky,
        grid,
        renames,
        verdict,
        because,
        notices,
    }
}
