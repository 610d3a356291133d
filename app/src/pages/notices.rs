//! Can the figures be trusted?

use app_markup::markup;
use std::sync::Arc;

use report_model::site::{Ledger, LedgerRow, NoticeCounts};
use report_model::text::{self, visible};
use report_model::{Counts, Notice, Severity};

use crate::components::icon::Icon;
use crate::components::loading;
use crate::components::outcome::{look, look_of_severity};
use crate::components::panel::{Panel, cell};
use crate::components::verdict::verdict;
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::pages::overview::plain;

/// How many notices are listed before one asks for all.
const SHOWN: usize = 100;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let ledger = store.ledger();
    (move || loading::show(&ledger.get(), || verdict((), &plain("The report has no ledger."), ()), content))
        .into_piece()
}

fn content(ledger: &Arc<Ledger>) -> Piece {
    let counts = NoticeCounts::of(&ledger.notices);
    let part = |severity: Severity, count: u64, noun: &str| {
        (count > 0).then(|| look_of_severity(severity).with_text(text::counted(count, noun)))
    };
    let eyebrow = markup! {
        {part(Severity::Error, counts.errors, "error")}{part(Severity::Warning, counts.warnings, "warning")}{part(Severity::Note, counts.notes, "note")}
    };
    let unread = ledger.rows.iter().filter(|row| row.format.is_none()).count() as u64;
    let repaired =
        ledger.rows.iter().filter(|row| row.format.is_some() && !row.remarks.is_empty()).count() as u64;
    let files = text::counted(ledger.rows.len() as u64, "file");
    let title = match (unread, repaired) {
        (0, 0) => format!("{files} read whole. No figure on these pages is guessed."),
        (0, repaired) => format!("{files} read; {} with a repair or a guess.", text::count(repaired)),
        (unread, _) => format!("{} of {files} could not be read.", text::count(unread)),
    };
    let because = match (unread, repaired) {
        (0, 0) => "What each file said of itself agrees with what is in it.",
        (0, _) => "What was counted is shown; the ledger says what was repaired, guessed or left out.",
        _ => "Their tests and lines are missing from every figure here.",
    };
    let shown = ledger.notices.iter().take(SHOWN).map(notice).collect::<Vec<_>>();
    let more = (ledger.notices.len() > SHOWN)
        .then(|| markup! { <div class="foot">{format!("{} more in data/", text::count((ledger.notices.len() - SHOWN) as u64))}</div> });
    let list = if ledger.notices.is_empty() {
        Panel::new("Notices").padded(
            markup! { <p>{look(report_model::Outcome::Passed).with_text("Nothing was odd".to_owned())}</p> },
        )
    } else {
        Panel::new("Notices").around(markup! { <ul class="rows">{shown}</ul>{more} })
    };
    markup! {
        {verdict(eyebrow, &plain(title), markup! { <p>{because}</p> })}
        <div class="grid grid--first">{cell(12, list)}{cell(12, rows(ledger))}</div>
    }
    .into_piece()
}

fn notice(notice: &Notice) -> Piece {
    let look = look_of_severity(notice.severity);
    let place = notice.location.as_ref().map(|location| {
        let mut text = location.path.clone();
        if let Some(line) = location.line {
            text = format!("{text}:{line}");
            if let Some(column) = location.column {
                text = format!("{text}:{column}");
            }
        }
        let element = location
            .element
            .clone()
            .map(|element| markup! { <span class="sub">{visible(&element).into_owned()}</span> });
        markup! { <span class="mono notice__place"><bdi>{visible(&text).into_owned()}</bdi>{element}</span> }
    });
    let effect = notice.effect.clone().map(|effect| markup! { <span class="notice__effect">{effect}</span> });
    let hint = notice.hint.clone().map(|hint| markup! { <span class="t2">{hint}</span> });
    markup! {
        <li class="notice">
            {look.view()}
            <div class="notice__what"><b>{visible(&notice.message).into_owned()}</b>{effect}{hint}</div>
            {place}
        </li>
    }
    .into_piece()
}

fn rows(ledger: &Ledger) -> Piece {
    let bytes: u64 = ledger.rows.iter().map(|row| row.bytes).sum();
    let with_tests: Vec<&LedgerRow> = ledger.rows.iter().filter(|row| row.counted.is_some()).collect();
    let together = (with_tests.len() > 1).then(|| {
        let sum = |pick: fn(&LedgerRow) -> Option<Counts>| with_tests.iter().filter_map(|row| pick(row)).fold(Counts::default(), |sum, counts| sum + counts);
        let declared = with_tests.iter().all(|row| row.declared.is_some()).then(|| sum(|row| row.declared));
        markup! { <tr><th scope="row">"Together"</th><td></td><td></td>{count_cells(declared, Some(sum(|row| row.counted)))}<td></td></tr> }
    });
    let lines = ledger.rows.iter().map(row).collect::<Vec<_>>();
    let say = format!("{}, {}.", text::counted(ledger.rows.len() as u64, "file"), text::bytes(bytes));
    Panel::new("Ledger: what each file gave").say(say).table(markup! {
        <table><thead><tr><th scope="col">"File"</th><th scope="col">"Format, how sure"</th><th scope="col">"Written by"</th>
            <th scope="col" class="n">"Declared"</th><th scope="col" class="n">"Counted"</th><th scope="col" class="n">"Passed"</th><th scope="col" class="n">"Failed"</th>
            <th scope="col" class="n">"Errored"</th><th scope="col" class="n">"Skipped"</th><th scope="col">"Repaired, guessed, left out"</th></tr></thead>
            <tbody>{lines}{together}</tbody></table>
    })
}

fn count_cells(declared: Option<Counts>, counted: Option<Counts>) -> Piece {
    let figure = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), text::count);
    markup! {
        <td class="n">{figure(declared.map(|counts| counts.total()))}</td>
        <td class="n"><b>{figure(counted.map(|counts| counts.total()))}</b></td>
        <td class="n">{figure(counted.map(|counts| counts.passed))}</td><td class="n">{figure(counted.map(|counts| counts.failed))}</td>
        <td class="n">{figure(counted.map(|counts| counts.errored))}</td><td class="n">{figure(counted.map(|counts| counts.skipped))}</td>
    }
    .into_piece()
}

fn row(row: &LedgerRow) -> Piece {
    let format = match (&row.format, &row.certainty) {
        (Some(format), Some(certainty)) => format!("{format}, {certainty}"),
        (Some(format), None) => format.clone(),
        (None, _) => "not read".to_owned(),
    };
    let producer = row.producer.clone().unwrap_or_else(|| "not told".to_owned());
    let figures = if row.counted.is_some()
        || (row.coverage.is_none() && row.benchmarks == 0 && row.collected.is_none())
    {
        count_cells(row.declared, row.counted)
    } else {
        let mut parts = Vec::new();
        parts.extend(row.coverage.map(|coverage| {
            format!(
                "{} of {} lines, {}",
                text::count(coverage.lines.part),
                text::count(coverage.lines.whole),
                text::counted(coverage.files, "file")
            )
        }));
        parts.extend((row.benchmarks > 0).then(|| text::counted(row.benchmarks, "benchmark")));
        parts.extend(row.collected.map(|collected| text::counted(collected, "test id")));
        markup! { <td class="n" colspan="6">{parts.join(", ")}</td> }.into_piece()
    };
    let remarks = if row.remarks.is_empty() {
        markup! { <span class="t2">"nothing"</span> }.into_piece()
    } else {
        markup! { <span class="o-flaky">{Icon::Warning.view()}</span>" "{visible(&row.remarks.join(", ")).into_owned()} }.into_piece()
    };
    markup! {
        <tr><th scope="row" class="mono"><bdi>{visible(&row.path).into_owned()}</bdi></th><td>{format}</td><td>{producer}</td>{figures}<td>{remarks}</td></tr>
    }
    .into_piece()
}
