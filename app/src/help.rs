//! The list of keys, opened by `?`.

use app_markup::markup;
use leptos::html::Div;
use leptos::prelude::*;

use crate::keyboard::Keyboard;
use crate::markup::{IntoPiece as _, Piece};
use crate::settings::Settings;

const KEYS: [(&str, &str); 11] = [
    ("/", "Go to a test, page, cluster or file"),
    (
        "G then O P F T C R H N",
        "Overview, Phases, Failures, Tests, Coverage, Runtime, runs (History), Notices",
    ),
    ("J  K", "Next, previous row"),
    ("Enter", "Open the row"),
    ("F", "Failing only"),
    ("]  [", "Next, previous failing test"),
    ("C", "Copy the link to this view"),
    ("T", "Theme: system, light, dark"),
    ("Esc", "Close, then one page up"),
    ("Tab", "Next link or control"),
    ("?", "These keys"),
];

/// The list, when it is open.
pub fn keys() -> Piece {
    let keyboard = Keyboard::here();
    let settings = Settings::here();
    let dialog = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.focus();
        }
    });
    let dialog_view = move || {
        keyboard.help.get().then(|| {
            let rows = KEYS
                .iter()
                .map(|(key, does)| markup! { <tr><th scope="row"><kbd>{*key}</kbd></th><td>{*does}</td></tr> })
                .collect::<Vec<_>>();
            markup! {
                <div class="scrim" on:click=move |_| keyboard.help.set(false)></div>
                <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="keys-title" tabindex="-1" node_ref=dialog>
                    <h2 id="keys-title">"Keys"</h2>
                    <table><tbody>{rows}</tbody></table>
                    <label class="dialog__switch">
                        <input type="checkbox" prop:checked=settings.keys on:change=move |_| settings.toggle_keys() />
                        "Single keys are on"
                    </label>
                    <button class="btn" type="button" on:click=move |_| keyboard.help.set(false)>"Close"</button>
                </div>
            }
        })
    };
    dialog_view.into_piece()
}
