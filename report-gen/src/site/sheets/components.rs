//! What is each part of the code worth, and which limits hold?

use report_model::route::CoverageFilter;
use report_model::site::{
    Block, BudgetStatus, ColumnKind, ComponentStatus, Content, GridColumn, KindStatus, Mark, PlanStatus,
    RunInfo, Sentence, Sheet, SheetCell, SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{Ratio, Route, text};

use super::{Facts, source};

/// The page; none when the plan names neither parts, kinds nor budgets.
pub(super) fn sheet(facts: Facts<'_>) -> Option<Sheet> {
    let plan = facts.plan?;
    let mut panels: Vec<SheetPanel> = Vec::new();
    let run = &facts.manifest.run;
    panels.extend(components(run, plan));
    panels.extend(budgets(run, plan));
    panels.extend(kinds(plan));
    if panels.is_empty() {
        return None;
    }
    Some(Sheet {
        eyebrow: vec![format!("from {}", plan.documents.join(", ")).into()],
        says: headline(plan),
        because: Vec::new(),
        blocks: vec![Block::Grid(vec![GridColumn { span: 12, panels }])],
        ..Sheet::default()
    })
}

fn headline(plan: &PlanStatus) -> Sentence {
    let short = plan.components.iter().filter(|part| part.met == Some(false)).count() as u64;
    let measured = plan.components.iter().filter(|part| part.met.is_some()).count() as u64;
    let broken = plan.budgets.iter().filter(|budget| budget.met == Some(false)).count() as u64;
    let limits = plan.budgets.iter().filter(|budget| budget.met.is_some()).count() as u64;
    let parts = match (measured, short) {
        (0, _) => Sentence::default().then("No part of the code could be measured"),
        (measured, 0) => Sentence::default()
            .then(format!("All {} have their coverage", text::counted(measured, "component"))),
        (measured, short) => Sentence::default()
            .strong(format!("{} of {}", text::count(short), text::counted(measured, "component")))
            .then(" fall short of their coverage"),
    };
    match (limits, broken) {
        (0, _) => parts.then("."),
        (limits, 0) => parts.then(format!("; {} kept.", text::counted(limits, "budget"))),
        (limits, broken) => parts
            .then("; ")
            .strong(format!("{} of {}", text::count(broken), text::counted(limits, "budget")))
            .then(" missed."),
    }
}

/// `95 %`, `68–70 %`.
fn band(target: (f64, f64)) -> String {
    if (target.1 - target.0).abs() < 1e-9 {
        format!("≥ {}", text::target_percent(target.0))
    } else {
        format!("{}–{}", text::short_number(target.0), text::target_percent(target.1))
    }
}

fn met(met: Option<bool>) -> SheetCell {
    match met {
        Some(true) => SheetCell::mark(Mark::Passed, "Met"),
        Some(false) => SheetCell::mark(Mark::Failed, "Not met"),
        None => SheetCell::mark(Mark::Unknown, "Not measured"),
    }
}

fn components(run: &RunInfo, plan: &PlanStatus) -> Option<SheetPanel> {
    if plan.components.is_empty() {
        return None;
    }
    let rows = plan.components.iter().map(|part| component(run, part)).collect();
    let column = TableColumn::new;
    Some(SheetPanel::new("Components").say("Line coverage of each part, against its target.").with(
        Content::Table(Table {
            columns: vec![
                column("Component", ColumnKind::Head),
                column("Target", ColumnKind::Number),
                column("Lines", ColumnKind::Number),
                column("", ColumnKind::Bar),
                column("Branches", ColumnKind::Number).wide(),
                column("Missing", ColumnKind::Number),
                column("State", ColumnKind::Text),
                column("Last runs", ColumnKind::Text).wide(),
            ],
            rows,
            first: 0,
        }),
    ))
}

fn component(run: &RunInfo, part: &ComponentStatus) -> Vec<SheetCell> {
    let percent = |ratio: Option<Ratio>| ratio.and_then(Ratio::percent);
    let lines = percent(part.lines);
    let below = match (part.files, part.written) {
        (0, _) => Words::from("no file of the coverage belongs to it"),
        (files, None) => text::counted(files, "file").into(),
        (files, Some(written)) => {
            format!("{}; the plan says {}", text::counted(files, "file"), text::percent(written)).into()
        }
    };
    let below = below.beside(source(run, part.source.as_ref()));
    let difference = lines.zip(percent(part.before)).map(|(now, then)| now - then);
    let moved = difference.filter(|points| points.abs() >= 0.05).map(text::points).unwrap_or_default();
    vec![
        SheetCell::from(part.name.as_str()).below(below),
        part.target.map(band).unwrap_or_default().into(),
        SheetCell::from(lines.map_or_else(Words::unknown, |lines| {
            let to = Route::Coverage(CoverageFilter::default());
            Words::default().toned_link(Tone::Strong, text::percent(lines), &to)
        }))
        .below(moved),
        SheetCell { bar: lines.map(|lines| lines / 100.0), ..SheetCell::default() },
        SheetCell::from(percent(part.branches).map(text::percent).unwrap_or_default())
            .below(part.branch_target.map(band).unwrap_or_default()),
        part.missing_lines
            .filter(|lines| *lines > 0)
            .map(|lines| text::counted(lines, "line"))
            .unwrap_or_default()
            .into(),
        if part.target.is_none() && part.branch_target.is_none() {
            SheetCell::default()
        } else {
            met(part.met)
        },
        SheetCell { spark: part.trend.clone(), ..SheetCell::default() },
    ]
}

fn budgets(run: &RunInfo, plan: &PlanStatus) -> Option<SheetPanel> {
    if plan.budgets.is_empty() {
        return None;
    }
    let rows = plan.budgets.iter().map(|one| budget(run, one)).collect();
    let column = TableColumn::new;
    Some(SheetPanel::new("Budgets").say("Limits on times, rates and sizes.").with(Content::Table(Table {
        columns: vec![
            column("Budget", ColumnKind::Head),
            column("Limit", ColumnKind::Number),
            column("Measured", ColumnKind::Number),
            column("Margin", ColumnKind::Number),
            column("State", ColumnKind::Text),
            column("Measured on", ColumnKind::Text).wide(),
            column("Last runs", ColumnKind::Text).wide(),
        ],
        rows,
        first: 0,
    })))
}

fn budget(run: &RunInfo, budget: &BudgetStatus) -> Vec<SheetCell> {
    let limit = format!("{} {}", budget.comparison.sign(), budget.unit.text(budget.limit));
    let per = budget.per.as_ref().map(|per| format!("per {per}")).unwrap_or_default();
    let value = budget
        .value
        .map_or_else(Words::unknown, |value| Words::default().toned(Tone::Strong, budget.unit.text(value)));
    let margin = budget.margin_percent.map(|margin| {
        let tone = if margin < 0.0 { Tone::Bad } else { Tone::Plain };
        let words = if margin < 0.0 { "over" } else { "left" };
        Words::default().toned(tone, format!("{} {words}", text::percent(margin.abs())))
    });
    let state = match (budget.met, budget.bound_to.is_some()) {
        (Some(true), _) => SheetCell::mark(Mark::Passed, "Kept"),
        (Some(false), _) => SheetCell::mark(Mark::Failed, "Missed"),
        (None, true) => SheetCell::mark(Mark::Unknown, "Baseline"),
        (None, false) => SheetCell::mark(Mark::Unknown, "Nothing measures it"),
    };
    let on = budget.bound_to.as_ref().map(|bound| {
        let name = match bound.kind.as_str() {
            "test" if bound.row.is_some() => Words::default().test(&report_model::TestId(bound.name.clone())),
            "suite" => Words::default().link("the suite", &Route::Runtime),
            _ => Words::default().toned(Tone::Code, bound.name.as_str()),
        };
        SheetCell::from(name).below(bound.kind.as_str())
    });
    vec![
        SheetCell::from(budget.name.as_str())
            .below(Words::default().beside(source(run, budget.source.as_ref()))),
        SheetCell::from(limit).below(per),
        value.into(),
        margin.unwrap_or_default().into(),
        state,
        on.unwrap_or_default(),
        SheetCell { spark: budget.trend.clone(), ..SheetCell::default() },
    ]
}

fn kinds(plan: &PlanStatus) -> Option<SheetPanel> {
    if plan.kinds.is_empty() {
        return None;
    }
    let rows = plan.kinds.iter().map(kind).collect();
    let column = TableColumn::new;
    Some(SheetPanel::new("Kinds of test").say("By marker, folder or name.").with(Content::Table(Table {
        columns: vec![
            column("Kind", ColumnKind::Head),
            column("Tests", ColumnKind::Number),
            column("Passed", ColumnKind::Number),
            column("Failed", ColumnKind::Number),
            column("Skipped", ColumnKind::Number),
            column("Time", ColumnKind::Number),
            column("Why skipped", ColumnKind::Text).wide(),
        ],
        rows,
        first: 0,
    })))
}

fn kind(kind: &KindStatus) -> Vec<SheetCell> {
    let found = match &kind.found_by {
        Some(by) => format!("found by {by}"),
        None => "no test of this run is known to be of it".to_owned(),
    };
    let below = kind.meaning.as_ref().map_or_else(|| found.clone(), |meaning| format!("{meaning}; {found}"));
    let reasons =
        kind.skipped.iter().take(3).map(|(reason, tests)| format!("{reason} ({})", text::count(*tests)));
    let is_known = kind.found_by.is_some();
    let number = |value: u64| -> SheetCell {
        if is_known { text::count(value).into() } else { Words::unknown().into() }
    };
    vec![
        SheetCell::from(kind.title.as_str()).below(below),
        number(kind.counts.total()),
        number(kind.counts.passed),
        number(kind.counts.bad()),
        number(kind.counts.skipped),
        kind.secs.map_or_else(Words::unknown, |secs| text::duration(secs).into()).into(),
        reasons.collect::<Vec<_>>().join("; ").into(),
    ]
}
