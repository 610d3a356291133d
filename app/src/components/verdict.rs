//! The sentence that a page opens with, and what it rests on.

use app_markup::markup;
use leptos::prelude::*;
use report_model::site::Sentence;

/// A sentence with its important parts underlined by a soft band.
pub fn sentence(sentence: &Sentence) -> AnyView {
    sentence
        .0
        .iter()
        .map(|span| {
            let text = span.text.clone();
            if span.strong { markup! { <em>{text}</em> }.into_any() } else { text.into_any() }
        })
        .collect_view()
        .into_any()
}

/// The head of a page: a line above, the sentence, and up to two sentences below.
pub fn verdict(eyebrow: impl IntoView, title: &Sentence, because: impl IntoView) -> AnyView {
    markup! {
        <div class="verdict">
            <div class="eye">{eyebrow.into_any()}</div>
            <h1>{sentence(title)}</h1>
            <div class="because">{because.into_any()}</div>
        </div>
    }
    .into_any()
}

/// A dot between two things on one line.
pub fn dot() -> AnyView {
    markup! { <span class="dot" aria-hidden="true">"·"</span> }.into_any()
}
