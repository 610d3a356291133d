//! What pytest's own formats share: node ids and long representations.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};
use report_model::Outcome;
use report_model::run::TestCase;

use super::build::Build;
use crate::json::Value;

/// Class and name of a node id, as pytest's JUnit XML has them: `tests/test_a.py::TestB::test_c[x]` is `test_c[x]` of
/// the class `tests.test_a.TestB`, so that its history goes on when the format changes.
pub(super) fn split(nodeid: &str) -> (String, &str) {
    let path = memchr(b'[', nodeid.as_bytes()).and_then(|end| nodeid.get(..end)).unwrap_or(nodeid);
    let mut parts = Parts(Some(path));
    let module = parts.next().unwrap_or_default();
    let mut class = String::with_capacity(path.len());
    for folder in module.strip_suffix(".py").unwrap_or(module).split('/') {
        if !class.is_empty() {
            class.push('.');
        }
        class.push_str(folder);
    }
    // The last name, and with it the parameters.
    let mut name = path.len();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_some() {
            class.push('.');
            class.push_str(part);
        } else {
            name = path.len() - part.len();
        }
    }
    (class, nodeid.get(name..).unwrap_or_default())
}

/// What stands between double colons.
struct Parts<'a>(Option<&'a str>);

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.take()?;
        let bytes = rest.as_bytes();
        let at = memchr_iter(b':', bytes).find(|at| bytes.get(at + 1) == Some(&b':'));
        match at.and_then(|at| Some((rest.get(..at)?, rest.get(at + 2..)?))) {
            Some((part, behind)) => {
                self.0 = Some(behind);
                Some(part)
            }
            None => Some(rest),
        }
    }
}

/// A case by its node id.
pub(super) fn case(build: &mut Build, nodeid: &str) -> TestCase {
    let (class, name) = split(nodeid);
    let mut case = TestCase::named(name);
    case.class = build.share_some(Some(class.into()));
    case.file = build.share_some(Parts(Some(nodeid)).next().map(Cow::Borrowed));
    case
}

/// An error that kept a module from being collected, as the case that pytest's JUnit XML makes of it.
pub(super) fn collection_error(build: &mut Build, suite: u32, nodeid: &str, trace: Option<Cow<'_, str>>) {
    let file = build.share_some(Some(nodeid.into()));
    let mut case = TestCase::named(nodeid.strip_suffix(".py").unwrap_or(nodeid).replace('/', "."));
    (case.suite, case.outcome, case.file) = (suite, Outcome::Errored, file);
    let failure = build.failure(Outcome::Errored, None, Some("collection failure".into()), trace);
    case.text_mut().failures.push(failure);
    build.case(case);
}

/// The long representation of a failure: text, a place with a reason, or an object with its text in parts.
pub(super) fn longrepr<'a>(value: Value<'_, 'a>) -> Cow<'a, str> {
    if let Some(text) = value.string() {
        return text;
    }
    if value.is_array() {
        return value.items().last().and_then(Value::string).unwrap_or_default();
    }
    let entries = value.path(&["reprtraceback", "reprentries"]);
    let lines: Vec<Cow<'_, str>> = entries
        .into_iter()
        .flat_map(Value::items)
        .filter_map(|entry| entry.get("data"))
        .flat_map(|data| {
            let place = data.get("reprfileloc").map(|place| {
                let part = |key| place.get(key).map(Value::written).unwrap_or_default();
                Cow::Owned(format!("{}:{}: {}", part("path"), part("lineno"), part("message")))
            });
            data.list("lines").filter_map(Value::string).chain(place).collect::<Vec<_>>()
        })
        .collect();
    if lines.is_empty() {
        value.get("longrepr").map(Value::written).unwrap_or_default()
    } else {
        Cow::Owned(lines.join("\n"))
    }
}

/// The short message of a failure that is kept as an object.
pub(super) fn crash_message<'a>(value: Value<'_, 'a>) -> Option<Cow<'a, str>> {
    value.path(&["reprcrash", "message"]).and_then(Value::some_string)
}

/// The reason in `('tests/test_a.py', 12, 'Skipped: not today')`.
pub(super) fn skip_reason(text: &str) -> &str {
    let reason = text
        .rsplit_once(", ")
        .filter(|_| text.starts_with('('))
        .map_or(text, |(_, reason)| reason.trim_end_matches(')'));
    let reason = reason.trim_matches(['\'', '"']);
    reason.strip_prefix("Skipped: ").unwrap_or(reason)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn node_ids_are_taken_apart() {
        for (nodeid, class, name) in [
            ("tests/test_a.py::TestB::TestC::test_d[x::y/z]", "tests.test_a.TestB.TestC", "test_d[x::y/z]"),
            ("test_a.py::test_b", "test_a", "test_b"),
            ("tests/test_a.py", "tests.test_a", ""),
            ("", "", ""),
        ] {
            assert_eq!(split(nodeid), (class.to_owned(), name), "{nodeid}");
        }
    }
}
