//! The dashboard: reads a report site in the browser and shows it.
//!
//! [`App`] is the map: rail, top bar, and one match on the page. Pages live in [`pages`], what they are made of in
//! [`components`], what they show in [`data`], and the address, which is the only state that matters, in
//! [`navigation`]. Everything that can be computed without a browser is, and is tested without one.

pub mod charts;
pub mod components;
pub mod data;
pub mod derived;
pub mod filter;
pub mod help;
pub mod keyboard;
pub mod markup;
pub mod navigation;
pub mod pages;
pub mod settings;
mod stop;

use app_markup::markup;
use leptos::html::Main;
use leptos::prelude::*;
use leptos::task::spawn_local;
use report_model::route::Page;
use report_model::site::Manifest;
use wasm_bindgen::JsCast as _;

use crate::components::palette::palette;
use crate::components::{loading, shell};
use crate::data::{LoadError, Store};
use crate::keyboard::Keyboard;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::settings::Settings;

/// Mounts the dashboard into the page.
pub fn start() {
    stop::install();
    let document = leptos::prelude::document();
    if let Some(boot) = document.get_element_by_id("boot") {
        boot.remove();
    }
    if let Some(root) = document.document_element() {
        // A valid attribute name: cannot fail.
        let _ = root.set_attribute("data-ready", "");
    }
    let place = document
        .create_element("div")
        .ok()
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let (Some(place), Some(body)) = (place, document.body()) {
        place.set_id("app");
        let _ = body.append_child(&place);
        mount_to(place, App).forget();
    }
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    Navigation::provide();
    Settings::provide();
    Keyboard::provide();
    let manifest: RwSignal<Option<Result<Manifest, LoadError>>> = RwSignal::new(None);
    spawn_local(async move { manifest.set(Some(Store::manifest_of_site().await)) });
    move || {
        let page = match manifest.get() {
        None => markup! { <main id="main" tabindex="-1"><h1 class="vh">"Loading the report"</h1>{loading::skeleton()}</main> }.into_piece(),
        Some(Err(error)) => {
            markup! { <main id="main" tabindex="-1"><h1 class="vh">"The report could not be loaded"</h1>{loading::failed(&error)}</main> }
                .into_piece()
        }
        Some(Ok(manifest)) => report(manifest),
    };
        page.view()
    }
}

fn report(manifest: Manifest) -> Piece {
    let title = report_model::text::visible(&manifest.title).into_owned();
    Store::provide(manifest);
    let keyboard = Keyboard::here();
    let navigation = Navigation::here();
    let main = NodeRef::<Main>::new();
    let announce = RwSignal::new(String::new());
    Effect::new(move |before: Option<Page>| {
        let page = navigation.page.get();
        document().set_title(&format!("{} · {title} · Phaseline", page.title()));
        // Not on the first page: a reader who just came is at its beginning.
        if before.is_some_and(|before| before != page) {
            announce.set(page.title().to_owned());
            window().scroll_to_with_x_and_y(0.0, 0.0);
            if let Some(main) = main.get_untracked() {
                let _ = main.focus();
            }
        }
        page
    });
    let open = Callback::new(move |()| keyboard.palette.set(true));
    let skip = move |event: web_sys::Event| {
        // The address is taken: a link to #main would be a page.
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    markup! {
        <a class="skip-link" href="#/" on:click=skip>"Skip to content"</a>
        {shell::small_top_bar(open)}
        <div class="shell">
            {shell::rail()}
            <div>
                {shell::top_bar(open)}
                <main id="main" tabindex="-1" node_ref=main data-page=move || navigation.page.get().slug()>
                    {move || page(navigation.page.get())}
                </main>
            </div>
        </div>
        {shell::tabs()}
        {palette()}
        {help::keys()}
        <div class="vh" role="status">{move || announce.get()}</div>
    }
    .into_piece()
}

fn page(page: Page) -> Piece {
    match page {
        Page::Overview => pages::overview::page(),
        Page::Phases => pages::phases::page(),
        Page::Completeness => pages::written::page("completeness"),
        Page::Components => pages::written::page("components"),
        Page::Findings => pages::written::page("findings"),
        Page::Gates => pages::written::page("gates"),
        Page::Failures => pages::failures::page(),
        Page::Cluster => pages::written::one("cluster"),
        Page::Category => pages::written::one("category"),
        Page::Rule => pages::rule::page(),
        Page::Tests => pages::tests::page(),
        Page::Test => pages::test::page(),
        Page::Coverage => pages::coverage::page(),
        Page::Periods => pages::written::one("periods"),
        Page::Runtime => pages::written::page("runtime"),
        Page::Runs => pages::runs::page(),
        Page::Flaky => pages::written::page("flaky"),
        Page::Notices => pages::written::page("notices"),
        Page::NotFound => pages::not_found::page(),
    }
}
