//! How digits are written: groups of thousands, decimal commas, dates, the upper end of a range.

use std::borrow::Cow;

use super::units::unit_at;

/// A document that writes `93,5 %` writes `1.602` for one thousand six hundred and two: such points become narrow blanks.
pub(in crate::plans) fn with_plain_thousands(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_decimal_comma = |at: usize| {
        let behind = at + 1 + (at + 1..at + 4).take_while(|at| digit(*at)).count();
        let rest = text.get(behind..).unwrap_or_default().trim_start_matches([' ', '\u{a0}']);
        at > 0
            && digit(at - 1)
            && digit(at + 1)
            && behind - at <= 3
            && ["%", "Prozent", "s ", "s\n", "ms", "h", "Std", "–", "-"]
                .iter()
                .any(|unit| rest.starts_with(unit))
    };
    if !memchr::memchr_iter(b',', bytes).any(is_decimal_comma) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for at in memchr::memchr_iter(b'.', bytes) {
        let digits_before = (1..=4).take_while(|back| at.checked_sub(*back).is_some_and(digit)).count();
        let start = at - digits_before;
        let is_in_word = start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|letter| {
            // A point before the digits is that of the group before, or the number is a version.
            letter.is_ascii_alphanumeric()
                || matches!(letter, b'_' | b'/' | b'-' | b',')
                || *letter == b'.' && from != start
        });
        let groups = digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        if (1..=3).contains(&digits_before) && groups && !is_in_word {
            plain.push_str(text.get(from..at).unwrap_or_default());
            plain.push('\u{202f}');
            from = at + 1;
        }
    }
    plain.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(plain)
}

/// Whether a date begins here: its parts must not be taken for numbers.
pub(super) fn is_date(text: &str) -> bool {
    let shape: String =
        text.chars().take(10).map(|letter| if letter.is_ascii_digit() { '9' } else { letter }).collect();
    ["9999-99-99", "9999/99/99", "99.99.9999", "99/99/9999"].iter().any(|date| shape.starts_with(date))
        || shape.starts_with("9999-99") && !shape.starts_with("9999-999")
        || shape.starts_with("99:99")
}

/// The number at the beginning of `text`, and how many bytes it takes.
pub(super) fn number(text: &str) -> Option<(f64, usize)> {
    let is_gap = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_');
    let mut end = 0;
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut parts: Vec<(char, &str)> = Vec::new();
    let mut separator = ' ';
    loop {
        let start = end;
        while digit(end) {
            end += 1;
        }
        parts.push((separator, text.get(start..end)?));
        let Some(next) = text.get(end..).and_then(|rest| rest.chars().next()) else { break };
        let behind = end + next.len_utf8();
        let three = digit(behind) && digit(behind + 1) && digit(behind + 2) && !digit(behind + 3);
        let goes_on = match next {
            '.' | ',' => digit(behind),
            gap if is_gap(gap) => three && end - start <= 3 && matches!(parts.len(), 1) | is_gap(separator),
            _ => false,
        };
        // A list of numbers such as `1, 2` has a blank; a space groups thousands only where groups are whole.
        if !goes_on || parts.len() > 6 {
            break;
        }
        separator = next;
        end = behind;
    }
    let first = parts.first()?.1;
    let thousands = |mark: char| {
        parts.len() > 1
            && first.len() <= 3
            && first != "0"
            && parts.iter().skip(1).all(|(separator, digits)| {
                digits.len() == 3 && (*separator == mark || mark == ' ' && is_gap(*separator))
            })
    };
    let joined: String = parts.iter().map(|(_, digits)| *digits).collect();
    let value = match parts.as_slice() {
        [_] => joined.parse().ok()?,
        _ if thousands(',') || thousands(' ') => joined.parse().ok()?,
        [(_, whole), ('.' | ',', fraction)] => format!("{whole}.{fraction}").parse().ok()?,
        _ if thousands('.') => joined.parse().ok()?,
        [head @ .., (mark @ ('.' | ','), fraction)]
            if head.iter().skip(1).all(|(separator, digits)| separator != mark && digits.len() == 3) =>
        {
            let whole: String = head.iter().map(|(_, digits)| *digits).collect();
            format!("{whole}.{fraction}").parse().ok()?
        }
        // A version.
        _ => return None,
    };
    Some((value, end))
}

/// Whether a text ends with `from` and one number.
fn comes_from(head: &str) -> bool {
    head.rsplit_once("from ").is_some_and(|(_, number)| {
        number.chars().all(|letter| letter.is_ascii_digit() || "~., %*".contains(letter))
    })
}

/// The upper end of a range whose lower end ends at `at`, and where it ends.
pub(super) fn upper_end(text: &str, at: usize) -> Option<(f64, usize)> {
    let tail = text.get(at..)?;
    let rest = tail.trim_start();
    let after = ["–", "—", "‑", "−", "-", "...", "..", "…", "to ", "bis ", "and ", "à "]
        .iter()
        .find_map(|dash| rest.strip_prefix(dash))?;
    if rest.starts_with("and ") || rest.starts_with("to ") {
        let head = text.get(..at)?;
        let from = (head.len().saturating_sub(30)..=head.len()).find(|at| head.is_char_boundary(*at))?;
        let head = head.get(from..)?.to_lowercase();
        // `between 5 and 10` is a range; `from 5 to 10` goes from the one to the other.
        if if rest.starts_with("and ") { !head.contains("between ") } else { comes_from(&head) } {
            return None;
        }
    }
    let digits = after.trim_start_matches([' ', '~', '+']);
    // `Phase 2 - 3 tests`: a dash with a blank on one side only is a bullet, not a range.
    if rest.starts_with('-') && (tail.len() == rest.len()) != (after.len() == digits.len()) {
        return None;
    }
    if !digits.starts_with(|letter: char| letter.is_ascii_digit()) || is_date(digits) {
        return None;
    }
    let (value, length) = number(digits)?;
    let end = at + (tail.len() - digits.len()) + length;
    let next = text.get(end..).and_then(|rest| rest.chars().next());
    let is_name = next == Some('_') || unit_at(text, end).2 == end && next.is_some_and(char::is_alphabetic);
    (!is_name).then_some((value, end))
}
