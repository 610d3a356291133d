//! The targets of phases, as charts show them.

use crate::unit::Unit;

/// How far a team is with a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BandState {
    /// Its target is reached.
    Met,
    /// Its target was reached and is no longer.
    Lost,
    /// It is being worked on.
    Current,
    /// Its time has not come.
    #[default]
    Ahead,
}

/// What a phase wants of one measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// The name of the phase, `2A` or `Phase 1`.
    pub name: String,
    /// Where the target begins, in the unit of the chart.
    pub low: f64,
    /// Where it ends; `None` when the plan gives one number.
    pub high: Option<f64>,
    /// How far the team is with it.
    pub state: BandState,
}

impl Band {
    pub(crate) fn is_drawable(&self) -> bool {
        self.low.is_finite()
    }

    /// Where the target ends: where it begins when the plan gives one number.
    pub(crate) fn end(&self) -> f64 {
        self.high.filter(|high| high.is_finite() && *high > self.low).unwrap_or(self.low)
    }

    /// `93.5–93.7 %`.
    pub(crate) fn range(&self, unit: &Unit) -> String {
        unit.range(self.low, self.end())
    }

    /// `93.5 to 93.7 %`, for sentences.
    pub(crate) fn spoken_range(&self, unit: &Unit) -> String {
        self.range(unit).replace('–', " to ")
    }

    /// Whether it is the one that the team works on.
    pub(crate) fn is_current(&self) -> bool {
        matches!(self.state, BandState::Current | BandState::Lost)
    }
}
