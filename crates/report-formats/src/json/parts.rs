//! A value part by part, without recursion: onto a tape, or past it.

use super::Kind;
use super::scan::{After, Scanner};

/// An object or a list that has begun and not ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    is_object: bool,
    /// What the sink calls it.
    number: u32,
}

/// Takes the parts of a value in the order of the text. What says no is full.
pub(super) trait Sink {
    /// A key, or a value without parts.
    fn scalar(&mut self, kind: Kind, start: usize, end: usize, is_special: bool) -> bool;
    /// The begin of an object or list, which gets a number.
    fn begin(&mut self, kind: Kind, at: usize) -> Option<u32>;
    /// The end of the object or list with this number.
    fn end(&mut self, number: u32, at: usize, is_cut: bool);
    /// How much was taken.
    fn len(&self) -> usize;
    /// Forgets what was taken last: a key that has no value.
    fn forget_key(&mut self, len: usize);
}

/// Takes nothing.
pub(super) struct Nothing;

impl Sink for Nothing {
    #[inline]
    fn scalar(&mut self, _: Kind, _: usize, _: usize, _: bool) -> bool {
        true
    }

    #[inline]
    fn begin(&mut self, _: Kind, _: usize) -> Option<u32> {
        Some(0)
    }

    #[inline]
    fn end(&mut self, _: u32, _: usize, _: bool) {}

    #[inline]
    fn len(&self) -> usize {
        0
    }

    #[inline]
    fn forget_key(&mut self, _: usize) {}
}

impl Scanner<'_> {
    /// Hands the value that begins here to `sink`, part by part. What is open when the text breaks is cut off there.
    pub(super) fn value<S: Sink>(&mut self, open: &mut Vec<Open>, sink: &mut S) {
        open.clear();
        self.part(open, sink);
        let mut after = After::Begin;
        while let Some(innermost) = open.last().copied() {
            let depth = open.len();
            let goes_on = if innermost.is_object {
                self.next_member(&mut after).is_some_and(|key| {
                    let before = sink.len();
                    if !sink.scalar(Kind::String, key.start, key.end, key.is_special) {
                        self.is_full();
                        return false;
                    }
                    let has_value = self.part(open, sink);
                    // A key without a value would shift all that follow.
                    if !has_value {
                        sink.forget_key(before);
                    }
                    has_value
                })
            } else {
                self.next_item(&mut after) && self.part(open, sink)
            };
            if !goes_on {
                open.pop();
                sink.end(innermost.number, self.position, !self.is_whole());
                after = After::Value;
            } else if open.len() > depth {
                after = After::Begin;
            }
        }
    }

    /// A value without parts, or the begin of one with parts; whether there is one.
    #[inline]
    fn part<S: Sink>(&mut self, open: &mut Vec<Open>, sink: &mut S) -> bool {
        let at = self.position;
        let is_taken = match self.peek() {
            Some(b'"') => {
                let Some(quoted) = self.string() else { return false };
                sink.scalar(Kind::String, quoted.start, quoted.end, quoted.is_special)
            }
            Some(begin @ (b'{' | b'[')) => {
                let is_object = begin == b'{';
                let number = sink.begin(if is_object { Kind::Object } else { Kind::Array }, at);
                if let Some(number) = number {
                    open.push(Open { is_object, number });
                    self.position += 1;
                }
                number.is_some()
            }
            Some(b'-' | b'0'..=b'9') => {
                if self.number().is_none() {
                    return false;
                }
                sink.scalar(Kind::Number, at, self.position, false)
            }
            _ => {
                let Some(kind) = self.word() else { return false };
                sink.scalar(kind, at, self.position, false)
            }
        };
        if !is_taken {
            self.is_full();
        }
        is_taken
    }

    #[cold]
    fn is_full(&mut self) {
        self.fail(self.position, "holds more than 4 GiB of JSON; the rest is left out");
    }
}
