//! What is settled and told when all was read.

use report_model::Notice;
use report_model::run::{Content, Counts, Document};

use super::counters::{Counters, Declared};
use super::reader::{MAX_DEPTH, Reader, Told};
use super::state::Sink;
use crate::tally::Tally;
use crate::test_results::UNNAMED;

impl Reader<'_> {
    /// The document, once all was read, and what was odd with the place of each; or why there is no document.
    pub(super) fn finish(mut self) -> (Result<Document, (String, usize)>, Vec<Told>) {
        let findings = self.cursor.findings();
        self.state.told.extend(findings);
        let Some((root, at)) = self.state.root.take() else {
            return (Err(("no XML element in it".to_owned(), 0)), self.state.told);
        };
        let knows = |name| matches!(name, "testsuites" | "testsuite" | "testcase");
        if self.state.suites == 0 && self.state.cases == 0 && !knows(&*root) {
            return (Err((format!("its root element is `{root}`"), at)), self.state.told);
        }
        let (document, told) = self.document();
        (Ok(document), told)
    }

    fn document(mut self) -> (Document, Vec<Told>) {
        while matches!(self.state.sink, Sink::Counted(_)) && !self.state.counters.is_empty() {
            self.let_go_of_suite();
        }
        if self.state.cases == 0 && self.state.unfinished.count == 0 {
            let notice = Notice::note("holds no test")
                .hint("a filter may have left all out, or the run ended before the first");
            self.tell(notice, 0);
        }
        let thousands_fit = self.settle_unclear_times();
        self.tell_of_repeated_ids();
        self.compare_counters();
        if let Some(first) = self.state.results.suites.first_mut()
            && first.started_at.is_none()
        {
            first.started_at = self.state.root_started_at;
        }
        self.tell_of(self.state.unnamed, |tally| {
            Notice::warning(format!(
                "{} without a name; shown as `{UNNAMED}`",
                tally.of("case is", "cases are")
            ))
            .effect("such cases cannot be followed from run to run")
        });
        self.tell_of(self.state.odd_times, |tally| {
            Notice::warning(format!(
                "{} no duration; taken as unknown",
                tally.of("`time` is", "`time` values are")
            ))
            .effect("sums of durations lack these cases")
            .hint("durations are seconds with a point, such as `1042.3`, and not negative")
        });
        self.tell_of(self.state.suite_failures, |tally| {
            Notice::warning(format!(
                "{} reported outside of any case",
                tally.of("failure is", "failures are")
            ))
            .effect("no test can be counted for it; its text is with the suite's error output")
            .hint("the runner most likely failed before or after the tests")
        });
        self.tell_of(self.state.unfinished, |tally| {
            Notice::warning(format!(
                "{} cut off before telling how it ended; left out",
                tally.of("case was", "cases were")
            ))
            .effect("the case is in no total; it may be the one that hung or crashed")
        });
        for suite in &mut self.state.results.suites {
            self.state.keeper.other(suite.stdout.as_mut());
            self.state.keeper.other(suite.stderr.as_mut());
        }
        if let Sink::Counted(count) = &self.state.sink {
            self.state.keeper.others_were_long(count.long_texts);
        }
        let shortened = self.state.keeper.findings();
        self.state.told.extend(shortened);
        self.tell_of(self.state.too_deep, |_| {
            Notice::warning(format!(
                "suites nest deeper than {MAX_DEPTH} levels; the innermost are taken as one"
            ))
        });
        let document = Document {
            producer: self.state.dialect.producer(),
            declared: self.declared(),
            content: match self.state.sink {
                Sink::Kept(_) => Content::Tests(self.state.results),
                Sink::Counted(count) => Content::TestTotals(count.totals(thousands_fit)),
            },
        };
        (document, self.state.told)
    }

    fn tell_of_repeated_ids(&mut self) {
        let (count, id, at) = match &mut self.state.sink {
            Sink::Kept(suspects) => {
                let suspects = suspects.take();
                return self.tell_of_duplicates(&suspects);
            }
            Sink::Counted(count) => match count.shared() {
                Some((count, id, at)) => (count, id.to_owned(), at),
                None => return,
            },
        };
        self.tell_of_shared_ids(count, &id, at);
    }

    fn declared(&self) -> Option<Counts> {
        if let Some(declared) = self.state.root_counters.as_ref().and_then(Counters::declared) {
            return Some(declared);
        }
        if let Sink::Counted(count) = &self.state.sink {
            return count.declared.sum();
        }
        let mut declared = Declared::default();
        for (suite, counters) in self.state.results.suites.iter().zip(&self.state.counters) {
            declared.add(suite, counters);
        }
        declared.sum()
    }

    fn tell_of(&mut self, tally: Tally, notice: impl FnOnce(Tally) -> Notice) {
        if let Some(first) = tally.seen() {
            self.tell(notice(tally), first);
        }
    }
}
