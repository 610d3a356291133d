//! Going on after what is broken.

use super::Cursor;
use crate::xml::{Token, is_name};

/// How often reading starts over behind something broken, so that hostile input costs no more than so many passes.
const MAX_RESTARTS: u32 = 32;

impl<'a> Cursor<'a> {
    /// A tag with `<` in it: either a value holds one that should have been `&lt;`, or the tag was never closed and
    /// swallowed what follows.
    #[cold]
    pub(super) fn tag_with_angle(&mut self, inner: &'a str, is_empty: bool) -> Token<'a> {
        let tag = self.split(inner, is_empty);
        if is_name(tag.name) && tag.attributes().all(|attribute| attribute.is_sound()) {
            self.oddities.raw_angle.hit(tag.at);
            return self.start(tag);
        }
        self.cut_tag(inner)
    }

    /// A tag without its end: it ends before the next angle.
    fn cut_tag(&mut self, inner: &'a str) -> Token<'a> {
        let next = memchr::memchr(b'<', inner.as_bytes()).unwrap_or(inner.len());
        let cut = memchr::memchr2(b'<', b'>', inner.as_bytes()).unwrap_or(inner.len());
        let tag = self.split(inner.get(..cut).unwrap_or_default(), false);
        let end = self.at + 1 + next;
        if !is_name(tag.name) {
            return self.stray_angle(end);
        }
        self.restart(end);
        self.oddities.unclosed_tag.hit(tag.at);
        self.start(tag)
    }

    /// A `<` that begins nothing: it and what follows are text.
    pub(super) fn stray_angle(&mut self, end: usize) -> Token<'a> {
        self.oddities.stray_angle.hit(self.at);
        self.restart(end);
        Token::Text(self.slice(self.at, end))
    }

    /// Goes on at `offset`, which is not where the tokenizer would have gone on; so often and no oftener.
    fn restart(&mut self, offset: usize) {
        self.restarts += 1;
        if self.restarts <= MAX_RESTARTS || offset >= self.position() {
            self.seek(offset);
        }
    }

    #[cold]
    pub(super) fn recover(&mut self, error: &quick_xml::Error) -> Option<Token<'a>> {
        let at = self.at;
        let rest = self.slice(at, self.end_offset());
        if rest.is_empty() {
            return Some(self.end_of_text());
        }
        if let quick_xml::Error::IllFormed(_) = error {
            // The tokenizer itself is behind it already.
            self.oddities.bad_markup.hit(at);
            return None;
        }
        self.restarts += 1;
        if self.restarts > MAX_RESTARTS {
            self.oddities.given_up.hit(at);
            self.seek(self.end_offset());
            return Some(self.end_of_text());
        }
        // Nothing closes what begins here: the file was cut off in it, or one character is missing.
        if let Some(open) = rest.strip_prefix("<![CDATA[") {
            self.oddities.cut_off.hit(at);
            self.seek(self.end_offset());
            return Some(Token::CData(open));
        }
        let next = memchr::memchr(b'<', rest.as_bytes().get(1..).unwrap_or_default());
        match next {
            Some(next) if rest.starts_with("<!") || rest.starts_with("<?") || rest.starts_with("</") => {
                self.oddities.bad_markup.hit(at);
                self.seek(at + 1 + next);
                None
            }
            Some(_) => Some(self.cut_tag(self.slice(at + 1, self.end_offset()))),
            None => {
                self.oddities.cut_off.hit(at);
                self.seek(self.end_offset());
                Some(self.end_of_text())
            }
        }
    }
}
