//! A series without its outliers, its running sums, and how much it moves without changing its level.

use super::FEWEST;

/// How far to both sides the filter of outliers looks.
const FILTER_REACH: usize = 5;
/// Beyond this many standard deviations from its neighbours a value is pulled in.
const FILTER_WIDTH: f32 = 3.0;
/// How much worse a place may explain the series than the best one and still be in the range: the likelihood ratio
/// at 99 %.
const RANGE: f64 = 6.63;

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
    let kept = off.len() - off.len() / 10;
    let half = off.len() / 2;
    if kept < off.len() {
        off.select_nth_unstable(kept);
    }
    off.truncate(kept);
    let mean = off.iter().map(|bits| f32::from_bits(*bits)).sum::<f32>() / kept as f32;
    let middle = if half < kept { f32::from_bits(*off.select_nth_unstable(half).1) } else { 0.0 };
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
    for (low, high) in low.iter_mut().zip(high) {
        let (a, b) = (*low, *high);
        *low = if a < b { a } else { b };
        *high = if a > b { a } else { b };
    }
}

/// Values with their running sums.
pub(super) struct Series {
    pub(super) values: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
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
        Self { values, sums, squares }
    }

    fn between(sums: &[f64], from: usize, to: usize) -> f64 {
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

    /// Whether any place of a stretch as long as `places` are for gains more than `least`.
    pub(super) fn has_any(&self, from: usize, places: &Places, least: f64) -> bool {
        let length = places.length;
        let start = self.sums.get(from).copied().unwrap_or_default();
        let mean = Self::between(&self.sums, from, from + length) / length as f64;
        let enough = least / length as f64;
        let sums = self.sums.get(from + FEWEST..).unwrap_or_default();
        let mut found = 0u64;
        for ((sum, before), weight) in sums.iter().zip(&places.before).zip(&places.weights) {
            let off = sum - start - mean * before;
            found |= u64::from(off * off > enough * weight);
        }
        found != 0
    }

    /// The places that explain a stretch nearly as well as the best.
    pub(super) fn range(&self, from: usize, at: usize, to: usize, noise: &Noise) -> (usize, usize) {
        let most = self.gain(from, at, to);
        let is_near = |place: &usize| most - self.gain(from, *place, to) <= RANGE * noise.long_run;
        let earliest = (from + 1..at).rev().take_while(is_near).last().unwrap_or(at);
        let latest = (at + 1..to).take_while(is_near).last().unwrap_or(at);
        (earliest, latest)
    }
}

/// The places for a change in stretches of one length. Most stretches have no place that is good enough; with this
/// at hand that is found several places at a time and without a division.
pub(super) struct Places {
    length: usize,
    /// How many values are before each place.
    before: Vec<f64>,
    /// That times how many are after it.
    weights: Vec<f64>,
}

impl Places {
    pub(super) fn of(length: usize) -> Self {
        let before: Vec<f64> = (FEWEST..=length.saturating_sub(FEWEST)).map(|before| before as f64).collect();
        let weights = before.iter().map(|before| before * (length as f64 - before)).collect();
        Self { length, before, weights }
    }
}

/// How much a series moves without changing its level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    /// The variance.
    pub(super) variance: f64,
    /// How many times as uncertain a mean is because a value resembles the one before it.
    pub(super) inflation: f64,
    /// The variance of a mean times the number of its values.
    long_run: f64,
}

impl Noise {
    /// From differences of values that are one and two runs apart and not on both sides of a bound (Hall and Van
    /// Keilegom 2003): with noise of the first order their ratio tells how much a value resembles the one before.
    pub(super) fn of(values: &[f64], bounds: &[usize]) -> Option<Self> {
        let near = Self::differences(values, bounds, 1)?;
        if bounds.is_empty() || near <= 0.0 {
            return Some(Self::with(near, 0.0));
        }
        let far = Self::differences(values, bounds, 2)?;
        // What a short series says of this is unsure; rather too much than too little.
        let resembles = far / near - 1.0 + 1.0 / (values.len() as f64).sqrt();
        Some(Self::with(near / (1.0 - resembles.clamp(0.0, 0.8)), resembles))
    }

    fn with(variance: f64, resembles: f64) -> Self {
        let resembles = resembles.clamp(0.0, 0.8);
        // Half a percent is noise to everybody.
        let variance = variance.max(2.5e-5);
        let inflation = (1.0 + resembles) / (1.0 - resembles);
        Self { variance, inflation, long_run: variance * inflation }
    }

    /// Half the mean square of differences, without the largest ones.
    fn differences(values: &[f64], bounds: &[usize], lag: usize) -> Option<f64> {
        // Squares are not negative, and such numbers are ordered as their bits are.
        let mut squares: Vec<u64> = Vec::with_capacity(values.len());
        let mut from = 0;
        for to in bounds.iter().copied().chain([values.len()]) {
            let level = values.get(from..to).unwrap_or_default();
            let pairs = level.iter().zip(level.iter().skip(lag));
            squares.extend(pairs.map(|(a, b)| ((a - b) * (a - b)).to_bits()));
            from = to;
        }
        let kept = squares.len().checked_sub(1 + squares.len() * 3 / 100)?;
        if kept == 0 {
            return None;
        }
        squares.select_nth_unstable(kept - 1);
        let sum: f64 = squares.iter().take(kept).map(|bits| f64::from_bits(*bits)).sum();
        // Of normal noise the largest three in a hundred make a sixth.
        Some(sum / kept as f64 / 2.0 * 1.2)
    }

    /// How many standard errors the levels before and after a place are apart.
    pub(super) fn score(&self, series: &Series, from: usize, at: usize, to: usize) -> f64 {
        let (before, after) = ((at - from) as f64, (to - at) as f64);
        let freedom = (before + after - 2.0).max(1.0);
        let local = (series.spread(from, at) + series.spread(at, to)) / freedom;
        let error = (self.variance.max(local) * self.inflation * (1.0 / before + 1.0 / after)).sqrt();
        (series.mean(from, at) - series.mean(at, to)).abs() / error
    }
}

impl Noise {
    /// The larger of what differences said and what is left when the levels are taken away.
    pub(super) fn with_residuals(&self, series: &Series, bounds: &[usize]) -> Self {
        let length = series.values.len();
        let mut left = Vec::with_capacity(length);
        let ends = bounds.iter().copied().chain([length]);
        let mut from = 0;
        for to in ends {
            let mean = series.mean(from, to);
            let level = series.values.get(from..to).unwrap_or_default();
            left.extend(level.iter().map(|value| value - mean));
            from = to;
        }
        let squares: f64 = left.iter().map(|value| value * value).sum();
        if squares <= 0.0 {
            return *self;
        }
        let products: f64 = left.iter().zip(left.iter().skip(1)).map(|(a, b)| a * b).sum();
        let resembles = products / squares + 1.0 / length as f64;
        let other = Self::with(squares / length as f64, resembles);
        if other.inflation > self.inflation {
            Self { variance: self.variance.max(other.variance), ..other }
        } else {
            *self
        }
    }
}
