//! The sentence that a page opens with, and what it rests on.

use crate::markup::{IntoPiece, Piece};
use app_markup::markup;
use report_model::site::Sentence;

/// A sentence with its important parts underlined by a soft band.
pub fn sentence(sentence: &Sentence) -> Piece {
    sentence
        .0
        .iter()
        .map(|span| {
            let text = span.text.clone();
            if span.strong { markup! { <em>{text}</em> }.into_piece() } else { text.into_piece() }
        })
        .collect::<Vec<_>>()
        .into_piece()
}

/// The head of a page: a line above, the sentence, and up to two sentences below.
pub fn verdict(eyebrow: impl IntoPiece, title: &Sentence, because: impl IntoPiece) -> Piece {
    markup! {
        <div class="verdict">
            <div class="eye">{eyebrow.into_piece()}</div>
            <h1>{sentence(title)}</h1>
            <div class="because">{because.into_piece()}</div>
        </div>
    }
    .into_piece()
}

/// A dot between two things on one line.
pub fn dot() -> Piece {
    markup! { <span class="dot" aria-hidden="true">"·"</span> }.into_piece()
}
