//! A series without its outliers, its running sums, and how much it moves from one value to the next.

use super::FEWEST;

/// How far to both sides the filter of outliers looks.
const FILTER_REACH: usize = 5;
/// Beyond this many standard deviations from its neighbours a value is pulled in.
const FILTER_WIDTH: f32 = 3.0;
/// How much worse a place may explain the series than the best one and still be in the range: the likelihood ratio
/// at 99 %.
const RANGE: f64 = 6.63;
/// Half a percent is noise to everybody.
pub(super) const LEAST_VARIANCE: f64 = 2.5e-5;

/// How many places are filtered at once: a few steps of the processor, which takes several numbers in one.
const LANES: usize = 16;
/// A window of the filter.
const WINDOW: usize = 2 * FILTER_REACH + 1;

type Lanes = [f32; LANES];

/// Hampel's filter: a value that lies far from the median of its neighbours is pulled in, not left out, so that a
/// real change is as strong as many values are behind it.
pub(super) fn without_outliers(values: &[f32]) -> Vec<f32> {
    let mut medians = moving_medians(values);
    // Distances are not negative, and such numbers are ordered as their bits are.
    let mut off: Vec<u32> =
        values.iter().zip(&medians).map(|(value, median)| (value - median).abs().to_bits()).collect();
    // Where most values are alike, as with a coarse clock, the median of the distances says nothing.
    let (kept, half) = (off.len() - off.len() / 10, off.len() / 2);
    let middle = if half < kept {
        let (_, middle, above) = off.select_nth_unstable(half);
        let middle = f32::from_bits(*middle);
        // Those below the middle are there already.
        if kept < above.len() + half + 1 {
            above.select_nth_unstable(kept - half - 1);
        }
        middle
    } else {
        0.0
    };
    let mean = off.iter().take(kept).map(|bits| f32::from_bits(*bits)).sum::<f32>() / kept as f32;
    let reach = FILTER_WIDTH * (1.4826 * middle).max(1.2533 * mean);
    for (median, value) in medians.iter_mut().zip(values) {
        *median = value.clamp(*median - reach, *median + reach);
    }
    medians
}

/// The median of each value and those around it; at the ends there are fewer of them.
fn moving_medians(values: &[f32]) -> Vec<f32> {
    let mut medians: Vec<f32> = Vec::with_capacity(values.len());
    let at_end = |place: usize| {
        let from = place.saturating_sub(FILTER_REACH);
        let mut window = [0.0f32; WINDOW];
        let around = values.iter().skip(from).take(place + FILTER_REACH + 1 - from);
        let count = window.iter_mut().zip(around).map(|(slot, value)| *slot = *value).count();
        let window = window.get_mut(..count).unwrap_or_default();
        window.sort_unstable_by(f32::total_cmp);
        let middle = |at: usize| window.get(at).copied().unwrap_or_default();
        f32::midpoint(middle(count / 2), middle(count.saturating_sub(1) / 2))
    };
    medians.extend((0..FILTER_REACH.min(values.len())).map(at_end));
    let whole_windows = values.len().saturating_sub(2 * FILTER_REACH);
    for from in (0..whole_windows).step_by(LANES) {
        let mut block = [0.0f32; WINDOW + LANES - 1];
        block.iter_mut().zip(values.iter().skip(from)).for_each(|(slot, value)| *slot = *value);
        medians.extend(medians_of_windows(&block).iter().take(whole_windows - from));
    }
    medians.extend((medians.len()..values.len()).map(at_end));
    medians
}

/// The medians of neighbouring windows, by forgetting: of more than half of the values neither the least nor the
/// greatest can be the median, so both go and one more value comes, until there is one.
fn medians_of_windows(values: &[f32; WINDOW + LANES - 1]) -> Lanes {
    let mut windows = values.windows(LANES).filter_map(|lanes| lanes.first_chunk::<LANES>().copied());
    let mut next = || windows.next().unwrap_or_default();
    let mut kept: [Lanes; FILTER_REACH + 2] = std::array::from_fn(|_| next());
    let mut middle = kept.as_mut_slice();
    loop {
        let [least, rest @ ..] = middle else { return Lanes::default() };
        for other in rest.iter_mut() {
            put_in_order(least, other);
        }
        let Some((greatest, between)) = rest.split_last_mut() else { return *least };
        for other in between.iter_mut() {
            put_in_order(other, greatest);
        }
        if let [median] = between {
            return *median;
        }
        *greatest = next();
        middle = rest;
    }
}

fn put_in_order(low: &mut Lanes, high: &mut Lanes) {
    // Without a branch the compiler compares several numbers in one step.
    let (a, b) = (*low, *high);
    let pairs = || a.iter().zip(&b);
    low.iter_mut().zip(pairs()).for_each(|(low, (a, b))| *low = a.min(*b));
    high.iter_mut().zip(pairs()).for_each(|(high, (a, b))| *high = a.max(*b));
}

/// Values with their running sums.
pub(super) struct Series {
    pub(super) values: Vec<f64>,
    pub(super) sums: Vec<f64>,
    squares: Vec<f64>,
    /// The sums with half of their digits, and how far they may be from them together with what is computed of them.
    rough: Vec<f32>,
    slack: f32,
}

impl Series {
    pub(super) fn of(values: &[f32]) -> Self {
        // Sums of differences from the middle lose nothing to rounding.
        let middle = f64::from(values.get(values.len() / 2).copied().unwrap_or_default());
        let values: Vec<f64> = values.iter().map(|value| f64::from(*value) - middle).collect();
        let (mut sums, mut squares) =
            (Vec::with_capacity(values.len() + 1), Vec::with_capacity(values.len() + 1));
        let (mut sum, mut square) = (0.0, 0.0);
        sums.push(sum);
        squares.push(square);
        for value in &values {
            sum += value;
            square += value * value;
            sums.push(sum);
            squares.push(square);
        }
        #[expect(clippy::cast_possible_truncation, reason = "that is what they are for")]
        let rough: Vec<f32> = sums.iter().map(|sum| *sum as f32).collect();
        let largest = rough.iter().fold(0.0f32, |largest, sum| largest.max(sum.abs()));
        Self { values, sums, squares, rough, slack: 8.0 * f32::EPSILON * largest }
    }

    pub(super) fn between(sums: &[f64], from: usize, to: usize) -> f64 {
        match (sums.get(from), sums.get(to)) {
            (Some(start), Some(end)) => end - start,
            _ => 0.0,
        }
    }

    pub(super) fn mean(&self, from: usize, to: usize) -> f64 {
        Self::between(&self.sums, from, to) / (to - from).max(1) as f64
    }

    /// The squared distances from the mean.
    pub(super) fn spread(&self, from: usize, to: usize) -> f64 {
        let sum = Self::between(&self.sums, from, to);
        (Self::between(&self.squares, from, to) - sum * sum / (to - from).max(1) as f64).max(0.0)
    }

    /// By how much two levels explain a stretch better than one.
    fn gain(&self, from: usize, at: usize, to: usize) -> f64 {
        let (before, after) = ((at - from) as f64, (to - at) as f64);
        let difference = self.mean(from, at) - self.mean(at, to);
        difference * difference * before * after / (before + after)
    }

    /// The best place for a change within a stretch, with its gain.
    pub(super) fn best(&self, from: usize, to: usize) -> Option<(usize, f64)> {
        let start = *self.sums.get(from)?;
        let length = (to - from) as f64;
        let mean = Self::between(&self.sums, from, to) / length;
        let first = from + FEWEST;
        let places = self.sums.get(first..(to + 1).saturating_sub(FEWEST))?;
        let mut before = FEWEST as f64;
        let (mut best, mut most) = (0, -1.0);
        for (number, sum) in places.iter().enumerate() {
            let off = sum - start - mean * before;
            let gain = off * off / (before * (length - before));
            if gain > most {
                (best, most) = (number, gain);
            }
            before += 1.0;
        }
        (most >= 0.0).then_some((first + best, most * length))
    }

    /// Whether any place of a stretch as long as `places` are for may gain more than `least`. Never false when one does;
    /// where it is true, [`Self::best`] tells.
    pub(super) fn may_have_any(&self, from: usize, places: &Places, least: f64) -> bool {
        let length = places.length;
        let mean = self.mean(from, from + length);
        let start = self.sums.get(from).copied().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "the slack makes up for it")]
        let (start, mean, enough) = (start as f32, mean as f32, (0.999 * least / length as f64) as f32);
        let sums = self.rough.get(from + FEWEST..).unwrap_or_default();
        let mut found = 0u32;
        for ((sum, before), weight) in sums.iter().zip(&places.before).zip(&places.weights) {
            let off = (sum - start - mean * before).abs() + self.slack;
            found |= u32::from(off * off > enough * weight);
        }
        found != 0
    }

    /// The places that explain a stretch nearly as well as the best; `long_run` is the variance of a mean times the
    /// number of its values.
    pub(super) fn range(&self, from: usize, at: usize, to: usize, long_run: f64) -> (usize, usize) {
        let most = self.gain(from, at, to);
        let is_near = |place: &usize| most - self.gain(from, *place, to) <= RANGE * long_run;
        let earliest = (from + 1..at).rev().take_while(is_near).last().unwrap_or(at);
        let latest = (at + 1..to).take_while(is_near).last().unwrap_or(at);
        (earliest, latest)
    }
}

/// The places for a change in stretches of one length. Most stretches have no place that is good enough; with this
/// at hand that is found several places at a time and without a division.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) length: usize,
    /// How many values are before each place.
    before: Vec<f32>,
    /// That times how many are after it.
    weights: Vec<f32>,
}

impl Places {
    pub(super) fn of(length: usize) -> Self {
        let before: Vec<f32> = (FEWEST..=length.saturating_sub(FEWEST)).map(|before| before as f32).collect();
        let weights = before.iter().map(|before| before * (length as f32 - before)).collect();
        Self { length, before, weights }
    }
}

/// The variance of what a series moves without changing its level: half the mean square of the differences of
/// neighbouring values, which a step hardly touches, without the largest of them.
pub(super) fn variance_of_noise(values: &[f64]) -> Option<f64> {
    // Squares are not negative, and such numbers are ordered as their bits are.
    let pairs = values.iter().zip(values.iter().skip(1));
    let mut squares: Vec<u64> = pairs.map(|(a, b)| ((a - b) * (a - b)).to_bits()).collect();
    let kept = squares.len().checked_sub(1 + squares.len() * 3 / 100)?;
    if kept == 0 {
        return None;
    }
    squares.select_nth_unstable(kept - 1);
    let sum: f64 = squares.iter().take(kept).map(|bits| f64::from_bits(*bits)).sum();
    // Of normal noise the largest three in a hundred make a sixth.
    Some((sum / kept as f64 / 2.0 * 1.2).max(LEAST_VARIANCE))
}
