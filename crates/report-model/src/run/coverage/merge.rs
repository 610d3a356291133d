//! Several artifacts about the same files, made one.
//!
//! Tools that write the same measurement in two formats name files from different folders and number branches in
//! different ways. What is the same must be found here, or it is counted twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Branch, Coverage, CoverageCounts, FileCoverage, Function};

/// Deeper paths are compared by their last folders only: no path makes this slow.
const FOLDERS: usize = 64;

impl Coverage {
    /// The coverage of artifacts of one run: each file once, under the longest path that is relative to the project.
    ///
    /// The same path is the same file. Files of different artifacts whose paths end alike are the same one when
    /// their lines fit and only one pair can be made of them.
    #[must_use]
    pub fn merge(artifacts: impl IntoIterator<Item = Self>) -> Self {
        let mut artifacts: Vec<Self> =
            artifacts.into_iter().filter(|artifact| !artifact.files.is_empty()).collect();
        if artifacts.len() < 2 {
            return artifacts.pop().unwrap_or_default();
        }
        let names = Names::of(&artifacts).join();
        let mut by_path: BTreeMap<String, Vec<FileCoverage>> = BTreeMap::new();
        let mut roots = BTreeSet::new();
        for artifact in artifacts {
            roots.extend(artifact.roots);
            for mut file in artifact.files {
                if let Some(name) = names.get(&file.path) {
                    file.path.clone_from(name);
                }
                by_path.entry(file.path.clone()).or_default().push(file);
            }
        }
        let files = by_path.into_values().filter_map(FileCoverage::merge).collect();
        Self { files, roots: roots.into_iter().collect() }
    }
}

/// One path, and who names it.
#[derive(Default)]
struct Named<'a> {
    artifacts: BTreeSet<usize>,
    files: Vec<&'a FileCoverage>,
    roots: Vec<&'a str>,
}

/// The paths of all artifacts.
struct Names<'a>(BTreeMap<&'a str, Named<'a>>);

impl<'a> Names<'a> {
    fn of(artifacts: &'a [Coverage]) -> Self {
        let mut names: BTreeMap<&str, Named<'_>> = BTreeMap::new();
        for (number, artifact) in artifacts.iter().enumerate() {
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
    fn join(&self) -> HashMap<String, String> {
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
                if is_free && fit(named, other) {
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
        let is_relative = |path: &&&str| !path.starts_with('/') && path.as_bytes().get(1) != Some(&b':');
        let name = self.paths.iter().find(is_relative).or(self.paths.first()).copied().unwrap_or_default();
        let name = name.to_owned();
        self.paths.into_iter().map(str::to_owned).map(move |path| (path, name.clone()))
    }
}

/// The item, when there is just one.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

fn ends_with_folder(root: &str, folder: &str) -> bool {
    !folder.is_empty()
        && root.strip_suffix(folder).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Whether two paths may name one file, by what was measured in it.
fn fit(a: &Named<'_>, b: &Named<'_>) -> bool {
    a.files.iter().all(|a| b.files.iter().all(|b| have_lines_alike(a, b)))
}

/// Whether the lines are mostly the same, or are a part of the others, as statements are of all lines.
fn have_lines_alike(a: &FileCoverage, b: &FileCoverage) -> bool {
    if a.lines.is_empty() || b.lines.is_empty() {
        return a.counts().lines.whole == b.counts().lines.whole;
    }
    let (few, many) = if a.lines.len() <= b.lines.len() { (a, b) } else { (b, a) };
    let has = |line: u32| many.lines.binary_search_by_key(&line, |hits| hits.line).is_ok();
    let shared = few.lines.iter().filter(|hits| has(hits.line)).count();
    shared * 10 >= few.lines.len() * 9 && few.lines.len() * 3 >= many.lines.len()
}

impl FileCoverage {
    /// What several artifacts say of one file: the union of lines, the sum of hits. `None` when none say anything.
    fn merge(all: Vec<Self>) -> Option<Self> {
        if all.len() < 2 {
            return all.into_iter().next();
        }
        let mut merged = Self::at(all.first()?.path.clone());
        merged.declared = declared(&all);
        let (mut branches, mut functions) = (Vec::new(), Vec::new());
        for file in all {
            merged.lines.extend(file.lines);
            branches.extend(file.branches);
            functions.extend(file.functions);
        }
        merged.branches = (!branches.is_empty()).then(|| merge_branches(&branches));
        merged.functions = (!functions.is_empty()).then(|| merge_functions(functions));
        merged.normalize();
        Some(merged)
    }
}

/// Sums of two artifacts cannot be added without knowing which lines they share. The larger stand, and only where
/// there are no lines to count instead.
fn declared(all: &[FileCoverage]) -> Option<CoverageCounts> {
    let telling = || all.iter().filter(|file| file.declared.is_some() || !file.lines.is_empty());
    if telling().any(|file| file.declared.is_none()) {
        return None;
    }
    telling().filter_map(|file| file.declared).max_by_key(|counts| (counts.lines.part, counts.lines.whole))
}

/// What one or several artifacts with the same ways out of a line say.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ways {
    count: usize,
    taken: usize,
    /// Whether it is known which ways were taken.
    says_which: bool,
    branches: Vec<Branch>,
}

/// How an artifact numbers the ways out of a line: whether it says which were taken, and block and way of each.
type Numbering = (bool, Vec<(u32, u32)>);

/// Artifacts that number the ways out of a line alike are added up; of those that do not, the one that knows most
/// ways stands. Adding them would count the same condition twice.
fn merge_branches(all: &[Vec<Branch>]) -> Vec<Branch> {
    let mut lines: BTreeMap<u32, BTreeMap<Numbering, Vec<Branch>>> = BTreeMap::new();
    for branches in all {
        let says_which = !tells_only_how_many(branches);
        for ways in branches.chunk_by(|a, b| a.line == b.line) {
            let Some(first) = ways.first() else { continue };
            let keys = ways.iter().map(|branch| (branch.block, branch.way)).collect();
            lines
                .entry(first.line)
                .or_default()
                .entry((says_which, keys))
                .and_modify(|known| {
                    for (known, other) in known.iter_mut().zip(ways) {
                        known.hits = known.hits.saturating_add(other.hits);
                    }
                })
                .or_insert_with(|| ways.to_vec());
        }
    }
    let best = lines.into_values().filter_map(|sides| {
        sides
            .into_iter()
            .map(|((says_which, _), branches)| Ways {
                count: branches.len(),
                taken: branches.iter().filter(|branch| branch.hits > 0).count(),
                says_which,
                branches,
            })
            .max()
    });
    best.flat_map(|ways| ways.branches).collect()
}

/// Whether this is what readers make of "1 of 2 taken": ways without a block, the first of them taken once.
fn tells_only_how_many(branches: &[Branch]) -> bool {
    branches.chunk_by(|a, b| a.line == b.line).all(|ways| {
        ways.is_sorted_by(|a, b| a.hits >= b.hits)
            && ways
                .iter()
                .enumerate()
                .all(|(way, branch)| branch.block == 0 && branch.hits <= 1 && branch.way as usize == way)
    })
}

/// A function has one name a line. Of a name that stands once in each artifact but on different lines, the place is
/// that of the artifact that lists most functions: tools differ in whether a head or a first statement is the place.
fn merge_functions(mut all: Vec<Vec<Function>>) -> Vec<Function> {
    all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let mut sides = all.into_iter();
    let mut merged = sides.next().unwrap_or_default();
    for side in sides {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, function) in merged.iter().enumerate() {
            known.entry(function.name.clone()).or_default().push(number);
        }
        let mut often: HashMap<String, usize> = HashMap::new();
        for function in &side {
            *often.entry(function.name.clone()).or_default() += 1;
        }
        for function in side {
            let numbers = known.get(&function.name).map_or(&[][..], Vec::as_slice);
            let same = numbers
                .iter()
                .copied()
                .find(|number| merged.get(*number).is_some_and(|known| known.line == function.line))
                .or_else(|| only(numbers.iter().copied()).filter(|_| often.get(&function.name) == Some(&1)));
            match same.and_then(|number| merged.get_mut(number)) {
                Some(known) => known.hits = known.hits.saturating_add(function.hits),
                None => merged.push(function),
            }
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ratio;
    use crate::run::LineHits;

    fn file(path: &str, hits: &[(u32, u64)]) -> FileCoverage {
        FileCoverage {
            lines: hits.iter().map(|&(line, hits)| LineHits { line, hits }).collect(),
            ..FileCoverage::at(path)
        }
    }

    fn artifact(files: impl IntoIterator<Item = FileCoverage>) -> Coverage {
        Coverage { files: files.into_iter().collect(), roots: Vec::new() }
    }

    /// An artifact whose files have the lines 1 to a number.
    fn of(files: &[(&str, u32)]) -> Coverage {
        let lines = |last: u32| (1..=last).map(|line| (line, 1)).collect::<Vec<_>>();
        artifact(files.iter().map(|(path, last)| file(path, &lines(*last))))
    }

    fn paths(coverage: &Coverage) -> Vec<&str> {
        coverage.files.iter().map(|file| file.path.as_str()).collect()
    }

    /// The paths, in whatever order the artifacts come.
    fn merged(artifacts: &[Coverage]) -> Vec<String> {
        let forwards = Coverage::merge(artifacts.iter().cloned());
        let backwards = Coverage::merge(artifacts.iter().rev().cloned());
        assert_eq!(forwards, backwards);
        paths(&forwards).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn merging_is_a_union_of_lines_and_a_sum_of_hits() {
        let one = artifact([file("a.py", &[(1, 3), (3, 0)])]);
        let other = artifact([file("a.py", &[(3, 1), (9, 0)]), file("b.py", &[(1, 0)])]);
        let both = Coverage::merge([one.clone(), other.clone()]);
        assert_eq!(both, Coverage::merge([other, one]));
        assert_eq!(both.counts().lines, Ratio::new(2, 4));
        assert_eq!(both.counts().branches, None);
        assert_eq!(both.files[0].lines[0], LineHits { line: 1, hits: 3 });
    }

    #[test]
    fn declared_sums_stand_where_nothing_can_be_counted() {
        let declared = CoverageCounts { lines: Ratio::new(7, 9), ..CoverageCounts::default() };
        let sums = FileCoverage { declared: Some(declared), ..FileCoverage::at("a.go") };
        assert_eq!(Coverage::merge([artifact([sums.clone()])]).counts().lines, Ratio::new(7, 9));
        let counted = Coverage::merge([artifact([sums]), artifact([file("a.go", &[(1, 1)])])]);
        assert_eq!(counted.counts().lines, Ratio::new(1, 1));
    }

    #[test]
    fn the_longer_relative_path_of_a_file_stands() {
        assert_eq!(merged(&[of(&[("orders.py", 9)]), of(&[("shop/orders.py", 9)])]), ["shop/orders.py"]);
        assert_eq!(
            merged(&[of(&[("shop/orders.py", 9)]), of(&[("/ci/x/shop/orders.py", 9)])]),
            ["shop/orders.py"]
        );
        let three = [of(&[("a.py", 9)]), of(&[("s/a.py", 9)]), of(&[("/x/s/a.py", 9)])];
        assert_eq!(merged(&three), ["s/a.py"]);
        assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("data.py", 9)])]), ["a.py", "data.py"]);
    }

    #[test]
    fn what_could_be_two_files_stays_apart() {
        // Two candidates, in one artifact and in two.
        let wanted = ["a.py", "s/a.py", "t/a.py"];
        assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 9), ("t/a.py", 9)])]), wanted);
        assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 9)]), of(&[("t/a.py", 9)])]), wanted);
        // One artifact knows both.
        assert_eq!(merged(&[of(&[("a.py", 9), ("s/a.py", 9)]), of(&[("s/a.py", 9)])]), ["a.py", "s/a.py"]);
        // Other lines.
        assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 40)])]), ["a.py", "s/a.py"]);
        assert_eq!(merged(&[of(&[("a.py", 0)]), of(&[("s/a.py", 4)])]), ["a.py", "s/a.py"]);
    }

    #[test]
    fn lines_and_longer_ends_tell_candidates_apart() {
        assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 9), ("t/a.py", 70)])]), ["s/a.py", "t/a.py"]);
        let nested = [of(&[("a.py", 0), ("t/a.py", 0)]), of(&[("s/a.py", 0), ("s/t/a.py", 0)])];
        assert_eq!(merged(&nested), ["s/a.py", "s/t/a.py"]);
    }

    #[test]
    fn roots_tell_candidates_apart() {
        let mut short = of(&[("a.py", 9)]);
        short.roots = vec!["/home/ci/shop/t".to_owned()];
        let long = of(&[("s/a.py", 9), ("t/a.py", 9), ("ut/a.py", 9)]);
        assert_eq!(merged(&[short, long]), ["s/a.py", "t/a.py", "ut/a.py"]);
    }

    fn branches(ways: &[(u32, u32, u32, u64)]) -> Coverage {
        let branch = |&(line, block, way, hits)| Branch { line, block, way, hits };
        let branches = Some(ways.iter().map(branch).collect());
        artifact([FileCoverage { branches, ..FileCoverage::at("a.js") }])
    }

    #[test]
    fn a_condition_is_counted_once_however_its_ways_are_numbered() {
        let counted = branches(&[(2, 0, 0, 1), (6, 0, 0, 1), (6, 0, 1, 0), (9, 0, 0, 0)]);
        let listed = branches(&[(2, 0, 0, 5), (6, 1, 0, 0), (6, 2, 0, 4)]);
        let both = Coverage::merge([counted.clone(), listed.clone()]);
        assert_eq!(both, Coverage::merge([listed.clone(), counted]));
        assert_eq!(both.counts().branches, Some(Ratio::new(2, 4)));
        let kept = both.files[0].branches.as_deref().unwrap_or_default();
        assert!(kept.contains(&Branch { line: 6, block: 2, way: 0, hits: 4 }), "{kept:?}");
        // Two runs of one tool add up.
        let other = branches(&[(6, 1, 0, 2), (6, 2, 0, 0)]);
        assert_eq!(Coverage::merge([listed, other]).counts().branches, Some(Ratio::new(3, 3)));
    }

    #[test]
    fn a_function_is_counted_once_wherever_tools_say_it_begins() {
        let functions = |all: &[(u32, &str, u64)]| {
            let function = |&(line, name, hits): &(u32, &str, u64)| Function {
                line: Some(line),
                name: name.to_owned(),
                hits,
            };
            let functions = Some(all.iter().map(function).collect());
            artifact([FileCoverage { functions, ..FileCoverage::at("a.js") }])
        };
        let one = functions(&[(2, "add", 1), (9, "new", 1), (20, "new", 0)]);
        let other = functions(&[(3, "add", 0), (9, "new", 0), (21, "drop", 0)]);
        let both = Coverage::merge([one, other]);
        assert_eq!(both.counts().functions, Some(Ratio::new(2, 4)));
    }
}
