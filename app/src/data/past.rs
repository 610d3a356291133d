//! The records of past runs, where the site was published with its history.

use std::collections::BTreeMap;

use report_analysis::compare::Recorded;
use report_analysis::history::keep_own_variant;
use report_model::site::{HistoryIndex, HistoryRecord, NameList, ShardRef};
use report_model::text::path_safe;

use super::LoadError;
use super::source;
use super::values::understood;

/// What a job of a run left: its record with the names that it refers to.
#[derive(Debug, Clone)]
pub struct PastRun {
    /// The record.
    pub record: HistoryRecord,
    /// The ids of its tests.
    pub tests: Vec<String>,
    /// The paths of its covered files.
    pub files: Vec<String>,
}

impl PastRun {
    /// The record with its names, for the analysis.
    pub fn as_recorded(&self) -> Recorded<'_> {
        Recorded { record: &self.record, tests: &self.tests, files: &self.files }
    }
}

fn file(name: &str) -> ShardRef {
    ShardRef { path: format!("history/{name}"), bytes: 0, version: String::new(), first_row: 0 }
}

/// The list of the records that are published with the site.
pub async fn index() -> Result<HistoryIndex, LoadError> {
    let index = file("index.json");
    Ok(understood(&index.path, source::shard(&index).await?))
}

/// What the jobs of a run left, those of the variant with these labels where it has one; nothing when no record of it is
/// published.
pub async fn run(
    index: &HistoryIndex,
    id: &str,
    labels: &BTreeMap<String, String>,
) -> Result<Vec<PastRun>, LoadError> {
    // The name of a record ends in the run's id as far as file systems allow, and then in the number of its part; what
    // is in it decides.
    let end = path_safe(id);
    let may_be = |name: &&String| {
        let stem = name.strip_prefix("run-").and_then(|name| name.strip_suffix(".json.gz"));
        let stem = stem.map(|stem| stem.split_once('~').map_or(stem, |(stem, _)| stem));
        stem.and_then(|stem| stem.strip_suffix(end.as_str())).is_some_and(|time| time.ends_with('-'))
    };
    let mut records: Vec<HistoryRecord> = Vec::new();
    for name in index.files.iter().filter(may_be) {
        let shard = file(name);
        let record: HistoryRecord = understood(&shard.path, source::shard(&shard).await?);
        if record.run.id == id {
            records.push(record);
        }
    }
    keep_own_variant(&mut records, labels, |record| &record.run.labels);
    let mut parts = Vec::new();
    for record in records {
        let tests = names(record.tests.as_ref().map(|tests| tests.names.as_str())).await?;
        let files = names(record.files.as_ref().map(|files| files.names.as_str())).await?;
        parts.push(PastRun { record, tests, files });
    }
    Ok(parts)
}

async fn names(digest: Option<&str>) -> Result<Vec<String>, LoadError> {
    let Some(digest) = digest else { return Ok(Vec::new()) };
    let shard = file(&format!("names-{digest}.json.gz"));
    let list: NameList = understood(&shard.path, source::shard(&shard).await?);
    Ok(list.names)
}
