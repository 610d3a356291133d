//! Putting suites and cases together, and the questions that every format is asked at the end.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::Hasher;
use std::sync::Arc;

use report_model::run::{Content, Counts, Document, Failure, TestCase, TestResults, TestSuite};
use report_model::{Notice, Notices, Outcome};
use rustc_hash::FxHasher;

use super::text::{Keeper, Names};
use crate::Artifact;
use crate::place::prefix;
use crate::tally::counted;

/// Results that are being put together.
#[derive(Debug, Default)]
pub(super) struct Build {
    pub(super) results: TestResults,
    names: Names,
    by_name: HashMap<String, u32>,
    unfinished: u64,
    unknown: HashMap<String, u64>,
}

impl Build {
    /// A suite of its own.
    pub(super) fn suite(&mut self, suite: TestSuite) -> u32 {
        self.results.suites.push(suite);
        u32::try_from(self.results.suites.len() - 1).unwrap_or(u32::MAX)
    }

    /// The suite called `name`, which is made when it is new.
    pub(super) fn suite_named(&mut self, name: &str) -> u32 {
        if let Some(number) = self.by_name.get(name) {
            return *number;
        }
        let shared = (!name.is_empty()).then(|| self.share(name));
        let number = self.suite(TestSuite { name: shared, ..TestSuite::default() });
        self.by_name.insert(name.to_owned(), number);
        number
    }

    /// The suite with this number.
    pub(super) fn suite_mut(&mut self, number: u32) -> Option<&mut TestSuite> {
        self.results.suites.get_mut(number as usize)
    }

    /// A name that will come again.
    pub(super) fn share(&mut self, name: &str) -> Arc<str> {
        self.names.share(name)
    }

    /// A name that will come again, when there is one.
    pub(super) fn share_some(&mut self, name: Option<Cow<'_, str>>) -> Option<Arc<str>> {
        name.filter(|name| !name.is_empty()).map(|name| self.names.share(&name))
    }

    /// Keeps what the runner attached to a case.
    pub(super) fn property(&mut self, case: &mut TestCase, name: &str, value: &str) {
        let property = (self.share(name), self.share(value));
        case.text_mut().properties.push(property);
    }

    /// A text without the blank lines around it; `None` when there is nothing in it.
    #[expect(clippy::unused_self, reason = "readers ask the builder for all that goes into a document")]
    pub(super) fn text(&mut self, text: Option<Cow<'_, str>>) -> Option<String> {
        let text = text?;
        let trimmed = text.trim_end().trim_start_matches(['\n', '\r']);
        if trimmed.len() == text.len() {
            return (!text.is_empty()).then(|| text.into_owned());
        }
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// A failure of which all parts are optional.
    pub(super) fn failure(
        &mut self,
        outcome: Outcome,
        kind: Option<Cow<'_, str>>,
        message: Option<Cow<'_, str>>,
        trace: Option<Cow<'_, str>>,
    ) -> Failure {
        Failure { outcome, kind: self.text(kind), message: self.text(message), trace: self.text(trace) }
    }

    /// Adds a case; one without a name gets one that says so.
    pub(super) fn case(&mut self, mut case: TestCase) {
        if case.name.is_empty() {
            case.name = super::UNNAMED.into();
        }
        super::place::complete(&mut case);
        self.results.cases.push(case);
    }

    /// A case that the file breaks off in: how it ended is not known.
    pub(super) fn unfinished(&mut self) {
        self.unfinished += 1;
    }

    /// An outcome by a word that the format does not define.
    pub(super) fn unknown_outcome(&mut self, word: &str) -> Outcome {
        *self.unknown.entry(prefix(word, 40).to_owned()).or_default() += 1;
        Outcome::Skipped
    }

    /// The document, after the questions that every format is asked.
    pub(super) fn finish(
        mut self,
        artifact: &Artifact<'_>,
        notices: &Notices,
        producer: Option<String>,
        declared: Option<Counts>,
    ) -> Document {
        let tell = |notice: Notice| notices.push(notice.at(artifact.location()));
        if self.results.cases.is_empty() && self.unfinished == 0 {
            tell(
                Notice::note("holds no test")
                    .hint("a filter may have left all out, or the run ended before the first"),
            );
        }
        if let Some(declared) = declared {
            compare(declared, self.results.counts(), &tell);
        }
        if let Some((count, id)) = shared_ids(&self.results) {
            tell(
                Notice::warning(format!(
                    "{} the id of an earlier one, first `{}`; each is counted",
                    counted(count, "case has", "cases have"),
                    prefix(&id, 200)
                ))
                .effect("their histories cannot be told apart")
                .hint("give each case its own name"),
            );
        }
        let unnamed = self.results.cases.iter().filter(|case| &*case.name == super::UNNAMED).count() as u64;
        if unnamed > 0 {
            tell(
                Notice::warning(format!(
                    "{} without a name; shown as `{}`",
                    counted(unnamed, "case is", "cases are"),
                    super::UNNAMED
                ))
                .effect("such cases cannot be followed from run to run"),
            );
        }
        let mut unknown: Vec<_> = self.unknown.into_iter().collect();
        unknown.sort();
        for (word, count) in unknown {
            tell(
                Notice::warning(format!(
                    "{} the outcome `{word}`; taken as skipped",
                    counted(count, "case has", "cases have")
                ))
                .effect("they count neither as passed nor as failed"),
            );
        }
        if self.unfinished > 0 {
            tell(
                Notice::warning(format!(
                    "{} cut off before telling how it ended; left out",
                    counted(self.unfinished, "case was", "cases were")
                ))
                .effect("the case is in no total; it may be the one that hung or crashed"),
            );
        }
        let mut keeper = Keeper::of(artifact.texts);
        self.results.cases.iter_mut().for_each(|case| keeper.case(case, 0));
        for suite in &mut self.results.suites {
            keeper.other(suite.stdout.as_mut());
            keeper.other(suite.stderr.as_mut());
        }
        keeper.findings().into_iter().for_each(|(notice, _)| tell(notice));
        Document { producer, declared, content: Content::Tests(self.results) }
    }
}

/// Tells when a file's own sums differ from its cases.
fn compare(declared: Counts, counted: Counts, tell: &impl Fn(Notice)) {
    let bad = |counts: Counts| counts.failed + counts.errored;
    if declared.total() != counted.total() || bad(declared) != bad(counted) {
        let told =
            |counts: Counts| format!("{} tests, {} of them failed or errored", counts.total(), bad(counts));
        tell(
            Notice::warning(format!("says {}, but holds {}", told(declared), told(counted)))
                .effect("cases are counted, not what the file says")
                .hint(
                    "the file may be incomplete, or the runner counts retries or skipped tests differently",
                ),
        );
    }
}

/// How many cases have the id of an earlier one on the same host, and the first of these ids.
fn shared_ids(results: &TestResults) -> Option<(u64, String)> {
    let hosts: Vec<&str> =
        results.suites.iter().map(|suite| suite.hostname.as_deref().unwrap_or_default()).collect();
    let host = |case: &TestCase| hosts.get(case.suite as usize).copied().unwrap_or_default();
    let digest = |case: &TestCase| {
        let mut hasher = FxHasher::default();
        hasher.write(host(case).as_bytes());
        hasher.write(case.class.as_deref().unwrap_or_default().as_bytes());
        hasher.write_u8(0xff);
        hasher.write(case.name.as_bytes());
        hasher.finish()
    };
    // Nearly always there is none, which is told faster than which they are.
    let mut seen = HashSet::with_capacity(results.cases.len());
    if results.cases.iter().all(|case| seen.insert(digest(case))) {
        return None;
    }
    let mut digests: Vec<(u64, usize)> =
        results.cases.iter().enumerate().map(|(number, case)| (digest(case), number)).collect();
    digests.sort_unstable();
    let mut count = 0;
    let mut first: Option<usize> = None;
    for pair in digests.windows(2) {
        if let [(digest, earlier), (other, later)] = pair
            && digest == other
            && let (Some(a), Some(b)) = (results.cases.get(*earlier), results.cases.get(*later))
            && (&a.class, &a.name, host(a)) == (&b.class, &b.name, host(b))
            && &*a.name != super::UNNAMED
        {
            count += 1;
            first = Some(first.map_or(*later, |first| first.min(*later)));
        }
    }
    Some((count, results.cases.get(first?)?.id().0))
}
