//! Two runs side by side: what changed between them, test by test and file by file.

use std::collections::BTreeMap;

use app_markup::markup;
use leptos::task::spawn_local;
use report_analysis::compare::{self, Difference, FileDifference, Recorded, TimeDifference};
use report_model::site::{
    ColumnKind, Content, RunPoint, Runs, SheetCell, SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{Ratio, TestId, text};

use crate::components::panel::cell;
use crate::components::sheet;
use crate::data::{PastRun, past};
use crate::derived::Cell;
use crate::markup::{IntoPiece as _, Piece};

/// How many tests or files of each kind are shown before the reader asks for all.
const SHOWN: u32 = 10;

/// The panels for two runs, as a report of a run with these labels sees them.
pub fn panels(runs: &Runs, from: &str, to: &str, labels: &BTreeMap<String, String>) -> Piece {
    let find = |id: &str| runs.runs.iter().rev().find(|run| run.run.id == id);
    let (Some(before), Some(after)) = (find(from), find(to)) else {
        let text = format!("Run {from} or run {to} is not in this report’s history.");
        return cell(12, markup! { <section class="panel"><p class="in">{text}</p></section> });
    };
    let details: Cell<Option<Vec<SheetPanel>>> = Cell::new(None);
    let (first, second, labels) = (from.to_owned(), to.to_owned(), labels.clone());
    spawn_local(async move { details.set(Some(compared(&first, &second, &labels).await)) });
    let below = move || match details.get() {
        None => markup! { <p class="t3 in">"Loading the records of both runs"</p> },
        Some(panels) => panels.iter().map(sheet::panel).collect::<Vec<_>>().into_piece(),
    };
    markup! { {cell(12, sheet::panel(&totals(before, after)))}<div class="c12 stack">{below}</div> }
}

fn percent(ratio: Option<Ratio>) -> Option<f64> {
    ratio.and_then(Ratio::percent)
}

fn totals(before: &RunPoint, after: &RunPoint) -> SheetPanel {
    let known = |text: Option<String>| -> SheetCell { text.map_or_else(Words::unknown, Words::from).into() };
    let count = |name: &str, pick: fn(&RunPoint) -> u64, more_is_good: bool| {
        let (a, b) = (pick(before), pick(after));
        #[expect(clippy::cast_possible_wrap, reason = "counts of tests")]
        let difference = b as i64 - a as i64;
        row(
            name,
            known(Some(text::count(a))),
            known(Some(text::count(b))),
            Some(text::signed(difference)),
            (difference != 0).then_some((difference > 0) == more_is_good),
        )
    };
    let rate = |name: &str, pick: fn(&RunPoint) -> Option<f64>| {
        let (a, b) = (pick(before), pick(after));
        let difference = a.zip(b).map(|(a, b)| b - a);
        row(
            name,
            known(a.map(text::percent)),
            known(b.map(text::percent)),
            difference.map(text::points),
            difference.filter(|value| value.abs() >= 0.05).map(|value| value > 0.0),
        )
    };
    let secs = |name: &str, pick: fn(&RunPoint) -> Option<f64>| {
        let (a, b) = (pick(before), pick(after));
        let difference = a.zip(b).map(|(a, b)| b - a);
        row(
            name,
            known(a.map(text::duration)),
            known(b.map(text::duration)),
            difference.map(text::signed_duration),
            difference.filter(|value| *value != 0.0).map(|value| value < 0.0),
        )
    };
    let rows = vec![
        count("Passed", |run| run.totals.counts.passed, true),
        count("Failed", |run| run.totals.counts.failed, false),
        count("Errored", |run| run.totals.counts.errored, false),
        count("Skipped", |run| run.totals.counts.skipped, false),
        count("Collected", |run| run.totals.collected, true),
        rate("Pass rate of collected", |run| percent(Some(run.totals.rate_of_collected()))),
        rate("Line coverage", |run| percent(run.coverage.map(|coverage| coverage.lines))),
        secs("Time in tests", |run| run.totals.tests_secs),
        secs("Wall time", |run| run.totals.wall_secs),
    ];
    let column = TableColumn::new;
    SheetPanel::new(format!("Run {} against run {}", after.run.id, before.run.id))
        .say("Single runs scatter: a difference in time is real when it lasts.")
        .with(Content::Table(Table {
            columns: vec![
                column("Measure", ColumnKind::Head),
                column(&format!("Run {}", before.run.id), ColumnKind::Number),
                column(&format!("Run {}", after.run.id), ColumnKind::Number),
                column("Difference", ColumnKind::Number),
            ],
            rows,
            first: 0,
        }))
}

/// A line of the comparison; `is_good` says what a difference is worth, `None` that there is none.
fn row(
    name: &str,
    before: SheetCell,
    after: SheetCell,
    difference: Option<String>,
    is_good: Option<bool>,
) -> Vec<SheetCell> {
    let tone = match is_good {
        None => Tone::Quiet,
        Some(true) => Tone::Good,
        Some(false) => Tone::Bad,
    };
    let difference = difference.map_or_else(Words::unknown, |text| Words::default().toned(tone, text));
    vec![name.into(), before, after, difference.into()]
}

async fn compared(from: &str, to: &str, labels: &BTreeMap<String, String>) -> Vec<SheetPanel> {
    let message = |text: String| vec![SheetPanel::new("Test by test").with(Content::Text(text.into()))];
    let Ok(index) = past::index().await else {
        return message("The records of single tests are published with the folder of a report that has a history (--history). This report holds the totals of past runs only.".to_owned());
    };
    let runs = (past::run(&index, from, labels).await, past::run(&index, to, labels).await);
    match runs {
        (Err(error), _) | (_, Err(error)) => message(error.to_string()),
        (Ok(before), Ok(after)) if !before.is_empty() && !after.is_empty() => differences(&before, &after),
        _ => message("One of the two runs has no record any more; only its totals are kept.".to_owned()),
    }
}

/// What differs, kind by kind.
fn differences(before: &[PastRun], after: &[PastRun]) -> Vec<SheetPanel> {
    let before: Vec<Recorded<'_>> = before.iter().map(PastRun::as_recorded).collect();
    let after: Vec<Recorded<'_>> = after.iter().map(PastRun::as_recorded).collect();
    let found = compare::records(&before, &after);
    let kinds: [(&str, &[&str]); 6] = [
        ("Newly failing", &found.newly_failing),
        ("Fixed", &found.fixed),
        ("Still failing", &found.still_failing),
        ("New", &found.added),
        ("Gone", &found.removed),
        ("Skipped now", &found.newly_skipped),
    ];
    let mut panels: Vec<SheetPanel> =
        kinds.iter().filter(|(_, ids)| !ids.is_empty()).map(|(name, ids)| list(name, ids)).collect();
    panels.extend(pace("Slower", &found.slower));
    panels.extend(pace("Faster", &found.faster));
    panels.extend(coverage(&found.files));
    let text = match found.together {
        Some(together) => all_together(found.compared, &together),
        None if found.knows_tests => "No test that ended alike in both runs has a time in both.".to_owned(),
        None => "The results of single tests are not kept of both runs.".to_owned(),
    };
    panels.push(SheetPanel::new("Test by test").with(Content::Text(text.into())));
    panels
}

/// What the tests that ended alike took, and whether that is a difference at all.
fn all_together(compared: usize, together: &Difference) -> String {
    let tests = text::counted(compared as u64, "test");
    let took = format!(
        "{tests} passed or failed in both runs: {} and {}",
        text::duration(together.before_secs),
        text::duration(together.after_secs)
    );
    match (together.low_secs, together.high_secs) {
        (Some(low), Some(high)) => {
            let sure = if together.is_sure() { "" } else { ", so nothing says that they differ" };
            let (low, high) = (text::signed_duration(low), text::signed_duration(high));
            format!("{took}. The difference lies between {low} and {high} (95 %){sure}.")
        }
        _ => format!("{took}."),
    }
}

fn list(name: &str, ids: &[&str]) -> SheetPanel {
    let rows = ids.iter().map(|id| vec![Words::default().test(&TestId((*id).to_owned())).into()]);
    SheetPanel::new(format!("{name}: {}", text::counted(ids.len() as u64, "test"))).with(Content::Table(
        Table {
            columns: vec![TableColumn::new("Test", ColumnKind::Text)],
            rows: rows.collect(),
            first: SHOWN,
        },
    ))
}

fn pace(name: &str, times: &[TimeDifference<'_>]) -> Option<SheetPanel> {
    if times.is_empty() {
        return None;
    }
    let together: f64 = times.iter().map(TimeDifference::secs).sum();
    let rows = times.iter().map(|time| {
        vec![
            Words::default().test(&TestId(time.id.to_owned())).into(),
            text::duration(time.before_secs).into(),
            text::duration(time.after_secs).into(),
            text::signed_duration(time.secs()).into(),
        ]
    });
    let column = TableColumn::new;
    let table = Table {
        columns: vec![
            column("Test", ColumnKind::Text),
            column("Before", ColumnKind::Number),
            column("After", ColumnKind::Number),
            column("Difference", ColumnKind::Number),
        ],
        rows: rows.collect(),
        first: SHOWN,
    };
    let title = format!("{name}: {}", text::counted(times.len() as u64, "test"));
    Some(
        SheetPanel::new(title)
            .say(format!("{} together, by a fifth or more each.", text::signed_duration(together)))
            .with(Content::Table(table)),
    )
}

fn coverage(changed: &[FileDifference<'_>]) -> Option<SheetPanel> {
    if changed.is_empty() {
        return None;
    }
    let rows = changed.iter().map(|file| {
        let (old, new) = (file.before, file.after);
        let tone = if new > old { Tone::Good } else { Tone::Bad };
        vec![
            Words::default().toned(Tone::Code, file.path).into(),
            text::percent(old).into(),
            text::percent(new).into(),
            Words::default().toned(tone, text::points(new - old)).into(),
        ]
    });
    let column = TableColumn::new;
    let table = Table {
        columns: vec![
            column("File", ColumnKind::Text),
            column("Before", ColumnKind::Number),
            column("After", ColumnKind::Number),
            column("Difference", ColumnKind::Number),
        ],
        rows: rows.collect(),
        first: SHOWN,
    };
    let title = format!("Coverage: {} changed", text::counted(changed.len() as u64, "file"));
    Some(SheetPanel::new(title).say("The largest loss first.").with(Content::Table(table)))
}
