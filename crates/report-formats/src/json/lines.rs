//! JSON texts with one object a line, as test runners stream them.

use report_model::{Notice, Notices};

use super::{Buffers, Json, Value};
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
    /// Escapes that JSON does not know.
    odd_escapes: Tally,
    /// Whether the last line breaks off.
    cut_at: Option<usize>,
}

impl Lines {
    /// Hands every line that is an object to `take`, with its offset; `take` says whether it was an event.
    pub(crate) fn read(text: &str, mut take: impl FnMut(Value<'_, '_>, usize) -> bool) -> Self {
        let mut lines = Self::default();
        let mut buffers = Buffers::default();
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
            // A few runners write lists of events.
            let trimmed = trimmed.trim_start_matches('\u{feff}');
            let can_be = trimmed.starts_with('{') || trimmed.starts_with("[{");
            let json = Json::parse_in(if can_be { trimmed } else { "" }, std::mem::take(&mut buffers));
            let mut is_event = false;
            if json.is_whole() {
                for root in json.roots() {
                    if root.is_array() {
                        root.items().for_each(|item| is_event |= take(item, here));
                    } else {
                        is_event |= take(root, here);
                    }
                }
                let odd = json.odd_escapes.get();
                if odd.seen().is_some() {
                    lines.odd_escapes.hit(here);
                }
            } else if can_be && at == text.len() && !line.ends_with('\n') {
                lines.cut_at = Some(here);
                continue;
            }
            buffers = json.into_buffers();
            if is_event {
                lines.events += 1;
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
