//! What of a failure's text is looked at: a bounded part of it, without colours.

use std::borrow::Cow;

use crate::bounds;

/// How much of a text is looked at: this much from its beginning and this much from its end. What stands between is
/// the middle of a very long trace or of a very long line.
const KEPT_BYTES: usize = 32 * 1024;

/// How colours begin: as they are, and as pytest writes them because XML has no such character.
const COLOURS: [&str; 2] = ["\u{1b}[", "#x1B["];

/// The text without colours, and without its middle when it is very long.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let bounded = bound(text);
    if has_bare_colours(&bounded) {
        Cow::Owned(without_colours(&without_bare_colours(&bounded)))
    } else if COLOURS.iter().any(|start| bounded.contains(start)) {
        Cow::Owned(without_colours(&bounded))
    } else if bounded.contains('\r') {
        Cow::Owned(bounded.replace('\r', ""))
    } else {
        bounded
    }
}

fn bound(text: &str) -> Cow<'_, str> {
    if text.len() <= 2 * KEPT_BYTES {
        return Cow::Borrowed(text);
    }
    let (head, tail) = (bounds::head(text, KEPT_BYTES), bounds::tail(text, KEPT_BYTES));
    // The half lines on both sides of the cut would look like something that they are not.
    let head = head.rsplit_once('\n').map_or(head, |(whole, _)| whole);
    let tail = tail.split_once('\n').map_or(tail, |(_, whole)| whole);
    Cow::Owned(format!("{head}\n{tail}"))
}

/// Writers that drop the one letter which XML has not leave `[31m` of a colour. A reset somewhere in the text tells that
/// such brackets are colours.
fn has_bare_colours(text: &str) -> bool {
    ["[0m", "[39m", "[22m"].iter().any(|reset| {
        text.find(reset)
            .is_some_and(|at| !text.get(..at).is_some_and(|before| before.ends_with(['\u{1b}', 'B'])))
    })
}

fn without_bare_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let inside = from.get(1..).unwrap_or_default();
        let length = inside.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b';')).count();
        let is_colour = (1..12).contains(&length) && inside.as_bytes().get(length) == Some(&b'm');
        if is_colour && !before.ends_with(['\u{1b}', 'B']) {
            rest = inside.get(length + 1..).unwrap_or_default();
        } else {
            plain.push('[');
            rest = inside;
        }
    }
    plain.push_str(rest);
    plain
}

fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '#']) {
        plain.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let Some(after) = COLOURS.iter().find_map(|start| rest.strip_prefix(start)) else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            plain.push_str(rest.get(..length).unwrap_or_default());
            rest = rest.get(length..).unwrap_or_default();
            continue;
        };
        let parameters =
            after.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b':' | b'?')).count();
        let ends_in_letter = after.as_bytes().get(parameters).is_some_and(u8::is_ascii_alphabetic);
        rest = after.get(parameters + usize::from(ends_in_letter)..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain.retain(|letter| letter != '\r');
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_in_both_spellings() {
        assert_eq!(clean("#x1B[1m#x1B[31mE   KeyError: 'id'#x1B[0m"), "E   KeyError: 'id'");
        assert_eq!(clean("\u{1b}[38;5;9mred\u{1b}[0m\r\nplain"), "red\nplain");
        assert_eq!(clean("[2m[31mError[39m[22m: [3] is [5m away"), "Error: [3] is  away");
        assert_eq!(clean("[5m away from [31mhere"), "[5m away from [31mhere");
        assert!(matches!(clean("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn the_middle_of_a_very_long_text_is_left_out() {
        let text = format!("first\n{}\nlast", "ä".repeat(500_000));
        let cleaned = clean(&text);
        assert!(cleaned.len() < 70_000);
        assert!(cleaned.starts_with("first") && cleaned.ends_with("last"));
    }
}
