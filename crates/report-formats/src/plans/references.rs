//! Names of tests in text: ids, files, folders, patterns, bare names.

use report_model::plan::{ReferenceKind, TestReference};

const SOURCE_ENDINGS: &[&str] = &[
    ".py", ".js", ".ts", ".tsx", ".jsx", ".mjs", ".cjs", ".rs", ".go", ".java", ".kt", ".rb", ".cs", ".php",
    ".cpp", ".cc", ".c", ".swift", ".scala", ".ex", ".exs", ".dart", ".feature", ".robot", ".vue", ".sh",
    ".bats", ".fs",
];

/// Nobody reads a diagnosis of more tests than this.
const MOST: usize = 200;

/// The tests that a text names, in its order, each once.
pub(super) fn references(text: &str) -> Vec<TestReference> {
    let mut found: Vec<TestReference> = Vec::new();
    let mut keep = |reference: TestReference| {
        if found.len() < MOST && !found.iter().any(|known| known.pattern == reference.pattern) {
            found.push(reference);
        }
    };
    for (part, words) in text.split('`').enumerate() {
        let (chain, words) = match chain(words, part % 2 == 1) {
            Some((chain, rest)) => (Some(chain), rest),
            None => (None, words),
        };
        if let Some(pattern) = chain {
            keep(TestReference {
                text: pattern.to_owned(),
                pattern: pattern.to_owned(),
                kind: ReferenceKind::Id,
            });
        }
        for word in
            words.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '"' | '|'))
        {
            if let Some(reference) = reference(word, part % 2 == 1) {
                keep(reference);
            }
        }
    }
    found
}

/// A file with the titles of groups and of a test behind it, `cart.test.js > totals > adds`, and what follows.
fn chain(text: &str, in_code: bool) -> Option<(&str, &str)> {
    let start = text.len() - text.trim_start().len();
    let at = text.find(" > ")?;
    let file = text.get(start..at)?;
    if file.contains(char::is_whitespace) || !has_ending(file) || !(is_testish(file) || is_test_path(file)) {
        return None;
    }
    let ends = [" – ", " — ", " - ", ": ", " → ", " -> ", "\n", ":\n", "; "];
    let end = if in_code { None } else { ends.iter().filter_map(|end| text.get(at..)?.find(end)).min() };
    let end = end.map_or(text.len(), |end| at + end);
    Some((text.get(start..end)?.trim().trim_end_matches([':', '.']), text.get(end..)?))
}

/// `parcel::delivery::depot_scan`: the path of a function that may be a test. A name of one word alone is too common.
fn is_rust_path(word: &str) -> bool {
    let parts: Vec<&str> = word.split("::").collect();
    let is_name = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_lowercase())
            && part
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    parts.len() >= 2
        && parts.iter().all(|part| is_name(part))
        && !parts.first().is_some_and(|first| matches!(*first, "std" | "core" | "alloc"))
        && parts.last().is_some_and(|last| last.contains('_'))
}

/// The test that a word names. Bare names of classes are taken where they stand as code.
pub(super) fn reference(word: &str, in_code: bool) -> Option<TestReference> {
    let is_call = word.trim_end_matches(['.', ',', ':', '!', '?']).ends_with("()");
    let word = word
        .trim_matches(|letter: char| matches!(letter, '(' | ')' | '\'' | '“' | '”' | '*' | '<' | '>' | '→'));
    let word = word.trim_end_matches([':', '!', '?']);
    let word = word.trim_end_matches("()");
    let dots = ["...", "…", "/**", "/*"].iter().find_map(|end| word.strip_suffix(end));
    let word = if dots.is_some() { word } else { word.trim_end_matches('.') };
    let word = without_line(word);
    if word.len() < 4
        || word.contains("://")
        || word.starts_with('-')
        || word.contains('=')
        || word.contains('@')
    {
        return None;
    }
    let make = |pattern: String, kind| Some(TestReference { text: word.to_owned(), pattern, kind });
    if let Some((place, _)) = word.split_once("::") {
        let named = is_testish(word);
        let is_id =
            named && (has_ending(place) || is_test_name(place) || word.to_lowercase().contains("test"));
        return if is_id || is_rust_path(word) && !is_call {
            make(word.to_owned(), ReferenceKind::Id)
        } else {
            None
        };
    }
    if let Some(folder) = dots {
        let folder = folder.trim_end_matches('/');
        return if is_test_path(folder) { make(format!("{folder}/**"), ReferenceKind::Glob) } else { None };
    }
    if word.contains('*') && (is_test_path(word) || is_testish(word)) && word.contains(['/', '.', '_']) {
        return make(word.to_owned(), ReferenceKind::Glob);
    }
    // `test_a[b/c]`: what stands in brackets may be anything.
    let bare = word.split('[').next().unwrap_or(word);
    if bare.len() < word.len() && is_test_name(bare) {
        return make(word.to_owned(), ReferenceKind::Name);
    }
    if has_ending(word) {
        let name = word.rsplit('/').next().unwrap_or(word);
        let is_helper = ["conftest.py", "__init__.py", "helpers.py"].contains(&name);
        return if !is_helper && (is_test_file(name) || is_test_path(word)) {
            make(word.to_owned(), ReferenceKind::File)
        } else {
            None
        };
    }
    if word.ends_with('/') && is_test_path(word.trim_end_matches('/')) {
        return make(format!("{word}**"), ReferenceKind::Glob);
    }
    if word.contains('/') && is_test_path(word) && word.matches('/').count() >= 1 && in_code {
        return make(format!("{word}/**"), ReferenceKind::Glob);
    }
    let is_member = word.contains(['.', '#']) && !word.ends_with('.');
    if !word.contains('/') && (is_test_name(word) || (in_code || is_member) && is_class_name(word)) {
        return make(word.replace('#', "."), ReferenceKind::Name);
    }
    None
}

/// `test_a.py:12`, `test_a.py:12-40` without the lines.
fn without_line(word: &str) -> &str {
    match word.rsplit_once(':') {
        Some((file, lines))
            if has_ending(file)
                && !lines.is_empty()
                && lines.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b',')) =>
        {
            file
        }
        _ => word,
    }
}

fn is_testish(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower.contains("test") || lower.contains("spec")
}

fn has_ending(word: &str) -> bool {
    SOURCE_ENDINGS.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
}

/// Whether a file is one of tests by its own name.
pub(super) fn is_test_file(name: &str) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let lower = stem.to_lowercase();
    lower.starts_with("test_")
        || lower.starts_with("test-")
        || ["_test", ".test", "-test", "_spec", ".spec", "-spec", "_tests", ".e2e", ".cy"]
            .iter()
            .any(|end| lower.ends_with(end))
        || ["Test", "Tests", "IT", "Spec", "TestCase"].iter().any(|end| stem.ends_with(end))
        || matches!(name.rsplit('.').next(), Some("feature" | "robot"))
}

/// Whether a path leads through a folder of tests.
pub(super) fn is_test_path(path: &str) -> bool {
    path.contains('/')
        && path.split('/').any(|part| {
            let part = part.to_lowercase();
            matches!(
                part.as_str(),
                "test" | "tests" | "spec" | "specs" | "__tests__" | "e2e" | "testing" | "unittests"
            ) || part.ends_with("_tests")
                || part.ends_with("-tests")
                || part.rsplit('.').next() == Some("tests")
                || is_test_file(&part)
        })
}

/// `test_calls_once`, `testCallsOnce`, `TestCalls.test_once`.
fn is_test_name(word: &str) -> bool {
    let last = word.rsplit(['.', '#']).next().unwrap_or(word);
    let plain = word.chars().all(|letter| letter.is_alphanumeric() || "_.#[]-".contains(letter));
    plain
        && (last.strip_prefix("test_").is_some_and(|rest| rest.len() > 2)
            || last.strip_prefix("Test_").is_some_and(|rest| rest.len() > 2)
            || last
                .strip_prefix("test")
                .is_some_and(|rest| rest.starts_with(char::is_uppercase) && rest.len() > 3))
}

/// `CallTest`, `TestCalls`: a class, when it stands as code.
fn is_class_name(word: &str) -> bool {
    let class = word.split(['.', '#']).next().unwrap_or(word);
    class.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && class.starts_with(char::is_uppercase)
        && (class.ends_with("Test")
            || class.ends_with("Tests")
            || class.ends_with("Spec")
            || class.strip_prefix("Test").is_some_and(|rest| rest.starts_with(char::is_uppercase)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_in_text() {
        let found = |text: &str| {
            references(text)
                .into_iter()
                .map(|reference| format!("{} {}", reference.kind.word(), reference.pattern))
                .collect::<Vec<_>>()
                .join("; ")
        };
        for (text, expected) in [
            ("tests/a/test_b.py::TestB::test_c – breaks", "id tests/a/test_b.py::TestB::test_c"),
            ("tests/models/... suites – raise", "glob tests/models/**"),
            ("tests/a/test_b.py & tests/ser/…", "file tests/a/test_b.py; glob tests/ser/**"),
            ("test_b.py – Gender.objects.get(...) fails", "file test_b.py"),
            ("`test_load_once`: TypeError", "name test_load_once"),
            ("`CallTest` and CallTest", "name CallTest"),
            ("src/cart.test.ts and src/cart.ts", "file src/cart.test.ts"),
            ("`backend/tests/unit/` - 20", "glob backend/tests/unit/**"),
            ("CartIT.java, spec/cart_spec.rb", "file CartIT.java; file spec/cart_spec.rb"),
            ("pkg/cart_test.go", "file pkg/cart_test.go"),
            ("std::vec::Vec, tests/conftest.py, http://a/tests/x.py", ""),
            ("`parcel::delivery::depot_scan` – hangs", "id parcel::delivery::depot_scan"),
            ("`tokio::task::spawn_blocking()` and `std::fs::read_to_string`", ""),
            ("tests/delivery.rs::weighs_parcels – rounds", "id tests/delivery.rs::weighs_parcels"),
            ("`cart.test.js > totals > adds up` is off", "id cart.test.js > totals > adds up"),
            (
                "src/cart.test.js > totals > adds – off in a.test.js",
                "id src/cart.test.js > totals > adds; file a.test.js",
            ),
            (
                "`store/test/migrator_test.go:123` and test_b.py:4-8",
                "file store/test/migrator_test.go; file test_b.py",
            ),
            ("the latest contest", ""),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
