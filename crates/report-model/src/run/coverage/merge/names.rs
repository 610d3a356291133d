//! Which paths of different artifacts name one file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Measured, is_relative, only};
use crate::run::FileCoverage;

/// Deeper paths are compared by their last folders only: no path makes this slow.
const FOLDERS: usize = 64;

/// One path, and who names it.
#[derive(Default)]
struct Named<'a> {
    artifacts: BTreeSet<usize>,
    files: Vec<&'a FileCoverage>,
    roots: Vec<&'a str>,
}

/// The paths of all artifacts.
pub(super) struct Names<'a>(BTreeMap<&'a str, Named<'a>>);

impl<'a> Names<'a> {
    pub(super) fn of<F>(artifacts: &'a [Measured<F>]) -> Self {
        let mut names: BTreeMap<&str, Named<'_>> = BTreeMap::new();
        for (number, Measured { coverage: artifact, .. }) in artifacts.iter().enumerate() {
            for file in &artifact.files {
                let named = names.entry(&file.path).or_default();
                named.artifacts.insert(number);
                named.files.push(file);
                named.roots.extend(artifact.roots.iter().map(String::as_str));
            }
        }
        Self(names)
    }

    /// What paths are to be replaced with.
    pub(super) fn join(&self) -> HashMap<String, String> {
        let mut longer: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in self.0.keys() {
            for (slash, _) in path.rmatch_indices('/').take(FOLDERS) {
                let end = path.get(slash + 1..).unwrap_or_default();
                if let Some((end, _)) = self.0.get_key_value(end) {
                    longer.entry(end).or_default().push(path);
                }
            }
        }
        // The longest ends are the surest: `a/x.py` finds its file before `x.py` looks for one.
        let mut ends: Vec<&str> = longer.keys().copied().collect();
        ends.sort_by_key(|end| (std::cmp::Reverse(end.len()), *end));
        let mut groups: HashMap<&str, Group<'_>> = HashMap::new();
        let mut group_of: HashMap<&str, &str> = HashMap::new();
        for end in ends {
            let Some(named) = self.0.get(end) else { continue };
            // Candidates are files, not paths: two paths of one file are one candidate.
            let mut found: BTreeMap<&str, bool> = BTreeMap::new();
            for path in longer.get(end).into_iter().flatten() {
                let first = group_of.get(path).copied().unwrap_or(path);
                let Some(other) = self.0.get(path) else { continue };
                let is_free = groups.get(first).map_or_else(
                    || other.artifacts.is_disjoint(&named.artifacts),
                    |group| group.artifacts.is_disjoint(&named.artifacts),
                );
                if is_free && !are_in_one_folder(named, other) && fit(named, other) {
                    let folder = path.strip_suffix(end).unwrap_or_default().trim_end_matches('/');
                    let is_rooted = named.roots.iter().any(|root| ends_with_folder(root, folder));
                    *found.entry(first).or_default() |= is_rooted;
                }
            }
            let rooted = only(found.iter().filter(|(_, is_rooted)| **is_rooted).map(|(first, _)| *first));
            let Some(first) = rooted.or_else(|| only(found.keys().copied())) else { continue };
            let Some(of_first) = self.0.get(first) else { continue };
            let group = groups
                .entry(first)
                .or_insert_with(|| Group { artifacts: of_first.artifacts.clone(), paths: vec![first] });
            group.artifacts.extend(&named.artifacts);
            group.paths.push(end);
            group_of.insert(end, first);
        }
        groups.into_values().flat_map(Group::names).collect()
    }
}

/// Paths of one file.
struct Group<'a> {
    artifacts: BTreeSet<usize>,
    /// From the longest.
    paths: Vec<&'a str>,
}

impl Group<'_> {
    fn names(self) -> impl Iterator<Item = (String, String)> {
        // An absolute path says more of the machine than of the project.
        let name = self
            .paths
            .iter()
            .find(|path| is_relative(path))
            .or(self.paths.first())
            .copied()
            .unwrap_or_default();
        let name = name.to_owned();
        self.paths.into_iter().map(str::to_owned).map(move |path| (path, name.clone()))
    }
}

fn ends_with_folder(root: &str, folder: &str) -> bool {
    !folder.is_empty()
        && root.strip_suffix(folder).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Whether both are named from the same folder: then other names are other files.
fn are_in_one_folder(a: &Named<'_>, b: &Named<'_>) -> bool {
    let first = a.roots.first();
    !b.roots.is_empty() && a.roots.iter().chain(&b.roots).all(|root| Some(root) == first)
}

/// Whether two paths may name one file, by what was measured in it.
fn fit(a: &Named<'_>, b: &Named<'_>) -> bool {
    a.files.iter().all(|a| b.files.iter().all(|b| have_lines_alike(a, b)))
}

/// Whether the lines are mostly the same, or are a part of the others, as statements are of all lines.
pub(super) fn have_lines_alike(a: &FileCoverage, b: &FileCoverage) -> bool {
    if a.lines.is_empty() || b.lines.is_empty() {
        return a.counts().lines.whole == b.counts().lines.whole;
    }
    let (few, many) = if a.lines.len() <= b.lines.len() { (a, b) } else { (b, a) };
    let has = |line: u32| many.lines.binary_search_by_key(&line, |hits| hits.line).is_ok();
    let shared = few.lines.iter().filter(|hits| has(hits.line)).count();
    shared * 10 >= few.lines.len() * 9 && few.lines.len() * 3 >= many.lines.len()
}
