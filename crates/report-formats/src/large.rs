//! Artifacts that are too large to be in memory as a whole.

use std::io::{self, Read, SeekFrom};

use report_model::Notices;
use report_model::run::{Certainty, ReadArtifact};

use crate::parts::{PART_BYTES, Source};
use crate::test_results::junit;
use crate::{Artifact, Detected, Format, TextLimits, Wanted, detect, encoding, told};

/// This much decides the format and the encoding.
const HEAD_BYTES: u64 = 64 << 10;

/// Reads an artifact part by part, when its format and encoding are such that this can be done: what is in memory at
/// once does not grow with its size, but for the results. `None` asks to read it as a whole.
pub fn read_in_parts(
    path: &str,
    source: &mut dyn Source,
    forced: Option<&'static dyn Format>,
    texts: TextLimits,
    wanted: Wanted,
) -> io::Result<Option<ReadArtifact>> {
    let size = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    Read::take(&mut *source, HEAD_BYTES).read_to_end(&mut head)?;
    let chosen = match forced {
        Some(format) => (format, Certainty::ByOption),
        None => match detect(&Artifact::new(path, &head)) {
            Detected::Format(format, crate::Match::ByContent) => (format, Certainty::ByContent),
            _ => return Ok(None),
        },
    };
    if chosen.0.id() != junit::Junit.id() || !encoding::is_utf8(&head) {
        return Ok(None);
    }
    let notices = Notices::default();
    let document = junit::read_in_parts(path, source, (size, PART_BYTES), (texts, wanted), &notices)?;
    Ok(Some(told(path, size, Some(chosen), document, notices)))
}
