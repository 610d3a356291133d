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

/// Shows the shell's failure notice when the dashboard panics: after a panic nothing answers any more. In a dashboard
/// that was built for size a panic is the end at once; then the shell hears of it from the browser, without a message.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|panic| tell(&panic.to_string())));
}

fn tell(message: &str) {
    console_error(message);
    // Without the shell's notice the console is all there is.
    let _ = show_failure(message);
}

/// Ends the dashboard because of its data, with a message.
pub(crate) fn because_of(message: &str) -> ! {
    tell(message);
    wasm_bindgen::throw_str(message)
}
