//! From a byte offset to the line and column that a person can go to.

/// Line and column of the byte `offset`, both from 1, the column in characters.
///
/// Readers keep offsets only and call this when they have something to tell, so that files without oddities are
/// never counted through.
pub(crate) fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = text.get(..offset).unwrap_or_default();
    let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
    let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    (saturate(lines + 1), saturate(column + 1))
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The longest start of `text` that has at most `max` bytes.
pub(crate) fn prefix(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a\nüü<b";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 2), (2, 1));
        assert_eq!(line_column(text, 6), (2, 3));
        // Inside a character, and past the end.
        assert_eq!(line_column(text, 3), (2, 1));
        assert_eq!(line_column(text, 99), (2, 5));
    }

    #[test]
    fn prefixes_end_between_characters() {
        assert_eq!(prefix("aüb", 2), "a");
        assert_eq!(prefix("aüb", 3), "aü");
        assert_eq!(prefix("aüb", 9), "aüb");
    }
}
