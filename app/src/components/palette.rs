//! Going anywhere by typing: pages, tests, clusters, files. Opened by `/`.

use app_markup::markup;
use std::sync::Arc;

use leptos::html::Input;
use leptos::prelude::*;
use report_model::Route;
use report_model::route::{CoverageFilter, FailureFilter, RunFilter, TestFilter};
use report_model::site::{CoverageFiles, Failures};

use super::icon::Icon;
use super::outcome::look_of_letter;
use crate::data::{Store, TestIndex};
use crate::derived::Derived;
use crate::filter::{Item, select};
use crate::keyboard::{Keyboard, key_name};
use crate::markup::IntoPiece as _;
use crate::markup::Piece;
use crate::navigation::Navigation;

#[derive(Clone, PartialEq)]
struct Hit {
    icon: Icon,
    class: &'static str,
    dim: String,
    text: String,
    state: String,
    route: Route,
}

/// At most this many of one kind, so that none crowds out the others.
const TESTS: usize = 8;
const OTHERS: usize = 4;

fn pages() -> Vec<(&'static str, Icon, Route)> {
    vec![
        ("Overview", Icon::Overview, Route::Overview),
        ("Phases", Icon::Phases, Route::Phases(Vec::new())),
        ("Completeness", Icon::Completeness, Route::Completeness),
        ("Failures", Icon::Failures, Route::Failures(FailureFilter::default())),
        ("Tests", Icon::Tests, Route::Tests(TestFilter::default())),
        ("Coverage", Icon::Coverage, Route::Coverage(CoverageFilter::default())),
        ("Runtime", Icon::Runtime, Route::Runtime),
        ("Runs", Icon::Runs, Route::Runs(RunFilter::default())),
        ("Flaky", Icon::Flaky, Route::Flaky),
        ("Notices", Icon::Notices, Route::Notices),
    ]
}

fn hits(
    query: &str,
    tests: Option<&Arc<TestIndex>>,
    failures: Option<&Arc<Failures>>,
    coverage: Option<&Arc<CoverageFiles>>,
) -> Vec<Hit> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let matches = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let plain = |icon, text: &str, state: &str, route| Hit {
        icon,
        class: "i",
        dim: String::new(),
        text: text.to_owned(),
        state: state.to_owned(),
        route,
    };
    let mut hits: Vec<Hit> = pages()
        .into_iter()
        .filter(|(name, _, _)| matches(name))
        .map(|(name, icon, route)| plain(icon, name, "page", route))
        .collect();
    if words.is_empty() {
        return hits;
    }
    if let Some(index) = tests {
        let filter = TestFilter { text: query.to_owned(), ..TestFilter::default() };
        let rows = select(index, &filter, None).items;
        let rows = rows.iter().filter_map(|item| if let Item::Test(row) = item { Some(*row) } else { None });
        hits.extend(rows.take(TESTS).map(|row| {
            let test = index.row(row);
            let look = look_of_letter(test.letter);
            let class = test.class.map(|class| format!("{class}::")).unwrap_or_default();
            Hit {
                icon: look.icon,
                class: look.class,
                dim: format!("{}::{class}", test.group),
                text: test.name.to_owned(),
                state: format!("test, {}", look.word.to_lowercase()),
                route: Route::Test(index.key(row)),
            }
        }));
    }
    if let Some(failures) = failures {
        let found =
            failures.clusters.iter().filter(|cluster| matches(&cluster.title()) || matches(&cluster.id));
        hits.extend(found.take(OTHERS).map(|cluster| {
            let route = Route::Cluster(cluster.id.clone());
            plain(Icon::Failures, &cluster.title(), &format!("cluster {}", cluster.id), route)
        }));
    }
    if let Some(coverage) = coverage {
        let found = coverage.paths.iter().filter(|path| matches(path));
        hits.extend(found.take(OTHERS).map(|path| {
            let filter = CoverageFilter { text: path.clone(), folder: None };
            plain(Icon::Coverage, path, "file", Route::Coverage(filter))
        }));
    }
    hits
}

/// The palette, when it is open.
pub fn palette() -> Piece {
    let keyboard = Keyboard::here();
    (move || keyboard.palette.get().then(open_palette)).into_piece()
}

fn open_palette() -> Piece {
    let keyboard = Keyboard::here();
    let navigation = Navigation::here();
    let store = Store::here();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let field = NodeRef::<Input>::new();
    let before = StoredValue::new_local(document().active_element());
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // Fails only for an element that is not in the page.
            let _ = field.focus();
        }
    });
    on_cleanup(move || {
        use wasm_bindgen::JsCast as _;
        let element = before.get_value().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
    let found = Derived::new(move |_| {
        let text = query.get();
        let wanted = !text.trim().is_empty();
        let tests = wanted.then(|| store.tests().get());
        let failures = wanted.then(|| store.failures().get());
        let coverage = wanted.then(|| store.coverage().get());
        Arc::new(hits(
            &text,
            tests.as_ref().and_then(|load| load.ready()),
            failures.as_ref().and_then(|load| load.ready()),
            coverage.as_ref().and_then(|load| load.ready()),
        ))
    });
    let open = move |route: &Route| {
        keyboard.palette.set(false);
        navigation.go(route);
    };
    let list = move || {
        let hits = found.get();
        if hits.is_empty() {
            let text = format!("Nothing matches “{}”.", query.get());
            return markup! { <p class="pal__none">{text}</p> }.into_piece();
        }
        let items = hits
            .iter()
            .enumerate()
            .map(|(position, hit)| {
                let Hit { icon, class, dim, text, state, route } = hit.clone();
                let selected = move || (chosen.get() == position).to_string();
                markup! {
                    <li role="option" id=format!("hit-{position}") aria-selected=selected
                        on:mousemove=move |_| chosen.set(position) on:click=move |_| open(&route)>
                        <span class=class>{icon.view()}</span>
                        <span class="path one clip"><bdi>{dim}<b>{text}</b></bdi></span>
                        <span class="r">{state}</span>
                    </li>
                }
            })
            .collect::<Vec<_>>();
        markup! { <ul role="listbox" id="hits" aria-label="Results">{items}</ul> }.into_piece()
    };
    let on_key = move |event: web_sys::Event| {
        let count = found.with(|hits| hits.len());
        match key_name(&event).as_str() {
            "ArrowDown" => {
                event.prevent_default();
                chosen.update(|position| *position = (*position + 1).min(count.saturating_sub(1)));
            }
            "ArrowUp" => {
                event.prevent_default();
                chosen.update(|position| *position = position.saturating_sub(1));
            }
            "Enter" => {
                let route = found.with(|hits| hits.get(chosen.get_untracked()).map(|hit| hit.route.clone()));
                if let Some(route) = route {
                    event.prevent_default();
                    open(&route);
                }
            }
            // The field is the only stop: the list is walked with the arrows.
            "Tab" => event.prevent_default(),
            _ => {}
        }
    };
    markup! {
        <div class="scrim" on:click=move |_| keyboard.palette.set(false)></div>
        <div class="pal" role="dialog" aria-modal="true" aria-label="Go to">
            <div class="q">
                {Icon::Search.view()}
                <input node_ref=field type="text" autocomplete="off" spellcheck="false" role="combobox"
                    aria-label="Go to a test, page, cluster or file" aria-expanded="true" aria-controls="hits"
                    aria-activedescendant=move || format!("hit-{}", chosen.get())
                    placeholder="test, page, cluster or file" prop:value=query
                    on:input=move |event| { query.set(event_target_value(&event)); chosen.set(0); }
                    on:keydown=on_key />
                <kbd>"Esc"</kbd>
            </div>
            {list}
        </div>
    }
}
