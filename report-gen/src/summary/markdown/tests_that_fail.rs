//! Lists of failing tests.

use report_model::{Route, text};

use super::inert;
use crate::error::Error;
use crate::export::Published;
use crate::failing::{FailingTest, read_texts};
use crate::links::Links;

/// How many failures are shown at once.
const SHOWN: usize = 10;
/// How many are listed where they are folded away.
const FOLDED: usize = 100;

/// The lists, each as Markdown; empty where there is nothing to list.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The first new failures; the first failures where nothing says which are new.
    pub(super) first: String,
    /// Those after them.
    pub(super) more: String,
    /// Every failure that is not new.
    pub(super) all: String,
}

pub(super) fn lists(site: &Published, failing: Vec<FailingTest>, links: &Links) -> Result<Lists, Error> {
    let is_compared = site.manifest.changes.is_some();
    let (new, old): (Vec<FailingTest>, Vec<FailingTest>) =
        failing.into_iter().partition(|test| !is_compared || test.is_new == Some(true));
    let (new_count, old_count) = (new.len(), old.len());
    let mut new = spread(new, SHOWN + FOLDED);
    // Together, so that no shard of texts is read twice.
    let place = new.len();
    new.extend(spread(old, FOLDED));
    read_texts(site, &mut new)?;
    let old = new.split_off(place);
    let mut lists = Lists::default();
    let further = new.split_off(new.len().min(SHOWN));
    if !new.is_empty() {
        let noun = if is_compared { "new failure" } else { "failing test" };
        let items: String = new.iter().map(|test| item(test, links)).collect();
        lists.first = format!("### {}\n\n{items}\n", text::counted(new_count as u64, noun));
        let count = text::counted(new_count.saturating_sub(SHOWN) as u64, &format!("further {noun}"));
        let rest = new_count.saturating_sub(SHOWN + FOLDED);
        lists.more = fold(&count, &grouped(&further, links), rest);
    }
    let title = match old_count {
        1 => "1 test that failed before and still fails".to_owned(),
        count => format!("{} tests that failed before and still fail", text::count(count as u64)),
    };
    lists.all = fold(&title, &grouped(&old, links), old_count.saturating_sub(FOLDED));
    Ok(lists)
}

/// The most useful tests, in the order of rows: of every cluster one, then a second of each, and so on.
pub fn spread(tests: Vec<FailingTest>, most: usize) -> Vec<FailingTest> {
    if tests.len() <= most {
        return tests;
    }
    let mut seen: std::collections::BTreeMap<Option<String>, usize> = std::collections::BTreeMap::new();
    let mut ranked: Vec<(usize, usize, FailingTest)> = tests
        .into_iter()
        .enumerate()
        .map(|(place, test)| {
            let count = seen.entry(test.cluster.clone()).or_default();
            *count += 1;
            (*count, place, test)
        })
        .collect();
    ranked.sort_by_key(|(count, place, _)| (*count, *place));
    ranked.truncate(most);
    ranked.sort_by_key(|(_, place, _)| *place);
    ranked.into_iter().map(|(_, _, test)| test).collect()
}

fn item(test: &FailingTest, links: &Links) -> String {
    let (word, name) = (test.outcome.word(), name(test, links));
    match test.message() {
        Some(message) => format!("- {word}: {name}<br>{}\n", inert::code(message)),
        None => format!("- {word}: {name}\n"),
    }
}

/// The tests below what they say, where several say the same.
fn grouped(tests: &[FailingTest], links: &Links) -> String {
    let mut groups: Vec<(Option<&str>, Vec<&FailingTest>)> = Vec::new();
    for test in tests {
        match groups.iter_mut().find(|(message, _)| *message == test.message()) {
            Some((_, group)) => group.push(test),
            None => groups.push((test.message(), vec![test])),
        }
    }
    let group = |(message, group): (Option<&str>, Vec<&FailingTest>)| match (message, group.as_slice()) {
        (Some(message), [_, _, ..]) => {
            let below: String = group
                .iter()
                .map(|test| format!("  - {}: {}\n", test.outcome.word(), name(test, links)))
                .collect();
            format!("- {}<br>{} tests\n{below}", inert::code(message), text::count(group.len() as u64))
        }
        _ => group.iter().map(|test| item(test, links)).collect(),
    };
    groups.into_iter().map(group).collect()
}

fn name(test: &FailingTest, links: &Links) -> String {
    let address = links.page(&Route::Test(test.id.key()));
    inert::link(&inert::code(&test.id.0), address.as_deref())
}

fn fold(title: &str, items: &str, rest: usize) -> String {
    if items.is_empty() {
        return String::new();
    }
    let rest = match rest {
        0 => String::new(),
        rest => format!("\nand {} more\n", text::count(rest as u64)),
    };
    format!("<details><summary>{title}</summary>\n\n{items}{rest}\n</details>\n\n")
}

#[cfg(test)]
mod tests {
    use report_model::{Outcome, TestId};

    use super::*;

    #[test]
    fn every_cluster_is_heard_before_one_is_heard_twice() {
        let test = |row: u32, cluster: &str| FailingTest {
            cluster: Some(cluster.to_owned()),
            ..FailingTest::new(row, TestId::default(), Outcome::Failed)
        };
        let mut tests: Vec<FailingTest> = (0..50).map(|row| test(row, "a")).collect();
        tests.extend([test(50, "b"), test(51, "b"), test(52, "c")]);
        let rows: Vec<u32> = spread(tests, 5).iter().map(|test| test.row).collect();
        assert_eq!(rows, [0, 1, 50, 51, 52]);
    }
}
