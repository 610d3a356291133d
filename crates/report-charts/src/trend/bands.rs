//! The names of targets at the right edge.

use crate::band::Band;
use crate::labels::{Wish, spread};
use crate::measure::text_width;
use crate::order;
use crate::unit::Unit;

/// Lines of text are this far apart.
const LINE: f64 = 15.0;
/// A label further from its band than this no longer looks like its name.
const FARTHEST: f64 = 8.0;

/// The name of one band, or of several that lie too close together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BandLabel {
    pub(super) text: String,
    pub(super) current: bool,
    /// The middle of the band on the drawing.
    pub(super) band_y: f64,
    /// The middle of the text.
    pub(super) y: f64,
}

impl BandLabel {
    pub(super) fn width(&self) -> f64 {
        text_width(&self.text, self.current)
    }
}

/// Names `bands`, whose middles are given, without overlap: labels move by up to 8 px; where that is not enough, the
/// band farther from `measured` loses its range and its name joins the other's label.
pub(super) fn labels(
    bands: &[(&Band, f64)],
    measured: f64,
    unit: &Unit,
    with_range: bool,
    (top, bottom): (f64, f64),
) -> Vec<BandLabel> {
    let mut bands = bands.to_vec();
    order::sort_by(&mut bands, |(_, y)| *y);
    let mut labels: Vec<(BandLabel, f64)> = bands
        .iter()
        .map(|(band, y)| {
            let figure = if with_range { band.range(unit) } else { unit.target(band.low) };
            let label = BandLabel {
                text: format!("{} {figure}", band.name),
                current: band.is_current(),
                band_y: *y,
                y: *y,
            };
            (label, (band.low - measured).abs())
        })
        .collect();
    loop {
        let wishes: Vec<Wish> =
            labels.iter().map(|(label, _)| Wish { start: label.band_y - LINE / 2.0, length: LINE }).collect();
        let places = spread(&wishes, top - LINE / 2.0, bottom + LINE / 2.0);
        for ((label, _), place) in labels.iter_mut().zip(&places) {
            label.y = place + LINE / 2.0;
        }
        let fits = labels.iter().all(|(label, _)| (label.y - label.band_y).abs() <= FARTHEST + 1e-6);
        if fits || labels.len() < 2 {
            return labels.into_iter().map(|(label, _)| label).collect();
        }
        join_closest(&mut labels, &bands);
    }
}

/// Joins the two neighbours that lie closest: the farther from the measured value gives up its range.
fn join_closest(labels: &mut Vec<(BandLabel, f64)>, bands: &[(&Band, f64)]) {
    let closest = labels
        .windows(2)
        .enumerate()
        .filter_map(|(index, pair)| match pair {
            [(above, _), (below, _)] => Some((index, below.band_y - above.band_y)),
            _ => None,
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0, |(index, _)| index);
    if closest + 1 >= labels.len() {
        return;
    }
    let (below, below_far) = labels.remove(closest + 1);
    if let Some((above, above_far)) = labels.get_mut(closest) {
        let names_of = |label: &BandLabel| {
            let own: Vec<&str> = bands
                .iter()
                .filter(|(band, y)| {
                    (*y - label.band_y).abs() < 1e-9 && label.text.starts_with(band.name.as_str())
                })
                .map(|(band, _)| band.name.as_str())
                .collect();
            let joined = label.text.split_once(", ").map(|(_, more)| more.to_owned());
            own.into_iter().take(1).map(str::to_owned).chain(joined).collect::<Vec<_>>().join(", ")
        };
        // What is worked on keeps its figures whatever is nearer.
        let above_keeps = above.current || !below.current && *above_far <= below_far;
        if above_keeps {
            above.text = format!("{}, {}", above.text, names_of(&below));
        } else {
            let text = format!("{}, {}", below.text, names_of(above));
            *above = BandLabel { text, ..below };
            *above_far = below_far;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::labels;
    use crate::band::{Band, BandState};
    use crate::unit::Unit;

    fn band(name: &str, low: f64, high: f64) -> Band {
        let state = if name == "2A" { BandState::Current } else { BandState::Ahead };
        Band { name: name.to_owned(), low, high: Some(high), state }
    }

    /// Labels for bands on an axis from `ends.0` to `ends.1` that is `height` pixels high.
    fn named(
        bands: &[Band],
        measured: f64,
        unit: &Unit,
        ends: (f64, f64),
        height: f64,
    ) -> Vec<(String, f64, f64)> {
        let place = |value: f64| 14.0 + (ends.1 - value) / (ends.1 - ends.0) * height;
        let placed: Vec<(&Band, f64)> =
            bands.iter().map(|band| (band, place(f64::midpoint(band.low, band.end())))).collect();
        labels(&placed, measured, unit, true, (14.0, 14.0 + height))
            .into_iter()
            .map(|label| (label.text.replace('\u{a0}', " "), label.y, label.band_y))
            .collect()
    }

    fn assert_apart(labels: &[(String, f64, f64)]) {
        for pair in labels.windows(2) {
            assert!(pair[1].1 - pair[0].1 >= 14.9, "{labels:?}");
        }
        for (text, y, band_y) in labels {
            assert!((y - band_y).abs() <= 8.1, "{text} is too far from its band: {labels:?}");
        }
    }

    #[test]
    fn the_targets_of_a_real_plan_stay_apart() {
        let tests = [band("2A", 1622.0, 1627.0), band("2B", 1662.0, 1672.0), band("2C", 1677.0, 1692.0)];
        let coverage = [band("2A", 68.0, 70.0), band("2B", 73.0, 75.0), band("2C", 75.0, 80.0)];
        let count = Unit::Count("test".to_owned());
        for height in [100.0, 160.0, 248.0] {
            let labels = named(&tests, 1602.0, &count, (1540.0, 1700.0), height);
            assert_apart(&labels);
            assert_eq!(labels.len(), 3, "{labels:?}");
            let labels = named(&coverage, 65.0, &Unit::Percent, (60.0, 80.0), height);
            assert_apart(&labels);
            assert_eq!(labels[2].0, "2A 68–70 %");
        }
    }

    #[test]
    fn bands_that_lie_too_close_share_a_label() {
        let bands =
            [band("2A", 90.0, 90.2), band("2B", 90.4, 90.6), band("2C", 90.8, 91.0), band("2D", 97.0, 98.0)];
        let labels = named(&bands, 80.0, &Unit::Percent, (70.0, 100.0), 120.0);
        assert_apart(&labels);
        let texts: Vec<&str> = labels.iter().map(|label| label.0.as_str()).collect();
        assert_eq!(texts, ["2D 97–98 %", "2B 90.4–90.6 %, 2C", "2A 90–90.2 %"]);
    }
}
