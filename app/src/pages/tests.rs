//! Which tests? Filtered as one types; the filter is the address.

use app_markup::markup;
use std::sync::Arc;

use leptos::html::Input;
use leptos::prelude::*;
use report_model::route::{OutcomeFilter, TestFilter, TestSort};
use report_model::site::Sentence;
use report_model::{Outcome, Route, text};

use crate::components::icon::Icon;
use crate::components::loading;
use crate::components::outcome::look_of_filter;
use crate::components::test_list::{ClusterTitles, test_list};
use crate::components::tree::Folder;
use crate::components::tree_view::folder_tree;
use crate::components::verdict::verdict;
use crate::data::{Store, TestIndex};
use crate::derived::Derived;
use crate::filter::{Item, Selection, select};
use crate::keyboard::{Keyboard, PageKey, copy};
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::overview::plain;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let tests = store.tests();
    (move || {
        loading::show(
            &tests.get(),
            || {
                loading::empty(
                    "No tests",
                    "No artifact of this run holds test results.",
                    Some("report-gen build junit.xml"),
                )
            },
            |index| {
                if index.is_empty() {
                    return nothing_ran();
                }
                explorer(index)
            },
        )
    })
    .into_piece()
}

fn nothing_ran() -> Piece {
    let because = markup! { <p>"Without test results there is nothing to list. Give the file that the runner wrote:"</p> };
    markup! {
        {verdict((), &plain("No artifact of this run holds test results."), because)}
        <pre class="code">"pytest --junitxml=junit.xml\nreport-gen build junit.xml"</pre>
    }
    .into_piece()
}

fn headline(index: &TestIndex, filter: &TestFilter, selection: &Selection) -> Sentence {
    let counts = selection.by_outcome;
    let bad = counts.failed + counts.errored;
    let all = text::count(counts.all as u64);
    let whole = text::count(index.len() as u64);
    let bad_text = text::count(bad as u64);
    if let Some(folder) = &filter.folder {
        let sentence =
            Sentence::default().then(format!("{bad_text} of {all} tests in ")).strong(folder.clone());
        return sentence.then(if bad == 1 { " fails." } else { " fail." });
    }
    if counts.all < index.len() {
        let verb = if bad == 1 { "fails" } else { "fail" };
        return plain(format!("{all} of {whole} tests match; {bad_text} of them {verb}."));
    }
    match bad {
        0 => plain(format!("All {all} tests are without failure.")),
        1 => plain(format!("1 of {all} tests fails.")),
        _ => plain(format!("{bad_text} of {all} tests fail.")),
    }
}

fn explorer(index: &Arc<TestIndex>) -> Piece {
    let navigation = Navigation::here();
    let store = Store::here();
    let filter = Derived::new(move |before: Option<&TestFilter>| match navigation.route.get() {
        Route::Tests(filter) => filter,
        // The page is on its way out: keep what it shows.
        _ => before.cloned().unwrap_or_default(),
    });
    let failures = store.failures();
    let members = Derived::new(move |_| {
        let filter = filter.get();
        let failures = failures.get();
        let failures = failures.ready()?;
        let cluster = filter.cluster.as_ref().map(|id| {
            failures
                .clusters
                .iter()
                .find(|cluster| cluster.id == *id)
                .map_or_else(Vec::new, |cluster| cluster.rows.clone())
        });
        let category = filter.category.as_ref().map(|id| {
            failures
                .categories
                .iter()
                .find(|category| category.id == *id)
                .map_or_else(Vec::new, |category| category.rows.clone())
        });
        match (cluster, category) {
            (Some(cluster), Some(category)) => {
                Some(cluster.into_iter().filter(|row| category.binary_search(row).is_ok()).collect())
            }
            (members, None) | (None, members) => members,
        }
    });
    let clusters = Derived::new(move |_| {
        let mut titles = ClusterTitles::new();
        if let Some(failures) = failures.get().ready() {
            for cluster in &failures.clusters {
                let title = cluster.title();
                titles.extend(cluster.rows.iter().map(|row| (*row, (cluster.id.clone(), title.clone()))));
            }
        }
        Arc::new(titles)
    });
    let selection = {
        let index = Arc::clone(index);
        Derived::new(move |_| {
            let members: Option<Vec<u32>> = members.get();
            filter.with(|filter| select(&index, filter, members.as_deref()))
        })
    };
    let change = move |change: &dyn Fn(&mut TestFilter)| {
        let mut next = filter.get_untracked();
        change(&mut next);
        navigation.replace(&Route::Tests(next));
    };
    let active = RwSignal::new(None::<usize>);
    answer_keys(Arc::clone(index), selection, active, filter, navigation);

    let whole = index.len();
    let count = move || {
        let rows = selection.with(|selection| selection.rows);
        if rows == whole {
            text::counted(whole as u64, "test")
        } else {
            format!("{} of {}", text::count(rows as u64), text::counted(whole as u64, "test"))
        }
    };
    let segments = [
        None,
        Some(OutcomeFilter::Is(Outcome::Failed)),
        Some(OutcomeFilter::Is(Outcome::Errored)),
        Some(OutcomeFilter::Flaky),
        Some(OutcomeFilter::Is(Outcome::Skipped)),
        Some(OutcomeFilter::Is(Outcome::Passed)),
    ]
    .into_iter()
    .map(|outcome| {
        let label = outcome.map_or_else(|| "All".into_piece(), |outcome| look_of_filter(outcome).view());
        let name = outcome.map_or("all", OutcomeFilter::word);
        markup! {
            <button type="button" data-outcome=name
                aria-pressed=move || (filter.with(|filter| filter.outcome) == outcome).to_string()
                on:click=move |_| change(&|filter| filter.outcome = outcome)>
                {label}<span>{move || text::count(selection.with(|selection| selection.by_outcome.of(outcome)) as u64)}</span>
            </button>
        }
    })
    .collect::<Vec<_>>();
    let sort = TestSort::ALL
        .into_iter()
        .map(|sort| {
            let label = match sort {
                TestSort::FailingFirst => "Failing first",
                TestSort::Slowest => "Slowest first",
                TestSort::Name => "By path",
            };
            markup! {
                <option value=sort.word() selected=move || filter.with(|filter| filter.sort) == sort>{label}</option>
            }
        })
        .collect::<Vec<_>>();
    let choose_sort = move |event| {
        let word = event_target_value(&event);
        let chosen = TestSort::ALL.into_iter().find(|sort| sort.word() == word).unwrap_or_default();
        change(&|filter| filter.sort = chosen);
    };
    let tree = StoredValue::new(Arc::new(Folder::tree(index)));
    let folder = Derived::new(move |_| filter.with(|filter| filter.folder.clone()));
    let choose_folder =
        Callback::new(move |folder: Option<String>| change(&|filter| filter.folder.clone_from(&folder)));
    let head = {
        let index = Arc::clone(index);
        move || {
            verdict(
                (),
                &filter.with(|filter| selection.with(|selection| headline(&index, filter, selection))),
                (),
            )
        }
    };
    let field = NodeRef::<Input>::new();
    markup! {
        <div class="tests">
            {head}
            <div class="filter">
                <div class="field field--wide">
                    {Icon::Search.view()}
                    {move || chips(&filter.get(), change)}
                    <input data-search="" type="search" node_ref=field autocomplete="off" spellcheck="false"
                        aria-label="Search and filter tests" placeholder="path, class or name; time:>5s"
                        prop:value=move || filter.with(|filter| filter.text.clone())
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            change(&|filter| filter.text.clone_from(&text));
                        } />
                    <span class="t3 small nw" data-count="" role="status">{count}</span>
                </div>
                <span class="seg" role="group" aria-label="Outcome">{segments}</span>
                <span class="sp"></span>
                <label class="choose"><span class="t3 small">"Sort"</span>
                    <select class="btn" aria-label="Sort" on:change=choose_sort>{sort}</select></label>
                <button class="btn" type="button"
                    on:click=move |_| copy(&window().location().href().unwrap_or_default())>
                    {Icon::Link.view()}<span>"Copy link"</span>
                </button>
            </div>
            <div class="explorer">
                {folder_tree(tree, folder, choose_folder)}
                <div class="explorer__list">
                    {test_list(index, selection, clusters, active)}
                    {
                        move || {
                            let empty = selection.with(|selection| selection.rows == 0);
                            empty.then(|| nothing_matches(&filter.get(), change))
                        }
                    }
                </div>
            </div>
            <p class="keys small t3 wide">
                <span><kbd>"J"</kbd>" "<kbd>"K"</kbd>" next, previous"</span><span><kbd>"Enter"</kbd>" open"</span>
                <span><kbd>"F"</kbd>" failing only"</span><span><kbd>"?"</kbd>" all keys"</span>
                <span class="far">"Last runs: low bar passed, full bar failed, split bar errored, half-filled flaky, dash skipped, dot not there"</span>
            </p>
        </div>
    }
}

fn chips(
    filter: &TestFilter,
    change: impl Fn(&dyn Fn(&mut TestFilter)) + Copy + Send + Sync + 'static,
) -> Piece {
    let chip = |key: &'static str, value: &Option<String>, clear: fn(&mut TestFilter)| {
        value.clone().map(|value| {
            let label = format!("Remove filter {key} {value}");
            markup! {
                <span class="chip"><span class="k">{key}</span>" "<bdi class="clip">{value}</bdi>
                    <button type="button" aria-label=label on:click=move |_| change(&clear)>{Icon::Close.view()}</button>
                </span>
            }
        })
    };
    markup! {
        {chip("folder", &filter.folder, |filter| filter.folder = None)}
        {chip("cluster", &filter.cluster, |filter| filter.cluster = None)}
        {chip("category", &filter.category, |filter| filter.category = None)}
    }
    .into_piece()
}

fn nothing_matches(
    filter: &TestFilter,
    change: impl Fn(&dyn Fn(&mut TestFilter)) + Copy + Send + Sync + 'static,
) -> Piece {
    let title = if filter.text.trim().is_empty() {
        "No test matches.".to_owned()
    } else {
        format!("No test matches “{}”.", filter.text.trim())
    };
    let mut force = Vec::new();
    force.extend(filter.outcome.map(|outcome| format!("outcome {}", outcome.word())));
    force.extend(filter.folder.as_ref().map(|folder| format!("folder {folder}")));
    force.extend(filter.cluster.as_ref().map(|cluster| format!("cluster {cluster}")));
    force.extend(filter.category.as_ref().map(|category| format!("category {category}")));
    let force = (!force.is_empty()).then(|| format!("Filters in force: {}.", force.join(", ")));
    let sort = filter.sort;
    markup! {
        <div class="nothing">
            <p class="b">{title}</p><p class="t2">{force}</p>
            <button class="btn" type="button"
                on:click=move |_| change(&|filter| *filter = TestFilter { sort, ..TestFilter::default() })>"Clear filters"</button>
        </div>
    }
    .into_piece()
}

fn answer_keys(
    index: Arc<TestIndex>,
    selection: Derived<Selection>,
    active: RwSignal<Option<usize>>,
    filter: Derived<TestFilter>,
    navigation: Navigation,
) {
    let is_test = move |position: usize| {
        selection.with_untracked(|selection| matches!(selection.items.get(position), Some(Item::Test(_))))
    };
    Keyboard::here().on_press(move |key| {
        let count = selection.with_untracked(|selection| selection.items.len());
        let now = active.get_untracked();
        match key {
            PageKey::Next => {
                let next = (now.map_or(0, |now| now + 1)..count).find(|position| is_test(*position));
                active.set(next.or(now));
            }
            PageKey::Previous => {
                let previous = (0..now.unwrap_or(0)).rev().find(|position| is_test(*position));
                active.set(previous.or(now));
            }
            PageKey::Open => {
                let item = now
                    .and_then(|now| selection.with_untracked(|selection| selection.items.get(now).copied()));
                if let Some(Item::Test(row)) = item {
                    navigation.go(&Route::Test(index.key(row)));
                }
            }
            PageKey::Failing => {
                let mut next = filter.get_untracked();
                let failed = Some(OutcomeFilter::Is(Outcome::Failed));
                next.outcome = if next.outcome == failed { None } else { failed };
                navigation.replace(&Route::Tests(next));
            }
            PageKey::NextFailing | PageKey::PreviousFailing => {}
        }
    });
}
