//! The JSON of gcov, and gcovr's, which grew from it.

use std::borrow::Cow;

use report_model::run::{Branch, Content, CoverageCounts, Document, Function, LineHits};
use report_model::{Notice, Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::json::{Cursor, first};
use crate::tally::counted;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// gcov JSON.
pub(crate) struct Gcov;

const NAME: &str = "gcov JSON";

impl Format for Gcov {
    fn id(&self) -> FormatId {
        FormatId("gcov-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line, branch and function of one translation unit."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has_all(&["gcc_version", "files"])
            || (shape.has_all(&["format_version", "files"]) && !shape.has("meta"))
            // Members stand in any order: of a large file the head may show no more than lines.
            || (shape.has("files.[].lines")
                && head.text().contains("\"unexecuted_block\"")
                && !head.text().contains("\"gcovr/"))
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        read(NAME, artifact, notices, |version| {
            version.map_or_else(|| "gcov".to_owned(), |version| format!("gcov {version}"))
        })
    }
}

/// gcovr's JSON report or summary.
pub(crate) struct Gcovr;

const GCOVR_NAME: &str = "gcovr JSON";

impl Format for Gcovr {
    fn id(&self) -> FormatId {
        FormatId("gcovr-json")
    }

    fn name(&self) -> &'static str {
        GCOVR_NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line, branch and function, without what comments exclude. The summary has sums only."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let is_gcovr = shape.has("gcovr/format_version")
            || shape.has("gcovr/summary_format_version")
            // Sorted by name the version comes last.
            || (shape.has("files.[].lines")
                && head.text().contains("\"line_number\"")
                && !head.text().contains("\"unexecuted_block\""));
        if is_gcovr { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        read(GCOVR_NAME, artifact, notices, |_| "gcovr".to_owned())
    }
}

fn read(
    format: &'static str,
    artifact: &Artifact<'_>,
    notices: &Notices,
    producer: impl Fn(Option<Cow<'_, str>>) -> String,
) -> Result<Document, ReadError> {
    let text = artifact.text(notices);
    let mut reader = Reader::default();
    let (mut version, mut has_files) = (None, false);
    let json = Cursor::walk(format, artifact, &text, |root| {
        root.members(|value, key| match key {
            "files" => _ = value.first_items(&mut has_files, |file| reader.file(file)),
            "gcc_version" => first(&mut version, value.some_string()),
            _ => {}
        });
    })?;
    if reader.negative > 0 {
        notices.push(
            Notice::warning(format!(
                "{} negative; taken as 0",
                counted(reader.negative, "count is", "counts are")
            ))
            .hint("counters overflow in long or threaded runs: build with `-fprofile-update=atomic`")
            .at(artifact.location()),
        );
    }
    if reader.uncounted > 0 {
        let message = format!(
            "{} no count; left out",
            counted(reader.uncounted, "line, branch or function has", "lines, branches or functions have")
        );
        notices.push(Notice::warning(message).effect("the figures lack them").at(artifact.location()));
    }
    super::tell_unnamed(reader.unnamed, artifact, notices);
    json.report(artifact.path, notices);
    Ok(Document {
        producer: Some(producer(version)),
        declared: None,
        content: Content::Coverage(reader.files.finish()),
    })
}

#[derive(Default)]
struct Reader {
    files: Files,
    /// Counts that are below nothing.
    negative: u64,
    /// What stands there to its end and does not say how often it ran.
    uncounted: u64,
    /// Files without a path.
    unnamed: u64,
}

/// Sums of a file whose lines are not listed, each with the covered first.
#[derive(Default)]
struct Sums {
    lines: [Option<u64>; 2],
    branches: [Option<u64>; 2],
    functions: [Option<u64>; 2],
}

impl Sums {
    fn counts(self) -> Option<CoverageCounts> {
        let ratio = |[covered, all]: [Option<u64>; 2]| Some(Ratio::new(covered?, all?));
        Some(CoverageCounts {
            lines: ratio(self.lines)?,
            branches: ratio(self.branches),
            functions: ratio(self.functions),
        })
    }
}

impl Reader {
    fn file(&mut self, file: &mut Cursor<'_>) {
        let (mut path, mut name, mut sums) = (None, None, Sums::default());
        let (mut lines, mut branches, mut functions) = (None, None, None);
        let (mut has_lines, mut has_functions) = (false, false);
        file.members(|value, key| match key {
            "file" => first(&mut path, value.some_string()),
            "filename" => first(&mut name, value.some_string()),
            "lines" => {
                let lines = lines.get_or_insert_with(Vec::new);
                value.first_items(&mut has_lines, |line| lines.extend(self.line(line, &mut branches)));
            }
            "functions" => {
                let functions = functions.get_or_insert_with(Vec::new);
                value.first_items(&mut has_functions, |function| functions.extend(self.function(function)));
            }
            "line_covered" => first(&mut sums.lines[0], value.count()),
            "line_total" => first(&mut sums.lines[1], value.count()),
            "branch_covered" => first(&mut sums.branches[0], value.count()),
            "branch_total" => first(&mut sums.branches[1], value.count()),
            "function_covered" => first(&mut sums.functions[0], value.count()),
            "function_total" => first(&mut sums.functions[1], value.count()),
            _ => {}
        });
        let Some(path) = path.or(name) else {
            self.unnamed += 1;
            return;
        };
        let number = self.files.open(normalize(&path));
        let Some(lines) = lines else {
            if let Some(file) = self.files.get(number) {
                file.declared = sums.counts();
            }
            return;
        };
        let branches = branches.filter(|branches: &Vec<Branch>| !branches.is_empty());
        self.files.has_branches |= branches.is_some();
        self.files.has_functions |= functions.is_some();
        if let Some(file) = self.files.get(number) {
            (file.lines, file.branches) = (lines, branches);
            file.functions = functions.filter(|functions| !functions.is_empty());
        }
    }

    /// Reads a line, and adds its branches.
    fn line(&mut self, line: &mut Cursor<'_>, branches: &mut Option<Vec<Branch>>) -> Option<LineHits> {
        let (mut number, mut hits, mut is_left_out, mut has_branches) = (None, None, false, false);
        let known = branches.as_ref().map_or(0, Vec::len);
        let (negative, uncounted) = (self.negative, self.uncounted);
        let is_whole = line.members(|value, key| match key {
            "line_number" => first(&mut number, value.line()),
            "count" => first(&mut hits, self.hits(value)),
            "branches" => {
                let mut way = 0_u32;
                value.first_items(&mut has_branches, |branch| {
                    if let Some(hits) = self.branch(branch) {
                        let branch = Branch { line: 0, block: 0, way, hits };
                        branches.get_or_insert_default().push(branch);
                    }
                    way += 1;
                });
            }
            EXCLUDED | NO_CODE => is_left_out |= value.is_true(),
            _ => {}
        });
        let number = number.filter(|_| is_whole && !is_left_out);
        if number.is_none() {
            (self.negative, self.uncounted) = (negative, uncounted);
        }
        let line = number.zip(self.counted(hits, number.is_some()));
        if let Some(branches) = branches {
            // The line's own number may stand behind its branches.
            match line {
                Some((line, _)) => branches.iter_mut().skip(known).for_each(|branch| branch.line = line),
                None => branches.truncate(known),
            }
        }
        line.map(|(line, hits)| LineHits { line, hits })
    }

    /// How often a way was taken.
    fn branch(&mut self, branch: &mut Cursor<'_>) -> Option<u64> {
        let (mut hits, mut is_left_out, negative) = (None, false, self.negative);
        let is_whole = branch.members(|value, key| match key {
            "count" => first(&mut hits, self.hits(value)),
            EXCLUDED | NO_CODE => is_left_out |= value.is_true(),
            _ => {}
        });
        if is_left_out {
            self.negative = negative;
            return None;
        }
        self.counted(hits, is_whole)
    }

    fn function(&mut self, function: &mut Cursor<'_>) -> Option<Function> {
        let (mut demangled, mut name, mut is_left_out) = (None, None, false);
        let (mut start, mut line, mut hits, negative) = (None, None, None, self.negative);
        let is_whole = function.members(|value, key| match key {
            "demangled_name" => first(&mut demangled, value.some_string()),
            "name" => first(&mut name, value.some_string()),
            "start_line" => first(&mut start, value.line()),
            "lineno" => first(&mut line, value.line()),
            "execution_count" => first(&mut hits, self.hits(value)),
            EXCLUDED | NO_CODE => is_left_out |= value.is_true(),
            _ => {}
        });
        if is_left_out {
            self.negative = negative;
            return None;
        }
        let hits = self.counted(hits, is_whole)?;
        let name = demangled.or(name).unwrap_or_default().into_owned();
        Some(Function { line: start.or(line), name, hits })
    }

    /// The count of what stands there to its end: what was cut off may have had one.
    fn counted(&mut self, hits: Option<u64>, is_whole: bool) -> Option<u64> {
        self.uncounted += u64::from(is_whole && hits.is_none());
        hits.filter(|_| is_whole)
    }

    /// A count; one below nothing is none.
    fn hits(&mut self, value: &mut Cursor<'_>) -> Option<u64> {
        let is_negative = value.is_negative();
        let hits = value.count();
        if is_negative && hits.is_none() {
            self.negative += 1;
            return Some(0);
        }
        hits
    }
}

/// Marks of what a comment leaves out.
const EXCLUDED: &str = "gcovr/excluded";
const NO_CODE: &str = "gcovr/noncode";
