//! What got slower, and where does time go?

use report_model::route::{Route, TestFilter, TestSort};
use report_model::site::{
    Block, ChangePoints, ColumnKind, Content, GridColumn, LevelChange, Manifest, Mark, Runtime, Sentence,
    Sheet, SheetCell, SheetPanel, Stat, Table, TableColumn, Tone, TrendRun, Word, Words,
};
use report_model::{TestId, text};
use rustc_hash::FxHashMap;

use super::{Facts, duration, effort, share, suite_time};

/// How many of the slowest tests are shown before the reader asks for more.
const SHOWN: u32 = 10;
/// A test below this has no multiple that means something: runners tell milliseconds at best.
const LEAST_SECS: f64 = 0.002;
/// Runs of a suite differ by a few percent without any change.
const NOISE: f64 = 0.03;

pub(super) fn sheet(facts: Facts<'_>) -> Sheet {
    let Some(runtime) = facts.runtime else {
        return Sheet {
            says: "Durations are not in the data.".into(),
            because: vec![
                "No test of this run has a time. Unknown is not 0 s: no page shows a figure for it.".into(),
            ],
            ..Sheet::default()
        };
    };
    let manifest = facts.manifest;
    let totals = &manifest.totals;
    let wall = match totals.wall_secs {
        Some(wall) => format!("{} wall time", text::duration(wall)),
        None => "wall time not in the data".to_owned(),
    };
    let levels = facts.change_points;
    let mut blocks = vec![
        wide(12, vec![suite_time::panel(manifest, levels)]),
        Block::Stats(stats(manifest, runtime)),
        Block::Grid(vec![
            GridColumn { span: 8, panels: vec![slowest(manifest, runtime, levels)] },
            GridColumn { span: 4, panels: vec![folders(manifest, runtime, levels), spread(runtime)] },
        ]),
    ];
    blocks.extend(effort::blocks(runtime, levels));
    if let Some(changed) = levels.and_then(changed_tests) {
        blocks.push(wide(12, vec![changed]));
    }
    Sheet {
        eyebrow: vec![wall.into(), format!("{} of tests", text::duration(runtime.tests_secs)).into()],
        says: headline(manifest, runtime, levels),
        because: std::iter::once(because(manifest, runtime).into())
            .chain(levels.and_then(|levels| facts.thinned(levels.runs.len())))
            .collect(),
        blocks,
        ..Sheet::default()
    }
}

fn wide(span: u8, panels: Vec<SheetPanel>) -> Block {
    Block::Grid(vec![GridColumn { span, panels }])
}

/// The latest change of the suite's level, with the run it began in.
fn latest(levels: &ChangePoints) -> Option<(&LevelChange, &TrendRun)> {
    let change = levels.suite.changes.last()?;
    Some((change, levels.runs.get(change.at as usize)?))
}

fn headline(manifest: &Manifest, runtime: &Runtime, levels: Option<&ChangePoints>) -> Sentence {
    let totals = &manifest.totals;
    let now = totals.suite_secs().unwrap_or(runtime.tests_secs);
    if let Some((change, run)) = levels.and_then(latest) {
        let difference = change.after_secs - change.before_secs;
        let word = if difference > 0.0 { "slower" } else { "faster" };
        return Sentence::default()
            .then("The suite is ")
            .strong(format!("{} {word}", text::duration(difference.abs())))
            .then(format!(" since run {}.", run.id));
    }
    if levels.is_some() {
        return format!("The suite takes {}, and no run changed that for good.", text::duration(now)).into();
    }
    let before = manifest.before.as_ref().and_then(|run| {
        let secs = if totals.wall_secs.is_some() { run.totals.wall_secs } else { run.totals.tests_secs };
        secs.map(|secs| (run.run.id.as_str(), secs))
    });
    match before {
        None => {
            let top: f64 = runtime.slowest.iter().take(10).map(|test| test.secs).sum();
            Sentence::default()
                .then(format!("The suite takes {}; the slowest ten tests take ", text::duration(now)))
                .strong(share(top, runtime.tests_secs))
                .then(".")
        }
        Some((run, before)) if (now - before).abs() < before * NOISE => {
            format!("The suite takes {}, about as long as in run {run}.", text::duration(now)).into()
        }
        Some((run, before)) => {
            let word = if now > before { "slower" } else { "faster" };
            Sentence::default()
                .then("The suite is ")
                .strong(format!("{} {word}", text::duration((now - before).abs())))
                .then(format!(" than in run {run}."))
        }
    }
}

fn because(manifest: &Manifest, runtime: &Runtime) -> String {
    let mut parts = Vec::new();
    if let Some(folder) = runtime.folders.first() {
        parts.push(format!(
            "Most time goes to {}: {} ({}).",
            name_of(&folder.path),
            text::duration(folder.secs),
            share(folder.secs, runtime.tests_secs)
        ));
    }
    let unknown = manifest.totals.without_time;
    if unknown > 0 {
        parts.push(format!("{} gave no time, so the sum is a lower bound.", text::counted(unknown, "test")));
    }
    parts.join(" ")
}

fn name_of(folder: &str) -> &str {
    if folder.is_empty() { "(no folder)" } else { folder }
}

fn stats(manifest: &Manifest, runtime: &Runtime) -> Vec<Stat> {
    let totals = &manifest.totals;
    let before = manifest.before.as_ref();
    let against = |now: Option<f64>, then: Option<f64>| match (now, then, before) {
        (Some(now), Some(then), Some(run)) => {
            format!("{} vs run {}", text::signed_duration(now - then), run.run.id)
        }
        _ => "nothing to compare with yet".to_owned(),
    };
    let timed = totals.counts.total().saturating_sub(totals.without_time);
    let mean = (timed > 0).then(|| duration(runtime.tests_secs / timed as f64));
    let top: f64 = runtime.slowest.iter().take(10).map(|test| test.secs).sum();
    vec![
        Stat::new(
            "Wall time",
            totals.wall_secs.map(duration),
            against(totals.wall_secs, before.and_then(|run| run.totals.wall_secs)),
        ),
        Stat::new(
            "Time in tests",
            totals.tests_secs.map(duration),
            against(totals.tests_secs, before.and_then(|run| run.totals.tests_secs)),
        ),
        Stat::new("Mean test", mean, format!("{} gave a time", text::counted(timed, "test"))),
        Stat::new(
            "Slowest ten together",
            (!runtime.slowest.is_empty()).then(|| duration(top)),
            format!("{} of all test time", share(top, runtime.tests_secs)),
        ),
    ]
}

/// `×1.8 since 206`, or that nothing changed.
fn change_words(changes: Option<&[LevelChange]>, runs: &[TrendRun]) -> Words {
    let Some(change) = changes.and_then(<[LevelChange]>::last) else {
        return Words::default().toned(Tone::Quiet, "steady");
    };
    let since = runs.get(change.at as usize).map_or("?", |run| &run.id);
    let tone = if change.factor() >= 1.0 { Tone::Bad } else { Tone::Good };
    Words::default().toned(tone, format!("{} since {since}", by_how_much(change)))
}

/// `×1.8`, `−34 %`; in seconds where it took too little time to be a multiple of.
fn by_how_much(change: &LevelChange) -> String {
    let factor = change.factor();
    if change.before_secs < LEAST_SECS {
        text::signed_duration(change.after_secs - change.before_secs)
    } else if factor >= 1.0 {
        format!("×{factor:.1}")
    } else {
        format!("−{}", text::percent((1.0 - factor) * 100.0))
    }
}

fn slowest(manifest: &Manifest, runtime: &Runtime, levels: Option<&ChangePoints>) -> SheetPanel {
    let of_test: FxHashMap<&TestId, &[LevelChange]> = levels
        .into_iter()
        .flat_map(|levels| &levels.tests)
        .map(|test| (&test.id, test.levels.changes.as_slice()))
        .collect();
    let largest = runtime.slowest.first().map_or(1.0, |test| test.secs).max(f64::MIN_POSITIVE);
    let mut columns = vec![
        TableColumn::new("Test", ColumnKind::Text),
        TableColumn::new("Time", ColumnKind::Number),
        TableColumn::new("Share", ColumnKind::Bar),
        TableColumn::new("Together", ColumnKind::Number),
    ];
    if levels.is_some() {
        columns.push(TableColumn::new("Change", ColumnKind::Text));
    }
    let has_trend = runtime.slowest.iter().any(|test| test.trend.len() > 1);
    if has_trend {
        columns.push(TableColumn::new("Last runs", ColumnKind::Text).wide());
    }
    let mut together = 0.0;
    let rows = runtime.slowest.iter().map(|test| {
        together += test.secs;
        let name = Word {
            text: format!("{}::{}", test.group, test.name),
            tone: Tone::Test,
            to: Route::Test(test.id.key()).to_string(),
        };
        let mut cells: Vec<SheetCell> = vec![
            Words(vec![name]).into(),
            Words::default().toned(Tone::Strong, text::duration(test.secs)).into(),
            SheetCell {
                words: Words::default().toned(Tone::Quiet, share(test.secs, runtime.tests_secs)),
                ..SheetCell::bar(test.secs / largest)
            },
            Words::default().toned(Tone::Quiet, share(together, runtime.tests_secs)).into(),
        ];
        if let Some(levels) = levels {
            cells.push(change_words(of_test.get(&test.id).copied(), &levels.runs).into());
        }
        if has_trend {
            cells.push(SheetCell { spark: test.trend.clone(), ..SheetCell::default() });
        }
        cells
    });
    let rows: Vec<Vec<SheetCell>> = rows.collect();
    let shown = rows.len().min(SHOWN as usize);
    let top: f64 = runtime.slowest.iter().take(shown).map(|test| test.secs).sum();
    let say = format!(
        "{shown} of {} take {}, {} of all test time.",
        text::counted(manifest.totals.counts.total(), "test"),
        text::duration(top),
        share(top, runtime.tests_secs)
    );
    let by_time = Route::Tests(TestFilter { sort: TestSort::Slowest, ..TestFilter::default() });
    SheetPanel::new("Slowest tests").say(say).link("All, by time", &by_time).with(Content::Table(Table {
        columns,
        rows,
        first: SHOWN,
    }))
}

fn folders(manifest: &Manifest, runtime: &Runtime, levels: Option<&ChangePoints>) -> SheetPanel {
    let largest = runtime.folders.first().map_or(1.0, |folder| folder.secs).max(f64::MIN_POSITIVE);
    let of_folder: FxHashMap<&str, &[LevelChange]> = levels
        .into_iter()
        .flat_map(|levels| &levels.folders)
        .map(|folder| (folder.path.as_str(), folder.levels.changes.as_slice()))
        .collect();
    let rows = runtime.folders.iter().map(|folder| {
        let name = Words::default().toned_link(
            Tone::Code,
            name_of(&folder.path),
            &Route::tests_in(folder.path.clone()),
        );
        let changed = levels
            .filter(|_| of_folder.get(folder.path.as_str()).is_some_and(|changes| !changes.is_empty()))
            .map(|levels| change_words(of_folder.get(folder.path.as_str()).copied(), &levels.runs));
        let against = manifest.before.as_ref().and(folder.before_secs);
        let below = changed
            .or_else(|| against.map(|then| text::signed_duration(folder.secs - then).into()))
            .unwrap_or_default();
        vec![
            SheetCell { bar: Some(folder.secs / largest), ..SheetCell::from(name) },
            SheetCell::from(Words::default().toned(Tone::Strong, text::duration(folder.secs))).below(below),
            Words::default().toned(Tone::Quiet, share(folder.secs, runtime.tests_secs)).into(),
        ]
    });
    let table = Table {
        columns: vec![
            TableColumn::new("Folder", ColumnKind::Head),
            TableColumn::new("Time", ColumnKind::Number),
            TableColumn::new("Share", ColumnKind::Number),
        ],
        rows: rows.collect(),
        first: 8,
    };
    SheetPanel::new("Where time goes")
        .say(format!("Sum of test durations, {}.", text::duration(runtime.tests_secs)))
        .with(Content::Table(table))
}

fn spread(runtime: &Runtime) -> SheetPanel {
    let largest = runtime.histogram.iter().map(|bin| bin.tests).max().unwrap_or(1).max(1) as f64;
    let rows = runtime.histogram.iter().map(|bin| {
        let range = format!("{} to {}", text::duration(bin.from_secs), text::duration(bin.to_secs));
        vec![
            range.into(),
            SheetCell::bar(bin.tests as f64 / largest),
            Words::default().toned(Tone::Strong, text::count(bin.tests)).into(),
            Words::default().toned(Tone::Quiet, text::duration(bin.secs)).into(),
        ]
    });
    let table = Table {
        columns: vec![
            TableColumn::new("Duration", ColumnKind::Head),
            TableColumn::new("Spread", ColumnKind::Bar),
            TableColumn::new("Tests", ColumnKind::Number),
            TableColumn::new("Together", ColumnKind::Number),
        ],
        rows: rows.collect(),
        first: 0,
    };
    SheetPanel::new("How durations spread").with(Content::Table(table))
}

/// Every test whose level changed in the runs of the trend.
fn changed_tests(levels: &ChangePoints) -> Option<SheetPanel> {
    let run = |place: u32| levels.runs.get(place as usize);
    let rows: Vec<Vec<SheetCell>> = levels
        .tests
        .iter()
        .filter_map(|test| {
            let change = test.levels.changes.last()?;
            let is_slower = change.factor() > 1.0;
            let mark = if is_slower { Mark::Warning } else { Mark::Passed };
            let word = if is_slower { "slower" } else { "faster" };
            let commits = match (run(change.last_before), run(change.at)) {
                (Some(TrendRun { commit: Some(from), .. }), Some(TrendRun { commit: Some(to), .. })) => {
                    format!("{}..{}", text::short_commit(from), text::short_commit(to))
                }
                _ => String::new(),
            };
            Some(vec![
                Words::default().test(&test.id).into(),
                SheetCell::mark(mark, format!("{word}, {}", by_how_much(change))),
                format!("{} to {}", text::duration(change.before_secs), text::duration(change.after_secs))
                    .into(),
                Words::from(run(change.at).map_or_else(String::new, |run| format!("run {}", run.id))).into(),
                Words::default().toned(Tone::Code, commits).into(),
            ])
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        TableColumn::new("Test", ColumnKind::Text),
        TableColumn::new("Change", ColumnKind::Text),
        TableColumn::new("Level", ColumnKind::Text),
        TableColumn::new("Since", ColumnKind::Text),
        TableColumn::new("Commits", ColumnKind::Text).wide(),
    ];
    let say = format!(
        "{} moved to another level and stayed there. Single slow runs are not listed.",
        text::counted(rows.len() as u64, "test")
    );
    Some(SheetPanel::new("Tests that got slower or faster").say(say).with(Content::Table(Table {
        columns,
        rows,
        first: 10,
    })))
}
