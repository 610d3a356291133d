//! Clover XML, as PHPUnit, Istanbul and gcovr write it.

use std::collections::HashMap;

use report_model::Notices;
use report_model::run::{Branch, Content, Document, Function, LineHits};

use super::paths::normalize;
use super::{Files, tell_unplaced};
use crate::tally::Tally;
use crate::xml::{Element, tree_of};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Clover XML.
pub(crate) struct Clover;

const NAME: &str = "Clover XML";

impl Format for Clover {
    fn id(&self) -> FormatId {
        FormatId("clover")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every statement's line, both ways out of a condition, and hits of methods. Test sources are left out."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let text = head.text();
        let is_clover =
            head.xml_root() == Some("coverage") && (text.contains("<project") || text.contains("clover=\""));
        if is_clover { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = tree_of(NAME, &["coverage"], artifact.path, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut sources = Vec::new();
        root.walk(String::new(), |element, package| match element.name() {
            "testproject" => None,
            "package" => Some(element.attribute("name").unwrap_or_default().into_owned()),
            "file" => {
                sources.push((element, package.clone()));
                None
            }
            _ => Some(package.clone()),
        });
        let mut files = Files::default();
        let mut unplaced = Tally::default();
        let ways = Ways::of(sources.iter().map(|(element, _)| *element), text.len() + 64);
        for (element, package) in sources {
            file(&mut files, element, &package, &ways, &mut unplaced);
        }
        tell_unplaced(unplaced, &tree, artifact, notices);
        Ok(Document { producer: None, declared: None, content: Content::Coverage(files.finish()) })
    }
}

/// What `truecount` and `falsecount` of a condition are.
enum Ways {
    /// How often it was true, and how often false.
    Hits,
    /// How many ways out of it were taken and how many were not, as Istanbul writes them.
    Counts,
}

impl Ways {
    /// Told by the sums of the files, which hold covered and all ways, else by how the lines are written: Clover gives
    /// a condition no hits beside its ways. No more than `most` ways can be true.
    fn of<'t, 'a: 't>(files: impl Iterator<Item = Element<'t, 'a>>, most: usize) -> Self {
        let (mut sums, mut counts, mut hits) = ((0, 0), (0, 0), (0, 0));
        let mut all_have_hits = true;
        for file in files {
            for metrics in file.children_named("metrics") {
                let count = |name| metrics.count(name).unwrap_or_default();
                add(&mut sums, count("coveredconditionals"), count("conditionals"));
            }
            file.walk((), |line, ()| {
                if line.name() == "line" && line.attribute("type").as_deref() == Some("cond") {
                    let (yes, no) = condition(line);
                    all_have_hits &= line.count("count").is_some();
                    add(&mut counts, yes, yes.saturating_add(no));
                    add(&mut hits, u64::from(yes > 0) + u64::from(no > 0), 2);
                }
                Some(())
            });
        }
        // Ways on lines without a statement are in Istanbul's sums and on no line.
        let are_counts = sums == counts || (all_have_hits && counts.0 <= sums.0 && counts.1 <= sums.1);
        if sums.1 > 0 && are_counts && sums != hits && counts.1 <= most as u64 {
            Self::Counts
        } else {
            Self::Hits
        }
    }
}

fn add(sum: &mut (u64, u64), part: u64, whole: u64) {
    *sum = (sum.0.saturating_add(part), sum.1.saturating_add(whole));
}

fn condition(line: Element<'_, '_>) -> (u64, u64) {
    let count = |name| line.count(name).unwrap_or_default();
    (count("truecount"), count("falsecount"))
}

fn file(files: &mut Files, element: Element<'_, '_>, package: &str, ways: &Ways, unplaced: &mut Tally) {
    let name = element.attribute("name").unwrap_or_default();
    let path = element.some_attribute("path").map_or_else(
        || if package.is_empty() { name.into_owned() } else { format!("{package}/{name}") },
        std::borrow::Cow::into_owned,
    );
    let number = files.open(normalize(&path));
    let (mut has_branches, mut has_functions) = (false, false);
    let Some(file) = files.get(number) else { return };
    // How many conditions of a line there were.
    let mut conditions: HashMap<u32, u32> = HashMap::new();
    element.walk((), |line, ()| {
        if line.name() != "line" {
            return Some(());
        }
        let Some(nr) = line.line("num") else {
            unplaced.hit(line.at());
            return None;
        };
        let count = |name| line.count(name).unwrap_or_default();
        match line.attribute("type").as_deref() {
            Some("method") => {
                has_functions = true;
                let name = line.attribute("name").or_else(|| line.attribute("signature")).unwrap_or_default();
                let function = Function { line: Some(nr), name: name.into_owned(), hits: count("count") };
                file.functions.get_or_insert_default().push(function);
            }
            Some("cond") => {
                has_branches = true;
                let (yes, no) = condition(line);
                let next = conditions.entry(nr).or_default();
                let block = *next;
                *next += 1;
                let branches = file.branches.get_or_insert_default();
                match ways {
                    Ways::Hits => {
                        file.lines.push(LineHits { line: nr, hits: count("count").max(yes).max(no) });
                        let branch = |(hits, way)| Branch { line: nr, block, way, hits };
                        branches.extend([yes, no].into_iter().zip(0..).map(branch));
                    }
                    Ways::Counts => {
                        file.lines.push(LineHits { line: nr, hits: count("count") });
                        let way =
                            |(number, way)| Branch { line: nr, block, way, hits: u64::from(number < yes) };
                        branches.extend((0..yes.saturating_add(no)).zip(0..).map(way));
                    }
                }
            }
            _ => file.lines.push(LineHits { line: nr, hits: count("count") }),
        }
        None
    });
    files.has_branches |= has_branches;
    files.has_functions |= has_functions;
}
