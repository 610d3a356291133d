//! Where records lie: a folder, or a published site that is read over the network.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use report_model::Notices;

use super::web;
use crate::error::Error;
use crate::site::FileContent;

/// Records that could not be read are kept here.
pub(super) const ASIDE: &str = "aside";
/// How the names of files that are being written begin.
const UNFINISHED: &str = ".writing-";

/// The files of a history by name.
#[derive(Debug)]
pub(super) enum Files {
    /// A folder on disk; files are added to it.
    Folder(PathBuf),
    /// What was read from an address, and what was added since; it is kept by publishing it again.
    Fetched {
        /// Where it was read from.
        url: String,
        /// The files; what was put aside has `aside/` before its name.
        files: Mutex<BTreeMap<String, Vec<u8>>>,
    },
}

impl Files {
    pub(super) fn folder(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }

    pub(super) fn fetch(url: &str, notices: &Notices) -> Result<Self, Error> {
        Ok(Self::Fetched { url: url.to_owned(), files: Mutex::new(web::fetch(url, notices)?) })
    }

    /// The folder; `None` for files that were fetched.
    pub(super) fn lies_in(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Fetched { .. } => None,
        }
    }

    /// The names that begin so, sorted.
    pub(super) fn names(&self, start: &str) -> Result<Vec<String>, Error> {
        let mut names: Vec<String> = match self {
            Self::Folder(folder) => {
                let entries = match fs::read_dir(folder) {
                    Ok(entries) => entries,
                    // It is made when the first run is added.
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
                    // What is there and cannot be read must not be taken for an empty history.
                    Err(error) => return Err(Error::io("read", folder)(error)),
                };
                let mut names = Vec::new();
                for entry in entries {
                    let name = entry.map_err(Error::io("read", folder))?.file_name();
                    names.push(name.to_string_lossy().into_owned());
                }
                names
            }
            Self::Fetched { files, .. } => {
                files.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
            }
        };
        names.retain(|name| name.starts_with(start) && name.ends_with(".json.gz"));
        names.sort();
        Ok(names)
    }

    /// What an earlier build left half written.
    pub(super) fn unfinished(&self) -> Vec<PathBuf> {
        let Self::Folder(folder) = self else { return Vec::new() };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let is_unfinished = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNFINISHED))
        };
        entries.filter_map(Result::ok).map(|entry| entry.path()).filter(is_unfinished).collect()
    }

    pub(super) fn read(&self, name: &str) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Folder(folder) => fs::read(folder.join(name)),
            Self::Fetched { files, .. } => files
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(name)
                .cloned()
                .ok_or_else(|| std::io::ErrorKind::NotFound.into()),
        }
    }

    /// What is to be published as this file: in a folder it need not be read for that.
    pub(super) fn content(&self, name: &str) -> std::io::Result<FileContent<'static>> {
        match self {
            Self::Folder(folder) => Ok(FileContent::CopyOf(folder.join(name))),
            Self::Fetched { .. } => self.read(name).map(|bytes| FileContent::Bytes(bytes.into())),
        }
    }

    /// What the place of a file is called in notices.
    pub(super) fn place(&self, name: &str) -> String {
        match self {
            Self::Folder(folder) => folder.join(name).display().to_string(),
            Self::Fetched { url, .. } => format!("{url}{name}"),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder(folder) => folder.join(name).exists(),
            Self::Fetched { files, .. } => {
                files.lock().unwrap_or_else(PoisonError::into_inner).contains_key(name)
            }
        }
    }

    /// Adds a file that is not there yet, as a whole or not at all. False when it is there by now.
    pub(super) fn add(&self, name: &str, bytes: &[u8]) -> Result<bool, Error> {
        match self {
            Self::Folder(folder) => {
                let target = folder.join(name);
                match written(folder, bytes)
                    .map_err(Error::keeping("write", &target))?
                    .persist_noclobber(&target)
                {
                    Ok(_) => Ok(true),
                    Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
                    Err(error) => Err(Error::keeping("write", &target)(error.error)),
                }
            }
            Self::Fetched { files, .. } => {
                let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
                let is_new = !files.contains_key(name);
                files.entry(name.to_owned()).or_insert_with(|| bytes.to_owned());
                Ok(is_new)
            }
        }
    }

    /// Puts other bytes into the place of a file, as a whole or not at all.
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Folder(folder) => {
                let target = folder.join(name);
                let file = written(folder, bytes).map_err(Error::keeping("write", &target))?;
                file.persist(&target).map_err(|error| Error::keeping("write", &target)(error.error))?;
            }
            Self::Fetched { files, .. } => {
                files
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(name.to_owned(), bytes.to_owned());
            }
        }
        Ok(())
    }

    /// Moves a file out of the way. False when it stays where it is.
    pub(super) fn put_aside(&self, name: &str) -> bool {
        match self {
            Self::Folder(folder) => {
                let aside = folder.join(ASIDE);
                fs::create_dir_all(&aside)
                    .and_then(|()| fs::rename(folder.join(name), aside.join(name)))
                    .is_ok()
            }
            Self::Fetched { files, .. } => {
                let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(bytes) = files.remove(name) {
                    files.insert(format!("{ASIDE}/{name}"), bytes);
                }
                true
            }
        }
    }

    /// What was put aside and would be lost if it were not published again; a folder keeps it itself.
    pub(super) fn kept_aside(&self) -> Vec<(String, Vec<u8>)> {
        let Self::Fetched { files, .. } = self else { return Vec::new() };
        let files = files.lock().unwrap_or_else(PoisonError::into_inner);
        let aside = files.iter().filter(|(name, _)| name.starts_with(ASIDE));
        aside.map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
    }
}

/// A file with these bytes beside its target, complete on disk.
fn written(folder: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_data()?;
    Ok(file)
}
