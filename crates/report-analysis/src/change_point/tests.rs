//! Series with and without changes, and what is said of them.

use super::*;

/// Noise that is the same in every run of the test: a sum of twelve uniform numbers is nearly normal.
struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

fn series(seed: u64, count: usize, value: impl Fn(usize, &mut Dice) -> f64) -> Vec<Option<f64>> {
    let mut dice = Dice(seed);
    (0..count).map(|place| Some(value(place, &mut dice))).collect()
}

fn places(values: &[Option<f64>]) -> Vec<usize> {
    shape(values).steps.iter().map(|step| step.at).collect()
}

#[test]
fn a_step_is_found_where_it_is() {
    for seed in 0..20 {
        let values = series(seed, 200, |place, dice| {
            (if place < 132 { 0.9 } else { 2.1 }) * (0.08 * dice.normal()).exp()
        });
        let found = shape(&values);
        assert_eq!(found.steps.len(), 1, "seed {seed}");
        let step = &found.steps[0];
        assert_eq!(step.at, 132, "seed {seed}");
        assert!((step.factor() - 2.33).abs() < 0.15, "{step:?}");
        assert!(step.range.0 <= 132 && 132 <= step.range.1);
    }
}

#[test]
fn a_step_of_three_deviations_is_found_within_three_runs() {
    let found = (0..50).filter(|seed| {
        let values = series(*seed, 200, |place, dice| {
            (0.1 * dice.normal() + if place < 60 { 0.0 } else { 0.3 }).exp()
        });
        matches!(places(&values).as_slice(), [at] if at.abs_diff(60) <= 3)
    });
    assert!(found.count() >= 48);
}

#[test]
fn noise_is_quiet() {
    let spikes = |_: usize, dice: &mut Dice| {
        let spike = if dice.uniform() < 0.06 { 8.0 } else { 1.0 };
        spike * (0.05 * dice.normal()).exp()
    };
    let two_machines = |_: usize, dice: &mut Dice| {
        let slow = if dice.uniform() < 0.4 { 1.5 } else { 1.0 };
        slow * (0.02 * dice.normal()).exp()
    };
    let coarse_clock = |_: usize, dice: &mut Dice| (1.5 * (0.1 * dice.normal()).exp()).round() / 100.0;
    let mut told = 0;
    for seed in 0..100 {
        told += usize::from(!places(&series(seed, 200, spikes)).is_empty());
        told += usize::from(!places(&series(seed, 200, two_machines)).is_empty());
        told += usize::from(!places(&series(seed, 200, coarse_clock)).is_empty());
    }
    assert!(told <= 1, "{told} of 300 quiet series");
}

#[test]
fn a_young_history_shows_its_steps() {
    let suite = [
        9.81, 9.81, 9.91, 9.86, 9.82, 9.63, 5.97, 5.97, 5.96, 6.03, 5.7, 5.86, 7.03, 7.07, 7.08, 6.96, 6.93,
        6.76, 7.03, 6.88,
    ];
    assert_eq!(places(&suite.map(Some)), [6, 12]);
    let creeping_before = [
        0.089, 0.098, 0.103, 0.117, 0.087, 0.102, 0.122, 0.127, 0.191, 0.141, 0.142, 0.166, 1.615, 1.606,
        1.603, 1.593, 1.622, 1.641, 1.61, 1.595,
    ];
    assert_eq!(places(&creeping_before.map(Some)), [12]);
    let told = (0..300)
        .filter(|seed| !places(&series(*seed, 20, |_, dice| (0.05 * dice.normal()).exp())).is_empty());
    assert!(told.count() <= 3);
}

#[test]
fn values_that_resemble_the_ones_before_are_quiet_too() {
    let told = (0..100).filter(|seed| {
        let mut dice = Dice(*seed);
        let mut last = 0.0;
        let values: Vec<Option<f64>> = (0..200)
            .map(|_| {
                last = 0.5 * last + 0.1 * dice.normal();
                Some(f64::exp(last))
            })
            .collect();
        !places(&values).is_empty()
    });
    assert!(told.count() <= 1);
}

#[test]
fn a_slow_drift_is_no_step() {
    let values = series(3, 200, |place, dice| (1.0 + place as f64 / 400.0) * (0.02 * dice.normal()).exp());
    let found = shape(&values);
    assert!(found.steps.is_empty());
    assert!((found.drift.unwrap() - 1.5).abs() < 0.1, "{found:?}");
}

#[test]
fn gaps_and_few_values_are_no_levels() {
    let mut values =
        series(5, 120, |place, dice| (if place < 80 { 1.0 } else { 0.5 }) * (0.03 * dice.normal()).exp());
    for value in &mut values[30..60] {
        *value = None;
    }
    assert_eq!(places(&values), [80]);
    assert_eq!(shape(&values[..9]), Shape::default());
    assert_eq!(shape(&[None; 50]), Shape::default());
    assert_eq!(shape(&[Some(0.0); 50]), Shape::default());
    assert_eq!(shape(&[Some(f64::NAN); 50]), Shape::default());
}
