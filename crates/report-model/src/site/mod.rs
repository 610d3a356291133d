//! What the pages show: the contract between the generator, the dashboard and everybody else who reads a site.
//!
//! A site is `data/manifest.json`, small and independent of the number of tests, and shards that are loaded when a
//! page needs them. Shards are JSON compressed with gzip; [`ShardRef`] says where they are. No type here uses
//! `flatten` or `untagged`: both make errors that name nothing.

mod change_points;
mod changed;
mod choice;
mod completeness;
mod coverage;
mod failures;
mod flaky;
mod forecast;
mod gates;
mod history;
mod manifest;
mod notices;
mod phases;
mod plan;
mod runtime;
mod sentence;
mod sheet;
mod test_index;
mod test_texts;

pub use change_points::{ChangePoints, FolderLevels, LevelChange, Levels, TestLevels, TrendRun};
pub use changed::{ChangedRow, ChangedTests, PaceRow, StillFailingRow};
pub use choice::Choice;
pub use completeness::{BatchStatus, Completeness, Excluded, FolderCompleteness, Half, Suspect};
pub use coverage::{CoverageFiles, CoverageLines, CoverageTotals, FileLines, FunctionHits};
pub use failures::{Cascade, CascadeKind, Category, Cluster, Failures, Lived, RuleUse, TemplatePart};
pub use flaky::{Flaky, FlakyEvent, FlakyTest, LeftOutRun, TestState};
pub use forecast::{DateSpan, Forecast, Outlook, RunSpan};
pub use gates::{GateResult, GateVerdict, Gates};
pub use history::{
    FailureRecord, FileRecord, HistoryIndex, HistoryRecord, NameList, RenamedTest, RetryRecord, RunPoint,
    Runs, TestHistory, TestRecord,
};
pub use manifest::{ChangedTest, Changes, Manifest, RunInfo, ShardRef, Shards, SheetRef, Totals};
pub use notices::{Ledger, LedgerRow, NoticeCounts};
pub use phases::{Basis, PhaseState, PhaseStatus, TargetStatus};
pub use plan::{
    BoundTo, BudgetStatus, CauseStatus, Check, ComponentStatus, CriterionStatus, DenominatorShift,
    FindingState, FindingStatus, KindStatus, PlanStatus, PlanSummary, PlanTotal, TaskGroup, TaskStatus,
};
pub use runtime::{
    DurationBin, Family, FolderTime, Lane, Runtime, Saving, SlowTest, SuiteTime, TimeSpan, Timeline,
    TimelineLane, Workers,
};
pub use sentence::{Sentence, Span};
pub use sheet::{
    Block, ChartChange, ChartPoint, ChartTarget, ColumnKind, Content, Fold, GridColumn, Mark, Sheet,
    SheetCell, SheetPanel, Stat, Table, TableColumn, TimelineChart, Tone, TrendChart, Word, Words,
};
pub use test_index::{Column, Group, OutcomeLetters, TestShard};
pub use test_texts::{
    AttemptText, Difference, DifferenceLine, FailureText, ReadingText, TestTextEntry, TestTexts,
};

pub use crate::Measure;

/// The version of this contract. It rises when a field's meaning changes or a reader of the version before could
/// misread the data; a new optional field does not raise it.
pub const SCHEMA: u32 = 1;

/// The only part of a manifest that every version has: read it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SchemaOnly {
    /// The [`SCHEMA`] that the site was written with.
    pub schema: u32,
}

/// The sources of every serialised type, the manifest's first: what the documentation of the format is made from, so
/// that it cannot say anything else than the types do.
pub const SOURCES: &[&str] = &[
    include_str!("manifest.rs"),
    include_str!("sentence.rs"),
    include_str!("sheet.rs"),
    include_str!("sheet/charts.rs"),
    include_str!("phases.rs"),
    include_str!("forecast.rs"),
    include_str!("plan.rs"),
    include_str!("completeness.rs"),
    include_str!("gates.rs"),
    include_str!("test_index.rs"),
    include_str!("test_texts.rs"),
    include_str!("failures.rs"),
    include_str!("flaky.rs"),
    include_str!("choice.rs"),
    include_str!("coverage.rs"),
    include_str!("runtime.rs"),
    include_str!("change_points.rs"),
    include_str!("changed.rs"),
    include_str!("history.rs"),
    include_str!("notices.rs"),
    include_str!("../measure.rs"),
    include_str!("../value.rs"),
    include_str!("../notice.rs"),
    include_str!("../test_id.rs"),
];
