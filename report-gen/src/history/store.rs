//! The records of a history: read, added, thinned.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use report_analysis::history::{History, PastRun, Variants};
use report_model::run::RunIdentity;
use report_model::site::{HistoryRecord, NameList, RunInfo};
use report_model::text::counted;
use report_model::{Location, Notice, Notices};
use serde::de::DeserializeOwned;

use super::decode::decode;
use super::files::{ASIDE, Files};
use super::record::{in_list, name_list_digest, of_record, to_record};
use super::records::Records;
use super::web;
use crate::error::Error;
use crate::identity::compact;
use crate::site::{FileContent, gzip_json, path_safe};

/// What is still being written after this time was given up.
const GIVEN_UP: Duration = Duration::from_secs(3600);

/// How long the results of single tests are kept; totals are kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// For this many runs of each branch and variant.
    pub runs: usize,
    /// For this many days before the run that is added.
    pub days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Self {
        Self { runs: 300, days: None }
    }
}

/// The records of a project's runs.
#[derive(Debug)]
pub struct Store {
    files: Files,
    /// The names of the tests of the latest run, which the next one mostly shares.
    latest: Mutex<Option<Arc<[String]>>>,
    /// What each record says of itself, as far as records were read.
    known: Mutex<BTreeMap<String, Known>>,
    /// What cannot be read and could not be put aside either.
    stuck: Mutex<Vec<String>>,
}

/// What is remembered of a record.
#[derive(Debug)]
struct Known {
    run: RunInfo,
    /// The lists that it refers to; none once it was thinned.
    lists: Vec<String>,
}

type Lists = BTreeMap<String, Result<Arc<[String]>, String>>;

impl Store {
    /// The store in `folder`, which is made when the first run is added.
    pub fn at(folder: &Path) -> Self {
        Self::of(Files::folder(folder))
    }

    /// The store at a place as it is typed: a folder, or the address of a published history, which is read at once.
    pub fn open(place: &str, here: &Path, notices: &Notices) -> Result<Self, Error> {
        if !web::is_address(place) {
            return Ok(Self::at(&here.join(place)));
        }
        Ok(Self::of(Files::fetch(&web::folder(place), notices)?))
    }

    fn of(files: Files) -> Self {
        Self { files, latest: Mutex::default(), known: Mutex::default(), stuck: Mutex::default() }
    }

    /// All runs, oldest first; records of one run are one run, as one with these labels sees it.
    pub fn load(&self, labels: &BTreeMap<String, String>, notices: &Notices) -> Result<History, Error> {
        Ok(History::of_records(self.records(notices)?, labels))
    }

    /// All records, oldest first. One that cannot be read is put aside.
    pub fn records(&self, notices: &Notices) -> Result<Vec<PastRun>, Error> {
        self.tell_unfinished(notices);
        let names = self.files.names("run-")?;
        let records: Vec<Result<HistoryRecord, String>> =
            names.par_iter().map(|name| self.read(name)).collect::<Result<_, Error>>()?;
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            for (name, record) in names.iter().zip(&records) {
                if let Ok(record) = record {
                    let lists = lists_of_record(record);
                    known.insert(name.clone(), Known { run: record.run.clone(), lists });
                }
            }
        }
        let lists = self.lists(&records, notices)?;
        let mut runs: Vec<(String, PastRun)> = Vec::new();
        for (name, record) in names.into_iter().zip(records) {
            match record.and_then(|record| of_record(record, &lists)) {
                Ok(run) => runs.push((name, run)),
                Err(problem) => self.put_aside(&name, &problem, "the run is not in any trend", notices),
            }
        }
        // A run without a time stands where its number puts it, before those with one.
        runs.sort_by(|a, b| {
            (a.1.point.run.started_at, natural(&a.0)).cmp(&(b.1.point.run.started_at, natural(&b.0)))
        });
        let names =
            runs.iter().rev().find_map(|(_, run)| run.tests.as_ref()).map(|tests| Arc::clone(&tests.names));
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = names;
        Ok(runs.into_iter().map(|(_, run)| run).collect())
    }

    /// The lists of names that the records refer to. One that cannot be read costs the tests of its runs and not
    /// their totals, and comes back with the next run that has the same tests.
    fn lists(&self, records: &[Result<HistoryRecord, String>], notices: &Notices) -> Result<Lists, Error> {
        let mut digests: Vec<&str> = Vec::new();
        for record in records.iter().flatten() {
            digests.extend(record.tests.as_ref().map(|tests| tests.names.as_str()));
            digests.extend(record.files.as_ref().map(|files| files.names.as_str()));
        }
        digests.sort_unstable();
        digests.dedup();
        let lists: Lists = digests
            .into_par_iter()
            .map(|digest| {
                let list = self.read::<NameList>(&list_name(digest))?.and_then(|list| {
                    let is_whole = name_list_digest(&list.names) == digest;
                    if is_whole { Ok(list.names.into()) } else { Err("it holds other names".to_owned()) }
                });
                Ok((digest.to_owned(), list))
            })
            .collect::<Result<_, Error>>()?;
        for (digest, list) in &lists {
            if let Err(problem) = list {
                let effect = "of the runs that share these names only the totals are known";
                self.put_aside(&list_name(digest), problem, effect, notices);
            }
        }
        Ok(lists)
    }

    /// Adds a run. The same run with the same content is there already; with another content it gets a file of its
    /// own, and both count: nothing tells a run that was built again from another part of it, and jobs beside each
    /// other must not undo each other's records.
    pub fn add(&self, run: &PastRun) -> Result<(), Error> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let mut run = run.clone();
        run.tests = match (run.tests, latest.as_ref()) {
            (Some(tests), Some(list)) => Some(in_list(tests, list)),
            (tests, _) => tests,
        };
        let (record, lists) = to_record(&run);
        if let Some(tests) = &run.tests {
            *latest = Some(Arc::clone(&tests.names));
        }
        for (digest, list) in lists {
            let name = list_name(&digest);
            if !self.files.has(&name) {
                self.files.add(&name, &gzip_json(&list, &name)?)?;
            }
        }
        let id = path_safe(&run.point.run.id);
        let bytes = gzip_json(&record, &id)?;
        let stem = match run.point.run.started_at.and_then(compact) {
            Some(time) => format!("run-{time}-{id}"),
            None => self.undated_stem(&id)?,
        };
        for number in 1u32.. {
            let name =
                if number == 1 { format!("{stem}.json.gz") } else { format!("{stem}~{number}.json.gz") };
            match self.files.read(&name) {
                Ok(there) if there == bytes => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(self.refused(&name, error)),
                Err(_) => {
                    // Another job may have taken the name since.
                    if self.files.add(&name, &bytes)? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Thins records that were loaded to their totals, those that are further back than `retention` wants tests kept.
    /// Each counts for its own branch and variant: a run of many systems is old where it is old. The run that is
    /// recorded `now`, and what is later, stay whole.
    pub fn thin(&self, now: &RunIdentity, retention: Retention, notices: &Notices) -> Result<(), Error> {
        let old = self.old(now, retention);
        let mut thinned: BTreeSet<String> = BTreeSet::new();
        for name in old {
            let Ok(mut record) = self.read::<HistoryRecord>(&name)? else { continue };
            (record.tests, record.files) = (None, None);
            self.files.replace(&name, &gzip_json(&record, &name)?)?;
            let run = record.run;
            thinned.insert(run.id.clone());
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(name, Known { run, lists: Vec::new() });
        }
        if thinned.is_empty() {
            return Ok(());
        }
        notices.push(
            Notice::note(format!(
                "{} of the history now keep their totals only",
                counted(thinned.len() as u64, "old run")
            ))
            .effect("trends of totals go on; trends and outcomes of single tests begin later")
            .hint("`--keep-runs` and `--keep-days` say how long the results of tests are kept"),
        );
        Ok(())
    }

    /// The records that are to be thinned.
    fn old(&self, now: &RunIdentity, retention: Retention) -> Vec<String> {
        let RunIdentity { id: this, branch, started_at: time, labels, .. } = now;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_later = |run: &RunInfo| run.started_at.zip(*time).is_some_and(|(past, now)| past > now);
        let mut records: Vec<(&String, &RunInfo)> = known
            .iter()
            .filter(|(_, known)| !known.lists.is_empty() && !is_later(&known.run))
            .map(|(name, known)| (name, &known.run))
            .collect();
        records.sort_by_cached_key(|(name, run)| Reverse((run.started_at, natural(name))));
        let in_time = records.iter().rev().map(|(_, run)| (run.id.as_str(), &run.labels));
        let variants = Variants::among(in_time, labels);
        let mut counted: BTreeMap<(Option<&str>, Vec<_>), BTreeSet<&str>> = BTreeMap::new();
        counted.entry((branch.as_deref(), variants.of(labels).collect())).or_default().insert(this);
        let oldest = time.zip(retention.days).map(|(time, days)| time.0 - i64::from(days) * 86_400_000);
        let mut old = Vec::new();
        for (name, run) in records {
            let runs =
                counted.entry((run.branch.as_deref(), variants.of(&run.labels).collect())).or_default();
            runs.insert(&run.id);
            let is_old = run.started_at.zip(oldest).is_some_and(|(time, oldest)| time.0 < oldest);
            if run.id != *this && (runs.len() > retention.runs.max(1) || is_old) {
                old.push(name.clone());
            }
        }
        old
    }

    /// The files of the store, to be published with the site. Lists of names that no record needs any more stay behind.
    /// `output` is the folder of the site that they go to, if one is written.
    pub fn publish(&self, this_run: &str, output: Option<&Path>) -> Result<Records, Error> {
        let stuck = self.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<String> = Vec::new();
        let mut needed: Vec<String> = Vec::new();
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            for name in self.files.names("run-")?.into_iter().filter(|name| !stuck.contains(name)) {
                if let Some(record) = known.get(&name) {
                    needed.extend(record.lists.iter().cloned());
                } else {
                    // Another job added it since the history was read.
                    let Ok(record) = self.read(&name)? else { continue };
                    needed.extend(lists_of_record(&record));
                }
                names.push(name);
            }
        }
        needed.sort_unstable();
        needed.dedup();
        needed.retain(|name| self.files.has(name) && !stuck.contains(name));
        names.extend(needed);
        let content = |name: String| {
            let content = self.files.content(&name).map_err(Error::io("read", self.files.place(&name)))?;
            Ok((name, content))
        };
        let mut files: BTreeMap<String, FileContent<'_>> =
            names.into_iter().map(content).collect::<Result<_, Error>>()?;
        let aside = self.files.kept_aside();
        files.extend(aside.into_iter().map(|(name, bytes)| (name, FileContent::Bytes(bytes.into()))));
        let real = |path: &Path| path.canonicalize().ok();
        let published = output.and_then(|output| real(&output.join("data/history")));
        let is_copy = self.files.lies_in().is_some_and(|kept| real(kept) != published);
        Ok(Records::new(files, is_copy, this_run))
    }

    /// Runs without a time are numbered in the order in which they were added.
    fn undated_stem(&self, id: &str) -> Result<String, Error> {
        let names = self.files.names("run-undated-")?;
        let ending = format!("-{id}.json.gz");
        if let Some(same) = names.iter().find(|name| name.ends_with(&ending)) {
            return Ok(same.trim_end_matches(".json.gz").to_owned());
        }
        Ok(format!("run-undated-{:05}-{id}", names.len() + 1))
    }

    /// What a file says, or why it says nothing. What the system refuses tells nothing about the file, which may be
    /// a good one: it is an error.
    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Result<T, String>, Error> {
        match self.files.read(name) {
            Ok(bytes) => Ok(decode(name, &bytes).map_err(|problem| problem.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Err(format!("{name}: {error}"))),
            Err(error) => Err(self.refused(name, error)),
        }
    }

    fn refused(&self, name: &str, source: io::Error) -> Error {
        Error::Record { place: self.files.place(name), source }
    }

    fn put_aside(&self, name: &str, problem: &str, effect: &str, notices: &Notices) {
        let place = self.files.place(name);
        let moved = self.files.put_aside(name);
        if !moved {
            self.stuck.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        }
        let moved = if moved { format!("; it was moved to `{ASIDE}/`") } else { String::new() };
        notices.push(
            Notice::warning(format!("a record of the history cannot be read: {problem}"))
                .effect(format!("{effect}{moved}"))
                .hint("read it with the version that wrote it, or build that run again with --history")
                .at(Location::file(place)),
        );
    }

    /// A build that was killed while it wrote leaves a file that counts for nothing. Another build may be writing just
    /// now, so only what is old is removed.
    fn tell_unfinished(&self, notices: &Notices) {
        for path in self.files.unfinished() {
            let written = fs::metadata(&path).and_then(|data| data.modified()).ok();
            let is_old = written
                .and_then(|time| SystemTime::now().duration_since(time).ok())
                .is_some_and(|age| age > GIVEN_UP);
            let place = Location::file(path.display().to_string());
            if !is_old {
                notices.push(
                    Notice::note("another build is writing to the history, or was stopped while it did")
                        .effect("the run of that build may not be in this report; no other one is missing")
                        .hint(
                            "if it was stopped, build that run again; what it left is removed after an hour",
                        )
                        .at(place),
                );
            } else if fs::remove_file(&path).is_ok() {
                notices.push(
                    Notice::note("an earlier build was stopped while it wrote to the history")
                        .effect("no record was lost but its own; what it left was removed")
                        .at(place),
                );
            }
        }
    }
}

/// The files of the lists that a record refers to.
pub(super) fn lists_of_record(record: &HistoryRecord) -> Vec<String> {
    let tests = record.tests.as_ref().map(|tests| &tests.names);
    let files = record.files.as_ref().map(|files| &files.names);
    tests.into_iter().chain(files).map(|digest| list_name(digest)).collect()
}

fn list_name(digest: &str) -> String {
    format!("names-{digest}.json.gz")
}

/// `a~2` before `a~10`.
pub(super) fn natural(name: &str) -> (String, u32) {
    let stem = name.trim_end_matches(".json.gz");
    match stem.rsplit_once('~') {
        Some((stem, number)) => (stem.to_owned(), number.parse().unwrap_or(0)),
        None => (stem.to_owned(), 1),
    }
}

#[cfg(test)]
mod tests;
