//! The list of tests: only the rows in view are in the page, whether there are a hundred or a million.

use app_markup::markup;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use leptos::html::Div;
use leptos::{ev, prelude::*};
use report_model::Route;
use report_model::text;

use super::icon::Icon;
use super::outcome::look_of_letter;
use super::strip::strip;
use crate::data::TestIndex;
use crate::derived::Derived;
use crate::filter::{Item, Selection};
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;

/// Rows kept above and below the view, so that scrolling does not show gaps.
const SPARE: usize = 12;
/// Below this width rows are two lines high: the same bound as in the styles.
const NARROW: f64 = 700.0;

/// What the list needs to know about clusters: the cluster and its title, by row.
pub type ClusterTitles = HashMap<u32, (String, String)>;

fn row_height() -> f64 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width <= NARROW) { 56.0 } else { 34.0 }
}

/// The list of what `selection` holds. `clusters` names those of failing rows, once they are loaded; `active` is the
/// line that the reader stands on.
pub fn test_list(
    index: &Arc<TestIndex>,
    selection: Derived<Selection>,
    clusters: Derived<Arc<ClusterTitles>>,
    active: RwSignal<Option<usize>>,
) -> Piece {
    let navigation = Navigation::here();
    let view = NodeRef::<Div>::new();
    let height = RwSignal::new(row_height());
    let scroll = RwSignal::new(0.0_f64);
    let visible_height = RwSignal::new(800.0_f64);
    let measure = move || {
        // The frame may come when the reader has left the page, and all of it is gone.
        if let Some(element) = view.try_get_untracked().flatten() {
            height.set(row_height());
            visible_height.set(f64::from(element.client_height()).max(100.0));
        }
    };
    Effect::new(move |_| {
        if view.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let listener = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || listener.remove());

    // A new selection is read from its beginning.
    Effect::new(move |before: Option<usize>| {
        let count = selection.with(|selection| selection.items.len());
        if before.is_some() {
            active.set(None);
            if let Some(element) = view.get_untracked() {
                element.set_scroll_top(0);
            }
        }
        count
    });

    let total = move || selection.with(|selection| selection.items.len());
    let window_range = Derived::new(move |_| {
        let rows = |pixels: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped; rows in view"
            )]
            let rows = (pixels / height.get()).max(0.0) as usize;
            rows
        };
        // In steps of a few rows, so that not every scrolled pixel makes a new list.
        let first = rows(scroll.get()).saturating_sub(SPARE) / 4 * 4;
        let last = rows(scroll.get() + visible_height.get()) + SPARE + 4;
        first..last.min(total())
    });
    let items = move || {
        let range: Range<usize> = window_range.get();
        selection.with(|selection| {
            let items = selection.items.get(range.clone()).unwrap_or_default();
            range.zip(items.iter().copied()).collect::<Vec<(usize, Item)>>()
        })
    };
    let sticky = {
        let index = Arc::clone(index);
        move || {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped; a row number"
            )]
            let first = (scroll.get() / height.get()).max(0.0) as usize;
            let group = selection.with(|selection| heading_above(&selection.items, first))?;
            (scroll.get() > 4.0).then(|| heading_line(&index, group))
        }
    };
    // The reader's row is scrolled into view when it leaves it.
    Effect::new(move |_| {
        if let (Some(position), Some(element)) = (active.get(), view.get_untracked()) {
            let top = position as f64 * height.get_untracked();
            let view_top = f64::from(element.scroll_top());
            let head = height.get_untracked();
            let bottom = view_top + visible_height.get_untracked();
            let target = if top < view_top + head {
                Some(top - head)
            } else if top + head > bottom {
                Some(top + head - visible_height.get_untracked())
            } else {
                None
            };
            if let Some(target) = target {
                #[expect(clippy::cast_possible_truncation, reason = "pixels of a list")]
                element.set_scroll_top(target.max(0.0) as i32);
            }
        }
    });

    let rows = {
        let index = Arc::clone(index);
        move |(position, item): (usize, Item)| {
            let top = move || {
                format!(
                    "transform:translateY({}px);height:{}px",
                    position as f64 * height.get(),
                    height.get()
                )
            };
            match item {
                Item::Group { .. } => markup! {
                    <div class="vgroup" role="row" aria-rowindex=position + 2 style=top>
                        {heading_line(&index, item)}
                    </div>
                }
                .into_piece(),
                Item::Test(row) => test_row(&index, position, row, clusters, active, navigation, top),
            }
        }
    };
    markup! {
        <div class="vlist" role="grid" aria-label="Tests" aria-rowcount=move || total() + 1>
            <div class="vhead" role="row" aria-rowindex="1">
                <span role="columnheader">"Outcome"</span>
                <span role="columnheader">"Test"</span>
                <span role="columnheader">"Cluster"</span>
                <span role="columnheader">"Last runs"</span>
                <span role="columnheader" class="num">"Time"</span>
            </div>
            <div class="vsticky" aria-hidden="true">{sticky}</div>
            <div class="vview" node_ref=view tabindex="0" role="rowgroup" aria-label="Rows"
                on:scroll=move |event| {
                    let element = event_target::<web_sys::Element>(&event);
                    scroll.set(f64::from(element.scroll_top()));
                }>
                <div class="vspace" role="presentation" style=move || format!("height:{}px", total() as f64 * height.get())>
                    {move || items().into_iter().map(&rows).collect::<Vec<_>>()}
                </div>
            </div>
        </div>
    }
}

fn heading_above(items: &[Item], first: usize) -> Option<Item> {
    let upto = items.get(..=first.min(items.len().checked_sub(1)?))?;
    upto.iter().rev().find(|item| matches!(item, Item::Group { .. })).copied()
}

fn heading_line(index: &TestIndex, item: Item) -> Piece {
    let Item::Group { group, rows, bad } = item else { return ().into_piece() };
    let path = index.groups().get(group as usize).map(|group| group.path.clone()).unwrap_or_default();
    let path = if path.is_empty() { "(no file or class)".to_owned() } else { path };
    let tests = text::counted(u64::from(rows), "test");
    let count = if bad > 0 { format!("{} failing of {tests}", text::count(u64::from(bad))) } else { tests };
    markup! {
        <span class="vgroup__path" role="gridcell">{Icon::File.view()}<bdi class="clip">{path}</bdi></span>
        <span class="cnt" role="gridcell">{count}</span>
    }
    .into_piece()
}

fn test_row(
    index: &Arc<TestIndex>,
    position: usize,
    row: u32,
    clusters: Derived<Arc<ClusterTitles>>,
    active: RwSignal<Option<usize>>,
    navigation: Navigation,
    style: impl Fn() -> String + Send + Sync + 'static,
) -> Piece {
    let test = index.row(row);
    let key = index.key(row);
    let href = Route::Test(key).to_string();
    let look = look_of_letter(test.letter);
    let class = test.class.map(|class| markup! { <span>{class.to_owned()}"::"</span> });
    let name = if test.name.is_empty() { "(unnamed)".to_owned() } else { test.name.to_owned() };
    let time = test.secs.map_or_else(
        || markup! { <span class="t3">"unknown"</span> }.into_piece(),
        |secs| text::duration(secs).into_piece(),
    );
    let cluster = move || {
        clusters.with(|clusters| {
            clusters.get(&row).map(|(id, title)| {
                let (href, title) = (Route::Cluster(id.clone()).to_string(), title.clone());
                markup! { <a class="clip" href=href title=title.clone()>{title.clone()}</a> }
            })
        })
    };
    let strip = strip(test.strip);
    markup! {
        <div class="vrow" role="row" data-test=key.to_string() data-outcome-letter=test.letter.to_string()
            id=format!("row-{position}") aria-rowindex=position + 2
            aria-selected=move || (active.get() == Some(position)).to_string() style=style
            on:click=move |event| {
                // A click beside the link opens the test too; on a link, the link does.
                let on_link = event_target::<web_sys::Element>(&event).closest("a").ok().flatten().is_some();
                if !on_link {
                    navigation.go(&Route::Test(key));
                }
            }>
            <span role="gridcell">{look.view()}</span>
            <span role="gridcell" class="name"><a href=href><bdi>{class}{name}</bdi></a></span>
            <span role="gridcell" class="clip small">{cluster}</span>
            <span role="gridcell">{strip}</span>
            <span role="gridcell" class="num">{time}</span>
        </div>
    }
    .into_piece()
}
