//! Rectangles of given areas that are as near to squares as can be.

/// A rectangle on the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    /// The same, smaller by `by` on each side.
    pub(super) fn inset(self, by: f64) -> Self {
        Self {
            x: self.x + by,
            y: self.y + by,
            width: (self.width - 2.0 * by).max(0.0),
            height: (self.height - 2.0 * by).max(0.0),
        }
    }
}

/// Divides `room` in the ratio of `weights`, which are positive and fall; the rectangles come in the same order.
///
/// Rows are laid along the shorter side and grow while their worst rectangle becomes more square by it (Bruls,
/// Huizing and van Wijk, 2000).
pub(super) fn squarify(weights: &[f64], room: Rect) -> Vec<Rect> {
    let total: f64 = weights.iter().sum();
    let mut placed = Vec::with_capacity(weights.len());
    if total <= 0.0 || room.width <= 0.0 || room.height <= 0.0 {
        placed.resize(weights.len(), Rect { width: 0.0, height: 0.0, ..room });
        return placed;
    }
    let scale = room.width * room.height / total;
    let mut rest = weights;
    let mut free = room;
    while !rest.is_empty() {
        let side = free.width.min(free.height).max(1e-9);
        let mut count = 1;
        while count < rest.len() && worst(rest, count + 1, side, scale) <= worst(rest, count, side, scale) {
            count += 1;
        }
        let (row, after) = rest.split_at(count);
        let area = row.iter().sum::<f64>() * scale;
        let thickness = area / side;
        let mut along = 0.0;
        for weight in row {
            let length = weight * scale / thickness.max(1e-9);
            placed.push(if free.width <= free.height {
                Rect { x: free.x + along, y: free.y, width: length, height: thickness }
            } else {
                Rect { x: free.x, y: free.y + along, width: thickness, height: length }
            });
            along += length;
        }
        if free.width <= free.height {
            free.y += thickness;
            free.height = (free.height - thickness).max(0.0);
        } else {
            free.x += thickness;
            free.width = (free.width - thickness).max(0.0);
        }
        rest = after;
    }
    placed
}

/// How far from a square the worst of the first `count` rectangles is when they make up one row.
fn worst(weights: &[f64], count: usize, side: f64, scale: f64) -> f64 {
    let row = weights.iter().take(count);
    let sum: f64 = row.clone().sum::<f64>() * scale;
    row.map(|weight| {
        let area = (weight * scale).max(1e-9);
        let ratio = side * side * area / (sum * sum);
        ratio.max(1.0 / ratio)
    })
    .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rect, squarify};

    const ROOM: Rect = Rect { x: 10.0, y: 20.0, width: 600.0, height: 400.0 };

    #[test]
    fn the_example_of_the_paper() {
        let room = Rect { x: 0.0, y: 0.0, width: 6.0, height: 4.0 };
        let placed = squarify(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], room);
        assert_eq!(placed[0], Rect { x: 0.0, y: 0.0, width: 3.0, height: 2.0 });
        assert_eq!(placed[1], Rect { x: 0.0, y: 2.0, width: 3.0, height: 2.0 });
    }

    proptest! {
        #[test]
        fn areas_are_kept_and_nothing_overlaps(
            mut weights in prop::collection::vec(0.1_f64..1000.0, 1..40),
        ) {
            weights.sort_by(|a, b| b.total_cmp(a));
            let placed = squarify(&weights, ROOM);
            let total: f64 = weights.iter().sum();
            for (weight, rect) in weights.iter().zip(&placed) {
                let wanted = weight / total * ROOM.width * ROOM.height;
                prop_assert!((rect.width * rect.height - wanted).abs() < wanted * 1e-6 + 1e-6);
                prop_assert!(rect.x >= ROOM.x - 1e-6 && rect.x + rect.width <= ROOM.x + ROOM.width + 1e-6);
                prop_assert!(rect.y >= ROOM.y - 1e-6 && rect.y + rect.height <= ROOM.y + ROOM.height + 1e-6);
            }
            for (index, a) in placed.iter().enumerate() {
                for b in &placed[index + 1..] {
                    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
                    let down = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
                    prop_assert!(across < 1e-6 || down < 1e-6);
                }
            }
        }
    }
}
