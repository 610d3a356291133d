//! What a reader is given: bytes with a name, and for recognising them their first part.

use std::borrow::Cow;
use std::cell::OnceCell;

use report_model::{Location, Notices};

use crate::encoding::decode;
use crate::json::Shape;
use crate::xml;

/// How much of an artifact is looked at to recognise its format.
const HEAD_BYTES: usize = 64 * 1024;

/// How much of failure texts and output is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimits {
    /// The longest text in bytes; of a longer one the middle is left out.
    pub each: usize,
    /// How many bytes all texts of one artifact may take before only what matters most is kept.
    pub all: usize,
}

impl Default for TextLimits {
    fn default() -> Self {
        Self { each: 256 << 10, all: 64 << 20 }
    }
}

/// The bytes of one file and the name by which notices call it.
#[derive(Debug, Clone, Copy)]
pub struct Artifact<'a> {
    /// The path as a person would type it; for an entry of an archive with the archive before it.
    pub path: &'a str,
    /// All of its bytes.
    pub bytes: &'a [u8],
    /// How much of its texts is kept.
    pub texts: TextLimits,
}

impl<'a> Artifact<'a> {
    /// An artifact of whose texts as much is kept as is usual.
    pub fn new(path: &'a str, bytes: &'a [u8]) -> Self {
        Self { path, bytes, texts: TextLimits::default() }
    }

    /// All of it as text. What had to be repaired is told.
    pub(crate) fn text(&self, notices: &Notices) -> Cow<'a, str> {
        let decoded = decode(self.bytes);
        if let Some(repair) = decoded.repair {
            notices.push(repair.notice().at(self.location()));
        }
        decoded.text
    }

    /// The artifact as a whole, for notices.
    pub(crate) fn location(&self) -> Location {
        Location::file(self.path)
    }
}

/// The start of an artifact, prepared for the questions that formats ask of it.
#[derive(Debug)]
pub struct Head<'a> {
    /// The artifact's path.
    pub path: &'a str,
    /// Its first 64 KiB.
    pub bytes: &'a [u8],
    /// Whether these are certainly all of its bytes.
    pub is_whole: bool,
    text: OnceCell<Cow<'a, str>>,
    shape: OnceCell<Shape>,
}

impl<'a> Head<'a> {
    /// The head of an artifact.
    pub fn of(artifact: &Artifact<'a>) -> Self {
        let bytes = artifact.bytes.get(..HEAD_BYTES).unwrap_or(artifact.bytes);
        // Who asks before all of an artifact is there may hold no more than a head either.
        let is_whole = artifact.bytes.len() < HEAD_BYTES;
        Self { path: artifact.path, bytes, is_whole, text: OnceCell::new(), shape: OnceCell::new() }
    }

    /// The first bytes as text; a letter that is cut in two is left out.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| {
            // An end in the middle of a letter must not make the text look as if it had another encoding.
            let whole = match self.bytes.utf8_chunks().last() {
                Some(last) if !self.is_whole && last.invalid().len() < 4 => {
                    self.bytes.len() - last.invalid().len()
                }
                _ => self.bytes.len(),
            };
            decode(self.bytes.get(..whole).unwrap_or(self.bytes)).text
        })
    }

    /// The lines that are there to their end; one that the end of the head cuts says nothing about its format.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        let text = self.text();
        let end = if self.is_whole { None } else { text.rfind('\n') };
        end.and_then(|end| text.get(..end)).unwrap_or(text).lines()
    }

    /// The name of the first XML element, without its prefix; the log of a tool may stand before it.
    pub fn xml_root(&self) -> Option<&str> {
        let text = self.text();
        if text.contains('<') && !self.quotes_xml() { xml::root_name(text) } else { None }
    }

    /// Whether it certainly has a format in which XML is no more than something that was printed.
    fn quotes_xml(&self) -> bool {
        let text = self.text().trim_start();
        match text.as_bytes().first() {
            Some(b'{' | b'[') => !self.json().is_empty(),
            _ => ["TAP version ", "1..", "ok ", "not ok "].iter().any(|start| text.starts_with(start)),
        }
    }

    /// The members it has, when it is JSON.
    pub(crate) fn json(&self) -> &Shape {
        self.shape
            .get_or_init(|| if self.text().contains('{') { Shape::of(self.text()) } else { Shape::default() })
    }

    /// The file's own name, without folders.
    pub fn file_name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(self.path)
    }

    /// Whether the file's name ends with `suffix`, whatever the case.
    pub fn name_ends_with(&self, suffix: &str) -> bool {
        let name = self.file_name();
        name.len()
            .checked_sub(suffix.len())
            .and_then(|start| name.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_the_head_cuts_is_left_out() {
        let of = |text: &str| {
            let artifact = Artifact::new("a", text.as_bytes());
            let head = Head::of(&artifact);
            (head.lines().count(), head.lines().next_back().map(str::to_owned))
        };
        assert_eq!(of("one\ntwo"), (2, Some("two".to_owned())));
        assert_eq!(of(&"123456\n".repeat(HEAD_BYTES)), (HEAD_BYTES / 7, Some("123456".to_owned())));
        assert_eq!(of(&"x".repeat(2 * HEAD_BYTES)), (1, Some("x".repeat(HEAD_BYTES))));
    }

    #[test]
    fn a_head_cut_inside_a_letter_is_still_utf8() {
        let bytes = format!("<{}", "ü".repeat(HEAD_BYTES)).into_bytes();
        let head = Head::of(&Artifact::new("a/b.XML", &bytes));
        assert!(!head.is_whole);
        assert!(head.text().ends_with('ü'));
        assert!(head.name_ends_with(".xml"));
        assert_eq!(head.file_name(), "b.XML");
    }
}
