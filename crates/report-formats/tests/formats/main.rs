//! Every format against what real tools wrote: see `tests/fixtures/<format>/<producer>/SOURCE.md`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]
#![expect(unreachable_pub, clippy::ref_option, reason = "modules of one test program")]

mod cuts;
mod damage;
mod dialects;
mod fixtures;
mod merging;
mod mixed;
mod render;
mod sums;

use fixtures::{Fixture, all};
use proptest::prelude::*;
use report_formats::{Artifact, Detected, FORMATS, Match, by_id, detect, read};
use report_model::run::{Content, ReadArtifact};

#[test]
fn every_format_has_fixtures_and_every_fixture_a_source() {
    let fixtures = all();
    for format in FORMATS {
        let id = format.id().0;
        assert!(fixtures.iter().any(|fixture| fixture.format == id), "{id} has no fixture");
    }
    for fixture in &fixtures {
        assert!(by_id(&fixture.format).is_some(), "{} is no format", fixture.format);
        assert!(fixture.has_source(), "{} has no SOURCE.md", fixture.name);
    }
}

#[test]
fn formats_know_their_own_by_content_and_nobody_elses() {
    for Fixture { format, name, bytes, .. } in all() {
        let artifact = Artifact::new(&name, &bytes);
        match detect(&artifact) {
            Detected::Format(found, strength) => {
                assert_eq!((found.id().0, strength), (format.as_str(), Match::ByContent), "{name}");
            }
            Detected::Tie(formats) => {
                panic!("{name}: {:?}", formats.iter().map(|format| format.id().0).collect::<Vec<_>>())
            }
            Detected::Unknown => panic!("{name} is not recognised"),
        }
        // The name must not be what decides.
        let renamed = Artifact::new("artifact", &bytes);
        assert!(
            matches!(detect(&renamed), Detected::Format(found, Match::ByContent) if found.id().0 == format),
            "{name} without its name"
        );
    }
}

#[test]
fn documents_are_what_they_were() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for Fixture { name, bytes, .. } in all() {
        let said = render::artifact(&read(&Artifact::new(&name, &bytes), None));
        settings.bind(|| insta::assert_snapshot!(name.replace(['/', '.'], "-"), said));
    }
}

#[test]
fn a_cut_is_survived_and_told() {
    for Fixture { format, name, bytes, is_whole_when_cut, .. } in all() {
        let reader = by_id(&format).unwrap();
        let whole = read(&Artifact::new(&name, &bytes), Some(reader));
        for length in (0..bytes.len()).step_by(97) {
            let cut = &bytes[..length];
            let artifact = Artifact::new(&name, cut);
            let said = read(&artifact, Some(reader));
            assert_eq!(
                said,
                read(&artifact, Some(reader)),
                "{name} cut at {length} reads differently each time"
            );
            let is_told = !said.notices.is_empty();
            // The end of a diagnostic may be missed by nobody.
            let is_all_there = figures(&said) == figures(&whole);
            assert!(
                is_told || is_all_there || is_whole_when_cut,
                "{name} cut at {length}: nobody would know"
            );
        }
    }
}

/// The figures of a document, without its texts.
fn figures(artifact: &ReadArtifact) -> String {
    match &artifact.document.content {
        Content::Tests(tests) => format!("{:?} {:?}", tests.counts(), tests.duration_secs()),
        other => format!("{other:?}"),
    }
}

#[test]
fn broken_bytes_are_survived() {
    // Each byte of a fixture in turn becomes what breaks structures most.
    for Fixture { format, name, bytes, .. } in all() {
        let reader = by_id(&format).unwrap();
        let step = (bytes.len() / 60).max(1);
        for position in (0..bytes.len()).step_by(step) {
            for replacement in [b'<', b'"', 0xff] {
                let mut broken = bytes.clone();
                broken[position] = replacement;
                let _ = read(&Artifact::new(&name, &broken), Some(reader));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in FORMATS {
            let _ = read(&Artifact::new("any", &bytes), Some(*format));
        }
        let _ = read(&Artifact::new("any", &bytes), None);
    }

    #[test]
    fn no_structure_panics_a_reader(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        let text = pieces.concat();
        for format in FORMATS {
            let _ = read(&Artifact::new("any", text.as_bytes()), Some(*format));
        }
    }
}

/// What the formats are made of, to be put together wrongly.
const PIECES: &[&str] = &[
    "<testsuites>",
    "<testsuite name='a' tests='9'>",
    "</testsuite>",
    "<testcase name='b' time='1,5'>",
    "</testcase>",
    "<testcase/>",
    "<failure message='x'>",
    "</failure>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&amp;",
    "&#0;",
    "&",
    "<",
    ">",
    "\"",
    "<coverage>",
    "<class filename='a.c'>",
    "<line number='1' hits='2' condition-coverage='50% (1/2)'/>",
    "<lines>",
    "</lines>",
    "</class>",
    "SF:a.c\n",
    "DA:1,2\n",
    "DA:",
    "BRDA:1,0,0,-\n",
    "FN:1,f\n",
    "FNDA:1,f\n",
    "end_of_record\n",
    "TN:\n",
    "-1",
    "99999999999999999999",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"a\"",
    "null",
    "1e999",
    "\n",
    " ",
    "\u{0}",
    "é",
    "{\"a\":1}\n",
    "ok 1 - a\n",
    "not ok 2\n",
    "1..3\n",
    "  ---\n",
    "  ...\n",
    "mode: set\n",
    "a.go:1.2,3.4 5 6\n",
];
