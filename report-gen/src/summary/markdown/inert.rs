//! Text of an artifact as Markdown in which nothing of it does anything: no mention, link, element, emphasis, cell.

use report_model::text::visible;

/// The most characters of one text. Longer ones are cut, and say so with an ellipsis.
const LONGEST: usize = 240;

/// One line of at most [`LONGEST`] characters, control characters shown.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for (count, word) in text.split_ascii_whitespace().enumerate() {
        if count > 0 {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > LONGEST * 4 {
            break;
        }
    }
    let mut letters = visible(&line).into_owned();
    if let Some((cut, _)) = letters.char_indices().nth(LONGEST) {
        letters.truncate(cut);
        letters.push('…');
    }
    letters
}

/// Signs that neither Markdown nor HTML takes for its own within a line.
const HARMLESS: &str = ",;?.'\"()+-/=%{}";

/// Writes every sign that Markdown or HTML could take for its own as a character reference: those never mark
/// anything, neither in a paragraph nor in a cell of a table.
fn push(out: &mut String, letter: char, follows: char) {
    let is_inner = out.ends_with(|before: char| before.is_alphanumeric()) && follows.is_alphanumeric();
    let is_harmless = match letter {
        '_' => is_inner,
        ':' => follows != '/',
        '.' => !ends_with_www(out),
        _ => !letter.is_ascii_punctuation() || HARMLESS.contains(letter),
    };
    if is_harmless { out.push(letter) } else { push_reference(out, letter) }
}

fn push_reference(out: &mut String, letter: char) {
    // Writing to a String cannot fail.
    let _ = std::fmt::Write::write_fmt(out, format_args!("&#{};", u32::from(letter)));
}

/// Every letter with the one after it.
fn with_next(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().zip(text.chars().skip(1).chain([' ']))
}

/// A name, a path or a message. Within `<code>` no host looks for mentions, issues or addresses.
pub(super) fn code(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() {
        return "–".to_owned();
    }
    let mut out = String::with_capacity(line.len() * 2);
    out.push_str("<code>");
    with_next(&line).for_each(|(letter, follows)| push(&mut out, letter, follows));
    out.push_str("</code>");
    out
}

/// Words that stand in a sentence. Hosts look for `@name`, `#12`, `GH-12`, `:smile:` and addresses in the finished
/// page, so that what begins such a thing is parted from what follows by a space without width.
pub(super) fn words(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len() + line.len() / 4);
    let mut before: Option<char> = None;
    for (letter, follows) in with_next(&line) {
        let is_first = before.is_none();
        // At the beginning of a line these start a list, or make a heading of the line before.
        if is_first && matches!(letter, '-' | '+' | '=') {
            push_reference(&mut out, letter);
        } else {
            push(&mut out, letter, follows);
        }
        let begins = matches!(letter, '@' | '#' | '!' | '~' | '$' | '&' | '%' | ':' | '/' | '^')
            && (follows.is_alphanumeric() || follows == '/');
        let is_key = letter == '-' && follows.is_ascii_digit() && before.is_some_and(char::is_alphabetic);
        let is_number_of_list = is_first && letter.is_ascii_digit();
        if begins || is_key || (is_number_of_list && matches!(follows, '.' | ')')) {
            out.push('\u{200b}');
        }
        before = Some(letter);
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.len()
        .checked_sub(3)
        .and_then(|start| text.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// A link to an address that we wrote ourselves, with text that is already inert.
pub(super) fn link(text: &str, address: Option<&str>) -> String {
    match address {
        Some(address) => format!("<a href=\"{}\">{text}</a>", html(address)),
        None => text.to_owned(),
    }
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('|', "%7C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_markdown() {
        let hostile =
            "`x` | <img src=x> **b** [a](https://evil.example) @team #12 \n# head \u{202e}\u{1b}[31m";
        let shown = code(hostile);
        let inner = shown.strip_prefix("<code>").unwrap().strip_suffix("</code>").unwrap();
        for part in ["`", "|", "<", ">", "*", "[", "]", "@", "\n", "\u{202e}", "\u{1b}", "://", "**"] {
            assert!(!inner.contains(part), "{part:?} in {inner}");
        }
        assert_eq!(code("a::b_c[1] www.x"), "<code>a::b_c&#91;1&#93; www&#46;x</code>");
        assert_eq!(code(""), "–");
    }

    #[test]
    fn nothing_in_a_sentence_calls_anybody() {
        let shown = words("@team closes #12, see www.evil.example or https://evil.example/a GH-12 <b>|*x*");
        for part in ["@team", "#12", "www.e", "://", "GH-1", "<", "|", "*"] {
            let searched = shown.replace("&#", "");
            assert!(!searched.contains(part), "{part} in {shown}");
        }
        assert_eq!(
            words("1,602 of 1,737 tests pass (92.2\u{a0}%)."),
            "1,602 of 1,737 tests pass (92.2\u{a0}%)."
        );
        assert!(words("- x").starts_with("&#45;"));
        assert!(words("1. x").starts_with("1\u{200b}."));
    }

    #[test]
    fn long_texts_are_cut() {
        let shown = words(&"ä".repeat(5_000));
        assert!(shown.ends_with('…') && shown.chars().count() == LONGEST + 1);
    }
}
