//! What came of a build, for programs.

use serde_json::{Value, json};

use crate::Report;
use crate::error::Error;
use crate::site::Written;

/// The manifest, every notice, and what was written where.
pub fn json(report: &Report) -> Result<String, Error> {
    let unwritable = |source| Error::Json { what: "the summary".to_owned(), source };
    let manifest = serde_json::to_value(&report.manifest).map_err(unwritable)?;
    let notices = serde_json::to_value(&report.notices).map_err(unwritable)?;
    let value = json!({
        "verdict": report.manifest.verdict.to_string(),
        "folder": place(report.folder.as_ref()),
        "single_file": place(report.single_file.as_ref()),
        "notices": notices,
        "manifest": manifest,
    });
    let text = serde_json::to_string_pretty(&value).map_err(unwritable)?;
    Ok(text + "\n")
}

fn place(written: Option<&(std::path::PathBuf, Written)>) -> Value {
    written.map_or(Value::Null, |(path, written)| {
        json!({ "path": path.display().to_string(), "files": written.files, "bytes": written.bytes })
    })
}
