//! How much of the suite do we know?

use report_model::route::OutcomeFilter;
use report_model::site::{
    Block, ColumnKind, Completeness, Content, GridColumn, Mark, RunInfo, Sentence, Sheet, SheetCell,
    SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{BatchResult, Outcome, Ratio, Route, text};

use super::{Facts, source};

pub(super) fn sheet(facts: Facts<'_>) -> Sheet {
    let totals = &facts.manifest.totals;
    let known = text::counted(totals.collected, "test");
    let mut main = vec![outcomes(facts)];
    let mut aside = Vec::new();
    let mut because = Vec::new();
    if let Some(completeness) = facts.completeness {
        main.extend(batches(&facts.manifest.run, completeness));
        main.extend(folders(completeness));
        main.extend(never_ran(completeness));
        aside.extend(halves(completeness));
        aside.extend(suspects(completeness));
        aside.extend(excluded(completeness));
        because.push(Words::from(completeness.sentence.as_str()));
    }
    if totals.counts.total() == totals.collected && aside.is_empty() {
        because.push(
            "To see tests that never ran, give the list of what was collected beside the results (--collected)."
                .into(),
        );
    }
    let span = if aside.is_empty() { 12 } else { 8 };
    let mut columns = vec![GridColumn { span, panels: main }];
    if !aside.is_empty() {
        columns.push(GridColumn { span: 4, panels: aside });
    }
    Sheet {
        eyebrow: vec![format!("{known} known").into()],
        says: headline(facts),
        because,
        blocks: vec![Block::Grid(columns)],
        ..Sheet::default()
    }
}

fn headline(facts: Facts<'_>) -> Sentence {
    let totals = &facts.manifest.totals;
    let executed = totals.counts.executed();
    let share = share_of(executed, totals.collected);
    let silent = totals.collected.saturating_sub(totals.counts.total());
    let start =
        format!("{} of {} tests ran to a verdict", text::count(executed), text::count(totals.collected));
    if silent > 0 {
        let verb = if silent == 1 { "has" } else { "have" };
        Sentence::default()
            .then(format!("{start} ({share}). "))
            .strong(format!("{} {verb} never run", text::count(silent)))
            .then(".")
    } else {
        Sentence::default().then(format!("{start}: ")).strong(share).then(".")
    }
}

fn share_of(part: u64, whole: u64) -> String {
    Ratio::new(part, whole).percent().map_or_else(|| "an unknown share".to_owned(), text::percent)
}

fn outcomes(facts: Facts<'_>) -> SheetPanel {
    let totals = &facts.manifest.totals;
    let row = |mark: Mark, name: Words, count: u64| {
        let part = Ratio::new(count, totals.collected).percent();
        vec![
            SheetCell::mark(mark, name),
            Words::default().toned(Tone::Strong, text::count(count)).into(),
            SheetCell::bar(part.unwrap_or(0.0) / 100.0),
            Words::default().toned(Tone::Quiet, share_of(count, totals.collected)).into(),
        ]
    };
    let mut rows: Vec<Vec<SheetCell>> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let (mark, word) = match outcome {
                Outcome::Passed => (Mark::Passed, "Passed"),
                Outcome::Failed => (Mark::Failed, "Failed"),
                Outcome::Errored => (Mark::Errored, "Errored"),
                Outcome::Skipped => (Mark::Skipped, "Skipped"),
            };
            let link = Words::default().link(word, &Route::tests_with(OutcomeFilter::Is(outcome)));
            row(mark, link, totals.counts.of(outcome))
        })
        .collect();
    rows.push(row(Mark::Open, "Never ran".into(), totals.collected.saturating_sub(totals.counts.total())));
    let column = TableColumn::new;
    SheetPanel::new("What became of every known test").with(Content::Table(Table {
        columns: vec![
            column("Outcome", ColumnKind::Head),
            column("Tests", ColumnKind::Number),
            column("Share", ColumnKind::Bar),
            column("Of collected", ColumnKind::Number),
        ],
        rows,
        first: 0,
    }))
}

fn batches(run: &RunInfo, completeness: &Completeness) -> Option<SheetPanel> {
    let batches = &completeness.batches;
    let first = batches.first()?;
    let number = |value: Option<u64>| -> SheetCell {
        value
            .map_or_else(|| Words::default().toned(Tone::Quiet, "–"), |value| text::count(value).into())
            .into()
    };
    let rows = batches.iter().map(|batch| {
        let mark = match batch.result {
            BatchResult::Passed => Mark::Passed,
            BatchResult::Failed => Mark::Failed,
            BatchResult::Hung => Mark::Errored,
            BatchResult::NotRun => Mark::Open,
            BatchResult::Unknown => Mark::Unknown,
        };
        vec![
            SheetCell::from(Words::default().toned(Tone::Code, batch.name.as_str()))
                .below(Words::default().beside(source(run, batch.source.as_ref()))),
            number(batch.collected),
            number(batch.run),
            number(batch.known_now),
            number(batch.executed_now),
            number(batch.passed_now),
            SheetCell::mark(mark, batch.written.clone().unwrap_or_else(|| batch.result.word().to_owned())),
        ]
    });
    let finished =
        batches.iter().filter(|batch| matches!(batch.result, BatchResult::Passed | BatchResult::Failed));
    let column = TableColumn::new;
    let mut panel = SheetPanel::new("Batches")
        .say(format!(
            "{} of {} finished, as the plan has it; beside it what this run has.",
            finished.count(),
            text::counted(batches.len() as u64, "batch")
        ))
        .with(Content::Table(Table {
            columns: vec![
                column("Batch", ColumnKind::Head),
                column("Collected", ColumnKind::Number),
                column("Ran", ColumnKind::Number),
                column("Known now", ColumnKind::Number),
                column("Ran now", ColumnKind::Number),
                column("Passed now", ColumnKind::Number),
                column("Result, as written", ColumnKind::Text),
            ],
            rows: rows.collect(),
            first: 20,
        }));
    panel.link = source(run, first.source.as_ref());
    Some(panel)
}

fn folders(completeness: &Completeness) -> Option<SheetPanel> {
    if completeness.folders.is_empty() {
        return None;
    }
    let has_plan = completeness.folders.iter().any(|folder| folder.planned.is_some());
    let rows = completeness.folders.iter().map(|folder| {
        let share = folder.executed as f64 / folder.collected.max(1) as f64;
        let silent = folder.collected.saturating_sub(folder.executed + folder.skipped);
        let failed = folder.executed.saturating_sub(folder.passed);
        let state = match (folder.executed, silent, failed) {
            _ if folder.collected == 0 => SheetCell::mark(Mark::Unknown, "Not in this run"),
            (0, _, _) => SheetCell::mark(Mark::Open, "Never ran"),
            (_, 0, 0) => SheetCell::mark(Mark::Passed, "Validated"),
            (_, 0, failed) => SheetCell::mark(Mark::Failed, format!("{} failed", text::count(failed))),
            (_, silent, 0) => SheetCell::mark(Mark::Warning, format!("{} never ran", text::count(silent))),
            (_, silent, failed) => SheetCell::mark(
                Mark::Failed,
                format!("{} failed, {} never ran", text::count(failed), text::count(silent)),
            ),
        };
        let name = if folder.path.is_empty() { "(root)" } else { &folder.path };
        let path = Words::default().toned_link(Tone::Code, name, &Route::tests_in(folder.path.clone()));
        let of_folder = if folder.collected == 0 {
            "–".to_owned()
        } else {
            share_of(folder.executed, folder.collected)
        };
        let mut cells = vec![
            path.into(),
            text::count(folder.files).into(),
            text::count(folder.collected).into(),
            Words::default().toned(Tone::Strong, text::count(folder.executed)).into(),
            SheetCell::bar(share),
            Words::default().toned(Tone::Quiet, of_folder).into(),
            state,
        ];
        if has_plan {
            cells.push(folder.planned.map_or_else(String::new, text::count).into());
        }
        cells
    });
    let column = TableColumn::new;
    let mut columns = vec![
        column("Folder", ColumnKind::Head),
        column("Files", ColumnKind::Number).wide(),
        column("Collected", ColumnKind::Number),
        column("Ran", ColumnKind::Number),
        column("Share run", ColumnKind::Bar),
        column("", ColumnKind::Number),
        column("State", ColumnKind::Text),
    ];
    if has_plan {
        columns.push(column("Planned", ColumnKind::Number));
    }
    let table = Table { columns, rows: rows.collect(), first: 20 };
    Some(SheetPanel::new("By folder").say("The least complete first.").with(Content::Table(table)))
}

fn never_ran(completeness: &Completeness) -> Option<SheetPanel> {
    let examples = &completeness.never_ran_examples;
    if examples.is_empty() {
        return None;
    }
    let shown = examples.len() as u64;
    let say = if shown < completeness.never_ran {
        format!("{} of {}.", text::count(shown), text::count(completeness.never_ran))
    } else {
        format!("{}.", text::counted(completeness.never_ran, "test"))
    };
    let rows = examples.iter().map(|id| vec![Words::default().toned(Tone::Code, id.0.as_str()).into()]);
    let table =
        Table { columns: vec![TableColumn::new("Test", ColumnKind::Mono)], rows: rows.collect(), first: 20 };
    Some(SheetPanel::new("Collected and never run").say(say).with(Content::Table(table)))
}

fn halves(completeness: &Completeness) -> Option<SheetPanel> {
    let files: u64 = completeness.halves.iter().map(|half| half.files).sum();
    if files == 0 {
        return None;
    }
    let rounds = 64 - files.saturating_sub(1).leading_zeros();
    let mut panel = SheetPanel::new("Find what hangs").say(format!(
        "{} not yet seen to finish. Try one half: at most {} of halving name the file.",
        text::counted(files, "file"),
        text::counted(u64::from(rounds), "round")
    ));
    for half in &completeness.halves {
        panel = panel
            .with(Content::Text(format!("{}, {}", half.title, text::counted(half.files, "file")).into()))
            .with(Content::Code(half.command.clone()));
    }
    Some(panel)
}

fn suspects(completeness: &Completeness) -> Option<SheetPanel> {
    if completeness.never_ended.is_empty() {
        return None;
    }
    let item = |suspect: &report_model::site::Suspect| {
        let name = if suspect.row.is_some() {
            Words::default().test(&suspect.id)
        } else {
            Words::default().toned(Tone::Test, suspect.id.0.as_str())
        };
        SheetCell::from(name).below(suspect.reason.as_str())
    };
    let items = completeness.never_ended.iter().map(item).collect();
    Some(
        SheetPanel::new("Began and never ended")
            .say("Suspects: what hung is likely one of them.")
            .with(Content::List(items)),
    )
}

fn excluded(completeness: &Completeness) -> Option<SheetPanel> {
    if completeness.excluded.is_empty() {
        return None;
    }
    let items = completeness.excluded.iter().map(|left_out| {
        let results = if left_out.results > 0 {
            format!(" {} have a result all the same.", text::counted(left_out.results, "test"))
        } else {
            String::new()
        };
        SheetCell::mark(Mark::Skipped, Words::default().toned(Tone::Code, left_out.tests.join(", ")))
            .below(format!("{}{results}", left_out.reason))
    });
    Some(SheetPanel::new("Left out on purpose").with(Content::List(items.collect())))
}
