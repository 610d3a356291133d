//! OpenCover's XML, which coverlet writes too.

use std::borrow::Cow;
use std::collections::HashMap;

use report_model::run::{Branch, Content, Document, Function, LineHits};
use report_model::{Notice, Notices};

use super::Files;
use super::paths::normalize;
use crate::xml::{Element, tree_of};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// OpenCover XML.
pub(crate) struct OpenCover;

const NAME: &str = "OpenCover XML";

impl Format for OpenCover {
    fn id(&self) -> FormatId {
        FormatId("opencover")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Visits of every line on which a statement begins, of every branch and of every method. Modules that were left out stay left out."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        if head.xml_root() == Some("CoverageSession") { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = tree_of(NAME, &["CoverageSession"], artifact.path, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut files = Files { has_branches: true, has_functions: true, ..Files::default() };
        let mut left_out = 0_u64;
        for module in root.children_named("Modules").flat_map(Element::children) {
            if module.attribute("skippedDueTo").is_some() {
                left_out += 1;
            } else {
                self::module(&mut files, module);
            }
        }
        if left_out > 0 {
            notices.push(
                Notice::note(format!(
                    "{} left out by the tool",
                    crate::tally::counted(left_out, "module was", "modules were")
                ))
                .at(artifact.location()),
            );
        }
        Ok(Document { producer: None, declared: None, content: Content::Coverage(files.finish()) })
    }
}

fn module(files: &mut Files, module: Element<'_, '_>) {
    let paths: HashMap<Cow<'_, str>, Cow<'_, str>> = module
        .children_named("Files")
        .flat_map(Element::children)
        .filter_map(|file| Some((file.attribute("uid")?, file.attribute("fullPath")?)))
        .collect();
    let mut numbers: HashMap<Cow<'_, str>, usize> = HashMap::new();
    // How many methods with conditions a line has.
    let mut methods: HashMap<(usize, u32), u32> = HashMap::new();
    for class in module.children_named("Classes").flat_map(Element::children) {
        for method in class.children_named("Methods").flat_map(Element::children) {
            if method.attribute("skippedDueTo").is_none() {
                self::method(files, method, &paths, &mut numbers, &mut methods);
            }
        }
    }
}

fn method<'a>(
    files: &mut Files,
    method: Element<'_, 'a>,
    paths: &HashMap<Cow<'a, str>, Cow<'a, str>>,
    numbers: &mut HashMap<Cow<'a, str>, usize>,
    methods: &mut HashMap<(usize, u32), u32>,
) {
    let reference = method.child("FileRef").and_then(|file| file.attribute("uid"));
    let mut number_of = |files: &mut Files, id: Option<Cow<'a, str>>| {
        let id = id.or_else(|| reference.clone())?;
        if let Some(number) = numbers.get(&id) {
            return Some(*number);
        }
        let number = files.open(normalize(paths.get(&id).unwrap_or(&id)));
        numbers.insert(id, number);
        Some(number)
    };
    let mut first: Option<(usize, u32)> = None;
    let mut visits = 0;
    for point in method.children_named("SequencePoints").flat_map(Element::children) {
        let (Some(line), hits) = (point.line("sl"), point.count("vc").unwrap_or_default()) else { continue };
        let Some(number) = number_of(files, point.attribute("fileid")) else { continue };
        first.get_or_insert((number, line));
        visits = visits.max(hits);
        if let Some(file) = files.get(number) {
            file.lines.push(LineHits { line, hits });
        }
    }
    let Some((number, first_line)) = first else { return };
    let Some(file) = files.get(number) else { return };
    let name = method.child("Name").and_then(Element::text).unwrap_or_default();
    let name = name.trim();
    let mut own: HashMap<u32, u32> = HashMap::new();
    for (point, ordinal) in method.children_named("BranchPoints").flat_map(Element::children).zip(0_u32..) {
        let line = point.line("sl").filter(|line| *line > 0).unwrap_or(first_line);
        // Conditions are told apart by where they are in the code of their method, of which a line may have several.
        let method = *own.entry(line).or_insert_with(|| {
            let next = methods.entry((number, line)).or_default();
            *next += 1;
            *next - 1
        });
        let block = point.line("offset").unwrap_or(ordinal).saturating_add(method.saturating_mul(1 << 16));
        let way = point.line("path").unwrap_or(ordinal);
        let hits = point.count("vc").unwrap_or_default();
        file.branches.get_or_insert_default().push(Branch { line, block, way, hits });
    }
    let function = Function { line: Some(first_line), name: name.to_owned(), hits: visits };
    file.functions.get_or_insert_default().push(function);
}
