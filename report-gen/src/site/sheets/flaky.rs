//! Which failures are noise?

use report_model::site::{
    Block, ColumnKind, Content, Flaky, FlakyEvent, FlakyTest, Fold, GridColumn, Mark, Sheet, SheetCell,
    SheetPanel, Stat, Table, TableColumn, TestState, Tone, Words,
};
use report_model::{Outcome, text};

use super::{Facts, duration};

pub(super) fn sheet(facts: Facts<'_>) -> Sheet {
    let runs = facts.manifest.run_count;
    let Some(flaky) = facts.flaky else {
        let because = if runs > 1 {
            "No test passed on a retry, and none changed its outcome back and forth."
        } else {
            "No test passed on a retry. With a history, tests whose outcome changes back and forth show here too."
        };
        return Sheet { says: "No flaky test.".into(), because: vec![because.into()], ..Sheet::default() };
    };
    let count = flaky.tests.len() as u64;
    let verb = if count == 1 { "shows" } else { "show" };
    let says = match count {
        0 => "No flaky test.".to_owned(),
        _ => format!("{} {verb} signs of being flaky.", text::counted(count, "test")),
    };
    let mut because = vec![Words::from(
        "A test that changed once, from passing to failing or back, is not flaky: that is a break or a fix. Flaky tests count as what they ended as.",
    )];
    because.extend(outages(flaky));
    because.extend(facts.thinned(flaky.runs.len()));
    let mut blocks = vec![Block::Stats(stats(flaky))];
    if count > 0 {
        let say = match flaky.runs.len() as u64 {
            1 => "What this run tells; more runs tell more.".to_owned(),
            runs => format!("What the last {runs} runs tell, the strongest evidence first."),
        };
        let panel = SheetPanel::new("Evidence").say(say).with(Content::Table(flaky_tests(&flaky.tests)));
        blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }]));
    }
    if !flaky.settled.is_empty() {
        let panel = SheetPanel::new("Broken and repaired, not flaky")
            .say("These changed and then stayed as they are: a cause to find, or one that was found.")
            .with(Content::Table(settled_tests(flaky)));
        blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }]));
    }
    Sheet { says: says.into(), because, blocks, ..Sheet::default() }
}

/// Runs that accuse no single test.
fn outages(flaky: &Flaky) -> Option<Words> {
    let named: Vec<String> = flaky
        .left_out
        .iter()
        .map(|run| format!("{} ({} of {} failed)", run.run, text::count(run.bad), text::count(run.executed)))
        .collect();
    if named.is_empty() {
        return None;
    }
    let noun = if named.len() == 1 { "Run" } else { "Runs" };
    Some(format!("Left out, because most tests failed together: {noun} {}.", named.join(", ")).into())
}

fn stats(flaky: &Flaky) -> Vec<Stat> {
    let number = |value: usize| Some((text::count(value as u64), String::new()));
    let of = |state: TestState| flaky.settled.iter().filter(|test| test.state == state).count();
    vec![
        Stat::new("Flaky", number(flaky.tests.len()), "fail now and then for no known reason"),
        Stat::new("Broken", number(of(TestState::Broken)), "fail, and not by chance"),
        Stat::new("Repaired", number(of(TestState::Fixed)), "failed and pass for long enough"),
        Stat::new(
            "Time lost",
            flaky.lost_secs.map(duration),
            match flaky.rerun_secs {
                Some(secs) => format!("in repeated attempts; {} in repeated runs", text::duration(secs)),
                None => "in repeated attempts".to_owned(),
            },
        ),
    ]
}

/// What is asked of a flaky test: how sure is it, how often, and when.
fn flaky_tests(tests: &[FlakyTest]) -> Table {
    let rows = tests.iter().map(|test| {
        let interval = test
            .rate_low
            .zip(test.rate_high)
            .map(|(low, high)| format!("{} to {}", text::percent(low * 100.0), text::percent(high * 100.0)));
        vec![
            Words::default().test(&test.id).into(),
            evidence(test),
            SheetCell { strip: test.strip.clone(), ..SheetCell::default() },
            SheetCell::from(share_of(test.rate)).below(interval.unwrap_or_default()),
            text::count(test.passed).into(),
            text::count(test.failed).into(),
        ]
    });
    Table {
        columns: vec![
            TableColumn::new("Test", ColumnKind::Text),
            TableColumn::new("Evidence", ColumnKind::Text),
            TableColumn::new("Last runs", ColumnKind::Text),
            TableColumn::new("Not passed at once", ColumnKind::Number),
            TableColumn::new("Passed", ColumnKind::Number),
            TableColumn::new("Failed", ColumnKind::Number),
        ],
        rows: rows.collect(),
        first: 50,
    }
}

fn share_of(rate: Option<f64>) -> Words {
    rate.map_or_else(
        || Words::default().toned(Tone::Unknown, "not known"),
        |rate| text::percent(rate * 100.0).into(),
    )
}

/// What is asked of a test that broke or was repaired: since when.
fn settled_tests(flaky: &Flaky) -> Table {
    let rows = flaky.settled.iter().map(|test| {
        vec![
            Words::default().test(&test.id).into(),
            settled(test, &flaky.runs),
            SheetCell { strip: test.strip.clone(), ..SheetCell::default() },
            text::count(test.passed).into(),
            text::count(test.failed).into(),
        ]
    });
    Table {
        columns: vec![
            TableColumn::new("Test", ColumnKind::Text),
            TableColumn::new("State", ColumnKind::Text),
            TableColumn::new("Last runs", ColumnKind::Text),
            TableColumn::new("Passed", ColumnKind::Number),
            TableColumn::new("Failed", ColumnKind::Number),
        ],
        rows: rows.collect(),
        first: 20,
    }
}

/// Each kind of evidence apart.
fn evidence(test: &FlakyTest) -> SheetCell {
    let mut kinds = Vec::new();
    if test.retried > 0 {
        kinds.push(format!("passed on a retry in {}", text::counted(test.retried, "run")));
    }
    if let Some(commit) = test.both_on.last() {
        let others = test.both_on.len() as u64 - 1;
        let more =
            if others > 0 { format!(" and {}", text::counted(others, "more commit")) } else { String::new() };
        kinds.push(format!("passed and failed on {}{more}", text::short_commit(commit)));
    }
    if test.flips > 0 {
        kinds.push(format!("changed {}", text::counted(test.flips, "time")));
    }
    let mut cell = SheetCell::from(kinds.join("; ")).below(test.because.clone());
    if !test.events.is_empty() {
        let summary = format!("when: {}", text::counted(test.events.len() as u64, "run"));
        let events = test.events.iter().map(event).collect();
        cell.fold = Some(Box::new(Fold { summary: summary.into(), content: vec![Content::List(events)] }));
    }
    cell
}

/// A run in which it did not pass at once.
fn event(event: &FlakyEvent) -> SheetCell {
    let (mark, word) = match event.outcome {
        Outcome::Passed => (Mark::Flaky, "passed on a retry"),
        Outcome::Errored => (Mark::Errored, "errored"),
        _ => (Mark::Failed, "failed"),
    };
    let mut words = Words::from(format!("run {}, {word}", event.run));
    if let Some(commit) = &event.commit {
        words = words.toned(Tone::Plain, ", ").toned(Tone::Code, text::short_commit(commit));
    }
    SheetCell::mark(mark, words)
}

fn settled(test: &FlakyTest, runs: &[String]) -> SheetCell {
    let (mark, word) = match test.state {
        TestState::Broken => (Mark::Failed, "Broken"),
        TestState::Fixed => (Mark::Passed, "Repaired"),
        TestState::Flaky => (Mark::Flaky, "Flaky"),
        TestState::Healthy | TestState::Undecided => (Mark::Unknown, "Undecided"),
    };
    let since = match &test.since {
        // What was before the first run is not known.
        Some(run) if runs.first() == Some(run) => format!(" since run {run} or before"),
        Some(run) => format!(" since run {run}"),
        None => String::new(),
    };
    SheetCell::mark(mark, Words::default().toned(Tone::Plain, format!("{word}{since}")))
        .below(test.because.clone())
}
