//! SimpleCov's JSON: the result set, or what its JSON formatter writes.

use report_model::Notices;
use report_model::run::{Branch, Content, Document, LineHits};

use super::Files;
use super::paths::normalize;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// SimpleCov JSON.
pub(crate) struct SimpleCov;

const NAME: &str = "SimpleCov JSON";

impl Format for SimpleCov {
    fn id(&self) -> FormatId {
        FormatId("simplecov-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line, and of branches when asked for. Several result sets in one file are added up."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("meta.simplecov_version")
            || (shape.has("*.coverage")
                && (shape.has("*.timestamp")
                    || ["\"lines\"", ".rb\":"].iter().any(|mark| head.text().contains(mark))))
            || (shape.has_all(&["coverage", "groups"]))
            || shape.has_all(&["files.[].filename", "files.[].coverage"])
        {
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
        let mut sets = 0;
        if let Some(coverage) = root.get("coverage").filter(|coverage| coverage.is_object()) {
            sets += 1;
            coverage.members().for_each(|(path, said)| file(&mut files, &path, said));
        } else if root.get("files").is_some_and(Value::is_array) {
            sets += 1;
            for said in root.list("files") {
                let path = said.str_of("filename").unwrap_or_default();
                if let Some(coverage) = said.get("coverage") {
                    file(&mut files, &path, coverage);
                }
            }
        } else {
            for (_, set) in root.members() {
                let Some(coverage) = set.get("coverage").filter(|coverage| coverage.is_object()) else {
                    continue;
                };
                sets += 1;
                coverage.members().for_each(|(path, said)| file(&mut files, &path, said));
            }
        }
        json.report(artifact.path, notices);
        if sets == 0 {
            return Err(ReadError::new(NAME, artifact.location(), "no result set in it"));
        }
        let version = root.path(&["meta", "simplecov_version"]).and_then(Value::some_string);
        let producer =
            version.map_or_else(|| "SimpleCov".to_owned(), |version| format!("SimpleCov {version}"));
        Ok(Document { producer: Some(producer), declared: None, content: Content::Coverage(files.finish()) })
    }
}

fn file(files: &mut Files, path: &str, said: Value<'_, '_>) {
    let number = files.open(normalize(path));
    // Old result sets have the list of lines alone.
    let hits = if said.is_array() { Some(said) } else { said.get("lines") };
    let branches = said.get("branches");
    files.has_branches |= branches.is_some();
    let Some(file) = files.get(number) else { return };
    // What is no code is null, what a comment left out is a string.
    let hits = hits.into_iter().flat_map(Value::items).zip(1_u32..);
    file.lines.extend(hits.filter_map(|(hits, line)| Some(LineHits { line, hits: hits.count()? })));
    let Some(branches) = branches else { return };
    let ways = file.branches.get_or_insert_default();
    if branches.is_array() {
        for (branch, block) in branches.items().zip(0_u32..) {
            if let (Some(line), Some(hits)) = (branch.line_of("start_line"), branch.count_of("coverage")) {
                ways.push(Branch { line, block, way: 0, hits });
            }
        }
    }
    for (condition, arms) in branches.members() {
        // `[:if, 0, 3, 4, 5, 7]`: kind, number, first line, ...
        let mut numbers =
            condition.split(',').skip(1).map(|part| part.trim().trim_end_matches(']').parse::<u32>());
        let (block, line) = (numbers.next(), numbers.next());
        let (Some(Ok(block)), Some(Ok(line))) = (block, line) else { continue };
        ways.extend(arms.members().zip(0_u32..).map(|((_, hits), way)| Branch {
            line,
            block,
            way,
            hits: hits.count().unwrap_or_default(),
        }));
    }
}
