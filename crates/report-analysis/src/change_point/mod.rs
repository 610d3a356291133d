//! Where a series of durations changes its level.
//!
//! The method is that of `docs/analysis.md`, section "Change points": outliers are pulled in with Hampel's filter,
//! candidates come from seeded binary segmentation, and a candidate stays when the levels beside it differ by more
//! than the noise of this very series explains, where the noise may depend on what was before it.

mod fit;
mod outliers;
mod series;

use crate::stats::median;
use fit::Fits;
use outliers::{pull_in, variance_of_noise};
use series::{Places, Rough, Series};

/// How many values a level must have been seen in.
const FEWEST: usize = 5;
/// A level that came and went again must have been seen in this many: a few slow runs in a row are no level.
const FEWEST_BETWEEN: usize = 8;
/// In a series shorter than this, a level that came and went need not have been seen longer than any other: a team that
/// just began to keep a history waits for its first steps to show.
const SHORT: usize = 40;
/// A change point differs by this many times what the largest of as many standard normal values is about:
/// of 1,000 series that do not change, about one is told to.
const SIGNIFICANT: f64 = 1.6;
/// A candidate differs by this share of that.
const CANDIDATE: f64 = 0.7;
/// Levels that differ by less than this share are the same to people.
const LEAST_FACTOR: f64 = 1.05;
/// No clock of a runner tells shorter durations apart in a way that means something.
const SHORTEST_SECS: f64 = 1e-4;

/// A change of level. Places are indexes into the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The first value of the new level.
    pub at: usize,
    /// The earliest and the latest place that explain the series nearly as well.
    pub range: (usize, usize),
    /// The median before, back to the change before it.
    pub before: f64,
    /// The median after, up to the next change.
    pub after: f64,
    /// How many standard errors the levels are apart.
    pub score: f64,
}

impl Step {
    /// How many times the old level the new one is.
    pub fn factor(&self) -> f64 {
        self.after.max(SHORTEST_SECS) / self.before.max(SHORTEST_SECS)
    }
}

/// What a series does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// Its changes of level, in order.
    pub steps: Vec<Step>,
    /// How many times as long it takes at the end as in the beginning, where it moved little by little instead.
    pub drift: Option<f64>,
}

/// Looks for changes of level in durations in seconds. Runs without a value are left out.
pub fn shape(values: &[Option<f64>]) -> Shape {
    Detector::for_runs(values.len()).shape(&known(values), &mut Room::default())
}

/// The values that are known, with their places.
fn known(values: &[Option<f64>]) -> Vec<(usize, f64)> {
    let is_duration = |value: &f64| value.is_finite() && *value >= 0.0;
    let values = values.iter().enumerate();
    values.filter_map(|(place, value)| Some((place, value.filter(is_duration)?))).collect()
}

/// What looking at many series of one length has in common.
#[derive(Debug)]
pub(crate) struct Detector {
    length: usize,
    stretches: Vec<Places>,
}

impl Detector {
    pub(crate) fn for_runs(length: usize) -> Self {
        let sizes = std::iter::successors(Some(length), |size| Some(size * 2 / 3));
        let stretches = sizes.take_while(|size| *size >= 2 * FEWEST).map(Places::of).collect();
        Self { length, stretches }
    }

    /// Looks for changes of level in values with their places, which ascend.
    pub(crate) fn shape(&self, known: &[(usize, f64)], room: &mut Room) -> Shape {
        if known.len() < 2 * FEWEST {
            return Shape::default();
        }
        if known.len() != self.length {
            // Tests that are as old as each other come one after another.
            let other = room.detector.take().filter(|other| other.length == known.len());
            let other = other.unwrap_or_else(|| Box::new(Self::for_runs(known.len())));
            let shape = other.shape(known, room);
            room.detector = Some(other);
            return shape;
        }
        room.logs.clear();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a ten-millionth of a duration is no difference"
        )]
        room.logs.extend(known.iter().map(|(_, value)| (value.max(SHORTEST_SECS) as f32).ln()));
        pull_in(&room.logs, &mut room.filtered, &mut room.bits);
        let Some(variance) = variance_of_noise(&room.filtered, &mut room.bits) else {
            return Shape::default();
        };
        room.rough.refill(&room.filtered);
        let limit = SIGNIFICANT * (2.0 * (known.len() as f64).ln()).sqrt();
        let least = (CANDIDATE * limit).powi(2) * variance;
        room.worth_a_look.clear();
        room.worth_a_look.extend(
            self.stretches()
                .filter(|(from, places)| room.rough.may_have_any(*from, places, least))
                .map(|(from, places)| (from, from + places.length)),
        );
        if room.worth_a_look.is_empty() {
            return Shape::default();
        }
        let series = Series::of(&room.filtered);
        let bounds = candidates(&series, &room.worth_a_look, least);
        if bounds.is_empty() { Shape::default() } else { shape_of(known, &series, bounds, limit) }
    }

    /// The stretches that are looked at, each with where it begins.
    fn stretches(&self) -> impl Iterator<Item = (usize, &Places)> {
        let length = self.length;
        self.stretches.iter().flat_map(move |places| {
            let size = places.length;
            let count = if size == length { 1 } else { 2 * length.div_ceil(size) - 1 };
            (0..count).map(move |number| {
                let from = if count == 1 { 0 } else { (length - size) * number / (count - 1) };
                (from, places)
            })
        })
    }
}

/// Room for what is computed of one series after another: most of them need nothing else.
#[derive(Debug, Default)]
pub struct Room {
    logs: Vec<f32>,
    filtered: Vec<f32>,
    bits: Vec<i32>,
    rough: Rough,
    worth_a_look: Vec<(usize, usize)>,
    detector: Option<Box<Detector>>,
}

/// The shape of a series that has candidates.
fn shape_of(known: &[(usize, f64)], series: &Series, mut bounds: Vec<usize>, limit: f64) -> Shape {
    let fits = Fits::of(series);
    settle(&fits, limit, &mut bounds);
    if let Some(drift) = fits.drift(&bounds, limit) {
        return Shape { steps: Vec::new(), drift: Some(drift) };
    }
    let resolution = resolution(known);
    let mut steps: Vec<Step> = Vec::new();
    loop {
        steps.clear();
        let fit = fits.fit(&bounds);
        steps.extend(bounds.iter().enumerate().map(|(number, at)| {
            let (start, end) = neighbours(&bounds, number, series.values.len());
            let level = |from: usize, to: usize| {
                let known = known.get(from..to).unwrap_or_default();
                let mut values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
                median(&mut values).unwrap_or_default()
            };
            let place = |index: usize| known.get(index).map_or(0, |(place, _)| *place);
            let (earliest, latest) = series.range(start, *at, end, fit.long_run);
            Step {
                at: place(*at),
                range: (place(earliest), place(latest)),
                before: level(start, *at),
                after: level(*at, end),
                score: fits.score(&bounds, &fit, number),
            }
        }));
        let is_small = |step: &Step| {
            let factor = step.factor();
            factor.max(1.0 / factor) < LEAST_FACTOR || (step.after - step.before).abs() < 1.5 * resolution
        };
        let smallest = (0..steps.len())
            .filter(|number| steps.get(*number).is_some_and(is_small))
            .min_by(|a, b| score_of(&steps, *a).total_cmp(&score_of(&steps, *b)));
        match smallest {
            Some(number) => {
                bounds.remove(number);
            }
            None => break,
        }
    }
    Shape { steps, drift: None }
}

fn score_of(steps: &[Step], number: usize) -> f64 {
    steps.get(number).map_or(0.0, |step| step.score)
}

/// Where the segments beside a bound begin and end.
fn neighbours(bounds: &[usize], number: usize, length: usize) -> (usize, usize) {
    let start = number.checked_sub(1).and_then(|before| bounds.get(before)).copied().unwrap_or(0);
    let end = bounds.get(number + 1).copied().unwrap_or(length);
    (start, end)
}

/// The step of the clock, where durations are so short that few different ones occur: 0.01, 0.02, 0.01.
fn resolution(known: &[(usize, f64)]) -> f64 {
    // Durations are not negative, and such numbers are ordered as their bits are.
    let mut bits: Vec<u64> = known.iter().map(|(_, value)| value.abs().to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    let mut values: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
    values.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    if values.len() * 4 > known.len() {
        return 0.0;
    }
    let gaps = values.iter().zip(values.iter().skip(1)).map(|(low, high)| high - low);
    gaps.min_by(f64::total_cmp).unwrap_or(0.0)
}

/// Seeded binary segmentation (Kovács, Bühlmann, Li and Munk 2023): the best place in each of a fixed set of
/// stretches of every length, the strongest first.
fn candidates(series: &Series, stretches: &[(usize, usize)], least: f64) -> Vec<usize> {
    let best = stretches.iter().filter_map(|(from, to)| {
        let (at, gain) = series.best(*from, *to)?;
        (gain > least).then_some((gain, at, *from, *to))
    });
    let mut found: Vec<(f64, usize, usize, usize)> = best.collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut bounds: Vec<usize> = Vec::new();
    for (_, at, from, to) in found {
        if bounds.iter().all(|bound| *bound <= from || *bound >= to) {
            bounds.push(at);
        }
    }
    bounds.sort_unstable();
    bounds
}

/// Moves each bound to its best place, then drops the weakest, until all that are left are significant.
fn settle(fits: &Fits<'_>, limit: f64, bounds: &mut Vec<usize>) {
    let length = fits.series.values.len();
    let between = if length < SHORT { FEWEST } else { FEWEST_BETWEEN };
    loop {
        for number in 0..bounds.len() {
            let (start, end) = neighbours(bounds, number, length);
            if let (Some((at, _)), Some(bound)) = (fits.series.best(start, end), bounds.get_mut(number)) {
                *bound = at;
            }
        }
        let fit = fits.fit(bounds);
        let weakest = bounds
            .iter()
            .enumerate()
            .map(|(number, at)| {
                let (start, end) = neighbours(bounds, number, length);
                let is_short = (start > 0 && at - start < between) || (end < length && end - at < between);
                let score = fits.score(bounds, &fit, number);
                (number, if is_short { score - 1e9 } else { score })
            })
            .min_by(|a, b| a.1.total_cmp(&b.1));
        match weakest {
            Some((number, score)) if score < limit => {
                bounds.remove(number);
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests;
