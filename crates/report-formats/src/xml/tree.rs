//! A whole XML text as a tree that borrows from it, for formats whose elements refer to each other.

use std::borrow::Cow;
use std::cell::Cell;

use report_model::{Location, Notices};

use super::escape;
use super::{Attributes, Cursor, Escapes, Tag, Token};
use crate::tally::Tally;

const NONE: u32 = u32::MAX;

#[derive(Debug)]
struct Node<'a> {
    name: &'a str,
    attributes: &'a str,
    at: usize,
    first_child: u32,
    next_sibling: u32,
    first_text: u32,
    is_cut: bool,
}

#[derive(Debug)]
struct Piece<'a> {
    text: &'a str,
    at: usize,
    is_literal: bool,
    next: u32,
}

/// A text as elements.
pub(crate) struct Tree<'a> {
    cursor: Cursor<'a>,
    escapes: Escapes,
    nodes: Vec<Node<'a>>,
    pieces: Vec<Piece<'a>>,
    bad_reference: Cell<Tally>,
    control: Cell<Tally>,
}

/// What is being read: the number of an element, its last child and its last piece of text.
struct Open {
    number: u32,
    last_child: u32,
    last_text: u32,
}

impl<'a> Tree<'a> {
    /// Reads the whole text.
    pub(crate) fn parse(text: &'a str) -> Self {
        let mut tree = Self {
            cursor: Cursor::new(text),
            escapes: Escapes::of(text),
            nodes: Vec::new(),
            pieces: Vec::new(),
            bad_reference: Cell::default(),
            control: Cell::default(),
        };
        let mut open: Vec<Open> = Vec::new();
        let mut last_root = NONE;
        loop {
            match tree.cursor.next() {
                Token::Start(tag) => {
                    tree.cursor.compare_attributes(&tag);
                    let number = tree.push(tag);
                    let elder = match open.last_mut() {
                        Some(parent) => std::mem::replace(&mut parent.last_child, number),
                        None => std::mem::replace(&mut last_root, number),
                    };
                    if let Some(elder) = tree.nodes.get_mut(elder as usize) {
                        elder.next_sibling = number;
                    } else if let Some(parent) =
                        open.last().and_then(|parent| tree.nodes.get_mut(parent.number as usize))
                    {
                        parent.first_child = number;
                    }
                    if !tag.is_empty {
                        open.push(Open { number, last_child: NONE, last_text: NONE });
                    }
                }
                Token::End(_) => {
                    let is_cut = tree.cursor.is_cut();
                    if let Some(node) = open.pop().and_then(|open| tree.nodes.get_mut(open.number as usize)) {
                        node.is_cut = is_cut;
                    }
                }
                Token::Text(text) => tree.piece(text, false, &mut open),
                Token::CData(text) => tree.piece(text, true, &mut open),
                Token::Comment(_) => {}
                Token::Eof => return tree,
            }
        }
    }

    fn push(&mut self, tag: Tag<'a>) -> u32 {
        let number = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        self.nodes.push(Node {
            name: tag.name,
            attributes: tag.attributes,
            at: tag.at,
            first_child: NONE,
            next_sibling: NONE,
            first_text: NONE,
            is_cut: false,
        });
        number
    }

    fn piece(&mut self, text: &'a str, is_literal: bool, open: &mut [Open]) {
        let Some(open) = open.last_mut() else { return };
        let number = u32::try_from(self.pieces.len()).unwrap_or(NONE);
        self.pieces.push(Piece { text, at: self.cursor.at(), is_literal, next: NONE });
        if let Some(before) = self.pieces.get_mut(open.last_text as usize) {
            before.next = number;
        } else if let Some(node) = self.nodes.get_mut(open.number as usize) {
            node.first_text = number;
        }
        open.last_text = number;
    }

    /// The first element.
    pub(crate) fn root(&self) -> Option<Element<'_, 'a>> {
        self.element(0)
    }

    fn element(&self, number: u32) -> Option<Element<'_, 'a>> {
        self.nodes.get(number as usize).map(|node| Element { tree: self, node })
    }

    /// Where `offset` is.
    pub(crate) fn locate(&self, path: &str, offset: usize) -> Location {
        self.cursor.locate(path, offset)
    }

    /// Tells what was wrong with the text.
    pub(crate) fn report(&mut self, path: &str, notices: &Notices) {
        self.cursor.oddities.bad_reference = self.bad_reference.get();
        // Values are resolved when they are asked for, which most never are.
        self.cursor.look_for_forbidden(self.escapes);
        self.cursor.report(path, notices);
    }

    fn resolve(&self, raw: &'a str, at: usize, is_literal: bool) -> Cow<'a, str> {
        let (mut bad_reference, mut control) = (self.bad_reference.get(), self.control.get());
        let text = if is_literal {
            escape::resolve_literal(raw, at, self.escapes, &mut control)
        } else {
            escape::resolve(raw, at, self.escapes, &mut bad_reference, &mut control)
        };
        self.bad_reference.set(bad_reference);
        self.control.set(control);
        text
    }
}

/// One element of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    node: &'t Node<'a>,
}

impl<'t, 'a> Element<'t, 'a> {
    /// Its name without prefix.
    pub(crate) fn name(self) -> &'a str {
        self.node.name
    }

    /// The offset of its tag.
    pub(crate) fn at(self) -> usize {
        self.node.at
    }

    /// Whether the text ended before it did.
    pub(crate) fn is_cut(self) -> bool {
        self.node.is_cut
    }

    /// The value of an attribute.
    pub(crate) fn attribute(self, name: &str) -> Option<Cow<'a, str>> {
        let attributes = Attributes::new(self.node.attributes, self.node.at + 1 + self.node.name.len());
        let attribute = attributes.into_iter().find(|attribute| local(attribute.name) == name)?;
        Some(self.tree.resolve(attribute.value, attribute.at, false))
    }

    /// The value of an attribute that is not empty.
    pub(crate) fn some_attribute(self, name: &str) -> Option<Cow<'a, str>> {
        self.attribute(name).filter(|value| !value.is_empty())
    }

    /// A count in an attribute.
    pub(crate) fn count(self, name: &str) -> Option<u64> {
        self.attribute(name).and_then(|value| super::number(&value))
    }

    /// A line number in an attribute.
    pub(crate) fn line(self, name: &str) -> Option<u32> {
        self.count(name).and_then(|line| u32::try_from(line).ok())
    }

    /// The elements directly in it.
    pub(crate) fn children(self) -> Children<'t, 'a> {
        Children { tree: self.tree, next: self.node.first_child }
    }

    /// The elements of one name directly in it.
    pub(crate) fn children_named(self, name: &'static str) -> impl Iterator<Item = Self> + use<'t, 'a> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first element of a name directly in it.
    pub(crate) fn child(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// The element at the end of a way of names.
    pub(crate) fn path(self, names: &[&str]) -> Option<Self> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text directly in it, as it stands.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let mut text: Option<Cow<'a, str>> = None;
        let mut next = self.node.first_text;
        while let Some(piece) = self.tree.pieces.get(next as usize) {
            let more = self.tree.resolve(piece.text, piece.at, piece.is_literal);
            text = Some(match text {
                Some(known) if !known.trim().is_empty() => Cow::Owned(known.into_owned() + &more),
                _ => more,
            });
            next = piece.next;
        }
        text.filter(|text| !text.trim().is_empty())
    }

    /// Goes through what is in it, outer elements before inner ones, in the order of the text.
    ///
    /// `visit` is given what it returned for the element around; where it returns `None`, what is within is left out.
    pub(crate) fn walk<S: Clone>(self, start: S, mut visit: impl FnMut(Self, &S) -> Option<S>) {
        let mut levels = vec![(self.children(), start)];
        while let Some((children, state)) = levels.last_mut() {
            match children.next() {
                Some(child) => {
                    if let Some(inner) = visit(child, state) {
                        levels.push((child.children(), inner));
                    }
                }
                None => {
                    levels.pop();
                }
            }
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Elements that stand beside each other.
pub(crate) struct Children<'t, 'a> {
    tree: &'t Tree<'a>,
    next: u32,
}

impl<'t, 'a> Iterator for Children<'t, 'a> {
    type Item = Element<'t, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let element = self.tree.element(self.next)?;
        self.next = element.node.next_sibling;
        Some(element)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_where_they_stand() {
        let tree = Tree::parse("<a><b n='1'>x<![CDATA[ & ]]>y</b><c/><b n:n='2&amp;'><d/></b></a><e/>");
        let root = tree.root().unwrap();
        let numbers: Vec<_> = root.children_named("b").filter_map(|child| child.attribute("n")).collect();
        assert_eq!(numbers, ["1", "2&"]);
        assert_eq!(root.child("b").unwrap().text().unwrap(), "x & y");
        let mut seen = Vec::new();
        root.walk(0, |element, depth| {
            seen.push((element.name(), *depth));
            Some(depth + 1)
        });
        assert_eq!(seen, [("b", 0), ("c", 0), ("b", 0), ("d", 1)]);
        assert!(root.path(&["b", "d"]).is_none());
    }

    #[test]
    fn what_was_cut_is_marked() {
        let tree = Tree::parse("<a><b/><c><d>");
        let root = tree.root().unwrap();
        assert!(root.is_cut() && !root.child("b").unwrap().is_cut() && root.child("c").unwrap().is_cut());
    }
}
