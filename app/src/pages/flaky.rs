//! Which failures are noise?

use app_markup::markup;
use std::sync::Arc;

use leptos::prelude::*;
use report_model::Route;
use report_model::text::{self, visible};

use crate::components::loading;
use crate::components::panel::{Panel, cell};
use crate::components::strip::strip;
use crate::components::verdict::verdict;
use crate::data::{Store, TestIndex};
use crate::pages::overview::plain;

/// How many tests are listed.
const SHOWN: usize = 200;

/// A test whose outcome changes without a cause that is known.
struct Suspect {
    row: u32,
    retried: bool,
    flips: usize,
}

/// How often the outcome of a test changed between passing and not passing. A test that was broken and stays fixed,
/// or was fine and stays broken, changed once: that is no sign of flakiness.
fn flips(strip: &str) -> usize {
    let ran = strip.chars().filter(|letter| matches!(letter, 'p' | 'k' | 'f' | 'e'));
    let good: Vec<bool> = ran.map(|letter| matches!(letter, 'p' | 'k')).collect();
    good.windows(2).filter(|pair| pair.first() != pair.last()).count()
}

fn suspects(index: &TestIndex) -> Vec<Suspect> {
    let count = u32::try_from(index.len()).unwrap_or(u32::MAX);
    let mut found: Vec<Suspect> = (0..count)
        .filter_map(|row| {
            let test = index.row(row);
            let (retried, flips) = (test.letter == 'k', flips(test.strip));
            (retried || test.strip.contains('k') || flips >= 2).then_some(Suspect { row, retried, flips })
        })
        .collect();
    found.sort_by_key(|suspect| (std::cmp::Reverse((suspect.retried, suspect.flips)), suspect.row));
    found
}

/// The page.
pub fn page() -> AnyView {
    let tests = Store::here().tests();
    (move || loading::show(&tests.get(), || none(true), content)).into_any()
}

fn none(history: bool) -> AnyView {
    let because = if history {
        "No test passed on a retry, and none changed its outcome back and forth."
    } else {
        "No test passed on a retry. With a history, tests whose outcome changes back and forth show here too."
    };
    verdict((), &plain("No flaky test."), markup! { <p>{because}</p> })
}

fn content(index: &Arc<TestIndex>) -> AnyView {
    let history = Store::here().manifest().run_count > 1;
    let found = suspects(index);
    if found.is_empty() {
        return none(history);
    }
    let retried = found.iter().filter(|suspect| suspect.retried).count() as u64;
    let title = match (retried, found.len() as u64) {
        (0, all) => format!("{} changed back and forth in the last runs.", text::counted(all, "test")),
        (retried, all) if retried == all => {
            format!("{} passed only on a retry.", text::counted(retried, "test"))
        }
        (retried, all) => format!(
            "{} look flaky; {} of them passed only on a retry in this run.",
            text::counted(all, "test"),
            text::count(retried)
        ),
    };
    let rows = found
        .iter()
        .take(SHOWN)
        .map(|suspect| {
            let test = index.row(suspect.row);
            let href = Route::Test(index.key(suspect.row)).to_string();
            let (group, name) = (test.group.to_owned(), visible(test.name).into_owned());
            let mut evidence = Vec::new();
            if suspect.retried {
                evidence.push("passed on a retry in this run".to_owned());
            } else if test.strip.contains('k') {
                evidence.push("passed on a retry before".to_owned());
            }
            if suspect.flips >= 2 {
                evidence.push(format!("changed {} times in {} runs", suspect.flips, test.strip.len()));
            }
            markup! {
                <tr><td><a class="path two" href=href><bdi>{group}"::"</bdi><b><bdi>{name}</bdi></b></a></td>
                    <td>{evidence.join("; ")}</td><td>{strip(test.strip)}</td><td class="n">{test.secs.map_or_else(|| "unknown".to_owned(), text::duration)}</td></tr>
            }
        })
        .collect_view();
    let because = "They count as what they ended as. A test that changed once, from passing to failing or back, is not listed: that is a break or a fix.";
    markup! {
        {verdict((), &plain(title), markup! { <p>{because}</p> })}
        <div class="grid grid--first">{cell(12, Panel::new("Evidence").table(markup! {
            <table><thead><tr><th scope="col">"Test"</th><th scope="col">"Evidence"</th><th scope="col">"Last runs"</th><th scope="col" class="n">"Time"</th></tr></thead>
                <tbody>{rows}</tbody></table>
        }))}</div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_and_a_fix_are_no_flips() {
        assert_eq!(flips("ppppff"), 1);
        assert_eq!(flips("ffpp-p"), 1);
        assert_eq!(flips("pfpsfp"), 4);
    }
}
