//! A measured line over runs, against targets, budgets and what comes next.

mod bands;
mod marks;
mod of_sheet;
mod plot;
mod words;

use crate::Chart;
use crate::band::Band;
use crate::canvas::{Anchor, Canvas};
use crate::palette::{Role, Tone};
use crate::svg::Svg;
use crate::table::ChartTable;
use crate::unit::Unit;

/// A measure over runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trend {
    /// What is measured, `Pass rate`.
    pub name: String,
    /// The unit of every value here.
    pub unit: Unit,
    /// The runs, oldest first.
    pub points: Vec<TrendPoint>,
    /// Targets of phases; those that are met are not drawn.
    pub bands: Vec<Band>,
    /// A limit that the values should stay under.
    pub budget: Option<Budget>,
    /// Runs at which the level changed, in the order of the runs.
    pub changes: Vec<Change>,
    /// The levels between changes.
    pub levels: Vec<Level>,
    /// What is expected of the runs to come.
    pub forecast: Option<Forecast>,
    /// Further runs to name below the axis, by their place among the points.
    pub marks: Vec<usize>,
    /// Whether the axis begins at zero although the values are far from it.
    pub from_zero: bool,
    /// The height in pixels; `None` takes the one that suits the width.
    pub height: Option<u32>,
}

/// One run of a [`Trend`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrendPoint {
    /// The run's number or name, `212`.
    pub run: String,
    /// When it was, as it is shown, `18 Jan`.
    pub date: Option<String>,
    /// The measured value; `None` when this run has none, which leaves a gap.
    pub value: Option<f64>,
}

/// A limit that a measure should stay under.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// What it is called, `budget`.
    pub name: String,
    /// The limit, in the unit of the chart.
    pub value: f64,
}

/// A run at which the level of a measure changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The run's place among the points.
    pub at: usize,
    /// By how much the level changed, in the unit of the chart.
    pub difference: f64,
    /// The same in percent of the level before; `None` when that was zero or is not known.
    pub percent: Option<f64>,
    /// What came with the run, such as a commit and its subject.
    pub detail: Option<String>,
}

/// A stretch of runs with one level.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The first run's place among the points.
    pub first: usize,
    /// The last run's place among the points.
    pub last: usize,
    /// The level, in the unit of the chart.
    pub value: f64,
}

/// What is expected after the last run, along a straight line.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// How many runs ahead it reaches.
    pub runs: f64,
    /// The value expected there.
    pub value: f64,
    /// The lower end of the interval there.
    pub low: f64,
    /// The upper end of the interval there.
    pub high: f64,
    /// Where the line meets the target that the team works on.
    pub meets: Option<Meeting>,
}

/// Where a forecast meets a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// How many runs ahead.
    pub runs: f64,
    /// The target's value.
    pub value: f64,
    /// When that is expected to be, `23 Jan`.
    pub date: String,
}

impl Trend {
    /// The measured values with their places, leaving out what is unknown.
    fn measured(&self) -> impl DoubleEndedIterator<Item = (usize, f64, &TrendPoint)> {
        self.points.iter().enumerate().filter_map(|(index, point)| {
            point.value.filter(|value| value.is_finite()).map(|value| (index, value, point))
        })
    }

    fn bands_ahead(&self) -> impl Iterator<Item = &Band> {
        self.bands.iter().filter(|band| band.state != crate::BandState::Met && band.is_drawable())
    }

    fn height_for(&self, width: u32) -> u32 {
        self.height.unwrap_or(match width {
            0..480 => 200,
            480..900 => 288,
            _ => 240,
        })
    }
}

impl Chart for Trend {
    fn draw(&self, width: u32) -> Svg {
        let height = self.height_for(width);
        let mut canvas = Canvas::new(width, height);
        if self.measured().next().is_none() {
            let bottom = f64::from(height) - 26.0;
            canvas.line(Role::Axis, (0.0, bottom), (f64::from(width), bottom));
            let text = if self.points.is_empty() { "No runs yet" } else { "Not in the data of any run" };
            canvas.text(Tone::Quiet, (f64::from(width) / 2.0, bottom / 2.0), Anchor::Middle, text);
        } else {
            plot::draw(self, &mut canvas, f64::from(width), f64::from(height));
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        words::table(self)
    }

    fn summary(&self) -> String {
        words::summary(self)
    }
}
