//! The cover profile of `go test -coverprofile`.

use report_model::run::{Content, CoverageCounts, Document, LineHits};
use report_model::{Location, Notice, Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::place::line_column;
use crate::tally::Tally;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Go cover profile.
pub(crate) struct GoCover;

const NAME: &str = "Go cover profile";

impl Format for GoCover {
    fn id(&self) -> FormatId {
        FormatId("go-cover")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Which statements ran and, by mode, how often. Its unit is the statement: the sums are of statements, the lines are those that blocks of statements span."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let mut lines = head.text().lines().filter(|line| !line.trim().is_empty());
        match lines.next() {
            Some(line) if ["mode: set", "mode: count", "mode: atomic"].contains(&line.trim()) => {
                Match::ByContent
            }
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut odd = Tally::default();
        let (mut is_set, mut has_mode, mut at) = (false, false, 0);
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            if let Some(mode) = trimmed.strip_prefix("mode:") {
                has_mode = true;
                is_set |= mode.trim() == "set";
            } else if !trimmed.is_empty() {
                match Block::parse(trimmed) {
                    Some(block) => blocks.push(block),
                    None => odd.hit(at),
                }
            }
            at += line.len();
        }
        if !has_mode && blocks.is_empty() {
            return Err(ReadError::new(NAME, artifact.location(), "no `mode:` line and no block in it")
                .hint("make sure that the path names the profile and not the log of the run"));
        }
        if let Some(first) = odd.seen() {
            let (line, column) = line_column(&text, first);
            notices.push(
                Notice::warning(format!("{} no block; left out", odd.of("line is", "lines are")))
                    .effect("its statements are missing from the figures")
                    .hint("the job may have been killed while writing")
                    .at(Location { line: Some(line), column: Some(column), ..artifact.location() }),
            );
        }
        if !text.is_empty() && !text.ends_with('\n') {
            notices.push(
                Notice::warning("does not end with a whole line")
                    .effect("what would have followed may be missing from the figures")
                    .at(artifact.location()),
            );
        }
        let files = files(blocks, is_set, text.len());
        Ok(Document {
            producer: Some("go test".to_owned()),
            declared: None,
            content: Content::Coverage(files.finish()),
        })
    }
}

/// `file.go:1.2,3.4 5 6`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block<'a> {
    path: &'a str,
    start: (u32, u32),
    end: (u32, u32),
    statements: u64,
    hits: u64,
}

impl<'a> Block<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (path, rest) = line.rsplit_once(':')?;
        let mut fields = rest.split(' ');
        let (start, end) = fields.next()?.split_once(',')?;
        let place = |text: &str| {
            let (line, column) = text.split_once('.')?;
            Some((line.parse().ok()?, column.parse().ok()?))
        };
        let block = Self {
            path,
            start: place(start)?,
            end: place(end)?,
            statements: fields.next()?.parse().ok()?,
            hits: fields.next()?.parse().ok()?,
        };
        fields.next().is_none().then_some(block)
    }
}

/// Puts blocks together. A block that comes several times, from several packages' tests, is one.
fn files(mut blocks: Vec<Block<'_>>, is_set: bool, bytes: usize) -> Files {
    blocks.sort_unstable();
    blocks.dedup_by(|other, kept| {
        let is_same = (kept.path, kept.start, kept.end, kept.statements)
            == (other.path, other.start, other.end, other.statements);
        if is_same {
            kept.hits = if is_set { kept.hits.max(other.hits) } else { kept.hits.saturating_add(other.hits) };
        }
        is_same
    });
    let mut files = Files::default();
    let mut lines_left = bytes.saturating_mul(4) + 1024;
    for group in blocks.chunk_by(|a, b| a.path == b.path) {
        let Some(first) = group.first() else { continue };
        let number = files.open(normalize(first.path));
        let Some(file) = files.get(number) else { continue };
        let mut statements = Ratio::default();
        for block in group {
            statements.whole = statements.whole.saturating_add(block.statements);
            if block.hits > 0 {
                statements.part = statements.part.saturating_add(block.statements);
            }
            let span = block.end.0.saturating_sub(block.start.0) as usize + 1;
            if block.statements > 0 && span <= lines_left {
                lines_left -= span;
                file.lines
                    .extend((block.start.0..=block.end.0).map(|line| LineHits { line, hits: block.hits }));
            }
        }
        file.declared = Some(CoverageCounts { lines: statements, ..CoverageCounts::default() });
    }
    files
}

#[cfg(test)]
mod tests {
    use super::Block;

    #[test]
    fn blocks_are_taken_apart() {
        let block = Block::parse("example.org/till/till.go:3.24,5.2 1 7").unwrap();
        assert_eq!((block.path, block.start, block.end), ("example.org/till/till.go", (3, 24), (5, 2)));
        assert_eq!((block.statements, block.hits), (1, 7));
        assert!(Block::parse("till.go:3.24,5.2 1").is_none());
        assert!(Block::parse("mode: set").is_none());
    }
}
