//! Round numbers for an axis.
//!
//! plotters could choose ticks too, but asks the page how wide their labels are. Only addition, multiplication and
//! division are used here: logarithms differ in the last bit from target to target, and a tick with them.

use crate::unit::Unit;

/// Steps of one decade that read well.
const DECIMAL: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
/// Steps of a clock, in seconds, from ten seconds on.
const CLOCK: [f64; 16] = [
    10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 21600.0,
    43200.0, 86400.0,
];

/// An axis: its ends and the values that are named on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) step: f64,
    pub(crate) values: Vec<f64>,
}

/// The axis for values from `low` to `high` with at most `most` steps (at least two are allowed); it begins and ends with a tick.
pub(crate) fn ticks(low: f64, high: f64, most: u32, unit: &Unit) -> Ticks {
    let (low, high) = widened(low, high, unit);
    // One step alone cannot span both sides of zero.
    let most = most.max(2);
    let mut step = step_above((high - low) / f64::from(most), unit);
    loop {
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few, see the condition")]
        if last - first <= f64::from(most) {
            let values: Vec<f64> =
                (0..=(last - first).max(1.0) as u32).map(|index| (first + f64::from(index)) * step).collect();
            let end = (first + (last - first).max(1.0)) * step;
            return Ticks { low: first * step, high: end, step, values };
        }
        step = step_above(step * 1.01, unit);
    }
}

/// A range with some extent: one value gets room around it.
fn widened(low: f64, high: f64, unit: &Unit) -> (f64, f64) {
    let low = if low.is_finite() { low.clamp(-1e15, 1e15) } else { 0.0 };
    let high = if high.is_finite() { high.clamp(low, 1e15) } else { low };
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-6 {
        return (low, high);
    }
    let room = match unit {
        Unit::Percent => 1.0,
        Unit::Count(_) => (size * 0.05).max(1.0),
        _ if size == 0.0 => 1.0,
        _ => size * 0.1,
    };
    let floor = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    let (low, high) = ((low - room).max(floor), high + room);
    // A share is never more than all.
    if matches!(unit, Unit::Percent) && high > 100.0 && size <= 100.0 { (98.0, 100.0) } else { (low, high) }
}

/// The smallest round step that is at least `wanted`.
fn step_above(wanted: f64, unit: &Unit) -> f64 {
    if matches!(unit, Unit::Seconds)
        && wanted > 5.0
        && let Some(step) = CLOCK.iter().find(|step| **step >= wanted * 0.999_999)
    {
        return *step;
    }
    let smallest = if matches!(unit, Unit::Count(_)) { 1.0 } else { 1e-9 };
    let mut decade = smallest;
    loop {
        for factor in DECIMAL {
            let step = decade * factor;
            let whole = !matches!(unit, Unit::Count(_)) || (step - step.round()).abs() < 1e-9;
            if whole && step >= wanted * 0.999_999 {
                return exact(step);
            }
        }
        decade *= 10.0;
    }
}

/// Takes out what repeated multiplication left in the last bits.
fn exact(step: f64) -> f64 {
    if step < 1.0 { (step * 1e10).round() / 1e10 } else { (step * 10.0).round() / 10.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ticks;
    use crate::unit::Unit;

    #[test]
    fn usual_axes() {
        let axis = ticks(88.3, 97.4, 5, &Unit::Percent);
        assert_eq!(axis.values, [88.0, 90.0, 92.0, 94.0, 96.0, 98.0]);
        let axis = ticks(617.0, 720.0, 4, &Unit::Seconds);
        assert_eq!(axis.values, [600.0, 630.0, 660.0, 690.0, 720.0]);
        let axis = ticks(617.0, 720.0, 3, &Unit::Seconds);
        assert_eq!(axis.values, [600.0, 660.0, 720.0]);
        let axis = ticks(0.0, 0.31, 3, &Unit::Seconds);
        assert_eq!(axis.values, [0.0, 0.2, 0.4]);
        let axis = ticks(0.0, 3.0, 5, &Unit::Count(String::new()));
        assert_eq!(axis.values, [0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn one_value_gets_room() {
        for (value, unit) in [
            (0.0, Unit::Percent),
            (100.0, Unit::Percent),
            (5.0, Unit::Count(String::new())),
            (0.0, Unit::Seconds),
        ] {
            let axis = ticks(value, value, 4, &unit);
            assert!(axis.low <= value && value <= axis.high && axis.low < axis.high, "{axis:?}");
            assert!(unit != Unit::Percent || axis.high <= 100.0 && axis.low >= 0.0, "{axis:?}");
        }
        assert!(!ticks(f64::NAN, f64::INFINITY, 4, &Unit::Seconds).values.is_empty());
    }

    proptest! {
        #[test]
        fn an_axis_holds_its_values(low in -1e9_f64..1e9, span in 0.0_f64..1e9, most in 2_u32..8, kind in 0..4) {
            let unit = match kind {
                0 => Unit::Percent,
                1 => Unit::Seconds,
                2 => Unit::Count(String::new()),
                _ => Unit::Other("x".to_owned()),
            };
            let axis = ticks(low, low + span, most, &unit);
            let slack = (axis.high - axis.low) * 1e-6;
            prop_assert!(axis.low <= low + slack && low + span <= axis.high + slack);
            prop_assert!(axis.values.len() >= 2 && axis.values.len() <= most as usize + 1);
            prop_assert!(axis.values.windows(2).all(|pair| pair[0] < pair[1]));
            if matches!(unit, Unit::Count(_)) {
                prop_assert!(axis.values.iter().all(|value| (value - value.round()).abs() < 1e-6));
            }
        }

        #[test]
        fn labels_of_an_axis_differ(low in 0.0_f64..2000.0, span in 0.001_f64..2000.0, most in 2_u32..7) {
            for unit in [Unit::Percent, Unit::Seconds, Unit::Count(String::new())] {
                let axis = ticks(low, low + span, most, &unit);
                let mut labels: Vec<String> =
                    axis.values.iter().map(|value| unit.tick(*value, axis.step)).collect();
                let count = labels.len();
                labels.dedup();
                prop_assert_eq!(labels.len(), count, "{:?}", axis);
            }
        }
    }
}
