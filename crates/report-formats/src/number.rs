//! Numbers as nearly everybody writes them.

/// `12.345`: what nearly everybody writes, read without the detours that the general case needs.
#[inline]
pub(crate) fn plain(text: &str) -> Option<f64> {
    const POWERS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    // Up to 15 digits fit into a float exactly, and so do these powers: one division rounds as it should.
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    let mut number: u64 = 0;
    let mut decimals = None;
    let mut digits = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'.' if decimals.is_none() => decimals = Some(digits),
            _ => return None,
        }
    }
    if digits == 0 || digits > 15 {
        return None;
    }
    Some(number as f64 / POWERS.get(decimals.map_or(0, |before| digits - before))?)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn the_short_way_rounds_like_the_standard_library() {
        for text in ["0.1", "0.3", "123.456", "0.000001", "99999999999.9999", "7.0000000000001"] {
            assert_eq!(plain(text), text.parse().ok(), "{text}");
        }
    }
}
