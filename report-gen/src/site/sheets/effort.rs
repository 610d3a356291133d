//! Where time could be saved, who ran what, and what a change of level was worth: the lower half of the Runtime page.

use report_model::site::{
    Block, ChangePoints, ColumnKind, Content, GridColumn, Runtime, SheetCell, SheetPanel, Table, TableColumn,
    Timeline, TimelineChart, TimelineLane, Tone, Words,
};
use report_model::{TestId, text};

use super::{periods, share};

/// Work that could end at most so much earlier is shared evenly.
const EVEN: f64 = 0.95;

/// The blocks, as far as the run tells.
pub(super) fn blocks(runtime: &Runtime, levels: Option<&ChangePoints>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(timeline) = &runtime.timeline {
        blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: vec![who_worked_when(timeline)] }]));
    }
    let mut left: Vec<SheetPanel> = Vec::new();
    left.extend(savings(runtime));
    left.extend(levels.and_then(periods::panel));
    let mut right: Vec<SheetPanel> = Vec::new();
    right.extend(workers(runtime));
    right.extend(lanes(runtime));
    right.extend(families(runtime));
    right.extend(suites(runtime));
    let mut columns = Vec::new();
    match (left.is_empty(), right.is_empty()) {
        (true, true) => return blocks,
        (false, false) => {
            columns.push(GridColumn { span: 7, panels: left });
            columns.push(GridColumn { span: 5, panels: right });
        }
        (false, true) => columns.push(GridColumn { span: 12, panels: left }),
        (true, false) => columns.push(GridColumn { span: 12, panels: right }),
    }
    blocks.push(Block::Grid(columns));
    blocks
}

fn who_worked_when(timeline: &Timeline) -> SheetPanel {
    let ends = |a: &&TimelineLane, b: &&TimelineLane| a.end_secs.total_cmp(&b.end_secs);
    let (last, first) = (timeline.lanes.iter().max_by(ends), timeline.lanes.iter().min_by(ends));
    let end = timeline.end_secs;
    let mut say = match timeline.best_secs {
        Some(best) if best < end * EVEN => format!(
            "Shared evenly the work would take {} instead of {}.",
            text::duration(best),
            text::duration(end)
        ),
        Some(_) => "It could not end much earlier with as many workers.".to_owned(),
        None => format!(
            "One after the other. In {} of {} no test ran.",
            text::duration((end - timeline.busy_secs).max(0.0)),
            text::duration(end)
        ),
    };
    if let (Some(last), Some(first), Some(_)) = (last, first, timeline.best_secs)
        && last.end_secs - first.end_secs > end * (1.0 - EVEN)
    {
        let (name, apart) = (text::capitalized(&last.name), text::duration(last.end_secs - first.end_secs));
        say = format!("{name} ends {apart} after {}. {say}", first.name);
    }
    let mut caption =
        "From the starts in the artifacts; what overlaps was run by different workers.".to_owned();
    if timeline.more_lanes > 0 {
        caption = format!("{caption} {} more are not drawn.", text::count(timeline.more_lanes));
    }
    let chart = TimelineChart { timeline: timeline.clone(), caption };
    SheetPanel::new("Timeline").say(say).with(Content::Timeline(chart))
}

fn table(columns: Vec<TableColumn>, rows: Vec<Vec<SheetCell>>, first: u32) -> Content {
    Content::Table(Table { columns, rows, first })
}

fn strong(text: String) -> SheetCell {
    Words::default().toned(Tone::Strong, text).into()
}

fn savings(runtime: &Runtime) -> Option<SheetPanel> {
    if runtime.savings.is_empty() {
        return None;
    }
    let rows = runtime.savings.iter().map(|saving| {
        let id = TestId(saving.what.clone());
        let what = if saving.row.is_some() {
            Words::default().test(&id)
        } else {
            Words::default().toned(Tone::Test, saving.what.as_str())
        };
        vec![SheetCell::from(what).below(saving.because.as_str()), strong(text::duration(saving.secs))]
    });
    let columns = vec![
        TableColumn::new("Where", ColumnKind::Text),
        TableColumn::new("Saved in a run, at most", ColumnKind::Number),
    ];
    Some(
        SheetPanel::new("Where time could be saved")
            .say("Time of tests; the lines overlap and do not add up.")
            .with(table(columns, rows.collect(), 10)),
    )
}

fn workers(runtime: &Runtime) -> Option<SheetPanel> {
    if runtime.workers.is_empty() {
        return None;
    }
    let rows = runtime.workers.iter().map(|workers| {
        vec![
            text::count(u64::from(workers.workers)).into(),
            strong(text::duration(workers.by_test_secs)),
            text::duration(workers.by_file_secs).into(),
        ]
    });
    let columns = vec![
        TableColumn::new("Workers", ColumnKind::Number),
        TableColumn::new("Any test anywhere", ColumnKind::Number),
        TableColumn::new("Files stay together", ColumnKind::Number),
    ];
    Some(
        SheetPanel::new("What more workers would take, at best")
            .say("With nothing but tests to do, the longest first.")
            .with(table(columns, rows.collect(), 0)),
    )
}

fn lanes(runtime: &Runtime) -> Option<SheetPanel> {
    if runtime.lanes.len() < 2 {
        return None;
    }
    let longest = runtime.lanes.iter().map(|lane| lane.secs).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let mean = runtime.lanes.iter().map(|lane| lane.secs).sum::<f64>() / runtime.lanes.len() as f64;
    let rows = runtime.lanes.iter().map(|lane| {
        vec![
            SheetCell {
                bar: Some(lane.secs / longest),
                ..SheetCell::from(Words::default().toned(Tone::Code, lane.name.as_str()))
            },
            text::count(lane.tests).into(),
            strong(text::duration(lane.secs)),
        ]
    });
    let columns = vec![
        TableColumn::new("Machine or shard", ColumnKind::Head),
        TableColumn::new("Tests", ColumnKind::Number),
        TableColumn::new("Time", ColumnKind::Number),
    ];
    let say = format!("The longest takes {} more than the mean.", text::duration(longest - mean));
    Some(SheetPanel::new("Balance").say(say).with(table(columns, rows.collect(), 16)))
}

fn families(runtime: &Runtime) -> Option<SheetPanel> {
    if runtime.families.is_empty() {
        return None;
    }
    let rows = runtime.families.iter().map(|family| {
        vec![
            SheetCell::from(Words::default().toned(Tone::Test, family.id.0.as_str()))
                .below(format!("the longest {}", text::duration(family.longest_secs))),
            text::count(family.tests).into(),
            SheetCell::from(Words::default().toned(Tone::Strong, text::duration(family.secs)))
                .below(share(family.secs, runtime.tests_secs)),
        ]
    });
    let columns = vec![
        TableColumn::new("Test", ColumnKind::Text),
        TableColumn::new("Parameters", ColumnKind::Number),
        TableColumn::new("Together", ColumnKind::Number),
    ];
    Some(SheetPanel::new("Tests with many parameters").say("One body, many times.").with(table(
        columns,
        rows.collect(),
        5,
    )))
}

fn suites(runtime: &Runtime) -> Option<SheetPanel> {
    if runtime.suites.len() < 2 {
        return None;
    }
    let rows = runtime.suites.iter().map(|suite| {
        let outside = suite.declared_secs.map(|declared| declared - suite.secs).filter(|secs| *secs > 0.1);
        let below = outside.map(|secs| format!("and {} outside of tests", text::duration(secs)));
        vec![
            SheetCell::from(Words::default().toned(Tone::Code, suite.name.as_str()))
                .below(below.unwrap_or_default()),
            text::count(suite.tests).into(),
            strong(text::duration(suite.secs)),
        ]
    });
    let columns = vec![
        TableColumn::new("Suite", ColumnKind::Head),
        TableColumn::new("Tests", ColumnKind::Number),
        TableColumn::new("Time", ColumnKind::Number),
    ];
    Some(SheetPanel::new("Suites").say("As the artifacts name them.").with(table(columns, rows.collect(), 8)))
}
