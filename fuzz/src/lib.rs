//! What every reader has to keep whatever it is given. The targets differ only in the reader.

use std::io::Cursor;

use report_formats::{Artifact, Format, TextLimits, Wanted, by_id, read, read_wanted};
use report_model::run::{Content, ReadArtifact, TestResults};

/// The target for the reader with this id.
#[macro_export]
macro_rules! reader {
    ($id:literal) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::read_as(Some($id), bytes));
    };
}

/// Reads `bytes` as a format, or as what they are taken for.
pub fn read_as(id: Option<&str>, bytes: &[u8]) {
    let format: Option<&'static dyn Format> = id.map(|id| by_id(id).expect("the target is named after a format"));
    let said = read(&Artifact::new("fuzzed", bytes), format);
    check(&said, bytes.len());
    let sums = read_wanted(&Artifact::new("fuzzed", bytes), format, Wanted::Totals);
    assert_eq!(sums.notices, said.notices);
    assert_eq!(sums.document.content, said.document.content.without_cases());
}

/// Reads `bytes` as JUnit as if they were too large for the memory.
pub fn read_in_parts(bytes: &[u8]) {
    let junit = by_id("junit");
    let texts = TextLimits { each: 1 << 10, all: 4 << 10 };
    let said = report_formats::read_in_parts("fuzzed", &mut Cursor::new(bytes), junit, texts, Wanted::Cases);
    if let Ok(Some(said)) = said {
        check(&said, bytes.len());
    }
}

fn check(said: &ReadArtifact, bytes: usize) {
    match &said.document.content {
        Content::Nothing | Content::Collected(_) | Content::TestTotals(_) => {}
        Content::Tests(tests) => check_tests(tests, bytes),
        Content::Coverage(coverage) => {
            let counts = coverage.counts();
            assert!(counts.lines.part <= counts.lines.whole, "{counts:?}");
            assert!(coverage.files.is_sorted_by(|a, b| a.path < b.path), "each file once, sorted");
        }
        Content::Benchmarks(benchmarks) => {
            let values = benchmarks.iter().flat_map(|benchmark| &benchmark.estimates).flat_map(|estimate| {
                [estimate.mean, estimate.median, estimate.std_dev, estimate.min, estimate.max]
            });
            assert!(values.flatten().all(f64::is_finite));
        }
    }
    for notice in &said.notices {
        assert!(notice.message.len() < 4096, "a notice is no place for what it is about");
        assert!(notice.location.is_some(), "{notice:?}");
    }
}

fn check_tests(tests: &TestResults, bytes: usize) {
    assert!(tests.cases.len() <= bytes, "no case comes from nothing");
    for (number, suite) in tests.suites.iter().enumerate() {
        assert!(suite.parent.is_none_or(|parent| (parent as usize) < number), "parents come first");
    }
    for case in &tests.cases {
        assert!((case.suite as usize) < tests.suites.len(), "every case stands in a suite");
        assert!(!case.name.is_empty(), "a case without a name gets one");
        assert!(case.duration_secs.is_none_or(|secs| secs.is_finite() && secs >= 0.0), "{:?}", case.duration_secs);
    }
}
