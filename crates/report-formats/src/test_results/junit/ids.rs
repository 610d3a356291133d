//! Telling ids that come again, without keeping them.

use std::hash::Hasher;

use report_model::run::TestCase;
use rustc_hash::FxHasher;

/// A filter is never larger than this many blocks of 64 bytes.
const MAX_BLOCKS: usize = 1 << 21;

/// Which digests came by: of a digest that did not, it says so nearly always, of one that did, always (Bloom 1970;
/// in blocks of a cache line, with two bits in each of its words).
#[derive(Debug)]
pub(super) struct Filter {
    blocks: Vec<[u64; 8]>,
}

impl Filter {
    /// For a text of so many bytes, with a block for so many of them.
    pub(super) fn new(bytes: usize, bytes_a_block: usize) -> Self {
        Self { blocks: vec![[0; 8]; (bytes / bytes_a_block).clamp(64, MAX_BLOCKS)] }
    }

    /// Takes note of a digest. Whether it may have come by before.
    #[inline]
    pub(super) fn was_seen(&mut self, digest: u64) -> bool {
        let place = ((digest >> 32) * self.blocks.len() as u64) >> 32;
        let Some(block) = self.blocks.get_mut(usize::try_from(place).unwrap_or(0)) else { return false };
        let mut places = digest.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
        let mut others = digest.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 16;
        let mut missing = 0;
        for word in block {
            let bits = 1 << (places & 63) | 1 << (others & 63);
            (places, others) = (places >> 6, others >> 6);
            missing |= !*word & bits;
            *word |= bits;
        }
        missing == 0
    }
}

/// A digest of the host that a suite names: Playwright runs a test in several projects and writes the project there.
pub(super) fn host(hostname: Option<&str>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(hostname.unwrap_or_default().as_bytes());
    hasher.finish()
}

/// A digest of what a case is called on its host.
#[inline]
pub(super) fn digest(host: u64, case: &TestCase) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(host);
    hasher.write(case.class.as_deref().unwrap_or_default().as_bytes());
    hasher.write_u8(0xff);
    hasher.write(case.name.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_by_is_known_and_hardly_anything_else() {
        let digest = |number: u32| digest(host(None), &TestCase::named(format!("test_{number}")));
        // As many as in a text with 200 bytes a case.
        let mut filter = Filter::new(20_000_000, 512);
        let known = (0..100_000).filter(|number| filter.was_seen(digest(*number))).count();
        assert_eq!(known, 0);
        assert!((0..100_000).all(|number| filter.was_seen(digest(number))));
    }

    #[test]
    fn a_text_without_bytes_has_a_filter_too() {
        let mut filter = Filter::new(0, 512);
        assert!(!filter.was_seen(7));
        assert!(filter.was_seen(7));
    }
}
