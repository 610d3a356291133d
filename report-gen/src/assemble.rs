//! From what each artifact said to one run, and a ledger of who said what.

use report_analysis::totals::coverage_totals;
use report_model::run::{
    Certainty, Content, Coverage, Measured, ReadArtifact, Run, RunIdentity, TestResults,
};
use report_model::site::LedgerRow;
use report_model::{Notices, Severity};

/// A run, and where its parts came from.
#[derive(Debug, Default)]
pub struct Assembled {
    /// The run.
    pub run: Run,
    /// A row for each artifact, in their order.
    pub ledger: Vec<LedgerRow>,
    /// For each suite of the run the artifact it came from, as an index into the ledger.
    pub suite_artifacts: Vec<u32>,
    /// How many artifacts lost something on the way.
    pub repaired_files: u64,
}

/// Puts the documents together. The notices of the artifacts move to `notices`.
pub fn run(
    artifacts: Vec<ReadArtifact>,
    identify: impl FnOnce(&TestResults) -> RunIdentity,
    notices: &Notices,
) -> Assembled {
    let mut assembled = Assembled::default();
    let mut coverages = Vec::new();
    let run = &mut assembled.run;
    for (index, artifact) in artifacts.into_iter().enumerate() {
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        assembled.ledger.push(ledger_row(&artifact));
        let is_repaired = artifact.notices.iter().any(|notice| notice.severity == Severity::Error);
        assembled.repaired_files += u64::from(is_repaired);
        for notice in artifact.notices {
            notices.push(notice);
        }
        match artifact.document.content {
            // A run is made of cases: whoever assembles one asks the readers to keep them.
            Content::Nothing | Content::TestTotals(_) => {}
            Content::Tests(tests) => {
                assembled.suite_artifacts.extend(tests.suites.iter().map(|_| number));
                if run.tests.suites.is_empty() && run.tests.cases.is_empty() {
                    run.tests = tests;
                } else {
                    run.tests.append(tests);
                }
            }
            Content::Coverage(coverage) => {
                let format = artifact.format.map(|(id, _)| id);
                coverages.push(Measured { format, path: artifact.path, coverage });
            }
            Content::Benchmarks(benchmarks) => run.benchmarks.extend(benchmarks),
            Content::Collected(ids) => run.collected.get_or_insert_default().extend(ids),
        }
    }
    run.coverage = (!coverages.is_empty()).then(|| Coverage::merge(coverages));
    write_names_on_one_line(&mut run.tests);
    run.identity = identify(&run.tests);
    run.wall_secs = crate::identity::wall_secs(&run.tests);
    assembled
}

/// The test index has one name a line, and a test's id must be the same there and everywhere else.
fn write_names_on_one_line(tests: &mut TestResults) {
    for case in &mut tests.cases {
        if case.name.contains(['\n', '\r']) {
            case.name = case.name.replace(['\n', '\r'], " ").into_boxed_str();
        }
    }
}

/// How sure it is that a file has its format, in two words.
pub(crate) const fn how_sure(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::ByContent => "by content",
        Certainty::ByName => "by name",
        Certainty::ByOption => "by option",
    }
}

fn ledger_row(artifact: &ReadArtifact) -> LedgerRow {
    let document = &artifact.document;
    let name =
        |id: &str| report_formats::by_id(id).map_or_else(|| id.to_owned(), |format| format.name().to_owned());
    let mut row = LedgerRow {
        path: artifact.path.clone(),
        bytes: artifact.size_bytes,
        format: artifact.format.map(|(id, _)| name(id)),
        certainty: artifact.format.map(|(_, sure)| how_sure(sure).to_owned()),
        producer: document.producer.clone(),
        declared: document.declared,
        ..LedgerRow::default()
    };
    match &document.content {
        Content::Nothing => {}
        Content::Tests(tests) => row.counted = Some(tests.counts()),
        Content::TestTotals(totals) => row.counted = Some(totals.counts),
        Content::Coverage(coverage) => row.coverage = Some(coverage_totals(coverage)),
        Content::Benchmarks(benchmarks) => row.benchmarks = benchmarks.len() as u64,
        Content::Collected(ids) => row.collected = Some(ids.len() as u64),
    }
    row.remarks = artifact
        .notices
        .iter()
        .filter(|notice| notice.severity != Severity::Note)
        .map(|notice| notice.message.clone())
        .collect();
    row.remarks.dedup();
    row
}

#[cfg(test)]
mod tests {
    use report_model::run::{Document, TestCase, TestSuite};
    use report_model::{Location, Notice};

    use super::*;

    #[test]
    fn suites_know_their_artifact_and_names_have_one_line() {
        let artifact = |path: &str, name: &str| ReadArtifact {
            path: path.into(),
            size_bytes: 1,
            format: None,
            document: Document {
                content: Content::Tests(TestResults {
                    suites: vec![TestSuite::default()],
                    cases: vec![TestCase::named(name)],
                }),
                ..Document::default()
            },
            notices: vec![Notice::error("cut off").at(Location::file(path))],
        };
        let notices = Notices::default();
        let assembled =
            run(vec![artifact("a", "x\ny"), artifact("b", "z")], |_| RunIdentity::default(), &notices);
        assert_eq!(assembled.suite_artifacts, [0, 1]);
        assert_eq!(&*assembled.run.tests.cases[0].name, "x y");
        assert_eq!(assembled.run.tests.cases[1].suite, 1);
        assert_eq!(assembled.run.coverage, None);
        assert_eq!(assembled.repaired_files, 2);
        assert_eq!(notices.len(), 2);
        assert_eq!(assembled.ledger[0].remarks, ["cut off"]);
    }
}
