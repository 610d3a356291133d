//! JSON texts with one object a line, as test runners stream them.

use report_model::{Notice, Notices};

use super::{Cursor, Tape, Value, tape};
use crate::place::line_column;
use crate::tally::Tally;
use crate::{Artifact, ReadError};

/// What was seen of the lines.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Lines that are objects as expected.
    events: u64,
    /// Lines that are something else: output of what was run.
    other: Tally,
    /// Lines that begin like an event and break.
    broken: Tally,
    /// Escapes that JSON does not know.
    odd_escapes: Tally,
    /// Whether the last line breaks off.
    cut_at: Option<usize>,
}

/// What came of a line.
struct Line {
    is_whole: bool,
    is_event: bool,
    has_odd_escapes: bool,
}

impl Lines {
    /// Hands every line that is an object to `take`, with its offset; `take` says whether it was an event.
    pub(crate) fn read(text: &str, mut take: impl FnMut(Value<'_, '_>, usize) -> bool) -> Self {
        let mut memory = Tape::default();
        Self::each(text, |line, at| {
            let json = tape::parse(line, std::mem::take(&mut memory));
            let mut is_event = false;
            if json.is_whole() {
                for root in json.roots() {
                    if root.is_array() {
                        root.items().for_each(|item| is_event |= take(item, at));
                    } else {
                        is_event |= take(root, at);
                    }
                }
            }
            let seen = Line {
                is_whole: json.is_whole(),
                is_event,
                has_odd_escapes: json.odd.escapes.get().seen().is_some(),
            };
            memory = json.tape;
            seen
        })
    }

    /// Reads every line that is an object with `read`, and hands what came of it to `take` when the line came to its
    /// end; `take` says whether it was an event.
    pub(crate) fn events<'a, T>(
        text: &'a str,
        mut read: impl FnMut(&mut Cursor<'a>) -> T,
        mut take: impl FnMut(T) -> bool,
    ) -> Self {
        let mut cursor = Cursor::default();
        let mut found = Vec::new();
        Self::each(text, |line, _| {
            let is_whole = cursor.each(line, |root| {
                if root.is_array() {
                    root.items(|item| found.push(read(item)));
                } else {
                    found.push(read(root));
                }
            });
            let mut is_event = false;
            for event in found.drain(..) {
                is_event |= is_whole && take(event);
            }
            Line { is_whole, is_event, has_odd_escapes: cursor.has_odd_escapes() }
        })
    }

    /// Looks at every line that can be an object.
    fn each<'a>(text: &'a str, mut look: impl FnMut(&'a str, usize) -> Line) -> Self {
        let mut lines = Self::default();
        let mut at = 0;
        while at < text.len() {
            let here = at;
            let rest = text.get(here..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..length).unwrap_or_default();
            at += length;
            let trimmed = line.trim();
            if trimmed.is_empty() {
                continue;
            }
            let trimmed = trimmed.trim_start_matches('\u{feff}');
            // A few runners write lists of events.
            if !(trimmed.starts_with('{') || trimmed.starts_with("[{")) {
                lines.other.hit(here);
                continue;
            }
            let seen = look(trimmed, here);
            if !seen.is_whole && at == text.len() && !line.ends_with('\n') {
                lines.cut_at = Some(here);
                continue;
            }
            if seen.is_whole && seen.has_odd_escapes {
                lines.odd_escapes.hit(here);
            }
            if seen.is_event {
                lines.events += 1;
            } else if !seen.is_whole && trimmed.trim_start_matches(['[', '{', ' ']).starts_with('"') {
                lines.broken.hit(here);
            } else {
                lines.other.hit(here);
            }
        }
        lines
    }

    /// Tells what was odd; an error when no line was an event.
    pub(crate) fn report(
        &self,
        format: &'static str,
        artifact: &Artifact<'_>,
        text: &str,
        notices: &Notices,
    ) -> Result<(), ReadError> {
        let place = |offset| {
            let (line, column) = line_column(text, offset);
            report_model::Location { line: Some(line), column: Some(column), ..artifact.location() }
        };
        if let Some(at) = self.cut_at {
            notices.push(
                Notice::error("ends in the middle of a line")
                    .effect("what would have followed is missing from the figures")
                    .hint("the job was most likely killed while writing; look at the end of its log")
                    .at(place(at)),
            );
        }
        if self.events == 0 {
            return Err(ReadError::new(
                format,
                artifact.location(),
                "no line of it is an event of this format",
            )
            .hint("make sure that the path names the report and not the log of the run"));
        }
        if let Some(first) = self.broken.seen() {
            notices.push(
                Notice::warning(format!(
                    "{} no JSON to the end; left out",
                    self.broken.of("line begins like an event and is", "lines begin like events and are")
                ))
                .effect("what they said is missing from the figures")
                .hint("several processes that write into one file mix their lines: give each its own")
                .at(place(first)),
            );
        }
        if let Some(first) = self.other.seen() {
            notices.push(
                Notice::note(format!("{} no event; left out", self.other.of("line is", "lines are")))
                    .hint("most likely output of what was run; no figure is touched")
                    .at(place(first)),
            );
        }
        if let Some(first) = self.odd_escapes.seen() {
            notices.push(
                Notice::warning(format!(
                    "{} escapes that JSON does not know; kept as they stand",
                    self.odd_escapes.of("line has", "lines have")
                ))
                .hint("the tool does not write valid JSON; a newer version may")
                .at(place(first)),
            );
        }
        Ok(())
    }
}
