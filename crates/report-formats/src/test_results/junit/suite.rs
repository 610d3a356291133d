//! What suites say of themselves, held against what is in them.

use report_model::{Notice, Timestamp};

use super::counters::{Differing, Inside};
use super::reader::Reader;
use super::state::Sink;

impl Reader<'_> {
    /// Tells when counters and cases differ.
    pub(super) fn compare_counters(&mut self) {
        let (differing, all) = match &self.state.sink {
            Sink::Counted(count) => (count.differing.finding(), count.all()),
            Sink::Kept(_) => self.look_at_suites(),
        };
        let root = || self.state.root_counters.as_ref().and_then(|root| root.finding(&all));
        if let Some((notice, at)) = differing.or_else(root) {
            self.tell(notice, at);
        }
    }

    /// What is told of the suites that were kept, and what is in all of them.
    fn look_at_suites(&self) -> (Option<(Notice, usize)>, Inside) {
        let suites = &self.state.results.suites;
        let mut own = vec![Inside::default(); suites.len()];
        let mut all = Inside::default();
        for case in &self.state.results.cases {
            let inside = Inside::of(case);
            all.plus(&inside);
            if let Some(own) = own.get_mut(case.suite as usize) {
                own.plus(&inside);
            }
        }
        let mut with_nested = own.clone();
        for (number, suite) in suites.iter().enumerate().rev() {
            let nested = with_nested.get(number).copied().unwrap_or_default();
            let Some(parent) = suite.parent.map(|parent| parent as usize) else { continue };
            if let Some(parent) = with_nested.get_mut(parent) {
                parent.plus(&nested);
            }
            if let Some(parent) = own.get_mut(parent) {
                parent.suites += 1;
            }
        }
        let mut differing = Differing::default();
        for (((counters, suite), own), all) in
            self.state.counters.iter().zip(suites).zip(&own).zip(&with_nested)
        {
            differing.look_at(suite, counters, own, all);
        }
        (differing.finding(), all)
    }
}

/// A moment that is one: runners that never began write the beginning of time.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).filter(|moment| moment.0 > 0)
}

/// `tests.Share` of `tests.Share-20260118164200`, when these digits are the suite's time stamp: with them the suite
/// would have another name in every run.
pub(super) fn without_moment<'t>(name: &'t str, timestamp: &str) -> Option<&'t str> {
    let (name, digits) = name.rsplit_once('-')?;
    let moment = timestamp.bytes().filter(u8::is_ascii_digit).take(14);
    (digits.len() == 14 && digits.bytes().eq(moment)).then_some(name)
}
