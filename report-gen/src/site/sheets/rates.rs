//! Did a rate rise because more tests pass, or because fewer count?

use report_model::site::{
    Basis, ColumnKind, Content, Manifest, Mark, Measure, SheetCell, SheetPanel, Table, TableColumn, Tone,
    Words,
};
use report_model::{Ratio, text};

/// The panel: whether the denominator moved, and the rate of both kinds.
pub(super) fn panel(manifest: &Manifest) -> SheetPanel {
    let totals = &manifest.totals;
    let rate = |name: &str, ratio: Ratio| {
        let of = format!("{} / {}", text::count(ratio.part), text::count(ratio.whole));
        let percent = ratio.percent().map_or_else(Words::unknown, |percent| {
            Words::default().toned(Tone::Strong, text::percent(percent))
        });
        vec![SheetCell::from(name), of.into(), percent.into()]
    };
    let mut panel = SheetPanel::new("Is the rise real?").with(Content::List(vec![moved(manifest)]));
    if let Some(shift) = &manifest.denominator {
        panel = panel.with(Content::Text(shift.sentence.as_str().into()));
    }
    let table = Table {
        columns: vec![
            TableColumn::new("Pass rate", ColumnKind::Head),
            TableColumn::new("Passed", ColumnKind::Number),
            TableColumn::new("Share", ColumnKind::Number),
        ],
        rows: vec![
            rate("Of collected", totals.rate_of_collected()),
            rate("Of executed", totals.counts.rate_of_executed()),
        ],
        first: 0,
    };
    panel = panel.with(Content::Table(table));
    let basis = manifest.phases.iter().find_map(|phase| phase.target(Measure::PassRate)?.basis);
    match basis {
        Some(Basis::Collected) => {
            panel.with(Content::Text("The plan’s pass rates are of collected tests.".into()))
        }
        Some(Basis::Executed) => {
            panel.with(Content::Text("The plan’s pass rates are of executed tests.".into()))
        }
        None => panel,
    }
}

/// Whether fewer tests count than in the first run that is shown.
fn moved(manifest: &Manifest) -> SheetCell {
    let [first, .., _] = manifest.trend.as_slice() else {
        return SheetCell::mark(Mark::Unknown, "One run so far")
            .below("From the second run on this says whether a rate rose because tests went away.");
    };
    let totals = &manifest.totals;
    let collected = text::difference(totals.collected, first.totals.collected);
    let skipped = text::difference(totals.counts.skipped, first.totals.counts.skipped);
    let runs = text::counted(manifest.trend.len() as u64, "run");
    let has_shrunk =
        totals.collected < first.totals.collected || totals.counts.skipped > first.totals.counts.skipped;
    if has_shrunk {
        SheetCell::mark(Mark::Warning, "The denominator has moved").below(format!(
            "Over the last {runs}: {collected} collected, {skipped} skipped. A part of any rise comes from that."
        ))
    } else {
        SheetCell::mark(Mark::Passed, "The denominator has not shrunk").below(format!(
            "{collected} tests collected over the last {runs}, {skipped} skipped. No rate rose because tests went away."
        ))
    }
}
