//! What did the team write down about failing tests, and what became of it?

use std::collections::BTreeMap;

use report_model::site::{
    Block, ColumnKind, Content, FindingState, FindingStatus, GridColumn, Mark, PlanStatus, RunInfo, Sentence,
    Sheet, SheetCell, SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{Route, text};

use super::{Facts, source};

/// How many of the tests of a finding its row names.
const NAMED: usize = 3;

/// As much of a cluster's title as a cell holds.
const LETTERS: usize = 60;

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
        rows: plan.findings.iter().map(|finding| row(facts, finding)).collect(),
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

/// The diagnoses that name one of the tests of `rows`, for the pages of tests and clusters.
pub(super) fn panel_of(run: &RunInfo, findings: &[&FindingStatus]) -> Option<SheetPanel> {
    let item = |finding: &&FindingStatus| {
        let below = Words::default().beside(source(run, finding.source.as_ref()));
        let below = if below.is_empty() { below } else { below.then(" · ") };
        let SheetCell { mark, words, .. } = state(finding);
        let said = Words::from(finding.text.as_str());
        SheetCell { mark, words: said, ..SheetCell::default() }
            .below(Words(below.0.into_iter().chain(words.0).collect()))
    };
    let items: Vec<SheetCell> = findings.iter().map(item).collect();
    let panel = SheetPanel::new("Written in the plan").link("All findings", &Route::Findings);
    (!items.is_empty()).then(|| panel.with(Content::List(items)))
}

/// For each row that findings name, the panel of its page.
pub(in crate::site) fn panels_by_row(run: &RunInfo, plan: Option<&PlanStatus>) -> BTreeMap<u32, SheetPanel> {
    let mut named: BTreeMap<u32, Vec<&FindingStatus>> = BTreeMap::new();
    for finding in plan.iter().flat_map(|plan| &plan.findings) {
        for row in &finding.rows {
            named.entry(*row).or_default().push(finding);
        }
    }
    named.into_iter().filter_map(|(row, findings)| Some((row, panel_of(run, &findings)?))).collect()
}

fn state(finding: &FindingStatus) -> SheetCell {
    let counts = finding.counts;
    match finding.state {
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
    }
}

fn row(facts: Facts<'_>, finding: &FindingStatus) -> Vec<SheetCell> {
    let unknown: Words = if finding.unknown.is_empty() {
        Words::default()
    } else if finding.rows.is_empty() {
        format!("fit no test: {}", finding.unknown.join(", ")).into()
    } else {
        format!("; fit no test: {}", finding.unknown.join(", ")).into()
    };
    let title = |id: &String| {
        let known =
            facts.failures.iter().flat_map(|failures| &failures.clusters).find(|known| known.id == *id);
        known.map_or_else(|| id.clone(), |cluster| text::beginning(&cluster.title(), LETTERS))
    };
    let clusters = finding.clusters.iter().fold(Words::default(), |words, cluster| {
        let words = if words.is_empty() { words } else { words.then(" ") };
        words.toned_link(Tone::Code, title(cluster), &Route::Cluster(cluster.clone()))
    });
    let place = source(&facts.manifest.run, finding.source.as_ref());
    let below = Words::from(finding.section.as_str()).beside(place);
    let named = finding.rows.iter().take(NAMED).filter_map(|row| facts.members.id(*row));
    let mut tests = named.fold(Words::default(), |words, id| {
        let words = if words.is_empty() { words } else { words.then(", ") };
        let name = id.0.rsplit("::").next().unwrap_or_default();
        words.toned_link(Tone::Code, name, &Route::Test(id.key()))
    });
    if finding.rows.len() > NAMED {
        tests =
            tests.then(format!(" and {}", text::counted((finding.rows.len() - NAMED) as u64, "other test")));
    }
    let tests = Words(tests.0.into_iter().chain(unknown.0).collect());
    vec![
        SheetCell::from(finding.text.as_str()).below(below),
        state(finding),
        SheetCell::from(Words::default().toned(Tone::Code, finding.references.join(", "))).below(tests),
        clusters.into(),
    ]
}
