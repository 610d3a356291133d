//! Steps of the plan and their targets.

use crate::{Location, Measure, Timestamp, WrittenStatus};

/// A step of the plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phase {
    /// Its short name, such as `2A`.
    pub id: String,
    /// What it is about, such as `Quick wins`.
    pub title: String,
    /// What must be measured for it to be met.
    pub targets: Targets,
    /// The same measure said in another place of the plan, for telling where it contradicts itself.
    pub claims: Vec<TargetClaim>,
    /// How many more tests it is to make pass.
    pub gain: Option<Band>,
    /// The effort planned, as written: `3-4 h`.
    pub effort: Option<String>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// What somebody wrote of its state.
    pub status: Option<WrittenStatus>,
    /// The categories of failures it is about, by id.
    pub categories: Vec<String>,
    /// Where it is written.
    pub source: Option<Location>,
}

impl Phase {
    /// Takes over from another description of the same phase what this one does not say.
    pub fn fill_from(&mut self, other: Self) {
        if self.title.is_empty() {
            self.title = other.title;
        }
        self.targets.fill_from(other.targets);
        self.claims.extend(other.claims);
        self.gain = self.gain.or(other.gain);
        self.effort = self.effort.take().or(other.effort);
        self.due = self.due.or(other.due);
        self.status = self.status.or(other.status);
        if self.categories.is_empty() {
            self.categories = other.categories;
        }
        self.source = self.source.take().or(other.source);
    }
}

/// The target bands of a phase. A band that is `None` is no target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Targets {
    /// Passing tests.
    pub passing: Option<Band>,
    /// Pass rate in percent.
    pub pass_rate: Option<Band>,
    /// Line coverage in percent.
    pub line_coverage: Option<Band>,
    /// Branch coverage in percent.
    pub branch_coverage: Option<Band>,
    /// Tests that may still fail or error; the upper end meets the target.
    pub failing: Option<Band>,
    /// Tests of one category, by id, that may still fail.
    pub failing_of: Vec<(String, Band)>,
}

impl Targets {
    /// The band of a measure of the whole suite.
    pub const fn band(&self, measure: Measure) -> Option<Band> {
        match measure {
            Measure::Passing => self.passing,
            Measure::PassRate => self.pass_rate,
            Measure::LineCoverage => self.line_coverage,
            Measure::BranchCoverage => self.branch_coverage,
            Measure::Failing => self.failing,
        }
    }

    /// The place of the band of a measure.
    pub const fn band_mut(&mut self, measure: Measure) -> &mut Option<Band> {
        match measure {
            Measure::Passing => &mut self.passing,
            Measure::PassRate => &mut self.pass_rate,
            Measure::LineCoverage => &mut self.line_coverage,
            Measure::BranchCoverage => &mut self.branch_coverage,
            Measure::Failing => &mut self.failing,
        }
    }

    fn fill_from(&mut self, other: Self) {
        for measure in Measure::ALL {
            let band = other.band(measure);
            let mine = self.band_mut(measure);
            *mine = mine.or(band);
        }
        if self.failing_of.is_empty() {
            self.failing_of = other.failing_of;
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A target as one place of the plan gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetClaim {
    /// What it is a target for; `None` for the number of tests that the phase is to bring back.
    pub measure: Option<Measure>,
    /// The target.
    pub band: Band,
    /// Where it is written.
    pub source: Location,
}

/// A target from `low`, which meets it, to `high`, which is hoped for; both equal when one number was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The least that meets the target.
    pub low: f64,
    /// The most that was planned.
    pub high: f64,
}

impl Band {
    /// A target of one number.
    pub const fn exactly(value: f64) -> Self {
        Self { low: value, high: value }
    }
}
