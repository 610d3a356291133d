//! Signs before and behind a text that say how it stands: boxes, check marks, hourglasses.

use super::plain;

/// A sign before or behind a text that says how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plans) enum Mark {
    Done,
    Open,
    /// A warning, a question, decoration.
    Other,
}

const SIGNS: &[(&str, Mark)] = &[
    ("[x]", Mark::Done),
    ("[X]", Mark::Done),
    ("[ ]", Mark::Open),
    ("[]", Mark::Open),
    ("[-]", Mark::Open),
    ("[~]", Mark::Open),
    ("[/]", Mark::Open),
    ("[>]", Mark::Open),
    ("\\[x\\]", Mark::Done),
    ("\\[ \\]", Mark::Open),
    (":white_check_mark:", Mark::Done),
    (":heavy_check_mark:", Mark::Done),
    (":ballot_box_with_check:", Mark::Done),
    (":hourglass_flowing_sand:", Mark::Open),
    (":hourglass:", Mark::Open),
    (":x:", Mark::Open),
    (":construction:", Mark::Open),
    (":warning:", Mark::Other),
];

const fn sign_mark(letter: char) -> Option<Mark> {
    match letter {
        '✅' | '☑' | '✔' | '✓' | '🗸' | '🟢' | '🎉' => Some(Mark::Done),
        '⏳' | '⌛' | '☐' | '⬜' | '🔲' | '◻' | '◽' | '▢' | '□' | '⏸' | '⏭' | '⏱' | '🕒' | '🚧' | '🔄'
        | '🔜' | '❌' | '✗' | '✘' | '✖' | '❎' | '🔴' | '🟡' | '🟠' | '⚪' | '🔵' | '⬛' => {
            Some(Mark::Open)
        }
        // Warnings, questions, arrows and other pictures say nothing.
        'ℹ' | '→' | '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' => {
            Some(Mark::Other)
        }
        _ => None,
    }
}

const fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The mark that a text begins with, and the text without any.
pub(in crate::plans) fn leading_mark(text: &str) -> (Option<Mark>, &str) {
    let mut rest = text.trim();
    let mut found: Option<Mark> = None;
    loop {
        let (mark, after) = if let Some((sign, mark)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))
        {
            // `[x](link)` is a link.
            let after = rest.get(sign.len()..).unwrap_or_default();
            if after.starts_with('(') {
                break;
            }
            (*mark, after)
        } else {
            match rest.chars().next() {
                Some(letter) => match sign_mark(letter) {
                    Some(mark) => (mark, rest.get(letter.len_utf8()..).unwrap_or_default()),
                    None => break,
                },
                None => break,
            }
        };
        if found.is_none() || found == Some(Mark::Other) {
            found = Some(mark);
        }
        rest = after.trim_start_matches(|letter: char| is_joiner(letter) || letter.is_whitespace());
    }
    (found, rest)
}

/// The mark that a text ends with, and the text without it.
pub(in crate::plans) fn trailing_mark(text: &str) -> (Option<Mark>, &str) {
    let text = text.trim();
    let bare = text.trim_end_matches(|letter: char| is_joiner(letter) || matches!(letter, '*' | '.' | ')'));
    if let Some(mark) = bare.chars().next_back().and_then(sign_mark) {
        let rest = bare.trim_end_matches(|letter: char| sign_mark(letter).is_some() || is_joiner(letter));
        // What was cut off behind the sign closes what was opened before it.
        let kept = if rest.matches("**").count() % 2 == 1 { rest.trim_end_matches('*') } else { rest };
        return (Some(mark), kept.trim_end_matches([' ', '(', '-', '–']).trim_end());
    }
    let lower_end = |word: &str| {
        let start = text.len().checked_sub(word.len())?;
        text.get(start..).filter(|end| end.eq_ignore_ascii_case(word)).and_then(|_| text.get(..start))
    };
    for word in ["(done)", "[done]", "(complete)", "(completed)", "(fixed)", "(erledigt)", "– done", "- done"]
    {
        if let Some(rest) = lower_end(word) {
            return (Some(Mark::Done), rest.trim_end());
        }
    }
    (None, text)
}

/// Whether an item is done: by its box, a sign before or behind it, or being struck through. With its plain text.
pub(in crate::plans) fn marked(text: &str, checked: Option<bool>) -> (Option<bool>, String) {
    let (lead, rest) = leading_mark(text);
    let bold_lead = rest.strip_prefix("**").map(leading_mark);
    let (tail, rest) = trailing_mark(rest);
    let struck = rest.starts_with("~~") && rest.trim_end().ends_with("~~");
    let by_sign = |mark: Option<Mark>| match mark {
        Some(Mark::Done) => Some(true),
        Some(Mark::Open) => Some(false),
        _ => None,
    };
    let done = checked
        .or_else(|| by_sign(lead))
        .or_else(|| bold_lead.and_then(|(mark, _)| by_sign(mark)))
        .or_else(|| by_sign(tail))
        .or(struck.then_some(true));
    (done, plain(rest))
}
