//! The team's own rules.

use report_model::run::{Run, TestCase};

use crate::reading::{self, Reading};

/// A rule that the team wrote. All matchers that are given must match; the first rule that matches wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CategoryRule {
    /// Its id, as phases of the plan name it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What must match.
    pub matchers: Matchers,
    /// The effort as written: `10–12 h`.
    pub effort: Option<String>,
    /// The priority, 1 first.
    pub priority: Option<u32>,
    /// The phases that it belongs to, by id. Phases that name the category are added.
    pub phases: Vec<String>,
    /// Why the tests fail.
    pub cause: Option<String>,
    /// What helps.
    pub solution: Option<String>,
}

/// What a rule looks for. Each list matches when any of its texts does; an empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matchers {
    /// Texts of which the type of the root cause, or of an exception around it, must contain one.
    pub exception: Vec<String>,
    /// Texts of which the message must contain one.
    pub message: Vec<String>,
    /// Texts of which the trace or the message must contain one.
    pub trace: Vec<String>,
    /// Texts of which the test's id or file must contain one; one with a `*` must match all of it.
    pub test: Vec<String>,
}

impl Matchers {
    /// Whether nothing is asked for: such a rule matches nothing, for it would match everything.
    pub const fn is_empty(&self) -> bool {
        self.exception.is_empty() && self.message.is_empty() && self.trace.is_empty() && self.test.is_empty()
    }
}

impl CategoryRule {
    /// Whether a failing case is one of these.
    pub fn matches(&self, run: &Run, case: &TestCase, reading: &Reading) -> bool {
        let matchers = &self.matchers;
        if matchers.is_empty() {
            return false;
        }
        let asks = |texts: &[String], matches: &dyn Fn(&str) -> bool| {
            texts.is_empty() || texts.iter().any(|text| matches(text))
        };
        asks(&matchers.exception, &|text| has_exception(text, case, reading))
            && asks(&matchers.test, &|pattern| is_of_test(pattern, run, case))
            && asks(&matchers.message, &|text| has_message(text, case, reading))
            && asks(&matchers.trace, &|text| has_trace(text, case, reading))
    }
}

fn has_exception(text: &str, case: &TestCase, reading: &Reading) -> bool {
    let contains = |kind: &str| kind.contains(text);
    let stated = || case.failures().iter().filter_map(|failure| failure.kind.as_deref()).any(contains);
    contains(&reading.exception) || reading.outer.iter().any(|kind| contains(kind)) || stated()
}

fn has_message(text: &str, case: &TestCase, reading: &Reading) -> bool {
    let stated = || {
        let messages = case.failures().iter().filter_map(|failure| failure.message.as_deref());
        messages.into_iter().any(|message| reading::clean(message).contains(text))
    };
    reading.message.contains(text) || stated()
}

fn has_trace(text: &str, case: &TestCase, reading: &Reading) -> bool {
    let traces = || case.failures().iter().filter_map(|failure| failure.trace.as_deref());
    has_message(text, case, reading) || traces().any(|trace| reading::clean(trace).contains(text))
}

fn is_of_test(pattern: &str, run: &Run, case: &TestCase) -> bool {
    let suite = run.tests.suites.get(case.suite as usize);
    let file = case.file.as_deref().or_else(|| suite.and_then(|suite| suite.file.as_deref()));
    let fits = |text: &str| if pattern.contains('*') { glob(pattern, text) } else { text.contains(pattern) };
    if fits(&case.id().0) || file.is_some_and(fits) {
        return true;
    }
    // A path is the natural way to name tests, also where the runner only tells the class.
    let class = case.class.as_deref().unwrap_or_default();
    pattern.contains('/') && fits(&format!("{}/{}", class.replace(['.', '\\'], "/"), case.name))
}

/// Whether all of a text matches a pattern in which `*` stands for anything. Never goes back further than to the last
/// `*`, so that no pattern is slow.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            match rest.find(before) {
                Some(at) => rest = rest.get(at + before.len()..).unwrap_or_default(),
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{fail, run_of};

    fn rule(matchers: Matchers) -> CategoryRule {
        CategoryRule { id: "own".into(), matchers, ..CategoryRule::default() }
    }

    fn texts(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("tests/*", "tests/a/b.py", true),
            ("*legacy*", "tests/_legacy/b.py", true),
            ("tests/*.py", "tests/a.pyc", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("*", "", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn everything_that_is_asked_for_must_match() {
        let mut run = run_of(&["tests.tasks.test_ner::test_a f"]);
        fail(
            &mut run,
            0,
            "",
            "RuntimeError: step",
            "TypeError: got multiple values\n    at a (/x/base.js:1:1)",
        );
        let case = &run.tests.cases[0];
        let reading = Reading::of_case(case);
        let matches = |matchers: Matchers| rule(matchers).matches(&run, case, &reading);
        assert!(matches(Matchers { exception: texts("TypeError"), ..Matchers::default() }));
        assert!(matches(Matchers {
            exception: texts("TypeError"),
            trace: texts("base.js"),
            ..Matchers::default()
        }));
        assert!(!matches(Matchers {
            exception: texts("TypeError"),
            trace: texts("other.js"),
            ..Matchers::default()
        }));
        assert!(matches(Matchers { message: texts("multiple values"), ..Matchers::default() }));
        assert!(matches(Matchers { test: texts("test_ner"), ..Matchers::default() }));
        assert!(!matches(Matchers::default()));
    }
}
