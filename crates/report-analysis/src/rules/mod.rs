//! Gates: rules that a run must keep. One file a rule, one line in [`RULES`].

mod budgets;
mod changed_files;
mod completeness;
mod component_coverage;
mod max_failing;
mod max_flaky;
mod min_branch_coverage;
mod min_line_coverage;
mod min_pass_rate;
mod new_failures;
mod phases_kept;
mod ratchet;
mod shards;

use report_model::site::{
    BudgetStatus, ComponentStatus, CoverageFiles, CoverageTotals, GateResult, GateVerdict, PhaseStatus,
    RunPoint, Totals,
};
use report_model::{Ratio, text};

/// What the rules are judged on. All of it is in a site.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// What was counted.
    pub totals: Totals,
    /// What was covered.
    pub coverage: Option<CoverageTotals>,
    /// The coverage of each file.
    pub files: Option<&'a CoverageFiles>,
    /// The phases.
    pub phases: &'a [PhaseStatus],
    /// The components of the plan.
    pub components: &'a [ComponentStatus],
    /// The budgets of the plan.
    pub budgets: &'a [BudgetStatus],
    /// Tests that fail and did not in the run before; `None` when there is none to compare with.
    pub newly_failing: Option<u64>,
    /// Flaky tests.
    pub flaky: u64,
    /// Tests that ran to an end, of all known.
    pub executed: Option<Ratio>,
    /// How many artifacts with test results were read.
    pub result_files: u64,
    /// The runs before this one on the branch, oldest first.
    pub past: &'a [RunPoint],
}

/// The limits as a team sets them. A rule whose limit is `None` or `false` is not judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// No phase that was reached may be lost.
    pub phases_kept: bool,
    /// The least pass rate of executed tests in percent.
    pub min_pass_rate: Option<f64>,
    /// The least line coverage in percent.
    pub min_line_coverage: Option<f64>,
    /// The least branch coverage in percent.
    pub min_branch_coverage: Option<f64>,
    /// The components of the plan must have their coverage.
    pub components: bool,
    /// The least line coverage of the changed files together, in percent.
    pub min_changed_coverage: Option<f64>,
    /// The files that were changed, for the rule above.
    pub changed_files: Vec<String>,
    /// The most tests that may fail and did not in the run before.
    pub max_new_failures: Option<u64>,
    /// The most tests that may fail or error.
    pub max_failing: Option<u64>,
    /// The most flaky tests.
    pub max_flaky: Option<u64>,
    /// The budgets of the plan must hold.
    pub budgets: bool,
    /// The least share of known tests that must have run, in percent.
    pub min_completeness: Option<f64>,
    /// How many artifacts with test results there must be.
    pub shards: Option<u64>,
    /// Never below the best pass rate so far, minus so many points.
    pub ratchet_pass_rate: Option<f64>,
    /// Never below the best line coverage so far, minus so many points.
    pub ratchet_line_coverage: Option<f64>,
}

impl Default for Limits {
    /// What is judged when nobody set limits: what was reached stays, and nothing new breaks.
    fn default() -> Self {
        Self {
            phases_kept: true,
            min_pass_rate: None,
            min_line_coverage: None,
            min_branch_coverage: None,
            components: false,
            min_changed_coverage: None,
            changed_files: Vec::new(),
            max_new_failures: Some(0),
            max_failing: None,
            max_flaky: None,
            budgets: true,
            min_completeness: None,
            shards: None,
            ratchet_pass_rate: None,
            ratchet_line_coverage: None,
        }
    }
}

impl Limits {
    /// No rule at all.
    pub fn none() -> Self {
        Self { phases_kept: false, max_new_failures: None, budgets: false, ..Self::default() }
    }
}

/// A rule that a run must keep.
pub trait Rule: Sync {
    /// Its id, as in results: `min-pass-rate`.
    fn id(&self) -> &'static str;
    /// The key below `[gates]` that sets its limit.
    fn key(&self) -> &'static str;
    /// What it asks and why, in one or two sentences.
    fn explanation(&self) -> &'static str;
    /// An example of a limit, as it is written in `report-gen.toml`.
    fn example(&self) -> &'static str;
    /// Judges a run; nothing when the rule has no limit.
    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult>;
}

/// All rules.
pub static RULES: &[&dyn Rule] = &[
    &phases_kept::PhasesKept,
    &min_pass_rate::MinPassRate,
    &min_line_coverage::MinLineCoverage,
    &min_branch_coverage::MinBranchCoverage,
    &component_coverage::ComponentCoverage,
    &changed_files::ChangedFiles,
    &new_failures::NewFailures,
    &max_failing::MaxFailing,
    &max_flaky::MaxFlaky,
    &budgets::Budgets,
    &completeness::Complete,
    &shards::Shards,
    &ratchet::PassRate,
    &ratchet::LineCoverage,
];

/// The rule that is called `id`.
pub fn by_id(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.id() == id || rule.key() == id)
}

/// Judges every rule that has a limit; violations first.
pub fn judge(limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
    let mut results: Vec<GateResult> = RULES.iter().flat_map(|rule| rule.judge(limits, facts)).collect();
    let rank = |result: &GateResult| match result.verdict {
        GateVerdict::Violated => 0,
        GateVerdict::Unknown => 1,
        GateVerdict::Kept => 2,
    };
    results.sort_by_key(rank);
    results
}

/// What cannot be measured.
const UNKNOWN: &str = "not in the data";

fn result(
    rule: &dyn Rule,
    scope: Option<String>,
    limit: String,
    measured: Option<String>,
    kept: Option<bool>,
) -> GateResult {
    GateResult {
        rule: rule.id().to_owned(),
        scope,
        explanation: rule.explanation().to_owned(),
        limit,
        measured: measured.unwrap_or_else(|| UNKNOWN.to_owned()),
        verdict: match kept {
            Some(true) => GateVerdict::Kept,
            Some(false) => GateVerdict::Violated,
            None => GateVerdict::Unknown,
        },
    }
}

/// At least a share.
fn at_least(rule: &dyn Rule, scope: Option<String>, limit: f64, measured: Option<Ratio>) -> GateResult {
    let measured = measured.filter(|measured| measured.whole > 0);
    let said = measured.and_then(|ratio| {
        Some(format!(
            "{} ({} of {})",
            text::percent(ratio.percent()?),
            text::count(ratio.part),
            text::count(ratio.whole)
        ))
    });
    let kept = measured.map(|ratio| ratio.missing_to(limit) == 0);
    result(rule, scope, format!("at least {}", text::target_percent(limit)), said, kept)
}

/// At most a count.
fn at_most(rule: &dyn Rule, limit: u64, measured: Option<u64>) -> GateResult {
    let kept = measured.map(|measured| measured <= limit);
    result(rule, None, format!("at most {}", text::count(limit)), measured.map(text::count), kept)
}

#[cfg(test)]
mod tests {
    use report_model::Counts;

    use super::*;

    #[test]
    fn rules_have_distinct_names_and_say_what_they_ask() {
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            assert!(
                rule.explanation().ends_with('.') && rule.example().starts_with(rule.key()),
                "{}",
                rule.id()
            );
            assert!(by_id(rule.id()).is_some() && by_id(rule.key()).is_some());
        }
    }

    fn all() -> Limits {
        Limits {
            min_pass_rate: Some(90.0),
            min_line_coverage: Some(60.0),
            min_branch_coverage: Some(50.0),
            components: true,
            min_changed_coverage: Some(80.0),
            changed_files: vec!["src/a.py".into()],
            max_failing: Some(5),
            max_flaky: Some(1),
            min_completeness: Some(95.0),
            shards: Some(2),
            ratchet_pass_rate: Some(0.5),
            ratchet_line_coverage: Some(0.5),
            ..Limits::default()
        }
    }

    #[test]
    fn a_run_without_data_is_unknown_not_kept() {
        let results = judge(&all(), &Facts::default());
        let kept: Vec<&str> = results
            .iter()
            .filter(|result| result.verdict == GateVerdict::Kept)
            .map(|result| result.rule.as_str())
            .collect();
        assert_eq!(kept, ["max-flaky"], "{results:#?}");
    }

    fn point(passed: u64, failed: u64, lines: u64) -> RunPoint {
        let counts = Counts { passed, failed, ..Counts::default() };
        let mut point = crate::testing::point("x", counts);
        point.coverage =
            Some(CoverageTotals { lines: Ratio::new(lines, 100), branches: None, functions: None, files: 1 });
        point
    }

    #[test]
    fn limits_are_kept_or_violated() {
        let (best, now) = (point(99, 1, 80), point(94, 6, 70));
        let files = CoverageFiles {
            paths: vec!["src/a.py".into(), "src/b.py".into()],
            covered: vec![7, 60],
            lines: vec![10, 90],
            ..CoverageFiles::default()
        };
        let past = [best];
        let facts = Facts {
            totals: now.totals,
            coverage: now.coverage,
            files: Some(&files),
            newly_failing: Some(2),
            flaky: 2,
            executed: Some(Ratio::new(96, 100)),
            result_files: 1,
            past: &past,
            ..Facts::default()
        };
        let results = judge(&all(), &facts);
        let of = |verdict| {
            results
                .iter()
                .filter(|result| result.verdict == verdict)
                .map(|result| result.rule.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(GateVerdict::Violated),
            [
                "changed-files-coverage",
                "no-new-failures",
                "max-failing",
                "max-flaky",
                "shards",
                "ratchet-pass-rate",
                "ratchet-line-coverage"
            ]
        );
        assert_eq!(of(GateVerdict::Kept), ["min-pass-rate", "min-line-coverage", "completeness"]);
        assert_eq!(of(GateVerdict::Unknown), ["min-branch-coverage"]);
        assert!(judge(&Limits::none(), &facts).is_empty());
    }
}
