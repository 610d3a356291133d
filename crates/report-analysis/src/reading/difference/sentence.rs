//! Two values within one sentence.

use super::{Sides, is_cut, is_value};

/// How many lines of a text are looked at: the sentence stands at its beginning, or after the name of the test.
const LINES: usize = 40;
/// How long a line may be.
const LONGEST: usize = 8_000;

/// The first sentence with two values.
pub(super) fn find(lines: &[&str]) -> Option<Sides> {
    lines
        .iter()
        .take(LINES)
        .map(|line| line.trim())
        .filter(|line| !line.is_empty() && line.len() <= LONGEST)
        .find_map(|line| {
            bracketed(line)
                .or_else(|| phpunit(line))
                .or_else(|| compared(line))
                .or_else(|| chai(line))
                .or_else(|| got_want(line))
        })
}

/// `expected:<1> but was:<2>`, `Expected:<1>. Actual:<2>.`, `expected [1] but found [2]`.
fn bracketed(line: &str) -> Option<Sides> {
    const FORMS: [(&str, &str, &str); 8] = [
        ("expected:<", "> but was:<", ">"),
        ("expected: <", "> but was: <", ">"),
        ("Expected:<", ">. Actual:<", ">"),
        ("Expected <", ">, actual <", ">"),
        ("expected [", "] but found [", "]"),
        ("expected same:<", "> was not:<", ">"),
        ("Expected <", "> but was <", ">"),
        ("Expected value ", " but got ", ""),
    ];
    FORMS.into_iter().find_map(|(open, between, close)| {
        let rest = line.split_once(open)?.1;
        let (expected, rest) = rest.split_once(between)?;
        let actual = if close.is_empty() { rest } else { rest.get(..rest.rfind(close)?)? };
        if rest.contains(between) || close.is_empty() && !(is_value(expected) && is_value(actual)) {
            return None;
        }
        let (expected, actual) = unbracketed(expected, actual);
        Sides::expected_actual(&expected, &actual)
    })
}

/// `JUnit` 4 puts what differs between two texts into brackets: `ab[c]d`, `ab[x]d`. With `...` it left something out,
/// and then the brackets are all there is to see.
fn unbracketed(expected: &str, actual: &str) -> (String, String) {
    let parts = |text: &str| {
        let (before, rest) = text.split_once('[')?;
        let (inside, after) = rest.rsplit_once(']')?;
        Some((before.to_owned(), inside.to_owned(), after.to_owned()))
    };
    if let (Some(one), Some(other)) = (parts(expected), parts(actual))
        && (&one.0, &one.2) == (&other.0, &other.2)
        && !(one.0.is_empty() && one.2.is_empty())
    {
        let whole = |(before, inside, after): (String, String, String)| format!("{before}{inside}{after}");
        return (whole(one), whole(other));
    }
    (expected.to_owned(), actual.to_owned())
}

/// `Failed asserting that 3 matches expected 4.`, `... that 'a' is identical to 'b'.`
fn phpunit(line: &str) -> Option<Sides> {
    let rest = line.split_once("Failed asserting that ")?.1.strip_suffix('.')?;
    let (actual, expected) = [" matches expected ", " is identical to ", " is equal to "]
        .into_iter()
        .find_map(|between| rest.split_once(between))?;
    (is_value(actual) && is_value(expected)).then(|| Sides::expected_actual(expected, actual))?
}

/// pytest's `assert 1 == 2` and `unittest`'s `AssertionError: 1 != 2`. Neither tells which side was expected.
fn compared(line: &str) -> Option<Sides> {
    let said = line.strip_prefix("AssertionError: ").unwrap_or(line);
    let (rest, operator) = match said.strip_prefix("assert ") {
        Some(rest) => (rest, " == "),
        None if said.len() < line.len() => (said, " != "),
        None => return None,
    };
    let (left, right) = rest.split_once(operator)?;
    // Behind a colon `unittest` gives the team's own words.
    let right =
        if operator == " != " { right.split_once(" : ").map_or(right, |(value, _)| value) } else { right };
    if right.contains(operator) || !is_value(left) || !is_value(right) {
        return None;
    }
    Sides::new(("right", right), ("left", left))
}

/// chai's and Vitest's `expected 1 to equal 2`.
fn chai(line: &str) -> Option<Sides> {
    let (_, rest) =
        line.split_once("expected ").filter(|(before, _)| before.is_empty() || before.ends_with(": "))?;
    let rest = rest.split(" // ").next().unwrap_or(rest);
    let (actual, expected) = [" to deeply equal ", " to strictly equal ", " to equal ", " to be "]
        .into_iter()
        .find_map(|between| rest.split_once(between))?;
    // `to be true` names what was expected; `to be an array` does not.
    (is_value(actual) && is_value(expected)).then(|| Sides::expected_actual(expected, actual))?
}

/// What people write in Go and Rust: `got 1, want 2`, `Sum() = 1; want 2`, `expected 2, got 1`.
fn got_want(line: &str) -> Option<Sides> {
    const FORMS: [(&str, &[&str], bool); 6] = [
        ("got ", &[", want ", "; want ", " want ", ", wanted ", ", expected "], false),
        ("got: ", &[", want: ", "; want: ", " want: ", ", expected: "], false),
        ("got = ", &[", want ", ", want = ", "; want "], false),
        ("= ", &[", want ", "; want ", ", wanted ", "; expected "], false),
        ("want ", &[", got ", "; got ", " got "], true),
        ("expected ", &[", got ", "; got ", " but got ", ", but got ", ", actual "], true),
    ];
    if is_cut(line) {
        return None;
    }
    FORMS.into_iter().find_map(|(open, between, expected_first)| {
        let (before, rest) = line.split_once(open)?;
        if !(before.is_empty() || before.ends_with([' ', ':', '\t', '('])) {
            return None;
        }
        let (one, other) = between.iter().find_map(|between| rest.split_once(between))?;
        let other = other.trim_end_matches(['.', ')']);
        let (one, other) = (one.trim(), other.trim());
        if !is_value(one) || !is_value(other) || one.contains('=') && !one.starts_with(['"', '\'', '{', '['])
        {
            return None;
        }
        if expected_first { Sides::expected_actual(one, other) } else { Sides::expected_actual(other, one) }
    })
}
