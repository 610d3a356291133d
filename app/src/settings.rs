//! What the reader chose, kept in the browser where that is allowed.

use leptos::prelude::*;

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// What the button says.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "as the system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    const fn value(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

const THEME: &str = "phaseline-theme";
const KEYS: &str = "phaseline-keys";

/// The reader's choices.
#[derive(Clone, Copy)]
pub struct Settings {
    /// The theme.
    pub theme: RwSignal<Theme>,
    /// Whether single keys do things.
    pub keys: RwSignal<bool>,
}

impl Settings {
    /// Reads what was chosen before.
    pub fn provide() -> Self {
        let theme = match read(THEME).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        let settings =
            Self { theme: RwSignal::new(theme), keys: RwSignal::new(read(KEYS).as_deref() != Some("off")) };
        provide_context(settings);
        settings
    }

    /// The one that [`provide`](Self::provide) made.
    pub fn here() -> Self {
        expect_context()
    }

    /// Goes on to the next theme.
    pub fn next_theme(self) {
        let next = match self.theme.get_untracked() {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        };
        self.theme.set(next);
        write(THEME, next.value());
        if let Some(root) = document().document_element() {
            // Neither can fail: the name is a valid attribute name.
            let _ = match next.value() {
                Some(value) => root.set_attribute("data-theme", value),
                None => root.remove_attribute("data-theme"),
            };
        }
    }

    /// Switches the single keys on or off.
    pub fn toggle_keys(self) {
        let on = !self.keys.get_untracked();
        self.keys.set(on);
        write(KEYS, (!on).then_some("off"));
    }
}

fn storage() -> Option<web_sys::Storage> {
    // A browser may refuse storage; then a choice lasts as long as the page.
    window().local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn write(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        // Full or refused: the choice lasts as long as the page.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
