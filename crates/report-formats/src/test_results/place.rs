//! Where a test is written, told by its class or its trace when the format does not say: only what is certain.

use std::sync::Arc;

use report_model::run::TestCase;

/// Endings of source files that some runners write as the class.
const SOURCES: &[&str] = &[
    ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".py", ".rb", ".php", ".robot", ".feature", ".dart",
];

/// How many lines of a trace are looked at.
const LINES: usize = 400;

/// Fills in file and line where they are unknown and can be told.
#[inline]
pub(super) fn complete(case: &mut TestCase) {
    if case.file.is_some() {
        return;
    }
    let Some(class) = case.class.as_deref() else { return };
    if class.contains('/') && SOURCES.iter().any(|ending| class.ends_with(ending)) && !class.contains(' ') {
        case.file = case.class.clone();
        return;
    }
    if let Some((file, line)) = case
        .failures()
        .iter()
        .filter_map(|failure| failure.trace.as_deref())
        .find_map(|trace| trace.lines().take(LINES).find_map(|text| in_line(text, class, &case.name)))
    {
        case.file = Some(Arc::from(file));
        case.line = case.line.or(Some(line));
    }
}

fn in_line(text: &str, class: &str, name: &str) -> Option<(String, u32)> {
    let text = text.trim();
    if let Some(frame) = text.strip_prefix("at ") {
        java(frame, class, name)
    } else if let Some(frame) = text.strip_prefix("File \"") {
        python_frame(frame, class, name)
    } else {
        pytest(text, class)
    }
}

/// `a.b.ShareTest.link(ShareTest.java:12)`: a frame of the test itself.
fn java(frame: &str, class: &str, name: &str) -> Option<(String, u32)> {
    let (called, place) = frame.strip_suffix(')')?.split_once('(')?;
    // A module before the class: `app//a.b.ShareTest.link`.
    let (of, method) = called.rsplit('/').next()?.rsplit_once('.')?;
    let test = name.split(['(', '[', '{', ' ']).next()?;
    let (file, line) = place.rsplit_once(':')?;
    let is_source = [".java", ".kt", ".groovy", ".scala"].iter().any(|ending| file.ends_with(ending));
    if of != class || method != test || !is_source || file.contains('/') {
        return None;
    }
    let folder = class.rsplit_once('.').map_or(String::new(), |(package, _)| package.replace('.', "/") + "/");
    Some((folder + file, line.parse().ok()?))
}

/// `tests/test_share.py:12: AssertionError`: a place in the module of the test.
fn pytest(text: &str, class: &str) -> Option<(String, u32)> {
    let (path, rest) = text.split_once(".py:")?;
    let line = rest.split(':').next()?.parse().ok()?;
    is_module(path, class).then(|| (format!("{path}.py"), line))
}

/// `/srv/shop/tests/test_share.py", line 12, in test_link`: a frame of the test itself.
fn python_frame(frame: &str, class: &str, name: &str) -> Option<(String, u32)> {
    let (path, rest) = frame.split_once(".py\", line ")?;
    let (line, function) = rest.split_once(", in ")?;
    if function != name.split(['[', ' ']).next()? {
        return None;
    }
    // The path from the folder on in which the module is known by its name.
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(slash, _)| slash + 1));
    let path = starts.filter_map(|start| path.get(start..)).find(|path| is_module(path, class))?;
    Some((format!("{path}.py"), line.parse().ok()?))
}

/// Whether `class` is the module in the file `path`, or a class in it.
fn is_module(path: &str, class: &str) -> bool {
    let mut letters = class.chars();
    let is_start =
        path.chars().all(|letter| letters.next() == Some(if letter == '/' { '.' } else { letter }));
    !path.is_empty() && is_start && matches!(letters.next(), None | Some('.'))
}

#[cfg(test)]
mod tests {
    use report_model::Outcome;
    use report_model::run::Failure;

    use super::*;

    fn place(class: &str, name: &str, trace: &str) -> Option<(String, Option<u32>)> {
        let mut case = TestCase { class: Some(class.into()), ..TestCase::named(name) };
        let trace = Some(trace.to_owned());
        let failure = Failure { outcome: Outcome::Failed, kind: None, message: None, trace };
        case.text_mut().failures.push(failure);
        complete(&mut case);
        case.file.map(|file| (file.to_string(), case.line))
    }

    #[test]
    fn the_frame_of_the_test_tells_its_place() {
        let java = "java.lang.AssertionError: no\n\tat org.junit.Assert.fail(Assert.java:86)\n\tat a.b.ShareTest.link(ShareTest.java:12)";
        assert_eq!(place("a.b.ShareTest", "link[2]", java), Some(("a/b/ShareTest.java".into(), Some(12))));
        assert_eq!(place("a.b.ShareTest", "other", java), None);
        assert_eq!(place("a.b.OtherTest", "link", java), None);

        let pytest = "def test_a():\n>  assert 1 == 2\nE  assert\n\ntests/test_share.py:7: AssertionError";
        assert_eq!(
            place("tests.test_share.TestLink", "test_a", pytest),
            Some(("tests/test_share.py".into(), Some(7)))
        );
        assert_eq!(place("tests.test_share2", "test_a", pytest), None);

        let unittest =
            "Traceback:\n  File \"/ci/build/tests/test_share.py\", line 9, in test_a\n    self.fail()";
        assert_eq!(
            place("tests.test_share.TestLink", "test_a", unittest),
            Some(("tests/test_share.py".into(), Some(9)))
        );
        assert_eq!(place("tests.test_share.TestLink", "test_b", unittest), None);
    }

    #[test]
    fn a_class_that_is_a_file_is_one() {
        assert_eq!(place("e2e/share.spec.ts", "a › b", ""), Some(("e2e/share.spec.ts".into(), None)));
        assert_eq!(place("share.spec.ts", "a", ""), None);
        assert_eq!(place("a/b does it.js", "a", ""), None);
    }
}
