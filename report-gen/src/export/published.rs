//! A site on disk, read as other tools read it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use report_model::site::{Manifest, SCHEMA, SchemaOnly, ShardRef};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::site::Site;

/// No shard is larger than this when it is decompressed.
const MAX_SHARD_BYTES: u64 = 1 << 32;

/// A finished site: on disk, or as it was just built.
#[derive(Debug)]
pub struct Published {
    place: Place,
    /// Its entry point.
    pub manifest: Manifest,
}

#[derive(Debug)]
enum Place {
    /// The folder called `data`.
    Folder(PathBuf),
    /// The shards by their paths.
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Published {
    /// The site that was just built, without a way over the disk.
    pub fn of(site: &Site) -> Self {
        let shards = site.shards.iter().map(|shard| (shard.reference.path.clone(), shard.bytes.clone()));
        Self { place: Place::Memory(shards.collect()), manifest: site.manifest.clone() }
    }

    /// Reads the manifest of the site in `folder`, which is the site's own or the one called `data` in it.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let is_data = folder.join("manifest.json").is_file();
        let data = if is_data { folder.to_owned() } else { folder.join("data") };
        let path = data.join("manifest.json");
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
        Ok(Self { place: Place::Folder(data), manifest })
    }

    /// Reads a shard.
    pub fn shard<T: DeserializeOwned>(&self, reference: &ShardRef) -> Result<T, Error> {
        let (path, bytes) = match &self.place {
            Place::Folder(data) => {
                let path = data.join(&reference.path);
                let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
                (path, Cow::Owned(bytes))
            }
            Place::Memory(shards) => {
                let bytes = shards.get(&reference.path).map(Vec::as_slice).unwrap_or_default();
                (PathBuf::from(&reference.path), Cow::Borrowed(bytes))
            }
        };
        let mut json = Vec::new();
        let unreadable = |problem: String| Error::SiteData { path: path.clone(), problem };
        GzDecoder::new(&*bytes)
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
