//! The folders beside the test list: choosing one filters by it.

use app_markup::markup;
use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use report_model::text;

use super::tree::Folder;
use crate::derived::Derived;
use crate::keyboard::key_name;
use crate::markup::Piece;

struct Line {
    level: usize,
    name: String,
    path: String,
    bad: u32,
    tests: u32,
    open: Option<bool>,
}

/// The lines in view: the folders whose parents are all open.
fn lines(folders: &[Folder], open: &BTreeSet<String>, level: usize, out: &mut Vec<Line>) {
    for folder in folders {
        let is_open = open.contains(&folder.path);
        out.push(Line {
            level,
            name: folder.name.clone(),
            path: folder.path.clone(),
            bad: folder.bad,
            tests: folder.tests,
            open: (!folder.children.is_empty()).then_some(is_open),
        });
        if is_open {
            lines(&folder.children, open, level + 1, out);
        }
    }
}

/// The folders of all tests as a tree: `folder` is the one that is chosen, `choose` is called with the one that the
/// reader chooses.
pub fn folder_tree(
    folders: StoredValue<Arc<Vec<Folder>>>,
    folder: Derived<Option<String>>,
    choose: Callback<Option<String>>,
) -> Piece {
    let roots: BTreeSet<String> = folders.with_value(|folders| {
        let few = folders.len() <= 3;
        folders.iter().filter(|_| few).map(|folder| folder.path.clone()).collect()
    });
    let open = RwSignal::new(roots);
    // What is chosen is in view.
    Effect::new(move |_| {
        if let Some(chosen) = folder.get() {
            open.update(|open| {
                let above = chosen.match_indices('/').map(|(at, _)| chosen[..at].to_owned());
                open.extend(above);
            });
        }
    });
    let toggle = move |path: &str| {
        open.update(|open| {
            if !open.remove(path) {
                open.insert(path.to_owned());
            }
        });
    };
    let items = move || {
        let mut shown = Vec::new();
        let chosen = folder.get();
        open.with(|open| folders.with_value(|folders| lines(folders, open, 1, &mut shown)));
        let first = shown.first().map(|line| line.path.clone());
        let reached = chosen.clone().filter(|chosen| shown.iter().any(|line| line.path == *chosen)).or(first);
        shown
            .into_iter()
            .map(|Line { level, name, path, bad, tests, open }| {
                let selected = chosen.as_deref() == Some(path.as_str());
                let tabindex = if reached.as_deref() == Some(path.as_str()) { "0" } else { "-1" };
                let sign = match open {
                    Some(true) => "▾",
                    Some(false) => "▸",
                    None => "",
                };
                let bad_text = (bad > 0).then(|| markup! { <b>{text::count(u64::from(bad))}</b>" / " });
                let words = if bad > 0 {
                    format!("{name}, {bad} of {tests} failing")
                } else {
                    format!("{name}, {tests} tests")
                };
                let (for_click, for_key, for_sign) = (path.clone(), path.clone(), path.clone());
                let key = move |event: web_sys::Event| match key_name(&event).as_str() {
                    "Enter" | " " => {
                        event.prevent_default();
                        event.stop_propagation();
                        choose.run((!selected).then(|| for_key.clone()));
                    }
                    "ArrowRight" if open == Some(false) => toggle(&for_key),
                    "ArrowLeft" if open == Some(true) => toggle(&for_key),
                    "ArrowDown" => walk(&event, true),
                    "ArrowUp" => walk(&event, false),
                    _ => {}
                };
                markup! {
                    <div role="treeitem" attr:aria-level=level aria-expanded=open.map(|open| open.to_string())
                        aria-selected=selected.to_string() aria-label=words tabindex=tabindex
                        style=format!("padding-left:{}px", 8 + 14 * (level - 1)) on:keydown=key
                        on:click=move |_| choose.run((!selected).then(|| for_click.clone()))>
                        <span class="tw" aria-hidden="true"
                            on:click=move |event| {
                                if open.is_some() {
                                    event.stop_propagation();
                                    toggle(&for_sign);
                                }
                            }>{sign}</span>
                        <bdi class="clip">{name}</bdi>
                        <span class="cnt">{bad_text}{text::count(u64::from(tests))}</span>
                    </div>
                }
            })
            .collect::<Vec<_>>()
    };
    markup! { <div class="tree" role="tree" aria-label="Folders">{items}</div> }
}

fn walk(event: &web_sys::Event, down: bool) {
    use wasm_bindgen::JsCast as _;
    event.prevent_default();
    let here = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let there = here
        .and_then(|here| if down { here.next_element_sibling() } else { here.previous_element_sibling() });
    if let Some(there) = there.and_then(|there| there.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = there.focus();
    }
}
