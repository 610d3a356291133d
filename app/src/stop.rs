//! What happens when the dashboard itself is at fault: the reader is told, instead of a page that no longer answers.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(message: &str);

    /// Defined in the page's shell.
    #[wasm_bindgen(js_namespace = window, js_name = phaselineFailed, catch)]
    fn show_failure(detail: &str) -> Result<(), JsValue>;
}

/// Shows the shell's failure notice when the dashboard panics: after a panic nothing answers any more.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.to_string();
        console_error(&message);
        // Without the shell's notice the console is all there is.
        let _ = show_failure(&message);
    }));
}
