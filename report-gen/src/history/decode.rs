//! From the bytes of a record or list to what it says.

use std::io::Read as _;

use flate2::read::GzDecoder;
use report_model::site::{SCHEMA, SchemaOnly};
use serde::de::DeserializeOwned;
use thiserror::Error;

/// No record of a run is larger than this when it is decompressed.
const MAX_RECORD_BYTES: u64 = 1 << 30;

/// Why bytes say nothing to this version.
#[derive(Debug, Error)]
pub(super) enum Unreadable {
    /// They are cut, or no record at all.
    #[error("{0}")]
    Garbage(String),
    /// They are whole, and another version wrote them.
    #[error("{0}")]
    OtherVersion(String),
}

pub(super) fn decode<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Unreadable> {
    let garbage = |problem: &dyn std::fmt::Display| Unreadable::Garbage(format!("{name}: {problem}"));
    let mut json = Vec::with_capacity(bytes.len().saturating_mul(4).min(1 << 26));
    let mut decoder = GzDecoder::new(bytes).take(MAX_RECORD_BYTES);
    decoder.read_to_end(&mut json).map_err(|error| garbage(&error))?;
    // Most records are of this version; only when one cannot be read is it asked which version it has.
    let value = serde_json::from_slice::<T>(&json);
    let written: SchemaOnly = match (&value, json.get(..24)) {
        (Ok(_), Some(start)) if start.starts_with(format!("{{\"schema\":{SCHEMA},").as_bytes()) => {
            SchemaOnly { schema: SCHEMA }
        }
        _ => serde_json::from_slice(&json).map_err(|error| garbage(&error))?,
    };
    if written.schema != SCHEMA {
        let age = if written.schema > SCHEMA { "a newer" } else { "an older" };
        return Err(Unreadable::OtherVersion(format!(
            "{name} was written by {age} report-gen (schema {})",
            written.schema
        )));
    }
    value.map_err(|error| garbage(&error))
}
