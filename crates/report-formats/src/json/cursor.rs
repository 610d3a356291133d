//! Going through a text once.

use std::borrow::Cow;

use report_model::Notices;

use super::parts::Nothing;
use super::scan::{After, Quoted, Scanner};
use super::{Json, Kind, Tape, Value, number, text};
use crate::{Artifact, ReadError};

/// A place before a value.
///
/// What is asked for takes the value, whatever it is: a number that is asked for where there is a list is none, and
/// the next value comes. Where the text breaks everything that is open ends.
#[derive(Debug, Default)]
pub(crate) struct Cursor<'a> {
    scanner: Scanner<'a>,
    /// For the parts that are kept as values.
    tape: Tape,
}

impl<'a> Cursor<'a> {
    /// Goes through a text whose first value is an object or a list, at which `take` begins, or says why it is not.
    pub(crate) fn walk(
        format: &'static str,
        artifact: &Artifact<'_>,
        text: &'a str,
        take: impl FnOnce(&mut Self),
    ) -> Result<Self, ReadError> {
        let mut cursor = Self { scanner: Scanner::of(text), ..Self::default() };
        let mut after = After::Begin;
        if !cursor.scanner.next_root(&mut after) || !(cursor.is_object() || cursor.is_array()) {
            cursor.skip();
            return Err(cursor.scanner.odd.no_document(format, artifact, text));
        }
        cursor.take_or_skip(take);
        while cursor.scanner.next_root(&mut after) {
            cursor.scanner.odd.second.get_or_insert(cursor.scanner.position);
            cursor.skip();
        }
        Ok(cursor)
    }

    /// Goes to another text, whose values are all handed to `take`. Whether it is JSON to its end.
    pub(super) fn each(&mut self, text: &'a str, mut take: impl FnMut(&mut Self)) -> bool {
        self.scanner = Scanner::of(text);
        let mut after = After::Begin;
        while self.scanner.next_root(&mut after) {
            self.take_or_skip(&mut take);
        }
        self.is_whole()
    }

    /// Whether a string had escapes that JSON does not know.
    pub(super) fn has_odd_escapes(&self) -> bool {
        self.scanner.odd.escapes.get().seen().is_some()
    }

    #[inline]
    fn take_or_skip(&mut self, take: impl FnOnce(&mut Self)) {
        let before = self.scanner.position;
        take(self);
        if self.scanner.position == before {
            self.skip();
        }
    }

    /// Whether all so far was JSON.
    pub(crate) fn is_whole(&self) -> bool {
        self.scanner.is_whole()
    }

    /// Whether further values stand behind the first.
    pub(crate) fn has_more(&self) -> bool {
        self.scanner.odd.second.is_some()
    }

    /// Tells what was wrong with the text.
    pub(crate) fn report(&self, path: &str, notices: &Notices) {
        self.scanner.odd.report(self.scanner.text, path, notices);
    }

    pub(crate) fn is_object(&self) -> bool {
        self.scanner.peek() == Some(b'{')
    }

    pub(crate) fn is_array(&self) -> bool {
        self.scanner.peek() == Some(b'[')
    }

    pub(crate) fn is_string(&self) -> bool {
        self.scanner.peek() == Some(b'"')
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self.scanner.peek(), Some(b'-' | b'0'..=b'9'))
    }

    pub(crate) fn is_null(&self) -> bool {
        self.scanner.peek() == Some(b'n')
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.scanner.peek() == Some(b'-')
    }

    /// Leaves the value out.
    pub(crate) fn skip(&mut self) {
        match self.scanner.peek() {
            Some(b'"') => _ = self.scanner.string(),
            Some(b'-' | b'0'..=b'9') => _ = self.scanner.number(),
            _ => self.scanner.value(&mut self.tape.open, &mut Nothing),
        }
    }

    /// Hands every member of the object to `take`, with its key as it is written. Whether there is an object, to its end.
    #[inline]
    pub(crate) fn members(&mut self, mut take: impl FnMut(&mut Self, &'a str)) -> bool {
        self.quoted_members(|cursor, key| {
            let key = cursor.raw(key);
            take(cursor, key);
        })
    }

    /// Hands every member of the object to `take`, with its key.
    pub(crate) fn entries(&mut self, mut take: impl FnMut(&mut Self, Cow<'a, str>)) -> bool {
        self.quoted_members(|cursor, key| {
            let key = cursor.text(key);
            take(cursor, key);
        })
    }

    #[inline]
    fn quoted_members(&mut self, mut take: impl FnMut(&mut Self, Quoted)) -> bool {
        if !self.is_object() {
            self.skip();
            return false;
        }
        self.scanner.position += 1;
        let mut after = After::Begin;
        while let Some(key) = self.scanner.next_member(&mut after) {
            self.take_or_skip(|cursor| take(cursor, key));
        }
        self.is_whole()
    }

    /// Hands every element of the list to `take`. Whether there is a list, to its end.
    #[inline]
    pub(crate) fn items(&mut self, mut take: impl FnMut(&mut Self)) -> bool {
        if !self.is_array() {
            self.skip();
            return false;
        }
        self.scanner.position += 1;
        let mut after = After::Begin;
        while self.scanner.next_item(&mut after) {
            self.take_or_skip(&mut take);
        }
        self.is_whole()
    }

    /// The elements of the first list that stands under a key; a second one would count its elements twice, and is left
    /// out and told.
    pub(crate) fn first_items(&mut self, is_taken: &mut bool, take: impl FnMut(&mut Self)) -> bool {
        self.is_array() && self.is_first(is_taken) && self.items(take)
    }

    /// Whether nothing was taken yet, as it is from now on; a second object or list is told.
    pub(crate) fn is_first(&mut self, is_taken: &mut bool) -> bool {
        if std::mem::replace(is_taken, true) {
            self.scanner.odd.twice.hit(self.scanner.position);
            return false;
        }
        true
    }

    /// The value with all that is in it, to be asked in any order; `None` where the text breaks before there is one.
    pub(crate) fn value<R>(&mut self, take: impl FnOnce(Value<'_, 'a>) -> R) -> Option<R> {
        self.tape.nodes.clear();
        self.tape.add(&mut self.scanner);
        let json = Json {
            text: self.scanner.text,
            tape: std::mem::take(&mut self.tape),
            odd: std::mem::take(&mut self.scanner.odd),
        };
        let taken = json.root().map(take);
        (self.tape, self.scanner.odd) = (json.tape, json.odd);
        taken
    }

    #[inline]
    fn raw(&self, quoted: Quoted) -> &'a str {
        self.scanner.text.get(quoted.start..quoted.end).unwrap_or_default()
    }

    #[inline]
    fn text(&mut self, quoted: Quoted) -> Cow<'a, str> {
        let raw = self.raw(quoted);
        if !quoted.is_special {
            return Cow::Borrowed(raw);
        }
        Cow::Owned(text::unescape(raw, quoted.start, self.scanner.odd.escapes.get_mut()))
    }

    /// A string.
    #[inline]
    pub(crate) fn string(&mut self) -> Option<Cow<'a, str>> {
        if !self.is_string() {
            self.skip();
            return None;
        }
        let quoted = self.scanner.string()?;
        Some(self.text(quoted))
    }

    /// A string that is not empty.
    #[inline]
    pub(crate) fn some_string(&mut self) -> Option<Cow<'a, str>> {
        self.string().filter(|text| !text.is_empty())
    }

    /// The strings of a list.
    pub(crate) fn strings(&mut self) -> Vec<Cow<'a, str>> {
        let mut strings = Vec::new();
        self.items(|cursor| strings.extend(cursor.string()));
        strings
    }

    /// A number as it is written.
    #[inline]
    fn written_number(&mut self) -> Option<&'a str> {
        if self.is_number() {
            return self.scanner.number();
        }
        self.skip();
        None
    }

    /// A number.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<f64> {
        number::float(self.written_number()?)
    }

    /// A number, be it written as a string.
    pub(crate) fn number_or_text(&mut self) -> Option<f64> {
        if self.is_string() { number::float(self.string()?.trim()) } else { self.number() }
    }

    /// A duration in seconds; unknown when it is negative, as after a clock was set.
    #[inline]
    pub(crate) fn secs(&mut self) -> Option<f64> {
        self.number().filter(|secs| *secs >= 0.0)
    }

    /// A duration in milliseconds, as seconds.
    #[inline]
    pub(crate) fn millis(&mut self) -> Option<f64> {
        self.secs().map(|millis| millis / 1000.0)
    }

    /// A count. What is below nothing is none; what is too large is the largest that is taken.
    #[inline]
    pub(crate) fn count(&mut self) -> Option<u64> {
        let rest = self.scanner.text.as_bytes().get(self.scanner.position..).unwrap_or_default();
        if let Some((count, length)) = number::few_digits(rest) {
            self.scanner.position += length;
            return Some(count);
        }
        number::count(self.written_number()?)
    }

    /// A line number.
    #[inline]
    pub(crate) fn line(&mut self) -> Option<u32> {
        self.count().and_then(|line| u32::try_from(line).ok())
    }

    /// A truth value.
    #[inline]
    pub(crate) fn truth(&mut self) -> Option<bool> {
        if !matches!(self.scanner.peek(), Some(b't' | b'f')) {
            self.skip();
            return None;
        }
        Some(self.scanner.word()? == Kind::True)
    }

    /// Whether it is true.
    #[inline]
    pub(crate) fn is_true(&mut self) -> bool {
        self.truth() == Some(true)
    }
}

/// Of several members of one name the first that says something is meant.
#[inline]
pub(crate) fn first<T>(slot: &mut Option<T>, said: Option<T>) {
    if slot.is_none() {
        *slot = said;
    }
}
