//! What is said of a cause: its place in the order of work, its phases, its effort.

use crate::plans::phases::{is_effort, phase_name};
use crate::plans::words::{has_word, plain};

/// No text of a category is longer.
const LONGEST: usize = 600;

/// `Import errors (quick wins)`, `Import errors – quick wins` as name and note.
pub(in crate::plans) fn split_name(text: &str) -> (String, String) {
    let at = [" (", " – ", " — ", " - ", ": "]
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| (at, mark.len())))
        .min();
    match at {
        Some((at, length)) => (
            text.get(..at).unwrap_or_default().trim().to_owned(),
            text.get(at + length..).unwrap_or_default().trim().trim_end_matches(')').to_owned(),
        ),
        None => (text.trim().to_owned(), String::new()),
    }
}

/// `2`, `P1`, `HIGH`: the place in the order of work.
pub(in crate::plans) fn priority(text: &str) -> Option<u32> {
    let text = text.trim().trim_start_matches(['P', 'p', '#']);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if let Ok(number) = digits.parse::<u32>()
        && number < 100
    {
        return Some(number);
    }
    let lower = text.to_lowercase();
    [
        (&["critical", "urgent", "blocker", "highest", "immediate", "kritisch"][..], 1),
        (&["high", "hoch", "haute"], 1),
        (&["medium", "mid", "moderate", "mittel", "normal"], 2),
        (&["low", "niedrig", "minor", "lowest", "basse"], 3),
    ]
    .into_iter()
    .find(|(words, _)| has_word(&lower, words))
    .map(|(_, rank)| rank)
}

/// The ids of phases in a text: `Phase 2A`, `2A, 2B`.
pub(in crate::plans) fn phase_ids(text: &str) -> Vec<String> {
    text.split([',', ';', '&', '/', '+'])
        .filter_map(|part| {
            let part = part.trim();
            phase_name(part).map(|name| name.id).or_else(|| {
                (part.len() <= 4
                    && part.chars().any(|letter| letter.is_ascii_digit())
                    && part.chars().all(char::is_alphanumeric))
                .then(|| part.to_owned())
            })
        })
        .collect()
}

pub(in crate::plans) fn shortened(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// The effort in a cell or after a dash, when it is one.
pub(in crate::plans) fn effort(text: &str) -> Option<String> {
    let said = plain(text);
    let is_word = has_word(
        &said.to_lowercase(),
        &["low", "medium", "high", "small", "large", "s", "m", "l", "xl", "trivial"],
    );
    (is_effort(&said) || is_word && said.len() < 40).then_some(said)
}
