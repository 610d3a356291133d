//! Lists the files of `viewer/`, so that the program carries the built dashboard within itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let viewer = root.join("viewer");
    println!("cargo::rerun-if-changed={}", viewer.display());
    let mut files = Vec::new();
    list(&viewer, &viewer, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(code, "    ({name:?}, include_bytes!({:?})),", path.to_string_lossy());
    }
    code.push_str("]\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("viewer_files.rs");
    fs::write(target, code)
}

fn list(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(name) = path.strip_prefix(root) else { continue };
        let name = name.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            list(root, &path, files)?;
        } else if !name.starts_with('.') {
            files.push((name, path));
        }
    }
    Ok(())
}
