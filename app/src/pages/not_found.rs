//! An address that names no page.

use app_markup::markup;
use report_model::Route;
use report_model::route::TestFilter;

use crate::components::verdict::verdict;
use crate::markup::Piece;
use crate::navigation::Navigation;
use crate::pages::overview::plain;

/// The page.
pub fn page() -> Piece {
    let navigation = Navigation::here();
    let address = move || navigation.route.get().to_string();
    let because = markup! {
        <p>"The address "<code>{address}</code>" names nothing in this report. It may come from a newer or older one."</p>
        <p><a class="btn" href="#/">"Overview"</a>" "<a class="btn" href=Route::Tests(TestFilter::default()).to_string()>"All tests"</a></p>
    };
    verdict((), &plain("There is no such page."), because)
}
