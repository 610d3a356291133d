//! Where a test belongs in the tree of folders: the path of its file, or what comes closest to it.
//!
//! Runners disagree about what a class is: a Java class, a Python module with or without a class, a JavaScript file,
//! the title of a `describe` block. The rules here turn each into a path with `/`, so that one tree holds them all.

use report_model::run::TestSuite;

/// Endings by which a class or suite name is seen to be a file.
const SOURCE_ENDINGS: &[&str] = &[
    "bats", "c", "cc", "cjs", "cpp", "cs", "cts", "cxx", "dart", "ex", "exs", "feature", "fs", "go",
    "groovy", "h", "hpp", "hs", "java", "jl", "js", "jsx", "kt", "lua", "m", "mjs", "ml", "mts", "php",
    "phpt", "pl", "py", "r", "rb", "robot", "rs", "scala", "sh", "sol", "svelte", "swift", "t", "tcl", "ts",
    "tsx", "vb", "vue", "zig",
];

/// What is known about where a test stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// The source file.
    pub file: Option<&'a str>,
    /// The class.
    pub class: Option<&'a str>,
    /// The test's own name.
    pub name: &'a str,
    /// The name of the suite it stands in.
    pub suite: Option<&'a str>,
    /// The artifact it came from.
    pub artifact: &'a str,
}

/// The path of the group that a test belongs to; never empty.
pub fn group_path(place: Place<'_>) -> String {
    if let Some(file) = place.file.map(str::trim).filter(|file| !file.is_empty()) {
        return clean(&file.replace('\\', "/"));
    }
    // Some runners repeat the test's name as its class; that says nothing about where it is.
    let class = place.class.map(str::trim).filter(|class| !class.is_empty() && *class != place.name);
    let suite = place.suite.map(str::trim).filter(|suite| !suite.is_empty() && *suite != place.name);
    if let Some(suite) = suite.filter(|suite| is_file(suite)) {
        return clean(&suite.replace('\\', "/"));
    }
    match (class, suite) {
        (Some(class), Some(suite)) if is_import_path(suite) && suite.ends_with(class) => clean(suite),
        (Some(class), _) => of_name(class),
        (None, Some(suite)) => of_name(suite),
        (None, None) => clean(place.artifact),
    }
}

/// The path that a class alone tells, for tests of past runs of which nothing else is kept.
pub fn path_of_class(class: &str) -> String {
    if class.is_empty() { "unknown".to_owned() } else { of_name(class) }
}

/// The names of the suites that a test stands in, outermost first.
pub fn suite_names(suites: &[TestSuite], index: u32) -> Vec<String> {
    let mut names = Vec::new();
    let mut next = Some(index);
    // Parents stand before their children, so this ends; the limit is for data made by hand.
    while let Some(suite) = next.and_then(|index| suites.get(index as usize)).filter(|_| names.len() < 64) {
        if let Some(name) = suite.name.as_deref().filter(|name| !name.is_empty()) {
            names.push(name.to_owned());
        }
        next = suite.parent;
    }
    names.reverse();
    names
}

fn of_name(name: &str) -> String {
    if is_file(name) || is_import_path(name) {
        return clean(&name.replace('\\', "/"));
    }
    // What follows a `(` or `<` are parameters of a data-driven or generic class: nothing in them separates.
    let (head, parameters) = name.split_at(name.find(['(', '<', '[', '"']).unwrap_or(name.len()));
    if head.is_empty() || head.contains(char::is_whitespace) {
        // A title for people. A `/` in it is not a folder; the sign that replaces it looks the same.
        return without_folders(name);
    }
    if let Some(path) = python_module(head) {
        return path;
    }
    let separators: &[char] = if head.contains("::") {
        &[':']
    } else if head.contains('\\') {
        &['\\']
    } else if head.contains('.') {
        &['.', '+', '$']
    } else {
        &['$']
    };
    clean(&format!("{}{}", head.replace(separators, "/"), without_folders(parameters)))
}

fn without_folders(text: &str) -> String {
    text.replace('/', "\u{2215}")
}

/// `tests.services.test_x.TestY` is in the file `tests/services/test_x.py`.
fn python_module(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('.').collect();
    let is_identifier = |part: &&str| {
        !part.is_empty()
            && !part.starts_with(|letter: char| letter.is_ascii_digit())
            && part.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    if !parts.iter().all(is_identifier) {
        return None;
    }
    let is_test_module = |part: &&str| {
        (part.starts_with("test_") || part.ends_with("_test") || *part == "conftest")
            && !part.contains(|letter: char| letter.is_uppercase())
    };
    let module = parts.iter().rposition(is_test_module)?;
    // Only classes, which begin with a capital, stand after the module.
    let after = parts.get(module + 1..).unwrap_or_default();
    if !after.iter().all(|part| part.starts_with(|letter: char| letter.is_uppercase() || letter == '_')) {
        return None;
    }
    Some(format!("{}.py", parts.get(..=module)?.join("/")))
}

fn is_file(name: &str) -> bool {
    if name.contains(char::is_whitespace) && !name.contains('/') {
        return false;
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    !stem.is_empty() && SOURCE_ENDINGS.contains(&ending) && !looks_like_class(stem, ending, name)
}

/// `com.acme.m` could be an Objective-C file; with two dots and no folder it is more likely a package.
fn looks_like_class(stem: &str, ending: &str, name: &str) -> bool {
    ending.len() <= 1 && stem.contains('.') && !name.contains('/')
}

/// `github.com/acme/ledger/internal/store`: folders already.
fn is_import_path(name: &str) -> bool {
    name.contains('/') && !name.contains(|letter: char| letter.is_whitespace() || "(<[\"".contains(letter))
}

fn clean(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let joined = parts.join("/").replace(['\n', '\r'], " ");
    match (joined.is_empty(), is_absolute) {
        (true, _) => "unknown".to_owned(),
        (false, true) => format!("/{joined}"),
        (false, false) => joined,
    }
}

/// How many leading folders all absolute paths share, when every path is absolute: they say where the machine keeps
/// the project, not where the test is in it. 0 when nothing can be cut.
pub fn shared_prefix<'a>(paths: impl Iterator<Item = &'a str>) -> usize {
    let mut shared: Option<Vec<&str>> = None;
    for path in paths {
        if !path.starts_with('/') {
            return 0;
        }
        let folders: Vec<&str> = path.split('/').collect();
        let folders = folders.split_last().map_or(&[] as &[&str], |(_, folders)| folders);
        shared = Some(match shared {
            None => folders.to_vec(),
            Some(before) => {
                before.iter().zip(folders).take_while(|(a, b)| a == b).map(|(part, _)| *part).collect()
            }
        });
    }
    shared.map_or(0, |folders| folders.iter().map(|folder| folder.len() + 1).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(class: &str, suite: &str, path: &str) {
        let place = Place {
            file: None,
            class: Some(class).filter(|class| !class.is_empty()),
            name: "a test",
            suite: Some(suite).filter(|suite| !suite.is_empty()),
            artifact: "out/junit.xml",
        };
        assert_eq!(group_path(place), path, "class {class:?}, suite {suite:?}");
    }

    #[test]
    fn a_known_file_is_the_path() {
        let place = Place { file: Some(".\\src\\a.test.ts"), class: Some("x.y"), ..Place::default() };
        assert_eq!(group_path(place), "src/a.test.ts");
    }

    #[test]
    fn python_modules_become_files() {
        check("tests.services.test_x.TestY", "pytest", "tests/services/test_x.py");
        check("tests.services.test_x.TestY.TestInner", "pytest", "tests/services/test_x.py");
        check("tests.services.test_x", "pytest", "tests/services/test_x.py");
        check("billing_test", "", "billing_test.py");
        check("test_x.helpers", "", "test_x/helpers");
    }

    #[test]
    fn classes_and_packages_become_folders() {
        check("com.acme.ledger.StoreTest", "com.acme.ledger.StoreTest", "com/acme/ledger/StoreTest");
        check("com.acme.StoreTest$Inner", "", "com/acme/StoreTest/Inner");
        check("Acme.Tests.Store+Inner", "", "Acme/Tests/Store/Inner");
        check("Acme.Tests.Store(1.5,\"a/b\")", "", "Acme/Tests/Store(1.5,\"a\u{2215}b\")");
        check("ledger::store::tests", "", "ledger/store/tests");
        check("Tests\\Unit\\StoreTest", "", "Tests/Unit/StoreTest");
        check("store", "github.com/acme/ledger/store", "github.com/acme/ledger/store");
        check("github.com/acme/ledger/store", "github.com/acme/ledger/store", "github.com/acme/ledger/store");
    }

    #[test]
    fn files_in_names_are_files() {
        check("example.spec.ts", "example.spec.ts", "example.spec.ts");
        check("Cart adds an item", "src/cart.test.tsx", "src/cart.test.tsx");
        check("src/cart.test.tsx", "src/cart.test.tsx", "src/cart.test.tsx");
        check("com.acme.m", "", "com/acme/m");
    }

    #[test]
    fn titles_stay_whole_and_nothing_is_nameless() {
        check("GET /users works", "", "GET \u{2215}users works");
        check("", "Linux-g++", "Linux-g++");
        check("a test", "", "out/junit.xml");
        check("", "", "out/junit.xml");
        assert_eq!(group_path(Place::default()), "unknown");
        assert_eq!(path_of_class("tests.test_a.TestB"), "tests/test_a.py");
    }

    #[test]
    fn where_the_machine_keeps_the_project_is_cut() {
        assert_eq!(
            shared_prefix(["/home/ci/p/tests/a.py", "/home/ci/p/lib/b.py"].into_iter()),
            "/home/ci/p/".len()
        );
        assert_eq!(shared_prefix(["/home/ci/p/tests/a.py", "lib/b.py"].into_iter()), 0);
        assert_eq!(shared_prefix(["/a.py", "/b.py"].into_iter()), 1);
        assert_eq!(shared_prefix([].into_iter()), 0);
    }
}
