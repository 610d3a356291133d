//! How long a Rust file may be.

use crate::repo::has_extension;

/// Past this, a file has more than one idea.
const MOST_LINES: usize = 600;

pub(super) fn applies(file: &str) -> bool {
    has_extension(file, &["rs"])
}

pub(super) fn find(text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines > MOST_LINES {
        vec![format!(
            "{lines}: has {lines} lines, at most {MOST_LINES}; give its second idea a file of its own"
        )]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_is_allowed() {
        assert!(find(&"x\n".repeat(MOST_LINES)).is_empty());
        assert_eq!(find(&"x\n".repeat(MOST_LINES + 1)).len(), 1);
    }
}
