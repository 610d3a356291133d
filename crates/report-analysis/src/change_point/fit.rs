//! How well levels, or a straight line, explain a series whose noise may resemble the value before it.

use super::outliers::LEAST_VARIANCE;
use super::series::Series;
use super::{LEAST_FACTOR, neighbours};

/// However alike they are, neighbouring values are not taken for one value.
const MOST_ALIKE: f64 = 0.95;

/// A series, and what is needed to fit levels to it without going through its values again.
pub(super) struct Fits<'a> {
    pub(super) series: &'a Series,
    /// The running sums of each value times the one before it.
    products: Vec<f64>,
}

/// What is left of a series when its levels are taken away: noise of the first order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// Minus twice the logarithm of the likelihood, but for what is the same in all fits.
    criterion: f64,
    /// How much a value resembles the one before it.
    resembles: f64,
    /// The variance of a mean times the number of its values.
    pub(super) long_run: f64,
}

impl Fit {
    /// From the sum of squares, the sum of products of neighbours, and the squares at both ends.
    fn of(count: f64, squares: f64, products: f64, ends: f64) -> Self {
        let inner = (squares - ends).max(f64::MIN_POSITIVE);
        let resembles = (products / inner).clamp(0.0, MOST_ALIKE);
        let left = squares - resembles * (2.0 * products - resembles * inner);
        let variance = (left / count).max(LEAST_VARIANCE);
        Self {
            criterion: count * variance.ln() - (1.0 - resembles * resembles).ln(),
            resembles,
            long_run: variance / ((1.0 - resembles) * (1.0 - resembles)),
        }
    }
}

impl<'a> Fits<'a> {
    pub(super) fn of(series: &'a Series) -> Self {
        let mut sum = 0.0;
        let neighbours = series.values.iter().zip(series.values.iter().skip(1));
        let mut products = Vec::with_capacity(series.values.len() + 1);
        products.extend([0.0, 0.0]);
        products.extend(neighbours.map(|(before, value)| {
            sum += before * value;
            sum
        }));
        Self { series, products }
    }

    /// The fit of the levels between these bounds.
    pub(super) fn fit(&self, bounds: &[usize]) -> Fit {
        self.fit_of(bounds.iter().copied())
    }

    fn fit_of(&self, bounds: impl Iterator<Item = usize>) -> Fit {
        let length = self.series.values.len();
        let value = |place: usize| self.series.values.get(place).copied().unwrap_or_default();
        let (mut squares, mut products, mut ends) = (0.0, 0.0, 0.0);
        let (mut from, mut before) = (0, None);
        for to in bounds.chain([length]) {
            let mean = self.series.mean(from, to);
            squares += self.series.spread(from, to);
            // Each value less the mean times the one before it less the mean, within the level.
            let sum = |from, to| Series::between(&self.series.sums, from, to);
            let pairs = (to - from - 1) as f64;
            let both = sum(from + 1, to) + sum(from, to - 1);
            products += Series::between(&self.products, from + 1, to) - mean * both + mean * mean * pairs;
            match before {
                Some(off) => products += off * (value(from) - mean),
                None => ends += (value(from) - mean).powi(2),
            }
            let last = value(to - 1) - mean;
            before = Some(last);
            if to == length {
                ends += last * last;
            }
            from = to;
        }
        Fit::of(length as f64, squares, products, ends)
    }

    /// How many standard errors the levels beside a bound are apart: the root of the likelihood ratio of all bounds to
    /// all but this one, each with the noise that fits it best; less where the values around it scatter more than
    /// those elsewhere.
    pub(super) fn score(&self, bounds: &[usize], fit: &Fit, number: usize) -> f64 {
        let length = self.series.values.len();
        let Some(at) = bounds.get(number).copied() else { return 0.0 };
        let others = bounds.iter().enumerate().filter(|(other, _)| *other != number);
        let without = self.fit_of(others.map(|(_, bound)| *bound));
        // Every level and what neighbours have in common took a value for itself.
        let free = length.saturating_sub(bounds.len() + 2) as f64 / length as f64;
        let ratio = (free * (without.criterion - fit.criterion).max(0.0)).sqrt();
        let (from, to) = neighbours(bounds, number, length);
        let (before, after) = ((at - from) as f64, (to - at) as f64);
        let around = self.series.spread(from, at) + self.series.spread(at, to);
        let variance = (around / (before + after - 2.0).max(1.0)).max(LEAST_VARIANCE);
        let inflation = (1.0 + fit.resembles) / (1.0 - fit.resembles);
        let error = (variance * inflation * (1.0 / before + 1.0 / after)).sqrt();
        ratio.min((self.series.mean(from, at) - self.series.mean(at, to)).abs() / error)
    }

    /// Whether a straight line explains the series better than its levels do (by Schwarz' criterion), or where it has one
    /// level, as much better as a step must; then how much it rises or falls in all.
    pub(super) fn drift(&self, bounds: &[usize], limit: f64) -> Option<f64> {
        let length = self.series.values.len();
        let count = length as f64;
        let middle = (count - 1.0) / 2.0;
        let mean = self.series.mean(0, length);
        let (mut along, mut across) = (0.0, 0.0);
        for (place, value) in self.series.values.iter().enumerate() {
            let off = place as f64 - middle;
            along += off * off;
            across += off * (value - mean);
        }
        let slope = across / along;
        let (mut squares, mut products, mut ends) = (0.0, 0.0, 0.0);
        let mut before = None;
        for (place, value) in self.series.values.iter().enumerate() {
            let left = value - mean - slope * (place as f64 - middle);
            squares += left * left;
            if let Some(before) = before {
                products += before * left;
            }
            if place == 0 || place + 1 == length {
                ends += left * left;
            }
            before = Some(left);
        }
        let line = Fit::of(count, squares, products, ends);
        let more_parameters = 2.0 * bounds.len() as f64 - 1.0;
        let allowed = if bounds.is_empty() { -limit * limit } else { more_parameters * count.ln() };
        let rise = (slope * (count - 1.0)).exp();
        let is_seen = rise.max(1.0 / rise) >= LEAST_FACTOR;
        (is_seen && line.criterion < self.fit(bounds).criterion + allowed).then_some(rise)
    }
}
