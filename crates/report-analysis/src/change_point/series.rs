//! A series with its running sums, and where it may change.

use super::FEWEST;

/// How much worse a place may explain the series than the best one and still be in the range: the likelihood ratio
/// at 99 %.
const RANGE: f64 = 6.63;

/// Values with their running sums.
pub(super) struct Series {
    pub(super) values: Vec<f64>,
    pub(super) sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Series {
    pub(super) fn of(values: &[f32]) -> Self {
        let values: Vec<f64> = from_middle(values).collect();
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

/// The differences of values from the one in the middle: sums of them lose nothing to rounding.
fn from_middle(values: &[f32]) -> impl Iterator<Item = f64> {
    let middle = f64::from(values.get(values.len() / 2).copied().unwrap_or_default());
    values.iter().map(move |value| f64::from(*value) - middle)
}

/// The running sums of a series with half of their digits. Most series have no place that is good enough; that is told by
/// them, several places at a time.
#[derive(Debug, Default)]
pub(super) struct Rough {
    sums: Vec<f32>,
    /// How far they, and what is computed of them, may be off.
    slack: f32,
}

impl Rough {
    /// Takes the values of another series.
    pub(super) fn refill(&mut self, values: &[f32]) {
        let mut sum = 0.0;
        self.sums.clear();
        self.sums.push(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "the slack makes up for it")]
        self.sums.extend(from_middle(values).map(|value| {
            sum += value;
            sum as f32
        }));
        let largest = self.sums.iter().fold(0.0f32, |largest, sum| largest.max(sum.abs()));
        self.slack = 16.0 * f32::EPSILON * largest;
    }

    /// Whether any place of a stretch as long as `places` are for may gain more than `least`. Never false when one does;
    /// where it is true, [`Series::best`] tells.
    pub(super) fn may_have_any(&self, from: usize, places: &Places, least: f64) -> bool {
        let length = places.length;
        let sum = |at: usize| self.sums.get(at).copied().unwrap_or_default();
        let (start, mean) = (sum(from), (sum(from + length) - sum(from)) / length as f32);
        #[expect(clippy::cast_possible_truncation, reason = "the thousandth makes up for it")]
        let enough = (0.999 * least / length as f64) as f32;
        let sums = self.sums.get(from + FEWEST..).unwrap_or_default();
        let mut found = 0u32;
        for ((sum, before), weight) in sums.iter().zip(&places.before).zip(&places.weights) {
            let off = (sum - start - mean * before).abs() + self.slack;
            found |= u32::from(off * off > enough * weight);
        }
        found != 0
    }
}

/// The places for a change in stretches of one length, so that a stretch is looked at without a division.
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
