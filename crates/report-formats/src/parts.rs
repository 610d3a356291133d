//! A text too large for the memory, part by part. Every part ends where markup begins.

use std::io::{self, Read, Seek, SeekFrom};

use report_model::Location;

/// Where the bytes of a large artifact come from.
pub trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// How much is read at a time.
pub(crate) const PART_BYTES: usize = 4 << 20;

/// Tags before which a text is parted rather than before others: nobody writes them into a value without escaping them,
/// as happens with other angles.
const SURE: [&[u8]; 3] = [b"<testcase ", b"</testcase>", b"</testsuite>"];

const CDATA: &[u8] = b"<![CDATA[";
const MARK: &[u8] = b"\xef\xbb\xbf";

/// One part.
pub(crate) struct Part {
    pub(crate) bytes: Vec<u8>,
    /// The offset of its first byte.
    pub(crate) origin: usize,
    /// Whether nothing follows.
    pub(crate) is_last: bool,
}

/// Goes over the parts of a source.
pub(crate) struct Parts<'s> {
    source: &'s mut dyn Source,
    /// What was read and not given out.
    pending: Vec<u8>,
    /// The offset of `pending`.
    origin: usize,
    /// How much is read at a time.
    step: usize,
}

impl<'s> Parts<'s> {
    /// Parts of about `step` bytes.
    pub(crate) fn of(source: &'s mut dyn Source, step: usize) -> io::Result<Self> {
        source.seek(SeekFrom::Start(0))?;
        Ok(Self { source, pending: Vec::new(), origin: 0, step })
    }

    /// Begins from the first part again.
    pub(crate) fn rewind(&mut self) -> io::Result<()> {
        self.source.seek(SeekFrom::Start(0))?;
        self.pending.clear();
        self.origin = 0;
        Ok(())
    }

    pub(crate) fn next(&mut self) -> io::Result<Part> {
        let mut wanted = self.step;
        loop {
            let missing = wanted.saturating_sub(self.pending.len());
            let read = Read::take(&mut *self.source, missing as u64).read_to_end(&mut self.pending)?;
            if self.origin == 0 && self.pending.starts_with(MARK) {
                self.pending.drain(..MARK.len());
                self.origin = MARK.len();
            }
            if read < missing {
                let bytes = std::mem::take(&mut self.pending);
                return Ok(Part { bytes, origin: self.origin, is_last: true });
            }
            match cut(&self.pending) {
                Cut::At(at) => return Ok(self.give(at, b"", b"")),
                Cut::InCData(at) => return Ok(self.give(at, b"]]>", CDATA)),
                // One tag or comment that is larger than all that was read.
                Cut::Nowhere => wanted *= 2,
            }
        }
    }

    /// Gives out all before `at`. `end` closes what is open there, and `start` opens it again in the next part.
    fn give(&mut self, at: usize, end: &[u8], start: &[u8]) -> Part {
        let rest = self.pending.get(at..).unwrap_or_default();
        let mut pending = Vec::with_capacity(self.step + rest.len());
        pending.extend_from_slice(start);
        pending.extend_from_slice(rest);
        let mut bytes = std::mem::replace(&mut self.pending, pending);
        bytes.truncate(at);
        bytes.extend_from_slice(end);
        let origin = self.origin;
        self.origin = (origin + at).saturating_sub(start.len());
        Part { bytes, origin, is_last: false }
    }
}

/// Where a text can be parted.
#[derive(Debug, PartialEq, Eq)]
enum Cut {
    /// Before this byte.
    At(usize),
    /// Before this byte, which is in a CDATA section that began with the text.
    InCData(usize),
    Nowhere,
}

/// The last place in `text`, which begins outside of all markup or with some, where it can be parted.
fn cut(text: &[u8]) -> Cut {
    let find = |needle: &[u8], from: usize| {
        let rest = text.get(from..)?;
        memchr::memmem::find(rest, needle).map(|found| from + found + needle.len())
    };
    let mut at = 0;
    let mut sure = 0;
    let mut position = 0;
    while let Some(angle) = text.get(position..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at = position + angle;
        let markup = text.get(at..).unwrap_or_default();
        if SURE.iter().any(|tag| markup.starts_with(tag)) {
            sure = at;
        }
        let end = if markup.starts_with(CDATA) {
            find(b"]]>", at)
        } else if markup.starts_with(b"<!--") {
            find(b"-->", at)
        } else if markup.starts_with(b"<!DOCTYPE") {
            // What it declares stands in brackets, in markup of its own.
            match memchr::memchr2(b'[', b'>', markup) {
                Some(inner) if markup.get(inner) == Some(&b'[') => find(b"]", at + inner),
                end => end.map(|end| at + end),
            }
        } else {
            Some(at + 1)
        };
        match end {
            Some(end) => position = end,
            None if at == 0 && markup.starts_with(CDATA) => return in_cdata(text),
            None => break,
        }
    }
    if at > 0 {
        return Cut::At(if sure > 0 { sure } else { at });
    }
    // A tag with a long text behind it.
    let is_in_tag = text.starts_with(b"<") && memchr::memchr(b'>', text).is_none();
    let tail = text.len() - text.len() / 16;
    match text.get(tail..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        Some(line_end) if !is_in_tag => Cut::At(tail + line_end + 1),
        _ => Cut::Nowhere,
    }
}

fn in_cdata(text: &[u8]) -> Cut {
    // Neither a letter nor the end of the section may be parted.
    let mut at = text.len().saturating_sub(8);
    while at > CDATA.len()
        && text.get(at).is_some_and(|byte| *byte & 0xc0 == 0x80 || *byte == b']' || *byte == b'>')
    {
        at -= 1;
    }
    if at > CDATA.len() { Cut::InCData(at) } else { Cut::Nowhere }
}

/// Where each of `offsets` is, in their order.
pub(crate) fn locate(source: &mut dyn Source, path: &str, offsets: &[usize]) -> io::Result<Vec<Location>> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|number| offsets.get(*number).copied());
    let mut locations = vec![Location::file(path); offsets.len()];
    let mut order = order.into_iter().peekable();
    source.seek(SeekFrom::Start(0))?;
    let (mut line, mut column, mut offset) = (1_u32, 1_u32, 0_usize);
    let mut chunk = Vec::with_capacity(1 << 20);
    while order.peek().is_some() {
        chunk.clear();
        Read::take(&mut *source, 1 << 20).read_to_end(&mut chunk)?;
        let mut rest = chunk.as_slice();
        if offset == 0 && rest.starts_with(MARK) {
            rest = rest.get(MARK.len()..).unwrap_or_default();
            offset = MARK.len();
        }
        let is_end = rest.is_empty();
        loop {
            // Up to the next place that is asked for, or to the end of the chunk.
            let next = order.peek().and_then(|number| offsets.get(*number)).copied();
            let step = next.map_or(rest.len(), |next| next.saturating_sub(offset).min(rest.len()));
            let (walked, more) = rest.split_at(step);
            let lines = memchr::memchr_iter(b'\n', walked).count();
            let letters = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
            match memchr::memrchr(b'\n', walked) {
                Some(last) => column = 1 + number(letters(walked.get(last + 1..).unwrap_or_default())),
                None => column = column.saturating_add(number(letters(walked))),
            }
            line = line.saturating_add(number(lines));
            offset += step;
            rest = more;
            if next.is_none_or(|next| next > offset && !is_end) {
                break;
            }
            if let Some(place) = order.next().and_then(|number| locations.get_mut(number)) {
                (place.line, place.column) = (Some(line), Some(column));
            }
        }
    }
    Ok(locations)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn texts_are_parted_before_markup() {
        assert_eq!(cut(b"<a>x</a><b"), Cut::At(8));
        assert_eq!(cut(b"<a><![CDATA[ <b> </a>"), Cut::At(3));
        assert_eq!(cut(b"<a><!-- <b> "), Cut::At(3));
        assert_eq!(cut(b"<a><![CDATA[ <b> ]]>text"), Cut::At(3));
        assert_eq!(cut(b"<a/><!DOCTYPE a [<!ENTITY b 'c'>"), Cut::At(4));
        assert_eq!(cut("<![CDATA[ long text ü123456]".as_bytes()), Cut::InCData(20));
        assert_eq!(cut(b"<a href='never ends"), Cut::Nowhere);
        assert_eq!(cut(format!("<a>{}", "line\n".repeat(100)).as_bytes()), Cut::At(473));
    }

    #[test]
    fn places_are_found_without_the_text() {
        let text = "\u{feff}<a>\n<ü/>x\n";
        let offsets = [text.len(), 3, 12, 7, 99];
        let places = locate(&mut Cursor::new(text), "p", &offsets).unwrap();
        let places: Vec<_> =
            places.iter().map(|place| (place.line.unwrap(), place.column.unwrap())).collect();
        assert_eq!(places, [(3, 1), (1, 1), (2, 5), (2, 1), (3, 1)]);
    }
}
