//! A finished drawing.

use std::fmt;

/// The text of one SVG element, safe to put into a page as it is: whatever came from outside was escaped when it
/// was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svg(pub(crate) String);

impl Svg {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Appends `text` so that it is neither markup nor the end of an attribute. Control characters, which no XML may
/// hold, become the replacement character.
pub(crate) fn escape_into(buffer: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => buffer.push_str("&lt;"),
            '>' => buffer.push_str("&gt;"),
            '&' => buffer.push_str("&amp;"),
            '"' => buffer.push_str("&quot;"),
            '\'' => buffer.push_str("&#39;"),
            '\t' | '\n' | '\r' => buffer.push(' '),
            // Also what turns the direction of writing: in a drawing a label would show as something that it is not.
            c if c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{fffe}' | '\u{ffff}')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                buffer.push('\u{fffd}');
            }
            c => buffer.push(c),
        }
    }
}
