//! Two values, each behind a label on a line of its own.

use super::{ACTUAL, EXPECTED, Sides, indent, is_cut};

/// How many lines a value may have.
const LINES: usize = 200;

/// A pair of labels: what they are without colon and in small letters, and what to call their values.
struct Pair {
    minus: (&'static str, &'static str),
    plus: (&'static str, &'static str),
}

const fn pair(expected: &'static str, actual: &'static str) -> Pair {
    Pair { minus: (expected, EXPECTED), plus: (actual, ACTUAL) }
}

const PAIRS: &[Pair] = &[
    pair("expected", "received"),
    pair("expected", "actual"),
    pair("expected", "but was"),
    pair("expected", "but"),
    pair("expected", "got"),
    pair("expected", "found"),
    pair("want", "got"),
    Pair { minus: ("left", "left"), plus: ("right", "right") },
];

/// The first pair of labelled values.
pub(super) fn find(lines: &[&str]) -> Option<Sides> {
    for (at, line) in lines.iter().enumerate() {
        let Some((label, value)) = labelled(line) else { continue };
        for Pair { minus, plus } in PAIRS {
            let (first, second) = if label == minus.0 {
                (minus, plus)
            } else if label == plus.0 && label != "right" {
                (plus, minus)
            } else {
                continue;
            };
            let Some((one, other)) = values(lines, at, value, second.0) else { continue };
            // Hamcrest's `but:` may say anything; only `but: was 4` gives the value.
            if is_cut(&one) || is_cut(&other) || second.0 == "but" && !other.starts_with("was ") {
                return None;
            }
            let (one, other) = (bare(&one), bare(&other));
            let is_minus_first = first.0 == minus.0;
            let (expected, actual) = if is_minus_first { (one, other) } else { (other, one) };
            return Sides::new((minus.1, expected), (plus.1, actual));
        }
    }
    None
}

/// A line's label in small letters, and what follows it.
fn labelled(line: &str) -> Option<(String, &str)> {
    let (label, value) = line.trim_start().split_once(':')?;
    let label = label.trim_end();
    let is_label = !label.is_empty() && label.len() <= 9;
    let is_word = |letter: char| letter.is_ascii_alphabetic() || letter == ' ';
    (is_label && label.chars().all(is_word)).then(|| (label.to_ascii_lowercase(), value))
}

/// The value behind the label at `at`, and the one behind the next label, which has to be `second`.
fn values(lines: &[&str], at: usize, first: &str, second: &str) -> Option<(String, String)> {
    let rest = lines.get(at + 1..)?;
    let next =
        rest.iter().take(LINES).position(|line| labelled(line).is_some_and(|(label, _)| label == second))?;
    let between = rest.get(..next)?;
    // Between two values on one line each stands at most an empty line; anything else is not about them.
    let one = joined(first, between)?;
    let (_, value) = labelled(rest.get(next)?)?;
    let after = rest.get(next + 1..)?;
    let is_long = one.contains('\n') || value.trim().is_empty();
    let end = after.iter().take(LINES).position(|line| line.trim().is_empty() || ends_value(line));
    let after = if is_long { after.get(..end.unwrap_or(after.len().min(LINES)))? } else { &[] };
    Some((one, joined(value, after)?))
}

/// Whether a line cannot belong to a value any more.
fn ends_value(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("at ")
        || line.starts_with("note: ")
        || line.starts_with("Stack")
        || labelled(line).is_some_and(|(label, _)| !label.contains(' ') && !line.starts_with(' '))
}

/// The value that begins behind the label and goes on in the lines below it; `None` where that is prose.
fn joined(first: &str, below: &[&str]) -> Option<String> {
    let first = first.trim();
    let end = below.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1);
    let below = below.get(..end)?;
    // Pointers below a value, such as NUnit's, are not part of it.
    let is_pointer = |line: &&str| {
        !line.trim().is_empty() && line.trim().chars().all(|letter| matches!(letter, '-' | '^' | '↑' | '↓'))
    };
    let below: Vec<&str> = below.iter().filter(|line| !is_pointer(line)).copied().collect();
    let margin =
        below.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or(0);
    let mut value = first.to_owned();
    for line in below {
        if !value.is_empty() {
            value.push('\n');
        }
        value.push_str(line.get(margin.min(indent(line))..).unwrap_or_default());
    }
    (!value.is_empty()).then_some(value)
}

/// The value without what runners say about it: Hamcrest's `is "a"` and `was "b"`, a comma at the end of the line, the
/// quotes of older versions of Rust.
fn bare(value: &str) -> &str {
    let value = value.trim_end().trim_end_matches(',');
    let value = ["is ", "was "].into_iter().find_map(|word| value.strip_prefix(word)).unwrap_or(value);
    let inside = value.strip_prefix('`').and_then(|value| value.strip_suffix('`'));
    inside.unwrap_or(value)
}
