//! A site on disk, read as other tools read it.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use report_model::site::{Manifest, SCHEMA, SchemaOnly, ShardRef};
use serde::de::DeserializeOwned;

use crate::error::Error;

/// No shard is larger than this when it is decompressed.
const MAX_SHARD_BYTES: u64 = 1 << 32;

/// A site that was built before.
#[derive(Debug)]
pub struct Published {
    folder: PathBuf,
    /// Its entry point.
    pub manifest: Manifest,
}

impl Published {
    /// Reads the manifest of the site in `folder`.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("data/manifest.json");
        let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
        let unreadable = |problem: String| Error::SiteData { path: path.clone(), problem };
        let written: SchemaOnly =
            serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
        if written.schema != SCHEMA {
            return Err(unreadable(format!(
                "it was written with schema {}, and this program reads schema {SCHEMA}",
                written.schema
            )));
        }
        let manifest = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
        Ok(Self { folder: folder.to_owned(), manifest })
    }

    /// Reads a shard.
    pub fn shard<T: DeserializeOwned>(&self, reference: &ShardRef) -> Result<T, Error> {
        let path = self.folder.join("data").join(&reference.path);
        let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
        let mut json = Vec::new();
        let unreadable = |problem: String| Error::SiteData { path: path.clone(), problem };
        GzDecoder::new(bytes.as_slice())
            .take(MAX_SHARD_BYTES)
            .read_to_end(&mut json)
            .map_err(|error| unreadable(error.to_string()))?;
        serde_json::from_slice(&json).map_err(|error| unreadable(error.to_string()))
    }

    /// Reads a shard that a site need not have; what is not there is as if it were empty.
    pub fn optional<T: DeserializeOwned + Default>(&self, reference: Option<&ShardRef>) -> Result<T, Error> {
        reference.map_or_else(|| Ok(T::default()), |reference| self.shard(reference))
    }
}
