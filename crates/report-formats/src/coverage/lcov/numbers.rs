//! Numbers, read without the detours that the general case needs.

use report_model::run::Branch;

/// The number that `bytes` begin with, when it has at most 18 digits, and how many bytes it takes.
#[inline]
pub(super) fn digits(bytes: &[u8]) -> (Option<u64>, usize) {
    let mut number = 0_u64;
    let mut used = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() || used == 18 {
            break;
        }
        number = number * 10 + u64::from(byte - b'0');
        used += 1;
    }
    ((used > 0).then_some(number), used)
}

/// `line,block,way,taken` in plain numbers, as most branches are.
#[inline]
pub(super) fn plain_branch(bytes: &[u8]) -> Option<Branch> {
    let mut rest = bytes;
    let mut next = || {
        let (number, used) = digits(rest);
        let end = rest.get(used).copied();
        rest = rest.get(used + 1..).unwrap_or_default();
        Some((u32::try_from(number?).ok()?, end))
    };
    let (Some((line, Some(b','))), Some((block, Some(b',')))) = (next(), next()) else { return None };
    let (way, Some(b',')) = next()? else { return None };
    let hits = match rest {
        [b'-'] | [b'-', b'\r'] => 0,
        _ => match digits(rest) {
            (Some(hits), used) if matches!(rest.get(used), None | Some(b'\r')) => hits,
            _ => return None,
        },
    };
    (way < 1 << 31).then_some(Branch { line, block, way, hits })
}

/// Ways are numbers in most files and expressions in some; those get a number of their own that is the same in
/// every file, so that jobs can be merged.
pub(super) fn way_id(way: &str) -> u32 {
    way.trim().parse().ok().filter(|way| *way < 1 << 31).unwrap_or_else(|| {
        let hash = way
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        hash | 1 << 31
    })
}
