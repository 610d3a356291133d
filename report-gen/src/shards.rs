//! Parts of a run that jobs beside each other made, and which of them are missing.

use report_analysis::history::PastRun;
use report_model::text::{count, counted};
use report_model::{Notice, Notices, TestKey};
use rustc_hash::FxHashSet;

use crate::assemble::Assembled;

/// How parts are called in names of files, folders and jobs, before their number.
const WORDS: &[&str] =
    &["shard", "split", "part", "chunk", "node", "worker", "runner", "partition", "batch", "slice"];

/// Says which of the expected shards are missing, and what other jobs recorded of this run.
pub(crate) fn tell(
    expected: Option<u32>,
    assembled: &Assembled,
    recorded: Option<&PastRun>,
    notices: &Notices,
) {
    if let Some(notice) = expected.and_then(|expected| missing(expected, assembled, recorded)) {
        notices.push(notice);
    }
    if let Some(tests) = recorded.and_then(|recorded| recorded.tests.as_ref()) {
        let here: FxHashSet<TestKey> =
            assembled.run.tests.cases.iter().map(report_model::run::TestCase::key).collect();
        let there = tests.names.iter().zip(tests.outcomes.bytes()).filter(|(_, letter)| *letter != b'-');
        let others = there.filter(|(name, _)| !here.contains(&TestKey::of(name))).count() as u64;
        if others > 0 {
            let noun = if others == 1 { "test" } else { "tests" };
            notices.push(
                Notice::note(format!("other jobs recorded {} more {noun} of this run", count(others)))
                    .effect("this report shows what its own artifacts hold; later runs are compared with all of them")
                    .hint("build from the artifacts of all jobs for one report"),
            );
        }
    }
}

fn missing(expected: u32, assembled: &Assembled, recorded: Option<&PastRun>) -> Option<Notice> {
    let labels = [Some(&assembled.run.identity.labels), recorded.map(|recorded| &recorded.point.run.labels)];
    let label = labels.into_iter().flatten().filter_map(|labels| labels.get("shard"));
    let mut there: Vec<u32> =
        label.flat_map(|text| text.split(", ")).filter_map(|text| of_label(text.trim())).collect();
    let mut with_tests = assembled.ledger.iter().filter(|row| row.counted.is_some()).peekable();
    let artifacts = with_tests.clone().count() as u64;
    with_tests.peek()?;
    let mut without_number = 0u64;
    for row in with_tests {
        match of_path(&row.path) {
            Some(number) => there.push(number),
            None => without_number += 1,
        }
    }
    there.sort_unstable();
    there.dedup();
    let known = there.len() as u64;
    let wanted = u64::from(expected);
    let message = if known > 0 {
        let first = u32::from(there.first() != Some(&0));
        let gone: Vec<String> = (first..first.saturating_add(expected))
            .filter(|number| !there.contains(number))
            .take(50)
            .map(|number| number.to_string())
            .collect();
        if gone.is_empty() {
            return None;
        }
        let noun = if gone.len() == 1 { "shard" } else { "shards" };
        format!("{noun} {} of {expected} missing", gone.join(", "))
    } else if artifacts < wanted {
        format!(
            "{} of {expected} shards missing; the names of the files do not say which",
            wanted - artifacts
        )
    } else {
        return None;
    };
    let beside = if without_number > 0 && known > 0 {
        format!("; {} without a number", counted(without_number, "artifact"))
    } else {
        String::new()
    };
    Some(
        Notice::error(format!("{message}{beside}"))
            .effect("the tests of what is missing are in no figure of this run")
            .hint("look at the jobs that should have made them, then build again"),
    )
}

/// `3`, `3/8`, `3-of-8`.
fn of_label(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The number of a shard in a path: `results/shard-3/junit.xml`, `junit-3-of-8.xml`, `node_2.xml`.
pub(crate) fn of_path(path: &str) -> Option<u32> {
    let lower = path.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    for (place, word) in words.iter().enumerate() {
        let number = |at: usize| words.get(at).and_then(|word| word.parse().ok());
        if *word == "of"
            && number(place + 1).is_some()
            && let Some(number) = place.checked_sub(1).and_then(number)
        {
            return Some(number);
        }
        let Some(rest) = WORDS.iter().find_map(|name| word.strip_prefix(name)) else { continue };
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        if let Some(number) = if rest.is_empty() { number(place + 1) } else { rest.parse().ok() } {
            return Some(number);
        }
        // `3of8` behind the word is two numbers in one.
        let both = words.get(place + 1).and_then(|word| word.split_once("of"));
        if let Some(number) = both.and_then(|(number, _)| number.parse().ok()) {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use report_model::Counts;
    use report_model::site::LedgerRow;

    use super::*;

    fn told(expected: u32, paths: &[&str], label: Option<&str>) -> Option<String> {
        let mut assembled = Assembled::default();
        let row = |path: &&str| LedgerRow {
            path: (*path).to_owned(),
            counted: Some(Counts::default()),
            ..LedgerRow::default()
        };
        assembled.ledger = paths.iter().map(row).collect();
        if let Some(label) = label {
            assembled.run.identity.labels.insert("shard".into(), label.into());
        }
        missing(expected, &assembled, None).map(|notice| notice.message)
    }

    #[test]
    fn numbers_stand_in_paths_in_many_ways() {
        for path in [
            "results/shard-3/junit.xml",
            "junit-3-of-8.xml",
            "out/node_3.xml",
            "shard3.xml",
            "Shard 3.xml",
            "junit.shard-3of8.xml",
            "test-results-split-3/TEST-a.xml",
        ] {
            assert_eq!(of_path(path), Some(3), "{path}");
        }
        for path in ["junit.xml", "2026-01-03/TEST-a.xml", "parts/junit.xml", "out-of-date/a.xml"] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }

    #[test]
    fn missing_shards_are_named() {
        let paths = ["shard-1/a.xml", "shard-1/b.xml", "shard-4/a.xml"];
        assert_eq!(told(4, &paths, None).unwrap(), "shards 2, 3 of 4 missing");
        assert_eq!(told(3, &["s/shard-0.xml", "s/shard-2.xml"], None).unwrap(), "shard 1 of 3 missing");
        assert_eq!(
            told(1, &["junit.xml"], Some("2/2")).unwrap(),
            "shard 1 of 1 missing; 1\u{a0}artifact without a number"
        );
        assert!(told(2, &["shard-1.xml", "shard-2.xml"], None).is_none());
        assert!(told(3, &["a.xml", "b.xml"], None).unwrap().starts_with("1 of 3 shards missing"));
        assert!(told(2, &["a.xml", "b.xml"], None).is_none());
    }
}
