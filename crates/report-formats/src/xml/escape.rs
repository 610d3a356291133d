//! References and forbidden characters.

use std::borrow::Cow;

use crate::tally::{MAX_COUNT, Tally};

/// Which repairs a file may need at all, found once for the whole file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Escapes {
    /// Whether it holds characters that XML forbids, or carriage returns.
    has_controls: bool,
}

impl Escapes {
    /// Looks through a file once, so that its many values need not be.
    pub(crate) fn of(text: &str) -> Self {
        // Branch-free over blocks, so that it runs at the speed of memory.
        let has_controls = text
            .as_bytes()
            .chunks(4096)
            .any(|block| block.iter().fold(false, |found, byte| found | is_control(*byte)));
        Self { has_controls }
    }

    /// Whether it holds characters that XML forbids, or carriage returns.
    #[inline]
    pub(super) fn has_controls(self) -> bool {
        self.has_controls
    }
}

/// Characters that XML 1.0 forbids, and the carriage return, which it turns into a line end.
const fn is_control(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' && byte != b'\n'
}

/// Where characters are that XML forbids.
pub(super) fn forbidden(text: &str) -> impl Iterator<Item = usize> {
    let is_forbidden = |byte: u8| is_control(byte) && byte != b'\r';
    text.bytes().zip(0..).filter_map(move |(byte, at)| is_forbidden(byte).then_some(at))
}

/// Resolves references and makes forbidden characters visible; borrows when there is nothing to do.
#[inline]
pub(super) fn resolve<'a>(
    raw: &'a str,
    at: usize,
    escapes: Escapes,
    bad_reference: &mut Tally,
    control: &mut Tally,
) -> Cow<'a, str> {
    if !escapes.has_controls && memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    if escapes.has_controls {
        resolve_all(
            raw,
            at,
            |text| text.bytes().position(|byte| byte == b'&' || is_control(byte)),
            bad_reference,
            control,
        )
    } else {
        resolve_all(raw, at, |text| memchr::memchr(b'&', text.as_bytes()), bad_reference, control)
    }
}

/// Resolves what `next` finds.
#[inline]
fn resolve_all<'a>(
    raw: &'a str,
    at: usize,
    next: impl Fn(&str) -> Option<usize>,
    bad_reference: &mut Tally,
    control: &mut Tally,
) -> Cow<'a, str> {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(found) = next(rest) {
        let (before, special) = rest.split_at_checked(found).unwrap_or((rest, ""));
        if out.is_empty() {
            out.reserve(raw.len());
        }
        out.push_str(before);
        let offset = at + (raw.len() - special.len());
        rest = match special.strip_prefix('&') {
            Some(reference) => resolve_reference(reference, &mut out, offset, bad_reference, control),
            None => show_control(special, &mut out, offset, control),
        };
    }
    if rest.len() == raw.len() {
        return Cow::Borrowed(raw);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Makes forbidden characters of a CDATA section visible.
pub(super) fn resolve_literal<'a>(
    raw: &'a str,
    at: usize,
    escapes: Escapes,
    control: &mut Tally,
) -> Cow<'a, str> {
    if !escapes.has_controls || !raw.bytes().any(is_control) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(found) = rest.bytes().position(is_control) {
        let (before, special) = rest.split_at_checked(found).unwrap_or((rest, ""));
        out.push_str(before);
        rest = show_control(special, &mut out, at + (raw.len() - special.len()), control);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Resolves the reference that `text`, behind its `&`, begins with, and gives what follows.
fn resolve_reference<'a>(
    text: &'a str,
    out: &mut String,
    at: usize,
    bad_reference: &mut Tally,
    control: &mut Tally,
) -> &'a str {
    // No name that is resolved is longer than `#x10FFFF` with a few leading zeros.
    let end = text.bytes().take(16).position(|byte| byte == b';');
    let known = end.and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?)));
    if let Some((name, rest)) = known
        && let Some(character) = character(name)
    {
        push_visible(character, out, at, control);
        return rest;
    }
    // Entities are never looked up: what a file defines itself stays as it stands.
    bad_reference.hit(at);
    out.push('&');
    text
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

/// Copies the control character that `text` begins with in a visible form, and gives what follows.
fn show_control<'a>(text: &'a str, out: &mut String, at: usize, control: &mut Tally) -> &'a str {
    let mut characters = text.chars();
    match characters.next() {
        Some('\r') if text.starts_with("\r\n") => {}
        Some('\r') => out.push('\n'),
        Some(character) => push_visible(character, out, at, control),
        None => {}
    }
    characters.as_str()
}

/// Writes a character; what XML forbids is counted, and shown as its picture from U+2400 on.
///
/// The escape character stays: the pages know colour codes.
fn push_visible(character: char, out: &mut String, at: usize, control: &mut Tally) {
    match character {
        '\t' | '\n' | '\r' => out.push(character),
        '\u{1b}' => {
            control.hit(at);
            out.push(character);
        }
        '\0'..='\u{1f}' => {
            control.hit(at);
            out.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        _ => out.push(character),
    }
}

/// A whole number as counters write it: `1,024`, ` 12 `, `3.0`.
pub(crate) fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<u64>() {
        return Some(number.min(MAX_COUNT));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|digit| digit == b'0') || !whole.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut number: u64 = 0;
    for byte in whole.bytes() {
        match byte {
            b'0'..=b'9' => number = number.saturating_mul(10).saturating_add(u64::from(byte - b'0')),
            b',' | b'_' | b'\'' => {}
            _ => return None,
        }
    }
    Some(number.min(MAX_COUNT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(raw: &str) -> (String, u32, u32) {
        let (mut bad, mut control) = (Tally::default(), Tally::default());
        let text = resolve(raw, 0, Escapes::of(raw), &mut bad, &mut control).into_owned();
        (text, bad.count, control.count)
    }

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(resolved("a &amp;lt; &#65;&#x42; &quot;"), ("a &lt; AB \"".to_owned(), 0, 0));
    }

    #[test]
    fn unknown_references_stay_as_they_stand() {
        assert_eq!(resolved("&lol9; & &#xD800; &;"), ("&lol9; & &#xD800; &;".to_owned(), 4, 0));
    }

    #[test]
    fn forbidden_characters_become_visible() {
        assert_eq!(resolved("a\u{8}b&#0;\u{1b}[31m"), ("a\u{2408}b\u{2400}\u{1b}[31m".to_owned(), 0, 3));
        assert_eq!(resolved("a\r\nb\rc"), ("a\nb\nc".to_owned(), 0, 0));
    }

    #[test]
    fn counters_are_read_however_they_are_written() {
        assert_eq!(number(" 12 "), Some(12));
        assert_eq!(number("1,024"), Some(1024));
        assert_eq!(number("3.0"), Some(3));
        assert_eq!(number("3.5"), None);
        assert_eq!(number("-1"), None);
        assert_eq!(number(""), None);
        assert_eq!(number("99999999999999999999"), Some(MAX_COUNT));
    }
}
