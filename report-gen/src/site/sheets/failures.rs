//! What do we fix first? What a reader only reads of it; the dashboard adds the list of clusters, which can be filtered.

use report_model::route::OutcomeFilter;
use report_model::site::{
    Block, Cascade, CascadeKind, Category, Cluster, ColumnKind, Content, Failures, Fold, GridColumn, Mark,
    RuleUse, Sentence, Sheet, SheetCell, SheetPanel, Table, TableColumn, Tone, Words,
};
use report_model::{Outcome, Route, text};

use super::cluster::{draft_of, words};
use super::{Facts, share};

/// How many clusters a small list has.
const SMALL: usize = 4;
/// How many tests that are missing are listed.
const MISSING: usize = 50;
/// How many folders are shown at first.
const FOLDERS: u32 = 30;

/// The page. Its further pages are the tables that take the place of the clusters: `categories` and `folders`.
pub(super) fn sheet(facts: Facts<'_>, failures: &Failures) -> Sheet {
    let mut right: Vec<SheetPanel> = cascades(facts, failures).into_iter().collect();
    right.push(new_ones(failures));
    // The dashboard puts the drawing of how much few causes hold beside the first column.
    let mut blocks = vec![Block::Grid(vec![GridColumn { span: 5, panels: right }])];
    let categories = categories(facts, failures);
    let mut below = vec![categories.clone()];
    below.extend(rules(failures));
    blocks.push(Block::Grid(vec![GridColumn { span: 12, panels: below }]));
    let view = |panel: SheetPanel| Sheet {
        blocks: vec![Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }])],
        ..Sheet::default()
    };
    Sheet {
        eyebrow: eyebrow(facts),
        says: headline(facts, failures),
        because: because(facts, failures),
        blocks,
        pages: vec![
            ("categories".to_owned(), view(categories)),
            ("folders".to_owned(), view(folders(facts, failures))),
        ],
    }
}

fn eyebrow(facts: Facts<'_>) -> Vec<Words> {
    let counts = facts.manifest.totals.counts;
    let linked = |count: u64, outcome: Outcome| {
        let to = Route::tests_with(OutcomeFilter::Is(outcome));
        Words::default().link(format!("{} {}", text::count(count), outcome.word()), &to)
    };
    let mut line = vec![linked(counts.failed, Outcome::Failed)];
    if counts.errored > 0 {
        line.push(linked(counts.errored, Outcome::Errored));
    }
    if let Some(before) = &facts.manifest.before {
        #[expect(clippy::cast_possible_wrap, reason = "counts of tests")]
        let difference = counts.bad() as i64 - before.totals.counts.bad() as i64;
        line.push(format!("{} vs run {}", text::signed(difference), before.run.id).into());
    }
    line
}

fn headline(facts: Facts<'_>, failures: &Failures) -> Sentence {
    let verb = if failures.total == 1 { "failure has" } else { "failures have" };
    let causes = match failures.clusters.len() as u64 {
        1 => "one cause".to_owned(),
        causes => format!("{} causes", text::count(causes)),
    };
    let sentence =
        Sentence::default().then(format!("{} {verb} ", text::count(failures.total))).strong(causes);
    let enough = facts.manifest.current_phase().and_then(|phase| {
        let missing = phase.missing_tests().filter(|missing| *missing > 0)?;
        let mut sum = 0;
        let at = failures.clusters.iter().position(|cluster| {
            sum += cluster.tests();
            sum >= missing
        })?;
        let name = if phase.id.chars().all(|letter| letter.is_ascii_digit()) {
            format!("Phase {}", phase.id)
        } else {
            phase.id.clone()
        };
        Some(match at {
            0 => format!(". The first fix meets {name}’s passing target."),
            at => format!(". The first {} fixes meet {name}’s passing target.", at + 1),
        })
    });
    sentence.then(enough.unwrap_or_else(|| ".".to_owned()))
}

fn because(facts: Facts<'_>, failures: &Failures) -> Vec<Words> {
    let uncategorised = failures
        .categories
        .iter()
        .filter(|category| category.id == report_analysis::categories::UNKNOWN)
        .map(|category| category.rows.len() as u64)
        .sum::<u64>();
    let sorted = failures.total.saturating_sub(uncategorised);
    let mut paragraphs = Vec::new();
    if let Some(cause) =
        failures.outage.as_ref().and_then(|id| failures.clusters.iter().find(|one| one.id == *id))
    {
        let outage = Words::default()
            .toned(Tone::Bad, "This run was an outage: ")
            .then(format!(
                "most tests failed together, {} of {} for one cause, ",
                text::count(cause.tests()),
                text::count(facts.manifest.totals.counts.executed()),
            ))
            .link(format!("cluster {}", cause.id), &Route::Cluster(cause.id.clone()))
            .then(". It accuses no single test.");
        paragraphs.push(outage);
    }
    if !failures.pareto.is_empty() {
        paragraphs.push(words(&failures.pareto));
    }
    paragraphs.push(
        format!(
            "New failures lead, then tests brought back for each hour of planned work, then the largest. {} of {} ({}) fall in a category; {} uncategorised.",
            text::count(sorted),
            text::count(failures.total),
            share(sorted as f64, failures.total as f64),
            text::count(uncategorised),
        )
        .into(),
    );
    paragraphs
}

/// A cluster in a small list.
fn small(cluster: &Cluster, mark: Mark, count: u64) -> SheetCell {
    let to = Route::Cluster(cluster.id.clone());
    let words = Words::default().toned_link(Tone::Code, cluster.title(), &to);
    SheetCell::mark(mark, words).below(text::counted(count, "test"))
}

/// Single causes that take many tests with them.
fn cascades(facts: Facts<'_>, failures: &Failures) -> Option<SheetPanel> {
    if failures.cascades.is_empty() {
        return None;
    }
    let vanished: u64 = failures.cascades.iter().map(|cascade| cascade.vanished_count).sum();
    let tests: u64 = failures.cascades.iter().map(|cascade| cascade.rows.len() as u64).sum();
    let missing = match vanished {
        0 => String::new(),
        count => format!(" {} vanished with them.", text::counted(count, "test")),
    };
    let causes = text::counted(failures.cascades.len() as u64, "cause");
    let verb = if failures.cascades.len() == 1 { "takes" } else { "take" };
    let panel = SheetPanel::new("One cause, many tests")
        .say(format!("{causes} {verb} {} along.{missing}", text::counted(tests, "test")));
    Some(
        failures
            .cascades
            .iter()
            .fold(panel, |panel, cascade| cascade_content(facts, failures, cascade, panel)),
    )
}

fn cascade_content(
    facts: Facts<'_>,
    failures: &Failures,
    cascade: &Cascade,
    panel: SheetPanel,
) -> SheetPanel {
    let kind = match cascade.kind {
        CascadeKind::Collection => "A file of tests that cannot be loaded",
        CascadeKind::Import => "An import that fails",
        CascadeKind::Fixture => "A fixture that is not found",
        CascadeKind::Hook => "A set-up or tear-down that fails",
    };
    let Some(parent) = failures.clusters.iter().find(|cluster| cluster.id == cascade.cluster) else {
        return panel;
    };
    let mark = if parent.errored > parent.failed { Mark::Errored } else { Mark::Failed };
    let mut sub = Words::default().toned(Tone::Quiet, format!("{kind}. "));
    sub.0.extend(words(&cascade.sentence).0);
    let to = Route::Cluster(parent.id.clone());
    let head = SheetCell::mark(mark, Words::default().toned_link(Tone::Code, parent.title(), &to)).below(sub);
    let mut panel = panel.with(Content::List(vec![head]));
    if !cascade.stopped.is_empty() {
        let items =
            cascade.stopped.iter().take(MISSING).map(|name| Words::default().toned(Tone::Code, name).into());
        let summary =
            format!("Nothing ran of {}", text::counted(cascade.stopped.len() as u64, "file or suite"));
        panel = panel.with(folded(summary, items.collect()));
    }
    if cascade.vanished_count > 0 {
        let listed = cascade.vanished.len().min(MISSING) as u64;
        let mut items: Vec<SheetCell> = cascade
            .vanished
            .iter()
            .take(MISSING)
            .map(|id| Words::default().toned(Tone::Code, &*id.0).into())
            .collect();
        if cascade.vanished_count > listed {
            items.push(format!("and {} more", text::count(cascade.vanished_count - listed)).into());
        }
        let known = if facts.manifest.before.is_some() { ", known from before" } else { "" };
        let summary = format!("{} vanished with it{known}", text::counted(cascade.vanished_count, "test"));
        panel = panel.with(folded(summary, items));
    }
    panel
}

fn folded(summary: String, items: Vec<SheetCell>) -> Content {
    Content::Fold(Fold { summary: summary.into(), content: vec![Content::List(items)] })
}

fn new_ones(failures: &Failures) -> SheetPanel {
    let panel = SheetPanel::new("New in this run");
    let quiet = |text: &str| Content::Text(Words::default().toned(Tone::Quiet, text));
    if failures.clusters.iter().all(|cluster| cluster.new.is_none()) {
        return panel.with(quiet("One run so far. What is new shows from the second run on."));
    }
    let new = failures
        .clusters
        .iter()
        .filter_map(|cluster| cluster.new.filter(|new| *new > 0).map(|new| (cluster, new)));
    let list: Vec<SheetCell> =
        new.take(SMALL).map(|(cluster, new)| small(cluster, Mark::Failed, new)).collect();
    if list.is_empty() {
        return panel.with(quiet("Every failure of this run was there in the run before."));
    }
    panel.with(Content::List(list))
}

/// The categories as a table: the first rule that matches wins, so they add up.
fn categories(facts: Facts<'_>, failures: &Failures) -> SheetPanel {
    let current = facts.manifest.current_phase().map(|phase| phase.id.as_str());
    let most = failures.categories.iter().map(|category| category.rows.len()).max().unwrap_or(1).max(1);
    let own = failures.categories.iter().any(|category| category.own);
    let say = if own {
        "The team’s own rules come first, then the built-in ones. The first rule that matches wins, so the counts add up."
    } else {
        "Built-in rules. The first rule that matches wins, so the counts add up."
    };
    let mut columns = vec![
        TableColumn::new("Category", ColumnKind::Head),
        TableColumn::new("Tests", ColumnKind::Number),
        TableColumn::new("Against the largest", ColumnKind::Bar),
        TableColumn::new(format!("Of {}", text::count(failures.total)), ColumnKind::Number),
        TableColumn::new("Effort", ColumnKind::Text),
        TableColumn::new("Priority", ColumnKind::Number),
        TableColumn::new("Phase", ColumnKind::Text),
    ];
    let has_trend = failures.trend_runs.len() > 1;
    if has_trend {
        columns.push(
            TableColumn::new(format!("Last {} runs", failures.trend_runs.len()), ColumnKind::Text).wide(),
        );
    }
    let given = |value: Option<String>| SheetCell::from(value.unwrap_or_else(|| "–".to_owned()));
    let row = |category: &Category| {
        let tests = category.rows.len() as u64;
        let to = Route::Category(category.id.clone());
        let phases = category.phases.iter().fold(Words::default(), |words, phase| {
            let tone = if Some(phase.as_str()) == current { Tone::TagNow } else { Tone::Tag };
            words.toned(tone, phase.clone())
        });
        let phases = if phases.is_empty() { Words::default().toned(Tone::Quiet, "none") } else { phases };
        let mut cells = vec![
            SheetCell::from(Words::default().link(category.title.clone(), &to))
                .below(text::counted(category.clusters.len() as u64, "cluster")),
            Words::default().toned(Tone::Strong, text::count(tests)).into(),
            SheetCell::bar(tests as f64 / most as f64),
            share(tests as f64, failures.total as f64).into(),
            given(category.effort.clone()),
            given(category.priority.map(|priority| priority.to_string())),
            phases.into(),
        ];
        if has_trend {
            let spark = category.trend.iter().map(|count| count.map(|count| count as f64)).collect();
            cells.push(SheetCell { spark, ..SheetCell::default() });
        }
        cells
    };
    let rows = failures.categories.iter().map(row).collect();
    SheetPanel::new("Categories").say(say).with(Content::Table(Table { columns, rows, first: 0 }))
}

/// The team's rules in the order in which they are asked, with what each was good for.
fn rules(failures: &Failures) -> Option<SheetPanel> {
    if failures.rules.is_empty() {
        return None;
    }
    let row = |(place, rule): (usize, &RuleUse)| {
        let state = match (rule.matched, rule.won) {
            (0, _) => SheetCell::mark(Mark::Unknown, "matches nothing"),
            (_, 0) => SheetCell::mark(Mark::Warning, "hidden: rules before it take all that it matches"),
            (matched, won) if matched > won => SheetCell::mark(
                Mark::Passed,
                format!("{} more went to rules before it", text::count(matched - won)),
            ),
            _ => SheetCell::mark(Mark::Passed, "takes all that it matches"),
        };
        let title = if rule.title.is_empty() { &rule.id } else { &rule.title };
        let has_page = rule.won > 0 && failures.categories.iter().any(|category| category.id == rule.id);
        let name = if has_page {
            Words::default().link(title, &Route::Category(rule.id.clone()))
        } else {
            title.clone().into()
        };
        let tried = draft_of(&rule.toml).map_or_else(
            || Words::default().toned(Tone::Quiet, "–"),
            |draft| Words::default().link("Try it out", &Route::Rule(draft)),
        );
        vec![
            text::count(place as u64 + 1).into(),
            name.into(),
            text::count(rule.matched).into(),
            text::count(rule.won).into(),
            state,
            tried.into(),
        ]
    };
    let table = Table {
        columns: vec![
            TableColumn::new("Order", ColumnKind::Number),
            TableColumn::new("Rule", ColumnKind::Head),
            TableColumn::new("Matches", ColumnKind::Number),
            TableColumn::new("Takes", ColumnKind::Number),
            TableColumn::new("What it is good for", ColumnKind::Text),
            TableColumn::new("Change it", ColumnKind::Text),
        ],
        rows: failures.rules.iter().enumerate().map(row).collect(),
        first: 0,
    };
    Some(
        SheetPanel::new("The team’s rules")
            .say("In the order in which they are asked; the first that matches takes the failure.")
            .with(Content::Table(table)),
    )
}

/// Where the failures are.
fn folders(facts: Facts<'_>, failures: &Failures) -> SheetPanel {
    let mut rows: Vec<u32> = failures.clusters.iter().flat_map(|cluster| &cluster.rows).copied().collect();
    rows.sort_unstable();
    let folder = |path: &str| path.rsplit_once('/').map_or(path, |(folder, _)| folder).to_owned();
    let mut folders: rustc_hash::FxHashMap<String, (u64, u64)> = rustc_hash::FxHashMap::default();
    for (path, count) in facts.members.places(&rows) {
        folders.entry(folder(path)).or_default().0 += count;
    }
    for cluster in &failures.clusters {
        let mut touched: Vec<String> =
            facts.members.places(&cluster.rows).into_iter().map(|(path, _)| folder(path)).collect();
        touched.sort_unstable();
        touched.dedup();
        for path in touched {
            folders.entry(path).or_default().1 += 1;
        }
    }
    let mut folders: Vec<(String, (u64, u64))> = folders.into_iter().collect();
    folders.sort_by(|a, b| (b.1.0, &a.0).cmp(&(a.1.0, &b.0)));
    let most = folders.first().map_or(1, |(_, (count, _))| *count).max(1);
    let row = |(path, (count, clusters)): &(String, (u64, u64))| {
        vec![
            Words::default().link(path, &Route::tests_in(path.clone())).into(),
            Words::default().toned(Tone::Strong, text::count(*count)).into(),
            SheetCell::bar(*count as f64 / most as f64),
            text::count(*clusters).into(),
        ]
    };
    SheetPanel::new("Folders with failures").with(Content::Table(Table {
        columns: vec![
            TableColumn::new("Folder", ColumnKind::Head),
            TableColumn::new("Failing", ColumnKind::Number),
            TableColumn::new("Against the largest", ColumnKind::Bar),
            TableColumn::new("Clusters", ColumnKind::Number),
        ],
        rows: folders.iter().map(row).collect(),
        first: FOLDERS,
    }))
}
