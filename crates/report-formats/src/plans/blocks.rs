//! Markdown as a flat list of headings, paragraphs, items, rows and code, each with its line.
//!
//! Flat, because a document may nest lists as deep as it is long; the depth of an item is a number.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Items deeper than this count as this deep.
const DEEPEST: u8 = 12;
/// No more than this of one paragraph or item is read, in bytes.
const LONGEST: usize = 8 * 1024;

/// One piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its text as it is written, without the marks of the block itself. Lines of a paragraph stay lines.
    pub text: String,
    /// The line it begins on, from 1.
    pub line: u32,
    /// In how many lists it stands: 0 outside, 1 for what belongs to a first-level item.
    pub depth: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Heading {
        level: u8,
    },
    Paragraph,
    Item {
        number: Option<u64>,
        checked: Option<bool>,
        list: u32,
    },
    Table(Table),
    Code {
        language: String,
    },
    /// HTML that was passed over.
    Html,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub line: u32,
    pub cells: Vec<String>,
}

/// Where a byte stands.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect())
    }

    fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }
}

/// The blocks of a document.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines = Lines::of(text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut blocks: Vec<Block> = Vec::new();
    // The numbers of the lists that are open, and which list each is.
    let mut lists: Vec<(Option<u64>, u32)> = Vec::new();
    let mut list_count = 0;
    // Where the text of the piece that is being read begins and ends in the source.
    let mut span: Option<(usize, usize)> = None;
    let mut cell: Option<(usize, usize)> = None;
    let mut code = String::new();
    let mut in_code = false;
    let mut in_metadata = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let depth = u8::try_from(lists.len()).unwrap_or(DEEPEST).min(DEEPEST);
        let push = |blocks: &mut Vec<Block>, kind, offset: usize| {
            blocks.push(Block { kind, text: String::new(), line: lines.line(offset), depth });
        };
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                flush(&mut blocks, &mut span, text);
                push(&mut blocks, Kind::Heading { level: level_number(level) }, range.start);
            }
            Event::Start(Tag::Paragraph) => {
                flush(&mut blocks, &mut span, text);
                // The first paragraph of an item is its text.
                let is_items_own = blocks.last().is_some_and(|block| {
                    matches!(block.kind, Kind::Item { .. }) && block.text.is_empty() && depth > 0
                });
                if !is_items_own {
                    push(&mut blocks, Kind::Paragraph, range.start);
                }
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item) => {
                flush(&mut blocks, &mut span, text);
            }
            Event::Start(Tag::List(first)) => {
                flush(&mut blocks, &mut span, text);
                list_count += 1;
                lists.push((first, list_count));
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                flush(&mut blocks, &mut span, text);
                if let Some((number, list)) = lists.last_mut() {
                    let kind = Kind::Item { number: *number, checked: None, list: *list };
                    *number = number.map(|number| number.saturating_add(1));
                    push(&mut blocks, kind, range.start);
                }
            }
            Event::TaskListMarker(is_done) => {
                if let Some(Kind::Item { checked, .. }) = blocks.last_mut().map(|block| &mut block.kind) {
                    *checked = Some(is_done);
                }
            }
            Event::Start(Tag::Table(_)) => {
                flush(&mut blocks, &mut span, text);
                push(&mut blocks, Kind::Table(Table::default()), range.start);
            }
            Event::Start(Tag::TableRow) => {
                if let Some(table) = table_of(&mut blocks) {
                    table.rows.push(Row { line: lines.line(range.start), cells: Vec::new() });
                }
            }
            Event::Start(Tag::TableCell) => cell = Some((range.start, range.end)),
            Event::End(TagEnd::TableCell) => {
                let written = cell.take().and_then(|(start, end)| text.get(start..end)).unwrap_or_default();
                let written = written.trim().trim_matches('|').replace("\\|", "|").trim().to_owned();
                if let Some(table) = table_of(&mut blocks) {
                    match table.rows.last_mut() {
                        Some(row) => row.cells.push(written),
                        None => table.head.push(written),
                    }
                }
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                flush(&mut blocks, &mut span, text);
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                push(&mut blocks, Kind::Code { language }, range.start);
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                if let Some(block) = blocks.last_mut() {
                    block.text = std::mem::take(&mut code);
                }
            }
            Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            Event::Text(words) if in_code => code.push_str(&words),
            Event::Html(_) => {
                flush(&mut blocks, &mut span, text);
                if blocks.last().is_none_or(|block| block.kind != Kind::Html) {
                    push(&mut blocks, Kind::Html, range.start);
                }
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(text.get(range).unwrap_or_default());
                }
            }
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Start(
                Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. },
            )
            | Event::End(
                TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image,
            ) if !in_metadata && cell.is_none() => {
                let (start, end) = span.unwrap_or((range.start, range.end));
                span = Some((start.min(range.start), end.max(range.end)));
            }
            _ => {}
        }
    }
    flush(&mut blocks, &mut span, text);
    blocks
}

fn table_of(blocks: &mut [Block]) -> Option<&mut Table> {
    match blocks.last_mut().map(|block| &mut block.kind) {
        Some(Kind::Table(table)) => Some(table),
        _ => None,
    }
}

/// Gives the text that was read to the block it belongs to: the last one that can have some.
fn flush(blocks: &mut [Block], span: &mut Option<(usize, usize)>, source: &str) {
    let Some((start, end)) = span.take() else { return };
    let Some(text) = source.get(start..end) else { return };
    let Some(block) = blocks.last_mut() else { return };
    if matches!(block.kind, Kind::Heading { .. } | Kind::Paragraph | Kind::Item { .. }) {
        if !block.text.is_empty() {
            block.text.push('\n');
        }
        // Nobody writes a statement this long; what goes on and on is cut.
        let end = (0..=text.len().min(LONGEST)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        let text = text.get(..end).unwrap_or_default();
        let lines = text.lines().map(|line| line.trim_start_matches(['>', ' ', '\t']).trim_end());
        block.text.push_str(&lines.collect::<Vec<_>>().join("\n"));
    }
}

const fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_lines_and_depth() {
        let text = "# A **b**\n\nSome `x`\nmore\n\n1. one\n   - [x] two\n3. three\n\n| a | b |\n|---|---|\n| 1 | `2\\|3` |\n| only |\n\n```sh\nrun\n```\n";
        let found = blocks(text);
        let shown: Vec<(u32, u8, &str)> =
            found.iter().map(|block| (block.line, block.depth, block.text.as_str())).collect();
        assert_eq!(
            shown,
            [
                (1, 0, "A **b**"),
                (3, 0, "Some `x`\nmore"),
                (6, 1, "one"),
                (7, 2, "two"),
                (8, 1, "three"),
                (10, 0, ""),
                (15, 0, "run\n")
            ]
        );
        assert!(matches!(found[3].kind, Kind::Item { checked: Some(true), .. }));
        let Kind::Table(table) = &found[5].kind else { panic!() };
        assert_eq!(table.head, ["a", "b"]);
        assert_eq!(table.rows[0], Row { line: 12, cells: vec!["1".into(), "`2|3`".into()] });
        assert_eq!(table.rows[1].cells[0], "only");
    }
}
