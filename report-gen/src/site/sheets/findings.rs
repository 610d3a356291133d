//! What did the team write down about failing tests, and what became of it?

use report_model::Route;
use report_model::site::{
    Block, ColumnKind, Content, FindingState, FindingStatus, GridColumn, Mark, Sentence, Sheet, SheetCell,
    SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::text;

use super::{Facts, source};

/// The page; none when the plan has no findings.
pub(super) fn sheet(facts: Facts<'_>) -> Option<Sheet> {
    let plan = facts.plan?;
    if plan.findings.is_empty() {
        return None;
    }
    let all = text::counted(plan.findings.len() as u64, "finding");
    let of =
        |state: FindingState| plan.findings.iter().filter(|finding| finding.state == state).count() as u64;
    let open = of(FindingState::StillFailing) + of(FindingState::Mixed);
    let says = match open {
        0 => Sentence::default().then(format!("No test that the {all} name fails.")),
        open => Sentence::default()
            .strong(format!("{} of {all}", text::count(open)))
            .then(" still have failing tests."),
    };
    let column = TableColumn::new;
    let table = Table {
        columns: vec![
            column("Finding", ColumnKind::Head),
            column("State", ColumnKind::Text),
            column("Tests", ColumnKind::Text),
            column("Clusters", ColumnKind::Text).wide(),
        ],
        rows: plan.findings.iter().map(row).collect(),
        first: 0,
    };
    let panel = SheetPanel::new("Findings")
        .say("Written diagnoses, and how the tests that they name stand in this run.")
        .with(Content::Table(table));
    Some(Sheet {
        eyebrow: vec![format!("from {}", plan.documents.join(", ")).into()],
        says,
        because: Vec::new(),
        blocks: vec![Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }])],
        ..Sheet::default()
    })
}

fn row(finding: &FindingStatus) -> Vec<SheetCell> {
    let counts = finding.counts;
    let state = match finding.state {
        FindingState::StillFailing => SheetCell::mark(Mark::Failed, "Still failing"),
        FindingState::Mixed => {
            let passing = format!("{} of {} pass", text::count(counts.passed), text::count(counts.total()));
            SheetCell::mark(Mark::Warning, "Mixed").below(passing)
        }
        FindingState::Fixed => {
            let run =
                finding.fixed_in.as_ref().map_or_else(String::new, |run| format!(" in run {}", run.run.id));
            SheetCell::mark(Mark::Passed, format!("Fixed{run}"))
        }
        FindingState::Passing => SheetCell::mark(Mark::Passed, "Passing"),
        FindingState::Skipped => SheetCell::mark(Mark::Skipped, "Skipped"),
        FindingState::NeverRan => SheetCell::mark(Mark::Unknown, "Never ran"),
        FindingState::NoSuchTest => SheetCell::mark(Mark::Unknown, "No such test"),
    };
    let unknown = if finding.unknown.is_empty() {
        Words::default()
    } else {
        format!("fit no test: {}", finding.unknown.join(", ")).into()
    };
    let clusters = finding.clusters.iter().fold(Words::default(), |words, cluster| {
        let words = if words.is_empty() { words } else { words.then(" ") };
        words.toned_link(Tone::Code, cluster.as_str(), &Route::Cluster(cluster.clone()))
    });
    let mut below = Words::from(finding.section.as_str());
    if let Some(link) = source(finding.source.as_ref()) {
        below = if below.is_empty() { below } else { below.then(" · ") };
        below.0.push(link);
    }
    vec![
        SheetCell::from(finding.text.as_str()).below(below),
        state,
        SheetCell::from(Words::default().toned(Tone::Code, finding.references.join(", "))).below(unknown),
        clusters.into(),
    ]
}
