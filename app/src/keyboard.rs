//! Single keys. Only outside fields, only when switched on, never with a modifier.

use leptos::{ev, prelude::*};
use report_model::Route;
use report_model::route::{CoverageFilter, FailureFilter, RunFilter, TestFilter};
use wasm_bindgen::JsCast as _;

use crate::navigation::Navigation;
use crate::settings::Settings;

/// A key that a page may answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKey {
    /// `J`: the next row.
    Next,
    /// `K`: the row before.
    Previous,
    /// `Enter`: open the row.
    Open,
    /// `F`: failing only.
    Failing,
    /// `]`: the next failing test.
    NextFailing,
    /// `[`: the failing test before.
    PreviousFailing,
}

/// The keys, for the page in view to answer to, and the overlays that are open.
#[derive(Clone, Copy)]
pub struct Keyboard {
    /// The last key for the page, with a number that makes a repeated key a new value.
    pub pressed: RwSignal<(u32, Option<PageKey>)>,
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub help: RwSignal<bool>,
}

impl Keyboard {
    /// Listens from now on.
    pub fn provide() -> Self {
        let keyboard = Self {
            pressed: RwSignal::new((0, None)),
            palette: RwSignal::new(false),
            help: RwSignal::new(false),
        };
        provide_context(keyboard);
        let navigation = Navigation::here();
        let settings = Settings::here();
        let after_g = StoredValue::new(false);
        let listener = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            if event.key() == "Escape" {
                keyboard.escape(&event, navigation);
                return;
            }
            if in_field(&event) || keyboard.palette.get_untracked() || !settings.keys.get_untracked() {
                return;
            }
            if after_g.get_value() {
                after_g.set_value(false);
                if let Some(route) = page_of(&event.key()) {
                    event.prevent_default();
                    navigation.go(&route);
                }
                return;
            }
            let on_control = on_control(&event);
            match event.key().as_str() {
                "/" => {
                    event.prevent_default();
                    keyboard.palette.set(true);
                }
                "?" => keyboard.help.update(|open| *open = !*open),
                "g" | "G" => after_g.set_value(true),
                "t" | "T" => settings.next_theme(),
                "c" | "C" => copy(&window().location().href().unwrap_or_default()),
                "j" | "J" => keyboard.press(PageKey::Next),
                "k" | "K" => keyboard.press(PageKey::Previous),
                "f" | "F" => keyboard.press(PageKey::Failing),
                "]" => keyboard.press(PageKey::NextFailing),
                "[" => keyboard.press(PageKey::PreviousFailing),
                "Enter" if !on_control => keyboard.press(PageKey::Open),
                _ => {}
            }
        });
        on_cleanup(move || listener.remove());
        keyboard
    }

    /// The one that [`provide`](Self::provide) made.
    pub fn here() -> Self {
        expect_context()
    }

    fn press(self, key: PageKey) {
        self.pressed.update(|(number, pressed)| {
            *number = number.wrapping_add(1);
            *pressed = Some(key);
        });
    }

    /// Calls `answer` for every key from now on, until the page is left.
    pub fn on_press(self, answer: impl Fn(PageKey) + 'static) {
        Effect::new(move |before: Option<u32>| {
            let (number, key) = self.pressed.get();
            // The key that was pressed before this page came is not for it.
            if let (Some(before), Some(key)) = (before, key)
                && before != number
            {
                answer(key);
            }
            number
        });
    }

    /// Closes what is open, else goes up a page.
    fn escape(self, event: &web_sys::KeyboardEvent, navigation: Navigation) {
        if self.palette.get_untracked() {
            self.palette.set(false);
        } else if self.help.get_untracked() {
            self.help.set(false);
        } else if in_field(event) {
            if let Some(field) =
                event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
            {
                // Fails only where there is no focus to take away.
                let _ = field.blur();
            }
        } else if let Some(route) = above(&navigation.route.get_untracked()) {
            navigation.go(&route);
        }
    }
}

/// The page above a page: a test belongs to the list, a cluster to the failures.
fn above(route: &Route) -> Option<Route> {
    match route {
        Route::Test(_) => Some(Route::Tests(TestFilter::default())),
        Route::Cluster(_) | Route::Category(_) | Route::Rule(_) => {
            Some(Route::Failures(FailureFilter::default()))
        }
        Route::Periods(_) => Some(Route::Runtime),
        Route::Overview => None,
        _ => Some(Route::Overview),
    }
}

fn page_of(key: &str) -> Option<Route> {
    match key.to_lowercase().as_str() {
        "o" => Some(Route::Overview),
        "p" => Some(Route::Phases(Vec::new())),
        "f" => Some(Route::Failures(FailureFilter::default())),
        "t" => Some(Route::Tests(TestFilter::default())),
        "c" => Some(Route::Coverage(CoverageFilter::default())),
        "r" => Some(Route::Runtime),
        "h" => Some(Route::Runs(RunFilter::default())),
        "n" => Some(Route::Notices),
        _ => None,
    }
}

fn target(event: &web_sys::KeyboardEvent) -> Option<web_sys::Element> {
    event.target()?.dyn_into().ok()
}

fn in_field(event: &web_sys::KeyboardEvent) -> bool {
    target(event)
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

fn on_control(event: &web_sys::KeyboardEvent) -> bool {
    target(event).is_some_and(|element| matches!(element.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY"))
}

/// The name of the key of a keyboard event.
pub fn key_name(event: &web_sys::Event) -> String {
    event.dyn_ref::<web_sys::KeyboardEvent>().map(web_sys::KeyboardEvent::key).unwrap_or_default()
}

/// Puts text on the clipboard, where the browser allows it.
pub fn copy(text: &str) {
    // The promise is refused where pages may not write to the clipboard; nothing is lost then.
    let _ = window().navigator().clipboard().write_text(text);
}
