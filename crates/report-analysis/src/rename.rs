//! Tests that got another name: one is gone and one is new in the same run, and their ids are alike.
//!
//! The history goes on under the new name, so that a rename neither hides since when a test fails nor makes a slow
//! test a new one. A person can confirm a rename, or deny one that was guessed.

use std::collections::BTreeMap;
use std::sync::Arc;

use report_model::run::Run;
use report_model::site::RenamedTest;
use report_model::{TestId, TestKey};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::grid::{Grid, LeftOut};
use crate::history::{History, PastTests};
use crate::stats::median;

/// How alike two ids must be, from 0 to 1.
const ALIKE: f64 = 0.6;
/// How much more alike they must be than any other pair that one of them is in.
const MARGIN: f64 = 0.08;
/// More pairs than these are only compared when they have a name or a class in common.
const MOST_PAIRS: usize = 40_000;
/// Durations that are further apart speak against a rename.
const FAR_APART: f64 = 4.0;

/// What a person said about two ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameRule {
    /// The old id.
    pub from: String,
    /// The new id.
    pub to: String,
    /// Whether they are the same test.
    pub same: bool,
}

/// A history that goes on under the new names of its tests.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Carried {
    /// The tests that got another name.
    pub renames: Vec<RenamedTest>,
    /// The tests of the branch over its runs, by their new names.
    pub grid: Grid,
}

/// Finds renamed tests over the runs of the branch and this run, and lets the history go on under the new names.
pub fn carry(history: &mut History, run: &Run, rules: &[RenameRule]) -> Carried {
    let mut renames = confirmed(history, rules);
    let of_branch = history.of_branch(run.identity.branch.as_deref(), &run.identity.labels);
    let grid = Grid::of(run, history, &of_branch);
    for rename in found(&grid) {
        let is_decided =
            |rule: &RenameRule| rule.from == rename.from.0 || (rule.to == rename.to.0 && rule.same);
        if !rules.iter().any(is_decided) {
            renames.push(rename);
        }
    }
    if renames.is_empty() {
        return Carried { renames, grid };
    }
    apply(history, &renames);
    Carried { renames, grid: Grid::of(run, history, &of_branch) }
}

fn confirmed(history: &History, rules: &[RenameRule]) -> Vec<RenamedTest> {
    let is_known = |id: &str| {
        let lists = history.runs.iter().filter_map(|run| run.tests.as_ref());
        lists.clone().any(|tests| tests.position(&TestId(id.to_owned())).is_some())
    };
    rules
        .iter()
        .filter(|rule| rule.same && rule.from != rule.to && is_known(&rule.from))
        .map(|rule| RenamedTest {
            from: TestId(rule.from.clone()),
            to: TestId(rule.to.clone()),
            run: None,
            alike: 1.0,
            confirmed: true,
        })
        .collect()
}

/// A test that is there for a part of the runs only.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    id: &'a str,
    /// The median of its last durations, or its first ones.
    secs: Option<f64>,
}

/// Pairs of tests of which one is last there in the run before the other one is first there.
fn found(grid: &Grid) -> Vec<RenamedTest> {
    // A run that lost tests is no step: its tests come back.
    let columns: Vec<usize> = (0..grid.columns.len())
        .filter(|at| grid.columns.get(*at).is_some_and(|c| c.left_out != Some(LeftOut::Partial)))
        .collect();
    let steps = columns.len();
    let mut gone: BTreeMap<usize, Vec<Part<'_>>> = BTreeMap::new();
    let mut new: BTreeMap<usize, Vec<Part<'_>>> = BTreeMap::new();
    for test in 0..grid.tests() {
        let Some(id) = grid.ids.get(test) else { continue };
        let letters = grid.letters(test);
        let is_there = |step: &usize| {
            let column = columns.get(*step).copied().unwrap_or(usize::MAX);
            letters.get(column).is_some_and(|letter| *letter != b'-')
        };
        let Some(first) = (0..steps).find(is_there) else { continue };
        let last = (0..steps).rev().find(is_there).unwrap_or(first);
        let secs = |from: usize, to: usize| {
            let of_steps = columns.get(from..to).unwrap_or_default();
            let known = of_steps.iter().filter_map(|column| grid.secs(test).get(*column));
            let mut known: Vec<f64> =
                known.filter(|secs| !secs.is_nan()).map(|secs| f64::from(*secs)).collect();
            median(&mut known)
        };
        if last + 1 < steps {
            let part = Part { id: &id.0, secs: secs(first.max(last.saturating_sub(4)), last + 1) };
            gone.entry(last + 1).or_default().push(part);
        }
        if first > 0 {
            new.entry(first)
                .or_default()
                .push(Part { id: &id.0, secs: secs(first, (first + 5).min(last + 1)) });
        }
    }
    let mut renames = Vec::new();
    for (step, gone) in &mut gone {
        let Some(new) = new.get_mut(step) else { continue };
        gone.sort_unstable_by_key(|part| part.id);
        new.sort_unstable_by_key(|part| part.id);
        let run = columns.get(*step).and_then(|column| grid.columns.get(*column));
        for (from, to, alike) in pairs(gone, new) {
            renames.push(RenamedTest {
                from: TestId(from.to_owned()),
                to: TestId(to.to_owned()),
                run: run.map(|column| column.id.clone()),
                alike,
                confirmed: false,
            });
        }
    }
    renames
}

/// The pairs that are each other's best match by a margin.
fn pairs<'a>(gone: &[Part<'a>], new: &[Part<'a>]) -> Vec<(&'a str, &'a str, f64)> {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    let mut score = |from: usize, to: usize| {
        let (Some(old), Some(name)) = (gone.get(from), new.get(to)) else { return };
        let far = match (old.secs.map(|secs| secs.max(0.005)), name.secs.map(|secs| secs.max(0.005))) {
            (Some(a), Some(b)) => (a / b).max(b / a) > FAR_APART,
            _ => false,
        };
        let alike = alike(old.id, name.id) - if far { 0.1 } else { 0.0 };
        if alike >= ALIKE {
            scored.push((alike, from, to));
        }
    };
    if gone.len().saturating_mul(new.len()) <= MOST_PAIRS {
        for from in 0..gone.len() {
            (0..new.len()).for_each(|to| score(from, to));
        }
    } else {
        let mut by_part: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (to, part) in new.iter().enumerate() {
            let (class, name) = split(part.id);
            by_part.entry(name).or_default().push(to);
            by_part.entry(class).or_default().push(to);
        }
        for (from, part) in gone.iter().enumerate() {
            let (class, name) = split(part.id);
            let same_name = by_part.get(name).into_iter().flatten().take(200);
            let same_class = by_part.get(class).into_iter().flatten().take(200);
            let mut seen = FxHashSet::default();
            same_name.chain(same_class).filter(|to| seen.insert(**to)).for_each(|to| score(from, *to));
        }
    }
    let mut best_of: BTreeMap<(bool, usize), (f64, f64)> = BTreeMap::new();
    for (alike, from, to) in &scored {
        for end in [(false, *from), (true, *to)] {
            let (first, second) = best_of.entry(end).or_insert((0.0, 0.0));
            if alike > first {
                (*first, *second) = (*alike, *first);
            } else if alike > second {
                *second = *alike;
            }
        }
    }
    let is_clear = |alike: f64, end: (bool, usize)| {
        best_of.get(&end).is_some_and(|(first, second)| alike >= *first && first - second >= MARGIN)
    };
    scored
        .into_iter()
        .filter(|(alike, from, to)| is_clear(*alike, (false, *from)) && is_clear(*alike, (true, *to)))
        .filter_map(|(alike, from, to)| Some((gone.get(from)?.id, new.get(to)?.id, alike)))
        .collect()
}

fn split(id: &str) -> (&str, &str) {
    id.rsplit_once("::").unwrap_or(("", id))
}

/// How alike two ids are. A test that moved keeps its name; one that was renamed keeps its class.
fn alike(from: &str, to: &str) -> f64 {
    let ((old_class, old_name), (class, name)) = (split(from), split(to));
    let (of_class, of_name) = (dice(old_class, class), dice(old_name, name));
    if old_name == name {
        0.7 + 0.3 * of_class
    } else if old_class == class {
        0.25 + 0.75 * of_name
    } else {
        0.4 * of_class + 0.6 * of_name - 0.1
    }
}

/// The coefficient of Dice over pairs of neighbouring letters, without regard to case and to what joins words.
fn dice(a: &str, b: &str) -> f64 {
    let letters = |text: &str| -> Vec<(char, char)> {
        let plain: Vec<char> = text
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .take(200)
            .collect();
        let mut pairs: Vec<(char, char)> = plain.iter().copied().zip(plain.iter().copied().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (letters(a), letters(b));
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let (mut at, mut others, mut common) = (0, 0, 0usize);
    while let (Some(one), Some(other)) = (a.get(at), b.get(others)) {
        match one.cmp(other) {
            std::cmp::Ordering::Equal => {
                common += 1;
                at += 1;
                others += 1;
            }
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => others += 1,
        }
    }
    2.0 * common as f64 / (a.len() + b.len()) as f64
}

type Names = Arc<[String]>;
/// A list with new names, and for each of them where it was.
type Reordered = (Names, Vec<u32>);

/// Writes the new names into the history. Runs that shared a list of names share the new one.
fn apply(history: &mut History, renames: &[RenamedTest]) {
    let next: FxHashMap<TestKey, &TestId> =
        renames.iter().map(|rename| (rename.from.key(), &rename.to)).collect();
    let last_name = |name: &str| {
        let mut last: Option<&TestId> = None;
        let mut key = TestKey::of(name);
        // A test may have been renamed more than once; a circle ends.
        for _ in 0..renames.len() {
            let Some(to) = next.get(&key) else { break };
            last = Some(to);
            key = to.key();
        }
        last
    };
    let mut known: Vec<(Names, Option<Reordered>)> = Vec::new();
    for tests in history.runs.iter_mut().filter_map(|run| run.tests.as_mut()) {
        let place = known.iter().position(|(names, _)| Arc::ptr_eq(names, &tests.names));
        let place = place.unwrap_or_else(|| {
            known.push((Arc::clone(&tests.names), renamed(&tests.names, last_name)));
            known.len() - 1
        });
        if let Some((_, Some((names, order)))) = known.get(place) {
            reorder(tests, names, order);
        }
    }
}

/// The list with new names, sorted, and for each of them where it was; `None` where nothing changes.
fn renamed<'a>(names: &Arc<[String]>, last_name: impl Fn(&str) -> Option<&'a TestId>) -> Option<Reordered> {
    let mut any = false;
    let mut of_place: Vec<(String, u32)> = Vec::with_capacity(names.len());
    for (place, name) in (0u32..).zip(names.iter()) {
        // Where both names are there in one run, they are two tests.
        let to = last_name(name).filter(|to| names.binary_search(&to.0).is_err());
        any |= to.is_some();
        of_place.push((to.map_or_else(|| name.clone(), |to| to.0.clone()), place));
    }
    if !any {
        return None;
    }
    of_place.sort();
    of_place.dedup_by(|a, b| a.0 == b.0);
    let (names, order): (Vec<String>, Vec<u32>) = of_place.into_iter().unzip();
    Some((names.into(), order))
}

fn reorder(tests: &mut PastTests, names: &Arc<[String]>, order: &[u32]) {
    let letters = tests.outcomes.as_bytes();
    let outcomes = order
        .iter()
        .map(|place| letters.get(*place as usize).map_or('-', |letter| char::from(*letter)))
        .collect();
    let durations_us =
        order.iter().map(|place| tests.durations_us.get(*place as usize).copied().flatten()).collect();
    let place_of: FxHashMap<u32, u32> = order.iter().copied().zip(0u32..).collect();
    tests.failures.retain_mut(|failure| match place_of.get(&failure.test) {
        Some(place) => {
            failure.test = *place;
            true
        }
        None => false,
    });
    tests.failures.sort_by_key(|failure| failure.test);
    tests.retries.retain_mut(|retry| match place_of.get(&retry.test) {
        Some(place) => {
            retry.test = *place;
            true
        }
        None => false,
    });
    tests.retries.sort_by_key(|retry| retry.test);
    (tests.names, tests.outcomes, tests.durations_us) = (Arc::clone(names), outcomes, durations_us);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{past, run_of};

    fn carried(runs: &[&[&str]], now: &[&str], rules: &[RenameRule]) -> (Vec<(String, String)>, History) {
        let runs = runs.iter().enumerate().map(|(number, tests)| past(&number.to_string(), tests));
        let mut history = History { runs: runs.collect() };
        let carried = carry(&mut history, &run_of(now), rules);
        (carried.renames.into_iter().map(|rename| (rename.from.0, rename.to.0)).collect(), history)
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn a_moved_and_a_renamed_test_keep_their_history() {
        let before: &[&str] = &["a.TestOld::test_send p", "b.TestX::test_user_can_login f", "c::stays p"];
        let now = ["a.TestNew::test_send p", "b.TestX::test_user_can_log_in f", "c::stays p"];
        let (renames, history) = carried(&[before, before], &now, &[]);
        assert_eq!(
            renames,
            [
                pair("a.TestOld::test_send", "a.TestNew::test_send"),
                pair("b.TestX::test_user_can_login", "b.TestX::test_user_can_log_in"),
            ]
        );
        let tests = history.runs[0].tests.as_ref().unwrap();
        assert_eq!(tests.outcomes, "pfp");
        assert!(tests.names.is_sorted());
        assert_eq!(tests.position(&TestId("b.TestX::test_user_can_log_in".into())), Some(1));
    }

    #[test]
    fn a_folder_that_moved_keeps_every_test_apart() {
        let ids = |root: &str| -> Vec<String> {
            (0..300).map(|n| format!("{root}.mod{:02}.TestIt::test_{:02} p", n / 10, n % 10)).collect()
        };
        let (before, now) = (ids("old"), ids("fresh"));
        let text = |ids: &[String]| ids.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let (before, now) = (text(&before), text(&now));
        let before: Vec<&str> = before.lines().collect();
        let now: Vec<&str> = now.lines().collect();
        let (renames, _) = carried(&[&before], &now, &[]);
        let is_right = |(from, to): &(String, String)| from.replace("old.", "") == to.replace("fresh.", "");
        assert!(renames.iter().all(is_right));
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        let none: &[(String, String)] = &[];
        assert_eq!(
            carried(&[&["a::test_one p"]], &["a::test_one p", "a::test_ones p"], &[]).0,
            none,
            "nothing is gone"
        );
        assert_eq!(
            carried(&[&["a::test_x[1] p", "k p"]], &["a::test_x[2] p", "a::test_x[3] p", "k p"], &[]).0,
            none
        );
        assert_eq!(carried(&[&["a::login p", "k p"]], &["z::export_invoice p", "k p"], &[]).0, none);
        assert_eq!(
            carried(
                &[&["a::login p", "k p"], &["k p", "a::logins p"], &["a::login p", "k p"]],
                &["a::login p", "k p"],
                &[]
            )
            .0,
            none,
            "it came back"
        );
    }

    #[test]
    fn a_person_confirms_and_denies() {
        let before: &[&str] = &["a::login p", "b::send_mail p", "k p"];
        let now = ["z::sign_in p", "b::send_email p", "k p"];
        let rule = |from: &str, to: &str, same| RenameRule { from: from.into(), to: to.into(), same };
        let rules = [rule("a::login", "z::sign_in", true), rule("b::send_mail", "b::send_email", false)];
        assert_eq!(carried(&[before], &now, &rules).0, [pair("a::login", "z::sign_in")]);
    }

    #[test]
    fn names_may_change_more_than_once() {
        let runs: &[&[&str]] = &[&["a::count_items f", "k p"], &["a::count_all_items f", "k p"]];
        let (_, history) = carried(runs, &["a::counts_all_items f", "k p"], &[]);
        let last = TestId("a::counts_all_items".into());
        assert!(history.runs.iter().all(|run| run.tests.as_ref().unwrap().position(&last).is_some()));
    }
}
