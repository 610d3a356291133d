//! From a value to a place on the drawing.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use crate::canvas::tenths;

/// One axis: values from `low` to `high` lie between two places.
#[derive(Clone)]
pub(crate) struct Scale {
    coord: RangedCoordf64,
    limits: (i32, i32),
}

impl Scale {
    /// Maps `low..high` to the pixels `from..to`; an empty or unknown range is widened, so that no chart divides by
    /// nothing.
    pub(crate) fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let low = if low.is_finite() { low } else { 0.0 };
        let high = if high.is_finite() && high > low { high } else { low + 1.0 };
        Self { coord: RangedCoordf64::from(low..high), limits: (tenths(from), tenths(to)) }
    }

    /// The place of `value` in pixels, on the axis even when the value is off it.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let range = self.coord.range();
        let value = if value.is_nan() { range.start } else { value.clamp(range.start, range.end) };
        f64::from(self.coord.map(&value, self.limits)) / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn the_ends_meet_their_places() {
        let y = Scale::new((88.0, 98.0), (174.0, 14.0));
        assert!((y.at(88.0) - 174.0).abs() < 0.11 && (y.at(98.0) - 14.0).abs() < 0.11);
        assert!((y.at(93.0) - 94.0).abs() < 0.11);
        assert!((y.at(1e300) - 14.0).abs() < 0.11 && (y.at(f64::NAN) - 174.0).abs() < 0.11);
        let flat = Scale::new((5.0, 5.0), (10.0, 20.0));
        assert!((flat.at(5.0) - 10.0).abs() < 0.11);
    }
}
