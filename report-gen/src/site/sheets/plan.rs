//! What stands in the plan beside its phases: causes, tasks, criteria, what does not add up. Shown below the phases.

use report_model::Route;
use report_model::route::FailureFilter;
use report_model::site::{
    Block, CauseStatus, ColumnKind, Content, CriterionStatus, GridColumn, Manifest, Mark, PlanStatus,
    PlanTotal, RunInfo, Sheet, SheetCell, SheetPanel, Table, TableColumn, TaskGroup, Tone, Words,
};
use report_model::text;

use super::{Facts, page_of, rates, source, traced, trend_of};

/// How many lines of a list are shown before the reader asks for more.
const SHOWN: u32 = 20;

/// The part of the page; none without a plan.
pub(super) fn sheet(facts: Facts<'_>) -> Option<Sheet> {
    let plan = facts.plan?;
    let mut blocks = Vec::new();
    let run = &facts.manifest.run;
    if !facts.manifest.phases.is_empty() {
        blocks.push(Block::Grid(vec![
            GridColumn { span: 6, panels: vec![rates::panel(facts.manifest)] },
            GridColumn { span: 6, panels: vec![burn_down(facts.manifest)] },
        ]));
    }
    if let Some(causes) = causes(run, plan) {
        blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: vec![causes] }]));
    }
    let tasks: Vec<SheetPanel> = plan.tasks.iter().map(|group| tasks(run, group)).collect();
    let criteria: Vec<SheetPanel> =
        criteria(run, plan).into_iter().chain(totals(run, plan)).chain(doubts(run, plan)).collect();
    match (tasks.is_empty(), criteria.is_empty()) {
        (true, true) => {}
        (false, true) => blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: tasks }])),
        (true, false) => blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: criteria }])),
        (false, false) => blocks.push(Block::Grid(vec![
            GridColumn { span: 6, panels: tasks },
            GridColumn { span: 6, panels: criteria },
        ])),
    }
    (!blocks.is_empty()).then(|| Sheet { blocks, ..Sheet::default() })
}

fn burn_down(manifest: &Manifest) -> SheetPanel {
    let mut chart = trend_of(manifest, "Failing tests", "test");
    for (point, run) in chart.points.iter_mut().zip(&manifest.trend) {
        point.value = (run.totals.collected > 0).then(|| run.totals.counts.bad() as f64);
    }
    chart.from_zero = true;
    "Failed and errored tests.".clone_into(&mut chart.caption);
    chart.height = 200;
    let left = text::count(manifest.totals.counts.bad());
    let say = match manifest.trend.as_slice() {
        _ if manifest.totals.collected == 0 => "No test of this run is known.".to_owned(),
        [first, .., last] if first.totals.collected > 0 => {
            let gone = text::difference(last.totals.counts.bad(), first.totals.counts.bad());
            format!("{left} left; {gone} over {}.", text::counted(manifest.trend.len() as u64, "run"))
        }
        _ => format!("{left} left. A trend starts with the second run."),
    };
    SheetPanel::new("Burn-down")
        .say(say)
        .link("Failures", &Route::Failures(FailureFilter::default()))
        .with(Content::Trend(chart))
}

fn causes(run: &RunInfo, plan: &PlanStatus) -> Option<SheetPanel> {
    let planned: Vec<&CauseStatus> = plan.causes.iter().filter(|cause| cause.origin == "planned").collect();
    let all: Vec<&CauseStatus> = if planned.is_empty() { plan.causes.iter().collect() } else { planned };
    if all.is_empty() {
        return None;
    }
    let rows = all.iter().map(|cause| self::cause(run, cause)).collect();
    let column = TableColumn::new;
    Some(
        SheetPanel::new("By cause: planned and measured")
            .say("What the plan counted when it was written, and what is left of it.")
            .with(Content::Table(Table {
                columns: vec![
                    column("Cause", ColumnKind::Head),
                    column("Planned", ColumnKind::Number),
                    column("Measured", ColumnKind::Number),
                    column("Differs", ColumnKind::Number),
                    column("Effort", ColumnKind::Number),
                    column("Phase", ColumnKind::Text),
                    column("Last runs", ColumnKind::Text).wide(),
                ],
                rows,
                first: SHOWN,
            })),
    )
}

fn cause(run: &RunInfo, cause: &CauseStatus) -> Vec<SheetCell> {
    let planned = cause.planned.map(|(low, high)| {
        if (high - low).abs() < 0.5 {
            text::short_number(low)
        } else {
            format!("{}–{}", text::short_number(low), text::short_number(high))
        }
    });
    let differs = cause.planned.zip(cause.now).map(|((low, high), now)| {
        let now = now as f64;
        let difference = if now > high {
            now - high
        } else if now < low {
            now - low
        } else {
            0.0
        };
        let tone = if difference > 0.0 {
            Tone::Bad
        } else if difference < 0.0 {
            Tone::Good
        } else {
            Tone::Quiet
        };
        #[expect(clippy::cast_possible_truncation, reason = "a difference of counts of tests")]
        Words::default().toned(tone, text::signed(difference.round() as i64))
    });
    let name = match &cause.category {
        Some(category) => Words::default().link(cause.title.as_str(), &Route::Category(category.clone())),
        None => cause.title.as_str().into(),
    };
    let why = cause.strategy.as_ref().or(cause.cause.as_ref()).map(String::as_str).unwrap_or_default();
    let below = Words::from(first_line(why)).beside(source(run, cause.source.as_ref()));
    let trend = cause.trend.iter().map(|count| count.map(|count| count as f64)).collect();
    let tags =
        cause.phases.iter().fold(Words::default(), |words, phase| words.toned(Tone::Tag, phase.as_str()));
    vec![
        SheetCell::from(name).below(below),
        planned.unwrap_or_else(|| "–".to_owned()).into(),
        cause
            .now
            .map_or_else(Words::unknown, |now| match &cause.category {
                Some(category) if now > 0 => {
                    let to = Route::Category(category.clone());
                    Words::default().toned_link(Tone::Strong, text::count(now), &to)
                }
                _ => Words::default().toned(Tone::Strong, text::count(now)),
            })
            .into(),
        differs.unwrap_or_default().into(),
        cause.effort.as_deref().unwrap_or_default().into(),
        tags.into(),
        SheetCell { spark: trend, ..SheetCell::default() },
    ]
}

/// The first line of a long text: the plan has the rest.
fn first_line(text: &str) -> String {
    const LETTERS: usize = 160;
    let line = text.lines().next().unwrap_or_default();
    if line.len() < text.len() && line.chars().count() <= LETTERS {
        return format!("{line}…");
    }
    text::beginning(line, LETTERS)
}

fn tasks(run: &RunInfo, group: &TaskGroup) -> SheetPanel {
    let all = group.tasks.len() as u64;
    let title = match &group.phase {
        // A section that names its phase says it once.
        Some(phase) if !group.section.split(|c: char| !c.is_alphanumeric()).any(|word| word == phase) => {
            format!("Tasks of {phase}: {}", group.section)
        }
        _ => format!("Tasks: {}", group.section),
    };
    let say = match group.done {
        Some(done) => format!("{} of {} done.", text::count(done), text::count(all)),
        None => format!("{}; none is marked as done or open.", text::counted(all, "task")),
    };
    let item = |task: &report_model::site::TaskStatus| {
        let mark = if task.done == Some(true) { Mark::Passed } else { Mark::Open };
        let mut below: Vec<String> = Vec::new();
        below.extend(task.fixes.map(|(low, high)| {
            let (low, high) = (text::short_number(low), text::short_number(high));
            if low == high { format!("{low} tests planned") } else { format!("{low}–{high} tests planned") }
        }));
        below.extend(task.effort.clone());
        SheetCell::mark(mark, task.text.as_str()).below(below.join(", "))
    };
    let mut panel =
        SheetPanel::new(title).say(say).with(Content::List(group.tasks.iter().map(item).collect()));
    panel.link = source(run, group.source.as_ref());
    panel
}

fn criteria(run: &RunInfo, plan: &PlanStatus) -> Option<SheetPanel> {
    if plan.criteria.is_empty() {
        return None;
    }
    let measured = plan.criteria.iter().filter(|criterion| criterion.measured.is_some());
    let met = plan.criteria.iter().filter(|criterion| criterion.measured == Some(true)).count() as u64;
    let say = format!("{} of {} met by measurement.", text::count(met), text::count(measured.count() as u64));
    let items = plan.criteria.iter().map(|one| criterion(run, one)).collect();
    Some(SheetPanel::new("Criteria").say(say).with(Content::List(items)))
}

fn criterion(run: &RunInfo, criterion: &CriterionStatus) -> SheetCell {
    let (mark, word) = match (criterion.measured, criterion.written) {
        (Some(true), _) => (Mark::Passed, "Met"),
        (Some(false), _) => (Mark::Failed, "Not met"),
        (None, Some(true)) => (Mark::Passed, "Written as done"),
        (None, _) => (Mark::Open, "Written"),
    };
    let mut below = Words::default();
    for check in &criterion.checks {
        let limit = format!("{} {}", check.comparison.sign(), check.unit.text(check.limit));
        below = if below.is_empty() { below } else { below.then("; ") };
        below = match check.value {
            // What is of a part is not counted on the page of the whole.
            Some(value) => {
                let to = page_of(&check.subject).filter(|_| check.scope.is_none());
                let figure = traced(check.unit.text(value), to.as_ref());
                Words(below.0.into_iter().chain(figure.0).collect()).then(format!(" of {limit}"))
            }
            None => below.then(format!("{limit}: not in the data")),
        };
    }
    if criterion.differs() {
        let written = if criterion.written == Some(true) { "ticked" } else { "open" };
        below = if below.is_empty() { below } else { below.then("; ") };
        below = below.then(format!("written as {written}"));
    }
    let below = below.beside(source(run, criterion.source.as_ref()));
    let words = Words::default().toned(Tone::Strong, word).then(format!("  {}", criterion.text));
    SheetCell::mark(mark, words).below(below)
}

fn totals(run: &RunInfo, plan: &PlanStatus) -> Option<SheetPanel> {
    if plan.totals.is_empty() {
        return None;
    }
    // What a plan says in several places is one figure with several places.
    let mut figures: Vec<(&PlanTotal, Words)> = Vec::new();
    for total in &plan.totals {
        let place = source(run, Some(&total.source));
        let same = figures.iter_mut().find(|(known, _)| {
            known.subject == total.subject
                && known.about == total.about
                && (known.written - total.written).abs() < f64::EPSILON
        });
        match same {
            Some((_, places)) => *places = std::mem::take(places).beside(place),
            None => figures.push((total, Words::default().beside(place))),
        }
    }
    let rows = figures.into_iter().map(|(total, places)| {
        let about = if total.about { "≈ " } else { "" };
        let to = page_of(&total.subject);
        vec![
            SheetCell::from(text::capitalized(&total.subject.replace('_', " "))).below(places),
            format!("{about}{}", text::short_number(total.written)).into(),
            total
                .measured
                .map_or_else(Words::unknown, |value| traced(text::short_number(value), to.as_ref()))
                .into(),
        ]
    });
    let column = TableColumn::new;
    Some(SheetPanel::new("What the plan counted").say("When it was written, beside what this run has.").with(
        Content::Table(Table {
            columns: vec![
                column("Figure", ColumnKind::Head),
                column("Written", ColumnKind::Number),
                column("Now", ColumnKind::Number),
            ],
            rows: rows.collect(),
            first: SHOWN,
        }),
    ))
}

fn doubts(run: &RunInfo, plan: &PlanStatus) -> Option<SheetPanel> {
    if plan.lint.is_empty() {
        return None;
    }
    let items = plan.lint.iter().map(|notice| {
        let place = Words::default().beside(source(run, notice.location.as_ref()));
        SheetCell::mark(Mark::Warning, notice.message.as_str()).below(place)
    });
    Some(SheetPanel::new("What in the plan does not add up").with(Content::List(items.collect())))
}
