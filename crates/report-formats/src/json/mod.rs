//! JSON as tools write it, whatever is wrong with it: one field of a wrong type costs that field and not the file, and
//! a file that was cut off gives what it has.
//!
//! A [`Cursor`] goes through a text once and hands out what a reader asks for on the way: for large reports. A
//! [`Json`] keeps a flat list of nodes that borrow from the text, and its [`Value`]s can be asked in any order: for
//! small texts, and for the parts of large ones that are.

mod cursor;
mod lines;
mod number;
mod oddities;
mod parts;
mod scan;
mod shape;
mod tape;
mod text;
mod value;

use report_model::Notices;

pub(crate) use self::cursor::{Cursor, first};
pub(crate) use self::lines::Lines;
use self::oddities::Oddities;
pub(crate) use self::shape::Shape;
use self::tape::Tape;
pub(crate) use self::value::{Items, Value};

use crate::{Artifact, ReadError};

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    /// Members follow as key, value, key, value.
    Object,
    Array,
}

/// One value. Its children follow it directly.
///
/// A text has millions of these, so they are kept small: 4 GiB of JSON are more than anybody writes.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The offset of its first byte; of a string, of the first byte behind the quote.
    at: u32,
    /// The offset behind its last byte; of a string, of the closing quote.
    end: u32,
    /// The number of the node behind it and all its children.
    next: u32,
    kind: Kind,
    /// Whether a string holds escapes or characters that JSON forbids; whether an object or array was cut off.
    is_special: bool,
}

/// A text read as JSON.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    text: &'a str,
    tape: Tape,
    odd: Oddities,
}

impl<'a> Json<'a> {
    /// Reads one value or several after each other.
    pub(crate) fn parse(text: &'a str) -> Self {
        tape::parse(text, Tape::for_text(text.len()))
    }

    /// Reads a text whose first value is an object or a list, or says why it is not.
    pub(crate) fn of(
        format: &'static str,
        artifact: &Artifact<'_>,
        text: &'a str,
    ) -> Result<Self, ReadError> {
        let json = Self::parse(text);
        match json.root() {
            Some(root) if root.is_object() || root.is_array() => Ok(json),
            _ => Err(json.odd.no_document(format, artifact, text)),
        }
    }

    /// Whether the text was JSON to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.odd.broken.is_none()
    }

    /// The first value.
    pub(crate) fn root(&self) -> Option<Value<'_, 'a>> {
        self.value(0)
    }

    /// All values that stand beside each other.
    pub(crate) fn roots(&self) -> Items<'_, 'a> {
        Items { json: self, next: 0, end: u32::try_from(self.tape.nodes.len()).unwrap_or(u32::MAX) }
    }

    /// The same text, of which all values that stand beside each other were wanted.
    pub(crate) fn of_several(mut self) -> Self {
        self.odd.second = None;
        self
    }

    fn value(&self, number: u32) -> Option<Value<'_, 'a>> {
        self.tape.nodes.get(number as usize).map(|node| Value { json: self, number, node: *node })
    }

    /// Tells what was wrong with the text.
    pub(crate) fn report(&self, path: &str, notices: &Notices) {
        self.odd.report(self.text, path, notices);
    }
}

#[cfg(test)]
mod tests;
