//! Groups whose texts are nearly the same become one, without comparing all pairs.
//!
//! `MinHash` with banding (Broder, "On the resemblance and containment of documents", 1997; Leskovec, Rajaraman and
//! Ullman, "Mining of Massive Datasets", chapter 3): each text is a set of words and pairs of words; groups that agree
//! in one of the bands of their signatures are compared in full with the first few of that band.

use rustc_hash::FxHashMap;

use super::Group;

/// How alike the sets must be: the size of what both have by the size of what either has.
const ALIKE: f64 = 0.75;
/// How alike they must be when they come from one place in the code.
const ALIKE_IN_FRAME: f64 = 0.55;
/// Bands of two rows each. Sets that are alike by three quarters meet in one of them with a probability of 0.999,
/// those that are alike by 0.55 with one of 0.986.
const BANDS: usize = 12;
const ROWS: usize = 2;
/// How many groups of a band are compared with.
const LEADERS: usize = 4;
/// Texts of fewer words are too short: one word makes all the difference in them.
const FEWEST_WORDS: usize = 8;
/// The same for texts from one place in the code.
const FEWEST_WORDS_IN_FRAME: usize = 5;

/// Which groups are one: a forest in which each points to another of its set.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    pub(super) fn root(&mut self, index: usize) -> usize {
        let mut root = index;
        while let Some(above) = self.0.get(root).copied().filter(|above| *above != root) {
            root = above;
        }
        if let Some(slot) = self.0.get_mut(index) {
            *slot = root;
        }
        root
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

pub(super) fn near_duplicates(groups: &[Group], sets: &mut Sets) {
    let shingles: Vec<Vec<u64>> = groups
        .iter()
        .map(|group| shingles(&group.text, if group.in_frame { FEWEST_WORDS_IN_FRAME } else { FEWEST_WORDS }))
        .collect();
    let set = |index: usize| shingles.get(index).map_or(&[] as &[u64], Vec::as_slice);
    let mut bands: FxHashMap<(u64, usize, [u64; ROWS]), Vec<usize>> = FxHashMap::default();
    for (index, group) in groups.iter().enumerate().filter(|(index, _)| !set(*index).is_empty()) {
        let alike = if group.in_frame { ALIKE_IN_FRAME } else { ALIKE };
        let signature = signature(set(index));
        // The same group leads several bands; once is enough.
        let mut compared: Vec<usize> = Vec::new();
        for (band, rows) in signature.as_chunks::<ROWS>().0.iter().enumerate() {
            let leaders = bands.entry((group.block, band, *rows)).or_default();
            for leader in leaders.iter().copied() {
                if compared.contains(&leader) {
                    continue;
                }
                compared.push(leader);
                if sets.root(leader) != sets.root(index) && resemblance(set(leader), set(index)) >= alike {
                    sets.join(leader, index);
                }
            }
            if leaders.len() < LEADERS {
                leaders.push(index);
            }
        }
    }
}

/// The words and pairs of neighbouring words of a text, as sorted distinct digests.
fn shingles(text: &str, fewest: usize) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|letter: char| {
            !(letter.is_alphanumeric() || letter == '_' || letter == super::normalize::MARK)
        })
        .filter(|word| !word.is_empty())
        .map(|word| report_model::TestKey::of(word).0)
        .collect();
    if words.len() < fewest {
        return Vec::new();
    }
    let pairs = words.iter().zip(words.iter().skip(1)).map(|(a, b)| mix(*a ^ b.rotate_left(17)));
    let mut all: Vec<u64> = words.iter().copied().chain(pairs).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn signature(set: &[u64]) -> [u64; BANDS * ROWS] {
    let mut smallest = [u64::MAX; BANDS * ROWS];
    for item in set {
        for (seed, slot) in (1u64..).zip(&mut smallest) {
            *slot = (*slot).min(mix(item ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
    }
    smallest
}

/// The finalizer of `SplitMix64` (Steele, Lea and Flood, 2014): every bit of the result depends on every bit given.
const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn resemblance(a: &[u64], b: &[u64]) -> f64 {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let (mut both, mut either) = (0u32, 0u32);
    while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
        either += 1;
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                both += 1;
                left.next();
                right.next();
            }
        }
    }
    let rest = left.count() + right.count();
    f64::from(both) / (f64::from(either) + rest as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resemblance_is_a_share() {
        assert!((resemblance(&[1, 2, 3], &[2, 3, 4]) - 0.5).abs() < 1e-9);
        assert!((resemblance(&[1, 2], &[1, 2]) - 1.0).abs() < 1e-9);
        assert!(resemblance(&[], &[]).abs() < 1e-9);
    }

    #[test]
    fn sets_join() {
        let mut sets = Sets::new(4);
        sets.join(2, 3);
        sets.join(0, 3);
        assert_eq!([sets.root(0), sets.root(1), sets.root(2), sets.root(3)], [0, 1, 0, 0]);
    }
}
