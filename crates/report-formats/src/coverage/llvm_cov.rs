//! The JSON of `llvm-cov export`, also by way of cargo-llvm-cov.

use report_model::run::{Branch, Content, CoverageCounts, Document, LineHits};
use report_model::{Notice, Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::json::{Cursor, Value, first};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// llvm-cov JSON.
pub(crate) struct LlvmCov;

const NAME: &str = "llvm-cov export JSON";

impl Format for LlvmCov {
    fn id(&self) -> FormatId {
        FormatId("llvm-cov-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line, worked out from regions as llvm-cov does it, of branches and of functions. The tool's own sums stand."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let text = head.text();
        let is_export = text.contains("llvm.coverage.json.export")
            || (head.json().has("data.[].files")
                && (text.contains("\"segments\"") || text.contains("\"regions\"")));
        if is_export { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut reader = Reader {
            files: Files::default(),
            segments: Vec::new(),
            // Hostile line numbers must not fill the memory.
            lines_left: text.len(),
            gave_up: 0,
            unnamed: 0,
        };
        let (mut producer, mut has_data) = ("llvm-cov", false);
        let json = Cursor::walk(NAME, artifact, &text, |root| {
            root.members(|value, key| match key {
                "data" => {
                    value.first_items(&mut has_data, |data| {
                        let mut has_files = false;
                        data.members(|value, key| {
                            if key == "files" {
                                value.first_items(&mut has_files, |file| reader.file(file));
                            }
                        });
                    });
                }
                "cargo_llvm_cov" => producer = "cargo-llvm-cov",
                _ => {}
            });
        })?;
        if reader.gave_up > 0 {
            notices.push(
                Notice::warning(format!(
                    "{} regions that make no sense; only sums are kept",
                    crate::tally::counted(reader.gave_up, "file has", "files have")
                ))
                .at(artifact.location()),
            );
        }
        super::tell_unnamed(reader.unnamed, artifact, notices);
        json.report(artifact.path, notices);
        Ok(Document {
            producer: Some(producer.to_owned()),
            declared: None,
            content: Content::Coverage(reader.files.finish()),
        })
    }
}

/// Where a count begins to hold.
#[derive(Debug, Clone, Copy)]
struct Segment {
    line: u32,
    hits: u64,
    has_count: bool,
    is_entry: bool,
    is_gap: bool,
}

impl Segment {
    fn read(segment: &mut Cursor<'_>) -> Option<Self> {
        let (mut line, mut hits, mut marks) = (None, None, [false; 3]);
        let mut fields = 0;
        segment.items(|field| {
            match fields {
                0 => line = field.line(),
                2 => hits = Some(field.count().unwrap_or_default()),
                // Truth values are numbers in old versions.
                3..=5 => {
                    if let Some(mark) = marks.get_mut(fields - 3) {
                        *mark = if field.is_number() { field.count() == Some(1) } else { field.is_true() };
                    }
                }
                _ => field.skip(),
            }
            fields += 1;
        });
        let [has_count, is_entry, is_gap] = marks;
        Some(Self { line: line?, hits: hits?, has_count, is_entry, is_gap })
    }

    fn starts_region(&self) -> bool {
        self.is_entry && self.has_count && !self.is_gap
    }
}

struct Reader {
    files: Files,
    /// Used for one file after the other.
    segments: Vec<Segment>,
    lines_left: usize,
    /// Files whose lines were too many to be true.
    gave_up: u64,
    /// Files without a path.
    unnamed: u64,
}

impl Reader {
    fn file(&mut self, file: &mut Cursor<'_>) {
        let (mut path, mut sums, mut branches) = (None, None, None);
        let (mut has_branches, mut has_segments) = (false, false);
        self.segments.clear();
        file.members(|value, key| match key {
            "filename" => first(&mut path, value.some_string()),
            "summary" if value.is_object() => first(&mut sums, value.value(Sums::of)),
            "branches" => {
                value.first_items(&mut has_branches, |branch| {
                    if let Some(ways) = self::ways(branch) {
                        branches.get_or_insert_with(Vec::new).extend(ways);
                    }
                });
            }
            "segments" => {
                let segments = &mut self.segments;
                value.first_items(&mut has_segments, |segment| segments.extend(Segment::read(segment)));
            }
            _ => {}
        });
        let sums = sums.unwrap_or_default();
        let Some(path) = path else {
            self.unnamed += 1;
            return;
        };
        let number = self.files.open(normalize(&path));
        self.files.has_branches |= sums.branches.is_some_and(|branches| branches.whole > 0);
        let Some(file) = self.files.get(number) else { return };
        (file.declared, file.branches) = (sums.counts(), branches);
        // A summary has none.
        if self.segments.is_empty() {
            return;
        }
        match lines(&self.segments, &mut self.lines_left) {
            Some(lines) => file.lines = lines,
            None => self.gave_up += 1,
        }
    }
}

#[derive(Default)]
struct Sums {
    lines: Option<Ratio>,
    branches: Option<Ratio>,
    functions: Option<Ratio>,
}

impl Sums {
    fn of(summary: Value<'_, '_>) -> Self {
        let ratio = |key| {
            let counts = summary.get(key)?;
            Some(Ratio::new(counts.count_of("covered")?, counts.count_of("count")?))
        };
        Self { lines: ratio("lines"), branches: ratio("branches"), functions: ratio("functions") }
    }

    fn counts(self) -> Option<CoverageCounts> {
        Some(CoverageCounts { lines: self.lines?, branches: self.branches, functions: self.functions })
    }
}

/// The ways out of a condition: it lists where it begins and ends, and how often it held and did not.
fn ways(branch: &mut Cursor<'_>) -> Option<[Branch; 2]> {
    let mut fields = [None; 6];
    let mut next = 0;
    branch.items(|field| {
        let count = field.count();
        if let Some(slot) = fields.get_mut(next) {
            *slot = count;
        }
        next += 1;
    });
    let [Some(line), column, _, _, Some(yes), Some(no)] = fields else { return None };
    let line = u32::try_from(line).ok()?;
    // Conditions of one line are told apart by their column.
    let block = column.and_then(|column| u32::try_from(column).ok()).unwrap_or_default();
    Some([(0, yes), (1, no)].map(|(way, hits)| Branch { line, block, way, hits }))
}

/// The hits of each line, as llvm-cov shows them: the highest count of the regions that begin on the line or reach
/// into it.
fn lines(segments: &[Segment], lines_left: &mut usize) -> Option<Vec<LineHits>> {
    let mut lines = Vec::new();
    let mut wrapped: Option<Segment> = None;
    let mut rest = segments;
    let mut line = segments.first()?.line;
    while let Some(next) = rest.first() {
        // A line without segments is what the segment before it is.
        if next.line > line {
            let Some(open) = wrapped.filter(|open| open.has_count) else {
                line = next.line;
                continue;
            };
            let count = (next.line - line) as usize;
            *lines_left = lines_left.checked_sub(count)?;
            lines.extend((line..next.line).map(|line| LineHits { line, hits: open.hits }));
            line = next.line;
            continue;
        }
        let here = rest.iter().take_while(|segment| segment.line <= line).count();
        let (on_line, behind) = rest.split_at_checked(here.max(1))?;
        rest = behind;
        let starts = || on_line.iter().filter(|segment| segment.starts_region());
        let is_skipped = on_line.first().is_some_and(|first| !first.has_count && first.is_entry);
        let reaches_in = wrapped.is_some_and(|open| open.has_count);
        if !is_skipped && (reaches_in || starts().next().is_some()) {
            let hits = starts()
                .map(|segment| segment.hits)
                .chain(wrapped.filter(|_| reaches_in).map(|open| open.hits))
                .max();
            *lines_left = lines_left.checked_sub(1)?;
            lines.push(LineHits { line, hits: hits.unwrap_or_default() });
        }
        wrapped = on_line.last().copied();
        line = line.saturating_add(1);
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_between_segments_are_what_came_before() {
        let segment =
            |line, hits, has_count, is_entry| Segment { line, hits, has_count, is_entry, is_gap: false };
        let segments = [
            segment(1, 3, true, true),
            segment(3, 0, true, true),
            segment(4, 3, true, false),
            segment(6, 0, false, false),
        ];
        let hits: Vec<(u32, u64)> =
            lines(&segments, &mut 100).unwrap().iter().map(|line| (line.line, line.hits)).collect();
        assert_eq!(hits, [(1, 3), (2, 3), (3, 3), (4, 0), (5, 3), (6, 3)]);
        assert!(
            lines(&[segment(1, 1, true, true), segment(4_000_000_000, 0, false, false)], &mut 100).is_none()
        );
    }
}
