//! The course of a figure, small enough to stand beside it.

use crate::Chart;
use crate::canvas::Canvas;
use crate::palette::Role;
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::{ChartTable, UNKNOWN};
use crate::unit::Unit;

const HEIGHT: u32 = 20;

/// A small line with a scale of its own and a dot at its end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sparkline {
    /// What is measured.
    pub name: String,
    /// The unit of the values.
    pub unit: Unit,
    /// The values, oldest first; `None` where a run has none.
    pub values: Vec<Option<f64>>,
}

impl Sparkline {
    fn known(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> {
        self.values
            .iter()
            .enumerate()
            .filter_map(|(index, value)| value.filter(|value| value.is_finite()).map(|value| (index, value)))
    }
}

impl Chart for Sparkline {
    fn draw(&self, width: u32) -> Svg {
        let mut canvas = Canvas::inline(width, HEIGHT).class("spark");
        let low = self.known().map(|(_, value)| value).fold(f64::INFINITY, f64::min);
        let high = self.known().map(|(_, value)| value).fold(f64::NEG_INFINITY, f64::max);
        let span = high - low;
        // Noise of a steady value must not fill the height.
        let least = high.abs().max(low.abs()) * 0.02;
        let (low, high) = if span < least {
            (low - (least - span) / 2.0, high + (least - span) / 2.0)
        } else {
            (low, high)
        };
        let y = Scale::new((low, high), (17.0, 3.0));
        let end = self.values.len().saturating_sub(1) as f64;
        let x = Scale::new((0.0, end.max(1.0)), (2.0, f64::from(width) - 5.0));
        let place =
            |(index, value): (usize, f64)| (x.at(if end > 0.0 { index as f64 } else { 1.0 }), y.at(value));
        let mut stretch: Vec<(f64, f64)> = Vec::new();
        let mut next = 0;
        for (index, value) in self.known() {
            if index != next {
                canvas.path(Role::SparkLine, &stretch);
                stretch.clear();
            }
            stretch.push(place((index, value)));
            next = index + 1;
        }
        canvas.path(Role::SparkLine, &stretch);
        if let Some(latest) = self.known().next_back() {
            canvas.circle(Role::SparkDot, place(latest), 2.2);
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["Run", &self.name]);
        let count = self.values.len();
        for (index, value) in self.values.iter().enumerate() {
            let back = count - 1 - index;
            let run = if back == 0 { "latest".to_owned() } else { format!("{back} before") };
            let figure = value
                .filter(|value| value.is_finite())
                .map_or_else(|| UNKNOWN.to_owned(), |value| self.unit.figure(value));
            table.rows.push(vec![run, figure]);
        }
        table
    }

    fn summary(&self) -> String {
        let (name, runs) = (&self.name, self.values.len());
        match (self.known().next(), self.known().next_back()) {
            (Some((first, from)), Some((last, to))) if first != last => {
                let (from, to) = (self.unit.figure(from), self.unit.figure(to));
                if from == to {
                    format!("{name}: {to} at the beginning and the end of {runs} runs.")
                } else {
                    format!("{name}: from {from} to {to} in {runs} runs.")
                }
            }
            (Some((_, value)), _) => format!("{name}: {} in the one run known.", self.unit.figure(value)),
            _ => format!("{name}: not in the data."),
        }
    }
}
