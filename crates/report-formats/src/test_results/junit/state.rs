//! What was read so far.

use std::sync::Arc;

use report_model::Timestamp;
use report_model::run::TestResults;

use super::case::Draft;
use super::dialect::Dialect;
use super::duplicates::Ids;
use super::reader::Told;
use super::suite::Counters;
use crate::TextLimits;
use crate::tally::Tally;
use crate::test_results::text::{Keeper, Names};
use crate::test_results::time::Time;

/// What was read so far, independent of the text.
pub(super) struct State {
    /// What was odd, and where.
    pub(super) told: Vec<Told>,
    /// The name of the first element, and where it is.
    pub(super) root: Option<(String, usize)>,
    pub(super) results: TestResults,
    /// The open suites, as indexes.
    pub(super) open_suites: Vec<u32>,
    /// The open cases; more than one only where a case was left open.
    pub(super) drafts: Vec<Draft>,
    pub(super) counters: Vec<Counters>,
    pub(super) root_counters: Option<Counters>,
    pub(super) root_started_at: Option<Timestamp>,
    pub(super) root_name: Option<Arc<str>>,
    pub(super) names: Names,
    pub(super) ids: Ids,
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
    pub(super) fn new(bytes: usize, texts: TextLimits) -> Self {
        Self {
            told: Vec::new(),
            root: None,
            results: TestResults::default(),
            open_suites: Vec::new(),
            drafts: Vec::new(),
            counters: Vec::new(),
            root_counters: None,
            root_started_at: None,
            root_name: None,
            names: Names::default(),
            ids: Ids::for_text(bytes),
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
