//! Makes a text of parts fit by leaving whole parts out.

/// The room for the line that says what was left out.
const REMARK: usize = 400;

/// A part of a text, left out as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is called where it was left out.
    pub(super) name: &'static str,
    /// The order of leaving out: the highest goes first, 0 stays.
    pub(super) rank: u8,
    /// The text; it ends in a blank line.
    pub(super) text: String,
}

/// The text in at most `most` bytes. What never is left out is cut at a character when even that is too long.
pub(super) fn fit(mut parts: Vec<Part>, most: usize) -> String {
    let mut left_out = Vec::new();
    loop {
        let size: usize = parts.iter().map(|part| part.text.len()).sum();
        let room = if left_out.is_empty() { most } else { most.saturating_sub(REMARK) };
        let last =
            parts.iter().enumerate().filter(|(_, part)| part.rank > 0).max_by_key(|(_, part)| part.rank);
        match last.map(|(place, _)| place) {
            Some(place) if size > room => left_out.push(parts.remove(place).name),
            _ => break,
        }
    }
    let mut text: String = parts.into_iter().map(|part| part.text).collect();
    if !left_out.is_empty() {
        let remark = format!("Left out to fit {most} bytes: {}.\n", left_out.join(", "));
        if text.len() + remark.len() <= most {
            text.push_str(&remark);
        }
    }
    if text.len() > most {
        let ellipsis = if most >= 4 { "…\n" } else { "" };
        let end = (0..=most.saturating_sub(ellipsis.len())).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
        text.push_str(ellipsis);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Vec<Part> {
        let part = |name, rank, size: usize| Part { name, rank, text: "x".repeat(size) };
        vec![part("verdict", 0, 100), part("changes", 1, 500), part("table", 3, 500), part("notes", 2, 500)]
    }

    #[test]
    fn everything_stays_where_there_is_room() {
        assert_eq!(fit(parts(), 1_600).len(), 1_600);
    }

    #[test]
    fn the_highest_rank_goes_first_and_is_named() {
        let text = fit(parts(), 1_599);
        assert!(text.ends_with("Left out to fit 1599 bytes: table.\n") && text.len() <= 1_599, "{text}");
        let text = fit(parts(), 1_000);
        assert!(text.ends_with("bytes: table, notes.\n"), "{text}");
    }

    #[test]
    fn no_size_is_too_small() {
        for most in 0..200 {
            assert!(fit(parts(), most).len() <= most, "{most}");
        }
        let wide = vec![Part { name: "a", rank: 0, text: "ü".repeat(50) }];
        for most in 0..100 {
            assert!(fit(wide.clone(), most).len() <= most);
        }
    }
}
