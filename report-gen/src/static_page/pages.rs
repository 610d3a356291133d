//! What has no sheet of its own in the report: overview, failures, failing tests, coverage.

use report_model::site::{
    Block, ChartPoint, ColumnKind, Content, CoverageFiles, Failures, GridColumn, Manifest, Mark, PhaseState,
    RunPoint, Sheet, SheetCell, SheetPanel, Stat, Table, TableColumn, Tone, TrendChart, Words,
};
use report_model::{Outcome, Ratio, text};

use crate::error::Error;
use crate::export::Published;
use crate::failing::{failing_tests, read_texts};
use crate::summary::missing;

/// How many tests and files are listed.
const ROWS: usize = 500;
/// How many of them are not folded away.
const SHOWN: u32 = 30;

fn grid(panel: SheetPanel) -> Block {
    Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }])
}

fn column(title: &str, kind: ColumnKind) -> TableColumn {
    TableColumn::new(title, kind)
}

fn code(text: &str) -> Words {
    Words::default().toned(Tone::Code, text)
}

pub(super) fn overview(manifest: &Manifest) -> Sheet {
    let totals = &manifest.totals;
    let before = manifest.before.as_ref();
    let number = |value: u64| (totals.collected > 0).then(|| (text::count(value), String::new()));
    let was = |of: fn(&RunPoint) -> Option<String>| {
        before.and_then(of).map_or_else(String::new, |was| format!("{was} in the run before"))
    };
    let rate = totals.rate_of_collected().percent();
    let coverage = manifest.coverage.and_then(|coverage| coverage.lines.percent());
    let figure = |percent: Option<f64>| percent.map(|value| (text::percent(value), String::new()));
    let mut blocks = vec![
        Block::Stats(vec![
            Stat::new(
                "Passed",
                number(totals.counts.passed),
                was(|run| Some(text::count(run.totals.counts.passed))),
            ),
            Stat::new(
                "Failed",
                number(totals.counts.failed),
                was(|run| Some(text::count(run.totals.counts.failed))),
            ),
            Stat::new(
                "Errored",
                number(totals.counts.errored),
                was(|run| Some(text::count(run.totals.counts.errored))),
            ),
            Stat::new(
                "Skipped",
                number(totals.counts.skipped),
                was(|run| Some(text::count(run.totals.counts.skipped))),
            ),
        ]),
        Block::Stats(vec![
            Stat::new(
                "Tests known",
                number(totals.collected),
                was(|run| Some(text::count(run.totals.collected))),
            ),
            Stat::new(
                "Pass rate of collected",
                figure(rate),
                was(|run| run.totals.rate_of_collected().percent().map(text::percent)),
            ),
            Stat::new(
                "Line coverage",
                figure(coverage),
                was(|run| run.coverage?.lines.percent().map(text::percent)),
            ),
            Stat::new(
                if totals.wall_secs.is_some() { "Wall time" } else { "Durations of tests together" },
                totals.suite_secs().map(|secs| (text::duration(secs), String::new())),
                was(|run| run.totals.suite_secs().map(text::duration)),
            ),
        ]),
    ];
    if !manifest.phases.is_empty() {
        blocks.push(grid(SheetPanel::new("Phases").with(Content::Table(phases(manifest)))));
    }
    if !manifest.fix_first.is_empty() {
        let rows = manifest.fix_first.iter().map(|cluster| {
            vec![
                code(&cluster.title()).into(),
                text::count(cluster.tests()).into(),
                cluster.new.map_or_else(|| "–".to_owned(), text::count).into(),
                cluster.reason.as_str().into(),
            ]
        });
        let columns = vec![
            column("What the failures share", ColumnKind::Head),
            column("Tests", ColumnKind::Number),
            column("New", ColumnKind::Number),
            column("Why here", ColumnKind::Text),
        ];
        let table = Table { columns, rows: rows.collect(), first: 0 };
        blocks.push(grid(SheetPanel::new("Fix first").with(Content::Table(table))));
    }
    for (name, of) in trends() {
        if manifest.trend.iter().filter_map(of).count() > 1 {
            let points = manifest.trend.iter().map(|run| ChartPoint {
                run: run.run.id.clone(),
                date: run.run.started_at.map(text::day),
                value: of(run),
            });
            let chart = TrendChart {
                name: name.to_owned(),
                unit: "percent".to_owned(),
                points: points.collect(),
                height: 200,
                ..TrendChart::default()
            };
            blocks.push(grid(SheetPanel::new(name).with(Content::Trend(chart))));
        }
    }
    let because =
        if manifest.because.is_empty() { Vec::new() } else { vec![manifest.because.as_str().into()] };
    Sheet { says: manifest.verdict.clone(), because, blocks, ..Sheet::default() }
}

type Measured = fn(&RunPoint) -> Option<f64>;

const fn trends() -> [(&'static str, Measured); 2] {
    [
        ("Pass rate", |run| run.totals.rate_of_collected().percent()),
        ("Line coverage", |run| run.coverage?.lines.percent()),
    ]
}

fn phases(manifest: &Manifest) -> Table {
    let rows = manifest.phases.iter().map(|phase| {
        let (mark, word) = match phase.state {
            PhaseState::Done => (Mark::Passed, "done"),
            PhaseState::Lost => (Mark::Failed, "lost"),
            PhaseState::InProgress => (Mark::Open, "in progress"),
            PhaseState::Ahead => (Mark::Open, "ahead"),
            PhaseState::Unknown => (Mark::Unknown, "unknown"),
        };
        let targets: Vec<String> = phase
            .targets
            .iter()
            .map(|target| format!("{} {}", target.measure.name(), target.band()))
            .collect();
        vec![
            Words::default().toned(Tone::Strong, &phase.id).then(format!(" {}", phase.title)).into(),
            SheetCell::mark(mark, word),
            targets.join(", ").into(),
            missing(phase).into(),
        ]
    });
    let columns = vec![
        column("Phase", ColumnKind::Head),
        column("State", ColumnKind::Text),
        column("Targets", ColumnKind::Text),
        column("What is missing", ColumnKind::Text),
    ];
    Table { columns, rows: rows.collect(), first: 0 }
}

pub(super) fn failures(site: &Published) -> Result<Option<Sheet>, Error> {
    let Some(reference) = &site.manifest.shards.failures else { return Ok(None) };
    let failures: Failures = site.shard(reference)?;
    let title = |id: &str| {
        let category = failures.categories.iter().find(|category| category.id == id);
        category.map_or_else(|| id.to_owned(), |category| category.title.clone())
    };
    let clusters = failures.clusters.iter().map(|cluster| {
        vec![
            code(&cluster.title()).into(),
            text::count(cluster.tests()).into(),
            cluster.new.map_or_else(|| "–".to_owned(), text::count).into(),
            title(&cluster.category).into(),
            cluster.since.as_ref().map_or_else(|| "–".to_owned(), |run| run.run.id.clone()).into(),
        ]
    });
    let columns = vec![
        column("What the failures share", ColumnKind::Head),
        column("Tests", ColumnKind::Number),
        column("New", ColumnKind::Number),
        column("Category", ColumnKind::Text),
        column("Since run", ColumnKind::Text),
    ];
    let clusters = Table { columns, rows: clusters.collect(), first: 0 };
    let categories = failures.categories.iter().map(|category| {
        vec![
            category.title.as_str().into(),
            text::count(category.rows.len() as u64).into(),
            category.meaning.as_str().into(),
            category.advice.as_str().into(),
        ]
    });
    let columns = vec![
        column("Category", ColumnKind::Head),
        column("Tests", ColumnKind::Number),
        column("What it means", ColumnKind::Text),
        column("What usually helps", ColumnKind::Text),
    ];
    let categories = Table { columns, rows: categories.collect(), first: 0 };
    Ok(Some(Sheet {
        says: failures.pareto.clone(),
        blocks: vec![
            grid(SheetPanel::new("Clusters").with(Content::Table(clusters))),
            grid(SheetPanel::new("Categories").with(Content::Table(categories))),
        ],
        ..Sheet::default()
    }))
}

pub(super) fn failing(site: &Published) -> Result<Option<Sheet>, Error> {
    let mut tests = failing_tests(site)?;
    if tests.is_empty() {
        return Ok(None);
    }
    let total = tests.len();
    tests.sort_by_key(|test| test.is_new != Some(true));
    tests.truncate(ROWS);
    read_texts(site, &mut tests)?;
    let rows = tests.iter().map(|test| {
        let mark = if test.outcome == Outcome::Errored { Mark::Errored } else { Mark::Failed };
        let word = if test.is_new == Some(true) {
            format!("{}, new", test.outcome.word())
        } else {
            test.outcome.word().to_owned()
        };
        vec![
            code(&test.id.0).into(),
            SheetCell::mark(mark, word),
            test.secs.map_or_else(|| "–".to_owned(), text::duration).into(),
            test.message().map_or_else(|| Words::from("–"), code).into(),
        ]
    });
    let columns = vec![
        column("Test", ColumnKind::Head),
        column("Outcome", ColumnKind::Text),
        column("Time", ColumnKind::Number),
        column("Message", ColumnKind::Text),
    ];
    let says = format!("{} failed or errored.", text::counted(total as u64, "test"));
    let because = match total - tests.len() {
        0 => Vec::new(),
        rest => vec![
            format!(
                "The first {} are listed, new failures before others; {} are not.",
                text::count(tests.len() as u64),
                text::count(rest as u64)
            )
            .into(),
        ],
    };
    let table = Table { columns, rows: rows.collect(), first: SHOWN };
    let blocks = vec![grid(SheetPanel::new("Tests").with(Content::Table(table)))];
    Ok(Some(Sheet { says: says.into(), because, blocks, ..Sheet::default() }))
}

pub(super) fn coverage(site: &Published) -> Result<Option<Sheet>, Error> {
    let (Some(reference), Some(totals)) = (&site.manifest.shards.coverage, site.manifest.coverage) else {
        return Ok(None);
    };
    let files: CoverageFiles = site.shard(reference)?;
    let ratio = |row: usize| {
        Ratio::new(
            files.covered.get(row).copied().unwrap_or_default(),
            files.lines.get(row).copied().unwrap_or_default(),
        )
    };
    let mut order: Vec<usize> = (0..files.paths.len()).collect();
    order.sort_by_key(|row| (std::cmp::Reverse(ratio(*row).rest()), *row));
    let listed = order.iter().take(ROWS).map(|row| {
        let lines = ratio(*row);
        let percent = lines.percent();
        let before = files.before.get(*row).copied().flatten().and_then(Ratio::percent);
        vec![
            code(files.paths.get(*row).map_or("", String::as_str)).into(),
            SheetCell {
                bar: percent.map(|percent| percent / 100.0),
                ..SheetCell::from(percent.map_or_else(|| "–".to_owned(), text::percent))
            },
            percent
                .zip(before)
                .map_or_else(|| "–".to_owned(), |(now, before)| text::points(now - before))
                .into(),
            text::count(lines.rest()).into(),
            code(files.missing.get(*row).map_or("", String::as_str)).into(),
        ]
    });
    let columns = vec![
        column("File", ColumnKind::Head),
        column("Lines", ColumnKind::Number),
        column("Change", ColumnKind::Number),
        column("Not run", ColumnKind::Number),
        column("Which lines", ColumnKind::Text),
    ];
    let table = Table { columns, rows: listed.collect(), first: SHOWN };
    let percent = totals.lines.percent().map_or_else(|| "Nothing".to_owned(), text::percent);
    let says = format!(
        "{percent} of lines ran: {} of {} in {}.",
        text::count(totals.lines.part),
        text::count(totals.lines.whole),
        text::counted(totals.files, "file")
    );
    let because = match order.len().saturating_sub(ROWS) {
        0 => Vec::new(),
        rest => vec![
            format!(
                "The {ROWS} files with most lines that did not run are listed; {} are not.",
                text::count(rest as u64)
            )
            .into(),
        ],
    };
    let blocks = vec![grid(SheetPanel::new("Files").with(Content::Table(table)))];
    Ok(Some(Sheet { says: says.into(), because, blocks, ..Sheet::default() }))
}
