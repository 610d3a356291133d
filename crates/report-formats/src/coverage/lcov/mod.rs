//! LCOV tracefiles.

mod functions;
mod numbers;

use std::collections::HashMap;

use report_model::run::{Branch, Content, CoverageCounts, Document, LineHits};
use report_model::{Location, Notice, Notices, Ratio};

use self::numbers::{digits, plain_branch, way_id};
use super::paths::normalize;
use super::{Files, line_count};
use crate::place::{line_column, prefix};
use crate::tally::Tally;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// LCOV tracefiles.
pub(crate) struct Lcov;

const NAME: &str = "LCOV";

/// Room that is made for the lines of a file before their number is known.
const USUAL_LINES: usize = 64;

impl Format for Lcov {
    fn id(&self) -> FormatId {
        FormatId("lcov")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line, branch and function. It names no tool and no time."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let mut lines =
            head.text().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        match lines.next() {
            Some(line) if line.starts_with("SF:") => Match::ByContent,
            // What a tool printed before it, or the rest of a record whose beginning is gone.
            Some(_) if has_record(lines.clone()) => Match::ByContent,
            Some(line) if line.starts_with("TN:") => {
                if lines.next().is_none_or(|next| next.starts_with("TN:")) {
                    Match::ByContent
                } else {
                    Match::ByName
                }
            }
            Some(_) if head.name_ends_with("lcov.info") || head.name_ends_with(".lcov") => Match::ByName,
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        Reader::new(&text).read(artifact.path, notices)
    }
}

/// Whether a source file is named and a line right behind it says something of it.
fn has_record<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let mut is_open = false;
    for line in lines {
        let is_said = ["DA:", "FN:", "FNL:", "LF:", "FNF:", "BRDA:", "VER:", "end_of_record"]
            .iter()
            .any(|record| line.starts_with(record));
        if is_open && is_said {
            return true;
        }
        is_open = line.starts_with("SF:");
    }
    false
}

/// What one `SF` to `end_of_record` says beyond lines and branches.
#[derive(Default)]
struct Record<'a> {
    file: usize,
    path: &'a str,
    at: usize,
    /// The names of its functions, in the order of the file's.
    functions: Vec<&'a str>,
    next_function: usize,
    /// The functions by name, made when counts come in another order.
    by_name: Option<HashMap<&'a str, usize>>,
    /// The lines of the functions by number (LCOV 2.2).
    function_lines: HashMap<&'a str, u32>,
    line_count: u64,
    declared_lines: Option<u64>,
    declared_hit: Option<u64>,
}

struct Reader<'a> {
    text: &'a str,
    files: Files,
    record: Option<Record<'a>>,
    has_records: bool,
    line_records: u64,
    declared_lines: u64,
    says_lines: bool,
    odd: Tally,
    negative: Tally,
    huge: Tally,
    nameless: Tally,
    unclosed: Tally,
    outside: Tally,
    sums_only: Tally,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            files: Files::default(),
            record: None,
            has_records: false,
            line_records: 0,
            declared_lines: 0,
            says_lines: false,
            odd: Tally::default(),
            negative: Tally::default(),
            huge: Tally::default(),
            nameless: Tally::default(),
            unclosed: Tally::default(),
            outside: Tally::default(),
            sums_only: Tally::default(),
        }
    }

    fn read(mut self, path: &str, notices: &Notices) -> Result<Document, ReadError> {
        let text = self.text;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
            self.line(text.get(start..end).unwrap_or_default(), start);
            start = end + 1;
        }
        let last = text.get(start..).unwrap_or_default();
        // A last line without its end may lack its last digits.
        if last.trim() == "end_of_record" || self.record.is_none() && !last.trim().is_empty() {
            self.line(last, start);
        }
        if let Some(record) = &self.record {
            notices.push(
                Notice::error(format!("ends in the middle of the record of `{}`", prefix(record.path, 200)))
                    .effect("the last file may lack lines, and files after it are missing")
                    .hint("the job was most likely killed while writing; look at the end of its log")
                    .at(self.location(path, text.len())),
            );
            self.close(text.len());
        }
        if !self.has_records {
            return Err(ReadError::new(NAME, self.location(path, 0), "no `SF:` record in it")
                .hint("make sure that the path names the tracefile and not the log of the run"));
        }
        self.tell(path, notices);
        let (says_lines, declared, records) = (self.says_lines, self.declared_lines, self.line_records);
        let coverage = self.files.finish();
        let counted = line_count(&coverage);
        if says_lines && declared != counted {
            let why = if declared == records || counted < declared {
                "a line that stands several times in a file is counted once"
            } else {
                "lines are counted, not what the file says"
            };
            notices.push(
                Notice::note(format!("its `LF` sums say {declared} lines, but it holds {counted}"))
                    .effect(why)
                    .at(Location::file(path)),
            );
        }
        Ok(Document { producer: None, declared: None, content: Content::Coverage(coverage) })
    }

    #[inline]
    fn line(&mut self, line: &'a str, at: usize) {
        // Lines, then branches, are most of a file.
        if let Some(rest) = line.strip_prefix("DA:") {
            self.data(rest, at);
        } else if let Some(rest) = line.strip_prefix("BRDA:") {
            self.branch(rest, at);
        } else {
            self.other_line(line.trim_ascii(), at);
        }
    }

    fn other_line(&mut self, line: &'a str, at: usize) {
        let Some((key, rest)) = memchr::memchr(b':', line.as_bytes()).and_then(|colon| {
            let (key, rest) = line.split_at_checked(colon)?;
            Some((key.as_bytes(), rest.get(1..)?))
        }) else {
            if line == "end_of_record" {
                self.close(at);
            } else if !line.is_empty() && !line.starts_with('#') {
                self.odd.hit(at);
            }
            return;
        };
        match key {
            b"FN" => self.function(rest, at),
            b"FNDA" => self.function_hits(rest, at),
            b"SF" => self.open(rest, at),
            b"DA" => self.data(rest, at),
            b"BRDA" => self.branch(rest, at),
            b"FNL" => self.function_line(rest, at),
            b"FNA" => self.function_alias(rest, at),
            b"LF" => {
                if let Some(record) = &mut self.record {
                    record.declared_lines = rest.trim().parse().ok();
                }
            }
            b"LH" => {
                if let Some(record) = &mut self.record {
                    record.declared_hit = rest.trim().parse().ok();
                }
            }
            b"TN" | b"VER" | b"FNF" | b"FNH" | b"BRF" | b"BRH" | b"MCDC" | b"MCF" | b"MCH" => {}
            _ if line.starts_with('#') => {}
            _ => self.odd.hit(at),
        }
    }

    fn open(&mut self, path: &'a str, at: usize) {
        if self.record.is_some() {
            self.unclosed.hit(at);
            self.close(at);
        }
        self.has_records = true;
        if path.trim().is_empty() {
            self.nameless.hit(at);
        }
        let file = self.files.open(normalize(path));
        if let Some(file) = self.files.get(file) {
            file.lines.reserve(USUAL_LINES);
        }
        self.record = Some(Record { file, path, at, ..Record::default() });
    }

    fn close(&mut self, at: usize) {
        let Some(record) = self.record.take() else {
            self.outside.hit(at);
            return;
        };
        self.line_records += record.line_count;
        if let Some(lines) = record.declared_lines {
            self.says_lines = true;
            self.declared_lines = self.declared_lines.saturating_add(lines);
            // Some tools leave the lines out and write the sums alone.
            if let (0, Some(hit), Some(file)) =
                (record.line_count, record.declared_hit, self.files.get(record.file))
                && lines > 0
                && hit <= lines
                && file.lines.is_empty()
            {
                self.sums_only.hit(record.at);
                file.declared =
                    Some(CoverageCounts { lines: Ratio::new(hit, lines), ..CoverageCounts::default() });
            }
        }
    }

    /// `line,hits[,checksum]`
    #[inline]
    fn data(&mut self, text: &'a str, at: usize) {
        let bytes = text.as_bytes();
        if self.record.is_none() {
            self.outside.hit(at);
            return;
        }
        let (line, used) = digits(bytes);
        let (Some(line), Some(b',')) = (line.and_then(|line| u32::try_from(line).ok()), bytes.get(used))
        else {
            self.odd.hit(at);
            return;
        };
        let rest = bytes.get(used + 1..).unwrap_or_default();
        let hits = match digits(rest) {
            (Some(hits), used) if matches!(rest.get(used), None | Some(b',' | b'\r')) => hits,
            _ => {
                let field = text.get(used + 1..).unwrap_or_default();
                match self.count(field.split(',').next().unwrap_or_default(), at) {
                    Some(hits) => hits,
                    None => return,
                }
            }
        };
        let Some(record) = self.record.as_mut() else { return };
        record.line_count += 1;
        if let Some(file) = self.files.get(record.file) {
            file.lines.push(LineHits { line, hits });
        }
    }

    /// A count that is not simply digits.
    #[cold]
    fn count(&mut self, text: &str, at: usize) -> Option<u64> {
        let text = text.trim();
        if let Ok(count) = text.parse::<u64>() {
            return Some(count);
        }
        match text.parse::<f64>() {
            Ok(count) if count < 0.0 => {
                self.negative.hit(at);
                Some(0)
            }
            Ok(count) if count >= 1e18 => {
                self.huge.hit(at);
                Some(u64::MAX)
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1e18 here")]
            Ok(count) if !count.is_nan() => Some(count as u64),
            _ => {
                self.odd.hit(at);
                None
            }
        }
    }

    /// `line,[e|f|U]block,branch,taken`, where the branch may be an expression with commas in it.
    #[inline]
    fn branch(&mut self, text: &'a str, at: usize) {
        let fields = plain_branch(text.as_bytes()).or_else(|| {
            let (line, rest) = text.split_once(',')?;
            let (block, rest) = rest.split_once(',')?;
            let (way, taken) = rest.rsplit_once(',')?;
            let block = block.trim_start_matches(|character: char| character.is_ascii_alphabetic());
            let taken = if taken.trim() == "-" { 0 } else { self.count(taken, at)? };
            Some(Branch {
                line: line.trim().parse().ok()?,
                block: block.parse().ok()?,
                way: way_id(way),
                hits: taken,
            })
        });
        let (Some(branch), Some(record)) = (fields, &self.record) else {
            self.odd.hit(at);
            return;
        };
        if let Some(file) = self.files.get(record.file) {
            file.branches.get_or_insert_default().push(branch);
            self.files.has_branches = true;
        }
    }

    fn location(&self, path: &str, at: usize) -> Location {
        let (line, column) = line_column(self.text, at);
        Location { path: path.to_owned(), line: Some(line), column: Some(column), element: None }
    }

    fn tell(&self, path: &str, notices: &Notices) {
        let hint = "make sure that the file is what the tool wrote and that nothing else writes into it";
        for (tally, message, hint) in [
            (self.odd, "a line that is no LCOV record; left out", hint),
            (self.outside, "a record without the `SF:` that names its file; left out", hint),
            (
                self.unclosed,
                "a record without its `end_of_record`; taken as ended where the next begins",
                hint,
            ),
            (self.nameless, "an `SF:` that names no file; its lines are counted as those of one", hint),
            (
                self.negative,
                "a negative count; taken as 0",
                "counters overflow in long or threaded runs: build with `-fprofile-update=atomic`",
            ),
            (
                self.huge,
                "a count beyond 18 digits; taken as the largest number",
                "counters overflow in long or threaded runs: build with `-fprofile-update=atomic`",
            ),
            (
                self.sums_only,
                "a file with sums but without lines; the sums stand",
                "such files cannot be merged with those of other jobs",
            ),
        ] {
            if let Some(first) = tally.seen() {
                let message = match tally.count {
                    1 => message.to_owned(),
                    count => format!("{message} ({count} times, first here)"),
                };
                notices.push(Notice::warning(message).hint(hint).at(self.location(path, first)));
            }
        }
    }
}
