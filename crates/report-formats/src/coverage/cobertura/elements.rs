//! What classes, methods and lines say.

use report_model::run::{Branch, Function, LineHits};

use super::Reader;
use crate::coverage::paths::under_roots;
use crate::xml::{Tag, number};

impl<'a> Reader<'a> {
    pub(super) fn class(&mut self, tag: Tag<'a>) {
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
    pub(super) fn close_class(&mut self) {
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

    pub(super) fn method(&mut self, tag: Tag<'a>) {
        let (mut name, mut rate, mut hits) = ("", 0.0, None);
        for attribute in tag.attributes() {
            match attribute.name {
                // Of a name that stands twice the first stands.
                "name" if name.is_empty() => name = attribute.value,
                "line-rate" => rate = attribute.value.parse().unwrap_or(0.0),
                "hits" => hits = decimal(attribute.value),
                _ => {}
            }
        }
        let name = self.cursor.resolve(name, tag.at, self.escapes).into_owned();
        self.files.has_functions = true;
        self.in_method = true;
        self.function = Some(Function { line: None, name, hits: hits.unwrap_or(u64::from(rate > 0.0)) });
    }

    #[inline]
    pub(super) fn line(&mut self, tag: Tag<'a>) {
        let (mut line, mut hits, mut condition) = (None, None, None);
        for attribute in tag.attributes() {
            let is_known = match attribute.name {
                "number" => line.is_some(),
                "hits" => hits.is_some(),
                "condition-coverage" => condition.is_some(),
                _ => continue,
            };
            if is_known {
                self.cursor.oddities.duplicate_attribute.hit(tag.at);
                continue;
            }
            match attribute.name {
                "number" => line = decimal(attribute.value).and_then(|line| u32::try_from(line).ok()),
                "hits" => hits = self.hits(attribute.value, tag.at),
                _ => condition = Some(attribute.value),
            }
        }
        let Some(line) = line else {
            self.odd_lines.hit(tag.at);
            return;
        };
        let hits = LineHits { line, hits: hits.unwrap_or_default() };
        if self.in_method {
            if let Some(function) = &mut self.function {
                enter(function, hits);
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
            Some((u32::try_from(decimal(taken.trim())?).ok()?, u32::try_from(decimal(all.trim())?).ok()?))
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
}

/// Takes what a line of a function says: it was entered as often as its first line ran, and at least once when any ran.
fn enter(function: &mut Function, line: LineHits) {
    if function.line.is_none_or(|first| line.line < first) {
        function.line = Some(line.line);
        function.hits = line.hits.max(u64::from(function.hits > 0));
    } else if function.hits == 0 {
        function.hits = u64::from(line.hits > 0);
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
