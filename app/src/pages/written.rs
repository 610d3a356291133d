//! Pages that the generator wrote out.

use app_markup::markup;
use report_model::Route;
use report_model::route::FailureFilter;

use crate::components::{loading, sheet};
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;

/// The page with this name in the address.
pub fn page(name: &'static str) -> Piece {
    match Store::here().sheet(name) {
        None => absent(),
        Some(slot) => (move || loading::show(&slot.get(), absent, |page| sheet::sheet(page))).into_piece(),
    }
}

/// One of the pages below the page with this name, by its id in the address: a cluster, a category.
pub fn one(name: &'static str) -> Piece {
    let store = Store::here();
    let navigation = Navigation::here();
    (move || {
        let (Route::Cluster(id) | Route::Category(id) | Route::Periods(id)) = navigation.route.get() else {
            return ().into_piece();
        };
        let Some(slot) = store.sheet_with(name, &id) else { return gone(name) };
        loading::show(
            &slot.get(),
            || gone(name),
            |pages| pages.page(&id).map_or_else(|| gone(name), sheet::sheet),
        )
    })
    .into_piece()
}

/// A link of another run.
fn gone(what: &str) -> Piece {
    let (title, because, to) = if what == "periods" {
        (
            "This run has no such page".to_owned(),
            "It is the first run, one of long ago or of another branch, or no measure for the suite’s time.",
            Route::Runtime,
        )
    } else {
        let title = format!("This {what} is not in the run");
        let because = "Its tests may all have been fixed, or the link is of another run.";
        (title, because, Route::Failures(FailureFilter::default()))
    };
    markup! {
        <h1>{title}</h1>
        <p class="t2">{because}</p>
        <p><a class="btn" href=to.to_string()>{to.page().title()}</a></p>
    }
    .into_piece()
}

/// A part of a page; nothing where the site has none.
pub fn part(name: &'static str) -> Piece {
    let slot = Store::here().sheet(name);
    let nothing = || ().into_piece();
    slot.map(|slot| move || loading::show(&slot.get(), nothing, |page| sheet::sheet(page))).into_piece()
}

fn absent() -> Piece {
    loading::empty(
        "This page is not in the report",
        "It was built without it. Build it again to have it.",
        None,
    )
}
