//! Cobertura XML, as coverage.py, gcovr, coverlet, Istanbul and many others write it.

use report_model::run::{Branch, Content, Document, Function, LineHits};
use report_model::{Location, Notice, Notices};

use super::paths::{root, under_roots};
use super::{Files, line_count};
use crate::encoding::decode;
use crate::place::prefix;
use crate::tally::Tally;
use crate::xml::{Cursor, Escapes, Tag, Token, number};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Cobertura XML.
pub(crate) struct Cobertura;

const NAME: &str = "Cobertura XML";

impl Format for Cobertura {
    fn id(&self) -> FormatId {
        FormatId("cobertura")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Coverage
    }

    fn says(&self) -> &'static str {
        "Hits of every line, how many ways out of a condition were taken (not which), and functions where the tool \
         lists methods. coverage.py writes 0 or 1 for hits."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        if head.xml_root() != Some("coverage") {
            return Match::No;
        }
        let text = head.text();
        // Clover has the same root element, with a project in it.
        if text.contains("<project") || text.contains("clover=\"") {
            return Match::No;
        }
        let is_cobertura = ["<packages", "<sources", "line-rate=", "<classes", "cobertura"]
            .iter()
            .any(|mark| text.contains(mark));
        if is_cobertura { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let decoded = decode(artifact.bytes);
        if let Some(repair) = decoded.repair {
            notices.push(repair.notice().at(Location::file(artifact.path)));
        }
        Reader::new(&decoded.text).read(artifact.path, notices)
    }
}

/// Where in the tree the walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Other,
    Source,
    Class,
    Methods,
    Method,
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    escapes: Escapes,
    frames: Vec<Frame>,
    roots: Vec<String>,
    source: String,
    files: Files,
    /// The file of the class that is open.
    file: usize,
    last_filename: Option<(&'a str, usize)>,
    /// Lines that stand only under the methods of the open class, until it is known whether it has its own.
    method_lines: Vec<LineHits>,
    method_branches: Vec<Branch>,
    class_has_lines: bool,
    in_method: bool,
    function: Option<Function>,
    /// How many ways out of conditions may still be kept.
    ways_left: usize,
    line_records: u64,
    declared_lines: Option<(u64, usize)>,
    producer: Option<&'static str>,
    odd_lines: Tally,
    odd_hits: Tally,
    odd_conditions: Tally,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            cursor: Cursor::new(text),
            escapes: Escapes::of(text),
            frames: Vec::new(),
            roots: Vec::new(),
            source: String::new(),
            files: Files::default(),
            file: usize::MAX,
            last_filename: None,
            method_lines: Vec::new(),
            method_branches: Vec::new(),
            class_has_lines: false,
            in_method: false,
            function: None,
            ways_left: text.len() + 64,
            line_records: 0,
            declared_lines: None,
            producer: None,
            odd_lines: Tally::default(),
            odd_hits: Tally::default(),
            odd_conditions: Tally::default(),
        }
    }

    fn read(mut self, path: &str, notices: &Notices) -> Result<Document, ReadError> {
        let mut root_tag = None;
        loop {
            match self.cursor.next() {
                Token::Start(tag) => {
                    root_tag.get_or_insert(tag);
                    self.start(tag);
                }
                Token::End(_) => self.end(),
                Token::Text(text) | Token::CData(text) => {
                    if self.frames.last() == Some(&Frame::Source) {
                        let at = self.cursor.at();
                        let text = self.cursor.resolve(text, at, self.escapes);
                        self.source.push_str(&text);
                    }
                }
                Token::Comment(text) => {
                    if text.contains("coverage.py") {
                        self.producer = Some("coverage.py");
                    }
                }
                Token::Eof => break,
            }
        }
        self.cursor.report(path, notices);
        match root_tag {
            None => {
                return Err(ReadError::new(NAME, Location::file(path), "no XML element in it")
                    .hint("make sure that the path names the report and not the log of the run"));
            }
            Some(tag) if self.files.is_empty() && tag.name != "coverage" => {
                let location = self.cursor.locate(path, tag.at);
                return Err(ReadError::new(NAME, location, format!("its root element is `{}`", tag.name))
                    .hint("`report-gen formats` lists what can be read"));
            }
            Some(_) => {}
        }
        self.tell(path, notices);
        let producer = self.producer.map(str::to_owned);
        let declared_lines = self.declared_lines;
        let coverage = self.files.finish();
        if let Some((declared, at)) = declared_lines {
            let counted = line_count(&coverage);
            if declared != counted {
                let message = format!("says that it has {declared} lines, but holds {counted}");
                let notice = if declared == self.line_records {
                    Notice::note(format!("{message}: some stand in several classes and are counted once"))
                } else {
                    Notice::warning(message)
                        .effect("lines are counted, not what the file says")
                        .hint("the report may have been filtered after its sums were made")
                };
                notices.push(notice.at(self.cursor.locate(path, at)));
            }
        }
        Ok(Document { producer, declared: None, content: Content::Coverage(coverage) })
    }

    #[inline]
    fn start(&mut self, tag: Tag<'a>) {
        let frame = match tag.name {
            "line" => {
                self.line(tag);
                Frame::Other
            }
            "class" => {
                self.class(tag);
                Frame::Class
            }
            "methods" => Frame::Methods,
            "method" => {
                self.method(tag);
                Frame::Method
            }
            "source" => {
                self.source.clear();
                Frame::Source
            }
            "coverage" => {
                self.root(tag);
                Frame::Other
            }
            _ => Frame::Other,
        };
        if tag.is_empty {
            self.close(frame);
        } else {
            self.frames.push(frame);
        }
    }

    fn end(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.close(frame);
        }
    }

    #[inline]
    fn close(&mut self, frame: Frame) {
        match frame {
            Frame::Source => self.roots.extend(root(&self.source)),
            Frame::Class => self.close_class(),
            Frame::Method => {
                self.in_method = false;
                if let (Some(function), Some(file)) = (self.function.take(), self.files.get(self.file)) {
                    file.functions.get_or_insert_default().push(function);
                }
            }
            Frame::Methods | Frame::Other => {}
        }
    }

    fn root(&mut self, tag: Tag<'a>) {
        for attribute in tag.attributes() {
            match attribute.name {
                "lines-valid" => self.declared_lines = number(attribute.value).map(|lines| (lines, tag.at)),
                "version" if attribute.value.starts_with("gcovr") => self.producer = Some("gcovr"),
                _ => {}
            }
        }
    }

    fn class(&mut self, tag: Tag<'a>) {
        self.close_class();
        let name =
            tag.attribute("filename").filter(|name| !name.is_empty()).or_else(|| tag.attribute("name"));
        let name = name.unwrap_or_default();
        self.file = match self.last_filename {
            Some((last, number)) if last == name => number,
            _ => {
                let resolved = self.cursor.resolve(name, tag.at, self.escapes);
                self.files.open(under_roots(&resolved, &self.roots))
            }
        };
        self.last_filename = Some((name, self.file));
        self.class_has_lines = false;
    }

    /// Takes the lines under the methods where the class has none of its own; else they say the same twice.
    fn close_class(&mut self) {
        let (lines, branches) =
            (std::mem::take(&mut self.method_lines), std::mem::take(&mut self.method_branches));
        if self.class_has_lines {
            return;
        }
        self.line_records += lines.len() as u64;
        self.files.has_branches |= !branches.is_empty();
        if let Some(file) = self.files.get(self.file) {
            file.lines.extend(lines);
            if !branches.is_empty() {
                file.branches.get_or_insert_default().extend(branches);
            }
        }
    }

    fn method(&mut self, tag: Tag<'a>) {
        let (mut name, mut rate) = ("", 0.0);
        for attribute in tag.attributes() {
            match attribute.name {
                "name" => name = attribute.value,
                "line-rate" => rate = attribute.value.parse().unwrap_or(0.0),
                _ => {}
            }
        }
        let name = self.cursor.resolve(name, tag.at, self.escapes).into_owned();
        self.files.has_functions = true;
        self.in_method = true;
        self.function = Some(Function { line: None, name, hits: u64::from(rate > 0.0) });
    }

    #[inline]
    fn line(&mut self, tag: Tag<'a>) {
        let (mut line, mut hits, mut condition) = (None, None, None);
        for attribute in tag.attributes() {
            match attribute.name {
                "number" => line = decimal(attribute.value).and_then(|line| u32::try_from(line).ok()),
                "hits" => hits = self.hits(attribute.value, tag.at),
                "condition-coverage" => condition = Some(attribute.value),
                _ => {}
            }
        }
        let Some(line) = line else {
            self.odd_lines.hit(tag.at);
            return;
        };
        let hits = LineHits { line, hits: hits.unwrap_or_default() };
        if self.in_method {
            if let Some(function) = &mut self.function {
                function.line = Some(function.line.map_or(line, |first| first.min(line)));
                function.hits = function.hits.max(hits.hits);
            }
            self.method_lines.push(hits);
        } else if let Some(file) = self.files.get(self.file) {
            self.class_has_lines = true;
            self.line_records += 1;
            file.lines.push(hits);
        }
        if let Some(condition) = condition {
            self.condition(line, condition, tag.at);
        }
    }

    #[inline]
    fn hits(&mut self, text: &str, at: usize) -> Option<u64> {
        decimal(text).or_else(|| {
            let float = text.trim().parse::<f64>().ok().filter(|hits| hits.is_finite());
            let whole = number(text);
            if whole.is_none() {
                self.odd_hits.hit(at);
            }
            // Fractions are what merging tools make of averages: more than none is covered.
            whole.or_else(|| float.map(|hits| u64::from(hits > 0.0)))
        })
    }

    /// `50% (1/2)`: two ways, one of them taken.
    fn condition(&mut self, line: u32, text: &str, at: usize) {
        let Some((taken, all)) = text.rsplit_once('(').and_then(|(_, counts)| {
            let (taken, all) = counts.trim_end().trim_end_matches(')').split_once('/')?;
            Some((u32::try_from(decimal(taken)?).ok()?, u32::try_from(decimal(all)?).ok()?))
        }) else {
            self.odd_conditions.hit(at);
            return;
        };
        if taken > all || all as usize > self.ways_left {
            self.odd_conditions.hit(at);
            return;
        }
        self.ways_left -= all as usize;
        let ways = (0..all).map(|way| Branch { line, block: 0, way, hits: u64::from(way < taken) });
        if self.in_method {
            self.method_branches.extend(ways);
        } else if let Some(file) = self.files.get(self.file) {
            file.branches.get_or_insert_default().extend(ways);
            self.files.has_branches = true;
        }
    }

    fn tell(&self, path: &str, notices: &Notices) {
        for (tally, what) in [
            (self.odd_lines, "has no readable line number; left out"),
            (self.odd_hits, "has hits that are no count; taken as 1 when above 0, else as 0"),
            (
                self.odd_conditions,
                "has a `condition-coverage` that is not like `50% (1/2)`; its branches are left out",
            ),
        ] {
            if let Some(first) = tally.seen() {
                let others = if tally.count > 1 {
                    format!(" ({} times, first here)", tally.count)
                } else {
                    String::new()
                };
                notices.push(
                    Notice::warning(format!("a line {what}{others}")).at(self.cursor.locate(path, first)),
                );
            }
        }
        if self.files.is_empty() {
            notices.push(
                Notice::warning("holds no class, so no file")
                    .hint("the tool most likely saw no source file: look at its include and source options")
                    .at(Location::file(prefix(path, usize::MAX))),
            );
        }
    }
}

/// A count in its plain form, which is nearly every one.
#[inline]
fn decimal(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.bytes()
        .try_fold(0_u64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}
