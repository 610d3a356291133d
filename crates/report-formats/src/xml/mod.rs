//! Reading XML that was written by many hands: a cursor that goes on after what is broken and remembers it.

mod attributes;
mod cursor;
mod escape;
mod oddities;
mod path;
mod token;
mod tree;

use report_model::{Location, Notices};

pub(crate) use self::attributes::{Attribute, Attributes};
pub(crate) use self::cursor::Cursor;
pub(crate) use self::escape::{Escapes, number};
pub(crate) use self::oddities::{Oddities, locate};
pub(crate) use self::token::{Tag, Token};
pub(crate) use self::tree::{Element, Tree};
use crate::ReadError;
use crate::tally::Tally;

/// The name without a namespace prefix.
fn local_name(name: &str) -> &str {
    match memchr::memchr(b':', name.as_bytes()) {
        Some(colon) => name.get(colon + 1..).unwrap_or_default(),
        None => name,
    }
}

fn is_name(name: &str) -> bool {
    name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80)
}

/// The name of the first element, for recognising a format from its first bytes.
pub(crate) fn root_name(head: &str) -> Option<&str> {
    let mut cursor = Cursor::new(head);
    loop {
        match cursor.next() {
            Token::Start(tag) => return Some(tag.name),
            Token::Eof => return cut_root(head, cursor.oddities.cut_off),
            _ => {}
        }
    }
}

/// The name of a root element whose tag is longer than the head.
fn cut_root(head: &str, cut_off: Tally) -> Option<&str> {
    let tag = head.get(cut_off.seen()? + 1..)?;
    let (name, _) = tag.split_once(|byte: char| byte.is_ascii_whitespace())?;
    is_name(name).then(|| local_name(name))
}

/// Reads a text whose root is one of `roots`, or says why it can not be read as `format`. What is odd is told.
pub(crate) fn tree_of<'a>(
    format: &'static str,
    roots: &[&str],
    path: &str,
    text: &'a str,
    notices: &Notices,
) -> Result<Tree<'a>, ReadError> {
    let mut tree = Tree::parse(text);
    tree.report(path, notices);
    match tree.root() {
        Some(root) if roots.contains(&root.name()) => Ok(tree),
        Some(root) => {
            let cause = format!("its root element is `{}`", root.name());
            Err(ReadError::new(format, tree.locate(path, root.at()), cause)
                .hint("`report-gen formats` lists what can be read"))
        }
        None => Err(ReadError::new(format, Location::file(path), "no XML element in it")
            .hint("make sure that the path names the report and not the log of the run")),
    }
}

#[cfg(test)]
mod tests;
