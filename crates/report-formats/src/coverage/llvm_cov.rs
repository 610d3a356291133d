//! The JSON of `llvm-cov export`, also by way of cargo-llvm-cov.

use report_model::run::{Branch, Content, CoverageCounts, Document, LineHits};
use report_model::{Notice, Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::json::{Json, Value};
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
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut files = Files::default();
        // Hostile line numbers must not fill the memory.
        let mut lines_left = text.len();
        let mut gave_up = 0_u64;
        for data in root.list("data") {
            for said in data.list("files") {
                gave_up += u64::from(!file(&mut files, said, &mut lines_left));
            }
        }
        if gave_up > 0 {
            notices.push(
                Notice::warning(format!(
                    "{gave_up} files have regions that make no sense; only their sums are kept"
                ))
                .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        let producer = if root.get("cargo_llvm_cov").is_some() { "cargo-llvm-cov" } else { "llvm-cov" };
        Ok(Document {
            producer: Some(producer.to_owned()),
            declared: None,
            content: Content::Coverage(files.finish()),
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
    fn of(value: Value<'_, '_>) -> Option<Self> {
        let mut fields = value.items();
        let line = u32::try_from(fields.next()?.count()?).ok()?;
        fields.next()?;
        let hits = fields.next()?.count().unwrap_or_default();
        // Truth values are numbers in old versions.
        let mut is =
            || fields.next().is_some_and(|field| field.truth().unwrap_or_else(|| field.count() == Some(1)));
        Some(Self { line, hits, has_count: is(), is_entry: is(), is_gap: is() })
    }

    fn starts_region(&self) -> bool {
        self.is_entry && self.has_count && !self.is_gap
    }
}

/// Reads a file; `false` when its lines were too many to be true.
fn file(files: &mut Files, said: Value<'_, '_>, lines_left: &mut usize) -> bool {
    let number = files.open(normalize(&said.str_of("filename").unwrap_or_default()));
    let summary = said.get("summary");
    let ratio = |key| {
        let counts = summary?.get(key)?;
        Some(Ratio::new(counts.count_of("covered")?, counts.count_of("count")?))
    };
    let branches = ratio("branches");
    files.has_branches |= branches.is_some_and(|branches| branches.whole > 0);
    let Some(file) = files.get(number) else { return true };
    file.declared =
        ratio("lines").map(|lines| CoverageCounts { lines, branches, functions: ratio("functions") });
    for branch in said.list("branches") {
        let fields: Vec<Option<u64>> = branch.items().map(Value::count).collect();
        if let [Some(line), _, _, _, Some(yes), Some(no), ..] = fields.as_slice()
            && let Ok(line) = u32::try_from(*line)
        {
            // Conditions of one line are told apart by their column.
            let block = fields
                .get(1)
                .copied()
                .flatten()
                .and_then(|column| u32::try_from(column).ok())
                .unwrap_or_default();
            let ways = [*yes, *no].into_iter().zip(0..).map(|(hits, way)| Branch { line, block, way, hits });
            file.branches.get_or_insert_default().extend(ways);
        }
    }
    let segments: Vec<Segment> = said.list("segments").filter_map(Segment::of).collect();
    match lines(&segments, lines_left) {
        Some(lines) => {
            file.lines = lines;
            true
        }
        None => false,
    }
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
