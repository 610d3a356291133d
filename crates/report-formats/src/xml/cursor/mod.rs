//! The walk over the pieces of an XML text.

mod recovery;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::escape;
use super::{Attribute, Escapes, Oddities, Tag, Token, is_name, local_name};
use crate::tally::Tally;

/// How far up an end tag may look for its element; more levels are never left open in earnest.
const MAX_UNCLOSED: usize = 256;

/// Walks over the tokens of a text and survives whatever is wrong with it.
///
/// The text may be a part of a longer one. All offsets are those of the longer one.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    /// The offset of `text`.
    origin: usize,
    /// Whether more follows behind `text`, so that its end is nothing odd.
    is_part: bool,
    reader: Reader<&'a [u8]>,
    /// Where `reader` began in `text`.
    base: usize,
    /// Where the last token began.
    at: usize,
    restarts: u32,
    /// The names of the open elements.
    open: Vec<&'a str>,
    /// How many elements stay open when those that were left open are closed.
    close_to: usize,
    has_root: bool,
    is_cut: bool,
    /// The innermost element that was open when the text ended.
    pub(super) cut_in: Option<&'a str>,
    /// What was wrong so far.
    pub(crate) oddities: Oddities,
}

impl<'a> Cursor<'a> {
    /// A cursor before the first token of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            origin: 0,
            is_part: false,
            reader: reader(text),
            base: 0,
            at: 0,
            restarts: 0,
            open: Vec::new(),
            close_to: usize::MAX,
            has_root: false,
            is_cut: false,
            cut_in: None,
            oddities: Oddities::default(),
        }
    }

    /// A cursor over the next part of a text, which begins at `origin`, behind what this one went over. `open` are the
    /// elements that are [open](Self::open_names).
    pub(crate) fn part<'b>(
        &self,
        text: &'b str,
        origin: usize,
        open: &'b [String],
        is_last: bool,
    ) -> Cursor<'b> {
        Cursor {
            origin,
            is_part: !is_last,
            base: origin,
            at: origin,
            restarts: self.restarts,
            open: open.iter().map(String::as_str).collect(),
            has_root: self.has_root,
            oddities: self.oddities,
            ..Cursor::new(text)
        }
    }

    /// The cursor behind its text, without the open elements.
    pub(crate) fn detach(self) -> Cursor<'static> {
        Cursor {
            restarts: self.restarts,
            has_root: self.has_root,
            oddities: self.oddities,
            ..Cursor::new("")
        }
    }

    /// The names of the open elements.
    pub(crate) fn open_names(&self) -> Vec<String> {
        self.open.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Whether the text ended while elements were open: the ends given out now are not in it.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The offset at which the last token began.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The text this walks over.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX - self.base)
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        let within = |offset: usize| offset.saturating_sub(self.origin);
        self.text.get(within(from)..within(to)).unwrap_or_default()
    }

    /// The offset behind the text.
    pub(super) fn end_offset(&self) -> usize {
        self.origin + self.text.len()
    }

    /// Goes on at `offset`.
    fn seek(&mut self, offset: usize) {
        self.base = offset;
        self.reader = reader(self.slice(offset, self.end_offset()));
    }

    /// The next token. Starts and ends are balanced whatever the text does; declarations, processing instructions and
    /// document types are passed over unread.
    #[inline]
    pub(crate) fn next(&mut self) -> Token<'a> {
        if self.open.len() > self.close_to {
            return self.close();
        }
        loop {
            // Blanks before markup are passed over by the tokenizer, so markup begins as far before its end as it is long.
            let before = self.position();
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let end = self.position() - 1;
                    self.at = end - tag.len() - 1;
                    return self.tag(end, false);
                }
                Ok(Event::Empty(tag)) => {
                    let end = self.position() - 2;
                    self.at = end - tag.len() - 1;
                    return self.tag(end, true);
                }
                Ok(Event::End(_)) => {
                    self.at = self.first_mark(before);
                    let name = self.slice(self.at + 2, self.position() - 1);
                    if let Some(token) = self.end(local_name(name.trim_ascii_end())) {
                        return token;
                    }
                }
                Ok(Event::Text(_) | Event::GeneralRef(_)) => {
                    self.at = before;
                    let end = self.position();
                    if self.text.as_bytes().get(end - self.origin).is_some_and(|byte| *byte != b'<') {
                        return self.text_to_markup();
                    }
                    let text = self.slice(before, end);
                    if self.open.is_empty() {
                        self.outside(text);
                    } else {
                        return Token::Text(text);
                    }
                }
                Ok(Event::CData(text)) => {
                    let end = self.position() - "]]>".len();
                    let start = end - text.len();
                    self.at = start - "<![CDATA[".len();
                    return Token::CData(self.slice(start, end));
                }
                Ok(Event::Comment(text)) => {
                    let end = self.position() - "-->".len();
                    let start = end - text.len();
                    self.at = start - "<!--".len();
                    return Token::Comment(self.slice(start, end));
                }
                Ok(Event::Decl(_)) => self.declaration(self.first_mark(before)),
                Ok(Event::PI(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => {
                    self.at = before;
                    return self.end_of_text();
                }
                Err(error) => {
                    self.at = self.first_mark(before);
                    if let Some(token) = self.recover(&error) {
                        return token;
                    }
                }
            }
        }
    }

    /// The first byte from `offset` on that is no blank.
    fn first_mark(&self, offset: usize) -> usize {
        let rest = self.slice(offset, self.end_offset()).as_bytes();
        offset + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    }

    fn start(&mut self, tag: Tag<'a>) -> Token<'a> {
        if self.open.is_empty() {
            if self.has_root {
                self.oddities.second_root.hit(tag.at);
            }
            self.has_root = true;
        }
        if !tag.is_empty {
            self.open.push(tag.name);
        }
        Token::Start(tag)
    }

    fn end(&mut self, name: &'a str) -> Option<Token<'a>> {
        if self.open.last() == Some(&name) {
            self.open.pop();
            return Some(Token::End(name));
        }
        let depth = self.open.iter().rev().take(MAX_UNCLOSED).position(|open| *open == name);
        let Some(depth) = depth else {
            self.oddities.stray_end.hit(self.at);
            return None;
        };
        self.oddities.unclosed_element.hit(self.at);
        self.close_to = self.open.len() - depth - 1;
        Some(self.close())
    }

    /// Closes the innermost element, which is no more closed by the text.
    fn close(&mut self) -> Token<'a> {
        let token = self.open.pop().map_or(Token::Eof, Token::End);
        if self.open.len() <= self.close_to {
            self.close_to = usize::MAX;
        }
        token
    }

    fn end_of_text(&mut self) -> Token<'a> {
        if self.open.is_empty() || self.is_part {
            return Token::Eof;
        }
        self.cut_in = self.open.last().copied();
        self.oddities.cut_off.hit(self.end_offset());
        self.is_cut = true;
        self.close_to = 0;
        self.close()
    }

    fn declaration(&mut self, at: usize) {
        let before = self.slice(self.origin, at);
        if !self.has_root && !["", "\u{feff}"].contains(&before) {
            self.oddities.late_declaration.hit(at);
        }
    }

    fn outside(&mut self, text: &str) {
        let text_start = text.trim_start();
        if !text_start.is_empty() {
            self.oddities.outside_text.hit(self.at + text.len() - text_start.len());
        }
    }

    /// The whole text up to the next markup, references and all.
    ///
    /// The tokenizer hands out every reference on its own; a message full of `&quot;` is read faster in one piece.
    fn text_to_markup(&mut self) -> Token<'a> {
        let rest = self.slice(self.at, self.end_offset());
        let end = self.at + memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        self.seek(end);
        Token::Text(self.slice(self.at, end))
    }

    #[inline]
    fn tag(&mut self, end: usize, is_empty: bool) -> Token<'a> {
        let inner = self.slice(self.at + 1, end);
        if memchr::memchr(b'<', inner.as_bytes()).is_some() {
            return self.tag_with_angle(inner, is_empty);
        }
        let tag = self.split(inner, is_empty);
        if is_name(tag.name) { self.start(tag) } else { self.stray_angle(self.position()) }
    }

    /// The tag whose text between its angles is `inner`.
    #[inline]
    fn split(&self, inner: &'a str, is_empty: bool) -> Tag<'a> {
        let name_end = inner.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at_checked(name_end).unwrap_or((inner, ""));
        Tag {
            name: local_name(name),
            attributes,
            is_empty,
            at: self.at,
            attributes_at: self.at + 1 + name_end,
        }
    }

    /// Text as its writer meant it: references resolved, what XML forbids made visible.
    pub(crate) fn resolve(&mut self, raw: &'a str, at: usize, escapes: Escapes) -> Cow<'a, str> {
        escape::resolve(raw, at, escapes, &mut self.oddities.bad_reference, &mut self.oddities.control)
    }

    /// The value of an attribute as its writer meant it.
    #[inline]
    pub(crate) fn value(&mut self, attribute: Attribute<'a>, escapes: Escapes) -> Cow<'a, str> {
        if attribute.has_reference || escapes.has_controls() {
            self.resolve(attribute.value, attribute.at, escapes)
        } else {
            Cow::Borrowed(attribute.value)
        }
    }

    /// Takes note of an attribute that stands in a tag twice, or without its quotes.
    pub(crate) fn compare_attributes(&mut self, tag: &Tag<'_>) {
        let faults = tag.attribute_faults();
        if faults.has_repeated {
            self.oddities.duplicate_attribute.hit(tag.at);
        }
        if faults.has_unsound {
            self.oddities.unsound_attribute.hit(tag.at);
        }
    }

    /// Takes note of all characters that XML forbids, in place of those that were met in values so far.
    pub(crate) fn look_for_forbidden(&mut self, escapes: Escapes) {
        if escapes.has_controls() {
            self.oddities.control = Tally::default();
            escape::forbidden(self.text).for_each(|at| self.oddities.control.hit(self.origin + at));
        }
    }

    /// Text of a CDATA section: nothing in it is a reference.
    pub(crate) fn resolve_literal(&mut self, raw: &'a str, at: usize, escapes: Escapes) -> Cow<'a, str> {
        escape::resolve_literal(raw, at, escapes, &mut self.oddities.control)
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.check_comments = false;
    config.trim_text_start = true;
    reader
}
