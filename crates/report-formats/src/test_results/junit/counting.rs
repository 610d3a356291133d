//! Cases that are counted and let go, one by one, and suites with them.
//!
//! What is in memory depends neither on how many cases there are nor on how many suites, but on how many of them are
//! repetitions: of every id that may have come by before its digest is kept, and of every marked try how it ended and
//! how long it took. Where there are such ids the text is gone over once more, and then it is known from the first
//! case of an id on what its retries are.

use report_model::run::{TestCase, TestSuite, TestTotals};

use super::commas::{Sums, Wavering};
use super::counters::{Counters, Declared, Differing, Inside};
use super::ids::Filter;
use super::reader::Stream;
use super::repeated::{Again, Repeated, Retry};

/// What was counted so far.
#[derive(Debug)]
pub(super) struct Count {
    pass: Pass,
    /// The suites that are open, as in the results.
    suites: Vec<Own>,
    /// How many suites were opened.
    opened: u32,
    /// How many cases came by.
    cases: u64,
    all: Inside,
    spent: Wavering,
    pub(super) declared: Declared,
    pub(super) differing: Differing,
    /// How many more suites say that a comma parts thousands than say that it does not.
    pub(super) votes: i32,
    /// How many texts of suites are longer than is kept of one.
    pub(super) long_texts: u32,
}

#[derive(Debug)]
enum Pass {
    /// Which ids come again is not known yet.
    First { filter: Filter, repeated: Repeated },
    /// It is known.
    Second(Repeated),
}

/// A suite that is open.
#[derive(Debug, Default)]
struct Own {
    /// Its place among all suites of the text.
    serial: u32,
    inside: Inside,
    with_nested: Inside,
    sums: Sums,
    /// Whether its output, and its error output, is longer than is kept.
    is_long: [bool; 2],
}

/// A case, as far as it is counted.
pub(super) struct Counted<'a> {
    pub(super) case: &'a TestCase,
    pub(super) digest: u64,
    pub(super) spent: Wavering,
    pub(super) is_retry: bool,
    pub(super) at: usize,
}

impl Count {
    /// For a text of so many bytes, which was not gone over yet.
    pub(super) fn first(bytes: usize) -> Self {
        Self::of(Pass::First { filter: Filter::new(bytes, 512), repeated: Repeated::default() })
    }

    /// For a text that was gone over; `None` where that said all.
    pub(super) fn second(&mut self) -> Option<Self> {
        match &mut self.pass {
            Pass::First { repeated, .. } => Some(Self::of(Pass::Second(repeated.settled()?))),
            Pass::Second(_) => None,
        }
    }

    fn of(pass: Pass) -> Self {
        Self {
            pass,
            suites: Vec::new(),
            opened: 0,
            cases: 0,
            all: Inside::default(),
            spent: Wavering::default(),
            declared: Declared::default(),
            differing: Differing::default(),
            votes: 0,
            long_texts: 0,
        }
    }

    /// A suite begins.
    pub(super) fn open(&mut self) {
        self.suites.push(Own { serial: self.opened, ..Own::default() });
        self.opened = self.opened.saturating_add(1);
    }

    /// The innermost suite ends.
    pub(super) fn close(&mut self, suite: &TestSuite, counters: &Counters) {
        let Some(own) = self.suites.pop() else { return };
        self.differing.look_at(suite, counters, &own.inside, &own.with_nested);
        self.votes += own.sums.vote(suite);
        self.long_texts += own.is_long.iter().map(|is_long| u32::from(*is_long)).sum::<u32>();
        match suite.parent.and_then(|parent| self.suites.get_mut(parent as usize)) {
            Some(parent) => {
                parent.inside.suites += 1;
                parent.with_nested.plus(&own.with_nested);
            }
            None => self.declared.add(suite, counters),
        }
    }

    /// Lets go of what an open suite wrote as soon as it is more than is kept, since nothing but that is told.
    pub(super) fn bound_output(
        &mut self,
        suite: u32,
        stream: Stream,
        text: &mut Option<String>,
        most: usize,
    ) {
        let Some(own) = self.suites.get_mut(suite as usize) else { return };
        let [output, error] = &mut own.is_long;
        let is_long = if stream == Stream::Out { output } else { error };
        *is_long |= text.as_ref().is_some_and(|text| text.len() > most);
        if *is_long {
            *text = None;
        }
    }

    /// A case ended.
    pub(super) fn add(&mut self, counted: &Counted<'_>) {
        let number = self.cases;
        self.cases += 1;
        let Counted { case, digest, spent, is_retry, at } = *counted;
        let Some(own) = self.suites.get_mut(case.suite as usize) else { return };
        own.sums.add(spent);
        let mut inside = Inside::of(case);
        let mut spent = spent;
        match &mut self.pass {
            Pass::First { filter, repeated } => {
                if filter.was_seen(digest) {
                    let retry = Retry { digest, suite: own.serial, number, outcome: case.outcome, spent };
                    repeated.suspect(digest, is_retry.then_some(retry));
                }
            }
            Pass::Second(repeated) => match repeated.meet(digest, own.serial) {
                Again::No => {}
                Again::First => {
                    for retry in repeated.retries(digest, own.serial, number) {
                        inside.tried_again(retry.outcome);
                        spent = retry.spent;
                    }
                }
                Again::InSuite if is_retry => return,
                Again::InSuite | Again::Elsewhere => repeated.share(case, at),
            },
        }
        own.inside.plus(&inside);
        own.with_nested.plus(&inside);
        self.all.plus(&inside);
        self.spent.add(spent);
    }

    /// What all cases are together.
    pub(super) fn all(&self) -> Inside {
        self.all
    }

    /// How many cases are called like an earlier one; the first of them, and where it is.
    pub(super) fn shared(&self) -> Option<(u64, &str, usize)> {
        match &self.pass {
            Pass::First { .. } => None,
            Pass::Second(repeated) => repeated.shared(),
        }
    }

    /// The sums. Commas part thousands, or are the decimal mark.
    pub(super) fn totals(&self, thousands_fit: bool) -> TestTotals {
        TestTotals {
            counts: self.all.cases,
            attempts: self.all.attempts.total(),
            duration_secs: self.spent.settle(thousands_fit),
        }
    }
}
