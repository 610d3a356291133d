//! Numbers of JSON.

use crate::number::plain;
use crate::tally::MAX_COUNT;

/// A number; none when it is beyond what can be told.
#[inline]
pub(super) fn float(text: &str) -> Option<f64> {
    // Added to nothing, a negative nothing is nothing.
    plain(text).or_else(|| Some(text.parse::<f64>().ok()? + 0.0).filter(|number| number.is_finite()))
}

/// A count. What is below nothing is none; what is too large is [`MAX_COUNT`].
#[inline]
pub(super) fn count(text: &str) -> Option<u64> {
    if let Ok(count) = text.parse::<u64>() {
        return Some(count.min(MAX_COUNT));
    }
    // Of words that stand for numbers none is a count.
    if !text.ends_with(|character: char| character.is_ascii_digit() || character == '.') {
        return None;
    }
    let number = text.parse::<f64>().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and is not negative"
    )]
    (number >= 0.0).then_some((number as u64).min(MAX_COUNT))
}

/// A count of so few digits that it needs no further look, and how many these are.
#[inline]
pub(super) fn few_digits(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut count = 0;
    let mut length = 0;
    while let Some(digit) = bytes.get(length).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10)
    {
        count = count * 10 + u64::from(digit);
        length += 1;
        if length == 16 {
            return None;
        }
    }
    match bytes.get(length) {
        Some(b',' | b']' | b'}' | b' ' | b'\n' | b'\r') if length > 0 => Some((count, length)),
        _ => None,
    }
}
