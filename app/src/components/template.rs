//! A cluster's template, with the parts that vary marked.

use crate::markup::{IntoPiece as _, Piece};
use app_markup::markup;
use report_model::site::TemplatePart;

/// The template as text; varying parts stand in angle quotes on a tint.
pub fn template(parts: &[TemplatePart]) -> Piece {
    parts
        .iter()
        .map(|part| {
            if part.varies {
                let text = format!("‹{}›", part.text);
                markup! { <span class="var">{text}</span> }.into_piece()
            } else {
                part.text.clone().into_piece()
            }
        })
        .collect::<Vec<_>>()
        .into_piece()
}
