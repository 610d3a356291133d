//! Where in a tree an offset is, said in a way that a person can follow.

use std::fmt::Write as _;

use super::{Cursor, Token};
use crate::place::prefix;

/// The longest name that is shown in a path.
const MAX_NAME_BYTES: usize = 60;

struct Level<'a> {
    name: &'a str,
    /// Which of its siblings of the same name it is, from 1.
    nth: u32,
    label: Option<&'a str>,
    /// How often each name was seen among its children.
    children: Vec<(&'a str, u32)>,
}

/// Walks through `text` up to `offset` and says which elements are open there.
///
/// This costs as much as reading the file again without keeping anything, which is paid only by files with
/// something to tell, and spares the others the book-keeping.
pub(super) fn path_to(text: &str, offset: usize) -> String {
    let mut cursor = Cursor::new(text);
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut roots: Vec<(&str, u32)> = Vec::new();
    loop {
        let token = cursor.next();
        if cursor.at() > offset || cursor.is_cut() || token == Token::Eof {
            break;
        }
        match token {
            Token::Start(tag) => {
                let siblings = levels.last_mut().map_or(&mut roots, |level| &mut level.children);
                let nth = count(siblings, tag.name);
                let is_here = tag.at == offset;
                if !tag.is_empty || is_here || offset < end_of(&tag) {
                    let label = tag.attribute("name").filter(|name| !name.is_empty());
                    levels.push(Level { name: tag.name, nth, label, children: Vec::new() });
                }
                if tag.is_empty && (is_here || offset < end_of(&tag)) {
                    break;
                }
            }
            Token::End(_) => {
                levels.pop();
            }
            _ => {}
        }
    }
    write(&levels)
}

fn end_of(tag: &super::Tag<'_>) -> usize {
    tag.attributes_at + tag.attributes.len()
}

fn count<'a>(siblings: &mut Vec<(&'a str, u32)>, name: &'a str) -> u32 {
    if let Some((_, count)) = siblings.iter_mut().find(|(known, _)| *known == name) {
        *count += 1;
        return *count;
    }
    // Elements have a handful of kinds of children; more are not worth telling apart.
    if siblings.len() < 64 {
        siblings.push((name, 1));
    }
    1
}

fn write(levels: &[Level<'_>]) -> String {
    let mut path = String::new();
    // A path of a thousand nested suites helps nobody: the outermost and the innermost levels do.
    let (outer, inner) = if levels.len() > 12 { (4, levels.len() - 6) } else { (levels.len(), levels.len()) };
    for (depth, level) in levels.iter().enumerate() {
        if depth >= outer && depth < inner {
            if depth == outer {
                path.push_str("/...");
            }
            continue;
        }
        if depth > 0 {
            path.push('/');
        }
        path.push_str(level.name);
        match level.label {
            Some(label) if depth > 0 => {
                let _ = write!(path, "[{}](\"{}\")", level.nth, prefix(label, MAX_NAME_BYTES));
            }
            _ if level.nth > 1 => {
                let _ = write!(path, "[{}]", level.nth);
            }
            _ => {}
        }
    }
    path
}
