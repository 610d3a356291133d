//! A shard: JSON, compressed, and where it is.

use std::io::{self, Write as _};

use flate2::{Compression, GzBuilder};
use report_model::site::ShardRef;
use serde::Serialize;

use crate::digest::hex;
use crate::error::Error;

/// One file below `data/` and its bytes.
#[derive(Debug, Clone)]
pub struct Shard {
    /// How the manifest refers to it.
    pub reference: ShardRef,
    /// The compressed bytes.
    pub bytes: Vec<u8>,
}

/// Level 3 of zlib-rs takes half the time of level 6 and makes test results a tenth larger.
const LEVEL: u32 = 3;

impl Shard {
    /// Writes `value` as the shard called `name` in `folder`, which is below `data/`.
    ///
    /// The version is a part of the file's name: a page that is open while the site is built again finds its own
    /// shards or none, but never those of another build.
    pub(super) fn of<T: Serialize>(
        folder: &str,
        name: &str,
        first_row: u32,
        value: &T,
    ) -> Result<Self, Error> {
        let bytes = gzip_json(value, name)?;
        // The last eight bytes of a gzip file are the checksum and the length of what is in it.
        let version = hex(bytes.get(bytes.len().saturating_sub(8)..).unwrap_or_default());
        let path = format!("{folder}/{name}.{}.json.gz", version.get(..8).unwrap_or(&version));
        Ok(Self { reference: ShardRef { path, bytes: bytes.len() as u64, version, first_row }, bytes })
    }
}

/// `value` as compressed JSON; the same value gives the same bytes.
pub fn gzip_json<T: Serialize>(value: &T, what: &str) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(value).map_err(|source| Error::Json { what: what.to_owned(), source })?;
    gzip(&json).map_err(Error::io("write", what))
}

/// Compressed bytes, with neither a name nor a time in their header.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().write(Vec::with_capacity(bytes.len() / 4), Compression::new(LEVEL));
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_tells_contents_apart() {
        let shard = |text: &str| Shard::of("runs/1", "a", 0, &text).unwrap();
        assert_eq!(shard("x").reference, shard("x").reference);
        assert_ne!(shard("x").reference.version, shard("y").reference.version);
        assert_eq!(shard("x").reference.version.len(), 16);
        assert!(shard("x").reference.path.starts_with("runs/1/a."));
    }
}
