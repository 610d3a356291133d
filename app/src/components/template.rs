//! A cluster's template, with the parts that vary marked.

use app_markup::markup;
use leptos::prelude::*;
use report_model::site::TemplatePart;

/// The template as text; varying parts stand in angle quotes on a tint.
pub fn template(parts: &[TemplatePart]) -> AnyView {
    parts
        .iter()
        .map(|part| {
            if part.varies {
                let text = format!("‹{}›", part.text);
                markup! { <span class="var">{text}</span> }.into_any()
            } else {
                part.text.clone().into_any()
            }
        })
        .collect_view()
        .into_any()
}
