//! Bars that rank or show a share. They are neutral: size is not severity.

use crate::markup::{IntoPiece as _, Piece};
use app_markup::markup;

/// What a bar means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarKind {
    /// A measured share.
    Measured,
    /// A rank among others.
    Rank,
    /// Something new and failing.
    New,
}

/// A bar that fills `share` (0 to 1) of its track. The figure stands beside it, so it is silent to screen readers.
pub fn bar(kind: BarKind, share: f64) -> Piece {
    let class = match kind {
        BarKind::Measured => "bar",
        BarKind::Rank => "bar g",
        BarKind::New => "bar f",
    };
    let width =
        format!("width:{:.1}%", (share.clamp(0.0, 1.0) * 100.0).max(if share > 0.0 { 1.0 } else { 0.0 }));
    markup! { <span class=class aria-hidden="true"><i style=width></i></span> }.into_piece()
}
