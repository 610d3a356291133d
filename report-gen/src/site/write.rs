//! Puts a site on disk so that whoever looks at the folder sees the old site or the new one, never half of one.
//!
//! New files are written beside the old ones first; the manifest, which names them, takes its place last. Only then
//! do files of the old site go that the new one has not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// Where files wait until all of them are there.
const STAGE: &str = ".phaseline-new";
/// The list of a site's files: what the next build may remove.
const FILES: &str = "data/files.json";
/// What makes the new site the current one.
const LAST: [&str; 2] = ["index.html", "data/manifest.json"];

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
pub(super) fn folder(folder: &Path, files: &[(String, &[u8])]) -> Result<(), Error> {
    check_target(folder)?;
    let stage = folder.join(STAGE);
    if stage.exists() {
        fs::remove_dir_all(&stage).map_err(Error::io("remove", &stage))?;
    }
    let mut all: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).chain([FILES]).collect();
    all.sort_unstable();
    let listing =
        serde_json::to_vec(&all).map_err(|source| Error::Json { what: FILES.to_owned(), source })?;
    let listing = (FILES.to_owned(), listing.as_slice());
    for (path, bytes) in files.iter().chain([&listing]) {
        let target = stage.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        }
        fs::write(&target, bytes).map_err(Error::io("write", &target))?;
    }
    let old = listed_files(folder);
    let (last, others): (Vec<&str>, Vec<&str>) = all.iter().partition(|path| LAST.contains(path));
    for path in others.into_iter().chain(last) {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        }
        fs::rename(stage.join(path), &target).map_err(Error::io("write", &target))?;
    }
    fs::remove_dir_all(&stage).map_err(Error::io("remove", &stage))?;
    remove_stale(folder, &old, &all);
    Ok(())
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

    fn site<'a>(extra: &[(&str, &'a [u8])]) -> Vec<(String, &'a [u8])> {
        let mut files =
            vec![("data/manifest.json".to_owned(), MANIFEST), ("index.html".to_owned(), b"x".as_slice())];
        files.extend(extra.iter().map(|(path, bytes)| ((*path).to_owned(), *bytes)));
        files
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
