//! Can the figures be trusted?

use report_model::site::{
    Block, ColumnKind, Content, GridColumn, Ledger, LedgerRow, Mark, NoticeCounts, Sheet, SheetCell,
    SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{Counts, Notice, Severity, text};

/// How many notices are shown before the reader asks for all.
const SHOWN: u32 = 100;

pub(in crate::site) fn sheet(ledger: &Ledger) -> Sheet {
    let unread = ledger.rows.iter().filter(|row| row.format.is_none()).count() as u64;
    let repaired =
        ledger.rows.iter().filter(|row| row.format.is_some() && !row.remarks.is_empty()).count() as u64;
    let files = text::counted(ledger.rows.len() as u64, "file");
    let says = match (unread, repaired) {
        (0, 0) => format!("{files} read whole. No figure on these pages is guessed."),
        (0, repaired) => format!("{files} read; {} with a repair or a guess.", text::count(repaired)),
        (unread, _) => format!("{} of {files} could not be read.", text::count(unread)),
    };
    let because = match (unread, repaired) {
        (0, 0) => "What each file said of itself agrees with what is in it.",
        (0, _) => "What was counted is shown; the ledger says what was repaired, guessed or left out.",
        _ => "Their tests and lines are missing from every figure here.",
    };
    let counts = NoticeCounts::of(&ledger.notices);
    let eyebrow = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| text::counted(count, noun).into());
    Sheet {
        eyebrow: eyebrow.collect(),
        says: says.into(),
        because: vec![because.into()],
        blocks: vec![Block::Grid(vec![GridColumn {
            span: 12,
            panels: vec![notices(ledger), files_read(ledger)],
        }])],
        ..Sheet::default()
    }
}

fn notices(ledger: &Ledger) -> SheetPanel {
    let panel = SheetPanel::new("Notices");
    if ledger.notices.is_empty() {
        return panel.with(Content::List(vec![SheetCell::mark(Mark::Passed, "Nothing was odd")]));
    }
    panel.with(Content::Table(Table {
        columns: vec![
            TableColumn::new("Gravity", ColumnKind::Text),
            TableColumn::new("What", ColumnKind::Head),
            TableColumn::new("What it does to the figures", ColumnKind::Text),
            TableColumn::new("Where", ColumnKind::Mono),
        ],
        rows: ledger.notices.iter().map(notice).collect(),
        first: SHOWN,
    }))
}

fn notice(notice: &Notice) -> Vec<SheetCell> {
    let gravity = match notice.severity {
        Severity::Error => SheetCell::mark(Mark::Failed, "Error"),
        Severity::Warning => SheetCell::mark(Mark::Warning, "Warning"),
        Severity::Note => SheetCell::mark(Mark::Unknown, "Note"),
    };
    let mut place = String::new();
    let mut element = String::new();
    if let Some(location) = &notice.location {
        place.clone_from(&location.path);
        for number in [location.line, location.line.and(location.column)].into_iter().flatten() {
            place = format!("{place}:{number}");
        }
        element = location.element.clone().unwrap_or_default();
    }
    let optional = |text: Option<&String>| text.map(|text| Words::from(text.as_str())).unwrap_or_default();
    vec![
        gravity,
        SheetCell::from(notice.message.as_str()).below(optional(notice.hint.as_ref())),
        optional(notice.effect.as_ref()).into(),
        SheetCell::from(place).below(element),
    ]
}

fn files_read(ledger: &Ledger) -> SheetPanel {
    let bytes: u64 = ledger.rows.iter().map(|row| row.bytes).sum();
    let with_tests: Vec<&LedgerRow> = ledger.rows.iter().filter(|row| row.counted.is_some()).collect();
    let mut rows: Vec<Vec<SheetCell>> = ledger.rows.iter().map(file).collect();
    if with_tests.len() > 1 {
        let sum = |pick: fn(&LedgerRow) -> Option<Counts>| {
            with_tests.iter().filter_map(|row| pick(row)).fold(Counts::default(), |sum, counts| sum + counts)
        };
        let declared = with_tests.iter().all(|row| row.declared.is_some()).then(|| sum(|row| row.declared));
        let mut cells: Vec<SheetCell> =
            vec![Words::default().toned(Tone::Strong, "Together").into(), "".into(), "".into()];
        cells.extend(figures(declared, Some(sum(|row| row.counted))));
        cells.push("".into());
        rows.push(cells);
    }
    let column = TableColumn::new;
    SheetPanel::new("Ledger: what each file gave")
        .say(format!("{}, {}.", text::counted(ledger.rows.len() as u64, "file"), text::bytes(bytes)))
        .with(Content::Table(Table {
            columns: vec![
                column("File", ColumnKind::Head),
                column("Format, how sure", ColumnKind::Text),
                column("Written by", ColumnKind::Text),
                column("Declared", ColumnKind::Number),
                column("Counted", ColumnKind::Number),
                column("Passed", ColumnKind::Number),
                column("Failed", ColumnKind::Number),
                column("Errored", ColumnKind::Number),
                column("Skipped", ColumnKind::Number),
                column("Repaired, guessed, left out", ColumnKind::Text),
            ],
            rows,
            first: 0,
        }))
}

fn figures(declared: Option<Counts>, counted: Option<Counts>) -> [SheetCell; 6] {
    let figure =
        |value: Option<u64>| -> SheetCell { value.map_or_else(|| "–".to_owned(), text::count).into() };
    [
        figure(declared.map(|counts| counts.total())),
        figure(counted.map(|counts| counts.total())),
        figure(counted.map(|counts| counts.passed)),
        figure(counted.map(|counts| counts.failed)),
        figure(counted.map(|counts| counts.errored)),
        figure(counted.map(|counts| counts.skipped)),
    ]
}

fn file(row: &LedgerRow) -> Vec<SheetCell> {
    let format = match (&row.format, &row.certainty) {
        (Some(format), Some(certainty)) => format!("{format}, {certainty}"),
        (Some(format), None) => format.clone(),
        (None, _) => "not read".to_owned(),
    };
    let mut other = Vec::new();
    if let Some(coverage) = row.coverage {
        let (part, whole) = (text::count(coverage.lines.part), text::count(coverage.lines.whole));
        other.push(format!("{part} of {whole} lines, {}", text::counted(coverage.files, "file")));
    }
    if row.benchmarks > 0 {
        other.push(text::counted(row.benchmarks, "benchmark"));
    }
    other.extend(row.collected.map(|collected| text::counted(collected, "test id")));
    let mut cells = vec![
        SheetCell::from(Words::default().toned(Tone::Code, row.path.as_str())).below(other.join(", ")),
        format.into(),
        row.producer
            .clone()
            .map_or_else(|| Words::default().toned(Tone::Quiet, "not told"), Words::from)
            .into(),
    ];
    cells.extend(figures(row.declared, row.counted));
    cells.push(if row.remarks.is_empty() {
        Words::default().toned(Tone::Quiet, "nothing").into()
    } else {
        SheetCell::mark(Mark::Warning, row.remarks.join(", "))
    });
    cells
}
