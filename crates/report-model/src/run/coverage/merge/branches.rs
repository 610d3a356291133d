//! The ways out of a condition, however artifacts number them.

use std::collections::BTreeMap;

use super::Join;
use crate::run::Branch;

/// What one or several artifacts with the same ways out of a line say.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ways {
    count: usize,
    taken: usize,
    /// Whether it is known which ways were taken.
    says_which: bool,
    branches: Vec<Branch>,
}

/// How an artifact numbers the ways out of a line: whether it says which were taken, block and way of each, and which
/// format it is in, since the first way of one may be the second of another.
type Numbering = (bool, Vec<(u32, u32)>, usize);

/// Counts of artifacts that number the ways out of a line alike are added; of those that do not, the one that knows
/// most ways, and most of them taken, stands. Keeping both would count the same condition twice.
pub(super) fn join(all: &[Vec<Branch>], join: Join) -> Vec<Branch> {
    let mut lines: BTreeMap<u32, BTreeMap<Numbering, Vec<Branch>>> = BTreeMap::new();
    for (number, branches) in all.iter().enumerate() {
        let format = match join {
            Join::Added => 0,
            Join::Larger => number,
        };
        let says_which = !tells_only_how_many(branches);
        for ways in branches.chunk_by(|a, b| a.line == b.line) {
            let Some(first) = ways.first() else { continue };
            let keys = ways.iter().map(|branch| (branch.block, branch.way)).collect();
            lines
                .entry(first.line)
                .or_default()
                .entry((says_which, keys, format))
                .and_modify(|known| {
                    for (known, other) in known.iter_mut().zip(ways) {
                        known.hits = join.of(known.hits, other.hits);
                    }
                })
                .or_insert_with(|| ways.to_vec());
        }
    }
    let best = lines.into_values().filter_map(|sides| {
        sides
            .into_iter()
            .map(|((says_which, ..), branches)| Ways {
                count: branches.len(),
                taken: branches.iter().filter(|branch| branch.hits > 0).count(),
                says_which,
                branches,
            })
            .max()
    });
    best.flat_map(|ways| ways.branches).collect()
}

/// Whether this is what readers make of "1 of 2 taken": ways without a block, the first of them taken once.
fn tells_only_how_many(branches: &[Branch]) -> bool {
    branches.chunk_by(|a, b| a.line == b.line).all(|ways| {
        ways.is_sorted_by(|a, b| a.hits >= b.hits)
            && ways
                .iter()
                .enumerate()
                .all(|(way, branch)| branch.block == 0 && branch.hits <= 1 && branch.way as usize == way)
    })
}
