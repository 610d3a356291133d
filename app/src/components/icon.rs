//! The icons: 16 by 16, drawn in the text's colour, silent to screen readers because a word always stands beside.

use crate::markup::{IntoPiece as _, Piece};
use leptos::prelude::*;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants say what they picture")]
pub enum Icon {
    Overview,
    Phases,
    Completeness,
    Failures,
    Tests,
    Coverage,
    Runtime,
    Runs,
    Flaky,
    Notices,
    More,
    Search,
    Theme,
    Passed,
    Failed,
    Errored,
    Skipped,
    Error,
    Warning,
    Note,
    NotYet,
    Close,
    Copy,
    Link,
    File,
    External,
}

impl Icon {
    /// The drawing. These are our own constants, never text from an artifact.
    const fn drawing(self) -> &'static str {
        match self {
            Self::Overview => {
                r#"<path d="M2 13.5h12M3.5 10.5V8M8 10.5v-8M12.5 10.5V5.5" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" fill="none"/>"#
            }
            Self::Phases => {
                r#"<path d="M1.5 12.5h4v-4h4.5v-4h4.5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>"#
            }
            Self::Completeness => {
                r#"<path d="M2 4h12M2 8h8M2 12h4" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#
            }
            Self::Failures => {
                r#"<path d="M2.5 3.5h11M2.5 8h7M2.5 12.5h3.5" stroke="currentColor" stroke-width="2.4"/>"#
            }
            Self::Tests => {
                r#"<path d="M2 3.2l1 1 1.8-2M2 8.2l1 1 1.8-2M2 13.2l1 1 1.8-2M7.5 3.5H14M7.5 8.5H14M7.5 13.5H14" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>"#
            }
            Self::Coverage => {
                r#"<path d="M2.2 2.2h6v7.6h-6zM10 2.2h3.8v4H10zM10 8h3.8v5.8H10zM2.2 11.6h6v2.2h-6z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/>"#
            }
            Self::Runtime => {
                r#"<circle cx="8" cy="8.8" r="5.4" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 5.8v3l2 1.4M6.4 1.6h3.2" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#
            }
            Self::Runs => {
                r#"<path d="M8 1.5v3M8 11.5v3" stroke="currentColor" stroke-width="1.5"/><circle cx="8" cy="8" r="3.2" fill="none" stroke="currentColor" stroke-width="1.5"/>"#
            }
            Self::Flaky => {
                r#"<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 1.75a6.25 6.25 0 000 12.5z" fill="currentColor"/>"#
            }
            Self::Notices => {
                r#"<path d="M3 2h10v12l-2.5-1.6L8 14l-2.5-1.6L3 14zM5.6 5.5h4.8M5.6 8.5h4.8" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" stroke-linecap="round"/>"#
            }
            Self::More => {
                r#"<circle cx="3" cy="8" r="1.4" fill="currentColor"/><circle cx="8" cy="8" r="1.4" fill="currentColor"/><circle cx="13" cy="8" r="1.4" fill="currentColor"/>"#
            }
            Self::Search => {
                r#"<circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M10.5 10.5L14 14" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#
            }
            Self::Theme => {
                r#"<circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 2.2a5.8 5.8 0 010 11.6z" fill="currentColor"/>"#
            }
            Self::Passed => {
                r#"<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M5.2 8.2l2 2 3.7-4.1" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>"#
            }
            Self::Failed => {
                r#"<path fill="currentColor" fill-rule="evenodd" d="M8 1a7 7 0 100 14A7 7 0 008 1zM5.9 4.8L8 6.9l2.1-2.1 1.1 1.1L9.1 8l2.1 2.1-1.1 1.1L8 9.1l-2.1 2.1-1.1-1.1L6.9 8 4.8 5.9z"/>"#
            }
            Self::Errored => {
                r#"<path fill="currentColor" fill-rule="evenodd" d="M8 .4L15.6 8 8 15.6.4 8zM7.2 4.4h1.6l-.2 4.6H7.4zM8 10.1a.95.95 0 100 1.9.95.95 0 000-1.9z"/>"#
            }
            Self::Skipped => {
                r#"<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.6 2.3"/><path d="M5 8h6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#
            }
            Self::NotYet => {
                r#"<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="1.2 2.4"/>"#
            }
            Self::Error => {
                r#"<path fill="currentColor" fill-rule="evenodd" d="M5 1h6l4 4v6l-4 4H5l-4-4V5zM7.2 4h1.6l-.2 5H7.4zM8 10.1a.95.95 0 100 1.9.95.95 0 000-1.9z"/>"#
            }
            Self::Warning => {
                r#"<path d="M8 1.8l6.7 12H1.3z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 6v3.6M8 11.4v.4" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#
            }
            Self::Note => {
                r#"<circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 7.4v3.8M8 4.8v.4" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#
            }
            Self::Close => {
                r#"<path d="M4.5 4.5l7 7M11.5 4.5l-7 7" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>"#
            }
            Self::Copy => {
                r#"<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/>"#
            }
            Self::Link => {
                r#"<path d="M6.5 9.5l3-3M7 4.5l1.6-1.6a2.8 2.8 0 014 4L11 8.5M9 11.5l-1.6 1.6a2.8 2.8 0 01-4-4L5 7.5" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"/>"#
            }
            Self::File => {
                r#"<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round"/>"#
            }
            Self::External => {
                r#"<path d="M9 2.5h4.5V7M13 3L7.5 8.5M6.5 3.5h-4v10h10v-4" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>"#
            }
        }
    }

    /// The icon as a view.
    pub fn view(self) -> Piece {
        self.with_class("i")
    }

    /// The icon with more classes.
    pub fn with_class(self, class: &'static str) -> Piece {
        view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=self.drawing()></svg> }
            .into_any()
            .into_piece()
    }
}
