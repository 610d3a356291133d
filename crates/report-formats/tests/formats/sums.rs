//! Sums of test results are those of their cases, whether the cases are kept or not.

use std::fmt::Write as _;
use std::io::Cursor;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use report_formats::{Artifact, Format, TextLimits, Wanted, by_id, read, read_in_parts, read_wanted};
use report_model::run::ReadArtifact;

use crate::fixtures::all;

/// Fails when what is said of an artifact depends on whether its cases are kept.
pub fn compare(artifact: &Artifact<'_>, format: Option<&'static dyn Format>) {
    let kept = without_cases(read(artifact, format));
    assert_eq!(read_wanted(artifact, format, Wanted::Totals), kept);
}

/// The same for what is read in parts. Places within an element are not known there.
fn compare_parts(artifact: &Artifact<'_>) {
    let read = |wanted| {
        let mut source = Cursor::new(artifact.bytes);
        read_in_parts(artifact.path, &mut source, by_id("junit"), artifact.texts, wanted).unwrap()
    };
    assert_eq!(read(Wanted::Totals), read(Wanted::Cases).map(without_cases));
}

fn without_cases(said: ReadArtifact) -> ReadArtifact {
    let mut said = said;
    said.document.content = said.document.content.without_cases();
    said
}

#[test]
fn fixtures_have_the_sums_of_their_cases() {
    for fixture in all() {
        compare(&Artifact::new(&fixture.name, &fixture.bytes), None);
    }
}

#[test]
fn generated_reports_have_the_sums_of_their_cases() {
    let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let pieces = proptest::collection::vec((0..24_u8, 0..6_u8, 0..12_u8), 1..60);
    let mut with_retries = 0;
    let mut with_shared_ids = 0;
    TestRunner::new_with_rng(config, rng)
        .run(&(pieces, any::<proptest::sample::Index>(), 0..4_u8), |(pieces, end, is_cut)| {
            let mut text = report(&pieces);
            if is_cut == 0 {
                text.truncate(end.index(text.len()));
            }
            let texts = TextLimits { each: 40, all: 200 };
            let artifact = Artifact { path: "p", bytes: text.as_bytes(), texts };
            compare(&artifact, by_id("junit"));
            compare_parts(&artifact);
            Ok(())
        })
        .unwrap();
    // What makes it hard is in there.
    let mut runner = TestRunner::deterministic();
    for _ in 0..50 {
        let pieces = proptest::collection::vec((0..24_u8, 0..6_u8, 0..12_u8), 60);
        let text = report(&pieces.new_tree(&mut runner).unwrap().current());
        let said = without_cases(read(&Artifact::new("p", text.as_bytes()), by_id("junit")));
        with_shared_ids += u32::from(said.notices.iter().any(|notice| notice.message.contains("the id of")));
        if let report_model::run::Content::TestTotals(totals) = said.document.content {
            with_retries += u32::from(totals.attempts > totals.counts.total());
        }
    }
    assert!(with_retries > 10 && with_shared_ids > 10, "{with_retries} {with_shared_ids}");
}

/// A report of which each piece says a little: what begins or ends, which of a few names, which of a few durations.
fn report(pieces: &[(u8, u8, u8)]) -> String {
    const TIMES: [&str; 12] =
        ["0.1", "0.2", "1,234", "2.5", "", "12", "0,5", "1,234.5", "oops", "0.7", "3,125", "0.1"];
    let mut text = String::from("<?xml version='1.0'?><testsuites tests='9'>");
    let mut open = 0;
    for &(kind, which, time) in pieces {
        let secs = TIMES[usize::from(time)];
        let name = format!("name='t{}'", which % 3);
        let case = format!("<testcase classname='c{}' {name} time='{secs}'", which / 3);
        let _ = match kind {
            0..3 if open < 4 => {
                open += 1;
                let host = ["", " hostname='a'", " hostname='b'"][usize::from(which % 3)];
                let counters = if time < 6 { format!(" tests='{time}' failures='1'") } else { String::new() };
                write!(text, "<testsuite name='s{which}'{host} time='{}'{counters}>", f64::from(time) * 40.0)
            }
            0..5 if open > 0 => {
                open -= 1;
                write!(text, "</testsuite>")
            }
            5..10 => write!(text, "{case}/>"),
            10 => write!(text, "{case} retry='1'/>"),
            11 => write!(text, "{case} retry='2'><failure message='m'>trace</failure></testcase>"),
            12 => write!(
                text,
                "{case}><properties><property name='attempt' value='1'/></properties></testcase>"
            ),
            13 => write!(
                text,
                "{case}><failure>a trace that is longer than what is kept of one</failure></testcase>"
            ),
            14 => write!(text, "{case}><flakyFailure message='m'/><flakyError/></testcase>"),
            15 => write!(text, "{case} retry='1'><failure/><rerunFailure time='1'/></testcase>"),
            16 => write!(text, "{case}><skipped/><system-out>{}</system-out></testcase>", "out ".repeat(9)),
            17 => write!(text, "<system-out>{}</system-out>", "suite ".repeat(usize::from(time))),
            18 => write!(text, "<system-err>{}</system-err><error message='of a suite'/>", "e".repeat(30)),
            19 => write!(text, "<testcase time='{secs}'/>"),
            20 => write!(text, "<testcase retry='1' time='{secs}'/>"),
            // A suite within a case, and one that is never closed.
            21 => write!(text, "{case}><testsuite name='within'><testcase name='x'/></testsuite></testcase>"),
            22 if which == 0 => write!(text, "<testcase {name}><testsuite name='open'>"),
            22 => write!(
                text,
                "<testsuite name='alone' tests='1' hostname='a'>{case} status='skipped'/></testsuite>"
            ),
            _ => write!(text, "<properties><property name='p' value='v'/></properties>"),
        };
    }
    (0..open).for_each(|_| text.push_str("</testsuite>"));
    text + "</testsuites>"
}

#[test]
fn the_last_try_counts_and_shared_ids_are_told_without_keeping_cases() {
    let text = "<testsuite name='s'><testcase name='a' time='1'><failure/></testcase>\
        <testcase name='b' time='2'/><testcase name='a' time='4' retry='1'/><testcase name='b' time='8'/></testsuite>";
    let said = read_wanted(&Artifact::new("p", text.as_bytes()), None, Wanted::Totals);
    let report_model::run::Content::TestTotals(totals) = said.document.content else { panic!("no sums") };
    assert_eq!((totals.counts.passed, totals.counts.failed), (3, 0));
    assert_eq!((totals.attempts, totals.duration_secs), (4, Some(14.0)));
    let messages: Vec<_> = said.notices.iter().map(|notice| notice.message.as_str()).collect();
    assert_eq!(messages, ["1 case has the id of an earlier one, first `b`; each is counted"]);
}
