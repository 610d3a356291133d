//! Where labels go so that none covers another.

/// A label on a line: where it would like to begin, and how long it is with the space it needs after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) start: f64,
    pub(crate) length: f64,
}

/// Places labels, which are in order of their wishes, without overlap and as near to their wishes as can be: labels
/// that would collide form a block around the mean of their wishes. They stay between `low` and `high` when there is
/// room for all.
pub(crate) fn spread(wishes: &[Wish], low: f64, high: f64) -> Vec<f64> {
    struct Block {
        starts: f64,
        count: usize,
        length: f64,
    }
    impl Block {
        /// Where the block begins: at the mean of what its labels wish, within the limits.
        fn place(&self, low: f64, high: f64) -> f64 {
            (self.starts / self.count as f64).min(high - self.length).max(low)
        }
    }
    let mut blocks: Vec<Block> = Vec::new();
    for wish in wishes {
        let mut block = Block { starts: wish.start, count: 1, length: wish.length };
        while let Some(before) = blocks.last() {
            if before.place(low, high) + before.length <= block.place(low, high) + 1e-9 {
                break;
            }
            // A label's wish counts from the beginning of the block it stands in.
            block.starts = before.starts + block.starts - before.length * block.count as f64;
            block.count += before.count;
            block.length += before.length;
            blocks.pop();
        }
        blocks.push(block);
    }
    let mut places = Vec::with_capacity(wishes.len());
    let mut rest = wishes.iter();
    for block in blocks {
        let mut at = block.place(low, high);
        for wish in rest.by_ref().take(block.count) {
            places.push(at);
            at += wish.length;
        }
    }
    places
}

/// What is drawn already, as boxes, to find a free place for one more label.
#[derive(Default)]
pub(crate) struct Taken(Vec<[f64; 4]>);

impl Taken {
    /// Takes the box between two corners.
    pub(crate) fn area(&mut self, left: f64, top: f64, right: f64, bottom: f64) {
        self.0.push([left, top, right, bottom]);
    }

    /// Takes a thin strip along a line through `points`.
    pub(crate) fn path(&mut self, points: &[(f64, f64)]) {
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            // Pieces of at most a few pixels follow a slope closely enough.
            let pieces = ((to.0 - from.0).abs().max((to.1 - from.1).abs()) / 6.0).ceil().clamp(1.0, 300.0);
            let mut piece = 0.0;
            while piece < pieces {
                let at = |part: f64| {
                    (from.0 + (to.0 - from.0) * part / pieces, from.1 + (to.1 - from.1) * part / pieces)
                };
                let (start, end) = (at(piece), at(piece + 1.0));
                self.area(
                    start.0.min(end.0),
                    start.1.min(end.1) - 1.0,
                    start.0.max(end.0),
                    start.1.max(end.1) + 1.0,
                );
                piece += 1.0;
            }
        }
    }

    /// How many of the boxes a text of this width would touch whose baseline begins at `(left, baseline)`.
    pub(crate) fn hits(&self, left: f64, baseline: f64, width: f64) -> usize {
        let (top, right, bottom) = (baseline - 11.0, left + width, baseline + 3.0);
        self.0
            .iter()
            .filter(|area| area[0] < right && area[2] > left && area[1] < bottom && area[3] > top)
            .count()
    }

    /// Takes the place of a text.
    pub(crate) fn text(&mut self, left: f64, baseline: f64, width: f64) {
        self.area(left, baseline - 11.0, left + width, baseline + 3.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Taken, Wish, spread};

    #[test]
    fn free_labels_stay_and_colliding_ones_share_the_shift() {
        let wish = |start| Wish { start, length: 14.0 };
        let places = spread(&[wish(0.0), wish(30.0), wish(36.0)], 0.0, 100.0);
        assert_eq!(places, [0.0, 26.0, 40.0]);
    }

    #[test]
    fn the_limits_hold() {
        let wish = |start| Wish { start, length: 20.0 };
        assert_eq!(spread(&[wish(90.0), wish(95.0)], 0.0, 100.0), [60.0, 80.0]);
        assert_eq!(spread(&[wish(-5.0), wish(2.0)], 0.0, 100.0), [0.0, 20.0]);
        assert!(spread(&[], 0.0, 1.0).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_overlaps(
            mut wishes in prop::collection::vec((0.0_f64..300.0, 5.0_f64..40.0), 0..8),
        ) {
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
            let wishes: Vec<Wish> = wishes.into_iter().map(|(start, length)| Wish { start, length }).collect();
            let places = spread(&wishes, 0.0, 400.0);
            prop_assert_eq!(places.len(), wishes.len());
            for index in 1..places.len() {
                prop_assert!(places[index - 1] + wishes[index - 1].length <= places[index] + 1e-6);
            }
            for (place, wish) in places.iter().zip(&wishes) {
                prop_assert!(*place >= -1e-6 && place + wish.length <= 400.0 + 1e-6);
            }
        }
    }

    #[test]
    fn a_text_on_the_line_hits_it() {
        let mut taken = Taken::default();
        taken.path(&[(0.0, 100.0), (100.0, 50.0)]);
        assert!(taken.hits(40.0, 85.0, 30.0) > 0);
        assert_eq!(taken.hits(0.0, 50.0, 30.0), 0);
    }
}
