//! Files of one path in different folders.
//!
//! A tool that is run in each package of a repository names files from there: `packages/cart/src/index.js` and
//! `packages/menu/src/index.js` are both `src/index.js` to it. The folder that an artifact says its files lie in tells
//! them apart, unless it is the same project at another place: a shard on another machine, or a copy beside it.
//! Without such a folder the one that the artifact itself lies in says little, unless it is a package of a workspace:
//! else only other lines or other functions make other files.

use std::collections::{BTreeMap, BTreeSet};

use super::names::have_lines_alike;
use super::{Measured, is_relative};
use crate::run::FileCoverage;

/// Folders for sources, which say nothing of whose they are.
const SOURCE_FOLDERS: [&str; 6] = ["src", "lib", "app", "source", "main", "java"];

/// Folders for reports.
const REPORT_FOLDERS: [&str; 12] = [
    "coverage", "cov", "reports", "report", "build", "target", "site", "jacoco", "test", "out", "results",
    "tests",
];

/// Folders whose folders are the packages of a workspace.
const WORKSPACE_FOLDERS: [&str; 8] =
    ["packages", "apps", "libs", "crates", "modules", "services", "plugins", "workspaces"];

/// How many files must be alike before folders without a name in common are places of the same project.
const ENOUGH_FILES: usize = 3;

/// Puts before the paths of artifacts that name different files alike what tells their folders apart.
pub(super) fn tell_apart<F: PartialEq>(artifacts: &mut [Measured<F>]) {
    // What lies beside an artifact that says where its files are is of the same folder.
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for artifact in artifacts.iter() {
        let roots = artifact.coverage.roots.iter().map(String::as_str);
        said.entry(folder_of(&artifact.path)).or_default().extend(roots);
    }
    let (mut by_root, mut by_folder) = (Folders::new(), Folders::new());
    for (number, artifact) in artifacts.iter().enumerate() {
        let folder = folder_of(&artifact.path);
        let roots = said.get(folder).into_iter().flatten();
        match (artifact.coverage.roots.as_slice(), roots.collect::<Vec<_>>().as_slice()) {
            ([root], _) => by_root.entry(root.clone()).or_default().push(number),
            ([], [root]) => by_root.entry((**root).to_owned()).or_default().push(number),
            ([], []) => by_folder.entry(without_report_folders(folder).to_owned()).or_default().push(number),
            // With several roots nobody knows below which of them a file is.
            _ => {}
        }
    }
    let (by_root, by_folder) = (clashes(artifacts, &by_root, true), clashes(artifacts, &by_folder, false));
    for (number, base, folder) in by_root.into_iter().chain(by_folder) {
        let Some(Measured { coverage, .. }) = artifacts.get_mut(number) else { continue };
        if !coverage.roots.is_empty() {
            coverage.roots = vec![base];
        }
        if !folder.is_empty() {
            for file in coverage.files.iter_mut().filter(|file| is_relative(&file.path)) {
                file.path = format!("{folder}/{}", file.path);
            }
            coverage.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
    }
}

/// The artifacts of each folder.
type Folders = BTreeMap<String, Vec<usize>>;

/// The numbers of artifacts that name different files alike, with the folder that all of these lie in and the one below
/// it in which the files of this one do.
fn clashes<F: PartialEq>(
    artifacts: &[Measured<F>],
    folders: &Folders,
    is_said: bool,
) -> Vec<(usize, String, String)> {
    if folders.len() < 2 {
        return Vec::new();
    }
    let places: Vec<Place<'_, F>> =
        folders.iter().map(|(folder, numbers)| Place::of(folder, numbers, artifacts)).collect();
    let mut projects: Vec<Vec<&Place<'_, F>>> = Vec::new();
    for place in &places {
        let is_here = |project: &&mut Vec<&Place<'_, F>>| {
            project.iter().any(|other| other.is_same_project(place, is_said))
        };
        match projects.iter_mut().find(is_here) {
            Some(project) => project.push(place),
            None => projects.push(vec![place]),
        }
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut clashing = BTreeSet::new();
    for (number, project) in projects.iter().enumerate() {
        for path in project.iter().flat_map(|place| place.files.keys()) {
            let first = *seen.entry(path).or_insert(number);
            if first != number {
                clashing.extend([first, number]);
            }
        }
    }
    let clashing = clashing.into_iter().filter_map(|number| projects.get(number));
    let clashing: Vec<(&str, &Vec<&Place<'_, F>>)> = clashing
        .filter_map(|project| {
            let folder = project.first()?.folder;
            let package = package(folder).map_or(folder, |package| package.folder);
            // Of two projects in one package each needs a name of its own.
            let is_shared = projects.iter().filter(|other| {
                other.iter().any(|place| place.folder.strip_prefix(package).is_some_and(is_end_of_folder))
            });
            Some((if is_said || is_shared.count() > 1 { folder } else { package }, project))
        })
        .collect();
    let base = clashing.iter().map(|(folder, _)| *folder).reduce(shared_folder).unwrap_or_default();
    let numbers = clashing.iter().flat_map(|(folder, project)| {
        let below = folder.strip_prefix(base).unwrap_or(folder).trim_matches('/');
        let numbers = project.iter().flat_map(|place| place.artifacts);
        numbers.map(move |number| (*number, base.to_owned(), below.to_owned()))
    });
    numbers.collect()
}

/// A folder, and what artifacts say of files in it.
struct Place<'a, F> {
    folder: &'a str,
    artifacts: &'a [usize],
    /// By the path from there.
    files: BTreeMap<&'a str, (&'a F, &'a FileCoverage)>,
}

impl<'a, F: PartialEq> Place<'a, F> {
    fn of(folder: &'a str, numbers: &'a [usize], artifacts: &'a [Measured<F>]) -> Self {
        let mut files = BTreeMap::new();
        for artifact in numbers.iter().filter_map(|number| artifacts.get(*number)) {
            for file in artifact.coverage.files.iter().filter(|file| is_relative(&file.path)) {
                files.entry(file.path.as_str()).or_insert((&artifact.format, file));
            }
        }
        Self { folder, artifacts: numbers, files }
    }

    /// Whether the other is where the same project lies on another machine, or a copy of it on this one.
    fn is_same_project(&self, other: &Self, is_said: bool) -> bool {
        let (few, many) = if self.files.len() <= other.files.len() { (self, other) } else { (other, self) };
        if !is_said && self.is_of_other_package(other) {
            return false;
        }
        let (mut alike, mut unlike) = (0, 0);
        for (path, (format, file)) in &few.files {
            match many.files.get(path) {
                // Formats differ in what they take for a line, and in what they call a function.
                Some((other, same)) if other == format => {
                    let is_same = have_lines_alike(file, same) && may_have_the_same_functions(file, same);
                    *(if is_same { &mut alike } else { &mut unlike }) += 1;
                }
                _ => {}
            }
        }
        if unlike >= alike && unlike > 0 {
            return false;
        }
        let enough = if name(self.folder) == name(other.folder) { 1 } else { ENOUGH_FILES };
        !is_said
            || differ_in_numbers(self.folder, other.folder)
            || (alike >= enough && alike * 2 >= few.files.len())
    }
}

impl<F> Place<'_, F> {
    /// Whether both lie in packages of a workspace, in two of them, and name their files from there.
    fn is_of_other_package(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (package(self.folder), package(other.folder)) else { return false };
        let are_told_from_above = |place: &Self, package: &Package<'_>| {
            place
                .files
                .keys()
                .any(|path| path.strip_prefix(package.workspace).is_some_and(|rest| rest.starts_with('/')))
        };
        (own.workspace, own.name) != (others.workspace, others.name)
            && !are_told_from_above(self, &own)
            && !are_told_from_above(other, &others)
    }
}

/// A package of a workspace: `packages/cart`.
struct Package<'a> {
    /// All up to its name: `ci/packages/cart` of `ci/packages/cart/shard-1`.
    folder: &'a str,
    workspace: &'a str,
    name: &'a str,
}

/// The innermost package that a folder is or is in.
fn package(folder: &str) -> Option<Package<'_>> {
    let mut end = folder.len();
    for name in folder.rsplit('/') {
        let start = end - name.len();
        let workspace = folder.get(..start)?.strip_suffix('/')?;
        let workspace = workspace.rsplit('/').next().unwrap_or_default();
        if WORKSPACE_FOLDERS.contains(&workspace) {
            return Some(Package { folder: folder.get(..end)?, workspace, name });
        }
        end = start - 1;
    }
    None
}

fn is_end_of_folder(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Whether two files of one format share the name of a function, or one of them names none.
fn may_have_the_same_functions(a: &FileCoverage, b: &FileCoverage) -> bool {
    let names = |file: &'_ FileCoverage| -> BTreeSet<String> {
        let functions = file.functions.iter().flatten();
        let names = functions.map(|function| function.name.as_str());
        // Tools number what has no name.
        names.filter(|name| !name.is_empty() && !name.starts_with(['(', '<'])).map(str::to_owned).collect()
    };
    let (a, b) = (names(a), names(b));
    a.is_empty() || b.is_empty() || !a.is_disjoint(&b)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn without_report_folders(mut folder: &str) -> &str {
    while let Some((before, last)) = folder.rsplit_once('/')
        && REPORT_FOLDERS.contains(&last)
    {
        folder = before;
    }
    folder
}

/// The last folder that is more than one for sources.
fn name(folder: &str) -> Option<&str> {
    folder.rsplit('/').find(|folder| !folder.is_empty() && !SOURCE_FOLDERS.contains(folder))
}

/// Whether two folders are called alike but for numbers: `jobs/shop` and `jobs/shop@2`, `shard-1` and `shard-2`.
fn differ_in_numbers(a: &str, b: &str) -> bool {
    let letters = |folder: &str| -> String {
        folder.chars().filter(|character| character.is_alphabetic() || *character == '/').collect()
    };
    letters(a) == letters(b)
}

/// The folder that both are in or are.
fn shared_folder<'a>(a: &'a str, b: &'a str) -> &'a str {
    let shared = a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b);
    let bytes: usize = shared.map(|(folder, _)| folder.len() + 1).sum();
    a.get(..bytes.saturating_sub(1).min(a.len())).unwrap_or_default()
}
