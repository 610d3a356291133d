//! TRX, the results of Visual Studio and `dotnet test`.

use std::collections::HashMap;

use std::borrow::Cow;

use report_model::run::{Counts, Document, TestCase};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Visual Studio test results.
pub(crate) struct Trx;

const NAME: &str = "TRX (Visual Studio)";

impl Format for Trx {
    fn id(&self) -> FormatId {
        FormatId("trx")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, class, message, trace and output of every case; rows of data-driven tests are cases of their own. It names no source line."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let is_trx = head.xml_root() == Some("TestRun") && head.text().contains("/TeamTest/");
        if is_trx { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["TestRun"], artifact, &text, notices)?;
        let mut build = Build::default();
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let started_at = root
            .path(&["Times"])
            .and_then(|times| times.attribute("start").or_else(|| times.attribute("creation")))
            .and_then(|start| Timestamp::parse(&start));
        let mut reader = Reader { classes: classes(root), build: &mut build, started_at, without_outcome: 0 };
        for results in root.children_named("Results") {
            results.walk((), |result, ()| reader.result(result));
        }
        let without_outcome = reader.without_outcome;
        if without_outcome > 0 {
            notices.push(
                Notice::note(format!(
                    "{} no outcome; taken as errored, as Visual Studio does",
                    crate::tally::counted(without_outcome, "result has", "results have")
                ))
                .at(artifact.location()),
            );
        }
        let declared = root.path(&["ResultSummary", "Counters"]).and_then(declared);
        // Rows of data-driven tests are counted once more as their parent.
        let declared = declared.filter(|_| !text.contains("<InnerResults"));
        Ok(build.finish(artifact, notices, None, declared))
    }
}

struct Reader<'b, 'a> {
    /// The class of each test by its id.
    classes: HashMap<Cow<'a, str>, Cow<'a, str>>,
    build: &'b mut Build,
    started_at: Option<Timestamp>,
    without_outcome: u64,
}

impl Reader<'_, '_> {
    /// Reads one result; `Some` when results within it stand for it.
    fn result(&mut self, result: Element<'_, '_>) -> Option<()> {
        if result.name() == "InnerResults" {
            return Some(());
        }
        if !result.name().ends_with("Result") && result.name() != "TestResultAggregation" {
            return None;
        }
        if result.child("InnerResults").is_some_and(|inner| inner.children().next().is_some()) {
            return Some(());
        }
        let outcome = if let Some(word) = result.attribute("outcome") {
            self.outcome(&word)
        } else {
            self.without_outcome += 1;
            Outcome::Errored
        };
        if result.is_cut() && outcome == Outcome::Passed {
            self.build.unfinished();
            return None;
        }
        let class = result.attribute("testId").and_then(|id| self.classes.get(&id).cloned());
        let name = result.attribute("testName").unwrap_or_default();
        // Some adapters write the class into the name as well.
        let short =
            class.as_deref().and_then(|class| name.strip_prefix(class)?.strip_prefix('.')).unwrap_or(&name);
        let mut case = TestCase::named(short);
        let host = result.attribute("computerName");
        case.suite = self.suite(class.as_deref().unwrap_or_default(), host);
        case.class = self.build.share_some(class);
        case.outcome = outcome;
        let start = result.attribute("startTime").and_then(|start| Timestamp::parse(&start));
        // Results of what never ran begin in the year 1.
        case.started_at = start.filter(|start| start.0 > 0);
        case.duration_secs = result.attribute("duration").and_then(|time| Time::parse(&time).secs());
        if let Some(output) = result.child("Output") {
            let stdout = self.build.text(output.child("StdOut").and_then(Element::text));
            let stderr = self.build.text(output.child("StdErr").and_then(Element::text));
            let error = output.child("ErrorInfo");
            let message = error.and_then(|error| error.child("Message")).and_then(Element::text);
            let trace = error.and_then(|error| error.child("StackTrace")).and_then(Element::text);
            if outcome.is_bad() {
                let failure = self.build.failure(outcome, None, message, trace);
                case.text_mut().failures.push(failure);
            } else if outcome == Outcome::Skipped {
                case.text_mut().skip_reason = self.build.text(message);
            }
            if stdout.is_some() || stderr.is_some() {
                let text = case.text_mut();
                (text.stdout, text.stderr) = (stdout, stderr);
            }
        }
        self.build.case(case);
        None
    }

    fn suite(&mut self, class: &str, host: Option<Cow<'_, str>>) -> u32 {
        let number = self.build.suite_named(class);
        let host = self.build.share_some(host);
        let started_at = self.started_at;
        if let Some(suite) = self.build.suite_mut(number) {
            // Rows of data-driven tests name no computer.
            suite.hostname = host.or(suite.hostname.take());
            suite.started_at = started_at;
        }
        number
    }

    fn outcome(&mut self, word: &str) -> Outcome {
        match word {
            "Passed" | "PassedButRunAborted" | "Warning" | "Completed" => Outcome::Passed,
            "Failed" => Outcome::Failed,
            "Error" | "Timeout" | "Aborted" | "Disconnected" => Outcome::Errored,
            "NotExecuted" | "NotRunnable" | "Inconclusive" | "Pending" | "InProgress" | "Ignored" => {
                Outcome::Skipped
            }
            _ => self.build.unknown_outcome(word),
        }
    }
}

fn classes<'a>(root: Element<'_, 'a>) -> HashMap<Cow<'a, str>, Cow<'a, str>> {
    let definitions = root.children_named("TestDefinitions").flat_map(Element::children);
    definitions
        .filter_map(|test| {
            let class = test.child("TestMethod")?.some_attribute("className")?;
            // `Namespace.Class, Assembly, Version=...`
            let class = match class.split_once(',') {
                Some((class, _)) => Cow::Owned(class.to_owned()),
                None => class,
            };
            Some((test.attribute("id")?, class))
        })
        .collect()
}

fn declared(counters: Element<'_, '_>) -> Option<Counts> {
    let count = |name| counters.count(name).unwrap_or_default();
    let total = counters.count("total")?;
    let errored = count("error") + count("timeout") + count("aborted") + count("disconnected");
    let (passed, failed) = (count("passed"), count("failed"));
    Some(Counts { passed, failed, errored, skipped: total.saturating_sub(passed + failed + errored) })
}
