//! The type and the message of an exception, as languages and runners write them.

use super::frame;
use super::lines::is_type;
use super::parse::Segment;
use super::place;
use crate::bounds::head;

/// How much of a message is kept.
const MESSAGE_BYTES: usize = 900;

/// The type and the message of one exception.
pub(super) fn exception_and_message(segment: &Segment<'_>) -> (String, String) {
    let lines = &segment.message;
    // Titles and logs may stand before the line that names the exception, but not many.
    let named = lines.iter().take(6).position(|line| split_header(line).is_some());
    let is_marked = segment.kind.is_some();
    let (kind, first, rest) = match named {
        Some(at) if at == 0 || !is_marked => {
            let (kind, text) = lines.get(at).and_then(|line| split_header(line)).unwrap_or_default();
            (Some(kind), text, lines.get(at + 1..).unwrap_or_default())
        }
        _ => (None, lines.first().copied().unwrap_or_default(), lines.get(1..).unwrap_or_default()),
    };
    let kind = segment.kind.filter(|kind| !kind.is_empty()).or(kind).unwrap_or_default();
    let mut message = String::new();
    for line in std::iter::once(first).chain(rest.iter().copied()).map(without_log_place) {
        // Go prints a panic twice: as it was and as it was recovered.
        let line = line.strip_suffix(" [recovered]").unwrap_or(line);
        let line = line.strip_prefix("panic: ").unwrap_or(line);
        if line.is_empty() || message.ends_with(line) {
            continue;
        }
        if !message.is_empty() {
            message.push('\n');
        }
        message.push_str(line);
        if message.len() > MESSAGE_BYTES {
            message.truncate(head(&message, MESSAGE_BYTES).len());
            break;
        }
    }
    (simple_name(kind).to_owned(), message)
}

/// Go's test log begins each line with the place, `store_test.go:12: `, and once did with the test before it.
fn without_log_place(line: &str) -> &str {
    let after_test =
        line.split_once(": ").filter(|(test, _)| test.starts_with("Test") && !test.contains(' '));
    let line = after_test.map_or(line, |(_, rest)| rest);
    match frame::split_location(line) {
        Some((path, rest)) if place::has_ending(path, "go") && !path.contains(' ') => {
            rest.trim_start_matches(':').trim_start()
        }
        _ => line,
    }
}

/// Splits `java.sql.SQLException: Duplicate entry` into type and message.
pub(super) fn split_header(line: &str) -> Option<(&str, &str)> {
    if let Some(rest) = line.strip_prefix("panic: ") {
        return Some(("panic", rest));
    }
    // Elixir: `** (KeyError) key :id not found`
    if let Some((kind, message)) = line.strip_prefix("** (").and_then(|rest| rest.split_once(") ")) {
        return is_type(kind).then_some((kind, message));
    }
    let line = line.strip_prefix("Uncaught ").unwrap_or(line);
    let line = line.strip_prefix("Unhandled exception. ").unwrap_or(line);
    let end = line.find([':', ' ', '(']).unwrap_or(line.len());
    // `Shop::Error: x` has colons of its own.
    let end = qualified_end(line, end);
    let (word, rest) = line.split_at_checked(end)?;
    if !names_exception(word) {
        return None;
    }
    // `AssertionError [ERR_ASSERTION]: x`, `Xunit.EqualException : x`
    let rest = match rest.trim_start().strip_prefix('[') {
        Some(code) => code.split_once(']').map_or(rest, |(_, rest)| rest),
        None => rest,
    };
    let rest = rest.trim_start();
    match rest.strip_prefix(':') {
        Some(message) => Some((word, message.trim_start())),
        None if rest.is_empty() => Some((word, "")),
        None => None,
    }
}

fn qualified_end(line: &str, mut end: usize) -> usize {
    while line.get(end..).is_some_and(|rest| rest.starts_with("::")) {
        let from = end + 2;
        let more = line.get(from..).map_or(0, |rest| rest.find([':', ' ', '(']).unwrap_or(rest.len()));
        if more == 0 {
            break;
        }
        end = from + more;
    }
    end
}

/// Whether a word is named as exceptions are in some language.
pub(super) fn names_exception(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "error",
        "exception",
        "failure",
        "fault",
        "panic",
        "timeout",
        "expired",
        "interrupt",
        "violation",
        "mismatch",
        "exit",
        "failed",
        "notfound",
        "unavailable",
        "denied",
        "refused",
        "aborted",
        "warning",
        "invalid",
        "undefined",
        "undefinedtable",
        "stopiteration",
        "notmet",
        "notmeterror",
        "herror",
        "doesnotexist",
        "conflict",
        "cancelled",
        "errored",
    ];
    if !is_type(word) || word.len() < 4 {
        return false;
    }
    let name = simple_name(word);
    let lower = name.to_ascii_lowercase();
    let ends = ENDINGS.iter().any(|ending| lower.ends_with(ending));
    // A word of a sentence is not a type: it begins with a small letter and has no package.
    let is_name = name.starts_with(|letter: char| letter.is_ascii_uppercase());
    ends && (is_name || word.contains('.') && lower.ends_with("error"))
}

/// The last part of a qualified name.
pub(super) fn simple_name(name: &str) -> &str {
    let name = name.trim_end_matches([':', '.']);
    name.rsplit(['.', ':', '\\', '$']).next().unwrap_or(name)
}

/// What an artifact states as the type of a failure.
pub(super) enum Kind {
    /// An exception's type.
    Type(String),
    /// Words, such as `test timeout`.
    Words(String),
    /// Only that there was a failure.
    Nothing,
}

pub(super) fn kind_of(kind: &str) -> Kind {
    let kind = kind.trim();
    let says_nothing = ["", "failure", "error", "failed", "assertion", "fail", "errored", "unknown"];
    let lower = kind.to_ascii_lowercase();
    if says_nothing.contains(&lower.as_str()) || lower.starts_with("test failure") {
        Kind::Nothing
    } else if is_type(kind) {
        Kind::Type(simple_name(kind).to_owned())
    } else {
        Kind::Words(kind.to_owned())
    }
}

/// Whether it is the failure of an expectation, by its type or by how matchers speak.
pub(crate) fn is_assertion(exception: &str, message: &str) -> bool {
    const TYPES: &[&str] = &[
        "AssertionError",
        "AssertionFailedError",
        "AssertionFailedException",
        "AssertionException",
        "AssertFailedException",
        "AssertionFailure",
        "ComparisonFailure",
        "ExpectationFailedException",
        "ExpectationNotMetError",
        "ExpectationFailed",
        "MultipleFailuresError",
        "MultipleAssertionsError",
        "Assertion",
        "ConditionNotSatisfiedError",
        "SpockComparisonFailure",
        "EqualException",
        "TrueException",
        "FalseException",
        "XunitException",
        "TestFailedException",
    ];
    const ENDINGS: &[&str] =
        &["AssertionError", "AssertionFailedError", "AssertionFailedException", "AssertionFailure"];
    if TYPES.contains(&exception)
        || exception.starts_with("Assert")
        || ENDINGS.iter().any(|ending| exception.ends_with(ending))
    {
        return true;
    }
    let head = head(message, 160);
    head.starts_with("expect(")
        || head.starts_with("assert ")
        || head.starts_with("assertion ")
        || head.starts_with("Assert.")
        || head.starts_with("Failed asserting")
        || head.starts_with("XCTAssert")
        || head.starts_with("REQUIRE")
        || head.starts_with("CHECK(")
        || head.starts_with("Expectation failed")
        || head.starts_with("Expected equality of these values")
}
