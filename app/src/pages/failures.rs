//! What do we fix first?

use app_markup::markup;
use std::sync::Arc;

use leptos::prelude::*;
use report_charts::{Pareto, ParetoBar};
use report_model::route::{FailureFilter, FailureGroup};
use report_model::site::{Block, Cluster, Content, Failures, Manifest, Sheet, SheetCell};
use report_model::{Outcome, Route, text};

use crate::components::failure_list::fix_list;
use crate::components::figure::figure;
use crate::components::icon::Icon;
use crate::components::outcome::look;
use crate::components::panel::{Panel, cell};
use crate::components::verdict::verdict;
use crate::components::{loading, sheet};
use crate::data::Store;
use crate::derived::Derived;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::overview::plain;

/// How many clusters the chart of them shows at most: more bars than these are too thin to be told apart.
const BARS: usize = 60;
/// How many clusters stand in the list before one asks for all.
const FIRST: usize = 10;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let failures = store.failures();
    let written = store.sheet("failures");
    let nothing = || ().into_piece();
    (move || {
        loading::show(
            &failures.get(),
            || none(&store.manifest()),
            |failures| match written {
                Some(slot) => loading::show(&slot.get(), nothing, |written| failures_page(failures, written)),
                None => nothing(),
            },
        )
    })
    .into_piece()
}

fn none(manifest: &Manifest) -> Piece {
    let executed = manifest.totals.counts.executed();
    let (title, because) = if executed == 0 {
        (
            "No test ran to a verdict.".to_owned(),
            "So none failed either. See the notices for what was read.".to_owned(),
        )
    } else {
        ("No failures.".to_owned(), format!("{} ran, none failed.", text::counted(executed, "test")))
    };
    let eyebrow = (executed > 0).then(|| look(Outcome::Passed).with_text("Nothing to fix".to_owned()));
    verdict(eyebrow, &plain(title), markup! { <p>{because}</p> })
}

fn failures_page(failures: &Arc<Failures>, written: &Arc<Sheet>) -> Piece {
    let navigation = Navigation::here();
    let manifest = Store::here().manifest();
    let filter = Derived::new(move |before: Option<&FailureFilter>| match navigation.route.get() {
        Route::Failures(filter) => filter,
        _ => before.cloned().unwrap_or_default(),
    });
    let change = move |change: &dyn Fn(&mut FailureFilter)| {
        let mut next = filter.get_untracked();
        change(&mut next);
        navigation.replace(&Route::Failures(next));
    };
    let segments = FailureGroup::ALL
        .into_iter()
        .map(|group| {
            let label = match group {
                FailureGroup::Clusters => "Clusters",
                FailureGroup::Categories => "Categories",
                FailureGroup::Folders => "Folders",
            };
            markup! {
                <button type="button" aria-pressed=move || (filter.with(|filter| filter.group) == group).to_string()
                    on:click=move |_| change(&|filter| filter.group = group)>{label}</button>
            }
        })
        .collect::<Vec<_>>();
    let list = {
        let (failures, written) = (Arc::clone(failures), Arc::clone(written));
        let current = manifest.current_phase().map(|phase| phase.id.clone());
        move || {
            let FailureFilter { text, group } = filter.get();
            match group {
                FailureGroup::Clusters => clusters(&failures, current.as_deref(), &text),
                FailureGroup::Categories | FailureGroup::Folders => {
                    written.page(group.word()).map(|view| sheet::sheet(&filtered(view, &text))).into_piece()
                }
            }
        }
    };
    let mut below = written.blocks.iter();
    let beside = match below.next() {
        Some(Block::Grid(columns)) => sheet::columns_of(columns),
        _ => Vec::new(),
    };
    let rest = Sheet { blocks: below.cloned().collect(), ..Sheet::default() };
    markup! {
        {sheet::head(written)}
        <div class="filter">
            <div class="field">
                {Icon::Search.view()}
                <input type="search" autocomplete="off" spellcheck="false" aria-label="Filter failures"
                    placeholder="message, type or category" prop:value=move || filter.with(|filter| filter.text.clone())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        change(&|filter| filter.text.clone_from(&text));
                    } />
            </div>
            <span class="seg" role="group" aria-label="Group by">{segments}</span>
        </div>
        {list}
        <div class="grid">{cell(7, pareto(failures))}{beside}</div>
        {sheet::sheet(&rest)}
    }
}

fn found(words: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}

/// A written page with only those rows of its tables that have these words.
fn filtered(view: &Sheet, words: &str) -> Sheet {
    let mut view = view.clone();
    let has = |cells: &Vec<SheetCell>| {
        found(words, &cells.iter().map(|cell| format!("{} ", cell.words)).collect::<String>())
    };
    for block in &mut view.blocks {
        let Block::Grid(columns) = block else { continue };
        for content in
            columns.iter_mut().flat_map(|column| &mut column.panels).flat_map(|panel| &mut panel.content)
        {
            if let Content::Table(table) = content {
                table.rows.retain(has);
            }
        }
    }
    view
}

fn clusters(failures: &Failures, current: Option<&str>, words: &str) -> Piece {
    let shown: Vec<Cluster> = failures
        .clusters
        .iter()
        .filter(|cluster| found(words, &format!("{} {} {}", cluster.title(), cluster.category, cluster.id)))
        .cloned()
        .collect();
    let largest = failures.clusters.iter().map(Cluster::tests).max().unwrap_or(1);
    let panel = Panel::new("Fix this first");
    if shown.is_empty() {
        return panel
            .padded(markup! { <p class="b">{format!("No cluster matches “{}”.", words.trim())}</p> });
    }
    let all = RwSignal::new(shown.len() <= FIRST);
    let rest_tests: u64 = shown.iter().skip(FIRST).map(Cluster::tests).sum();
    let rest = shown.len().saturating_sub(FIRST);
    let current = current.map(str::to_owned);
    let list = move || {
        let upto = if all.get() { shown.len() } else { FIRST.min(shown.len()) };
        fix_list(shown.get(..upto).unwrap_or_default(), 1, largest, current.as_deref())
    };
    let more = move || {
        (!all.get()).then(|| {
            let text = format!("{rest} more clusters, {}: ", text::counted(rest_tests, "test"));
            markup! { <div class="foot">{text}<button class="linkish" type="button" on:click=move |_| all.set(true)>"show all"</button></div> }
        })
    };
    panel.around(markup! { {list}{more} })
}

fn pareto(failures: &Failures) -> Piece {
    let mut largest: Vec<&Cluster> = failures.clusters.iter().collect();
    largest.sort_by_key(|cluster| std::cmp::Reverse(cluster.tests()));
    let bars: Vec<ParetoBar> = largest
        .iter()
        .take(BARS)
        .map(|cluster| ParetoBar {
            id: cluster.id.chars().take(4).collect(),
            name: cluster.title(),
            count: cluster.tests(),
        })
        .collect();
    let caption = if largest.len() > BARS {
        format!(
            "Failing tests by cluster, the largest {BARS} of {}; the line is the share of these.",
            largest.len()
        )
    } else {
        "Failing tests by cluster; the line is the share of all.".to_owned()
    };
    let chart = Pareto { noun: "cluster".to_owned(), counted: "failure".to_owned(), bars };
    Panel::new("How much few causes hold").padded(figure(chart, caption, 288))
}
