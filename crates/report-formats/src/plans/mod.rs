//! Plans that teams write in Markdown: phases, causes of failure, coverage targets, criteria, budgets, findings, tasks.
//!
//! A document is cut into blocks with their lines, the blocks into sections. What a section is about is told by its
//! title and those around it; what a table is, by its columns; what an item is, by its shape. What was read knows its
//! line; what looks like a statement of numbers and was not understood is told in a notice.

mod blocks;
mod budgets;
mod categories;
mod code;
mod dates;
mod expectations;
mod findings;
mod lists;
mod numbers;
mod outline;
mod phases;
mod references;
mod repair;
mod scopes;
mod sections;
mod tables;
mod targets;
mod topics;
mod totals;
mod words;

use std::collections::{BTreeMap, HashMap};

use report_model::plan::{Expectation, Plan, ReferenceKind, TestReference};
use report_model::{Location, Measure, Notice, Notices};

use crate::Artifact;

/// Reads a plan document. It never fails: what is not understood is left out, and where it looked like a statement
/// that can be measured, told.
pub fn read(artifact: &Artifact<'_>, notices: &Notices) -> Plan {
    let text = artifact.text(notices);
    let (text, repairs) = repair::repaired(&text);
    if repairs > 0 {
        notices.push(
            Notice::note(format!("{repairs} signs were damaged by a wrong encoding and have been put right"))
                .effect("check marks and comparisons are read as they were meant")
                .hint("save the document as UTF-8, for example from `‚úÖ` back to `✅`")
                .at(artifact.location()),
        );
    }
    let text = numbers::with_plain_thousands(&text);
    let blocks = blocks::blocks(&text);
    let sections = outline::sections(&blocks);
    let mut reader = Reader {
        path: artifact.path,
        plan: Plan { documents: vec![artifact.path.to_owned()], ..Plan::default() },
        notices,
        claimed: BTreeMap::new(),
        cov_modules: Vec::new(),
        fail_under: None,
        claims: 0,
        categories: HashMap::new(),
        components: HashMap::new(),
        is_full: std::cell::Cell::new(false),
        passed_over: std::cell::Cell::new(0),
        mentions_failures: false,
        has_phase_headings: false,
        is_about_coverage: false,
        summaries: Vec::new(),
    };
    reader.sections(&sections, &blocks);
    reader.finish();
    if reader.plan.is_empty() {
        notices.push(
            Notice::warning("nothing of a plan was found in it")
                .effect("nothing of it is measured")
                .hint("docs/plan.md shows what can be read, with an example to copy")
                .at(artifact.location()),
        );
    }
    reader.plan
}

/// A limit as it is written: `10 ms`, `< 100 MB`, `500/s`. Times are seconds, sizes bytes, rates a second.
pub fn limit(text: &str) -> Option<(f64, report_model::Unit)> {
    numbers::amount(text).map(|amount| (amount.band.high, amount.unit))
}

/// What a sentence asks to be measured: `at least 95 % pass rate`.
pub fn expectations(text: &str) -> Vec<Expectation> {
    expectations::expectations(text)
}

/// A test as it is named in a plan: by id, file, pattern or name.
pub fn test(text: &str) -> TestReference {
    references::references(&format!("`{text}`")).into_iter().next().unwrap_or_else(|| {
        let kind = if text.contains('*') {
            ReferenceKind::Glob
        } else if text.contains("::") || text.contains(" > ") {
            ReferenceKind::Id
        } else {
            ReferenceKind::Name
        };
        TestReference { text: text.to_owned(), pattern: text.to_owned(), kind }
    })
}

/// What has been read of a document so far.
struct Reader<'a> {
    path: &'a str,
    plan: Plan,
    notices: &'a Notices,
    /// How sure the target is that stands for each phase and measure.
    claimed: BTreeMap<(String, Measure), phases::Claim>,
    /// Modules whose coverage the document's commands measure, with their lines.
    cov_modules: Vec<(String, u32)>,
    /// The coverage below which a command fails, with its line.
    fail_under: Option<(f64, u32)>,
    /// How many targets of phases were read.
    claims: usize,
    /// Where the category of an id and the component of a name are.
    categories: HashMap<String, usize>,
    components: HashMap<String, usize>,
    /// Whether it was told that there is more than anybody plans.
    is_full: std::cell::Cell<bool>,
    /// How many statements were not understood.
    passed_over: std::cell::Cell<usize>,
    /// Whether the failures of the suite are only mentioned in a sentence so far.
    mentions_failures: bool,
    /// Whether headings name phases.
    has_phase_headings: bool,
    /// Whether the title of the document says that it is about coverage.
    is_about_coverage: bool,
    /// How many tests summaries give to phases that may be told of later, with their lines.
    summaries: Vec<(String, report_model::plan::Band, u32)>,
}

impl Reader<'_> {
    /// A line of the document.
    fn at(&self, line: u32) -> Location {
        Location { line: Some(line), ..Location::file(self.path) }
    }

    /// Whether there is room for one more of something; nobody plans more than that, and looking for what is the same
    /// must not take time out of proportion.
    fn has_room(&self, there: usize, line: u32) -> bool {
        self.is_below(there, 500, line)
    }

    /// [`has_room`](Self::has_room) for a phase: each line below one looks it up.
    fn has_room_for_phase(&self, line: u32) -> bool {
        self.is_below(self.plan.phases.len(), 100, line)
    }

    fn is_below(&self, there: usize, most: usize, line: u32) -> bool {
        if there >= most && !self.is_full.replace(true) {
            let what = format!("there are more than {most} statements of one kind");
            self.notices.push(Notice::warning(what).effect("the rest is left out").at(self.at(line)));
        }
        there < most
    }

    fn not_understood(&self, line: u32, what: String) {
        /// Nobody reads more of them of one document.
        const MOST: usize = 200;
        let count = self.passed_over.get() + 1;
        self.passed_over.set(count);
        if count > MOST {
            return;
        }
        self.notices.push(Notice::note(what).effect("it is not measured").at(self.at(line)));
    }
}
