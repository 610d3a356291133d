//! Finds the tests that a plan names.

use report_model::plan::{ReferenceKind, TestReference};
use report_model::run::{Run, TestCase};

use report_model::TestId;

use crate::Groups;

/// The tests of a run under names that can be compared with what people write.
#[derive(Debug, Default)]
pub struct Lookup {
    /// For each case its id with dots throughout and without parameters: `tests.a.test_b.TestB.test_c`.
    ids: Vec<String>,
    /// For each case the path of its file or class.
    paths: Vec<u32>,
    all_paths: Vec<String>,
}

/// An id as dots: `tests/a/test_b.py::TestB::test_c[1]` and `tests.a.test_b.TestB::test_c[2]` become one.
pub fn dotted(id: &str) -> String {
    let id = id.split('[').next().unwrap_or(id);
    // Runners of JavaScript write groups and titles as `cart.test.js > totals > adds`.
    let mut text = id.replace("::", "\u{1}").replace(" > ", "\u{1}");
    for ending in [
        ".py", ".mjs", ".cjs", ".jsx", ".tsx", ".js", ".ts", ".rb", ".rs", ".go", ".java", ".kt", ".cs",
        ".php",
    ] {
        if !text.contains(ending) {
            continue;
        }
        text = text.replace(&format!("{ending}\u{1}"), "\u{1}");
        if let Some(stem) = text.strip_suffix(ending) {
            text = stem.to_owned();
        }
    }
    text.replace(['\u{1}', '/', '\\', '#'], ".")
}

/// The head of an id: the file, where it begins with one.
pub(crate) fn file_of(id: &str) -> &str {
    let head = id.split("::").next().unwrap_or(id);
    match head.split_once(" > ") {
        Some((file, _)) if !file.contains(' ') => file,
        _ => head,
    }
}

/// Whether a text is the path of a file, not the name of a class or module.
pub(crate) fn is_file(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    [
        "py", "js", "ts", "mjs", "cjs", "jsx", "tsx", "rb", "rs", "go", "java", "kt", "cs", "php", "dart",
        "feature",
    ]
    .contains(&ending)
}

/// `tests/delivery.rs::weighs` as its runner names it, `delivery.weighs`: by the target and the modules.
fn of_target(pattern: &str) -> Option<String> {
    let (file, name) = pattern.split_once(".rs::")?;
    let stem = file.rsplit('/').next()?;
    let name = dotted(name);
    Some(if matches!(stem, "lib" | "main" | "mod") { name } else { format!("{stem}.{name}") })
}

impl Lookup {
    /// The tests of a run.
    pub fn of(run: &Run, groups: &Groups) -> Self {
        Self {
            ids: run.tests.cases.iter().map(|case: &TestCase| dotted(&case.id().0)).collect(),
            paths: groups.of_case.clone(),
            all_paths: groups.paths.clone(),
        }
    }

    /// The files of a run's tests, for a plan that names none.
    pub(crate) fn of_paths(groups: &Groups) -> Self {
        Self { ids: Vec::new(), paths: groups.of_case.clone(), all_paths: groups.paths.clone() }
    }

    /// Tests of which only the ids are known.
    pub fn of_ids(ids: &[TestId]) -> Self {
        Self {
            ids: ids.iter().map(|id| dotted(&id.0)).collect(),
            paths: (0u32..).zip(ids).map(|(index, _)| index).collect(),
            all_paths: ids.iter().map(|id| file_of(&id.0).to_owned()).collect(),
        }
    }

    /// The path of a case's file or class.
    pub fn path(&self, case: u32) -> &str {
        let path = self.paths.get(case as usize).and_then(|path| self.all_paths.get(*path as usize));
        path.map_or("", String::as_str)
    }

    /// The cases that a plan names, ascending.
    pub fn find(&self, reference: &TestReference) -> Vec<u32> {
        match reference.kind {
            ReferenceKind::Id => {
                let name = dotted(&reference.pattern);
                let found = self.by(|id, _| ends_with_parts(id, &name) || within(id, &name));
                match of_target(&reference.pattern) {
                    Some(name) if found.is_empty() => {
                        self.by(|id, _| ends_with_parts(id, &name) || within(id, &name))
                    }
                    _ => found,
                }
            }
            ReferenceKind::Name => {
                let name = dotted(&reference.pattern);
                self.by(|id, _| ends_with_parts(id, &name) || within(id, &name))
            }
            ReferenceKind::File => {
                let (file, module) = (reference.pattern.trim_start_matches("./"), dotted(&reference.pattern));
                self.by(|id, path| ends_with_path(path, file) || within(id, &module))
            }
            ReferenceKind::Glob => self.by_pattern(&reference.pattern),
        }
    }

    /// The cases whose file or id a pattern fits.
    pub fn by_pattern(&self, pattern: &str) -> Vec<u32> {
        let pattern = pattern.trim_start_matches("./");
        if let Some(folder) = pattern.strip_suffix("/**").or_else(|| pattern.strip_suffix('/')) {
            let module = folder.replace('/', ".");
            if !folder.contains('*') {
                return self.by(|id, path| in_folder(path, folder) || within(id, &module));
            }
        }
        if pattern.contains('*') {
            let anywhere = format!("**/{pattern}");
            return self.by(|id, path| glob(&anywhere, path) || glob(pattern, path) || glob(pattern, id));
        }
        self.by(|id, path| {
            ends_with_path(path, pattern) || in_folder(path, pattern) || within(id, &dotted(pattern))
        })
    }

    fn by(&self, fits: impl Fn(&str, &str) -> bool) -> Vec<u32> {
        (0u32..)
            .zip(&self.ids)
            .filter(|(case, id)| fits(id, self.path(*case)))
            .map(|(case, _)| case)
            .collect()
    }

    /// The id of a case with dots.
    pub fn id(&self, case: u32) -> &str {
        self.ids.get(case as usize).map_or("", String::as_str)
    }
}

/// Whether a pattern fits all of a text: `*` stands for anything within a folder, `**` for anything.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    // The places to come back to: behind the last star, and how far it reached.
    let (mut at, mut from) = (0, 0);
    let mut near: Option<(usize, usize)> = None;
    let mut far: Option<(usize, usize)> = None;
    loop {
        let rest = pattern.get(at..).unwrap_or_default();
        if rest.starts_with(b"**") {
            // `**/` also stands for no folder at all.
            at += if rest.get(2) == Some(&b'/') && (from == 0 || text.get(from - 1) == Some(&b'/')) {
                3
            } else {
                2
            };
            far = Some((at, from));
            near = None;
        } else if rest.first() == Some(&b'*') {
            at += 1;
            near = Some((at, from));
        } else if from < text.len() && (rest.first() == text.get(from) || rest.first() == Some(&b'?')) {
            at += 1;
            from += 1;
        } else if from == text.len() && rest.is_empty() {
            return true;
        } else if let Some((behind, reached)) =
            near.filter(|(_, reached)| text.get(*reached).is_some_and(|letter| *letter != b'/'))
        {
            (at, from) = (behind, reached + 1);
            near = Some((behind, reached + 1));
        } else if let Some((behind, reached)) = far.filter(|(_, reached)| *reached < text.len()) {
            (at, from) = (behind, reached + 1);
            far = Some((behind, reached + 1));
            near = None;
        } else {
            return false;
        }
    }
}

/// Whether `id` ends with the parts of `end`.
fn ends_with_parts(id: &str, end: &str) -> bool {
    id.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Whether the parts of `module` stand in `id`, with more behind them.
fn within(id: &str, module: &str) -> bool {
    !module.is_empty()
        && id.match_indices(module).any(|(at, _)| {
            let before = id.get(..at).unwrap_or_default();
            let behind = id.get(at + module.len()..).unwrap_or_default();
            (before.is_empty() || before.ends_with('.')) && (behind.is_empty() || behind.starts_with('.'))
        })
}

/// Whether `path` ends with the folders and the file of `end`, or the other way round.
pub(crate) fn ends_with_path(path: &str, end: &str) -> bool {
    let fits = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    fits(path, end) || (path.contains('/') && fits(end, path))
}

/// Whether `path` is what a plan calls a place: a folder, a file, or a pattern such as `tests/*.py`.
pub(crate) fn in_place(path: &str, place: &str) -> bool {
    let place = place.trim_start_matches("./");
    if !place.contains('*') {
        return in_folder(path, place) || ends_with_path(path, place.trim_end_matches('/'));
    }
    // Paths in reports often begin below the folder that a person starts from.
    let below = place.split_once('/').map(|(_, rest)| rest).filter(|rest| rest.contains('/'));
    glob(place, path)
        || glob(&format!("**/{place}"), path)
        || below.is_some_and(|rest| !rest.starts_with('*') && glob(rest, path))
}

/// Whether `path` is in `folder`, which may begin further up than the path does.
pub(crate) fn in_folder(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    if folder.is_empty() {
        return false;
    }
    let is_in = |folder: &str| {
        path.match_indices(folder).any(|(at, _)| {
            let before = path.get(..at).unwrap_or_default();
            let behind = path.get(at + folder.len()..).unwrap_or_default();
            (before.is_empty() || before.ends_with('/')) && behind.starts_with('/')
        })
    };
    // Paths in reports often begin below the folder that a person starts from.
    is_in(folder) || folder.split_once('/').is_some_and(|(_, rest)| rest.contains('/') && is_in(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn patterns_fit_folders() {
        for (pattern, text, expected) in [
            ("src/*.py", "src/a.py", true),
            ("src/*.py", "src/b/a.py", false),
            ("src/**", "src/b/a.py", true),
            ("src/**/*.py", "src/a.py", true),
            ("src/**/*.py", "src/b/c/a.py", true),
            ("**/test_*.py", "tests/api/test_a.py", true),
            ("**/test_*.py", "test_a.py", true),
            ("test_?.py", "test_a.py", true),
            ("*.ts", "a.py", false),
            ("", "", true),
            ("*", "", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn names_of_runners_are_found() {
        let ids = [
            "parcel::delivery::depot_scan",
            "src/cart.test.js::totals > adds",
            "tests/test_a.py::TestA::test_b",
        ];
        let lookup = Lookup::of_ids(&ids.map(|id| TestId(id.to_owned())));
        for (pattern, expected) in [
            ("parcel::delivery::depot_scan", vec![0]),
            ("tests/delivery.rs::depot_scan", vec![0]),
            ("tests/other.rs::depot_scan", vec![]),
            ("cart.test.js > totals > adds", vec![1]),
            ("cart.test.js > sums > adds", vec![]),
        ] {
            assert_eq!(lookup.find(&reference(pattern, ReferenceKind::Id)), expected, "{pattern}");
        }
        assert_eq!(lookup.path(2), "tests/test_a.py");
    }

    #[test]
    fn places_hold_files() {
        for (path, place, expected) in [
            ("tests/test_a.py", "tests/*.py", true),
            ("tests/api/test_a.py", "tests/*.py", false),
            ("tests/test_a.py", "shop/tests/*.py", true),
            ("shop/tests/test_a.py", "tests/*.py", true),
            ("tests/api/test_a.py", "tests/api/", true),
            ("tests/api/test_a.py", "api/test_a.py", true),
        ] {
            assert_eq!(in_place(path, place), expected, "{path} {place}");
        }
    }

    fn reference(pattern: &str, kind: ReferenceKind) -> TestReference {
        TestReference { text: pattern.to_owned(), pattern: pattern.to_owned(), kind }
    }

    #[test]
    fn tests_are_found_as_people_write_them() {
        let mut run = testing::run_of(&["test_dial[de] p", "test_dial[fr] f", "test_ring p", "test_open p"]);
        for (case, class) in run.tests.cases.iter_mut().zip([
            "tests.api.test_calls.TestDial",
            "tests.api.test_calls.TestDial",
            "tests.api.test_calls",
            "tests.db.test_store",
        ]) {
            case.class = Some(class.into());
        }
        let groups = Groups {
            paths: vec!["tests/api/test_calls.py".into(), "tests/db/test_store.py".into()],
            of_case: vec![0, 0, 0, 1],
        };
        let lookup = Lookup::of(&run, &groups);
        for (pattern, kind, expected) in [
            ("tests/api/test_calls.py::TestDial::test_dial", ReferenceKind::Id, vec![0, 1]),
            ("tests/api/test_calls.py::TestDial", ReferenceKind::Id, vec![0, 1]),
            ("test_calls.py", ReferenceKind::File, vec![0, 1, 2]),
            ("tests/api/**", ReferenceKind::Glob, vec![0, 1, 2]),
            ("backend/tests/db/**", ReferenceKind::Glob, vec![3]),
            ("tests/*/test_store.py", ReferenceKind::Glob, vec![3]),
            ("test_ring", ReferenceKind::Name, vec![2]),
            ("TestDial.test_dial", ReferenceKind::Name, vec![0, 1]),
            ("ring", ReferenceKind::Name, vec![]),
            ("calls.py", ReferenceKind::File, vec![]),
            ("tests/api/*.py", ReferenceKind::Glob, vec![0, 1, 2]),
        ] {
            assert_eq!(lookup.find(&reference(pattern, kind)), expected, "{pattern}");
        }
    }
}
