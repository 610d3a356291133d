//! An outcome as icon, word and colour together; never one of them alone.

use app_markup::markup;
use report_model::route::OutcomeFilter;
use report_model::{Outcome, Severity};

use super::icon::Icon;
use crate::markup::{IntoPiece as _, Piece};

/// How an outcome is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The word.
    pub word: &'static str,
    /// The icon.
    pub icon: Icon,
    /// The class that gives the colour.
    pub class: &'static str,
}

/// The look of an outcome.
pub const fn look(outcome: Outcome) -> Look {
    match outcome {
        Outcome::Passed => Look { word: "Passed", icon: Icon::Passed, class: "o o-pass" },
        Outcome::Failed => Look { word: "Failed", icon: Icon::Failed, class: "o o-fail" },
        Outcome::Errored => Look { word: "Errored", icon: Icon::Errored, class: "o o-error" },
        Outcome::Skipped => Look { word: "Skipped", icon: Icon::Skipped, class: "o o-skip" },
    }
}

/// The look of a flaky pass.
pub const FLAKY: Look = Look { word: "Flaky", icon: Icon::Flaky, class: "o o-flaky" };

/// The look of a letter of the test index.
pub fn look_of_letter(letter: char) -> Look {
    if letter == 'k' { FLAKY } else { look(Outcome::from_letter(letter).unwrap_or(Outcome::Passed)) }
}

/// The look of a filter's outcome.
pub const fn look_of_filter(outcome: OutcomeFilter) -> Look {
    match outcome {
        OutcomeFilter::Is(outcome) => look(outcome),
        OutcomeFilter::Flaky => FLAKY,
    }
}

/// The look of a notice.
pub const fn look_of_severity(severity: Severity) -> Look {
    match severity {
        Severity::Error => Look { word: "Error", icon: Icon::Error, class: "o o-fail" },
        Severity::Warning => Look { word: "Warning", icon: Icon::Warning, class: "o o-flaky" },
        Severity::Note => Look { word: "Note", icon: Icon::Note, class: "o o-none" },
    }
}

impl Look {
    /// Icon and word.
    pub fn view(self) -> Piece {
        self.with_text(self.word.to_owned())
    }

    /// The icon with other words, such as `112 failed`.
    pub fn with_text(self, text: String) -> Piece {
        markup! { <span class=self.class>{self.icon.view()}<span class="o__word">{text}</span></span> }
            .into_piece()
    }
}
