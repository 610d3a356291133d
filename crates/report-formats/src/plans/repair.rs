//! Text that was written in UTF-8, read in another encoding, and written again: `‚úÖ` was `✅`.

use std::borrow::Cow;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// The text with damaged signs put right, and how many there were.
pub(super) fn repaired(text: &str) -> (Cow<'_, str>, u64) {
    if text.is_ascii() {
        return (Cow::Borrowed(text), 0);
    }
    let mut whole = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| !letter.is_ascii()) {
        let (plain, after) = rest.split_at(start);
        let end = after.find(|letter: char| letter.is_ascii()).unwrap_or(after.len());
        let (signs, behind) = after.split_at(end);
        whole.push_str(plain);
        match [MACINTOSH, WINDOWS_1252].into_iter().find_map(|encoding| as_it_was(signs, encoding)) {
            Some(original) => {
                whole.push_str(&original);
                count += 1;
            }
            None => whole.push_str(signs),
        }
        rest = behind;
    }
    if count == 0 {
        return (Cow::Borrowed(text), 0);
    }
    whole.push_str(rest);
    (Cow::Owned(whole), count)
}

/// What `signs` were if they were read as `encoding` by mistake. Letters that were meant do not make valid UTF-8.
fn as_it_was(signs: &str, encoding: &'static Encoding) -> Option<String> {
    let (bytes, _, is_lossy) = encoding.encode(signs);
    if is_lossy || bytes.iter().any(u8::is_ascii) {
        return None;
    }
    // The first byte of a picture has become a sign that many programs drop.
    let pictured = || {
        let is_picture = bytes.len() % 4 == 3 && bytes.first() == Some(&0x9f);
        is_picture.then(|| String::from_utf8([&[0xf0], bytes.as_ref()].concat()).ok()).flatten()
    };
    std::str::from_utf8(&bytes).ok().map(str::to_owned).or_else(pictured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_come_back_and_letters_stay() {
        for (damaged, meant) in [
            ("‚úÖ done", "✅ done"),
            ("coverage ‚â•90%", "coverage ≥90%"),
            ("a ‚Üí b", "a → b"),
            ("âœ… done", "✅ done"),
            ("üéØ Aim", "🎯 Aim"),
            ("für Größe, naïve – ✅", "für Größe, naïve – ✅"),
            ("1 000 €", "1 000 €"),
            ("plain", "plain"),
        ] {
            assert_eq!(repaired(damaged).0, meant);
        }
        assert_eq!(repaired("‚úÖ x ‚úÖ").1, 2);
    }
}
