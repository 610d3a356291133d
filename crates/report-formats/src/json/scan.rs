//! The words of JSON, one after the other, in one pass and without recursion.

use super::oddities::Oddities;
use super::{Kind, text};

/// What is said of a text that ends before its values do.
pub(super) const ENDS: &str = "ends in the middle of the JSON";

/// A place in a text, and what was odd before it.
#[derive(Debug, Default)]
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) position: usize,
    pub(super) odd: Oddities,
}

/// What commas stand between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Begin,
    Value,
    Comma,
}

/// A string between its quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quoted {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it holds escapes.
    pub(super) is_special: bool,
}

impl<'a> Scanner<'a> {
    /// Begins at the first line that can begin with JSON.
    pub(super) fn of(text: &'a str) -> Self {
        let position = first_value(text);
        let before = text.get(..position).unwrap_or_default();
        let preamble = !before.trim_start_matches(is_blank).is_empty();
        Self { text, position, odd: Oddities { preamble, ..Oddities::default() } }
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// Keeps where the text breaks, and why; nothing behind it is read.
    #[cold]
    pub(super) fn fail(&mut self, at: usize, why: &'static str) {
        self.odd.broken.get_or_insert((at, why));
        self.position = self.text.len();
    }

    /// Whether all so far was JSON.
    #[inline]
    pub(super) fn is_whole(&self) -> bool {
        self.odd.broken.is_none()
    }

    #[inline]
    fn skip_blanks(&mut self) {
        if self.peek().is_some_and(|byte| byte <= b' ') {
            self.skip_run();
        }
    }

    /// Blanks are one, or a line end and the indentation of the next line.
    fn skip_run(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            let rest = bytes.get(self.position..).unwrap_or_default();
            if rest.first_chunk() == Some(b"        ") {
                self.position += 8;
            } else if matches!(rest.first(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                self.position += 1;
            } else {
                return;
            }
        }
    }

    /// Takes note of a comma that is missing or too many.
    #[inline]
    fn expect(&mut self, is_sound: bool) {
        if !is_sound {
            self.odd.commas.hit(self.position);
        }
    }

    /// Goes behind blanks and commas. Commas part; what they part is told by the brackets alone.
    #[inline]
    fn skip_commas(&mut self, after: &mut After) {
        self.skip_blanks();
        while self.peek() == Some(b',') {
            self.expect(*after == After::Value);
            *after = After::Comma;
            self.position += 1;
            self.skip_blanks();
        }
    }

    /// Goes to the next of the values that stand beside each other; whether there is one.
    pub(super) fn next_root(&mut self, after: &mut After) -> bool {
        self.skip_commas(after);
        match self.peek() {
            None => return false,
            // What a file was filled up with says nothing.
            Some(0) if self.is_filler() => return false,
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => {}
            Some(b'}' | b']') => self.closes_nothing(*after),
            Some(_) => {
                // A word that is none is no cut value here: nothing says that a value is meant.
                let start = self.position;
                if self.known_word().is_none() {
                    self.fail(start, "is no JSON here");
                } else {
                    self.position = start;
                }
            }
        }
        *after = After::Value;
        self.is_whole()
    }

    #[cold]
    fn is_filler(&self) -> bool {
        let rest = self.text.get(self.position..).unwrap_or_default();
        rest.bytes().all(|byte| byte == 0 || byte.is_ascii_whitespace())
    }

    #[cold]
    fn closes_nothing(&mut self, after: After) {
        self.expect(after != After::Comma);
        self.fail(self.position, "is no JSON here: a bracket closes what is not open");
    }

    /// Goes to the next element of the list that is open, or behind its end; whether there is one.
    #[inline]
    pub(super) fn next_item(&mut self, after: &mut After) -> bool {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        match (rest, *after) {
            ([b',', byte, ..], After::Value) if begins(*byte) => {
                self.position += 1;
                true
            }
            ([b']', ..], After::Value) => {
                self.position += 1;
                false
            }
            _ => self.any_next_item(after),
        }
    }

    /// The same with blanks, and with what is odd.
    fn any_next_item(&mut self, after: &mut After) -> bool {
        self.skip_commas(after);
        match self.peek() {
            Some(b']') => {
                self.expect(*after != After::Comma);
                self.position += 1;
                false
            }
            Some(b'}') => {
                self.closes_nothing(*after);
                false
            }
            Some(_) => {
                self.expect(*after != After::Value);
                *after = After::Value;
                true
            }
            None => {
                self.fail(self.position, ENDS);
                false
            }
        }
    }

    /// Goes to the value of the next member of the object that is open, or behind its end; its key, if there is one.
    #[inline]
    pub(super) fn next_member(&mut self, after: &mut After) -> Option<Quoted> {
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        match (rest, *after) {
            ([b',', b'"', ..], After::Value) => self.position += 1,
            ([b'}', ..], After::Value) => {
                self.position += 1;
                return None;
            }
            _ => {
                if !self.any_next_key(after) {
                    return None;
                }
            }
        }
        let key = self.string()?;
        if self.peek() != Some(b':') {
            self.skip_blanks();
            if self.peek() != Some(b':') {
                self.no_colon();
                return None;
            }
        }
        self.position += 1;
        self.skip_blanks();
        if self.peek().is_none() {
            self.fail(self.position, ENDS);
            return None;
        }
        Some(key)
    }

    /// Goes to the next key, with blanks before it and what is odd; whether there is one.
    fn any_next_key(&mut self, after: &mut After) -> bool {
        self.skip_commas(after);
        match self.peek() {
            Some(b'"') => {
                self.expect(*after != After::Value);
                *after = After::Value;
                true
            }
            Some(b'}') => {
                self.expect(*after != After::Comma);
                self.position += 1;
                false
            }
            other => {
                self.no_key(other, *after);
                false
            }
        }
    }

    #[cold]
    fn no_colon(&mut self) {
        let has_end = self.peek().is_none();
        self.fail(self.position, if has_end { ENDS } else { "is no JSON here: a colon is missing" });
    }

    #[cold]
    fn no_key(&mut self, byte: Option<u8>, after: After) {
        match byte {
            None => self.fail(self.position, ENDS),
            Some(b']') => self.closes_nothing(after),
            Some(_) => {
                self.expect(after != After::Value);
                self.fail(self.position, "is no JSON here: a key is missing");
            }
        }
    }

    /// The string that begins here.
    #[inline]
    pub(super) fn string(&mut self) -> Option<Quoted> {
        let start = self.position + 1;
        let bytes = self.text.as_bytes();
        let mut position = start;
        let mut is_special = false;
        loop {
            let rest = bytes.get(position..).unwrap_or_default();
            let Some(found) = text::end_nearby(rest).or_else(|| memchr::memchr2(b'"', b'\\', rest)) else {
                self.fail(start - 1, "ends in the middle of a string");
                return None;
            };
            position += found;
            if bytes.get(position) == Some(&b'"') {
                break;
            }
            is_special = true;
            position += 2;
        }
        self.position = position + 1;
        Some(Quoted { start, end: position, is_special })
    }

    /// The number that begins here; none where the text ends with it, for digits may be missing.
    #[inline]
    pub(super) fn number(&mut self) -> Option<&'a str> {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.position += 1;
        }
        // `-Infinity`, which some tools write.
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.position += 1;
        }
        if self.position == self.text.len() {
            self.fail(start, ENDS);
            return None;
        }
        self.text.get(start..self.position)
    }

    /// `true`, `false`, `null`, and `NaN` and `Infinity`, which are no numbers but common.
    #[inline]
    pub(super) fn word(&mut self) -> Option<Kind> {
        let kind = self.known_word();
        if kind.is_none() {
            self.no_word();
        }
        kind
    }

    #[inline]
    fn known_word(&mut self) -> Option<Kind> {
        const TRUE: u32 = u32::from_le_bytes(*b"true");
        const FALS: u32 = u32::from_le_bytes(*b"fals");
        const NULL: u32 = u32::from_le_bytes(*b"null");
        let rest = self.text.as_bytes().get(self.position..).unwrap_or_default();
        let (kind, length) = match u32::from_le_bytes(*rest.first_chunk()?) {
            TRUE => (Kind::True, 4),
            NULL => (Kind::Null, 4),
            FALS if rest.get(4) == Some(&b'e') => (Kind::False, 5),
            _ if rest.starts_with(b"Infinity") => (Kind::Number, 8),
            _ if rest.starts_with(b"NaN") => (Kind::Number, 3),
            _ => return None,
        };
        if rest.get(length).is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        self.position += length;
        Some(kind)
    }

    #[cold]
    fn no_word(&mut self) {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.position += 1;
        }
        let is_cut = self.position == self.text.len();
        self.fail(start, if is_cut { ENDS } else { "is no JSON here" });
    }
}

/// Whether a value can begin with this.
#[inline]
fn begins(byte: u8) -> bool {
    matches!(byte, b'"' | b'-' | b'0'..=b'9' | b'[' | b'{' | b't' | b'f' | b'n')
}

/// What may stand before the JSON.
fn is_blank(character: char) -> bool {
    character == '\u{feff}' || character.is_whitespace()
}

/// Where the JSON begins: at the first line that can begin with it.
fn first_value(text: &str) -> usize {
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        // Every blank is passed once, however many lines of them there are.
        let word = rest.trim_start_matches(is_blank);
        at += rest.len() - word.len();
        if word.starts_with(['{', '[']) {
            return at;
        }
        let Some(end) = memchr::memchr(b'\n', word.as_bytes()) else { break };
        at += end + 1;
    }
    0
}
