//! From what was typed to the files that are read: folders are walked, patterns matched, archives opened.

mod archive;
mod walk;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use report_model::{Location, Notice, Notices};

use crate::error::Error;

/// One file that may be an artifact.
#[derive(Debug)]
pub struct Found {
    /// What it is called in the report, with `/`.
    pub path: String,
    /// How it came to be read.
    pub origin: Origin,
    /// Where its bytes are.
    pub source: Source,
}

/// How a file came to be read, which decides how loud it is when nothing can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Somebody named it.
    Named,
    /// It lies in a folder or archive, which is here, that somebody named.
    Within(String),
}

/// Where the bytes of a file are.
#[derive(Debug)]
pub enum Source {
    /// On disk.
    File(PathBuf),
    /// In memory, because they came out of an archive or from standard input.
    Bytes(Vec<u8>),
}

/// The files that `inputs` name, in the order of the inputs and by name within a folder. With no input, the files
/// below `here` that are called as runners call them.
pub fn artifacts(inputs: &[String], here: &Path, notices: &Notices) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    for input in inputs {
        expand(input, &mut found, notices)?;
    }
    if inputs.is_empty() {
        for path in walk::files_with_known_names(here) {
            found.push(Found { path: slashed(&path), origin: Origin::Named, source: Source::File(path) });
        }
    }
    name_from(here, &mut found);
    leave_out_twins(&mut found, notices);
    if found.is_empty() {
        return Err(Error::NoArtifact { looked_for: looked_for(inputs, here) });
    }
    Ok(found)
}

/// The files of one folder that stands for one run.
pub fn artifacts_in(folder: &Path, here: &Path, notices: &Notices) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    add_folder(folder, &mut found, notices)?;
    name_from(here, &mut found);
    Ok(found)
}

/// Calls files by their path from `here` on: where a machine keeps the project is nobody's business.
fn name_from(here: &Path, found: &mut [Found]) {
    let start = format!("{}/", slashed(here));
    for file in found {
        if let Some(rest) = file.path.strip_prefix(&start) {
            file.path = rest.to_owned();
        }
    }
}

fn looked_for(inputs: &[String], here: &Path) -> String {
    if inputs.is_empty() {
        format!("{} below `{}`", walk::KNOWN_NAMES.join(", "), here.display())
    } else {
        inputs.iter().map(|input| format!("`{input}`")).collect::<Vec<_>>().join(", ")
    }
}

fn expand(input: &str, found: &mut Vec<Found>, notices: &Notices) -> Result<(), Error> {
    if input == "-" {
        let mut bytes = Vec::new();
        let mut stdin = io::stdin().lock().take(archive::MAX_BYTES);
        stdin.read_to_end(&mut bytes).map_err(Error::io("read", "standard input"))?;
        add_bytes("stdin".to_owned(), Origin::Named, bytes, found, notices);
        return Ok(());
    }
    let path = Path::new(input);
    if path.is_dir() {
        return add_folder(path, found, notices);
    }
    if path.exists() {
        add_file(path, Origin::Named, found, notices)?;
        return Ok(());
    }
    let matched = if input.contains(['*', '?', '[']) { matches(input)? } else { Vec::new() };
    if matched.is_empty() {
        let what = if input.contains(['*', '?', '[']) { "matches no file" } else { "does not exist" };
        notices.push(
            Notice::error(format!("`{input}` {what}"))
                .effect("what it should have held is not in the figures")
                .hint("check the path, or whether the step that writes it ran")
                .at(Location::file(input)),
        );
    }
    for path in matched {
        if path.is_file() {
            add_file(&path, Origin::Named, found, notices)?;
        }
    }
    Ok(())
}

fn matches(pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let paths = glob::glob(pattern).map_err(|error| Error::Usage {
        message: format!("`{pattern}` is no pattern: {error}"),
        help: Some(
            "`*` matches within a folder, `**` across folders, `[[]` is the bracket itself".to_owned(),
        ),
    })?;
    let mut paths: Vec<PathBuf> = paths.filter_map(Result::ok).collect();
    paths.sort();
    Ok(paths)
}

fn add_folder(folder: &Path, found: &mut Vec<Found>, notices: &Notices) -> Result<(), Error> {
    let shown = slashed(folder);
    let (files, cut) = walk::files(folder);
    if let Some(limit) = cut {
        notices.push(
            Notice::error(format!("`{shown}` holds more than {limit} files; the rest was left out"))
                .hint("name the files or a folder further down")
                .at(Location::file(shown.clone())),
        );
    }
    for path in files {
        add_file(&path, Origin::Within(shown.clone()), found, notices)?;
    }
    Ok(())
}

fn add_file(path: &Path, origin: Origin, found: &mut Vec<Found>, notices: &Notices) -> Result<(), Error> {
    let shown = slashed(path);
    if archive::is_archive_name(&shown) {
        let bytes = fs::read(path).map_err(Error::io("read", path))?;
        add_bytes(shown, origin, bytes, found, notices);
    } else {
        found.push(Found { path: shown, origin, source: Source::File(path.to_owned()) });
    }
    Ok(())
}

fn add_bytes(path: String, origin: Origin, bytes: Vec<u8>, found: &mut Vec<Found>, notices: &Notices) {
    match archive::open(&path, bytes) {
        archive::Opened::Plain { path, bytes } => {
            found.push(Found { path, origin, source: Source::Bytes(bytes) });
        }
        archive::Opened::Members { members, notice } => {
            for (name, bytes) in members {
                found.push(Found {
                    path: format!("{path}/{name}"),
                    origin: Origin::Within(path.clone()),
                    source: Source::Bytes(bytes),
                });
            }
            if let Some(notice) = notice {
                notices.push(notice.at(Location::file(path)));
            }
        }
    }
}

/// A file that two inputs name counts once.
fn leave_out_twins(found: &mut Vec<Found>, notices: &Notices) {
    let mut seen = BTreeSet::new();
    found.retain(|file| {
        let Source::File(path) = &file.source else { return true };
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let new = seen.insert(real);
        if !new {
            notices.push(
                Notice::note(format!("`{}` is named twice and counted once", file.path))
                    .at(Location::file(file.path.clone())),
            );
        }
        new
    });
}

/// The path with `/` and without a leading `./`.
pub(crate) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}
