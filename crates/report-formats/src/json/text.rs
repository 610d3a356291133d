//! Strings of JSON.

use crate::tally::Tally;

/// Resolves escapes; halves of letters become U+FFFD, escapes that are none stay as they stand.
pub(super) fn unescape(raw: &str, at: usize, odd: &mut Tally) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(found) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (before, escape) = rest.split_at_checked(found).unwrap_or((rest, ""));
        out.push_str(before);
        let offset = at + (raw.len() - escape.len());
        let after = escape.get(1..).unwrap_or_default();
        let mut characters = after.chars();
        let simple = match characters.next() {
            Some(character @ ('"' | '\\' | '/')) => Some(character),
            Some('n') => Some('\n'),
            Some('t') => Some('\t'),
            Some('r') => Some('\r'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('u') => {
                if let Some((character, used)) = unicode(characters.as_str()) {
                    push(character, &mut out);
                    rest = characters.as_str().get(used..).unwrap_or_default();
                    continue;
                }
                None
            }
            _ => None,
        };
        if let Some(character) = simple {
            push(character, &mut out);
            rest = characters.as_str();
        } else {
            odd.hit(offset);
            out.push('\\');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Writes a character; control characters become their pictures, but for the escape character, with which colours begin.
fn push(character: char, out: &mut String) {
    match character {
        '\r' => {}
        '\t' | '\n' | '\u{1b}' => out.push(character),
        '\0'..='\u{1f}' => {
            out.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        _ => out.push(character),
    }
}

/// The character of `XXXX` or `XXXX\uXXXX`, and how many bytes that takes.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| u32::from_str_radix(text.get(..4)?, 16).ok();
    let first = unit(text)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 4));
    }
    let second = text.get(4..).and_then(|rest| rest.strip_prefix("\\u")).and_then(unit);
    match second {
        Some(second @ 0xdc00..=0xdfff) if first < 0xdc00 => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            Some((char::from_u32(code)?, 10))
        }
        _ => Some((char::REPLACEMENT_CHARACTER, 4)),
    }
}

/// Where the first quote or backslash is, when it is one of the first bytes, as with most names and words; eight bytes are
/// compared at a time.
#[inline]
pub(super) fn end_nearby(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The lowest high bit that is set is that of the first byte that is the wanted one.
    let equal = |word: u64, byte: u8| {
        let differs = word ^ (ONES * u64::from(byte));
        differs.wrapping_sub(ONES) & !differs & HIGH
    };
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().take(4).zip(0..).find_map(|(word, number)| {
        let word = u64::from_le_bytes(*word);
        let found = equal(word, b'"') | equal(word, b'\\');
        (found != 0).then(|| number * 8 + (found.trailing_zeros() / 8) as usize)
    })
}
