//! SimpleCov's JSON: the result set, or what its JSON formatter writes.

use std::borrow::Cow;

use report_model::Notices;
use report_model::run::{Branch, Content, Document, LineHits};

use super::Files;
use super::paths::normalize;
use crate::json::Cursor;
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
        let mut reader = Reader::default();
        let json = Cursor::walk(NAME, artifact, &text, |root| reader.root(root))?;
        json.report(artifact.path, notices);
        let Some((_, files)) = reader.read else {
            return Err(ReadError::new(NAME, artifact.location(), "no result set in it"));
        };
        let producer =
            reader.version.map_or_else(|| "SimpleCov".to_owned(), |version| format!("SimpleCov {version}"));
        Ok(Document { producer: Some(producer), declared: None, content: Content::Coverage(files.finish()) })
    }
}

/// Where a report has its files; of several places the last of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In any number of result sets.
    Sets,
    /// In a list.
    List,
    /// In the one result set.
    Coverage,
}

#[derive(Default)]
struct Reader {
    read: Option<(Place, Files)>,
    version: Option<String>,
}

impl Reader {
    fn root(&mut self, root: &mut Cursor<'_>) {
        root.members(|value, key| match key {
            "coverage" if value.is_object() => {
                if let Some(files) = self.files(Place::Coverage) {
                    set(files, value);
                }
            }
            "files" if value.is_array() => {
                if let Some(files) = self.files(Place::List) {
                    value.items(|file| listed(files, file));
                }
            }
            "meta" => {
                let version = value.value(|meta| meta.str_of("simplecov_version").map(Cow::into_owned));
                self.version = version.flatten();
            }
            _ => {
                value.members(|value, key| {
                    if key == "coverage"
                        && value.is_object()
                        && let Some(files) = self.files(Place::Sets)
                    {
                        set(files, value);
                    }
                });
            }
        });
    }

    /// The files to fill, unless what was read from another place counts.
    fn files(&mut self, place: Place) -> Option<&mut Files> {
        if self.read.as_ref().is_none_or(|(known, _)| *known < place) {
            self.read = Some((place, Files::default()));
        }
        self.read.as_mut().filter(|(known, _)| *known == place).map(|(_, files)| files)
    }
}

/// A file in a list.
fn listed(files: &mut Files, file: &mut Cursor<'_>) {
    let (mut path, mut measured) = (None, None);
    file.members(|value, key| match key {
        "filename" => path = value.some_string(),
        "coverage" => measured = Some(measures(value)),
        _ => {}
    });
    if let Some(measured) = measured {
        add(files, &path.unwrap_or_default(), measured);
    }
}

/// The files of a result set.
fn set(files: &mut Files, coverage: &mut Cursor<'_>) {
    coverage.entries(|value, path| {
        let measured = measures(value);
        add(files, &path, measured);
    });
}

/// What was measured of a file.
type Measured = (Vec<LineHits>, Option<Vec<Branch>>);

fn add(files: &mut Files, path: &str, (lines, branches): Measured) {
    let number = files.open(normalize(path));
    files.has_branches |= branches.is_some();
    if let Some(file) = files.get(number) {
        (file.lines, file.branches) = (lines, branches);
    }
}

/// Old result sets have the list of lines alone.
fn measures(said: &mut Cursor<'_>) -> Measured {
    if said.is_array() {
        return (lines(said), None);
    }
    let (mut hits, mut ways) = (Vec::new(), None);
    said.members(|value, key| match key {
        "lines" => hits = lines(value),
        "branches" => ways = Some(branches(value)),
        _ => {}
    });
    (hits, ways)
}

/// What is no code is null, what a comment left out is a string.
fn lines(list: &mut Cursor<'_>) -> Vec<LineHits> {
    let mut lines = Vec::new();
    let mut line = 0_u32;
    list.items(|hits| {
        line += 1;
        lines.extend(hits.count().map(|hits| LineHits { line, hits }));
    });
    lines
}

fn branches(branches: &mut Cursor<'_>) -> Vec<Branch> {
    let mut ways = Vec::new();
    if branches.is_array() {
        let mut block = 0;
        branches.items(|branch| {
            let said = branch.value(|branch| branch.line_of("start_line").zip(branch.count_of("coverage")));
            ways.extend(said.flatten().map(|(line, hits)| Branch { line, block, way: 0, hits }));
            block += 1;
        });
        return ways;
    }
    branches.entries(|arms, condition| {
        // `[:if, 0, 3, 4, 5, 7]`: kind, number, first line, ...
        let mut numbers =
            condition.split(',').skip(1).map(|part| part.trim().trim_end_matches(']').parse::<u32>());
        let (block, line) = (numbers.next(), numbers.next());
        let (Some(Ok(block)), Some(Ok(line))) = (block, line) else { return };
        let mut way = 0;
        arms.members(|hits, _| {
            ways.push(Branch { line, block, way, hits: hits.count().unwrap_or_default() });
            way += 1;
        });
    });
    ways
}
