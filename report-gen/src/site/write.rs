//! Puts a site on disk so that whoever looks at the folder sees the old site or the new one, never half of one.
//!
//! New files are written beside the old ones first; the manifest, which names them, takes its place last. Only then
//! do files of the old site go that the new one has not. A file that is there with the same content is left as it is:
//! most records of a history are, and making a file costs more than reading two.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;

/// Where files wait until all of them are there.
const STAGE: &str = ".phaseline-new";
/// The list of a site's files: what the next build may remove.
const FILES: &str = "data/files.json";
/// What makes the new site the current one.
const LAST: [&str; 2] = ["index.html", "data/manifest.json"];

/// What a file of a site holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileContent<'a> {
    /// These bytes.
    Bytes(Cow<'a, [u8]>),
    /// The same as another file.
    CopyOf(PathBuf),
}

impl<'a> FileContent<'a> {
    /// These bytes.
    pub const fn of(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::CopyOf(path) => fs::metadata(path).map_or(0, |file| file.len()),
        }
    }

    /// The bytes.
    pub fn read(&self) -> std::io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::CopyOf(path) => fs::read(path).map(Cow::Owned),
        }
    }

    /// Whether the file at `path` holds the same.
    fn is_at(&self, path: &Path) -> bool {
        let may_stay = fs::metadata(path)
            .is_ok_and(|file| file.is_file() && file.len() == self.size() && is_for_all(&file));
        may_stay && fs::read(path).is_ok_and(|there| self.read().is_ok_and(|bytes| *bytes == *there))
    }

    fn write(&self, path: &Path) -> Result<(), Error> {
        let written = match self {
            Self::Bytes(bytes) => fs::write(path, bytes),
            Self::CopyOf(other) => copy_content(other, path),
        };
        written.map_err(Error::keeping("write", path))
    }
}

/// Records are private to whoever keeps the history; what is published is for everybody, so only the content is copied.
fn copy_content(from: &Path, to: &Path) -> std::io::Result<()> {
    std::io::copy(&mut fs::File::open(from)?, &mut fs::File::create(to)?).map(|_| ())
}

/// Whether others than the owner may read a file, as a web server does.
#[cfg(unix)]
fn is_for_all(file: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.permissions().mode() & 0o004 != 0
}

#[cfg(not(unix))]
fn is_for_all(_: &fs::Metadata) -> bool {
    true
}

/// Refuses a folder that holds something else than a site.
pub fn check_target(folder: &Path) -> Result<(), Error> {
    let Ok(mut entries) = fs::read_dir(folder) else { return Ok(()) };
    let is_empty = entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == STAGE));
    if is_empty || is_site(folder) { Ok(()) } else { Err(Error::NotASite { path: folder.to_owned() }) }
}

fn is_site(folder: &Path) -> bool {
    #[derive(serde::Deserialize)]
    struct Written {
        #[expect(dead_code, reason = "only whether it is there matters")]
        schema: u32,
        generator: String,
    }
    let manifest = fs::read(folder.join("data/manifest.json")).ok();
    let manifest = manifest.and_then(|json| serde_json::from_slice::<Written>(&json).ok());
    manifest.is_some_and(|manifest| manifest.generator.starts_with("report-gen "))
}

/// Writes a site of these files, each with its path below `folder`.
pub(super) fn folder(folder: &Path, files: &[(String, FileContent<'_>)]) -> Result<(), Error> {
    check_target(folder)?;
    let stage = folder.join(STAGE);
    if stage.exists() {
        fs::remove_dir_all(&stage).map_err(Error::io("remove", &stage))?;
    }
    let mut all: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).chain([FILES]).collect();
    all.sort_unstable();
    let listing =
        serde_json::to_vec(&all).map_err(|source| Error::Json { what: FILES.to_owned(), source })?;
    let listing = (FILES.to_owned(), FileContent::Bytes(listing.into()));
    let written = files.par_iter().chain([&listing]).map(|(path, content)| {
        if content.is_at(&folder.join(path)) {
            return Ok(None);
        }
        let target = stage.join(path);
        make_parent(&target)?;
        content.write(&target)?;
        Ok(Some(path.as_str()))
    });
    // What could not be written leaves no half of a site behind, and no full disk to the next build.
    let staged: Vec<Option<&str>> = written.collect::<Result<_, Error>>().inspect_err(|_| {
        let _ = fs::remove_dir_all(&stage);
    })?;
    let old = listed_files(folder);
    let staged = staged.into_iter().flatten();
    let (last, others): (Vec<&str>, Vec<&str>) = staged.partition(|path| LAST.contains(path));
    for path in others.into_iter().chain(last) {
        let target = folder.join(path);
        make_parent(&target)?;
        fs::rename(stage.join(path), &target).map_err(Error::keeping("write", &target))?;
    }
    if stage.exists() {
        fs::remove_dir_all(&stage).map_err(Error::io("remove", &stage))?;
    }
    remove_stale(folder, &old, &all);
    Ok(())
}

fn make_parent(path: &Path) -> Result<(), Error> {
    path.parent()
        .map_or(Ok(()), |parent| fs::create_dir_all(parent).map_err(Error::keeping("create", parent)))
}

/// The files that the site in `folder` consists of. What does not stay below the folder is no file of a site.
fn listed_files(folder: &Path) -> BTreeSet<String> {
    let list = fs::read(folder.join(FILES)).ok();
    let list: Vec<String> = list.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
    let stays_below =
        |path: &String| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    list.into_iter().filter(stays_below).collect()
}

fn remove_stale(folder: &Path, old: &BTreeSet<String>, new: &[&str]) {
    let mut folders = BTreeSet::new();
    let is_stale = |path: &&String| new.binary_search(&path.as_str()).is_err();
    // A build that was killed may have left shards that no list names. Below `data/runs` everything is ours.
    let mut shards = BTreeSet::new();
    list_below(folder, "data/runs", &mut shards);
    for path in old.union(&shards).filter(is_stale) {
        let path = folder.join(path);
        // A file that stays behind costs space and nothing else.
        let _ = fs::remove_file(&path);
        folders.extend(path.parent().map(Path::to_owned));
    }
    for emptied in folders.into_iter().rev().filter(|path| path != folder) {
        // Fails, as it should, when something is still in it.
        let _ = fs::remove_dir(emptied);
    }
}

fn list_below(root: &Path, below: &str, found: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(root.join(below)) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list_below(root, &path, found);
        } else {
            found.insert(path);
        }
    }
}

/// Writes one file by way of another name, so that it is there as a whole or not at all.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or(PathBuf::from("."), Path::to_owned);
    fs::create_dir_all(&parent).map_err(Error::io("create", &parent))?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = parent.join(name);
    fs::write(&temporary, bytes).map_err(Error::io("write", &temporary))?;
    fs::rename(&temporary, path).map_err(Error::io("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &[u8] = br#"{"schema":1,"generator":"report-gen 0.1.0"}"#;

    fn site<'a>(extra: &[(&str, &'a [u8])]) -> Vec<(String, FileContent<'a>)> {
        let always = [("data/manifest.json", MANIFEST), ("index.html", b"x".as_slice())];
        let files = always.iter().chain(extra);
        files.map(|(path, bytes)| ((*path).to_owned(), FileContent::of(bytes))).collect()
    }

    #[test]
    fn only_what_changed_is_written() {
        let root = tempfile::tempdir().unwrap();
        let (target, record) = (root.path().join("site"), root.path().join("record"));
        fs::write(&record, "r1").unwrap();
        let copy = || ("data/history/r".to_owned(), FileContent::CopyOf(record.clone()));
        let build = |shard: &[u8]| {
            let mut files = site(&[("data/a", shard)]);
            files.push(copy());
            folder(&target, &files).unwrap();
        };
        build(b"one");
        let age = |path: &str| fs::metadata(target.join(path)).unwrap().modified().unwrap();
        let before = ["index.html", "data/a", "data/history/r"].map(age);
        build(b"two");
        let after = ["index.html", "data/a", "data/history/r"].map(age);
        assert_eq!((before[0], before[2]), (after[0], after[2]));
        assert_eq!(fs::read(target.join("data/a")).unwrap(), b"two");
        // Of the same size, and changed by somebody else.
        fs::write(target.join("data/history/r"), "xx").unwrap();
        build(b"two");
        assert_eq!(fs::read(target.join("data/history/r")).unwrap(), b"r1");
    }

    #[test]
    fn a_new_site_replaces_the_old_one_and_leaves_what_is_not_its_own() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("out/site");
        folder(&target, &site(&[("data/runs/1/a.json.gz", b"1"), ("b.js", b"2")])).unwrap();
        fs::write(target.join("CNAME"), "reports.example").unwrap();
        folder(&target, &site(&[("data/runs/2/a.json.gz", b"3")])).unwrap();
        assert!(target.join("data/runs/2/a.json.gz").exists());
        assert!(!target.join("data/runs/1").exists());
        assert!(!target.join("b.js").exists());
        assert!(target.join("CNAME").exists());
        assert!(!target.join(STAGE).exists());
    }

    #[test]
    fn a_build_that_was_killed_spoils_nothing() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("site");
        fs::create_dir_all(target.join(STAGE).join("data")).unwrap();
        folder(&target, &site(&[])).unwrap();
        assert!(!target.join(STAGE).exists());
        fs::create_dir_all(target.join("data/runs/7")).unwrap();
        fs::write(target.join("data/runs/7/left.json.gz"), "").unwrap();
        folder(&target, &site(&[("data/runs/8/new.json.gz", b"")])).unwrap();
        assert!(!target.join("data/runs/7").exists() && target.join("data/runs/8/new.json.gz").exists());
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("thesis.tex"), "").unwrap();
        assert!(matches!(folder(root.path(), &site(&[])), Err(Error::NotASite { .. })));
        fs::create_dir_all(root.path().join("data")).unwrap();
        fs::write(root.path().join("data/manifest.json"), "{}").unwrap();
        assert!(matches!(folder(root.path(), &site(&[])), Err(Error::NotASite { .. })));
    }

    #[test]
    fn a_list_that_leaves_the_folder_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("site");
        folder(&target, &site(&[])).unwrap();
        fs::write(root.path().join("precious"), "").unwrap();
        fs::write(target.join(FILES), r#"["../precious","/etc/hostname"]"#).unwrap();
        folder(&target, &site(&[])).unwrap();
        assert!(root.path().join("precious").exists());
    }
}
