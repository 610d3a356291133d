//! Gates: the rules judged on what a site holds, so that a build and a later check agree.

use std::fmt::Write as _;

use report_analysis::rules::{self, Facts, Limits, RULES, Rule};
use report_model::site::{
    Completeness, CoverageFiles, Flaky, GateResult, GateVerdict, Gates, LedgerRow, Manifest, PlanStatus,
};

use crate::summary::bold;

/// What a site holds that rules are judged on.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The entry point.
    pub manifest: &'a Manifest,
    /// The plan's state.
    pub plan: Option<&'a PlanStatus>,
    /// How much was run.
    pub completeness: Option<&'a Completeness>,
    /// The coverage of each file.
    pub files: Option<&'a CoverageFiles>,
    /// The flaky tests.
    pub flaky: Option<&'a Flaky>,
    /// The artifacts.
    pub ledger: &'a [LedgerRow],
}

/// Judges every rule that has a limit.
pub fn judge(limits: &Limits, ground: Ground<'_>) -> Gates {
    let manifest = ground.manifest;
    let past = manifest.trend.split_last().map_or(&[][..], |(_, past)| past);
    let facts = Facts {
        totals: manifest.totals,
        coverage: manifest.coverage,
        files: ground.files,
        phases: &manifest.phases,
        components: ground.plan.map_or(&[], |plan| &plan.components),
        budgets: ground.plan.map_or(&[], |plan| &plan.budgets),
        newly_failing: manifest.changes.as_ref().map(|changes| changes.newly_failing),
        flaky: ground.flaky.map_or(0, |flaky| flaky.tests.len() as u64),
        executed: ground.completeness.map(|completeness| completeness.executed),
        result_files: ground.ledger.iter().filter(|row| row.counted.is_some()).count() as u64,
        past,
    };
    Gates { results: rules::judge(limits, &facts) }
}

/// The results as a table for a terminal.
pub fn table(results: &[GateResult]) -> String {
    if results.is_empty() {
        return "No rule was judged: write limits below [gates] in report-gen.toml.\n".to_owned();
    }
    let rows: Vec<[String; 4]> = results
        .iter()
        .map(|result| {
            let word = match result.verdict {
                GateVerdict::Kept => "kept",
                GateVerdict::Violated => "VIOLATED",
                GateVerdict::Unknown => "UNKNOWN",
            };
            let rule = match &result.scope {
                Some(scope) => format!("{} ({scope})", result.rule),
                None => result.rule.clone(),
            };
            [word.to_owned(), rule, result.limit.clone(), result.measured.clone()]
                .map(|text| printable(&text))
        })
        .collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let (first, second, third) = (width(0), width(1).max(4), width(2).max(5));
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{}",
        bold(&format!("{:first$}  {:second$}  {:third$}  measured", "gate", "rule", "limit"))
    );
    for [word, rule, limit, measured] in &rows {
        let _ = writeln!(text, "{word:first$}  {rule:second$}  {limit:third$}  {measured}");
    }
    let broken = results.iter().filter(|result| result.verdict != GateVerdict::Kept).count();
    let _ = match broken {
        0 if results.len() == 1 => writeln!(text, "The rule is kept."),
        0 => writeln!(text, "All {} are kept.", report_model::text::counted(results.len() as u64, "rule")),
        broken => writeln!(
            text,
            "{} not kept; `report-gen explain RULE` says what a rule asks.",
            report_model::text::counted(broken as u64, "rule")
        ),
    };
    text
}

/// What a rule asks, for a terminal.
pub fn explain(rule: &dyn Rule) -> String {
    format!(
        "{}\n\n{}\n\nIn report-gen.toml:\n\n  [gates]\n  {}\n",
        bold(rule.id()),
        rule.explanation(),
        rule.example()
    )
}

/// All rules as a Markdown page.
pub fn rules_page() -> String {
    let mut text = String::from(
        "# Rules\n\nGates are rules that a run must keep. Limits stand below `[gates]` in `report-gen.toml`; a rule without a \
         limit is not judged. `report-gen build --check` and `report-gen check SITE|HISTORY` end with status 1 when a rule is not kept; \
         what cannot be measured is not kept. Without `[gates]` they judge that no phase was lost, that no test began to fail, and \
         that budgets hold. The same results stand in the report. `report-gen explain RULE` prints one of them.\n\n\
         | rule | what it asks | in `report-gen.toml` |\n|---|---|---|\n",
    );
    for rule in RULES {
        let _ = writeln!(text, "| `{}` | {} | `{}` |", rule.id(), rule.explanation(), rule.example());
    }
    text
}

/// Names from a plan must not be able to steer the terminal.
fn printable(text: &str) -> String {
    report_model::text::visible(text).replace('\n', " ")
}
