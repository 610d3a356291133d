//! Words of a plan: marks, states, labels, titles.

use report_model::WrittenStatus;

/// A sign before or behind a text that says how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
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
pub(super) fn leading_mark(text: &str) -> (Option<Mark>, &str) {
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
pub(super) fn trailing_mark(text: &str) -> (Option<Mark>, &str) {
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
pub(super) fn marked(text: &str, checked: Option<bool>) -> (Option<bool>, String) {
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

/// Text without the signs of Markdown.
pub(super) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_code = false;
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match letter {
            '`' => in_code = !in_code,
            _ if in_code => shown.push(letter),
            // Two underscores are more often a part of a name, such as `__init__`, than bold.
            '*' if letters.peek() == Some(&letter) => {
                letters.next();
            }
            '*' if before.is_whitespace() != letters.peek().is_none_or(|next| next.is_whitespace()) => {}
            '~' if letters.peek() == Some(&'~') => {
                letters.next();
            }
            '\\' if letters.peek().is_some_and(char::is_ascii_punctuation) => {
                shown.extend(letters.next());
            }
            '\n' => shown.push(' '),
            other => shown.push(other),
        }
        before = letter;
    }
    without_tags(&without_links(&entities(&shown))).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&le;", "≤"),
        ("&ge;", "≥"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&thinsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    text
}

/// `[text](address)` as `text`.
fn without_links(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((label_start, address_end)) =
            before.rfind('[').zip(after.bytes().take(2000).position(|byte| byte == b')'))
        else {
            shown.push_str(before);
            shown.push_str("](");
            rest = after;
            continue;
        };
        shown.push_str(before.get(..label_start).unwrap_or_default().trim_end_matches('!'));
        shown.push_str(before.get(label_start + 1..).unwrap_or_default());
        rest = after.get(address_end + 1..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

/// Without `<br>`, `<b>` and the like; a comparison such as `<10` is no tag.
fn without_tags(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        shown.push_str(before);
        let is_tag = after.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        if let Some(end) = after.bytes().take(200).position(|byte| byte == b'>').filter(|_| is_tag) {
            shown.push(' ');
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            shown.push('<');
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

/// A title without signs and without the number before it; the number as well.
pub(super) fn title(text: &str) -> (Option<u64>, String) {
    let (_, rest) = leading_mark(text);
    let (_, rest) = trailing_mark(rest);
    let whole = plain(rest);
    let digits = whole.chars().take_while(char::is_ascii_digit).count();
    let number = whole.get(..digits).and_then(|digits| digits.parse().ok());
    let after = whole.get(digits..).unwrap_or_default();
    match (number, after.strip_prefix(['.', ')', ':'])) {
        (Some(number), Some(title)) if title.starts_with(' ') => {
            let (_, title) = leading_mark(title);
            (Some(number), title.to_owned())
        }
        _ => (None, whole),
    }
}

/// `**Label:** value`, `**Label**: value`, `Label: value`. The label is short and plain; the value may be empty.
pub(super) fn label(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let (_, bare) = leading_mark(line);
    for fence in ["**", "__", "*", "_", "`"] {
        let Some(rest) = bare.strip_prefix(fence) else { continue };
        let Some((name, value)) = rest.split_once(fence) else { continue };
        let (name, value) = (name.trim(), value.trim());
        if let Some(name) = name.strip_suffix(':') {
            return Some((plain(name), value.to_owned()));
        }
        let value = value
            .strip_prefix(|letter| matches!(letter, ':' | '–' | '—' | '='))
            .or_else(|| value.strip_prefix("- "))?;
        return Some((plain(name), value.trim().to_owned()));
    }
    let (name, value) = bare.split_once(':')?;
    // `file.py::test`, `http://`, `10:30`.
    let is_label = !value.starts_with([':', '/'])
        && name.split_whitespace().count() <= 6
        && name.len() <= 60
        && name.chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || ")]`*".contains(letter))
        && !name.contains("http");
    is_label.then(|| (plain(name), value.trim().trim_start_matches("**").trim().to_owned()))
}

/// What somebody wrote of a state.
pub(super) fn status(text: &str) -> Option<WrittenStatus> {
    let (mark, rest) = leading_mark(text);
    let words = plain(rest).to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if has(&[
        "not start",
        "not yet",
        "incomplete",
        "to do",
        "todo",
        "planned",
        "pending",
        "future",
        "backlog",
        "geplant",
        "offen",
        "open",
        "upcoming",
        "not done",
        "next",
        "prévu",
        "planifié",
        "pendiente",
    ]) {
        Some(WrittenStatus::Planned)
    } else if has(&["block", "on hold", "paused", "stuck", "waiting", "blockiert"]) {
        Some(WrittenStatus::Blocked)
    } else if has(&[
        "progress",
        "ongoing",
        "active",
        "started",
        "wip",
        "current",
        "working",
        "partial",
        "in arbeit",
        "läuft",
        "en cours",
    ]) {
        Some(WrittenStatus::InProgress)
    } else if has(&[
        "complete",
        "done",
        "finished",
        "closed",
        "achieved",
        "reached",
        "met",
        "erledigt",
        "fertig",
        "abgeschlossen",
        "terminé",
        "hecho",
        "shipped",
        "fixed",
    ]) {
        Some(WrittenStatus::Complete)
    } else {
        match (mark, rest.chars().next()) {
            (Some(Mark::Done), _) => Some(WrittenStatus::Complete),
            (Some(Mark::Open), _) if text.contains(['🔄', '🚧']) => Some(WrittenStatus::InProgress),
            (Some(Mark::Open), _) => Some(WrittenStatus::Planned),
            _ => None,
        }
    }
}

/// A title as an id: small letters, digits and single dashes.
pub(super) fn slug(text: &str) -> String {
    let mut id = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// Whether a text can hold a number: most lines of a document cannot.
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether `text`, in small letters, holds one of the words as a word of its own. A word that ends in `*` may go on.
pub(super) fn has_word(text: &str, words: &[&str]) -> bool {
    let mut was_letter = false;
    for (at, letter) in text.char_indices() {
        if !was_letter {
            let rest = text.get(at..).unwrap_or_default();
            if words.iter().any(|word| begins_with(rest, word)) {
                return true;
            }
        }
        was_letter = letter.is_alphanumeric();
    }
    false
}

fn begins_with(text: &str, word: &str) -> bool {
    // Most words already differ in the first letter.
    if text.as_bytes().first() != word.as_bytes().first() {
        return false;
    }
    match word.strip_suffix('*') {
        Some(stem) => text.starts_with(stem),
        None => text
            .strip_prefix(word)
            .is_some_and(|rest| rest.chars().next().is_none_or(|letter| !letter.is_alphanumeric())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_in_every_shape() {
        for (text, checked, done, words) in [
            ("write it", Some(true), Some(true), "write it"),
            ("✅ Make `f()` stable", None, Some(true), "Make f() stable"),
            ("⏳ Async", None, Some(false), "Async"),
            ("✔️ **Routes** pass", None, Some(true), "Routes pass"),
            ("Routes pass ✅", None, Some(true), "Routes pass"),
            ("~~gone~~", None, Some(true), "gone"),
            ("⚠️ careful", None, None, "careful"),
            (":white_check_mark: sent", None, Some(true), "sent"),
            ("[~] begun", None, Some(false), "begun"),
            ("nothing said", None, None, "nothing said"),
        ] {
            assert_eq!(marked(text, checked), (done, words.to_owned()), "{text}");
        }
    }

    #[test]
    fn labels_titles_and_states() {
        let label = |text| label(text).map(|(name, value)| format!("{name}|{value}"));
        assert_eq!(label("**Effort:** 3-4 h").as_deref(), Some("Effort|3-4 h"));
        assert_eq!(label("**Date**: today").as_deref(), Some("Date|today"));
        assert_eq!(label("Priority: high").as_deref(), Some("Priority|high"));
        assert_eq!(label("**Tasks:**").as_deref(), Some("Tasks|"));
        assert_eq!(label("a/test_b.py::test_c – breaks"), None);
        assert_eq!(title("### 3. ✅ Ship".trim_start_matches('#')), (Some(3), "Ship".to_owned()));
        assert_eq!(title("🎯 Criteria ✅"), (None, "Criteria".to_owned()));
        assert_eq!(status("⏳ PLANNED"), Some(WrittenStatus::Planned));
        assert_eq!(status("✅ COMPLETE"), Some(WrittenStatus::Complete));
        assert_eq!(status("In progress (60 %)"), Some(WrittenStatus::InProgress));
        assert_eq!(status("Incomplete"), Some(WrittenStatus::Planned));
        assert_eq!(status("–"), None);
        assert_eq!(slug("Celery/Task Tests"), "celery-task-tests");
        assert_eq!(
            plain(
                "see [the guide](./a.md) **now**, `a_b*c`, __init__.py, x.__str__ is <b>bold</b>, <10 &ge; 5"
            ),
            "see the guide now, a_b*c, __init__.py, x.__str__ is bold , <10 ≥ 5"
        );
    }
}
