//! How wide a text will be, reckoned rather than asked for.
//!
//! Asking the page would cost a reflow a label and make the drawing differ between the browser and the command
//! line. The widths are those of common interface fonts at 12 px, rounded up: a label that is taken for wider than
//! it is loses a little room, one taken for narrower would run into its neighbour.

/// The width of `text` in pixels at 12 px.
pub(crate) fn text_width(text: &str, bold: bool) -> f64 {
    let width: f64 = text.chars().map(char_width).sum();
    if bold { width * 1.06 } else { width }
}

/// The width of `text` in the fixed-width font at 12 px.
pub(crate) fn mono_width(text: &str) -> f64 {
    text.chars().count() as f64 * 7.3
}

fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' => 3.8,
        ' ' | '\u{a0}' | 'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' => 4.6,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 11.4,
        'a'..='z' | '_' => 7.2,
        'A'..='Z' | '+' | '\u{2212}' | '±' | '–' | '×' => 8.6,
        '…' => 10.0,
        // Han, kana, Hangul and pictographs fill the whole em.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' => 12.0,
        '\u{1f000}'.. => 15.0,
        // Digits too: they are all as wide as each other.
        _ => 7.7,
    }
}

/// `text`, its tail replaced by an ellipsis when it is wider than `room`; `None` when not even three characters
/// would remain.
pub(crate) fn fit(text: &str, room: f64) -> Option<String> {
    if text_width(text, false) <= room {
        return Some(text.to_owned());
    }
    let mut used = char_width('…');
    let mut kept = String::new();
    for c in text.chars() {
        used += char_width(c);
        if used > room {
            break;
        }
        kept.push(c);
    }
    if kept.chars().count() < 3 {
        return None;
    }
    kept.push('…');
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::{fit, text_width};

    #[test]
    fn a_fitted_text_fits() {
        for text in ["notification_service", "WWWWWWWWWW", "日本語のファイル名", "ab"] {
            for room in [20.0, 40.0, 80.0, 200.0] {
                if let Some(short) = fit(text, room) {
                    assert!(text_width(&short, false) <= room, "{short} in {room}");
                }
            }
        }
        assert_eq!(fit("notification_service", 10.0), None);
        assert_eq!(fit("ab", 40.0).as_deref(), Some("ab"));
    }
}
