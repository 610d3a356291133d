//! Fixtures torn apart and put together wrongly, the same way every time: what the fuzz targets do, in small.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use report_formats::{Artifact, FORMATS, TextLimits, Wanted, by_id, read, read_in_parts};
use report_model::run::{Content, ReadArtifact};

use crate::fixtures::{Fixture, all};

static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(all);

#[test]
fn every_reader_has_a_fuzz_target() {
    let targets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/fuzz_targets");
    for format in FORMATS {
        let id = format.id().0;
        let target = std::fs::read_to_string(format!("{targets}/{id}.rs")).unwrap();
        assert!(target.contains(&format!("reader!(\"{id}\")")), "{id}");
    }
}

#[test]
fn torn_and_mixed_fixtures_are_survived() {
    let config = Config { cases: 600, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let place = any::<proptest::sample::Index>;
    let strategy =
        (place(), place(), proptest::collection::vec((0..5_u8, place(), 0..200_usize, any::<u8>()), 1..6));
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, |(one, other, changes)| {
            let fixture = one.get(&FIXTURES);
            let mut bytes = fixture.bytes.clone();
            for (kind, at, length, byte) in changes {
                let at = at.index(bytes.len().max(1));
                change(&mut bytes, &other.get(&FIXTURES).bytes, kind, at, length, byte);
            }
            let reader = by_id(&fixture.format);
            check(&read(&Artifact::new(&fixture.name, &bytes), reader), bytes.len());
            check(&read(&Artifact::new("artifact", &bytes), None), bytes.len());
            if fixture.format == "junit" {
                let mut source = std::io::Cursor::new(&bytes);
                let texts = TextLimits { each: 1024, all: 4096 };
                if let Some(said) =
                    read_in_parts("artifact", &mut source, reader, texts, Wanted::Cases).unwrap()
                {
                    check(&said, bytes.len());
                }
                crate::sums::compare(&Artifact { path: "artifact", bytes: &bytes, texts }, reader);
            }
            Ok(())
        })
        .unwrap();
}

/// Takes out, repeats, replaces, or puts in what is of another fixture.
fn change(bytes: &mut Vec<u8>, other: &[u8], kind: u8, at: usize, length: usize, byte: u8) {
    let at = at.min(bytes.len());
    let end = (at + length).min(bytes.len());
    match kind {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        2 => bytes[at..end].fill(byte),
        3 => {
            let from = at.min(other.len());
            let to = (from + length).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        _ => bytes.truncate(at),
    }
}

fn check(said: &ReadArtifact, bytes: usize) {
    if let Content::Tests(tests) = &said.document.content {
        assert!(tests.cases.len() <= bytes, "no case comes from nothing");
        for case in &tests.cases {
            assert!((case.suite as usize) < tests.suites.len(), "{}", case.name);
            assert!(!case.name.is_empty());
            assert!(case.duration_secs.is_none_or(|secs| secs.is_finite() && secs >= 0.0), "{}", case.name);
        }
    }
    for notice in &said.notices {
        assert!(notice.message.len() < 4096 && notice.location.is_some(), "{notice:?}");
    }
}
