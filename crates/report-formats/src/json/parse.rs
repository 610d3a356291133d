//! From text to nodes, in one pass and without recursion.

use std::cell::Cell;

use super::{Buffers, Json, Kind, Node, Value};
use crate::tally::Tally;

struct Parser<'a, 's> {
    json: Json<'a>,
    position: usize,
    /// Whether the innermost open value is an object.
    is_in_object: bool,
    /// What stands before the next mark.
    after: After,
    stream: Option<Stream<'s>>,
}

/// What commas stand between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Begin,
    Value,
    Comma,
}

/// A list whose objects are handed out as they end, and forgotten.
pub(super) struct Stream<'s> {
    /// The keys that lead to the list.
    pub(super) way: &'s [&'s str],
    pub(super) take: &'s mut dyn FnMut(Value<'_, '_>),
    /// The number of the list, once it has begun.
    pub(super) list: Option<u32>,
}

pub(super) fn parse<'a>(text: &'a str, buffers: Buffers, stream: Option<Stream<'_>>) -> Json<'a> {
    let start = first_value(text);
    let Buffers { mut nodes, mut open } = buffers;
    nodes.clear();
    open.clear();
    let preamble =
        text.get(..start).is_some_and(|before| !before.trim_start_matches('\u{feff}').trim().is_empty());
    let json = Json {
        text,
        nodes,
        open,
        broken: None,
        preamble,
        odd_commas: Tally::default(),
        odd_escapes: Cell::new(Tally::default()),
    };
    let mut parser = Parser { json, position: start, is_in_object: false, after: After::Begin, stream };
    let broken = parser.run().err();
    parser.close_all();
    parser.json.broken = broken;
    parser.json
}

/// Where the JSON begins: at the first line that can begin with it.
fn first_value(text: &str) -> usize {
    let begins = |line: &str| line.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) {
            return at + (line.len() - line.trim_start_matches('\u{feff}').len());
        }
        at += line.len();
    }
    0
}

type Broken = (usize, &'static str);

impl Parser<'_, '_> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.json.text.as_bytes().get(self.position).copied()
    }

    #[inline]
    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.position += 1;
        }
    }

    fn run(&mut self) -> Result<(), Broken> {
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek() else {
                return if self.json.open.is_empty() {
                    Ok(())
                } else {
                    Err((self.position, "ends in the middle of the JSON"))
                };
            };
            match byte {
                b'}' | b']' => {
                    self.expect(self.after != After::Comma);
                    self.close(byte)?;
                }
                // Commas part; what they part is told by the brackets alone.
                b',' => {
                    self.expect(self.after == After::Value);
                    self.after = After::Comma;
                    self.position += 1;
                }
                _ => {
                    self.expect(self.after != After::Value || self.json.open.is_empty());
                    self.after = After::Value;
                    if self.is_in_object { self.member(byte)? } else { self.value(byte)? }
                }
            }
        }
    }

    /// Takes note of a comma that is missing or too many.
    #[inline]
    fn expect(&mut self, is_sound: bool) {
        if !is_sound {
            self.json.odd_commas.hit(self.position);
        }
    }

    fn kind(&self, number: u32) -> Option<Kind> {
        self.json.nodes.get(number as usize).map(|node| node.kind)
    }

    /// A key, its colon and its value.
    fn member(&mut self, byte: u8) -> Result<(), Broken> {
        if byte != b'"' {
            return Err((self.position, "is no JSON here: a key is missing"));
        }
        let key = self.json.nodes.len();
        self.string()?;
        self.skip_blanks();
        let result = match self.peek() {
            Some(b':') => {
                self.position += 1;
                self.skip_blanks();
                match self.peek() {
                    Some(byte) => self.value(byte),
                    None => Err((self.position, "ends in the middle of the JSON")),
                }
            }
            Some(_) => Err((self.position, "is no JSON here: a colon is missing")),
            None => Err((self.position, "ends in the middle of the JSON")),
        };
        // A key without a value would shift all that follow.
        if result.is_err() && self.json.nodes.len() == key + 1 {
            self.json.nodes.truncate(key);
        }
        result
    }

    #[inline]
    fn value(&mut self, byte: u8) -> Result<(), Broken> {
        match byte {
            b'"' => self.string(),
            b'{' => self.begin(Kind::Object),
            b'[' => self.begin(Kind::Array),
            b'-' | b'0'..=b'9' => {
                self.number();
                Ok(())
            }
            _ => self.word(),
        }
    }

    fn begin(&mut self, kind: Kind) -> Result<(), Broken> {
        let number = self.push(kind, self.position, self.position + 1, false)?;
        if kind == Kind::Array {
            self.begin_stream(number);
        }
        self.json.open.push(number);
        self.is_in_object = kind == Kind::Object;
        self.after = After::Begin;
        self.position += 1;
        Ok(())
    }

    #[inline]
    fn push(&mut self, kind: Kind, at: usize, end: usize, is_special: bool) -> Result<u32, Broken> {
        // A node takes a byte of text at least, so that the first of these bounds the number of nodes too.
        let (Ok(start), Ok(end), Ok(number)) =
            (u32::try_from(at), u32::try_from(end), u32::try_from(self.json.nodes.len()))
        else {
            return Err((at, "holds more than 4 GiB of JSON; the rest is left out"));
        };
        self.json.nodes.push(Node { at: start, end, next: number.saturating_add(1), kind, is_special });
        Ok(number)
    }

    fn close(&mut self, byte: u8) -> Result<(), Broken> {
        let expected = if byte == b'}' { Kind::Object } else { Kind::Array };
        match self.json.open.last() {
            Some(open) if self.kind(*open) == Some(expected) => {
                self.position += 1;
                self.after = After::Value;
                self.finish_innermost(false);
                Ok(())
            }
            _ => Err((self.position, "is no JSON here: a bracket closes what is not open")),
        }
    }

    fn finish_innermost(&mut self, is_cut: bool) {
        let next = u32::try_from(self.json.nodes.len()).unwrap_or(u32::MAX);
        let Some(number) = self.json.open.pop() else { return };
        self.is_in_object = self.json.open.last().is_some_and(|open| self.kind(*open) == Some(Kind::Object));
        if let Some(node) = self.json.nodes.get_mut(number as usize) {
            node.next = next;
            node.end = u32::try_from(self.position).unwrap_or(u32::MAX);
            node.is_special = is_cut;
        }
        if let Some(Stream { take, list: Some(list), .. }) = &mut self.stream
            && self.json.open.last() == Some(list)
            && let Some(value) = self.json.value(number)
        {
            take(value);
            self.json.nodes.truncate(number as usize);
        }
    }

    /// Takes the list that begins here as the one to hand out when it is the first at the end of its way.
    fn begin_stream(&mut self, number: u32) {
        if let Some(Stream { way, list: None, .. }) = self.stream
            && self.is_at(way, number)
            && let Some(stream) = &mut self.stream
        {
            stream.list = Some(number);
        }
    }

    /// Whether the keys `way` lead to the value that begins here.
    fn is_at(&self, way: &[&str], number: u32) -> bool {
        let open = &self.json.open;
        if open.len() != way.len() || open.first() != Some(&0) {
            return false;
        }
        // The key of a member stands directly before it.
        let leads = |(key, value): (&&str, u32)| {
            let name = value.checked_sub(1).and_then(|before| self.json.value(before));
            name.is_some_and(|name| name.raw() == *key)
        };
        open.iter().all(|open| self.kind(*open) == Some(Kind::Object))
            && way.iter().zip(open.iter().skip(1).copied().chain([number])).all(leads)
    }

    fn close_all(&mut self) {
        while !self.json.open.is_empty() {
            self.finish_innermost(true);
        }
    }

    #[inline]
    fn string(&mut self) -> Result<(), Broken> {
        let start = self.position + 1;
        let bytes = self.json.text.as_bytes();
        let mut position = start;
        let mut is_special = false;
        loop {
            let rest = bytes.get(position..).unwrap_or_default();
            let Some(found) = end_nearby(rest).or_else(|| memchr::memchr2(b'"', b'\\', rest)) else {
                self.position = self.json.text.len();
                return Err((start - 1, "ends in the middle of a string"));
            };
            position += found;
            if bytes.get(position) == Some(&b'"') {
                break;
            }
            is_special = true;
            position += 2;
        }
        self.position = position + 1;
        self.push(Kind::String, start, position, is_special).map(|_| ())
    }

    fn number(&mut self) {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.position += 1;
        }
        // `-Infinity`, which some tools write.
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.position += 1;
        }
        let _ = self.push(Kind::Number, start, self.position, false);
    }

    /// `true`, `false`, `null`, and `NaN` and `Infinity`, which are no numbers but common.
    fn word(&mut self) -> Result<(), Broken> {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.position += 1;
        }
        let kind = match self.json.text.get(start..self.position) {
            Some("true") => Kind::True,
            Some("false") => Kind::False,
            Some("null") => Kind::Null,
            Some("NaN" | "Infinity") => Kind::Number,
            _ if self.position == self.json.text.len() && !self.json.open.is_empty() => {
                return Err((start, "ends in the middle of the JSON"));
            }
            _ => {
                self.position = start;
                return Err((start, "is no JSON here"));
            }
        };
        self.push(kind, start, self.position, false).map(|_| ())
    }
}

/// Where the first quote or backslash is, when it is one of the first bytes, as with most names and words; eight bytes are
/// compared at a time.
#[inline]
fn end_nearby(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The lowest high bit that is set is that of the first byte that is the wanted one.
    let equal = |word: u64, byte: u8| {
        let differs = word ^ (ONES * u64::from(byte));
        differs.wrapping_sub(ONES) & !differs & HIGH
    };
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().take(4).zip(0..).find_map(|(word, number)| {
        let word = u64::from_le_bytes(*word);
        let found = equal(word, b'"') | equal(word, b'\\');
        (found != 0).then(|| number * 8 + (found.trailing_zeros() / 8) as usize)
    })
}
