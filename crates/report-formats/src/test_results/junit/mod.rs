//! JUnit XML: no standard, one idea, and a dialect for every runner.
//!
//! Cases are counted, never attributes; suites nest to any depth; several roots are one report; what a killed job
//! left behind is read as far as it goes.

mod case;
mod commas;
mod counters;
mod counting;
mod dialect;
mod document;
mod duplicates;
mod elements;
mod ids;
mod reader;
mod repeated;
mod state;
mod suite;

use std::io;

use report_model::run::Document;
use report_model::{Location, Notices};

use self::reader::Reader;
use self::state::State;
use crate::encoding;
use crate::parts::{self, Parts, Source};
use crate::xml::{Cursor, locate};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError, TextLimits, Wanted};

/// JUnit XML in every dialect.
pub(crate) struct Junit;

const NAME: &str = "JUnit XML";

/// Reads a file of so many bytes in UTF-8 that is too large for the memory, in parts of so many.
pub(crate) fn read_in_parts(
    path: &str,
    source: &mut dyn Source,
    (size, step): (u64, usize),
    (texts, wanted): (TextLimits, Wanted),
    notices: &Notices,
) -> io::Result<Result<Document, ReadError>> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut state = Reader::new(State::new(size, texts, wanted));
    let mut open = Vec::new();
    let mut repaired = None;
    let mut parts = Parts::of(source, step)?;
    loop {
        let part = parts.next()?;
        let decoded = encoding::utf8(&part.bytes);
        repaired = repaired.or(decoded.repair);
        let names = std::mem::take(&mut open);
        let mut reader = state;
        let cursor = reader.cursor.part(&decoded.text, part.origin, &names, part.is_last);
        reader.read(cursor);
        if part.is_last {
            if let Some(again) = reader.state.again() {
                state = Reader::new(again);
                parts.rewind()?;
                continue;
            }
            let (document, told) = reader.finish();
            if let Some(repair) = repaired {
                notices.push(repair.notice().at(Location::file(path)));
            }
            let offsets: Vec<usize> =
                told.iter().map(|(_, at)| *at).chain(document.as_ref().err().map(|error| error.1)).collect();
            let mut places = parts::locate(source, path, &offsets)?.into_iter();
            for ((notice, _), place) in told.into_iter().zip(&mut places) {
                notices.push(notice.at(place));
            }
            let place = places.next().unwrap_or_else(|| Location::file(path));
            return Ok(document.map_err(|(cause, _)| error(place, cause)));
        }
        open = reader.cursor.open_names();
        state = reader.detach();
    }
}

impl Format for Junit {
    fn id(&self) -> FormatId {
        FormatId("junit")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, message, trace and output of every case; attempts where Surefire's flaky and rerun \
         elements or a retry marker tell of them. Most dialects name no source line; few, GoogleTest's \
         among them, say when a case began."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        match head.xml_root() {
            // Check calls its root so too, and nothing else.
            Some("testsuites") if head.text().contains("http://check.sourceforge.net/ns") => Match::No,
            Some("testsuites" | "testsuite" | "testcase") => Match::ByContent,
            // Several cases under a root that somebody made up.
            Some("root" | "results" | "report" | "testresults") if head.text().contains("<testcase ") => {
                Match::ByContent
            }
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        read_at_once(artifact, Wanted::Cases, notices)
    }

    fn sum_up(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        read_at_once(artifact, Wanted::Totals, notices)
    }
}

fn read_at_once(artifact: &Artifact<'_>, wanted: Wanted, notices: &Notices) -> Result<Document, ReadError> {
    let text = artifact.text(notices);
    let mut reader = Reader::new(State::new(text.len(), artifact.texts, wanted));
    reader.read(Cursor::new(&text));
    if let Some(again) = reader.state.again() {
        reader = Reader::new(again);
        reader.read(Cursor::new(&text));
    }
    let (document, told) = reader.finish();
    let place = |at| locate(&text, artifact.path, at);
    for (notice, at) in told {
        notices.push(notice.at(place(at)));
    }
    document.map_err(|(cause, at)| error(place(at), cause))
}

fn error(location: Location, cause: String) -> ReadError {
    ReadError::new(NAME, location, cause)
        .hint("make sure that the path names the report and not the log of the run; `report-gen formats` lists what can be read")
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the fixtures are files")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn part_by_part_is_the_same_as_at_once() {
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/junit");
        let mut files = 0;
        for folder in fs::read_dir(fixtures).unwrap() {
            for file in fs::read_dir(folder.unwrap().path()).unwrap() {
                let bytes = fs::read(file.unwrap().path()).unwrap();
                if !encoding::is_utf8(&bytes) || std::str::from_utf8(&bytes).is_err() {
                    continue;
                }
                files += 1;
                compare(&bytes);
                compare(&bytes[..bytes.len() - bytes.len() / 3]);
            }
        }
        assert!(files > 10, "{files}");
    }

    #[test]
    fn long_texts_are_parted_too() {
        let long = "a line of output\n".repeat(200);
        compare(format!("<testsuite name='ü'><testcase name='a'><system-out><![CDATA[{long}]]></system-out></testcase><testcase name='b'><failure message='m'>{long}&lt;</failure></testcase></testsuite>").as_bytes());
    }

    fn compare(bytes: &[u8]) {
        let texts = TextLimits::default();
        let said = Notices::default();
        let at_once = Junit.read(&Artifact { path: "p", bytes, texts }, &said).ok();
        let place = |notices: Notices| -> Vec<_> {
            let notices = notices.into_sorted().into_iter();
            notices
                .map(|mut notice| {
                    let place = notice.location.take().unwrap();
                    // A section that is longer than a part is told of where its last part begins.
                    let is_end = notice.message.starts_with("ends in the middle");
                    (notice, (!is_end).then_some((place.line, place.column)))
                })
                .collect()
        };
        let said = place(said);
        // A tag that swallows what follows swallows as much as there is in the part, and parts as small as these end in
        // the middle of values with a raw angle.
        let is_torn =
            |message: &str| message.starts_with("a tag has no end") || message.starts_with("a raw `<`");
        if said.iter().any(|(notice, _)| is_torn(&notice.message)) {
            return;
        }
        let sums = at_once.clone().map(|document| document.content.without_cases());
        for step in [40, 333, 5000] {
            let read = |wanted| {
                let notices = Notices::default();
                let mut source = io::Cursor::new(bytes);
                let size = (bytes.len() as u64, step);
                let read = read_in_parts("p", &mut source, size, (texts, wanted), &notices);
                (read.unwrap().ok(), notices)
            };
            let (document, notices) = read(Wanted::Totals);
            assert_eq!(document.map(|document| document.content), sums, "{step}");
            assert_eq!(place(notices), said, "{step}");
            let (document, notices) = read(Wanted::Cases);
            assert_eq!(document, at_once, "{step}");
            assert_eq!(place(notices), said, "{step}");
        }
    }
}
