//! Istanbul's JSON: the coverage of each file, or the summary.

use std::collections::HashMap;

use report_model::run::{Branch, Content, CoverageCounts, Document, Function, LineHits};
use report_model::{Notices, Ratio};

use super::Files;
use super::paths::normalize;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Istanbul JSON.
pub(crate) struct Istanbul;

const NAME: &str = "Istanbul JSON";

impl Format for Istanbul {
    fn id(&self) -> FormatId {
        FormatId("istanbul-json")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line on which a statement begins, of every branch and function. The summary has sums only."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        if shape.has("*.statementMap")
            || shape.has("*.data.statementMap")
            || (shape.has_all(&["total", "total.lines", "total.statements"]) && shape.has("*.lines.pct"))
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
        for (path, said) in root.members() {
            let said = said.get("data").unwrap_or(said);
            if said.get("s").is_some() {
                let path = said.str_of("path").unwrap_or(path);
                file(&mut files, &path, said);
            } else if path != "total"
                && let Some(counts) = summary(said)
            {
                let number = files.open(normalize(&path));
                if let Some(file) = files.get(number) {
                    file.declared = Some(counts);
                }
            }
        }
        json.report(artifact.path, notices);
        if files.is_empty() && root.get("total").is_none() {
            return Err(ReadError::new(NAME, artifact.location(), "no file in it"));
        }
        Ok(Document { producer: None, declared: None, content: Content::Coverage(files.finish()) })
    }
}

fn summary(said: Value<'_, '_>) -> Option<CoverageCounts> {
    let of = |key| {
        let counts = said.get(key)?;
        Some(Ratio::new(counts.count_of("covered")?, counts.count_of("total")?))
    };
    Some(CoverageCounts { lines: of("lines")?, branches: of("branches"), functions: of("functions") })
}

fn start_line(place: Option<Value<'_, '_>>) -> Option<u32> {
    place?.get("start")?.line_of("line")
}

/// Where statements, branches or functions are, by their keys.
struct Places<'t, 'a> {
    list: Vec<(&'a str, Value<'t, 'a>)>,
    /// Counts stand in the order of the places.
    next: usize,
    /// For those that do not.
    by_key: Option<HashMap<&'a str, usize>>,
}

impl<'t, 'a> Places<'t, 'a> {
    fn of(map: Option<Value<'t, 'a>>) -> Self {
        let list = map.into_iter().flat_map(Value::members_as_written).collect();
        Self { list, next: 0, by_key: None }
    }

    fn find(&mut self, key: &str) -> Option<Value<'t, 'a>> {
        let number = match self.list.get(self.next) {
            Some((next, _)) if *next == key => self.next,
            _ => {
                let numbered =
                    || self.list.iter().zip(0..).map(|((key, _), number)| (*key, number)).collect();
                *self.by_key.get_or_insert_with(numbered).get(key)?
            }
        };
        self.next = number + 1;
        self.list.get(number).map(|(_, place)| *place)
    }
}

fn file(files: &mut Files, path: &str, said: Value<'_, '_>) {
    (files.has_branches, files.has_functions) = (true, true);
    let number = files.open(normalize(path));
    let Some(file) = files.get(number) else { return };
    let mut statements = Places::of(said.get("statementMap"));
    for (key, hits) in said.get("s").into_iter().flat_map(Value::members_as_written) {
        let Some(statement) = statements.find(key).filter(|statement| !statement.is_true("skip")) else {
            continue;
        };
        if let Some(line) = start_line(Some(statement)) {
            file.lines.push(LineHits { line, hits: hits.count().unwrap_or_default() });
        }
    }
    // A line ran as often as the statement on it that ran most.
    file.lines.sort_by_key(|line| (line.line, std::cmp::Reverse(line.hits)));
    file.lines.dedup_by_key(|line| line.line);
    let ways = file.branches.get_or_insert_default();
    let mut branches = Places::of(said.get("branchMap"));
    for ((key, hits), ordinal) in said.get("b").into_iter().flat_map(Value::members_as_written).zip(0_u32..) {
        let place = branches.find(key);
        let line = place
            .and_then(|place| start_line(place.get("loc")).or_else(|| place.line_of("line")))
            .unwrap_or_default();
        let block = key.parse().unwrap_or(ordinal);
        ways.extend(hits.items().zip(0_u32..).map(|(hits, way)| Branch {
            line,
            block,
            way,
            hits: hits.count().unwrap_or_default(),
        }));
    }
    let entered = file.functions.get_or_insert_default();
    let mut functions = Places::of(said.get("fnMap"));
    for (key, hits) in said.get("f").into_iter().flat_map(Value::members_as_written) {
        let place = functions.find(key);
        entered.push(Function {
            line: place.and_then(|place| start_line(place.get("decl")).or_else(|| place.line_of("line"))),
            name: place.and_then(|place| place.str_of("name")).unwrap_or_default().into_owned(),
            hits: hits.count().unwrap_or_default(),
        });
    }
}
