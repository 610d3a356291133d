//! How much of the suite do we know?

use app_markup::markup;
use report_model::route::OutcomeFilter;
use report_model::site::Sentence;
use report_model::{Outcome, Ratio, Route, text};

use crate::components::bar::{BarKind, bar};
use crate::components::outcome::look;
use crate::components::panel::{Panel, cell};
use crate::components::verdict::verdict;
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};

/// The page.
pub fn page() -> Piece {
    let manifest = Store::here().manifest();
    let totals = &manifest.totals;
    let counts = totals.counts;
    let with_result = counts.total();
    let silent = totals.collected.saturating_sub(with_result);
    let validated = Ratio::new(counts.executed(), totals.collected);
    let share = validated.percent().map_or_else(|| "an unknown share".to_owned(), text::percent);
    let title = if silent > 0 {
        Sentence::default().strong(format!("{} never ran", text::counted(silent, "collected test"))).then(".")
    } else {
        Sentence::default()
            .then(format!(
                "{} of {} tests ran to a verdict: ",
                text::count(counts.executed()),
                text::count(totals.collected)
            ))
            .strong(share.clone())
            .then(".")
    };
    let because = if silent > 0 {
        format!(
            "{share} of {} ran to a verdict. A test that never ran is in no outcome, and counts against the rate of collected tests.",
            text::counted(totals.collected, "known test")
        )
    } else {
        "Every known test has a result. To see tests that never ran, give the list of what was collected beside the results.".to_owned()
    };
    let row = |label: Piece, count: u64, href: Option<String>| {
        let part = Ratio::new(count, totals.collected);
        let label = match href {
            Some(href) => markup! { <a class="plain" href=href>{label}</a> }.into_piece(),
            None => label,
        };
        markup! {
            <tr><th scope="row">{label}</th><td class="n"><b>{text::count(count)}</b></td>
                <td class="wide barcell">{bar(BarKind::Rank, part.percent().unwrap_or(0.0) / 100.0)}</td>
                <td class="n t3">{part.percent().map_or_else(|| "unknown".to_owned(), text::percent)}</td></tr>
        }
    };
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            row(
                look(outcome).view(),
                counts.of(outcome),
                Some(Route::tests_with(OutcomeFilter::Is(outcome)).to_string()),
            )
        })
        .collect::<Vec<_>>();
    let never = row(
        markup! { <span class="o o-none">{crate::components::icon::Icon::NotYet.view()}"Never ran"</span> }
            .into_piece(),
        silent,
        None,
    );
    markup! {
        {verdict(markup! { <span>{format!("{} known", text::counted(totals.collected, "test"))}</span> }, &title, markup! { <p>{because}</p> })}
        <div class="grid grid--first">
            {cell(12, Panel::new("What became of every known test").table(markup! {
                <table><thead><tr><th scope="col">"Outcome"</th><th scope="col" class="n">"Tests"</th><th scope="col" class="wide">"Share"</th><th scope="col" class="n">"Of collected"</th></tr></thead>
                    <tbody>{outcomes}{never}</tbody></table>
            }))}
        </div>
    }
    .into_piece()
}
