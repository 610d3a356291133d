//! The folder of records.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::GzDecoder;
use report_analysis::history::{History, PastRun};
use report_model::site::{HistoryRecord, NameList, SCHEMA, SchemaOnly};
use report_model::{Location, Notice, Notices};
use serde::de::DeserializeOwned;

use super::record::{of_record, to_record};
use crate::error::Error;
use crate::identity::compact;
use crate::site::{gzip_json, path_safe};

/// No record of a run is larger than this when it is decompressed.
const MAX_RECORD_BYTES: u64 = 1 << 30;

/// A folder of records.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store in `folder`, which is made when the first run is added.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// All runs, oldest first. A record that cannot be read is put aside.
    pub fn load(&self, notices: &Notices) -> Result<History, Error> {
        let mut lists: BTreeMap<String, Arc<[String]>> = BTreeMap::new();
        let mut runs: Vec<(String, PastRun)> = Vec::new();
        for name in self.names("run-")? {
            match self.read_run(&name, &mut lists) {
                Ok(run) => runs.push((name, run)),
                Err(problem) => self.put_aside(&name, &problem, notices),
            }
        }
        // A run without a time stands where its number puts it, before those with one.
        runs.sort_by(|a, b| {
            (a.1.point.run.started_at, natural(&a.0)).cmp(&(b.1.point.run.started_at, natural(&b.0)))
        });
        Ok(History { runs: leave_out_older(runs, notices) })
    }

    /// Adds a run. The same run with the same content is there already; with another content it gets a file of its
    /// own.
    pub fn add(&self, run: &PastRun) -> Result<(), Error> {
        let (record, lists) = to_record(run);
        fs::create_dir_all(&self.folder).map_err(Error::io("create", &self.folder))?;
        for (digest, list) in lists {
            let name = format!("names-{digest}.json.gz");
            if !self.folder.join(&name).exists() {
                self.put(&name, &gzip_json(&list, &name)?)?;
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
            let path = self.folder.join(&name);
            match fs::read(&path) {
                Ok(there) if there == bytes => return Ok(()),
                Ok(_) => {}
                Err(_) => {
                    // Another job may have taken the name since.
                    if self.put(&name, &bytes)? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// The files of the store with their bytes, to be published with the site.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut files = Vec::new();
        for name in self.names("run-")?.into_iter().chain(self.names("names-")?) {
            let path = self.folder.join(&name);
            files.push((name, fs::read(&path).map_err(Error::io("read", &path))?));
        }
        Ok(files)
    }

    /// Runs without a time are numbered in the order in which they were added.
    fn undated_stem(&self, id: &str) -> Result<String, Error> {
        let names = self.names("run-undated-")?;
        let ending = format!("-{id}.json.gz");
        if let Some(same) = names.iter().find(|name| name.ends_with(&ending)) {
            return Ok(same.trim_end_matches(".json.gz").to_owned());
        }
        Ok(format!("run-undated-{:05}-{id}", names.len() + 1))
    }

    fn names(&self, start: &str) -> Result<Vec<String>, Error> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for entry in entries {
            let name =
                entry.map_err(Error::io("read", &self.folder))?.file_name().to_string_lossy().into_owned();
            if name.starts_with(start) && name.ends_with(".json.gz") {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// Writes a file that is not there yet, as a whole or not at all. False when it is there by now.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<bool, Error> {
        let target = self.folder.join(name);
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(Error::io("write", &target))?;
        file.write_all(bytes).map_err(Error::io("write", &target))?;
        match file.persist_noclobber(&target) {
            Ok(_) => Ok(true),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(Error::io("write", &target)(error.error)),
        }
    }

    fn read_run(&self, name: &str, lists: &mut BTreeMap<String, Arc<[String]>>) -> Result<PastRun, String> {
        let record: HistoryRecord = self.read(name)?;
        of_record(record, |digest| {
            if let Some(names) = lists.get(digest) {
                return Ok(Arc::clone(names));
            }
            let list: NameList = self.read(&format!("names-{digest}.json.gz"))?;
            let names: Arc<[String]> = list.names.into();
            lists.insert(digest.to_owned(), Arc::clone(&names));
            Ok(names)
        })
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let bytes = fs::read(self.folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        let mut json = Vec::new();
        let mut decoder = GzDecoder::new(bytes.as_slice()).take(MAX_RECORD_BYTES);
        decoder.read_to_end(&mut json).map_err(|error| format!("{name}: {error}"))?;
        let written: SchemaOnly =
            serde_json::from_slice(&json).map_err(|error| format!("{name}: {error}"))?;
        if written.schema != SCHEMA {
            let age = if written.schema > SCHEMA { "a newer" } else { "an older" };
            return Err(format!("{name} was written by {age} report-gen (schema {})", written.schema));
        }
        serde_json::from_slice(&json).map_err(|error| format!("{name}: {error}"))
    }

    fn put_aside(&self, name: &str, problem: &str, notices: &Notices) {
        let path = self.folder.join(name);
        let aside = self.folder.join("aside");
        let moved = fs::create_dir_all(&aside).and_then(|()| fs::rename(&path, aside.join(name)));
        let effect = match moved {
            Ok(()) => "the run is not in any trend; its record was moved to `aside/`",
            Err(_) => "the run is not in any trend",
        };
        notices.push(
            Notice::warning(format!("a record of the history cannot be read: {problem}"))
                .effect(effect)
                .hint("read it with the version that wrote it, or build that run again with --history")
                .at(Location::file(path.display().to_string())),
        );
    }
}

/// Of several records of one run the one that was added last counts.
fn leave_out_older(runs: Vec<(String, PastRun)>, notices: &Notices) -> Vec<PastRun> {
    let mut newest: BTreeMap<String, usize> = BTreeMap::new();
    for (index, (_, run)) in runs.iter().enumerate() {
        newest.insert(run.point.run.id.clone(), index);
    }
    let mut kept = Vec::with_capacity(newest.len());
    for (index, (name, run)) in runs.into_iter().enumerate() {
        if newest.get(&run.point.run.id) == Some(&index) {
            kept.push(run);
        } else {
            notices.push(
                Notice::note(format!("the history has more than one record of run {}", run.point.run.id))
                    .effect("the one that was added last counts")
                    .at(Location::file(name)),
            );
        }
    }
    kept
}

/// `a~2` before `a~10`.
fn natural(name: &str) -> (String, u32) {
    let stem = name.trim_end_matches(".json.gz");
    match stem.rsplit_once('~') {
        Some((stem, number)) => (stem.to_owned(), number.parse().unwrap_or(0)),
        None => (stem.to_owned(), 1),
    }
}

#[cfg(test)]
mod tests {
    use report_analysis::history::PastTests;
    use report_model::Timestamp;
    use report_model::site::{RunInfo, RunPoint, Totals};

    use super::*;

    fn past(id: &str, time: Option<i64>, letters: &str) -> PastRun {
        let names: Vec<String> = (0..letters.len()).map(|number| format!("t{number}")).collect();
        PastRun {
            point: RunPoint {
                run: RunInfo { id: id.into(), started_at: time.map(Timestamp), ..RunInfo::default() },
                totals: Totals::default(),
                coverage: None,
            },
            tests: Some(PastTests {
                names: names.into(),
                outcomes: letters.into(),
                durations_us: vec![Some(5); letters.len()],
                failures: Vec::new(),
                retries: Vec::new(),
            }),
            files: None,
        }
    }

    fn ids(history: &History) -> Vec<&str> {
        history.runs.iter().map(|run| run.point.run.id.as_str()).collect()
    }

    fn load(store: &Store) -> (History, Vec<Notice>) {
        let notices = Notices::default();
        let history = store.load(&notices).unwrap();
        (history, notices.into_sorted())
    }

    #[test]
    fn runs_come_back_in_order_and_share_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(&folder.path().join("history"));
        let runs =
            [past("b", Some(2000), "pf"), past("a", Some(1000), "pp"), past("x/../y", Some(3000), "pp")];
        for run in &runs {
            store.add(run).unwrap();
        }
        let (history, notices) = load(&store);
        assert_eq!(ids(&history), ["a", "b", "x/../y"]);
        assert_eq!(history.runs[1], runs[0]);
        let names = |index: usize| &history.runs[index].tests.as_ref().unwrap().names;
        assert!(Arc::ptr_eq(names(0), names(2)));
        assert!(notices.is_empty());
        assert_eq!(store.files().unwrap().len(), 4);
    }

    #[test]
    fn the_same_run_twice_changes_nothing_and_another_content_wins_without_loss() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path());
        store.add(&past("a", Some(1000), "pp")).unwrap();
        store.add(&past("a", Some(1000), "pp")).unwrap();
        assert_eq!(store.files().unwrap().len(), 2);
        store.add(&past("a", Some(1000), "pf")).unwrap();
        store.add(&past("a", Some(1000), "pf")).unwrap();
        assert_eq!(store.files().unwrap().len(), 3);
        let (history, notices) = load(&store);
        assert_eq!(history.runs.len(), 1);
        assert_eq!(history.runs[0].tests.as_ref().unwrap().outcomes, "pf");
        assert!(notices[0].message.contains("more than one record"));
    }

    #[test]
    fn runs_without_a_time_keep_the_order_in_which_they_came() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path());
        for id in ["z", "m", "a", "z"] {
            store.add(&past(id, None, "p")).unwrap();
        }
        assert_eq!(ids(&load(&store).0), ["z", "m", "a"]);
    }

    #[test]
    fn what_cannot_be_read_is_put_aside_and_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path());
        store.add(&past("a", Some(1000), "pp")).unwrap();
        fs::write(folder.path().join("run-1-cut.json.gz"), b"\x1f\x8b\x08").unwrap();
        let newer = gzip_json(&SchemaOnly { schema: SCHEMA + 1 }, "x").unwrap();
        fs::write(folder.path().join("run-2-newer.json.gz"), newer).unwrap();
        let (history, notices) = load(&store);
        assert_eq!(ids(&history), ["a"]);
        assert_eq!(notices.len(), 2);
        assert!(notices.iter().any(|notice| notice.message.contains("a newer report-gen")));
        assert!(folder.path().join("aside/run-1-cut.json.gz").exists());
        assert!(folder.path().join("aside/run-2-newer.json.gz").exists());
        let (_, again) = load(&store);
        assert!(again.is_empty());
    }
}
