//! Which tests a filter lets through, and in which order they stand. Pure; runs over 100,000 tests between two keys.

use std::cmp::Reverse;

use report_model::Outcome;
use report_model::route::{OutcomeFilter, TestFilter, TestSort};

use crate::data::TestIndex;

/// What a filter gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The lines of the list.
    pub items: Vec<Item>,
    /// How many tests passed the filter.
    pub rows: usize,
    /// How many tests there are of each outcome when the outcome part of the filter is left out: what the segments
    /// show.
    pub by_outcome: OutcomeCounts,
}

/// A line of the test list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// The heading of a file or class, by its index, with the number of its rows and of its failing rows here.
    Group {
        /// The index of the group.
        group: u32,
        /// Its rows here.
        rows: u32,
        /// Its failing rows here.
        bad: u32,
    },
    /// A test, by its row.
    Test(u32),
}

/// Tests by what the segments of the filter bar name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeCounts {
    /// All of them.
    pub all: usize,
    /// Failed.
    pub failed: usize,
    /// Errored.
    pub errored: usize,
    /// Passed on a retry.
    pub flaky: usize,
    /// Skipped.
    pub skipped: usize,
    /// Passed, flaky ones among them.
    pub passed: usize,
}

impl OutcomeCounts {
    fn add(&mut self, letter: u8) {
        self.all += 1;
        match letter {
            b'f' => self.failed += 1,
            b'e' => self.errored += 1,
            b's' => self.skipped += 1,
            b'k' => {
                self.flaky += 1;
                self.passed += 1;
            }
            _ => self.passed += 1,
        }
    }

    /// The count of one segment.
    pub const fn of(&self, outcome: Option<OutcomeFilter>) -> usize {
        match outcome {
            None => self.all,
            Some(OutcomeFilter::Flaky) => self.flaky,
            Some(OutcomeFilter::Is(Outcome::Failed)) => self.failed,
            Some(OutcomeFilter::Is(Outcome::Errored)) => self.errored,
            Some(OutcomeFilter::Is(Outcome::Skipped)) => self.skipped,
            Some(OutcomeFilter::Is(Outcome::Passed)) => self.passed,
        }
    }
}

const fn lets_through(outcome: Option<OutcomeFilter>, letter: u8) -> bool {
    match outcome {
        None => true,
        Some(OutcomeFilter::Flaky) => letter == b'k',
        Some(OutcomeFilter::Is(Outcome::Passed)) => matches!(letter, b'p' | b'k'),
        Some(OutcomeFilter::Is(Outcome::Failed)) => letter == b'f',
        Some(OutcomeFilter::Is(Outcome::Errored)) => letter == b'e',
        Some(OutcomeFilter::Is(Outcome::Skipped)) => letter == b's',
    }
}

/// What stands first in a list that puts failures first.
const fn rank(letter: u8) -> u8 {
    match letter {
        b'f' => 0,
        b'e' => 1,
        b'k' => 2,
        b's' => 3,
        _ => 4,
    }
}

/// The words of a search, and what each demands.
struct Search {
    words: Vec<String>,
    slower_than_us: Option<u64>,
}

impl Search {
    fn parse(text: &str) -> Self {
        let mut search = Self { words: Vec::new(), slower_than_us: None };
        for word in text.split_whitespace() {
            match word.strip_prefix("time:>").and_then(micros) {
                Some(limit) => search.slower_than_us = Some(limit),
                None => search.words.push(word.to_lowercase()),
            }
        }
        search
    }
}

/// `5s`, `200ms`, `1.5` (seconds) in microseconds.
fn micros(text: &str) -> Option<u64> {
    let (number, factor) = if let Some(millis) = text.strip_suffix("ms") {
        (millis, 1e3)
    } else {
        (text.strip_suffix('s').unwrap_or(text), 1e6)
    };
    let value = number.parse::<f64>().ok().filter(|value| *value >= 0.0 && *value < 1e9)? * factor;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just above")]
    Some(value as u64)
}

/// Applies `filter`. `members`, ascending, are the rows of the filter's cluster or category, when it names one.
pub fn select(index: &TestIndex, filter: &TestFilter, members: Option<&[u32]>) -> Selection {
    let search = Search::parse(&filter.text);
    // A class stands on many rows: look at each distinct one once.
    let class_hits: Vec<Vec<bool>> = search
        .words
        .iter()
        .map(|word| index.lower_classes().iter().map(|class| class.contains(word.as_str())).collect())
        .collect();
    let mut by_outcome = OutcomeCounts::default();
    let mut groups: Vec<(u32, Vec<u32>)> = Vec::new();
    for (number, group) in index.groups().iter().enumerate() {
        if filter.folder.as_deref().is_some_and(|folder| !is_below(&group.path, folder)) {
            continue;
        }
        // Words that the path has need not be looked for in every row.
        let open: Vec<(usize, &String)> = search
            .words
            .iter()
            .enumerate()
            .filter(|(_, word)| !group.lower.contains(word.as_str()))
            .collect();
        let mut rows = Vec::new();
        for row in group.rows.clone() {
            if members.is_some_and(|members| members.binary_search(&row).is_err()) {
                continue;
            }
            if let Some(limit) = search.slower_than_us
                && index.duration_us(row).is_none_or(|duration| duration <= limit)
            {
                continue;
            }
            let found = |(position, word): &(usize, &String)| {
                let class = index.class_index(row).and_then(|class| class_hits.get(*position)?.get(class));
                class.copied().unwrap_or(false) || index.lower_name(row).contains(word.as_str())
            };
            if !open.iter().all(found) {
                continue;
            }
            let letter = index.letter(row);
            by_outcome.add(letter);
            if lets_through(filter.outcome, letter) {
                rows.push(row);
            }
        }
        if !rows.is_empty() {
            groups.push((u32::try_from(number).unwrap_or(u32::MAX), rows));
        }
    }
    let rows = groups.iter().map(|(_, rows)| rows.len()).sum();
    Selection { items: arrange(index, groups, filter.sort), rows, by_outcome }
}

fn arrange(index: &TestIndex, mut groups: Vec<(u32, Vec<u32>)>, sort: TestSort) -> Vec<Item> {
    if sort == TestSort::Slowest {
        let mut rows: Vec<u32> = groups.into_iter().flat_map(|(_, rows)| rows).collect();
        rows.sort_by_key(|row| (Reverse(index.duration_us(*row)), *row));
        return rows.into_iter().map(Item::Test).collect();
    }
    let bad = |rows: &[u32]| rows.iter().filter(|row| matches!(index.letter(**row), b'f' | b'e')).count();
    let mut counted: Vec<(usize, u32, Vec<u32>)> =
        groups.drain(..).map(|(group, rows)| (bad(&rows), group, rows)).collect();
    if sort == TestSort::FailingFirst {
        counted.sort_by_key(|(bad, group, _)| (Reverse(*bad), *group));
        for (bad, _, rows) in &mut counted {
            if *bad > 0 {
                rows.sort_by_key(|row| (rank(index.letter(*row)), *row));
            }
        }
    }
    let mut items = Vec::new();
    for (bad, group, rows) in counted {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        items.push(Item::Group { group, rows: count(rows.len()), bad: count(bad) });
        items.extend(rows.into_iter().map(Item::Test));
    }
    items
}

/// Whether `path` is `folder` or something in it.
pub fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use report_model::site::{Column, Group, OutcomeLetters, TestShard};

    use super::*;

    fn index() -> TestIndex {
        let group = |path: &str, rows| Group { path: path.into(), rows, class: None };
        TestIndex::build(&[TestShard {
            first_row: 0,
            groups: vec![group("tests/api/test_calls.py", 2), group("tests/core/test_auth.py", 3)],
            names: "test_dial\ntest_Hang_up\ntest_login\ntest_logout\ntest_token".into(),
            classes: Column { values: vec!["TestSession".into()], rows: vec![0, 0, 1, 1, 0] },
            outcomes: OutcomeLetters("ppkfs".into()),
            durations_us: vec![Some(10), Some(3_000_000), None, Some(20), None],
            strips: Column::default(),
        }])
    }

    fn rows(filter: &TestFilter) -> Vec<u32> {
        let selection = select(&index(), filter, None);
        let test = |item: &Item| if let Item::Test(row) = item { Some(*row) } else { None };
        selection.items.iter().filter_map(test).collect()
    }

    fn text(text: &str) -> TestFilter {
        TestFilter { text: text.into(), ..TestFilter::default() }
    }

    #[test]
    fn files_with_failures_stand_first() {
        assert_eq!(rows(&TestFilter::default()), vec![3, 2, 4, 0, 1]);
        assert_eq!(
            rows(&TestFilter { sort: TestSort::Slowest, ..TestFilter::default() }),
            vec![1, 3, 0, 2, 4]
        );
        assert_eq!(rows(&TestFilter { sort: TestSort::Name, ..TestFilter::default() }), vec![0, 1, 2, 3, 4]);
    }

    #[test]
    fn every_word_must_be_somewhere() {
        assert_eq!(rows(&text("hang")), vec![1]);
        assert_eq!(rows(&text("auth login")), vec![2]);
        assert_eq!(rows(&text("session")), vec![3, 2]);
        assert_eq!(rows(&text("time:>1s")), vec![1]);
        assert_eq!(rows(&text("nothing")), Vec::<u32>::new());
    }

    #[test]
    fn segments_count_what_they_would_show() {
        let filter =
            TestFilter { outcome: Some(OutcomeFilter::Flaky), folder: Some("tests/core".into()), ..text("") };
        let selection = select(&index(), &filter, None);
        assert_eq!(selection.rows, 1);
        let OutcomeCounts { all, failed, errored, flaky, skipped, passed } = selection.by_outcome;
        assert_eq!((all, failed, errored, flaky, skipped, passed), (3, 1, 0, 1, 1, 1));
    }

    #[test]
    fn a_folder_is_not_its_name_s_beginning() {
        assert!(is_below("tests/api/a.py", "tests/api"));
        assert!(!is_below("tests/api2/a.py", "tests/api"));
        assert_eq!(select(&index(), &TestFilter::default(), Some(&[1, 4])).rows, 2);
    }
}
