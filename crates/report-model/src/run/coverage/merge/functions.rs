//! Functions, which tools name and place in ways of their own.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Join, only};
use crate::run::Function;

/// The functions of several artifacts, each once, with their counts joined.
///
/// A function has one name a line. Of a name that stands once in each artifact but on different lines, the place is
/// that of the artifact that lists most functions: tools differ in whether a head or a first statement is the place.
/// Parts of a run may each know functions of their own. Of one measurement in several formats, the one that lists most
/// functions knows all of them: what only others name is the same function by another name.
pub(super) fn join(mut all: Vec<Vec<Function>>, join: Join) -> Vec<Function> {
    all.sort_by(|a, b| (Reverse(a.len()), a).cmp(&(Reverse(b.len()), b)));
    let mut sides = all.into_iter();
    let mut joined = sides.next().unwrap_or_default();
    for side in sides {
        let (known, own) = (Index::of(&joined), Index::of(&side));
        let same: Vec<Option<usize>> = side
            .iter()
            .map(|function| {
                known.by_name(function, &own).or_else(|| match join {
                    Join::Added => None,
                    Join::Larger => known.by_line(function, &own),
                })
            })
            .collect();
        for (function, same) in side.into_iter().zip(same) {
            match (same.and_then(|number| joined.get_mut(number)), join) {
                (Some(known), _) => known.hits = join.of(known.hits, function.hits),
                (None, Join::Added) => joined.push(function),
                (None, Join::Larger) => {}
            }
        }
    }
    joined.sort();
    joined
}

/// Where in a list the functions are that have a name, or a line.
struct Index<'a> {
    list: &'a [Function],
    by_name: HashMap<&'a str, Vec<usize>>,
    by_line: HashMap<u32, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(list: &'a [Function]) -> Self {
        let mut index = Self { list, by_name: HashMap::new(), by_line: HashMap::new() };
        for (number, function) in list.iter().enumerate() {
            index.by_name.entry(&function.name).or_default().push(number);
            if let Some(line) = function.line {
                index.by_line.entry(line).or_default().push(number);
            }
        }
        index
    }

    fn named(&self, function: &Function) -> &[usize] {
        self.by_name.get(function.name.as_str()).map_or(&[], Vec::as_slice)
    }

    fn on_line(&self, function: &Function) -> &[usize] {
        function.line.and_then(|line| self.by_line.get(&line)).map_or(&[], Vec::as_slice)
    }

    /// The one of this name on this line, or of this name alone.
    fn by_name(&self, function: &Function, own: &Index<'_>) -> Option<usize> {
        let named = self.named(function);
        let is_here =
            |number: &usize| self.list.get(*number).is_some_and(|known| known.line == function.line);
        let alone = || only(named.iter().copied()).filter(|_| own.named(function).len() == 1);
        named.iter().copied().find(is_here).or_else(alone)
    }

    /// The one that has the line for itself in both lists.
    fn by_line(&self, function: &Function, own: &Index<'_>) -> Option<usize> {
        only(self.on_line(function).iter().copied()).filter(|_| own.on_line(function).len() == 1)
    }
}
