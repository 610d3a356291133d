//! The coverage of each file, compared with the run before.

use report_analysis::history::PastRun;
use report_model::Ratio;
use report_model::run::{Coverage, LineHits};
use report_model::site::{CoverageFiles, CoverageLines, FileLines, FunctionHits};

/// At most this many characters of line numbers a file.
const MISSING_CHARACTERS: usize = 400;

/// The columns of the coverage page.
pub(super) fn files(coverage: &Coverage, before: Option<&PastRun>, artifacts: Vec<String>) -> CoverageFiles {
    let mut columns = CoverageFiles { artifacts, ..CoverageFiles::default() };
    let past = before.and_then(|run| run.files.as_ref());
    for file in &coverage.files {
        let counts = file.counts();
        columns.paths.push(file.path.clone());
        columns.covered.push(counts.lines.part);
        columns.lines.push(counts.lines.whole);
        columns.branches.push(counts.branches);
        columns.missing.push(missing(&file.lines));
        if let Some(past) = past {
            let place = past.paths.binary_search(&file.path).ok();
            let lines =
                place.and_then(|place| Some(Ratio::new(*past.covered.get(place)?, *past.lines.get(place)?)));
            columns.before.push(lines);
        }
    }
    columns
}

/// Every line, branch and function.
pub(super) fn lines(coverage: &Coverage) -> CoverageLines {
    let files = coverage.files.iter().map(|file| {
        let mut above = 0;
        let step = |line: &LineHits| line.line.saturating_sub(std::mem::replace(&mut above, line.line));
        let branches = file.branches.as_ref();
        let functions = file.functions.as_ref();
        FileLines {
            path: file.path.clone(),
            steps: file.lines.iter().map(step).collect(),
            hits: file.lines.iter().map(|line| line.hits).collect(),
            branches: branches.map(|all| {
                all.iter().map(|branch| (branch.line, branch.block, branch.way, branch.hits)).collect()
            }),
            functions: functions.map(|all| {
                let function = |one: &report_model::run::Function| FunctionHits {
                    line: one.line,
                    name: one.name.clone(),
                    hits: one.hits,
                };
                all.iter().map(function).collect()
            }),
            declared: file.declared.map(|counts| counts.lines),
        }
    });
    CoverageLines { files: files.collect() }
}

/// The lines that did not run as ranges. Lines without code between two such lines do not split a range.
fn missing(lines: &[LineHits]) -> String {
    let mut text = String::new();
    let mut range: Option<(u32, u32)> = None;
    for line in lines {
        if line.hits == 0 {
            range = Some((range.map_or(line.line, |(first, _)| first), line.line));
        } else if let Some(done) = range.take() {
            push_range(&mut text, done);
            if text.len() > MISSING_CHARACTERS {
                text.push_str(",…");
                return text;
            }
        }
    }
    if let Some(done) = range {
        push_range(&mut text, done);
    }
    text
}

fn push_range(text: &mut String, (first, last): (u32, u32)) {
    use std::fmt::Write as _;
    if !text.is_empty() {
        text.push(',');
    }
    // Writing to a String cannot fail.
    let _ = if first == last { write!(text, "{first}") } else { write!(text, "{first}-{last}") };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_lines_are_ranges_over_code() {
        let lines = |hits: &[(u32, u64)]| -> Vec<LineHits> {
            hits.iter().map(|&(line, hits)| LineHits { line, hits }).collect()
        };
        assert_eq!(missing(&lines(&[(1, 1), (12, 0), (14, 0), (18, 0), (20, 3), (40, 0)])), "12-18,40");
        assert_eq!(missing(&lines(&[(1, 1)])), "");
        let sieve: Vec<LineHits> =
            (1..2000).map(|line| LineHits { line, hits: u64::from(line % 2) }).collect();
        let text = missing(&sieve);
        assert!(text.ends_with(",…") && text.len() < MISSING_CHARACTERS + 12, "{text}");
    }
}
