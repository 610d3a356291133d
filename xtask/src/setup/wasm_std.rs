//! The standard library for the browser, built from the source that Debian's Rust brings.
//!
//! Debian has no package with it. It is built once, as the dependency of an empty crate, and laid where the compiler
//! looks, so that every later build is an ordinary one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Run;
use crate::error::{Doing as _, Error, Result};
use crate::repo;
use crate::toolchain::{TARGET, Toolchain};

/// The empty crate. Its own library must not be copied: the compiler would take it for a part of the standard one.
const SEED: &str = "wasm_std_seed";

const MANIFEST: &str = "[package]
name = \"wasm_std_seed\"
version = \"0.0.0\"
edition = \"2021\"

[lib]
path = \"lib.rs\"

[profile.release]
opt-level = \"s\"

[workspace]
";

/// Builds the library and puts it into Debian's toolchain, in place of what was there.
pub(super) fn build() -> Result<()> {
    let toolchain = Toolchain::Debian;
    let folder = repo::target().join("setup").join("wasm-std");
    remove(&folder)?;
    fs::create_dir_all(&folder).doing(|| format!("cannot make {}", folder.display()))?;
    write(&folder.join("Cargo.toml"), MANIFEST)?;
    write(&folder.join("lib.rs"), "")?;
    println!("setup: building the standard library for {TARGET}");
    let mut flags = vec!["-Cembed-bitcode=yes".to_owned()];
    flags.extend(crate::toolchain::remapped_paths(toolchain)?);
    Run::cargo(toolchain.name())
        .args(["build", "--quiet", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,panic_unwind,test,proc_macro")
        // Sorting and formatting in fewer instructions: the dashboard is downloaded more often than it sorts.
        .arg("-Zbuild-std-features=optimize_for_size")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .current_dir(&folder)
        .output()?;
    let built = libraries(&folder.join("target").join(TARGET).join("release").join("deps"))?;
    let place = toolchain.sysroot()?.join("lib").join("rustlib").join(TARGET).join("lib");
    install(&built, &place).map_err(|error| {
        Error::new(error.to_string())
            .hint(format!("run `cargo xtask setup` as a user who may write {}", place.display()))
    })?;
    remove(&folder)?;
    // Objects that were compiled against another standard library cannot be linked with this one.
    remove(&repo::wasm_target())
}

fn install(built: &[PathBuf], place: &Path) -> Result<()> {
    remove(place)?;
    fs::create_dir_all(place).doing(|| format!("cannot make {}", place.display()))?;
    for library in built {
        let to = place.join(library.file_name().unwrap_or_default());
        fs::copy(library, &to).doing(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}

fn libraries(deps: &Path) -> Result<Vec<PathBuf>> {
    let seed = format!("lib{SEED}-");
    let found: Vec<PathBuf> = repo::walk(deps)?
        .into_iter()
        .filter(|name| repo::has_extension(name, &["rlib"]) && !name.starts_with(&seed))
        .map(|name| deps.join(name))
        .collect();
    let holds =
        |part: &str| found.iter().any(|file| file.to_string_lossy().contains(&format!("/lib{part}-")));
    if holds("std") && holds("core") {
        Ok(found)
    } else {
        Err(Error::new(format!("the build left no standard library in {}", deps.display())))
    }
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).doing(|| format!("cannot write {}", file.display()))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::new(format!("cannot remove {}: {error}", folder.display())))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_crate_that_is_left_out() {
        assert!(MANIFEST.contains(&format!("name = \"{SEED}\"")));
    }
}
