//! From what was typed to the files that are read: folders are walked, patterns matched, archives opened.

mod archive;
mod limits;
mod walk;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Cursor, Read as _};
use std::path::{Path, PathBuf};

use report_model::{Location, Notice, Notices, text};

use crate::error::Error;

pub use self::limits::Limits;

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

/// How artifacts are looked for.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The folder from which paths are told.
    pub here: &'a Path,
    /// What an archive may give.
    pub limits: Limits,
    /// Whether a reader takes a file of this path and beginning: of others archives give the beginning only.
    pub wanted: &'a (dyn Fn(&str, &[u8]) -> bool + Sync),
    /// Where problems are told.
    pub notices: &'a Notices,
}

impl Search<'_> {
    /// The files that `inputs` name, in the order of the inputs and by name within a folder. With no input, the
    /// files below the folder that are called as runners call them.
    pub fn artifacts(&self, inputs: &[String]) -> Result<Vec<Found>, Error> {
        let mut found = Vec::new();
        for input in inputs {
            self.expand(input, &mut found)?;
        }
        if inputs.is_empty() {
            for path in walk::files_with_known_names(self.here) {
                self.add_file(&path, &Origin::Named, &mut found);
            }
        }
        name_from(self.here, &mut found);
        self.leave_out_twins(&mut found);
        // An archive that is there and gave nothing has a notice that says why.
        let is_there = |input: &String| input == "-" || Path::new(input).is_file();
        if found.is_empty() && !inputs.iter().any(is_there) {
            return Err(Error::NoArtifact { looked_for: looked_for(inputs, self.here) });
        }
        Ok(found)
    }

    /// The files of one folder that stands for one run.
    pub fn artifacts_in(&self, folder: &Path) -> Vec<Found> {
        let mut found = Vec::new();
        self.add_folder(folder, &mut found);
        name_from(self.here, &mut found);
        found
    }

    fn expand(&self, input: &str, found: &mut Vec<Found>) -> Result<(), Error> {
        if input == "-" {
            return self.add_stdin(found);
        }
        let path = Path::new(input);
        if path.is_dir() {
            self.add_folder(path, found);
            return Ok(());
        }
        if path.exists() {
            self.add_file(path, &Origin::Named, found);
            return Ok(());
        }
        let is_pattern = input.contains(['*', '?', '[']);
        let matched = if is_pattern { matches(input)? } else { Vec::new() };
        if matched.is_empty() {
            let what = if is_pattern { "matches no file" } else { "does not exist" };
            self.notices.push(
                Notice::error(format!("`{input}` {what}"))
                    .effect("what it should have held is not in the figures")
                    .hint("check the path, or whether the step that writes it ran")
                    .at(Location::file(input)),
            );
        }
        for path in matched {
            if path.is_file() {
                self.add_file(&path, &Origin::Named, found);
            } else if path.is_dir() && !input.contains("**") {
                self.add_folder(&path, found);
            }
        }
        Ok(())
    }

    fn add_stdin(&self, found: &mut Vec<Found>) -> Result<(), Error> {
        let most = self.limits.bytes;
        let mut bytes = Vec::new();
        // One byte more than allowed tells what is too large from what just fits.
        let mut stdin = io::stdin().lock().take(most.saturating_add(1));
        stdin.read_to_end(&mut bytes).map_err(Error::io("read", "standard input"))?;
        if bytes.len() as u64 > most {
            bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            self.notices.push(
                Notice::error(format!("holds more than {}; the rest was left out", text::bytes(most)))
                    .effect("every figure may be too low")
                    .hint("name a file instead, or allow more with `--max-unpacked 8GiB`")
                    .at(Location::file("stdin")),
            );
        }
        let opened = archive::open("stdin", &mut Cursor::new(bytes), self.limits, self.wanted);
        self.add_opened("stdin", opened, &Origin::Named, found);
        Ok(())
    }

    fn add_folder(&self, folder: &Path, found: &mut Vec<Found>) {
        let shown = slashed(folder);
        let (files, cut) = walk::files(folder);
        if let Some(limit) = cut {
            self.notices.push(
                Notice::error(format!("`{shown}` holds more than {limit} files; the rest was left out"))
                    .hint("name the files or a folder further down")
                    .at(Location::file(shown.clone())),
            );
        }
        for path in files {
            self.add_file(&path, &Origin::Within(shown.clone()), found);
        }
    }

    fn add_file(&self, path: &Path, origin: &Origin, found: &mut Vec<Found>) {
        let shown = slashed(path);
        // What cannot be opened here cannot be opened by the readers either, and they tell.
        let packed = File::open(path).ok().filter(|file| archive::is_packed(&mut &*file).unwrap_or(false));
        match packed {
            Some(mut file) => {
                let opened = archive::open(&shown, &mut file, self.limits, self.wanted);
                self.add_opened(&shown, opened, origin, found);
            }
            None => found.push(Found {
                path: shown,
                origin: origin.clone(),
                source: Source::File(path.to_owned()),
            }),
        }
    }

    fn add_opened(&self, shown: &str, opened: archive::Opened, origin: &Origin, found: &mut Vec<Found>) {
        let origin = if opened.is_archive { Origin::Within(shown.to_owned()) } else { origin.clone() };
        if opened.is_archive && opened.files.is_empty() && opened.notices.is_empty() {
            self.notices.push(
                Notice::warning("is an archive without any file")
                    .effect("nothing of it is in the figures")
                    .hint("the job that should have packed it most likely failed before; look at its log")
                    .at(Location::file(shown)),
            );
        }
        found.extend(opened.files.into_iter().map(|(path, bytes)| Found {
            path,
            origin: origin.clone(),
            source: Source::Bytes(bytes),
        }));
        for notice in opened.notices {
            self.notices.push(notice);
        }
    }

    /// A file that two inputs name counts once.
    fn leave_out_twins(&self, found: &mut Vec<Found>) {
        let mut seen = BTreeSet::new();
        found.retain(|file| {
            let Source::File(path) = &file.source else { return true };
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            let new = seen.insert(real);
            if !new {
                self.notices.push(
                    Notice::note(format!("`{}` is named twice and counted once", file.path))
                        .at(Location::file(file.path.clone())),
                );
            }
            new
        });
    }
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

/// The path with `/` and without a leading `./`.
pub(crate) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}
