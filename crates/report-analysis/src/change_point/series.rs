//! A series without its outliers, its running sums, and how much it moves without changing its level.

use super::FEWEST;

/// How far to both sides the filter of outliers looks.
const FILTER_REACH: usize = 5;
/// Beyond this many standard deviations from its neighbours a value is pulled in.
const FILTER_WIDTH: f64 = 3.0;
/// How much worse a place may explain the series than the best one and still be in the range: the likelihood ratio
/// at 99 %.
const RANGE: f64 = 6.63;

/// Hampel's filter: a value that lies far from the median of its neighbours is pulled in, not left out, so that a
/// real change is as strong as many values are behind it.
pub(super) fn without_outliers(values: &[f64]) -> Vec<f64> {
    // The window stays sorted from place to place: one value goes, one comes.
    let mut window: Vec<f64> = Vec::with_capacity(2 * FILTER_REACH + 2);
    let come = |window: &mut Vec<f64>, value: f64| {
        let at = window.iter().position(|other| *other > value).unwrap_or(window.len());
        window.insert(at, value);
    };
    for value in values.iter().take(FILTER_REACH) {
        come(&mut window, *value);
    }
    let mut medians: Vec<f64> = Vec::with_capacity(values.len());
    for place in 0..values.len() {
        if let Some(value) = values.get(place + FILTER_REACH) {
            come(&mut window, *value);
        }
        let gone = place.checked_sub(FILTER_REACH + 1).and_then(|place| values.get(place));
        if let Some(at) = gone.and_then(|gone| window.iter().position(|value| value.total_cmp(gone).is_eq()))
        {
            window.remove(at);
        }
        let middle = |at: usize| window.get(at).copied().unwrap_or_default();
        medians.push(f64::midpoint(middle(window.len() / 2), middle((window.len() - 1) / 2)));
    }
    let mut off: Vec<f64> =
        values.iter().zip(&medians).map(|(value, median)| (value - median).abs()).collect();
    off.sort_unstable_by(f64::total_cmp);
    // Where most values are alike, as with a coarse clock, the median of the distances says nothing.
    let kept = off.len() - off.len() / 10;
    let mean = off.iter().take(kept).sum::<f64>() / kept as f64;
    let middle = off.get(off.len() / 2).copied().unwrap_or_default();
    let reach = FILTER_WIDTH * (1.4826 * middle).max(1.2533 * mean);
    values.iter().zip(&medians).map(|(value, median)| value.clamp(median - reach, median + reach)).collect()
}

/// Values with their running sums.
pub(super) struct Series {
    pub(super) values: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Series {
    pub(super) fn of(values: &[f64]) -> Self {
        // Sums of differences from the middle lose nothing to rounding.
        let middle = values.get(values.len() / 2).copied().unwrap_or_default();
        let values: Vec<f64> = values.iter().map(|value| value - middle).collect();
        let running = |of: &dyn Fn(f64) -> f64| {
            let mut sum = 0.0;
            let mut sums = vec![0.0];
            sums.extend(values.iter().map(|value| {
                sum += of(*value);
                sum
            }));
            sums
        };
        Self { sums: running(&|value| value), squares: running(&|value| value * value), values }
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
        let total = Self::between(&self.sums, from, to);
        let length = (to - from) as f64;
        let start = *self.sums.get(from)?;
        let mean = total / length;
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

    /// The places that explain a stretch nearly as well as the best.
    pub(super) fn range(&self, from: usize, at: usize, to: usize, noise: &Noise) -> (usize, usize) {
        let most = self.gain(from, at, to);
        let is_near = |place: &usize| most - self.gain(from, *place, to) <= RANGE * noise.long_run;
        let earliest = (from + 1..at).rev().take_while(is_near).last().unwrap_or(at);
        let latest = (at + 1..to).take_while(is_near).last().unwrap_or(at);
        (earliest, latest)
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
        let far = Self::differences(values, bounds, 2)?;
        // What a short series says of this is unsure; rather too much than too little.
        let resembles = if near > 0.0 { far / near - 1.0 + 1.0 / (values.len() as f64).sqrt() } else { 0.0 };
        let resembles = if bounds.is_empty() { 0.0 } else { resembles };
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
        let mut next = bounds.iter().peekable();
        let mut squares: Vec<f64> = Vec::with_capacity(values.len());
        for (place, (a, b)) in values.iter().zip(values.iter().skip(lag)).enumerate() {
            while next.next_if(|bound| **bound <= place).is_some() {}
            if next.peek().is_none_or(|bound| **bound > place + lag) {
                squares.push((a - b) * (a - b));
            }
        }
        let kept = squares.len().checked_sub(1 + squares.len() * 3 / 100)?;
        if kept == 0 {
            return None;
        }
        squares.select_nth_unstable_by(kept - 1, f64::total_cmp);
        // Of normal noise the largest three in a hundred make a sixth.
        Some(squares.iter().take(kept).sum::<f64>() / kept as f64 / 2.0 * 1.2)
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
            left.extend(series.values.iter().take(to).skip(from).map(|value| value - mean));
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
