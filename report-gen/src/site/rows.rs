//! The order of the test index: which case is which row, and which rows make a group.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use report_model::run::{TestCase, TestResults};
use report_model::site::LedgerRow;
use rustc_hash::FxHashMap;

use report_analysis::group_path::{Place, group_path, shared_prefix};

/// The order of the rows.
#[derive(Debug, Default)]
pub struct Rows {
    /// For each row its case.
    pub cases: Vec<u32>,
    /// For each case its row.
    pub row_of_case: Vec<u32>,
    /// The groups in the order of their rows.
    pub groups: Vec<RowGroup>,
    /// For each case its group.
    pub group_of_case: Vec<u32>,
}

/// A file or class and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowGroup {
    /// Its path.
    pub path: String,
    /// Its rows.
    pub rows: Range<u32>,
    /// The class of the rows that have no class of their own in the index.
    pub class: Option<Arc<str>>,
}

impl Rows {
    /// Sorts the cases by the path of their group; within a group the order of the artifacts stays.
    pub fn of(tests: &TestResults, suite_artifacts: &[u32], ledger: &[LedgerRow]) -> Self {
        let (mut paths, path_of_case) = paths_of(tests, suite_artifacts, ledger);
        let cut = shared_prefix(paths.iter().map(String::as_str));
        for path in &mut paths {
            path.drain(..cut);
        }
        let rank = ranks(&paths);
        let rank_of_case: Vec<u32> =
            path_of_case.iter().map(|path| rank.get(*path as usize).copied().unwrap_or_default()).collect();
        let mut sorted_paths: Vec<String> =
            vec![String::new(); rank.iter().max().map_or(0, |max| *max as usize + 1)];
        for (path, rank) in paths.into_iter().zip(&rank) {
            if let Some(slot) = sorted_paths.get_mut(*rank as usize) {
                *slot = path;
            }
        }
        let cases = counting_sort(&rank_of_case, sorted_paths.len());
        let mut row_of_case = vec![0; cases.len()];
        for (row, case) in (0u32..).zip(&cases) {
            if let Some(slot) = row_of_case.get_mut(*case as usize) {
                *slot = row;
            }
        }
        let mut groups: Vec<RowGroup> =
            sorted_paths.into_iter().map(|path| RowGroup { path, rows: 0..0, class: None }).collect();
        let mut next = 0;
        let mut counts = vec![0u32; groups.len()];
        for rank in &rank_of_case {
            if let Some(count) = counts.get_mut(*rank as usize) {
                *count += 1;
            }
        }
        for (group, count) in groups.iter_mut().zip(counts) {
            group.rows = next..next + count;
            next = group.rows.end;
            group.class = usual_class(tests, cases.get(group.rows.start as usize..group.rows.end as usize));
        }
        Self { cases, row_of_case, groups, group_of_case: rank_of_case }
    }

    /// How many rows there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.cases.len()).unwrap_or(u32::MAX)
    }

    /// The row of a case.
    pub fn row(&self, case: u32) -> u32 {
        self.row_of_case.get(case as usize).copied().unwrap_or_default()
    }

    /// The path of the group that a case is in.
    pub fn path(&self, case: u32) -> &str {
        let group = self.group_of_case.get(case as usize).and_then(|group| self.groups.get(*group as usize));
        group.map_or("unknown", |group| group.path.as_str())
    }
}

/// The distinct paths, and for each case which one is its.
fn paths_of(tests: &TestResults, suite_artifacts: &[u32], ledger: &[LedgerRow]) -> (Vec<String>, Vec<u32>) {
    let mut paths: Vec<String> = Vec::new();
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    // Cases that stand together share class, file and suite: what was found for one holds for the next.
    let mut last: Option<(&TestCase, u32)> = None;
    let mut path_of_case = Vec::with_capacity(tests.cases.len());
    for case in &tests.cases {
        let same = last.filter(|(before, _)| {
            before.suite == case.suite
                && before.class == case.class
                && before.file == case.file
                && !is_own_class(case)
        });
        let index = if let Some((_, index)) = same {
            index
        } else {
            let suite = tests.suites.get(case.suite as usize);
            let artifact =
                suite_artifacts.get(case.suite as usize).and_then(|index| ledger.get(*index as usize));
            let path = group_path(Place {
                file: case.file.as_deref().or_else(|| suite.and_then(|suite| suite.file.as_deref())),
                class: case.class.as_deref(),
                name: &case.name,
                suite: suite.and_then(|suite| suite.name.as_deref()),
                artifact: artifact.map_or("", |row| row.path.as_str()),
            });
            *known.entry(path).or_insert_with_key(|path| {
                paths.push(path.clone());
                u32::try_from(paths.len() - 1).unwrap_or(u32::MAX)
            })
        };
        if !is_own_class(case) {
            last = Some((case, index));
        }
        path_of_case.push(index);
    }
    (paths, path_of_case)
}

fn is_own_class(case: &TestCase) -> bool {
    case.class.as_deref() == Some(&*case.name)
}

/// For each path its place in the sorted order.
fn ranks(paths: &[String]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    let path = |index: usize| paths.get(index).map_or("", String::as_str);
    order.sort_unstable_by(|a, b| by_folders(path(*a), path(*b)));
    let mut rank = vec![0; paths.len()];
    for (place, index) in (0u32..).zip(order) {
        if let Some(slot) = rank.get_mut(index) {
            *slot = place;
        }
    }
    rank
}

/// Compares folder by folder, so that what is below a folder stands together.
pub(super) fn by_folders(a: &str, b: &str) -> Ordering {
    a.split('/').cmp(b.split('/'))
}

/// The cases in the order of their keys, stable.
fn counting_sort(keys: &[u32], count: usize) -> Vec<u32> {
    let mut starts = vec![0usize; count + 1];
    for key in keys {
        if let Some(slot) = starts.get_mut(*key as usize + 1) {
            *slot += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut sorted = vec![0u32; keys.len()];
    for (index, key) in (0u32..).zip(keys) {
        if let Some(start) = starts.get_mut(*key as usize) {
            if let Some(slot) = sorted.get_mut(*start) {
                *slot = index;
            }
            *start += 1;
        }
    }
    sorted
}

/// The class that most cases of a group have; `None` as soon as one has none, for then nothing may stand in for it.
fn usual_class(tests: &TestResults, cases: Option<&[u32]>) -> Option<Arc<str>> {
    /// A group of very many classes has no usual one.
    const COUNTED: usize = 64;
    let mut counts: Vec<(&Arc<str>, u32)> = Vec::new();
    let mut last = 0;
    for case in cases? {
        let class = tests.cases.get(*case as usize)?.class.as_ref().filter(|class| !class.is_empty())?;
        let is_same = |entry: &(&Arc<str>, u32)| Arc::ptr_eq(entry.0, class) || entry.0 == class;
        if !counts.get(last).is_some_and(is_same) {
            last = counts.iter().position(is_same).unwrap_or(counts.len());
            if last == counts.len() && counts.len() < COUNTED {
                counts.push((class, 0));
            }
        }
        if let Some(entry) = counts.get_mut(last) {
            entry.1 += 1;
        }
    }
    // Of equally frequent ones the shortest, so that the order of files in a folder does not matter.
    counts
        .into_iter()
        .max_by(|a, b| (a.1, b.0.len(), b.0).cmp(&(b.1, a.0.len(), a.0)))
        .map(|(class, _)| Arc::clone(class))
}

#[cfg(test)]
mod tests {
    use report_model::run::TestSuite;

    use super::*;

    fn case(class: &str, name: &str) -> TestCase {
        TestCase { class: Some(class.into()), ..TestCase::named(name) }
    }

    #[test]
    fn rows_stand_by_folder_and_keep_the_order_within_a_file() {
        let tests = TestResults {
            suites: vec![TestSuite::default()],
            cases: vec![
                case("tests.b.test_y", "2"),
                case("tests.test_a.TestX", "z"),
                case("tests.b.test_y", "1"),
                case("tests.test_a", "y"),
                case("tests.test_a", "x"),
            ],
        };
        let rows = Rows::of(&tests, &[], &[]);
        assert_eq!(rows.cases, [0, 2, 1, 3, 4]);
        assert_eq!(rows.row_of_case, [0, 2, 1, 3, 4]);
        let groups: Vec<_> = rows
            .groups
            .iter()
            .map(|group| (group.path.as_str(), group.rows.clone(), group.class.as_deref()))
            .collect();
        assert_eq!(
            groups,
            [
                ("tests/b/test_y.py", 0..2, Some("tests.b.test_y")),
                ("tests/test_a.py", 2..5, Some("tests.test_a"))
            ]
        );
        assert_eq!(rows.path(3), "tests/test_a.py");
    }

    #[test]
    fn folders_stay_together() {
        let mut paths = vec!["a-b/x", "a/y", "a.c", "a/b/z"];
        paths.sort_by(|a, b| by_folders(a, b));
        assert_eq!(paths, ["a/b/z", "a/y", "a-b/x", "a.c"]);
    }
}
