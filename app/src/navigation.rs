//! The address is the state: reading it, linking to it, changing it.

use leptos::ev;
use leptos::prelude::*;
use report_model::Route;
use report_model::route::Page;
use wasm_bindgen::JsValue;

use crate::derived::Derived;

/// Where the reader is. One signal, fed by the browser, read by everything.
#[derive(Clone, Copy)]
pub struct Navigation {
    fragment: RwSignal<String>,
    /// The address, understood.
    pub route: Derived<Route>,
    /// The page alone: what decides which view is mounted, so that a changed filter does not build the page anew.
    pub page: Derived<Page>,
}

impl Navigation {
    /// Follows the browser's address from now on.
    pub fn provide() -> Self {
        let fragment = RwSignal::new(fragment_now());
        let listener = window_event_listener(ev::hashchange, move |_| fragment.set(fragment_now()));
        on_cleanup(move || listener.remove());
        let route = Derived::new(move |_| Route::parse(&fragment.read()));
        let page = Derived::new(move |_| route.with(Route::page));
        let navigation = Self { fragment, route, page };
        provide_context(navigation);
        navigation
    }

    /// The one that [`provide`](Self::provide) made.
    pub fn here() -> Self {
        expect_context()
    }

    /// Goes to a page, as a click on a link would.
    pub fn go(self, route: &Route) {
        // The browser answers with `hashchange`, which sets the signal.
        let _ = window().location().set_hash(&route.to_string());
    }

    /// Changes the address without a step in the browser's history: for filters that change as one types.
    pub fn replace(self, route: &Route) {
        let fragment = route.to_string();
        if let Ok(history) = window().history() {
            // Refused only for addresses of another origin; a fragment never is one.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment));
        }
        self.fragment.set(fragment);
    }
}

fn fragment_now() -> String {
    window().location().hash().unwrap_or_default()
}
