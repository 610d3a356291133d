//! What the plan states beyond its phases, and what was measured of it.

use serde::{Deserialize, Serialize};

use super::RunPoint;
use crate::{Comparison, Counts, Location, Notice, Ratio, TestId, Unit};

/// Everything in the plan that a run measures: the shard `plan`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PlanStatus {
    /// The documents that the plan was read from.
    pub documents: Vec<String>,
    /// Parts of the code and their coverage.
    pub components: Vec<ComponentStatus>,
    /// Kinds of test.
    pub kinds: Vec<KindStatus>,
    /// What must hold.
    pub criteria: Vec<CriterionStatus>,
    /// Limits on times, rates and sizes.
    pub budgets: Vec<BudgetStatus>,
    /// Written diagnoses and how their tests stand.
    pub findings: Vec<FindingStatus>,
    /// Work to do.
    pub tasks: Vec<TaskGroup>,
    /// Causes of failure: planned against measured.
    pub causes: Vec<CauseStatus>,
    /// The ids of the runs that the trends here go over, oldest first, this one last.
    pub trend_runs: Vec<String>,
    /// What the plan says was counted when it was written, beside what this run has.
    pub totals: Vec<PlanTotal>,
    /// What in the plan does not add up, falls back, is out of reach or names what is not there.
    pub lint: Vec<Notice>,
}

/// The plan's state in a few numbers, for the first page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanSummary {
    /// Criteria that hold by measurement or, where nothing can be measured, by what is written.
    pub criteria: Ratio,
    /// Tasks marked as done; `None` when nobody marked any.
    pub tasks: Option<Ratio>,
    /// Budgets that hold, of those that could be measured.
    pub budgets: Ratio,
    /// Components that have their coverage, of those that could be measured.
    pub components: Ratio,
    /// Findings whose tests pass, of those whose tests are known.
    pub findings: Ratio,
    /// How many things in the plan do not add up.
    pub lint: u64,
}

/// A part of the code and its coverage.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ComponentStatus {
    /// What the plan calls it.
    pub name: String,
    /// The group whose target it has.
    pub group: Option<String>,
    /// How many files belong to it; 0 when none was found.
    pub files: u64,
    /// The first of its files, at most twenty.
    pub examples: Vec<String>,
    /// Lines that ran, of lines that hold code; `None` when no file was found or there is no coverage.
    pub lines: Option<Ratio>,
    /// Branches taken, of all.
    pub branches: Option<Ratio>,
    /// The lines of the run before.
    pub before: Option<Ratio>,
    /// The line coverage it shall have, least and most, in percent.
    pub target: Option<(f64, f64)>,
    /// The branch coverage it shall have, least and most, in percent.
    pub branch_target: Option<(f64, f64)>,
    /// Whether it has what it shall have; `None` when that is unknown or nothing is asked.
    pub met: Option<bool>,
    /// How many more lines must run.
    pub missing_lines: Option<u64>,
    /// Its line coverage in percent in the runs of [`PlanStatus::trend_runs`].
    pub trend: Vec<Option<f64>>,
    /// The coverage that the plan says it has, in percent.
    pub written: Option<f64>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A kind of test and its tests.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KindStatus {
    /// Its short name.
    pub id: String,
    /// What the plan calls it.
    pub title: String,
    /// What it is for.
    pub meaning: Option<String>,
    /// By what its tests were found: `marker`, `path`, `name`; `None` when none was.
    pub found_by: Option<String>,
    /// Its tests by outcome.
    pub counts: Counts,
    /// The sum of their durations in seconds; `None` when none gave one.
    pub secs: Option<f64>,
    /// Why tests of it were skipped, and how many; the most frequent first.
    pub skipped: Vec<(String, u64)>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A criterion and whether it holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CriterionStatus {
    /// What is written.
    pub text: String,
    /// The heading it stands under.
    pub section: String,
    /// Whether it was ticked by hand; `None` where nothing can be ticked.
    pub written: Option<bool>,
    /// Whether it holds; `None` when it names no number, or the number cannot be measured.
    pub measured: Option<bool>,
    /// The numbers it names.
    pub checks: Vec<Check>,
    /// Where it is written.
    pub source: Option<Location>,
}

impl CriterionStatus {
    /// Whether it counts as fulfilled: by measurement, and by what is written where nothing can be measured.
    pub fn holds(&self) -> bool {
        self.measured.or(self.written) == Some(true)
    }

    /// Whether what is written and what is measured differ.
    pub fn differs(&self) -> bool {
        self.measured.zip(self.written).is_some_and(|(measured, written)| measured != written)
    }
}

/// A number that is asked for and what was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What is measured: `pass_rate`, `line_coverage`, `failing`, `suite_secs`.
    pub subject: String,
    /// Of what; `None` for all.
    pub scope: Option<String>,
    /// How it must compare.
    pub comparison: Comparison,
    /// The limit.
    pub limit: f64,
    /// The unit of limit and value.
    pub unit: Unit,
    /// What was measured; `None` when this run does not tell.
    pub value: Option<f64>,
    /// Whether it holds.
    pub met: Option<bool>,
}

/// A limit and what was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetStatus {
    /// What the plan calls it.
    pub name: String,
    /// How the value must compare with the limit; `about` for a value that is only a baseline.
    pub comparison: Comparison,
    /// The limit.
    pub limit: f64,
    /// The unit of limit and value.
    pub unit: Unit,
    /// What one measurement is of.
    pub per: Option<String>,
    /// What it was measured on; `None` when nothing fits.
    pub bound_to: Option<BoundTo>,
    /// What was measured.
    pub value: Option<f64>,
    /// Whether it holds; `None` for a baseline and where nothing was measured.
    pub met: Option<bool>,
    /// What is left of the limit in percent of it: negative when it is broken.
    pub margin_percent: Option<f64>,
    /// The value in the runs of [`PlanStatus::trend_runs`].
    pub trend: Vec<Option<f64>>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// What a budget was measured on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundTo {
    /// `benchmark`, `test` or `suite`.
    pub kind: String,
    /// The benchmark's name or the test's id.
    pub name: String,
    /// The test's row in the test index.
    pub row: Option<u32>,
}

/// A written diagnosis and how its tests stand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FindingStatus {
    /// What is written.
    pub text: String,
    /// The heading it stands under.
    pub section: String,
    /// The tests as the plan names them.
    pub references: Vec<String>,
    /// How they stand.
    pub state: FindingState,
    /// The rows of its tests in the test index, ascending.
    pub rows: Vec<u32>,
    /// Its tests by outcome.
    pub counts: Counts,
    /// The run in which they were fixed; `None` when they were not, or no run shows when.
    pub fixed_in: Option<RunPoint>,
    /// The clusters of its failing tests, by id.
    pub clusters: Vec<String>,
    /// The names that fit no test.
    pub unknown: Vec<String>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// How the tests of a finding stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingState {
    /// All of them fail.
    StillFailing,
    /// Some fail.
    Mixed,
    /// All pass, and failed before.
    Fixed,
    /// All pass; no run shows that they failed.
    Passing,
    /// None ran: all are skipped.
    Skipped,
    /// None ran: all were collected and have no result.
    NeverRan,
    /// It names no test that is known.
    #[default]
    NoSuchTest,
}

/// The tasks of a section.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskGroup {
    /// The heading they stand under.
    pub section: String,
    /// The phase they belong to.
    pub phase: Option<String>,
    /// How many are done; `None` when nobody marked any.
    pub done: Option<u64>,
    /// The tasks.
    pub tasks: Vec<TaskStatus>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaskStatus {
    /// What is written.
    pub text: String,
    /// Whether it is marked as done.
    pub done: Option<bool>,
    /// The effort, as written.
    pub effort: Option<String>,
    /// How many tests it is to fix, least and most.
    pub fixes: Option<(f64, f64)>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A cause of failures as the plan has it, and what is left of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CauseStatus {
    /// Its id in the plan.
    pub id: String,
    /// What the plan calls it.
    pub title: String,
    /// `planned`, `order` or `hint`.
    pub origin: String,
    /// How many tests were counted when the plan was written, least and most.
    pub planned: Option<(f64, f64)>,
    /// The category of this report that it stands for, by id; `None` when none fits.
    pub category: Option<String>,
    /// How many tests it has now; `None` when nothing fits.
    pub now: Option<u64>,
    /// How many it had in the runs of [`PlanStatus::trend_runs`].
    pub trend: Vec<Option<u64>>,
    /// The effort, as written.
    pub effort: Option<String>,
    /// The place in the order of work.
    pub priority: Option<u32>,
    /// The phases it belongs to.
    pub phases: Vec<String>,
    /// Why it happens.
    pub cause: Option<String>,
    /// How it is to be fixed.
    pub strategy: Option<String>,
    /// The text of the error, where the plan quotes it.
    pub error: Option<String>,
    /// For a hint the clusters whose failures it speaks of, by id.
    pub clusters: Vec<String>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A count that the plan states and what this run has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanTotal {
    /// What is counted.
    pub subject: String,
    /// What the plan says.
    pub written: f64,
    /// Whether it says that only about.
    pub about: bool,
    /// What this run has.
    pub measured: Option<f64>,
    /// Where it is written.
    pub source: Location,
}

/// A rate that changed, and how much of the change comes from tests that are no longer counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DenominatorShift {
    /// The change of the pass rate of executed tests, in points.
    pub points: f64,
    /// The part of it that comes from tests that were deleted, skipped or not collected.
    pub from_missing: f64,
    /// Tests that failed and are skipped now.
    pub skipped: u64,
    /// Tests that failed and are gone now.
    pub removed: u64,
    /// Tests that are new and pass.
    pub added: u64,
    /// The same for line coverage: lines that are no longer counted.
    pub lines_gone: Option<u64>,
    /// Examples of tests that failed and no longer count, at most five.
    pub examples: Vec<TestId>,
    /// It in one sentence.
    pub sentence: String,
}
