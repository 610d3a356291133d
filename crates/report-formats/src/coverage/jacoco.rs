//! JaCoCo's XML report.

use std::collections::HashMap;

use report_model::run::{Branch, Content, CoverageCounts, Document, Function, LineHits};
use report_model::{Notice, Notices, Ratio};

use super::paths::normalize;
use super::{Files, tell_unplaced};
use crate::tally::Tally;
use crate::xml::{Element, tree_of};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// JaCoCo XML.
pub(crate) struct JaCoCo;

const NAME: &str = "JaCoCo XML";

impl Format for JaCoCo {
    fn id(&self) -> FormatId {
        FormatId("jacoco")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Which lines ran, not how often; how many ways out of a condition were taken; which methods were entered. Paths are packages: the source folder is not in it."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let is_report = head.xml_root() == Some("report");
        let marks = ["<package", "<group", "<counter", ":package", ":group", ":counter", "JACOCO"];
        if is_report && marks.iter().any(|mark| head.text().contains(mark)) {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = tree_of(NAME, &["report"], artifact.path, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut reader = Reader {
            files: Files::default(),
            ways_left: text.len() + 64,
            without_counts: 0,
            unplaced: Tally::default(),
        };
        root.walk(String::new(), |element, group| match element.name() {
            "group" => Some(format!("{group}{}/", element.attribute("name").unwrap_or_default())),
            "package" => {
                reader.package(element, group);
                None
            }
            _ => None,
        });
        tell_unplaced(reader.unplaced, &tree, artifact, notices);
        if reader.without_counts > 0 {
            notices.push(
                Notice::warning(format!(
                    "{} lines without counts; their sums stand",
                    crate::tally::counted(reader.without_counts, "file lists", "files list")
                ))
                .hint("such files cannot be merged with those of other jobs")
                .at(artifact.location()),
            );
        }
        if reader.files.is_empty()
            && let Some(counts) = counters(root)
        {
            // A report without sources still has its sums.
            let name = root.attribute("name").unwrap_or_default();
            let number = reader.files.open(name.into_owned());
            if let Some(file) = reader.files.get(number) {
                file.declared = Some(counts);
            }
        }
        reader.files.has_branches = true;
        let producer = text
            .get(..1000.min(text.len()))
            .filter(|head| head.contains("JACOCO"))
            .map(|_| "JaCoCo".to_owned());
        Ok(Document { producer, declared: None, content: Content::Coverage(reader.files.finish()) })
    }
}

struct Reader {
    files: Files,
    /// How many ways out of conditions may still be kept.
    ways_left: usize,
    without_counts: u64,
    /// Lines that do not say which they are.
    unplaced: Tally,
}

impl Reader {
    fn package(&mut self, package: Element<'_, '_>, group: &str) {
        let folder = package.attribute("name").unwrap_or_default();
        let folder = if folder.is_empty() { group.to_owned() } else { format!("{group}{folder}/") };
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for source in package.children_named("sourcefile") {
            let name = source.attribute("name").unwrap_or_default().into_owned();
            let number = self.files.open(normalize(&format!("{folder}{name}")));
            self.source(source, number);
            numbers.insert(name, number);
        }
        for class in package.children_named("class") {
            let source = class.attribute("sourcefilename").unwrap_or_default();
            if let Some(number) = numbers.get(&*source) {
                self.class(class, *number);
            }
        }
    }

    fn source(&mut self, source: Element<'_, '_>, number: usize) {
        let mut has_counts = false;
        let mut has_lines = false;
        for line in source.children_named("line") {
            let (Some(nr), Some(file)) = (line.line("nr"), self.files.get(number)) else {
                self.unplaced.hit(line.at());
                continue;
            };
            has_lines = true;
            let covered = line.count("ci");
            has_counts |= covered.is_some() || line.count("mi").is_some();
            file.lines
                .push(LineHits { line: nr, hits: u64::from(covered.is_some_and(|covered| covered > 0)) });
            let count =
                |name| line.count(name).and_then(|count| u32::try_from(count).ok()).unwrap_or_default();
            let (taken, all) = (count("cb"), count("cb").saturating_add(count("mb")));
            if all as usize <= self.ways_left {
                self.ways_left -= all as usize;
                let ways =
                    (0..all).map(|way| Branch { line: nr, block: 0, way, hits: u64::from(way < taken) });
                file.branches.get_or_insert_default().extend(ways);
            }
        }
        if has_lines
            && !has_counts
            && let Some(file) = self.files.get(number)
        {
            self.without_counts += 1;
            // Without counts a line is not known to have been missed.
            file.lines.clear();
            file.declared = counters(source);
        }
    }

    fn class(&mut self, class: Element<'_, '_>, number: usize) {
        let name = class.attribute("name").unwrap_or_default();
        let short = name.rsplit('/').next().unwrap_or(&name);
        for method in class.children_named("method") {
            let hits = method.children_named("counter").any(|counter| {
                counter.attribute("type").as_deref() == Some("METHOD")
                    && counter.count("covered").is_some_and(|count| count > 0)
            });
            let function = Function {
                line: method.line("line"),
                name: format!("{short}.{}", method.attribute("name").unwrap_or_default()),
                hits: u64::from(hits),
            };
            self.files.has_functions = true;
            if let Some(file) = self.files.get(number) {
                file.functions.get_or_insert_default().push(function);
            }
        }
    }
}

/// The sums of an element.
fn counters(element: Element<'_, '_>) -> Option<CoverageCounts> {
    let of = |kind: &str| {
        let counter = element
            .children_named("counter")
            .find(|counter| counter.attribute("type").as_deref() == Some(kind))?;
        let covered = counter.count("covered")?;
        Some(Ratio::new(covered, covered.saturating_add(counter.count("missed")?)))
    };
    Some(CoverageCounts { lines: of("LINE")?, branches: of("BRANCH"), functions: of("METHOD") })
}
