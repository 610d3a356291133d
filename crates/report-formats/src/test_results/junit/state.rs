//! What was read so far.

use std::sync::Arc;

use report_model::Timestamp;
use report_model::run::TestResults;

use super::case::Draft;
use super::counters::Counters;
use super::counting::Count;
use super::dialect::Dialect;
use super::duplicates::Suspects;
use super::reader::Told;
use crate::tally::Tally;
use crate::test_results::text::{Keeper, Names};
use crate::test_results::time::Time;
use crate::{TextLimits, Wanted};

/// What becomes of the cases.
pub(super) enum Sink {
    /// They are kept in the results.
    Kept(Suspects),
    /// They are counted and let go, and every suite when it ends.
    Counted(Box<Count>),
}

/// What was read so far, independent of the text.
pub(super) struct State {
    /// What was odd, and where.
    pub(super) told: Vec<Told>,
    /// The name of the first element, and where it is.
    pub(super) root: Option<(String, usize)>,
    pub(super) results: TestResults,
    pub(super) sink: Sink,
    /// How many suites and cases were read.
    pub(super) suites: u64,
    pub(super) cases: u64,
    /// The open suites, as indexes.
    pub(super) open_suites: Vec<u32>,
    /// The open cases; more than one only where a case was left open.
    pub(super) drafts: Vec<Draft>,
    /// The counters of each suite, and a digest of its host.
    pub(super) counters: Vec<Counters>,
    pub(super) hosts: Vec<u64>,
    pub(super) root_counters: Option<Counters>,
    pub(super) root_started_at: Option<Timestamp>,
    pub(super) root_name: Option<Arc<str>>,
    pub(super) names: Names,
    pub(super) dialect: Dialect,
    pub(super) unclear_times: Vec<(u32, Time)>,
    /// Whether a comma was seen to part thousands, and to be the decimal mark.
    pub(super) comma_parts_thousands: bool,
    pub(super) comma_is_decimal: bool,
    pub(super) unnamed: Tally,
    pub(super) odd_times: Tally,
    pub(super) comma_times: Tally,
    pub(super) unfinished: Tally,
    pub(super) suite_failures: Tally,
    pub(super) keeper: Keeper,
    pub(super) too_deep: Tally,
}

impl State {
    /// Nothing yet of a text of so many bytes.
    pub(super) fn new(bytes: usize, texts: TextLimits, wanted: Wanted) -> Self {
        let sink = match wanted {
            Wanted::Cases => Sink::Kept(Suspects::for_text(bytes)),
            Wanted::Totals => Sink::Counted(Box::new(Count::first(bytes))),
        };
        Self::with(sink, texts)
    }

    /// The state to go over the text once more with, where that is necessary.
    pub(super) fn again(&mut self) -> Option<Self> {
        match &mut self.sink {
            Sink::Kept(_) => None,
            Sink::Counted(count) => {
                let count = count.second()?;
                Some(Self::with(Sink::Counted(Box::new(count)), self.keeper.limits))
            }
        }
    }

    /// The digest of the host of a suite.
    pub(super) fn host_of(&self, suite: u32) -> u64 {
        self.hosts.get(suite as usize).copied().unwrap_or_default()
    }

    fn with(sink: Sink, texts: TextLimits) -> Self {
        Self {
            told: Vec::new(),
            root: None,
            results: TestResults::default(),
            sink,
            suites: 0,
            cases: 0,
            open_suites: Vec::new(),
            drafts: Vec::new(),
            counters: Vec::new(),
            hosts: Vec::new(),
            root_counters: None,
            root_started_at: None,
            root_name: None,
            names: Names::default(),
            dialect: Dialect::default(),
            unclear_times: Vec::new(),
            comma_parts_thousands: false,
            comma_is_decimal: false,
            unnamed: Tally::default(),
            odd_times: Tally::default(),
            comma_times: Tally::default(),
            unfinished: Tally::default(),
            suite_failures: Tally::default(),
            keeper: Keeper::of(texts),
            too_deep: Tally::default(),
        }
    }
}
