//! Are the rules for a merge kept?

use report_model::site::{
    Block, ColumnKind, Content, GateResult, GateVerdict, GridColumn, Mark, Sentence, Sheet, SheetCell,
    SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{Route, text};

use super::{Facts, page_of, traced};

/// The page; none when no rule is set.
pub(super) fn sheet(facts: Facts<'_>) -> Option<Sheet> {
    let gates = facts.gates;
    if gates.is_empty() {
        return None;
    }
    let all = gates.len() as u64;
    let broken = gates.iter().filter(|gate| gate.verdict != GateVerdict::Kept).count() as u64;
    let says = match broken {
        0 => Sentence::default().then(format!("{} kept.", text::counted(all, "rule"))),
        broken => Sentence::default()
            .strong(format!("{} of {}", text::count(broken), text::counted(all, "rule")))
            .then(if broken == 1 { " is not kept." } else { " are not kept." }),
    };
    let column = TableColumn::new;
    let table = Table {
        columns: vec![
            column("Rule", ColumnKind::Head),
            column("State", ColumnKind::Text),
            column("Limit", ColumnKind::Text),
            column("Measured", ColumnKind::Text),
        ],
        rows: gates.iter().map(row).collect(),
        first: 0,
    };
    let panel = SheetPanel::new("Gates")
        .say("With --check a build that does not keep them ends with exit code 1.")
        .with(Content::Table(table));
    Some(Sheet {
        says,
        because: vec!["What the run does not tell is not kept either.".into()],
        blocks: vec![Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }])],
        ..Sheet::default()
    })
}

fn row(gate: &GateResult) -> Vec<SheetCell> {
    let state = match gate.verdict {
        GateVerdict::Kept => SheetCell::mark(Mark::Passed, "Kept"),
        GateVerdict::Violated => SheetCell::mark(Mark::Failed, "Violated"),
        GateVerdict::Unknown => SheetCell::mark(Mark::Unknown, "Not measured"),
    };
    let mut name = Words::default().toned(Tone::Code, gate.rule.as_str());
    if let Some(scope) = &gate.scope {
        name = name.then(format!(" {scope}"));
    }
    vec![
        SheetCell::from(name).below(gate.explanation.as_str()),
        state,
        gate.limit.as_str().into(),
        traced(gate.measured.as_str(), page_of_rule(&gate.rule).as_ref()).into(),
    ]
}

/// The page that shows what a rule is judged on.
fn page_of_rule(rule: &str) -> Option<Route> {
    match rule {
        "phases-kept" => Some(Route::Phases(Vec::new())),
        "budgets" | "component-coverage" => Some(Route::Components),
        "completeness" | "shards" => Some(Route::Completeness),
        "no-new-failures" | "max-failing" => page_of("failing"),
        "max-flaky" => page_of("flaky"),
        "min-pass-rate" | "ratchet-pass-rate" => page_of("tests"),
        "changed-files-coverage" | "min-line-coverage" | "min-branch-coverage" | "ratchet-line-coverage" => {
            page_of("line_coverage")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_leads_to_the_page_that_it_is_judged_on() {
        for rule in report_analysis::rules::RULES {
            assert!(page_of_rule(rule.id()).is_some(), "{}", rule.id());
        }
    }
}
