//! The way of a parcel through the depots.

use std::collections::{BTreeMap, BTreeSet};

/// Depots and the hours between them.
#[derive(Debug, Default)]
pub struct Network {
    hours: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Network {
    /// Connect two depots, both ways.
    pub fn connect(&mut self, from: &str, to: &str, hours: u32) {
        self.hours.entry(from.to_owned()).or_default().insert(to.to_owned(), hours);
        self.hours.entry(to.to_owned()).or_default().insert(from.to_owned(), hours);
    }

    /// The fastest way and its hours, by Dijkstra's algorithm.
    #[must_use]
    pub fn fastest(&self, from: &str, to: &str) -> Option<(u32, Vec<String>)> {
        let mut open = BTreeSet::from([(0, vec![from.to_owned()])]);
        let mut done = BTreeSet::new();
        while let Some((hours, way)) = open.pop_first() {
            let here = way.last()?.clone();
            if here == to {
                return Some((hours, way));
            }
            if !done.insert(here.clone()) {
                continue;
            }
            for (next, more) in self.hours.get(&here).into_iter().flatten() {
                let mut longer = way.clone();
                longer.push(next.clone());
                open.insert((hours + more, longer));
            }
        }
        None
    }

    /// The depots nobody can reach from a depot.
    #[must_use]
    pub fn cut_off(&self, from: &str) -> Vec<String> {
        self.hours.keys().filter(|depot| self.fastest(from, depot).is_none()).cloned().collect()
    }
}
