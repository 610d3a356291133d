//! What is being done, for a person who waits at a terminal. Nothing when nobody watches.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line on standard error that says what is being done.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    line: Option<ProgressBar>,
}

impl Progress {
    /// A line where standard error is a terminal, nothing otherwise.
    pub fn on_terminal() -> Self {
        let line = std::io::stderr().is_terminal().then(|| {
            let line = ProgressBar::new_spinner();
            // The template is a constant; the plain spinner is as good.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                line.set_style(style);
            }
            line.enable_steady_tick(Duration::from_millis(120));
            line
        });
        Self { line }
    }

    /// Says what is done from now on.
    pub fn phase(&self, what: impl Into<String>) {
        if let Some(line) = &self.line {
            line.set_message(what.into());
        }
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    /// A build that stops must not leave its line behind.
    fn drop(&mut self) {
        self.finish();
    }
}
