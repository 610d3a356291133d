//! Reads the files that were found, several at a time, in an order that does not depend on which is done first.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use rayon::prelude::*;
use report_formats::{Artifact, Detected, Format, TextLimits, Wanted, detect};
use report_model::run::ReadArtifact;
use report_model::{Location, Notice, Notices};

use crate::discover::{Found, Origin, Source};
use crate::error::Error;

/// Files in folders are looked into before they are read as a whole when they are larger than this.
const HEAD_BYTES: u64 = 64 * 1024;

/// Larger files are read part by part where their format allows it, which takes longer and less memory.
const LARGE_BYTES: u64 = 64 << 20;

/// A person's word that files of a pattern have a format: `--format junit=out/*.xml`.
#[derive(Debug, Clone)]
pub struct FormatRule {
    format: FormatChoice,
    pattern: glob::Pattern,
}

#[derive(Clone, Copy)]
struct FormatChoice(&'static dyn Format);

impl std::fmt::Debug for FormatChoice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0.id())
    }
}

impl FormatRule {
    /// Reads `ID=GLOB`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let usage = |message: String, help: String| Error::Usage { message, help: Some(help) };
        let known = || {
            let ids: Vec<String> =
                report_formats::FORMATS.iter().map(|format| format.id().to_string()).collect();
            format!("the formats are {}", ids.join(", "))
        };
        let (id, pattern) = text.split_once('=').ok_or_else(|| {
            usage(format!("`{text}` names no files"), "write `--format junit='out/*.xml'`".into())
        })?;
        let format =
            report_formats::by_id(id).ok_or_else(|| usage(format!("`{id}` is no format"), known()))?;
        let pattern = glob::Pattern::new(pattern).map_err(|error| {
            usage(format!("`{pattern}` is no pattern: {error}"), "`*` stands for any name".into())
        })?;
        Ok(Self { format: FormatChoice(format), pattern })
    }
}

fn forced(rules: &[FormatRule], path: &str) -> Option<&'static dyn Format> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let rule = rules.iter().rev().find(|rule| rule.pattern.matches(path) || rule.pattern.matches(name));
    rule.map(|rule| rule.format.0)
}

/// Whether a file that is called so and begins so would be read.
pub fn is_wanted(rules: &[FormatRule], path: &str, head: &[u8]) -> bool {
    forced(rules, path).is_some() || !matches!(detect(&Artifact::new(path, head)), Detected::Unknown)
}

/// How files are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// What a person said of formats.
    pub formats: &'a [FormatRule],
    /// How much of failure texts and output is kept.
    pub texts: TextLimits,
    /// What is wanted of test results.
    pub wanted: Wanted,
}

impl<'a> Reading<'a> {
    /// Every case, with as much of its texts as is usual.
    pub fn cases(formats: &'a [FormatRule]) -> Self {
        Self { formats, texts: TextLimits::default(), wanted: Wanted::Cases }
    }
}

/// What every file said. A file that lies in a folder and is in no known format is left out; `notices` names it.
pub fn read_all(found: Vec<Found>, reading: Reading<'_>, notices: &Notices) -> Vec<ReadArtifact> {
    let read: Vec<(Origin, Option<ReadArtifact>, String)> = found
        .into_par_iter()
        .map(|file| {
            let Found { path, origin, source } = file;
            let artifact = read_one(&path, &origin, source, reading);
            (origin, artifact, path)
        })
        .collect();
    let mut artifacts = Vec::with_capacity(read.len());
    let mut unknown: Vec<(String, Vec<String>)> = Vec::new();
    for (origin, artifact, path) in read {
        match (origin, artifact) {
            (_, Some(artifact)) => artifacts.push(artifact),
            (Origin::Within(folder), None) => match unknown.last_mut() {
                Some((last, paths)) if *last == folder => paths.push(path),
                _ => unknown.push((folder, vec![path])),
            },
            (Origin::Named, None) => {}
        }
    }
    for (folder, paths) in unknown {
        notices.push(left_out(&folder, &paths));
    }
    artifacts
}

/// `None` for a file of no known format that nobody named.
fn read_one(path: &str, origin: &Origin, source: Source, reading: Reading<'_>) -> Option<ReadArtifact> {
    let forced = forced(reading.formats, path);
    let bytes = match source {
        Source::Bytes(bytes) => Ok(bytes),
        Source::File(file) => {
            if *origin != Origin::Named && forced.is_none() && !may_be_known(path, &file) {
                return None;
            }
            match in_parts(path, &file, forced, reading) {
                Ok(Some(artifact)) => return Some(artifact),
                Ok(None) => fs::read(file),
                Err(error) => Err(error),
            }
        }
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Some(unreadable(path, &error)),
    };
    let artifact = Artifact { path, bytes: &bytes, texts: reading.texts };
    let blank = || bytes.iter().all(u8::is_ascii_whitespace);
    if *origin != Origin::Named
        && forced.is_none()
        && !blank()
        && matches!(detect(&artifact), Detected::Unknown)
    {
        return None;
    }
    Some(report_formats::read_wanted(&artifact, forced, reading.wanted))
}

/// A large file, when it can be read without having all of it in memory.
fn in_parts(
    path: &str,
    file: &Path,
    forced: Option<&'static dyn Format>,
    reading: Reading<'_>,
) -> io::Result<Option<ReadArtifact>> {
    let mut file = fs::File::open(file)?;
    if file.metadata()?.len() <= LARGE_BYTES {
        return Ok(None);
    }
    report_formats::read_in_parts(path, &mut file, forced, reading.texts, reading.wanted)
}

/// Whether it is worth reading the whole of a large file: its beginning and its name decide the format.
fn may_be_known(path: &str, file: &Path) -> bool {
    let is_large = fs::metadata(file).is_ok_and(|data| data.len() > HEAD_BYTES);
    if !is_large {
        return true;
    }
    let mut head = Vec::new();
    let read = fs::File::open(file).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    read.is_err() || !matches!(detect(&Artifact::new(path, &head)), Detected::Unknown)
}

fn unreadable(path: &str, error: &io::Error) -> ReadArtifact {
    let notice = Notice::error(format!("cannot be read: {error}"))
        .effect("nothing of it is in the figures")
        .at(Location::file(path));
    ReadArtifact {
        path: path.to_owned(),
        size_bytes: 0,
        format: None,
        document: report_model::run::Document::default(),
        notices: vec![notice],
    }
}

fn left_out(folder: &str, paths: &[String]) -> Notice {
    const SHOWN: usize = 5;
    let within = |path: &String| {
        let name = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
        format!("`{name}`")
    };
    let mut names: Vec<String> = paths.iter().take(SHOWN).map(within).collect();
    if paths.len() > SHOWN {
        names.push(format!("and {} more", paths.len() - SHOWN));
    }
    let files = report_model::text::counted(paths.len() as u64, "file");
    let verb = if paths.len() == 1 { "is" } else { "are" };
    Notice::note(format!("{files} in `{folder}` {verb} in no format that is known: {}", names.join(", ")))
        .effect("left out; no figure is in doubt if they are no artifacts")
        .hint("`report-gen formats` lists the formats; `--format ID=GLOB` says what a file is")
        .at(Location::file(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_files_by_path_or_by_name() {
        let rules = [FormatRule::parse("lcov=cover/*").unwrap(), FormatRule::parse("junit=*.out").unwrap()];
        let id = |path| forced(&rules, path).map(|format| format.id().0);
        assert_eq!(id("cover/a"), Some("lcov"));
        assert_eq!(id("cover/a.out"), Some("junit"));
        assert_eq!(id("b/c/a.out"), Some("junit"));
        assert_eq!(id("b/c/a.xml"), None);
        assert!(FormatRule::parse("nope=*").is_err());
        assert!(FormatRule::parse("junit").is_err());
    }
}
