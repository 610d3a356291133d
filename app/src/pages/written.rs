//! Pages that the generator wrote out.

use crate::components::{loading, sheet};
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};

/// The page with this name in the address.
pub fn page(name: &'static str) -> Piece {
    match Store::here().sheet(name) {
        None => absent(),
        Some(slot) => (move || loading::show(&slot.get(), absent, |page| sheet::sheet(page))).into_piece(),
    }
}

fn absent() -> Piece {
    loading::empty(
        "This page is not in the report",
        "It was built without it. Build it again to have it.",
        None,
    )
}
