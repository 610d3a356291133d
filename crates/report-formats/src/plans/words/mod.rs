//! Words of a plan: marks, states, labels, titles.

mod marks;
mod plain;
mod status;

pub(super) use marks::{Mark, leading_mark, marked, trailing_mark};
pub(super) use plain::plain;
pub(super) use status::status;

/// A title without signs and without the number before it; the number as well.
pub(super) fn title(text: &str) -> (Option<u64>, String) {
    let (_, rest) = leading_mark(text);
    let (_, rest) = trailing_mark(rest);
    let whole = without_outline(&plain(rest)).to_owned();
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

/// A title without the number of its place in an outline: `4.2 Clocks`, `1.3. Clocks`, `2a) Clocks`.
fn without_outline(title: &str) -> &str {
    let Some((number, rest)) = title.split_once(' ') else { return title };
    let bare = number.trim_end_matches(['.', ')', ':']);
    let parts = bare.split('.').collect::<Vec<_>>();
    let is_part =
        |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_lettered = bare.len() < number.len()
        && bare
            .strip_suffix(|letter: char| letter.is_ascii_lowercase())
            .is_some_and(|digits| is_part(&digits));
    if parts.len() > 1 && parts.iter().all(is_part) && !rest.starts_with(['%', '/']) || is_lettered {
        rest.trim_start()
    } else {
        title
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
        // `**Overall coverage: 57 %**`.
        if let Some((name, said)) = name.split_once(": ")
            && name.split_whitespace().count() <= 6
        {
            return Some((plain(name), format!("{said} {value}").trim().to_owned()));
        }
        // `**Core** (`src/core/**`): 80 %`: what stands in brackets before the colon belongs to the name.
        let value = match value.strip_prefix('(').and_then(|rest| rest.split_once("):")) {
            Some((aside, rest)) if aside.len() < 80 => rest,
            _ => value
                .strip_prefix(|letter| matches!(letter, ':' | '–' | '—' | '='))
                .or_else(|| value.strip_prefix("- "))?,
        };
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
    use report_model::WrittenStatus;

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
