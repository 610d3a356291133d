//! One kind of failure: what it means, what helps, which clusters and tests are of it. One page for each category.

use report_model::route::TestFilter;
use report_model::site::{
    Block, Category, Cluster, ColumnKind, Content, Failures, GridColumn, Sheet, SheetCell, SheetPanel, Table,
    TableColumn, Tone, Words,
};
use report_model::{Route, text};

use super::cluster::{advice, draft_of, lived_sentence, trend};
use super::{Facts, share};

/// How many clusters are shown at first.
const FIRST: u32 = 10;
/// How many are listed.
const LISTED: usize = 200;

/// The pages of all categories.
pub(super) fn sheet(facts: Facts<'_>, failures: &Failures) -> Sheet {
    let page = |category: &Category| (category.id.clone(), page(facts, failures, category));
    Sheet { pages: failures.categories.iter().map(page).collect(), ..Sheet::default() }
}

fn page(facts: Facts<'_>, failures: &Failures, category: &Category) -> Sheet {
    let tests = category.rows.len() as u64;
    let mut eyebrow: Vec<Words> = vec![
        format!("{} of all failures", share(tests as f64, failures.total as f64)).into(),
        if category.own { "the team’s rule".into() } else { "built-in rule".into() },
    ];
    eyebrow.extend(category.priority.map(|priority| format!("priority {priority}").into()));
    eyebrow.extend(category.effort.as_ref().map(|effort| format!("effort {effort}").into()));
    eyebrow.extend(category.owner.as_ref().map(|owner| format!("owner {owner}").into()));
    eyebrow.extend(category.phases.iter().map(|phase| Words::default().toned(Tone::Tag, phase.clone())));
    let says = format!(
        "{}: {} in {}.",
        category.title,
        text::counted(tests, "test"),
        text::counted(category.clusters.len() as u64, "cluster"),
    );
    let mut because: Vec<Words> = vec![Words::from(category.meaning.clone())];
    because.extend(category.lived.map(|lived| lived_sentence(lived).into()));
    because.retain(|words| !words.is_empty());
    let filter = TestFilter { category: Some(category.id.clone()), ..TestFilter::default() };
    let left = vec![clusters(failures, category), facts.members.panel(&category.rows, &Route::Tests(filter))];
    let mut right: Vec<SheetPanel> = advice(category, false).into_iter().collect();
    right.extend(trend(&category.trend, &failures.trend_runs, "Tests of this category"));
    right.extend(rules(failures, category));
    right.push(facts.members.where_they_are(&category.rows));
    Sheet {
        eyebrow,
        says: says.into(),
        because,
        blocks: vec![Block::Grid(vec![
            GridColumn { span: 8, panels: left },
            GridColumn { span: 4, panels: right },
        ])],
        pages: Vec::new(),
    }
}

fn clusters(failures: &Failures, category: &Category) -> SheetPanel {
    let ids: rustc_hash::FxHashSet<&str> = category.clusters.iter().map(String::as_str).collect();
    let clusters: Vec<&Cluster> =
        failures.clusters.iter().filter(|cluster| ids.contains(cluster.id.as_str())).collect();
    let most = clusters.iter().map(|cluster| cluster.tests()).max().unwrap_or(1).max(1);
    let row = |cluster: &&Cluster| {
        let tests = cluster.tests();
        let to = Route::Cluster(cluster.id.clone());
        vec![
            SheetCell::from(Words::default().toned_link(Tone::Code, cluster.title(), &to))
                .below(cluster.reason.clone()),
            SheetCell::bar(tests as f64 / most as f64),
            SheetCell::from(Words::default().toned(Tone::Strong, text::count(tests))),
        ]
    };
    let mut panel = SheetPanel::new("Its clusters").say("First to fix first.");
    if clusters.len() > LISTED {
        panel = panel.say(format!("First to fix first; {LISTED} of {}.", text::count(clusters.len() as u64)));
    }
    panel.with(Content::Table(Table {
        columns: vec![
            TableColumn::new("Cluster: what the failures share", ColumnKind::Text),
            TableColumn::new("Against the largest", ColumnKind::Bar),
            TableColumn::new("Tests", ColumnKind::Number),
        ],
        rows: clusters.iter().take(LISTED).map(row).collect(),
        first: FIRST,
    }))
}

/// The team's rules that make this category.
fn rules(failures: &Failures, category: &Category) -> Option<SheetPanel> {
    let mut rules = failures.rules.iter().filter(|rule| category.own && rule.id == category.id).peekable();
    let first = rules.peek()?;
    let mut panel = SheetPanel::new("The rule");
    if let Some(draft) = draft_of(&first.toml) {
        panel = panel.link("Try it out", &Route::Rule(draft));
    }
    Some(rules.fold(panel, |panel, rule| panel.with(Content::Code(rule.toml.clone()))))
}
