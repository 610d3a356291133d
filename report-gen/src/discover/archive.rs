//! Archives are read in place: nothing is unpacked to disk, and no archive can fill the memory.

use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};

use flate2::bufread::MultiGzDecoder;
use report_model::{Location, Notice};

use super::limits::{Budget, Limits, Met};

/// Files and archives are told apart by this much of their beginning.
const MAGIC_BYTES: usize = 512;
/// This much of a member is looked at to see whether the rest is worth unpacking.
const HEAD_BYTES: u64 = 64 * 1024;
/// An archive within an archive is opened, one within that is not.
const MAX_DEPTH: u8 = 2;

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Zip,
    Gzip,
    Tar,
}

impl Kind {
    fn of(head: &[u8]) -> Self {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if head.starts_with(&[0x1f, 0x8b]) {
            Self::Gzip
        } else if head.get(257..262) == Some(b"ustar".as_slice()) {
            Self::Tar
        } else {
            Self::Plain
        }
    }
}

/// What came out of a file.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// The files in it by path, sorted; whether they are members of an archive.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Whether it is an archive, and not one file that may have been compressed.
    pub(super) is_archive: bool,
    /// What was left out or broken.
    pub(super) notices: Vec<Notice>,
}

/// Whether a reader takes a file that is called so and begins so.
pub(super) type Wanted<'a> = &'a (dyn Fn(&str, &[u8]) -> bool + Sync);

/// The kind of a stream, which is at its beginning before and after; `true` when it must be opened.
pub(super) fn is_packed(stream: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut head = Vec::with_capacity(MAGIC_BYTES);
    stream.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut head)?;
    stream.seek(SeekFrom::Start(0))?;
    Ok(Kind::of(&head) != Kind::Plain)
}

/// Opens what is an archive by its content; everything else comes back as it is.
pub(super) fn open(
    path: &str,
    stream: &mut (impl Read + Seek),
    limits: Limits,
    wanted: Wanted<'_>,
) -> Opened {
    let mut opener = Opener { budget: Budget::of(limits), wanted, opened: Opened::default(), is_full: false };
    if let Err(cause) = opener.open(path, stream, 0) {
        opener.broken(path, "a file", &cause);
    }
    let mut opened = opener.opened;
    // What stands twice in an archive was put there again because it had changed: the last one counts.
    opened.files.reverse();
    opened.files.sort_by(|a, b| a.0.cmp(&b.0));
    opened.files.dedup_by(|later, kept| later.0 == kept.0);
    opened
}

struct Opener<'a> {
    budget: Budget,
    wanted: Wanted<'a>,
    opened: Opened,
    /// Whether a limit was met that ends all reading.
    is_full: bool,
}

impl Opener<'_> {
    fn open(&mut self, path: &str, stream: &mut (impl Read + Seek), depth: u8) -> io::Result<()> {
        let length = stream.seek(SeekFrom::End(0))?;
        stream.seek(SeekFrom::Start(0))?;
        let mut head = Vec::with_capacity(MAGIC_BYTES);
        stream.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut head)?;
        stream.seek(SeekFrom::Start(0))?;
        let kind = Kind::of(&head);
        if depth >= MAX_DEPTH && matches!(kind, Kind::Zip | Kind::Tar) {
            self.too_deep(path);
            return Ok(());
        }
        match kind {
            Kind::Plain => self.member(path, stream, length),
            Kind::Zip => self.unzip(path, stream, depth),
            Kind::Tar => self.untar(path, stream, depth),
            Kind::Gzip => self.gunzip(path, stream, length, depth),
        }
        Ok(())
    }

    fn gunzip(&mut self, path: &str, stream: impl Read, length: u64, depth: u8) {
        let mut plain = MultiGzDecoder::new(BufReader::new(stream));
        let mut head = Vec::with_capacity(MAGIC_BYTES);
        if let Err(cause) = plain.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut head)
            && head.is_empty()
        {
            self.broken(path, "a gzip file", &cause);
            return;
        }
        let kind = Kind::of(&head);
        let whole = Cursor::new(head).chain(plain);
        if kind == Kind::Tar {
            if depth >= MAX_DEPTH {
                self.too_deep(path);
            } else {
                let mut bounded = whole.take(self.budget.by_ratio(length));
                self.untar(path, &mut bounded, depth);
                if bounded.limit() == 0 {
                    self.meets(Met::Ratio, path);
                }
            }
        } else {
            let name = without_gz(path);
            if name == path {
                let notice = Notice::note("is compressed with gzip, which its name does not say; unpacked");
                self.tell(path, notice.hint("call it `.gz`, so that other tools know too"));
            }
            self.member(name, whole, length);
        }
    }

    fn unzip(&mut self, path: &str, stream: &mut (impl Read + Seek), depth: u8) {
        self.opened.is_archive = true;
        let mut archive = match zip::ZipArchive::new(BufReader::new(&mut *stream)) {
            Ok(archive) => archive,
            Err(cause) => {
                self.salvage_zip(path, stream, depth, &cause);
                return;
            }
        };
        for index in 0..archive.len() {
            if self.is_full {
                return;
            }
            match archive.by_index(index) {
                Ok(mut member) => self.zip_member(path, &mut member, depth),
                Err(cause) => {
                    self.broken(path, &format!("the member {} of the zip archive", index + 1), &cause);
                }
            }
        }
    }

    /// An archive whose list of members at its end is missing: what can be read from its beginning on.
    fn salvage_zip(
        &mut self,
        path: &str,
        stream: &mut (impl Read + Seek),
        depth: u8,
        cause: &dyn std::fmt::Display,
    ) {
        let before = self.opened.files.len();
        if stream.seek(SeekFrom::Start(0)).is_ok() {
            let mut stream = BufReader::new(stream);
            while !self.is_full
                && let Ok(Some(mut member)) = zip::read::read_zipfile_from_stream(&mut stream)
            {
                self.zip_member(path, &mut member, depth);
            }
        }
        match self.opened.files.len() - before {
            0 => self.broken(path, "a zip archive", cause),
            files => self.tell(
                path,
                Notice::error(format!(
                    "is a zip archive without its end: {cause}; {} at its beginning could be read",
                    report_model::text::counted(files as u64, "file")
                ))
                .effect("what it should have held besides is not in the figures")
                .hint("the download or upload most likely broke off; get it again"),
            ),
        }
    }

    fn zip_member<R: Read>(&mut self, path: &str, member: &mut zip::read::ZipFile<'_, R>, depth: u8) {
        // A link in an archive leads to where nobody knows.
        if !member.is_file() || member.is_symlink() {
            return;
        }
        match member.name().map(|name| harmless(&name)) {
            Ok(Some(name)) => {
                let packed = member.compressed_size();
                self.archived(&format!("{path}/{name}"), member, packed, depth);
            }
            Ok(None) => {}
            Err(cause) => self.broken(path, "a name in the zip archive", &cause),
        }
    }

    fn untar(&mut self, path: &str, stream: impl Read, depth: u8) {
        self.opened.is_archive = true;
        let mut archive = tar::Archive::new(stream);
        let members = match archive.entries() {
            Ok(members) => members,
            Err(cause) => {
                self.broken(path, "a tar archive", &cause);
                return;
            }
        };
        for member in members {
            if self.is_full {
                return;
            }
            let mut member = match member {
                Ok(member) => member,
                Err(cause) => {
                    self.tell(
                        path,
                        Notice::error(format!("breaks off in the middle: {cause}"))
                            .effect("what would have followed is not in the figures")
                            .hint("the download or upload most likely broke off; get it again"),
                    );
                    return;
                }
            };
            if !member.header().entry_type().is_file() {
                continue;
            }
            let name = member.path().ok().and_then(|name| harmless(&name.to_string_lossy()));
            if let Some(name) = name {
                // What a tar file holds is as large as it is; a gzip around it is bounded as a whole.
                let packed = member.size();
                self.archived(&format!("{path}/{name}"), &mut member, packed, depth);
            }
        }
    }

    /// One member: an archive of its own, or a file.
    fn archived(&mut self, path: &str, member: &mut dyn Read, packed: u64, depth: u8) {
        if let Err(met) = self.budget.file() {
            self.meets(met, path);
            return;
        }
        let mut head = Vec::new();
        let begun = member.take(HEAD_BYTES).read_to_end(&mut head);
        if Kind::of(&head) == Kind::Plain {
            let rest: &mut dyn Read = if begun.is_ok() { member } else { &mut io::empty() };
            self.member(path, Cursor::new(head).chain(rest), packed);
            return;
        }
        let Some(bytes) = self.bytes(path, Cursor::new(head).chain(member), packed) else { return };
        if let Err(cause) = self.open(path, &mut Cursor::new(bytes), depth + 1) {
            self.broken(path, "an archive", &cause);
        }
    }

    /// A file that is no archive. Of what no reader wants only the beginning is kept, by which it is known as such.
    fn member(&mut self, path: &str, mut stream: impl Read, packed: u64) {
        let mut head = Vec::new();
        let begun = stream.by_ref().take(HEAD_BYTES).read_to_end(&mut head);
        let is_wanted = (self.wanted)(path, &head);
        let rest: &mut dyn Read = if is_wanted && begun.is_ok() { &mut stream } else { &mut io::empty() };
        if let Some(bytes) = self.bytes(path, Cursor::new(head).chain(rest), packed) {
            self.opened.files.push((path.to_owned(), bytes));
        }
        if let Err(cause) = begun {
            self.breaks_off(path, &cause);
        }
    }

    /// The bytes of a file as far as the limits allow, or what came before it broke off.
    fn bytes(&mut self, path: &str, stream: impl Read, packed: u64) -> Option<Vec<u8>> {
        let (room, met) = self.budget.room(packed);
        let mut bytes = Vec::new();
        // One byte more than allowed tells a file that is too large from one that just fits.
        let read = stream.take(room.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > room {
            self.meets(met, path);
            return None;
        }
        self.budget.spend(bytes.len() as u64);
        if let Err(cause) = read {
            self.breaks_off(path, &cause);
        }
        Some(bytes)
    }

    fn meets(&mut self, met: Met, path: &str) {
        self.is_full |= met != Met::Ratio;
        let notice = self.budget.notice(met, path.rsplit('/').next().unwrap_or(path));
        self.tell(path, notice);
    }

    fn breaks_off(&mut self, path: &str, cause: &dyn std::fmt::Display) {
        self.tell(
            path,
            Notice::error(format!("breaks off in the middle: {cause}"))
                .effect("what would have followed is not in the figures")
                .hint("the download or upload most likely broke off; get it again"),
        );
    }

    fn too_deep(&mut self, path: &str) {
        self.tell(
            path,
            Notice::warning("is an archive in an archive in an archive; not opened")
                .effect("nothing of it is in the figures")
                .hint("unpack the outermost one first"),
        );
    }

    fn broken(&mut self, path: &str, what: &str, cause: &dyn std::fmt::Display) {
        self.tell(
            path,
            Notice::error(format!("cannot be opened as {what}: {cause}"))
                .effect("nothing of it is in the figures")
                .hint("pack it again, or name the files in it"),
        );
    }

    fn tell(&mut self, path: &str, notice: Notice) {
        self.opened.notices.push(notice.at(Location::file(path)));
    }
}

fn without_gz(path: &str) -> &str {
    path.strip_suffix(".gz").or_else(|| path.strip_suffix(".GZ")).unwrap_or(path)
}

/// The name of a member without what would lead out of the archive. Nothing is written, but names are shown.
fn harmless(name: &str) -> Option<String> {
    let parts: Vec<&str> =
        name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != "." && *part != "..").collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests;
