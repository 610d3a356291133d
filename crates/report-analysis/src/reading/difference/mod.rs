//! What was expected beside what came, as far as the texts of a failure tell both.
//!
//! Runners print two values in three ways: as a difference with signs, as two values behind labels, or within one
//! sentence. They are looked for in this order, because the first shows most. Nothing is told when one side is missing,
//! was shortened by the runner, or could be anything else: a wrong difference is worse than none.

mod labelled;
mod lines;
mod sentence;
mod signed;

use std::borrow::Cow;

use report_model::run::Failure;
use report_model::site::Difference;

use super::clean;

/// Two values and what they are called.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sides {
    minus: Side,
    plus: Side,
}

/// One of two values.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Side {
    /// What it is: `expected`, `left`.
    name: &'static str,
    value: String,
}

impl Sides {
    fn new(minus: (&'static str, &str), plus: (&'static str, &str)) -> Option<Self> {
        let side = |(name, value): (&'static str, &str)| Side { name, value: value.to_owned() };
        (minus.1 != plus.1).then(|| Self { minus: side(minus), plus: side(plus) })
    }

    fn expected_actual(expected: &str, actual: &str) -> Option<Self> {
        Self::new((EXPECTED, expected), (ACTUAL, actual))
    }
}

const EXPECTED: &str = "expected";
const ACTUAL: &str = "actual";

/// What a failure says to have expected, and what came instead; `None` where that is not certain.
pub fn difference(failure: &Failure) -> Option<Difference> {
    let texts = [&failure.message, &failure.trace];
    let texts: Vec<Cow<'_, str>> = texts.into_iter().flatten().map(|text| clean(text)).collect();
    let texts: Vec<Vec<&str>> = texts.iter().map(|text| said(text)).collect();
    let signed = || texts.iter().find_map(|lines| signed::find(lines));
    let labelled = || texts.iter().find_map(|lines| labelled::find(lines));
    let sentence = || texts.iter().find_map(|lines| sentence::find(lines));
    signed().or_else(|| labelled().or_else(sentence).and_then(|sides| lines::of_sides(&sides)))
}

/// The lines that say what went wrong. pytest marks them among the source of the test.
fn said(text: &str) -> Vec<&str> {
    let marked: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix('E').filter(|rest| rest.is_empty() || rest.starts_with("   ")))
        .collect();
    if marked.iter().all(|line| line.trim().is_empty()) {
        return text.lines().map(str::trim_end).collect();
    }
    let indent = marked.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min();
    marked.into_iter().map(|line| line.get(indent.unwrap_or(0)..).unwrap_or_default()).collect()
}

/// How many spaces a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a text is one value, as programs print them: a word, or something within quotes or brackets. Anything else
/// may be a sentence.
fn is_value(text: &str) -> bool {
    let text = text.trim();
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return false };
    let is_whole = text.len() > 1
        && matches!(
            (first, last),
            ('"', '"') | ('\'', '\'') | ('`', '`') | ('[', ']') | ('{', '}') | ('(', ')') | ('<', '>')
        );
    !is_cut(text) && (is_whole || !text.contains(' ') || is_called(text))
}

/// `Order(total=3, paid=False)`, `map[a:1 b:2]`, `b'a b'`.
fn is_called(text: &str) -> bool {
    let Some(open) = text.find(['(', '[', '{', '"', '\'']) else { return false };
    let name = text.get(..open).unwrap_or_default();
    !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.' | ':' | '&' | '*'))
        && text.ends_with([')', ']', '}', '"', '\''])
}

/// Whether a runner left a part out.
fn is_cut(text: &str) -> bool {
    text.contains("...") || text.contains('…')
}

#[cfg(test)]
mod tests;
