//! Rules that no compiler knows. Each returns every breach it finds, worded for whoever has to mend it; the tests in
//! `xtask/tests/tidy.rs` fail with the list.

mod colours;
mod contrast;
mod directions;
mod paths;
mod sizes;

use crate::error::Result;
use crate::repo;

pub use contrast::low_contrast;
pub use directions::wrong_directions;

/// Colours written as numbers anywhere but in the file of tokens.
pub fn stray_colours() -> Result<Vec<String>> {
    in_files(colours::applies, colours::find)
}

/// Paths of somebody's own machine.
pub fn private_paths() -> Result<Vec<String>> {
    in_files(paths::applies, paths::find)
}

/// Rust files that nobody reads in one go.
pub fn long_files() -> Result<Vec<String>> {
    in_files(sizes::applies, sizes::find)
}

/// Asks `find` about each text file that `applies` wants: what it finds is `line: what`.
fn in_files(applies: fn(&str) -> bool, find: fn(&str) -> Vec<String>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in repo::files()?.into_iter().filter(|file| applies(file)) {
        let Ok(bytes) = std::fs::read(repo::root().join(&file)) else { continue };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if !text.contains('\0') {
            found.extend(find(&text).into_iter().map(|what| format!("{file}:{what}")));
        }
    }
    Ok(found)
}
