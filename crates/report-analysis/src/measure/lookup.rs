//! Finds the tests that a plan names.

use report_model::plan::{ReferenceKind, TestReference};
use report_model::run::{Run, TestCase};

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
    let mut text = id.replace("::", "\u{1}");
    for ending in [".py", ".js", ".ts", ".rb", ".rs", ".go", ".java", ".kt", ".cs", ".php"] {
        text = text.replace(&format!("{ending}\u{1}"), "\u{1}");
        if let Some(stem) = text.strip_suffix(ending) {
            text = stem.to_owned();
        }
    }
    text.replace(['\u{1}', '/', '\\', '#'], ".")
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

    /// The path of a case's file or class.
    pub fn path(&self, case: u32) -> &str {
        let path = self.paths.get(case as usize).and_then(|path| self.all_paths.get(*path as usize));
        path.map_or("", String::as_str)
    }

    /// The cases that a plan names, ascending.
    pub fn find(&self, reference: &TestReference) -> Vec<u32> {
        match reference.kind {
            ReferenceKind::Id => self.by(|id, _| {
                ends_with_parts(id, &dotted(&reference.pattern)) || within(id, &dotted(&reference.pattern))
            }),
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
        ] {
            assert_eq!(lookup.find(&reference(pattern, kind)), expected, "{pattern}");
        }
    }
}
