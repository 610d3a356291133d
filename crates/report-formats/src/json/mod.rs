//! JSON as tools write it: read into a flat list of nodes that borrow from the text, whatever is wrong with it.
//!
//! A reader asks a [`Value`] for what it wants and gets `None` where there is something else, so that one field of a
//! wrong type costs that field and not the file. A file that was cut off gives what it has.

mod lines;
mod parse;
mod shape;
mod text;

use std::borrow::Cow;
use std::cell::Cell;

use report_model::{Location, Notice, Notices};

pub(crate) use self::lines::Lines;
pub(crate) use self::shape::Shape;

use crate::place::line_column;
use crate::tally::{MAX_COUNT, Tally};
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

/// Memory for the nodes of a text.
#[derive(Debug, Default)]
struct Buffers {
    nodes: Vec<Node>,
    open: Vec<u32>,
}

impl Buffers {
    fn for_text(bytes: usize) -> Self {
        // About as many as real reports have. What is not used is only an address.
        Self { nodes: Vec::with_capacity(bytes / 12), open: Vec::new() }
    }
}

/// A text read as JSON.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// Used while reading only, and kept for the next text.
    open: Vec<u32>,
    /// Where reading ended before the text did, and why.
    broken: Option<(usize, &'static str)>,
    /// Text before the first value.
    preamble: bool,
    /// Commas that are missing or too many.
    odd_commas: Tally,
    /// Escapes in strings that JSON does not know.
    odd_escapes: Cell<Tally>,
}

impl<'a> Json<'a> {
    /// Reads one value or several after each other.
    pub(crate) fn parse(text: &'a str) -> Self {
        parse::parse(text, Buffers::for_text(text.len()), None)
    }

    /// The same, with memory that was used for another text before.
    fn parse_in(text: &'a str, buffers: Buffers) -> Self {
        parse::parse(text, buffers, None)
    }

    /// The memory, for another text.
    fn into_buffers(self) -> Buffers {
        Buffers { nodes: self.nodes, open: self.open }
    }

    /// Reads a text whose first value is an object or a list, or says why it is not.
    pub(crate) fn of(
        format: &'static str,
        artifact: &Artifact<'_>,
        text: &'a str,
    ) -> Result<Self, ReadError> {
        Self::parse(text).checked(format, artifact)
    }

    /// The same for a text most of which is the list at the end of `way`: each object in it is handed to `take` and
    /// forgotten, so that no more than one of them takes memory. What else stands in the list stays there.
    pub(crate) fn stream(
        format: &'static str,
        artifact: &Artifact<'_>,
        text: &'a str,
        way: &[&str],
        mut take: impl FnMut(Value<'_, '_>),
    ) -> Result<Self, ReadError> {
        let stream = parse::Stream { way, take: &mut take, list: None };
        parse::parse(text, Buffers::default(), Some(stream)).checked(format, artifact)
    }

    fn checked(self, format: &'static str, artifact: &Artifact<'_>) -> Result<Self, ReadError> {
        let json = self;
        match json.root() {
            Some(root) if root.is_object() || root.is_array() => Ok(json),
            _ => {
                let (at, cause) = json.broken.unwrap_or((0, "neither an object nor a list"));
                Err(ReadError::new(format, json.locate(artifact.path, at), cause)
                    .hint("make sure that the path names the report and not the log of the run"))
            }
        }
    }

    /// Whether the text was JSON to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.broken.is_none()
    }

    /// The first value.
    pub(crate) fn root(&self) -> Option<Value<'_, 'a>> {
        self.value(0)
    }

    /// All values that stand beside each other.
    pub(crate) fn roots(&self) -> Items<'_, 'a> {
        Items { json: self, next: 0, end: self.len() }
    }

    fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    fn value(&self, number: u32) -> Option<Value<'_, 'a>> {
        self.nodes.get(number as usize).map(|node| Value { json: self, number, node: *node })
    }

    /// Where `offset` is.
    pub(crate) fn locate(&self, path: &str, offset: usize) -> Location {
        let (line, column) = line_column(self.text, offset);
        Location { path: path.to_owned(), line: Some(line), column: Some(column), element: None }
    }

    /// Tells what was wrong with the text.
    pub(crate) fn report(&self, path: &str, notices: &Notices) {
        if let Some((at, what)) = self.broken {
            notices.push(
                Notice::error(what)
                    .effect("what stands behind this place is missing from the figures")
                    .hint(
                        "the job was most likely killed while writing, or something else wrote into the file",
                    )
                    .at(self.locate(path, at)),
            );
        }
        if self.preamble {
            notices.push(
                Notice::warning("holds text before the JSON begins; left out")
                    .hint("keep other output out of the file")
                    .at(self.locate(path, 0)),
            );
        }
        if let Some(first) = self.odd_commas.seen() {
            notices.push(
                Notice::warning(format!(
                    "{} missing or too many; read as if all were right",
                    self.odd_commas.of("comma is", "commas are")
                ))
                .hint("the tool does not write valid JSON, or somebody changed the file")
                .at(self.locate(path, first)),
            );
        }
        let odd = self.odd_escapes.get();
        if let Some(first) = odd.seen() {
            notices.push(
                Notice::warning(format!(
                    "{} that JSON does not know; kept as it stands",
                    odd.of("escape", "escapes")
                ))
                .hint("the tool does not write valid JSON; a newer version may")
                .at(self.locate(path, first)),
            );
        }
    }
}

/// One value of a [`Json`] text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'t, 'a> {
    json: &'t Json<'a>,
    number: u32,
    node: Node,
}

impl<'t, 'a> Value<'t, 'a> {
    fn raw(self) -> &'a str {
        self.json.text.get(self.node.at as usize..self.node.end as usize).unwrap_or_default()
    }

    /// The member called `key`; of several the first.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        if self.node.kind != Kind::Object {
            return None;
        }
        // Every reader asks for many keys of every object: most differ in their length already.
        let nodes = &self.json.nodes;
        let mut number = self.number + 1;
        while number < self.node.next {
            let name = nodes.get(number as usize)?;
            let (start, end) = (name.at as usize, name.end as usize);
            if end - start == key.len() && self.json.text.as_bytes().get(start..end) == Some(key.as_bytes()) {
                return self.json.value(name.next);
            }
            number = nodes.get(name.next as usize)?.next;
        }
        None
    }

    /// The value at the end of a way of keys.
    pub(crate) fn path(self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The members of an object, keys and values.
    pub(crate) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> + use<'t, 'a> {
        self.members_raw().map(|(key, value)| (key.string().unwrap_or_default(), value))
    }

    /// The members of an object, keys as they are written and values.
    #[inline]
    pub(crate) fn members_as_written(self) -> impl Iterator<Item = (&'a str, Self)> + use<'t, 'a> {
        self.members_raw().map(|(key, value)| (key.raw(), value))
    }

    fn members_raw(self) -> Members<'t, 'a> {
        let is_object = self.node.kind == Kind::Object;
        Members {
            items: Items {
                json: self.json,
                next: self.number + 1,
                end: if is_object { self.node.next } else { 0 },
            },
        }
    }

    /// The elements of an array; of anything else none.
    pub(crate) fn items(self) -> Items<'t, 'a> {
        let is_array = self.node.kind == Kind::Array;
        Items { json: self.json, next: self.number + 1, end: if is_array { self.node.next } else { 0 } }
    }

    /// The elements of the array that is called `key`.
    pub(crate) fn list(self, key: &str) -> Items<'t, 'a> {
        match self.get(key) {
            Some(list) => list.items(),
            None => Items { json: self.json, next: 0, end: 0 },
        }
    }

    pub(crate) fn is_object(self) -> bool {
        self.node.kind == Kind::Object
    }

    pub(crate) fn is_array(self) -> bool {
        self.node.kind == Kind::Array
    }

    pub(crate) fn is_null(self) -> bool {
        self.node.kind == Kind::Null
    }

    /// Whether the text ended before this object or array did.
    pub(crate) fn is_cut(self) -> bool {
        matches!(self.node.kind, Kind::Object | Kind::Array) && self.node.is_special
    }

    /// A string.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        if self.node.kind != Kind::String {
            return None;
        }
        if !self.node.is_special {
            return Some(Cow::Borrowed(self.raw()));
        }
        let mut odd = self.json.odd_escapes.get();
        let text = text::unescape(self.raw(), self.node.at as usize, &mut odd);
        self.json.odd_escapes.set(odd);
        Some(Cow::Owned(text))
    }

    /// A string that is not empty.
    pub(crate) fn some_string(self) -> Option<Cow<'a, str>> {
        self.string().filter(|text| !text.is_empty())
    }

    /// The string that is called `key`.
    pub(crate) fn str_of(self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.some_string()
    }

    /// A number.
    pub(crate) fn number(self) -> Option<f64> {
        if self.node.kind != Kind::Number {
            return None;
        }
        self.raw().parse::<f64>().ok().filter(|number| number.is_finite())
    }

    /// A number, be it written as a string.
    pub(crate) fn number_or_text(self) -> Option<f64> {
        self.number()
            .or_else(|| self.string()?.trim().parse::<f64>().ok().filter(|number| number.is_finite()))
    }

    /// The number that is called `key`.
    pub(crate) fn number_of(self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }

    /// A duration in seconds; unknown when it is negative, as after a clock was set.
    pub(crate) fn secs_of(self, key: &str) -> Option<f64> {
        self.number_of(key).filter(|secs| *secs >= 0.0)
    }

    /// A duration in milliseconds, as seconds.
    pub(crate) fn millis_of(self, key: &str) -> Option<f64> {
        self.secs_of(key).map(|millis| millis / 1000.0)
    }

    /// A count. What is below nothing is none; what is too large is [`MAX_COUNT`].
    pub(crate) fn count(self) -> Option<u64> {
        if self.node.kind != Kind::Number {
            return None;
        }
        if let Ok(count) = self.raw().parse::<u64>() {
            return Some(count.min(MAX_COUNT));
        }
        let number = self.number()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is not negative"
        )]
        (number >= 0.0).then_some((number as u64).min(MAX_COUNT))
    }

    /// The count that is called `key`.
    pub(crate) fn count_of(self, key: &str) -> Option<u64> {
        self.get(key)?.count()
    }

    /// The line number that is called `key`.
    pub(crate) fn line_of(self, key: &str) -> Option<u32> {
        self.count_of(key).and_then(|line| u32::try_from(line).ok())
    }

    /// A truth value.
    pub(crate) fn truth(self) -> Option<bool> {
        match self.node.kind {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// Whether the member `key` is true.
    pub(crate) fn is_true(self, key: &str) -> bool {
        self.get(key).and_then(Self::truth) == Some(true)
    }

    /// The value as it stands in the text, for what has no place of its own.
    pub(crate) fn written(self) -> Cow<'a, str> {
        match self.string() {
            Some(text) => text,
            None => Cow::Borrowed(self.raw()),
        }
    }
}

/// Goes over values that stand beside each other.
#[derive(Debug, Clone)]
pub(crate) struct Items<'t, 'a> {
    json: &'t Json<'a>,
    next: u32,
    end: u32,
}

impl<'t, 'a> Iterator for Items<'t, 'a> {
    type Item = Value<'t, 'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let value = self.json.value(self.next)?;
        self.next = value.node.next;
        Some(value)
    }
}

struct Members<'t, 'a> {
    items: Items<'t, 'a>,
}

impl<'t, 'a> Iterator for Members<'t, 'a> {
    type Item = (Value<'t, 'a>, Value<'t, 'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        Some((self.items.next()?, self.items.next()?))
    }
}

#[cfg(test)]
mod tests;
