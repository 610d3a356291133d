//! What was wrong with an XML text, and how it is told.

use report_model::{Location, Notice, Notices};

use super::Cursor;
use super::path::path_to;
use crate::place::line_column;
use crate::tally::Tally;

/// How often each kind of damage was met, and where first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Oddities {
    /// Characters that XML forbids, raw or as a reference.
    pub(crate) control: Tally,
    /// `&` without a known name behind it.
    pub(crate) bad_reference: Tally,
    /// `<` in an attribute value.
    pub(crate) raw_angle: Tally,
    /// `<` that begins nothing.
    pub(crate) stray_angle: Tally,
    /// A tag without its `>`, or with an odd number of quotes.
    pub(crate) unclosed_tag: Tally,
    /// A comment, declaration or the like that is none.
    pub(crate) bad_markup: Tally,
    /// An element without its end tag.
    pub(crate) unclosed_element: Tally,
    /// An end tag without its element.
    pub(crate) stray_end: Tally,
    /// One attribute twice in a tag.
    pub(crate) duplicate_attribute: Tally,
    /// An attribute that is not written as `name="value"`.
    pub(crate) unsound_attribute: Tally,
    /// An XML declaration that is not the first thing in the text.
    pub(crate) late_declaration: Tally,
    /// Text outside all elements.
    pub(crate) outside_text: Tally,
    /// Root elements after the first.
    pub(crate) second_root: Tally,
    /// The text ends inside a tag, a comment or an element.
    pub(crate) cut_off: Tally,
    /// Damage on damage: the rest was left alone.
    pub(crate) given_up: Tally,
}

const AS_WRITTEN: &str =
    "make sure that the file is what the runner wrote and that nothing else writes into it";

/// Where `offset` of `text` is, with line, column and element path.
pub(crate) fn locate(text: &str, path: &str, offset: usize) -> Location {
    let (line, column) = line_column(text, offset);
    let element = Some(path_to(text, offset)).filter(|element| !element.is_empty());
    Location { path: path.to_owned(), line: Some(line), column: Some(column), element }
}

impl Cursor<'_> {
    /// Where `offset` is.
    pub(crate) fn locate(&self, path: &str, offset: usize) -> Location {
        locate(self.text(), path, offset)
    }

    /// Tells what was wrong, each kind once.
    pub(crate) fn report(&self, path: &str, notices: &Notices) {
        for (notice, at) in self.findings() {
            notices.push(notice.at(self.locate(path, at)));
        }
    }

    /// What was wrong, each kind once, and where first.
    pub(crate) fn findings(&self) -> Vec<(Notice, usize)> {
        let mut findings = Vec::new();
        let odd = &self.oddities;
        if let Some(first) = odd.cut_off.seen() {
            let notice = Notice::error(self.cut_off_message(first))
                .effect("what would have followed is missing from the figures")
                .hint("the job was most likely killed while writing; look at the end of its log, and upload the file only when the runner has ended");
            findings.push((notice, first));
        }
        if let Some(first) = odd.given_up.seen() {
            let notice = Notice::error("is broken in too many places to go on reading")
                .effect("what would have followed is missing from the figures")
                .hint(AS_WRITTEN);
            findings.push((notice, first));
        }
        if let Some(first) = odd.late_declaration.seen() {
            let notice = Notice::note("an XML declaration with something before it; read all the same")
                .hint("nothing may stand before it, not even a blank line");
            findings.push((notice, first));
        }
        for (tally, message, hint) in [
            (odd.unclosed_tag, "a tag has no end; what it said is guessed", AS_WRITTEN),
            (
                odd.unclosed_element,
                "an element is never closed; taken as closed with the element around it",
                AS_WRITTEN,
            ),
            (odd.stray_end, "an end tag closes nothing; left out", AS_WRITTEN),
            (odd.bad_markup, "a piece of markup that XML does not know; left out", AS_WRITTEN),
            (odd.stray_angle, "a `<` that begins no tag; taken as text", "the runner should write `&lt;`"),
            (odd.raw_angle, "a raw `<` in an attribute; kept as it stands", "the runner should write `&lt;`"),
            (odd.duplicate_attribute, "one attribute twice in a tag; the first stands", AS_WRITTEN),
            (
                odd.unsound_attribute,
                "an attribute that is not written as `name=\"value\"`; read as far as it goes",
                AS_WRITTEN,
            ),
            (
                odd.bad_reference,
                "a reference that XML does not know; kept as it stands",
                "the runner should write `&amp;` for `&`; entities are never looked up",
            ),
            (
                odd.control,
                "a character that XML forbids; kept when it begins a colour code, else shown as a symbol",
                "no figure is touched; the runner should leave such characters out",
            ),
            (
                odd.second_root,
                "a second report behind the first in one file; all were read",
                "give each report its own file",
            ),
            (
                odd.outside_text,
                "text outside the report's elements; left out",
                "keep other output out of the file",
            ),
        ] {
            if let Some(first) = tally.seen() {
                let message = match tally.count {
                    1 => message.to_owned(),
                    count => format!("{message} ({count} times, first here)"),
                };
                findings.push((Notice::warning(message).hint(hint), first));
            }
        }
        findings
    }

    fn cut_off_message(&self, offset: usize) -> String {
        let rest = self.slice(offset, self.end_offset());
        let what = if rest.starts_with("<!--") {
            "a comment".to_owned()
        } else if rest.starts_with("<![CDATA[") {
            "a CDATA section".to_owned()
        } else if let Some(tag) = rest.strip_prefix('<') {
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(|character| character.is_alphanumeric() || "_-.:".contains(*character))
                .take(40)
                .collect();
            if name.is_empty() { "a tag".to_owned() } else { format!("`{name}`") }
        } else {
            // All tags are whole: an element was left open.
            self.cut_in.map_or_else(|| "the text".to_owned(), |name| format!("`{name}`"))
        };
        format!("ends in the middle of {what}")
    }
}
