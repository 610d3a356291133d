//! What stands where content will be: a skeleton, an error, or why there is nothing.

use app_markup::markup;
use leptos::prelude::*;

use super::icon::Icon;
use super::panel::Panel;
use crate::data::{Load, LoadError};
use crate::markup::{IntoPiece as _, Piece};

/// The content of a slot, or what stands for it: a skeleton while it loads, why and what to do when it failed, and
/// `absent` when the site has no such thing.
pub fn show<T: 'static>(
    load: &Load<T>,
    absent: impl FnOnce() -> Piece,
    ready: impl FnOnce(&std::sync::Arc<T>) -> Piece,
) -> Piece {
    match load {
        Load::Loading => skeleton(),
        Load::Ready(value) => ready(value),
        Load::Absent => absent(),
        Load::Failed(error) => failed(error),
    }
}

/// A skeleton in the shape of a page.
pub fn skeleton() -> Piece {
    markup! {
        <div class="loading" role="status" data-loading="">
            <span class="vh">"Loading"</span>
            <span class="sk sk--title"></span>
            <span class="sk sk--line"></span>
            <span class="sk sk--panel"></span>
        </div>
    }
    .into_piece()
}

/// Why something did not load, and what to do.
pub fn failed(error: &LoadError) -> Piece {
    let detail = error.detail();
    markup! {
        <section class="panel problem" role="alert">
            <header><h2 class="o o-fail">{Icon::Error.view()}{error.headline()}</h2></header>
            <div class="in">
                <p class="t2">{error.advice()}</p>
                <p class="problem__actions"><button class="btn" type="button" on:click=|_| reload()>"Load again"</button></p>
                <details class="tbl"><summary>"Technical detail"</summary><pre class="code">{detail}</pre></details>
            </div>
        </section>
    }
    .into_piece()
}

fn reload() {
    // Refused only when the page is being closed.
    let _ = window().location().reload();
}

/// Nothing to show: why, and what to do next, with a command where one helps.
pub fn empty(title: &str, why: &str, command: Option<&str>) -> Piece {
    let command = command.map(|command| markup! { <pre class="code">{command.to_owned()}</pre> });
    Panel::new(title.to_owned()).padded(markup! { <p class="t2">{why.to_owned()}</p>{command} }).into_piece()
}
