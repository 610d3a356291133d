//! Commas in durations, which part thousands with some runners and are the decimal mark with others.

use report_model::Notice;
use report_model::run::TestSuite;

use super::reader::Reader;
use super::state::Sink;
use crate::test_results::time::Time;

/// A duration, or a sum of them, in which a comma may part thousands or be the decimal mark.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wavering {
    decimal: Option<f64>,
    thousands: Option<f64>,
}

impl Wavering {
    pub(super) fn of(time: Time) -> Self {
        match time {
            Time::Unclear { decimal, thousands } => {
                Self { decimal: Some(decimal), thousands: Some(thousands) }
            }
            time => Self { decimal: time.secs(), thousands: time.secs() },
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        let plus = |sum: Option<f64>, more: Option<f64>| match (sum, more) {
            (Some(sum), Some(more)) => Some(sum + more),
            (known, None) | (None, known) => known,
        };
        self.decimal = plus(self.decimal, other.decimal);
        self.thousands = plus(self.thousands, other.thousands);
    }

    pub(super) fn settle(self, thousands_fit: bool) -> Option<f64> {
        if thousands_fit { self.thousands } else { self.decimal }
    }
}

/// The durations in a suite, and whether a comma makes a difference to them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    all: Wavering,
    is_touched: bool,
}

impl Sums {
    pub(super) fn add(&mut self, spent: Wavering) {
        self.is_touched |= spent.decimal != spent.thousands;
        self.all.add(spent);
    }

    /// 1 when the suite's own duration speaks for commas between thousands, -1 when it speaks against it, 0 when it
    /// says nothing.
    pub(super) fn vote(&self, suite: &TestSuite) -> i32 {
        match (suite.duration_secs, self.all.decimal, self.all.thousands) {
            (Some(declared), Some(decimal), Some(thousands)) if self.is_touched => {
                if f64::abs(declared - thousands) < f64::abs(declared - decimal) { 1 } else { -1 }
            }
            _ => 0,
        }
    }
}

impl Reader<'_> {
    /// Decides what `1,234` means by the other durations, else by the suites' own, else takes the comma as decimal.
    pub(super) fn settle_unclear_times(&mut self) -> bool {
        let unclear = std::mem::take(&mut self.state.unclear_times);
        let thousands_fit = match (self.state.comma_parts_thousands, self.state.comma_is_decimal) {
            (true, false) => true,
            (false, true) => false,
            _ => self.votes_for_thousands(&unclear) > 0,
        };
        for (number, time) in unclear {
            if let Some(case) = self.case_mut(number) {
                case.duration_secs = Wavering::of(time).settle(thousands_fit);
            }
        }
        if let Some(first) = self.state.comma_times.seen() {
            let thousands =
                thousands_fit || (self.state.comma_parts_thousands && !self.state.comma_is_decimal);
            let as_what = if thousands { "between thousands" } else { "as the decimal mark" };
            let times = self.state.comma_times.of("duration is", "durations are");
            self.tell(
                Notice::note(format!("{times} written with a comma; where it could be either it is taken {as_what}"))
                    .hint("the runner formats numbers by the machine's language; `LC_ALL=C` or `-Duser.language=en` avoids it"),
                first,
            );
        }
        thousands_fit
    }

    fn votes_for_thousands(&self, unclear: &[(u32, Time)]) -> i32 {
        if let Sink::Counted(count) = &self.state.sink {
            return count.votes;
        }
        if unclear.is_empty() {
            return 0;
        }
        let suites = &self.state.results.suites;
        let mut sums = vec![Sums::default(); suites.len()];
        let mut unclear = unclear.iter().copied().peekable();
        for (number, case) in (0..).zip(&self.state.results.cases) {
            let time = unclear.next_if(|(unclear, _)| *unclear == number).map(|(_, time)| time);
            let known = case.duration_secs.map_or(Time::Missing, Time::Secs);
            if let Some(sums) = sums.get_mut(case.suite as usize) {
                sums.add(Wavering::of(time.unwrap_or(known)));
            }
        }
        sums.iter().zip(suites).map(|(sums, suite)| sums.vote(suite)).sum()
    }
}
