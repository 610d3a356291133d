//! The JSON of coverage.py.

use report_model::run::{Branch, Content, CoverageCounts, Document, Function, LineHits};
use report_model::{Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// coverage.py JSON.
pub(crate) struct CoveragePy;

const NAME: &str = "coverage.py JSON";

impl Format for CoveragePy {
    fn id(&self) -> FormatId {
        FormatId("coveragepy-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Which lines and branches ran, not how often, and which functions. Its own sums stand where its lists hold lines that are no statements."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        let has_meta = shape.has_all(&["meta", "files"])
            && (shape.has("meta.version") || shape.has("meta.branch_coverage"))
            && !shape.has("meta.simplecov_version");
        if has_meta || (shape.has("files") && head.text().contains("\"executed_lines\"")) {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut files = Files::default();
        for (path, said) in root.get("files").into_iter().flat_map(Value::members) {
            file(&mut files, &path, said);
        }
        json.report(artifact.path, notices);
        let version = root.path(&["meta", "version"]).and_then(Value::some_string);
        let producer =
            version.map_or_else(|| "coverage.py".to_owned(), |version| format!("coverage.py {version}"));
        Ok(Document { producer: Some(producer), declared: None, content: Content::Coverage(files.finish()) })
    }
}

fn numbers<'t, 'a>(said: Value<'t, 'a>, key: &str) -> impl Iterator<Item = u32> + use<'t, 'a> {
    said.list(key).filter_map(Value::count).filter_map(|line| u32::try_from(line).ok())
}

/// Branches are pairs of the line they leave and the line they go to; an exit is a negative line.
fn branch(pair: Value<'_, '_>, hits: u64) -> Option<Branch> {
    let mut ends = pair.items().filter_map(Value::number);
    let (from, to) = (ends.next()?, ends.next()?);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "line numbers, and saturating"
    )]
    let (line, way) = (from as u32, to.abs() as u32 & !(1 << 31) | u32::from(to < 0.0) << 31);
    Some(Branch { line, block: 0, way, hits })
}

fn file(files: &mut Files, path: &str, said: Value<'_, '_>) {
    let number = files.open(normalize(path));
    let excluded: std::collections::HashSet<u32> = numbers(said, "excluded_lines").collect();
    let mut lines: Vec<LineHits> = numbers(said, "executed_lines")
        .filter(|line| !excluded.contains(line))
        .map(|line| LineHits { line, hits: 1 })
        .collect();
    lines.extend(numbers(said, "missing_lines").map(|line| LineHits { line, hits: 0 }));
    let has_branches = said.get("executed_branches").is_some() || said.get("missing_branches").is_some();
    files.has_branches |= has_branches;
    let branches = has_branches.then(|| {
        let taken = said.list("executed_branches").filter_map(|pair| branch(pair, 1));
        taken.chain(said.list("missing_branches").filter_map(|pair| branch(pair, 0))).collect()
    });
    let functions = said.get("functions").map(|functions| {
        functions
            .members()
            // What stands outside of functions has an empty name.
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, function)| Function {
                line: function.line_of("start_line"),
                name: name.into_owned(),
                hits: u64::from(function.list("executed_lines").next().is_some()),
            })
            .collect()
    });
    files.has_functions |= functions.is_some();
    let Some(file) = files.get(number) else { return };
    (file.lines, file.branches, file.functions) = (lines, branches, functions);
    file.normalize();
    let summary = said.get("summary");
    if let Some((covered, all)) =
        summary.and_then(|summary| summary.count_of("covered_lines").zip(summary.count_of("num_statements")))
    {
        let counted = file.counts();
        // `executed_lines` lists docstrings and decorators too.
        if counted.lines != Ratio::new(covered, all) {
            let of = |covered, all| {
                let summary = summary?;
                Some(Ratio::new(summary.count_of(covered)?, summary.count_of(all)?))
            };
            let branches = of("covered_branches", "num_branches").or(counted.branches);
            file.declared = Some(CoverageCounts {
                lines: Ratio::new(covered, all),
                branches,
                functions: counted.functions,
            });
        }
    }
}
