//! Writing XML: escaped text and attributes, and nothing that XML forbids.

/// Text as it stands in an element or an attribute. Line ends are kept in attributes too.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            // XML 1.0 has no way to write these.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

/// ` name="value"`, or nothing where there is no value.
pub(super) fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        out.push_str(&escape(value));
        out.push('"');
    }
}

/// `<name>text</name>`, or nothing where there is no text.
pub(super) fn element(out: &mut String, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        // Line ends within elements stay as they are, so that people can read the file.
        let text = escape(text).replace("&#10;", "\n").replace("&#9;", "\t");
        out.push_str(&format!("<{name}>{text}</{name}>\n"));
    }
}
