//! Archives are read in place: nothing is unpacked to disk, and no archive can fill the memory.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use report_model::Notice;

/// The most that one archive, or standard input, may give in bytes.
pub(super) const MAX_BYTES: u64 = 2 << 30;
const MAX_MEMBERS: usize = 100_000;

/// What was in a file.
pub(super) enum Opened {
    /// The file itself, decompressed where it was compressed.
    Plain {
        /// Its name without `.gz`.
        path: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The members of an archive, by name.
    Members {
        /// The files in it, in the order of their names.
        members: Vec<(String, Vec<u8>)>,
        /// What was left out.
        notice: Option<Notice>,
    },
}

/// Whether a file of this name is opened as an archive.
pub(super) fn is_archive_name(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    [".zip", ".tar", ".tgz", ".gz"].iter().any(|ending| name.ends_with(ending))
}

/// Opens what is an archive by its content; everything else comes back as it is.
pub(super) fn open(path: &str, bytes: Vec<u8>) -> Opened {
    let broken = |what: &str, cause: &dyn std::fmt::Display| Opened::Members {
        members: Vec::new(),
        notice: Some(
            Notice::error(format!("cannot be opened as {what}: {cause}"))
                .effect("nothing of it is in the figures")
                .hint("pack it again, or name the files in it"),
        ),
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return unzip(bytes).unwrap_or_else(|error| broken("a zip archive", &error));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        // One byte more than allowed tells a file that is too large from one that just fits.
        if let Err(error) = MultiGzDecoder::new(bytes.as_slice()).take(MAX_BYTES + 1).read_to_end(&mut plain)
        {
            return broken("a gzip file", &error);
        }
        if plain.len() as u64 > MAX_BYTES {
            return broken("a gzip file", &"it holds more than 2 GiB");
        }
        return if is_tar(&plain) {
            untar(&plain).unwrap_or_else(|error| broken("a tar archive", &error))
        } else {
            Opened::Plain { path: without_gz(path), bytes: plain }
        };
    }
    if is_tar(&bytes) {
        return untar(&bytes).unwrap_or_else(|error| broken("a tar archive", &error));
    }
    Opened::Plain { path: path.to_owned(), bytes }
}

fn without_gz(path: &str) -> String {
    path.strip_suffix(".gz").or_else(|| path.strip_suffix(".GZ")).unwrap_or(path).to_owned()
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar".as_slice())
}

/// Takes members until the memory that an archive may use is used up.
struct Taker {
    members: Vec<(String, Vec<u8>)>,
    left: u64,
    full: bool,
}

impl Taker {
    fn new() -> Self {
        Self { members: Vec::new(), left: MAX_BYTES, full: false }
    }

    fn take(&mut self, name: String, reader: &mut dyn Read) -> std::io::Result<()> {
        if self.full || self.members.len() >= MAX_MEMBERS {
            self.full = true;
            return Ok(());
        }
        let mut bytes = Vec::new();
        reader.take(self.left + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > self.left {
            self.full = true;
            return Ok(());
        }
        self.left -= bytes.len() as u64;
        self.members.push((name, bytes));
        Ok(())
    }

    fn finish(mut self) -> Opened {
        self.members.sort_by(|a, b| a.0.cmp(&b.0));
        let notice = self.full.then(|| {
            Notice::error("holds more than 2 GiB or 100,000 files; the rest was left out")
                .effect("every figure may be too low")
                .hint("pack only the artifacts")
        });
        Opened::Members { members: self.members, notice }
    }
}

fn unzip(bytes: Vec<u8>) -> Result<Opened, zip::result::ZipError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut taker = Taker::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index)?;
        if member.is_file() {
            let name = member.name()?.replace('\\', "/");
            taker.take(name, &mut member)?;
        }
    }
    Ok(taker.finish())
}

fn untar(bytes: &[u8]) -> std::io::Result<Opened> {
    let mut archive = tar::Archive::new(bytes);
    let mut taker = Taker::new();
    for member in archive.entries()? {
        let mut member = member?;
        if member.header().entry_type().is_file() {
            let name = member.path()?.to_string_lossy().replace('\\', "/");
            taker.take(name.trim_start_matches("./").to_owned(), &mut member)?;
        }
    }
    Ok(taker.finish())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn tar_of(names: &[&str]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_ustar();
            header.set_size(3);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, b"abc".as_slice()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn names(opened: Opened) -> Vec<String> {
        match opened {
            Opened::Plain { path, .. } => vec![path],
            Opened::Members { members, notice } => {
                assert!(notice.is_none(), "{notice:?}");
                members.into_iter().map(|(name, _)| name).collect()
            }
        }
    }

    #[test]
    fn opens_what_the_content_says_it_is() {
        assert_eq!(names(open("a/junit.xml.gz", gzip(b"<x/>"))), ["a/junit.xml"]);
        assert_eq!(names(open("r.tar.gz", gzip(&tar_of(&["b.xml", "./a.xml"])))), ["a.xml", "b.xml"]);
        assert_eq!(names(open("r.tar", tar_of(&["b.xml"]))), ["b.xml"]);
        assert_eq!(names(open("plain.gz", b"<x/>".to_vec())), ["plain.gz"]);
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("in/junit.xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<x/>").unwrap();
        assert_eq!(names(open("r.zip", zip.finish().unwrap().into_inner())), ["in/junit.xml"]);
    }

    #[test]
    fn a_broken_archive_is_a_notice() {
        for bytes in [b"PK\x03\x04nonsense".to_vec(), gzip(b"abc").into_iter().take(15).collect()] {
            let Opened::Members { members, notice } = open("x.zip", bytes) else { panic!("opened") };
            assert!(members.is_empty());
            assert!(notice.unwrap().message.starts_with("cannot be opened"));
        }
    }
}
