//! Which failures are noise?

use std::sync::Arc;

use app_markup::markup;
use report_model::Route;
use report_model::site::{Flaky, FlakyTest};
use report_model::text::{self, visible};

use crate::components::loading;
use crate::components::panel::{Panel, cell};
use crate::components::strip::strip;
use crate::components::verdict::verdict;
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::pages::overview::plain;

/// How many tests are listed.
const SHOWN: usize = 200;

/// The page.
pub fn page() -> Piece {
    let flaky = Store::here().flaky();
    (move || loading::show(&flaky.get(), none, content)).into_piece()
}

fn none() -> Piece {
    let because = if Store::here().manifest().run_count > 1 {
        "No test passed on a retry, and none changed its outcome back and forth."
    } else {
        "No test passed on a retry. With a history, tests whose outcome changes back and forth show here too."
    };
    verdict((), &plain("No flaky test."), markup! { <p>{because}</p> })
}

fn content(flaky: &Arc<Flaky>) -> Piece {
    if flaky.tests.is_empty() {
        return none();
    }
    let count = flaky.tests.len() as u64;
    let verb = if count == 1 { "shows" } else { "show" };
    let title = format!("{} {verb} signs of being flaky.", text::counted(count, "test"));
    let because = "A test that changed once, from passing to failing or back, is not listed: that is a break or a fix. Flaky tests count as what they ended as.";
    let say = match flaky.runs.len() as u64 {
        1 => "What this run tells; more runs tell more.".to_owned(),
        runs => format!("What the last {runs} runs tell, the strongest evidence first."),
    };
    let tests = Store::here().tests();
    let flaky = Arc::clone(flaky);
    let rows = move || {
        let index = tests.get();
        let strip_of = |test: &FlakyTest| {
            let letters = index.ready().zip(test.row).map(|(index, row)| index.row(row).strip.to_owned());
            letters.map(|letters| strip(&letters))
        };
        flaky.tests.iter().take(SHOWN).map(|test| row(test, strip_of(test))).collect::<Vec<_>>()
    };
    markup! {
        {verdict((), &plain(title), markup! { <p>{because}</p> })}
        <div class="grid grid--first">{cell(12, Panel::new("Evidence").say(say).table(markup! {
            <table><thead><tr><th scope="col">"Test"</th><th scope="col">"Evidence"</th><th scope="col">"Last runs"</th>
                <th scope="col" class="n">"Passed"</th><th scope="col" class="n">"Failed"</th></tr></thead>
                <tbody>{rows}</tbody></table>
        }))}</div>
    }
}

fn row(test: &FlakyTest, strip: Option<Piece>) -> Piece {
    let mut evidence = Vec::new();
    if test.retried > 0 {
        evidence.push(format!("passed on a retry in {}", text::counted(test.retried, "run")));
    }
    if let Some(commit) = test.both_on.last() {
        let others = test.both_on.len() as u64 - 1;
        let more =
            if others > 0 { format!(" and {}", text::counted(others, "more commit")) } else { String::new() };
        evidence.push(format!("passed and failed on {}{more}", text::short_commit(commit)));
    }
    if test.flips > 0 {
        evidence.push(format!("changed {}", text::counted(test.flips, "time")));
    }
    let href = Route::Test(test.id.key()).to_string();
    let (class, name) = test.id.0.rsplit_once("::").unwrap_or(("", &test.id.0));
    let class = if class.is_empty() { String::new() } else { format!("{class}::") };
    markup! {
        <tr><td><a class="path two" href=href><bdi>{class}</bdi><b><bdi>{visible(name).into_owned()}</bdi></b></a></td>
            <td>{evidence.join("; ")}</td><td>{strip}</td>
            <td class="n">{text::count(test.passed)}</td><td class="n">{text::count(test.failed)}</td></tr>
    }
}
