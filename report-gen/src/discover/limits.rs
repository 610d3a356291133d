//! How much archives may give, so that a small file cannot fill the memory.

use report_model::{Notice, text};

/// Below this size nobody asks how well something was packed: logs that repeat themselves pack very well.
const RATIO_FROM_BYTES: u64 = 16 << 20;

/// What one archive, or standard input, may give at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes in all.
    pub bytes: u64,
    /// How many files.
    pub files: u64,
    /// How many times its packed size a file may have; asked only of large ones.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 2 << 30, files: 100_000, ratio: 250 }
    }
}

/// What is left of the limits while an archive is read.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    bytes: u64,
    files: u64,
}

/// A limit that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    Bytes,
    Files,
    Ratio,
}

impl Budget {
    pub(super) fn of(limits: Limits) -> Self {
        Self { limits, bytes: limits.bytes, files: limits.files }
    }

    /// Counts one more file.
    pub(super) fn file(&mut self) -> Result<(), Met> {
        self.files = self.files.checked_sub(1).ok_or(Met::Files)?;
        Ok(())
    }

    /// How many bytes a file may have that takes `packed` bytes in the archive, and what it meets beyond.
    pub(super) fn room(&self, packed: u64) -> (u64, Met) {
        let by_ratio = self.by_ratio(packed);
        if by_ratio < self.bytes { (by_ratio, Met::Ratio) } else { (self.bytes, Met::Bytes) }
    }

    /// How large something may be that is `packed` bytes when it is packed.
    pub(super) fn by_ratio(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.limits.ratio).max(RATIO_FROM_BYTES)
    }

    /// Counts bytes that were unpacked.
    pub(super) fn spend(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// The notice for the limit that `name` met.
    pub(super) fn notice(&self, met: Met, name: &str) -> Notice {
        let Limits { bytes, files, ratio } = self.limits;
        match met {
            Met::Bytes => Notice::error(format!(
                "holds more than {}; `{name}` and what comes after it were left out",
                text::bytes(bytes)
            ))
            .effect("every figure may be too low")
            .hint("pack only the artifacts, or allow more with `--max-unpacked 8GiB`"),
            Met::Files => Notice::error(format!(
                "holds more than {}; `{name}` and what comes after it were left out",
                text::counted(files, "file")
            ))
            .effect("every figure may be too low")
            .hint("pack only the artifacts, or allow more with `--max-members`"),
            Met::Ratio => Notice::error(format!(
                "`{name}` is more than {ratio} times as large as it is packed; left out"
            ))
            .effect("nothing of it is in the figures")
            .hint("such a file is made to fill memories; if it is yours, allow it with `--max-ratio 2000`"),
        }
    }
}
