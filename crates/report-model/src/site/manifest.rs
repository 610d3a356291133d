//! `data/manifest.json`: all that the first page needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cluster, CoverageTotals, NoticeCounts, PhaseState, PhaseStatus, RunPoint, Sentence};
use crate::{Counts, Notice, Ratio, TestId, Timestamp};

/// The entry point of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the contract, [`super::SCHEMA`] when it was written.
    pub schema: u32,
    /// Who wrote the site: `report-gen 0.1.0`.
    pub generator: String,
    /// The title of the report, usually the project's name.
    pub title: String,
    /// The run that the site is about.
    pub run: RunInfo,
    /// What was counted in it.
    pub totals: Totals,
    /// What was covered; `None` when no artifact told.
    pub coverage: Option<CoverageTotals>,
    /// The state of the plan in one sentence, or of the run where there is no plan.
    pub verdict: Sentence,
    /// One or two sentences that say what the verdict rests on; may be empty.
    pub because: String,
    /// The run it is compared with: the one before it on the same branch.
    pub before: Option<RunPoint>,
    /// What is different from [`before`](Self::before); `None` when there is nothing to compare with.
    pub changes: Option<Changes>,
    /// The phases of the plan, in its order, measured by this run.
    pub phases: Vec<PhaseStatus>,
    /// Pieces of work that a reader can take as done, to see what would come of it.
    #[serde(default)]
    pub choices: Vec<super::Choice>,
    /// The rest of the plan in a few numbers; `None` when there is no plan.
    #[serde(default)]
    pub plan: Option<super::PlanSummary>,
    /// How much of a change of the pass rate comes from tests that no longer count; `None` when nothing is to say.
    #[serde(default)]
    pub denominator: Option<super::DenominatorShift>,
    /// The rules that a run must keep, judged, violations first; empty when there are none.
    #[serde(default)]
    pub gates: Vec<super::GateResult>,
    /// The first clusters to fix, at most five. Their `rows` are empty; the failures shard has them.
    pub fix_first: Vec<Cluster>,
    /// How many clusters there are.
    pub cluster_count: u64,
    /// The last runs of the branch, oldest first, this one last; at most 30.
    pub trend: Vec<RunPoint>,
    /// The suite's time over those runs with the changes of its level; `None` when no test gave a time.
    #[serde(default)]
    pub suite_time: Option<super::SheetPanel>,
    /// How many runs the history holds, this one among them.
    pub run_count: u64,
    /// How many notices there are.
    pub notices: NoticeCounts,
    /// The gravest notices, at most three.
    pub worth_knowing: Vec<Notice>,
    /// How many artifacts were read.
    pub files_read: u64,
    /// How many plan documents were read.
    pub plans_read: u64,
    /// Where the rest is.
    pub shards: Shards,
}

impl Manifest {
    /// The phase that is worked on: the first that is lost or in progress, else the first that cannot be judged.
    pub fn current_phase(&self) -> Option<&PhaseStatus> {
        let first = |wanted: &[PhaseState]| self.phases.iter().find(|phase| wanted.contains(&phase.state));
        first(&[PhaseState::Lost, PhaseState::InProgress]).or_else(|| first(&[PhaseState::Unknown]))
    }
}

/// What identifies a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunInfo {
    /// Its id.
    pub id: String,
    /// The branch it ran on.
    pub branch: Option<String>,
    /// The commit it ran on.
    pub commit: Option<String>,
    /// When it began, in milliseconds since 1970, UTC.
    pub started_at: Option<Timestamp>,
    /// A link to the job that made it.
    pub url: Option<String>,
    /// Free labels such as `os=linux`.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// What was counted in a run.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Tests by outcome.
    pub counts: Counts,
    /// Tests that passed only on a retry; they are among the passed.
    pub flaky: u64,
    /// Every test that is known: those with a result, and those that were collected and have none.
    pub collected: u64,
    /// The sum of the tests' durations in seconds; `None` when none gave one.
    pub tests_secs: Option<f64>,
    /// How many tests gave no duration: with any, [`tests_secs`](Self::tests_secs) is a lower bound.
    pub without_time: u64,
    /// The wall time in seconds, from time stamps; `None` when there are none.
    pub wall_secs: Option<f64>,
    /// How many artifacts had to be repaired to be read: with any, every count may be too low.
    pub repaired_files: u64,
}

impl Totals {
    /// The share that passed of every known test.
    pub const fn rate_of_collected(&self) -> Ratio {
        Ratio::new(self.counts.passed, self.collected)
    }

    /// The suite's time for trends: wall time where it is known, the sum of the tests' durations otherwise.
    pub fn suite_secs(&self) -> Option<f64> {
        self.wall_secs.or(self.tests_secs)
    }
}

/// What is different from the run before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Tests that fail now and did not.
    pub newly_failing: u64,
    /// Tests that failed and pass now.
    pub fixed: u64,
    /// Tests that failed and still do.
    pub still_failing: u64,
    /// Tests that were not there.
    pub added: u64,
    /// Tests that are gone.
    pub removed: u64,
    /// Tests that are skipped now and were not.
    pub newly_skipped: u64,
    /// Changed tests of each kind that has any, at most a few of each, in the order of the fields above.
    pub examples: Vec<ChangedTest>,
    /// How many clusters the newly failing tests fall into.
    pub newly_failing_clusters: u64,
}

impl Changes {
    /// How many tests changed in which way, those ways left out in which none did.
    pub fn counted(&self) -> impl Iterator<Item = (u64, &'static str)> {
        let all = [
            (self.newly_failing, "newly failing"),
            (self.fixed, "fixed"),
            (self.still_failing, "still failing"),
            (self.added, "added"),
            (self.removed, "removed"),
            (self.newly_skipped, "newly skipped"),
        ];
        all.into_iter().filter(|(count, _)| *count > 0)
    }
}

/// One test that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedTest {
    /// The kind: `newly_failing`, `fixed`, `added`, `removed` or `newly_skipped`.
    pub kind: String,
    /// The test.
    pub id: TestId,
    /// The file or class it is in, with `/` between folders.
    pub group: String,
    /// Its name within the group.
    pub name: String,
}

/// Where a shard is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardRef {
    /// The path below `data/`.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// A digest of its content, for caches: added to the address as `?v=`.
    pub version: String,
    /// For shards of test rows: the first row in it.
    pub first_row: u32,
}

/// Where everything beyond the manifest is. Paths end in `.json.gz`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shards {
    /// [`super::TestShard`]s, in the order of rows.
    pub tests: Vec<ShardRef>,
    /// [`super::TestTexts`], in the order of rows.
    pub texts: Vec<ShardRef>,
    /// [`super::TestHistory`], in the order of rows; empty when there is one run only.
    pub test_history: Vec<ShardRef>,
    /// [`super::Failures`]; `None` when nothing failed.
    pub failures: Option<ShardRef>,
    /// [`super::Flaky`]; `None` when no test is.
    #[serde(default)]
    pub flaky: Option<ShardRef>,
    /// [`super::CoverageFiles`]; `None` when there is no coverage.
    pub coverage: Option<ShardRef>,
    /// [`super::CoverageLines`]; `None` when there is no coverage, or it was left out to save space.
    #[serde(default)]
    pub coverage_lines: Option<ShardRef>,
    /// [`super::Runtime`]; `None` when no test gave a duration.
    pub runtime: Option<ShardRef>,
    /// [`super::ChangedTests`]; `None` when there is nothing to compare with.
    #[serde(default)]
    pub changed: Option<ShardRef>,
    /// [`super::ChangePoints`]; `None` when there are too few runs.
    #[serde(default)]
    pub change_points: Option<ShardRef>,
    /// [`super::PlanStatus`]; `None` when there is no plan.
    #[serde(default)]
    pub plan: Option<ShardRef>,
    /// [`super::Completeness`]; `None` when there are no tests.
    #[serde(default)]
    pub completeness: Option<ShardRef>,
    /// [`super::Runs`].
    pub runs: Option<ShardRef>,
    /// [`super::Ledger`].
    pub ledger: Option<ShardRef>,
    /// Pages that are written out.
    #[serde(default)]
    pub sheets: Vec<SheetRef>,
}

/// Where a written-out page is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRef {
    /// The page's name in the address.
    pub page: String,
    /// Its [`super::Sheet`].
    pub shard: ShardRef,
}
