//! The JSON of gcov, and gcovr's, which grew from it.

use report_model::run::{Branch, Content, CoverageCounts, Document, Function, LineHits};
use report_model::{Notice, Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::json::{Json, Value};
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
        read(NAME, artifact, notices, |root| {
            root.str_of("gcc_version").map_or_else(|| "gcov".to_owned(), |version| format!("gcov {version}"))
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
    producer: impl Fn(Value<'_, '_>) -> String,
) -> Result<Document, ReadError> {
    let text = artifact.text(notices);
    let json = Json::of(format, artifact, &text)?;
    let Some(root) = json.root() else { return Ok(Document::default()) };
    let mut files = Files::default();
    let mut negative = 0_u64;
    for said in root.list("files") {
        file(&mut files, said, &mut negative);
    }
    if negative > 0 {
        notices.push(
            Notice::warning(format!(
                "{} negative; taken as 0",
                crate::tally::counted(negative, "count is", "counts are")
            ))
            .hint("counters overflow in long or threaded runs: build with `-fprofile-update=atomic`")
            .at(artifact.location()),
        );
    }
    json.report(artifact.path, notices);
    Ok(Document {
        producer: Some(producer(root)),
        declared: None,
        content: Content::Coverage(files.finish()),
    })
}

fn hits(value: Option<Value<'_, '_>>, negative: &mut u64) -> u64 {
    let Some(value) = value else { return 0 };
    value.count().unwrap_or_else(|| {
        *negative += u64::from(value.number().is_some_and(|number| number < 0.0));
        0
    })
}

/// Whether a comment leaves this out.
fn is_left_out(value: Value<'_, '_>) -> bool {
    value.is_true("gcovr/excluded") || value.is_true("gcovr/noncode")
}

fn file(files: &mut Files, said: Value<'_, '_>, negative: &mut u64) {
    let path = said.str_of("file").or_else(|| said.str_of("filename")).unwrap_or_default();
    let number = files.open(normalize(&path));
    let (mut has_branches, has_functions) = (false, said.get("functions").is_some());
    let Some(file) = files.get(number) else { return };
    if said.get("lines").is_none() {
        let ratio = |covered, all| Some(Ratio::new(said.count_of(covered)?, said.count_of(all)?));
        file.declared = ratio("line_covered", "line_total").map(|lines| CoverageCounts {
            lines,
            branches: ratio("branch_covered", "branch_total"),
            functions: ratio("function_covered", "function_total"),
        });
        return;
    }
    for line in said.list("lines").filter(|line| !is_left_out(*line)) {
        let Some(nr) = line.line_of("line_number") else { continue };
        file.lines.push(LineHits { line: nr, hits: hits(line.get("count"), negative) });
        for (branch, way) in line.list("branches").zip(0_u32..).filter(|(branch, _)| !is_left_out(*branch)) {
            has_branches = true;
            let hits = hits(branch.get("count"), negative);
            file.branches.get_or_insert_default().push(Branch { line: nr, block: 0, way, hits });
        }
    }
    for function in said.list("functions").filter(|function| !is_left_out(*function)) {
        let name = function.str_of("demangled_name").or_else(|| function.str_of("name")).unwrap_or_default();
        file.functions.get_or_insert_default().push(Function {
            line: function.line_of("start_line").or_else(|| function.line_of("lineno")),
            name: name.into_owned(),
            hits: hits(function.get("execution_count"), negative),
        });
    }
    files.has_branches |= has_branches;
    files.has_functions |= has_functions;
}
