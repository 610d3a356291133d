//! Messages without what differs from failure to failure: numbers, addresses, ids, times, folders, quoted values.
//!
//! One pass from left to right, no regular expressions: a message of one line and a million letters costs no more
//! than its length, and only its beginning is looked at anyway.

use super::slot::{Piece, Slot};
use super::tokens::{is_date_or_time, is_digest, is_machine_path, keeps_digits, number_length, uuid};
use crate::bounds::head;
use crate::reading::{TEST_NAME, is_test_file};

/// Begins a slot in a key; it stands in no message, for XML does not allow it.
pub(crate) const MARK: char = '\u{1}';

/// How much of a message goes into its template.
const BYTES: usize = 700;

/// Cuts a message into pieces.
pub(crate) fn pieces(message: &str) -> Vec<Piece<'_>> {
    let text = head(message, BYTES);
    // An ellipsis is where somebody cut; the half word before it is no word.
    let text = match text.strip_suffix("...").or_else(|| text.strip_suffix('…')) {
        Some(cut) => cut.rsplit_once(char::is_whitespace).map_or(cut, |(whole, _)| whole),
        None => text,
    };
    let mut cutter = Cutter { text, at: 0, plain_from: 0, pieces: Vec::new(), last_word: "" };
    while cutter.at < text.len() {
        cutter.step();
    }
    cutter.flush(text.len());
    let mut pieces = cutter.pieces;
    settle_statuses(&mut pieces, text);
    pieces
}

/// Status codes say what went wrong and stay: where two of them are compared, and where the message speaks of them.
/// Any other number may happen to be 404 as well.
fn settle_statuses(pieces: &mut [Piece<'_>], text: &str) {
    const SPEAKS: &[&str] =
        &["status", "Status", "HTTP", "http", " code", "response", "Response", "GET ", "POST ", "PUT "];
    let statuses = pieces.iter().filter(|piece| piece.slot == Some(Slot::Status)).count();
    if statuses == 0 {
        return;
    }
    let are_statuses = statuses > 1 || SPEAKS.iter().any(|word| text.contains(word));
    for piece in pieces.iter_mut().filter(|piece| piece.slot == Some(Slot::Status)) {
        piece.slot = (!are_statuses).then_some(Slot::Number);
    }
}

/// A key that is the same for messages that differ only in what varies. With `mask_values` quoted values and names
/// in front of brackets count as varying.
pub(crate) fn key(pieces: &[Piece<'_>], mask_values: bool) -> String {
    let mut key = String::new();
    for piece in pieces {
        match piece.slot {
            Some(Slot::Value) if !mask_values => push_words(&mut key, piece.text),
            Some(slot) => {
                let mark = format!("{MARK}{}", slot.letter());
                // A list of numbers is as long as it happens to be.
                let end = key.trim_end_matches([' ', ',', ';']).len();
                if end < key.len() && key.get(..end).is_some_and(|key| key.ends_with(&mark)) {
                    key.truncate(end);
                } else {
                    key.push_str(&mark);
                }
            }
            None => push_words(&mut key, piece.text),
        }
    }
    key
}

fn push_words(key: &mut String, text: &str) {
    for letter in text.chars() {
        if letter.is_whitespace() {
            if !key.ends_with(' ') {
                key.push(' ');
            }
        } else {
            key.push(letter);
        }
    }
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    plain_from: usize,
    pieces: Vec<Piece<'t>>,
    /// The word before, for codes such as `errno 13`.
    last_word: &'t str,
}

impl<'t> Cutter<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> Option<u8> {
        self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)).copied()
    }

    fn flush(&mut self, to: usize) {
        if let Some(text) = self.text.get(self.plain_from..to).filter(|text| !text.is_empty()) {
            self.pieces.push(Piece { text, slot: None });
        }
        self.plain_from = to;
    }

    fn slot(&mut self, length: usize, slot: Slot) {
        self.flush(self.at);
        if let Some(text) = self.text.get(self.at..self.at + length) {
            self.pieces.push(Piece { text, slot: Some(slot) });
        }
        self.at += length;
        self.plain_from = self.at;
        self.last_word = "";
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        if rest.starts_with(TEST_NAME) {
            return self.slot(TEST_NAME.len(), Slot::Test);
        }
        if first.is_ascii_digit() {
            return self.number();
        }
        if first.is_alphabetic() || first == '_' {
            return self.word();
        }
        match first {
            '/' | '\\' | '~' if !self.is_inside_word() => self.path(),
            '\'' | '"' | '`' => self.quoted(first),
            _ => self.at += first.len_utf8(),
        }
    }

    fn is_inside_word(&self) -> bool {
        self.before().is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b':' | b')')
        })
    }

    fn number(&mut self) {
        let rest = self.rest();
        if let Some(length) = uuid(rest) {
            return self.slot(length, Slot::Id);
        }
        let length = number_length(rest);
        let token = rest.get(..length).unwrap_or_default();
        if token.starts_with("0x") || is_digest(token) {
            return self.slot(length, Slot::Id);
        }
        if is_date_or_time(token) {
            return self.slot(length, Slot::Time);
        }
        if self.is_code(token) {
            self.at += length;
            return;
        }
        let slot = if self.is_status(token, rest.get(length..).unwrap_or_default()) {
            Slot::Status
        } else {
            Slot::Number
        };
        self.slot(length, slot);
    }

    /// Error numbers say what went wrong and stay.
    fn is_code(&self, token: &str) -> bool {
        const NAMES: &[&str] = &[
            "Errno", "errno", "SQLSTATE", "code", "Code", "status", "HTTP", "signal", "Error", "error",
            "WinError",
        ];
        NAMES.contains(&self.last_word)
            && token.len() <= 5
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    fn is_status(&self, token: &str, after: &str) -> bool {
        const STATUS: &[&str] = &[
            "200", "201", "202", "204", "206", "301", "302", "303", "304", "307", "308", "400", "401", "402",
            "403", "404", "405", "406", "408", "409", "410", "412", "413", "415", "418", "422", "423", "424",
            "425", "426", "429", "431", "451", "500", "501", "502", "503", "504", "505", "507", "508", "511",
        ];
        let has_unit = after.starts_with([' ', '\u{a0}'])
            && ["ms", "s ", "sec", "min", "byte", "item", "row", "time"]
                .iter()
                .any(|unit| after.get(1..).is_some_and(|rest| rest.starts_with(unit)));
        let is_part =
            self.before().is_some_and(|byte| matches!(byte, b'-' | b'_' | b'.' | b'#' | b'/' | b'$'));
        STATUS.contains(&token) && !has_unit && !is_part
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length =
            rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let fresh = !self.is_inside_word();
        if fresh {
            if let Some(length) = uuid(rest) {
                return self.slot(length, Slot::Id);
            }
            if rest.get(1..3) == Some(":\\") {
                return self.path();
            }
        }
        if is_digest(word) {
            return self.slot(length, Slot::Id);
        }
        // A plain call in a message, `ner_task() takes ...`, is about some function; which one is a value.
        if fresh && length > 2 && rest.get(length..).is_some_and(|after| after.starts_with("()")) {
            self.slot(length, Slot::Value);
            return;
        }
        self.last_word = word;
        if word.bytes().any(|byte| byte.is_ascii_digit()) && !keeps_digits(word) {
            self.digits_of(length);
        } else {
            self.at += length;
        }
    }

    /// Marks the digits of a word such as `user_4711`.
    fn digits_of(&mut self, length: usize) {
        let end = self.at + length;
        let word = self.last_word;
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let Some(from) = rest.find(|letter: char| letter.is_ascii_digit()) else { break };
            self.at += from;
            let digits = self
                .text
                .get(self.at..end)
                .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
            self.slot(digits.max(1), Slot::Number);
        }
        self.at = self.at.max(end);
        self.last_word = word;
    }

    /// The folders of an absolute path vary from machine to machine; the file says which.
    fn path(&mut self) {
        let rest = self.rest();
        let is_end = |letter: char| {
            letter.is_whitespace()
                || matches!(
                    letter,
                    '\'' | '"' | '`' | ',' | ';' | ')' | '(' | ']' | '>' | '<' | '|' | ':' | '*' | '?'
                )
        };
        let drive = if rest.get(1..3) == Some(":\\") { 3 } else { 0 };
        let length = drive + rest.get(drive..).map_or(0, |path| path.find(is_end).unwrap_or(path.len()));
        let token = rest.get(..length).unwrap_or_default();
        let separators = token.bytes().filter(|byte| matches!(byte, b'/' | b'\\')).count();
        let is_device = token.starts_with("/dev/") || token.starts_with("/proc/");
        if separators < 2 || length < 4 || is_device {
            // One separator is a division, a closing tag or a route.
            self.at += rest.chars().next().map_or(1, char::len_utf8);
            return;
        }
        let file = token.rfind(['/', '\\']).map_or(0, |at| at + 1);
        let name = token.get(file..).unwrap_or_default();
        let has_ending =
            name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ending.len() <= 5);
        let looks_like_route = !has_ending && !is_machine_path(token);
        if looks_like_route {
            self.at += 1;
            return;
        }
        // Where in a test it happened says nothing about the cause.
        let is_place_in_test =
            is_test_file(name) && rest.get(length..).is_some_and(|after| after.starts_with(':'));
        self.slot(if has_ending && !is_place_in_test { file } else { length }, Slot::Path);
    }

    /// A quoted value. What is in it is cut as well, so that a key that keeps values still has no numbers in it.
    fn quoted(&mut self, quote: char) {
        let rest = self.rest();
        let is_apostrophe = quote == '\'' && self.before().is_some_and(|byte| byte.is_ascii_alphabetic());
        let inside = rest.get(1..).unwrap_or_default();
        let close = inside
            .char_indices()
            .take(120)
            .take_while(|(_, letter)| *letter != '\n')
            .find(|(_, letter)| *letter == quote);
        let Some((length, _)) = close.filter(|(length, _)| *length > 0 && !is_apostrophe) else {
            self.at += 1;
            return;
        };
        let value = inside.get(..length).unwrap_or_default();
        self.at += 1;
        if value.contains(TEST_NAME) {
            return;
        }
        let is_machine_value = value.bytes().any(|byte| byte.is_ascii_digit()) || is_machine_path(value);
        if is_machine_value {
            // Its own digits and folders are cut by the steps that follow.
            return;
        }
        self.slot(length, Slot::Value);
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(message: &str, mask_values: bool) -> String {
        let shown = |piece: Piece<'_>| match piece.slot {
            Some(slot) if mask_values || slot != Slot::Value => format!("‹{}›", slot.name()),
            _ => piece.text.to_owned(),
        };
        pieces(message).into_iter().map(shown).collect()
    }

    #[test]
    fn what_varies_is_marked() {
        for (message, expected) in [
            (
                "insert 7104: pq: relation \"postings\" does not exist",
                "insert ‹n›: pq: relation \"postings\" does not exist",
            ),
            ("step took 10m0s and 95.29s, 1,737 of 7261ms", "step took ‹n› and ‹n›, ‹n› of ‹n›"),
            ("lock 0x7fff6124e70a held by Thread-12", "lock ‹id› held by Thread-‹n›"),
            ("user 9f1c2d3e-aaaa-bbbb-cccc-1234567890ab at 2026-01-18T16:42:00Z", "user ‹id› at ‹time›"),
            ("Permission denied: '/var/log/shop/audit.log'", "Permission denied: '‹path›audit.log'"),
            ("basket at /tmp/pytest-of-me/pytest-11/test_x was released", "basket at ‹path› was released"),
            (
                "open testdata/statement_4735.golden: no such file",
                "open testdata/statement_‹n›.golden: no such file",
            ),
            ("dial tcp 127.0.0.1:50057: connection refused", "dial tcp ‹n›: connection refused"),
            ("expected:<200> but was:<503>", "expected:<200> but was:<503>"),
            ("Expected: 464", "Expected: ‹n›"),
            ("expected 404, got 1203", "expected ‹n›, got ‹n›"),
            ("[Errno 13] at utf8, int32, user12", "[Errno 13] at utf8, int32, user‹n›"),
            ("GET /users/12 gave 404", "GET /users/‹n› gave 404"),
            ("waited 500 ms", "waited ‹n› ms"),
            ("commit 9d02e7b4c1aa", "commit ‹id›"),
            ("can't do it, won't", "can't do it, won't"),
            ("C:\\Users\\me\\shop\\cart.cs: gone", "‹path›cart.cs: gone"),
        ] {
            assert_eq!(shown(message, false), expected);
        }
    }

    #[test]
    fn quoted_values_vary_only_where_that_is_asked_for() {
        let message = "ner_task() got multiple values for argument 'flat'";
        assert_eq!(shown(message, true), "‹value›() got multiple values for argument '‹value›'");
        assert_eq!(shown(message, false), message);
    }

    #[test]
    fn lists_of_numbers_are_as_long_as_they_happen_to_be() {
        assert_eq!(key(&pieces("got [1, 2, 3]"), false), key(&pieces("got [7, 8, 9, 10]"), false));
    }

    #[test]
    fn long_and_odd_messages_are_cut() {
        assert!(key(&pieces(&"x1".repeat(1_000_000)), false).len() < 3_000);
        for odd in [
            "",
            "'",
            "''",
            "\"",
            "/",
            "//",
            "0",
            "0x",
            "é1",
            "…",
            "...",
            "a...",
            "C:\\",
            "~",
            "\u{2}test\u{2}",
        ] {
            let _ = key(&pieces(odd), true);
        }
    }
}
