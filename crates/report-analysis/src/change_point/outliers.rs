//! A series whose outliers are pulled in, and how much it moves from one value to the next.

/// How far to both sides the filter of outliers looks.
const FILTER_REACH: usize = 5;
/// Beyond this many standard deviations from its neighbours a value is pulled in.
const FILTER_WIDTH: f32 = 3.0;
/// Half a percent is noise to everybody.
pub(super) const LEAST_VARIANCE: f64 = 2.5e-5;
/// How many places are filtered at once: a few steps of the processor, which takes several numbers in one.
const LANES: usize = 16;
/// A window of the filter.
const WINDOW: usize = 2 * FILTER_REACH + 1;

type Lanes = [f32; LANES];

/// Hampel's filter: a value that lies far from the median of its neighbours is pulled in, not left out, so that a
/// real change is as strong as many values are behind it. `room` is for numbers on the way.
pub(super) fn pull_in(values: &[f32], filtered: &mut Vec<f32>, room: &mut Vec<i32>) {
    moving_medians(values, filtered);
    room.clear();
    room.extend(values.iter().zip(&*filtered).map(|(value, median)| as_bits(value - median)));
    let middle = nth(room, room.len() / 2);
    // Where most values are alike, as with a coarse clock, the median of the distances says nothing.
    let mean = mean_of_least(room, room.len() - room.len() / 10);
    let reach = FILTER_WIDTH * (1.4826 * middle).max(1.2533 * mean);
    for (median, value) in filtered.iter_mut().zip(values) {
        *median = value.clamp(*median - reach, *median + reach);
    }
}

/// The variance of what a series moves without changing its level: half the mean square of the differences of
/// neighbouring values, which a step hardly touches, without the largest of them. `room` is for numbers on the way.
pub(super) fn variance_of_noise(values: &[f32], room: &mut Vec<i32>) -> Option<f64> {
    room.clear();
    let pairs = values.iter().zip(values.iter().skip(1));
    room.extend(pairs.map(|(a, b)| as_bits((a - b) * (a - b))));
    let kept = room.len().checked_sub(1 + room.len() * 3 / 100)?;
    if kept == 0 {
        return None;
    }
    // Of normal noise the largest three in a hundred make a sixth.
    Some((f64::from(mean_of_least(room, kept)) / 2.0 * 1.2).max(LEAST_VARIANCE))
}

/// The bits of a number without its sign: of such numbers the larger one has the larger bits.
const fn as_bits(number: f32) -> i32 {
    number.abs().to_bits().cast_signed()
}

const fn of_bits(bits: i32) -> f32 {
    f32::from_bits(bits.cast_unsigned())
}

/// The number that `place` of the numbers are not above, to 0.02 %. It is found digit by digit, the highest first, by
/// counting: that takes no branch that a processor could guess wrong, and several numbers in one step.
fn nth(bits: &[i32], place: usize) -> f32 {
    const LOWEST: i32 = 11;
    let mut found = 0i32;
    for digit in (LOWEST..31).rev() {
        let tried = found | 1 << digit;
        let below: u32 = bits.iter().map(|bits| u32::from(*bits < tried)).sum();
        if below as usize <= place {
            found = tried;
        }
    }
    of_bits(found)
}

/// The mean of the `count` least numbers.
fn mean_of_least(bits: &[i32], count: usize) -> f32 {
    let largest = nth(bits, count.saturating_sub(1));
    let limit = as_bits(largest);
    let (mut sums, mut counts) = ([0.0f32; LANES], [0u32; LANES]);
    let mut add = |some: &[i32]| {
        for ((sum, count), bits) in sums.iter_mut().zip(&mut counts).zip(some) {
            *sum += if *bits < limit { of_bits(*bits) } else { 0.0 };
            *count += u32::from(*bits < limit);
        }
    };
    let whole = bits.chunks_exact(LANES);
    add(whole.remainder());
    whole.for_each(&mut add);
    let (sum, below): (f32, u32) = (sums.iter().sum(), counts.iter().sum());
    (sum + count.saturating_sub(below as usize) as f32 * largest) / count.max(1) as f32
}

/// The median of each value and those around it; at the ends there are fewer of them.
fn moving_medians(values: &[f32], medians: &mut Vec<f32>) {
    medians.clear();
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
    // Without a branch the compiler compares several numbers in one step. `f32::min` would have to look for what is not
    // a number, too; there is none.
    let (a, b) = (*low, *high);
    let pairs = || a.iter().zip(&b);
    low.iter_mut().zip(pairs()).for_each(|(low, (a, b))| *low = if a < b { *a } else { *b });
    high.iter_mut().zip(pairs()).for_each(|(high, (a, b))| *high = if a > b { *a } else { *b });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: u32) -> Vec<f32> {
        (0..count).map(|number| (number.wrapping_mul(2_654_435_761) >> 8) as f32 / 1e7).collect()
    }

    #[test]
    fn counting_finds_what_sorting_would() {
        let near = |found: f32, wanted: f32| (found - wanted).abs() <= 3e-4 * wanted;
        for count in [1, 5, 16, 200, 333] {
            let numbers = numbers(count);
            let bits: Vec<i32> = numbers.iter().copied().map(as_bits).collect();
            let mut sorted = numbers.clone();
            sorted.sort_unstable_by(f32::total_cmp);
            for place in 0..sorted.len() {
                assert!(near(nth(&bits, place), sorted[place]), "{place} of {count}");
                let mean = sorted[..=place].iter().sum::<f32>() / (place + 1) as f32;
                assert!(near(mean_of_least(&bits, place + 1), mean), "{place} of {count}");
            }
        }
        assert!(nth(&[0, 0, 0], 1) < 1e-30);
    }

    #[test]
    fn a_single_value_is_pulled_in_and_a_step_is_not() {
        let mut values: Vec<f32> = (0..60u8).map(|place| if place < 30 { 1.0 } else { 2.0 }).collect();
        values.iter_mut().zip(numbers(60)).for_each(|(value, noise)| *value += 0.02 * noise);
        values[10] = 5.0;
        let (mut filtered, mut room) = (Vec::new(), Vec::new());
        pull_in(&values, &mut filtered, &mut room);
        assert!(filtered[10] < 1.3, "{}", filtered[10]);
        for place in (0..60).filter(|place| *place != 10) {
            assert!((filtered[place] - values[place]).abs() < 0.05, "{place}");
        }
    }
}
