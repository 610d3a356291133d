//! All tests of the run in memory: columns, built once from the shards, made to be filtered as one types.

use std::ops::Range;

use report_model::site::TestShard;
use report_model::{Outcome, TestKey};

/// All tests of the run.
#[derive(Debug, Default)]
pub struct TestIndex {
    groups: Vec<IndexGroup>,
    names: Lines,
    /// The names in lower case, for searching.
    lower: Lines,
    classes: Strings,
    strips: Strings,
    outcomes: Vec<u8>,
    durations_us: Vec<Option<u64>>,
}

/// A file or class, and its rows, which stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexGroup {
    /// The path with `/` between folders.
    pub path: String,
    /// The path in lower case.
    pub lower: String,
    /// Its rows.
    pub rows: Range<u32>,
    class: Option<String>,
}

/// One test, borrowed from the index.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its number.
    pub row: u32,
    /// The file or class it is in.
    pub group: &'a str,
    /// Its class within the group, where there is one: `TestCalls` of `tests.api.test_calls.TestCalls`.
    pub class: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// `p`, `f`, `e`, `s`, or `k` for flaky.
    pub letter: char,
    /// How long it took in seconds; `None` when unknown.
    pub secs: Option<f64>,
    /// The letters of the last runs, oldest first, this one last; empty without a history.
    pub strip: &'a str,
}

impl Row<'_> {
    /// The outcome.
    pub fn outcome(&self) -> Outcome {
        Outcome::from_letter(self.letter).unwrap_or(Outcome::Passed)
    }

    /// Whether it makes the build red.
    pub fn is_bad(&self) -> bool {
        matches!(self.letter, 'f' | 'e')
    }
}

/// Texts in one string, to have one allocation for a hundred thousand names.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    ends: Vec<u32>,
}

impl Lines {
    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).copied().unwrap_or_default() as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default()
            as usize;
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Columns of several shards as one.
#[derive(Debug, Default)]
struct Strings {
    values: Vec<String>,
    /// The lower-case form, where values are searched.
    lower: Vec<String>,
    rows: Vec<u32>,
}

impl Strings {
    fn append(&mut self, column: &report_model::site::Column, count: usize) {
        let offset = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.lower.extend(column.values.iter().map(|value| value.to_lowercase()));
        self.values.extend_from_slice(&column.values);
        let shifted = |index: &u32| if *index == 0 { 0 } else { index + offset };
        let start = self.rows.len();
        self.rows.extend(column.rows.iter().take(count).map(shifted));
        self.rows.resize(start + count, 0);
    }

    fn index(&self, row: usize) -> Option<usize> {
        self.rows.get(row)?.checked_sub(1).map(|index| index as usize)
    }

    fn get(&self, row: usize) -> Option<&str> {
        self.values.get(self.index(row)?).map(String::as_str)
    }
}

/// What a class adds to the class of its group.
fn within<'a>(class: &'a str, group: Option<&str>) -> &'a str {
    let rest = group.and_then(|group| class.strip_prefix(group));
    rest.map(|rest| rest.trim_start_matches(['.', ':', '/', '$', '#']))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(class)
}

impl TestIndex {
    /// Puts the shards together.
    pub fn build(shards: &[TestShard]) -> Self {
        let mut index = Self::default();
        for shard in shards {
            let start = index.outcomes.len();
            index.outcomes.extend_from_slice(shard.outcomes.0.as_bytes());
            let count = index.outcomes.len() - start;
            let mut names = shard.names.split('\n');
            for _ in 0..count {
                let name = names.next().unwrap_or_default();
                index.names.push(name);
                if name.is_ascii() {
                    index.lower.text.push_str(name);
                    let from = index.lower.text.len() - name.len();
                    if let Some(added) = index.lower.text.get_mut(from..) {
                        added.make_ascii_lowercase();
                    }
                    index.lower.ends.push(u32::try_from(index.lower.text.len()).unwrap_or(u32::MAX));
                } else {
                    index.lower.push(&name.to_lowercase());
                }
            }
            index.durations_us.extend(shard.durations_us.iter().take(count));
            index.durations_us.resize(start + count, None);
            index.classes.append(&shard.classes, count);
            index.strips.append(&shard.strips, count);
            index.add_groups(shard, start);
        }
        index
    }

    fn add_groups(&mut self, shard: &TestShard, start: usize) {
        let mut next = u32::try_from(start).unwrap_or(u32::MAX);
        for group in &shard.groups {
            let rows = next..next.saturating_add(group.rows);
            next = rows.end;
            // A file whose tests are split over two shards is one group.
            match self.groups.last_mut() {
                Some(last)
                    if last.path == group.path
                        && last.class == group.class
                        && last.rows.end == rows.start =>
                {
                    last.rows.end = rows.end;
                }
                _ => self.groups.push(IndexGroup {
                    path: group.path.clone(),
                    lower: group.path.to_lowercase(),
                    rows,
                    class: group.class.clone(),
                }),
            }
        }
    }

    /// How many tests there are.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// The files and classes, in the order of their rows.
    pub fn groups(&self) -> &[IndexGroup] {
        &self.groups
    }

    /// The group that a row is in.
    pub fn group_of(&self, row: u32) -> Option<&IndexGroup> {
        let after = self.groups.partition_point(|group| group.rows.start <= row);
        after.checked_sub(1).and_then(|index| self.groups.get(index))
    }

    /// The letter of a row.
    pub fn letter(&self, row: u32) -> u8 {
        self.outcomes.get(row as usize).copied().unwrap_or(b'-')
    }

    /// The duration of a row in microseconds.
    pub fn duration_us(&self, row: u32) -> Option<u64> {
        self.durations_us.get(row as usize).copied().flatten()
    }

    /// A row.
    pub fn row(&self, row: u32) -> Row<'_> {
        let index = row as usize;
        let group = self.group_of(row);
        Row {
            row,
            group: group.map_or("", |group| group.path.as_str()),
            class: self
                .classes
                .get(index)
                .map(|class| within(class, group.and_then(|group| group.class.as_deref()))),
            name: self.names.get(index),
            letter: char::from(self.letter(row)),
            secs: self.duration_us(row).map(|micros| micros as f64 / 1e6),
            strip: self.strips.get(index).unwrap_or_default(),
        }
    }

    /// The name of a row in lower case.
    pub fn lower_name(&self, row: u32) -> &str {
        self.lower.get(row as usize)
    }

    /// The distinct classes in lower case, and which of them a row has.
    pub fn lower_classes(&self) -> &[String] {
        &self.classes.lower
    }

    /// Which of [`lower_classes`](Self::lower_classes) a row has.
    pub fn class_index(&self, row: u32) -> Option<usize> {
        self.classes.index(row as usize)
    }

    /// The class of a row as the artifact has it.
    pub fn class(&self, row: u32) -> Option<&str> {
        let of_group = || self.group_of(row).and_then(|group| group.class.as_deref());
        self.classes.get(row as usize).or_else(of_group)
    }

    /// The key of a row, as it stands in links.
    pub fn key(&self, row: u32) -> TestKey {
        TestKey::of_parts(self.class(row), self.names.get(row as usize))
    }

    /// The rows that a key names: more than one where a run has several results under one id.
    pub fn find(&self, key: TestKey) -> Vec<u32> {
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        (0..count).filter(|row| self.key(*row) == key).collect()
    }
}

#[cfg(test)]
mod tests {
    use report_model::site::{Column, Group, OutcomeLetters};

    use super::*;

    fn shard(first_row: u32, path: &str, names: &str, outcomes: &str) -> TestShard {
        let rows = u32::try_from(outcomes.len()).unwrap();
        TestShard {
            first_row,
            groups: vec![Group { path: path.into(), rows, class: Some("tests.test_a".into()) }],
            names: names.into(),
            classes: Column::default(),
            outcomes: OutcomeLetters(outcomes.into()),
            durations_us: vec![Some(1_500_000); outcomes.len()],
            strips: Column { values: vec!["pf".into()], rows: vec![1] },
        }
    }

    #[test]
    fn shards_become_one_index() {
        let index = TestIndex::build(&[
            shard(0, "tests/test_a.py", "test_One\ntest_zwölf", "pf"),
            shard(2, "tests/test_a.py", "last", "k"),
        ]);
        assert_eq!(index.len(), 3);
        assert_eq!(index.groups().len(), 1);
        assert_eq!(index.row(1).name, "test_zwölf");
        assert_eq!(index.lower_name(0), "test_one");
        assert!(index.row(1).is_bad());
        assert_eq!(index.row(2).letter, 'k');
        assert_eq!(index.row(2).strip, "pf");
        assert_eq!(index.row(1).strip, "");
        assert_eq!(index.row(0).secs, Some(1.5));
        let key = TestKey::of("tests.test_a::last");
        assert_eq!(index.key(2), key);
        assert_eq!(index.find(key), vec![2]);
    }
}
