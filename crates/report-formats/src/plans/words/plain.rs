//! Text without the signs of Markdown and HTML.

/// Text without the signs of Markdown.
pub(in crate::plans) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_code = false;
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match letter {
            '`' => in_code = !in_code,
            _ if in_code => shown.push(letter),
            // Two underscores are more often a part of a name, such as `__init__`, than bold.
            '*' if letters.peek() == Some(&letter) => {
                letters.next();
            }
            '*' if before.is_whitespace() != letters.peek().is_none_or(|next| next.is_whitespace()) => {}
            '~' if letters.peek() == Some(&'~') => {
                letters.next();
            }
            '\\' if letters.peek().is_some_and(char::is_ascii_punctuation) => {
                shown.extend(letters.next());
            }
            '\n' => shown.push(' '),
            other => shown.push(other),
        }
        before = letter;
    }
    without_tags(&without_links(&entities(&shown))).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&le;", "≤"),
        ("&ge;", "≥"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&thinsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    text
}

/// `[text](address)` as `text`.
fn without_links(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((label_start, address_end)) =
            before.rfind('[').zip(after.bytes().take(2000).position(|byte| byte == b')'))
        else {
            shown.push_str(before);
            shown.push_str("](");
            rest = after;
            continue;
        };
        shown.push_str(before.get(..label_start).unwrap_or_default().trim_end_matches('!'));
        shown.push_str(before.get(label_start + 1..).unwrap_or_default());
        rest = after.get(address_end + 1..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

/// Without `<br>`, `<b>` and the like; a comparison such as `<10` is no tag.
fn without_tags(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        shown.push_str(before);
        let is_tag = after.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        if let Some(end) = after.bytes().take(200).position(|byte| byte == b'>').filter(|_| is_tag) {
            shown.push(' ');
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            shown.push('<');
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}
