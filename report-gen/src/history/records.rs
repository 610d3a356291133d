//! The records of a history as they are published with a report.

use std::collections::BTreeMap;

use report_model::site::{HistoryIndex, HistoryRecord, SCHEMA};

use super::decode::decode;
use super::store::{lists_of_record, natural};
use super::{files::ASIDE, web};
use crate::error::Error;
use crate::site::{FileContent, gzip_json};

/// Files that are published below `data/history`.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Records and the lists of names that they need; what could not be read has `aside/` before its name.
    files: BTreeMap<String, FileContent<'static>>,
    /// Whether the history also lies elsewhere, whole.
    is_copy: bool,
    /// The id of the run that is built, which stays whole.
    this_run: String,
}

impl Records {
    pub(super) fn new(files: BTreeMap<String, FileContent<'static>>, is_copy: bool, this_run: &str) -> Self {
        Self { files, is_copy, this_run: this_run.to_owned() }
    }

    /// Whether the history also lies elsewhere, whole.
    pub const fn is_copy(&self) -> bool {
        self.is_copy
    }

    /// How many bytes the files have.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(FileContent::size).sum()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files and, last, a list of them; nothing where no history is kept.
    pub fn to_files(&self) -> Result<Vec<(String, FileContent<'static>)>, Error> {
        if self.files.is_empty() {
            return Ok(Vec::new());
        }
        let aside = |name: &String| name.strip_prefix(ASIDE)?.strip_prefix('/').map(str::to_owned);
        let index = HistoryIndex {
            schema: SCHEMA,
            files: self.files.keys().filter(|name| aside(name).is_none()).cloned().collect(),
            aside: self.files.keys().filter_map(aside).collect(),
        };
        let index = serde_json::to_vec(&index)
            .map_err(|source| Error::Json { what: "the list of records".to_owned(), source })?;
        let files = self.files.iter().map(|(name, content)| (name.clone(), content.clone()));
        Ok(files.chain([(web::INDEX.to_owned(), FileContent::Bytes(index.into()))]).collect())
    }

    /// Leaves the results of single tests out of the oldest runs, of as few as it takes to save so many bytes, and
    /// gives the ids of these runs. The run that is built stays whole. So does a history that lies
    /// nowhere else: what would be left out of that one would be lost.
    pub fn thin(&mut self, save: u64) -> Result<Vec<String>, Error> {
        if !self.is_copy {
            return Ok(Vec::new());
        }
        let record = |(name, content): (&String, &FileContent<'_>)| {
            let record: HistoryRecord =
                name.starts_with("run-").then(|| decode(name, &content.read().ok()?).ok()).flatten()?;
            Some((name.clone(), record))
        };
        let mut records: Vec<(String, HistoryRecord)> = self.files.iter().filter_map(record).collect();
        records.sort_by_cached_key(|(name, record)| (record.run.started_at, natural(name)));
        let mut needed_by: BTreeMap<String, usize> = BTreeMap::new();
        for list in records.iter().flat_map(|(_, record)| lists_of_record(record)) {
            *needed_by.entry(list).or_default() += 1;
        }
        let goal = self.bytes().saturating_sub(save);
        let mut size = self.bytes();
        let mut thinned: Vec<String> = Vec::new();
        for (name, mut record) in records {
            let lists = lists_of_record(&record);
            if size <= goal {
                break;
            }
            if lists.is_empty() || record.run.id == self.this_run {
                continue;
            }
            (record.tests, record.files) = (None, None);
            let bytes = gzip_json(&record, &name)?;
            size += bytes.len() as u64;
            size -= self.files.insert(name, FileContent::Bytes(bytes.into())).map_or(0, |old| old.size());
            for list in lists {
                let needed = needed_by.entry(list.clone()).or_default();
                *needed = needed.saturating_sub(1);
                if *needed == 0 {
                    size -= self.files.remove(&list).map_or(0, |old| old.size());
                }
            }
            // Parts of a run follow each other.
            if thinned.last() != Some(&record.run.id) {
                thinned.push(record.run.id);
            }
        }
        Ok(thinned)
    }
}
