//! Which Rust toolchain can compile for the browser.

use std::fs;
use std::path::PathBuf;

use crate::command::Run;
use crate::error::{Doing as _, Error, Result};
use crate::repo;

/// The triple of the browser's target.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which Debian's Rust is linked into rustup.
pub const DEBIAN: &str = "debian";

/// A toolchain that has the standard library for [`TARGET`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that is active anyway.
    Active,
    /// Debian's, by its name in rustup.
    Debian,
}

/// Where the standard library of a program comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// As the toolchain brings it, built for speed.
    Prebuilt,
    /// Built with the program, for size. It makes the dashboard a tenth smaller.
    Source,
}

impl Library {
    /// The environment that makes cargo use it.
    pub const fn environment(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Prebuilt => &[],
            Self::Source => &[
                ("RUSTC_BOOTSTRAP", "1"),
                ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
                ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
            ],
        }
    }
}

impl Library {
    /// What the compiler is told beyond that: a panic is the end at once, without a text that nobody but a developer
    /// reads, and no place in the source is kept for it. It makes the dashboard another tenth smaller.
    pub const fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Prebuilt => &[],
            Self::Source => &["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"],
        }
    }
}

impl Toolchain {
    /// What `RUSTUP_TOOLCHAIN` must say, if anything.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::Debian => Some(DEBIAN),
        }
    }

    /// The first toolchain that compiles a program for the browser; none when nobody does.
    pub fn find() -> Result<Option<Self>> {
        for toolchain in [Self::Active, Self::Debian] {
            if toolchain.compiles()? {
                return Ok(Some(toolchain));
            }
        }
        Ok(None)
    }

    /// The toolchain that makes the smallest dashboard: one that has the source of its standard library, which is then
    /// built for size like the rest; else one that compiles for the browser at all.
    pub fn for_small_programs() -> Result<(Self, Library)> {
        for toolchain in [Self::Active, Self::Debian] {
            if toolchain.has_library_source() {
                return Ok((toolchain, Library::Source));
            }
        }
        Ok((Self::require()?, Library::Prebuilt))
    }

    fn has_library_source(self) -> bool {
        let place = "lib/rustlib/src/rust/library/std/src/lib.rs";
        self.sysroot().is_ok_and(|sysroot| sysroot.join(place).is_file())
    }

    /// The toolchain that compiles for the browser, or what to do to have one.
    pub fn require() -> Result<Self> {
        Self::find()?.ok_or_else(|| {
            Error::new(format!("no toolchain here compiles for {TARGET}"))
                .hint("run `cargo xtask setup --dashboard`")
        })
    }

    /// Whether it compiles a program that needs the standard library. A target that is half installed, or a library
    /// that another compiler built, lists itself like a good one; only compiling tells.
    pub fn compiles(self) -> Result<bool> {
        let folder = repo::target().join("setup").join("probe");
        fs::create_dir_all(&folder).doing(|| format!("cannot make {}", folder.display()))?;
        let source = folder.join("probe.rs");
        let program = "pub fn total(n: usize) -> usize { (0..n).collect::<Vec<_>>().len() }\n";
        fs::write(&source, program).doing(|| format!("cannot write {}", source.display()))?;
        Ok(Run::new("rustc")
            .toolchain(self.name())
            .args(["--crate-type", "cdylib", "--edition", "2024", "--target", TARGET, "-o"])
            .arg(folder.join("probe.wasm"))
            .arg(&source)
            .succeeds())
    }

    /// The compiler's version.
    pub fn rustc_version(self) -> Result<String> {
        let said = Run::new("rustc").toolchain(self.name()).arg("--version").output()?;
        said.split_whitespace().nth(1).map(str::to_owned).ok_or_else(|| Error::new("rustc tells no version"))
    }

    /// The folder that the compiler and its libraries live in.
    pub fn sysroot(self) -> Result<PathBuf> {
        let said = Run::new("rustc").toolchain(self.name()).args(["--print", "sysroot"]).output()?;
        Ok(PathBuf::from(said.trim()))
    }
}

/// Flags that keep the paths of this machine out of what is compiled: `from=to`, the most general first, since of
/// several that match, rustc takes the last.
pub fn remapped_paths(toolchain: Toolchain) -> Result<Vec<String>> {
    let mut pairs = vec![(repo::root().to_path_buf(), "/phaseline".to_owned())];
    for (variable, usual, name) in [("RUSTUP_HOME", ".rustup", "/rustup"), ("CARGO_HOME", ".cargo", "/cargo")]
    {
        if let Some(folder) = home_of(variable, usual) {
            pairs.push((folder, name.to_owned()));
        }
    }
    pairs.push((repo::wasm_target(), "/target".to_owned()));
    let library = toolchain.sysroot()?.join("lib/rustlib/src/rust");
    if let Ok(real) = library.canonicalize() {
        pairs.push((real, "/rust".to_owned()));
    }
    pairs.push((library, "/rust".to_owned()));
    Ok(pairs.into_iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect())
}

/// The folders whose names must not be in what is published: they tell whose machine built it.
pub fn private_folders() -> Vec<PathBuf> {
    let homes = [("HOME", ""), ("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")];
    let mut folders: Vec<PathBuf> =
        homes.into_iter().filter_map(|(variable, usual)| home_of(variable, usual)).collect();
    folders.push(repo::root().to_path_buf());
    folders.push(repo::target());
    folders.retain(|folder| folder.components().count() > 1);
    folders
}

fn home_of(variable: &str, usual: &str) -> Option<PathBuf> {
    match std::env::var_os(variable) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => std::env::home_dir().map(|home| home.join(usual)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_cover_the_workspace_and_cargo_and_put_the_library_last() {
        let flags = remapped_paths(Toolchain::Active).unwrap();
        assert!(flags.first().unwrap().ends_with("=/phaseline"), "{flags:?}");
        assert!(flags.iter().any(|flag| flag.ends_with("=/cargo")), "{flags:?}");
        assert!(flags.last().unwrap().ends_with("=/rust"), "{flags:?}");
    }

    #[test]
    fn a_private_folder_is_never_the_root_of_the_disk() {
        assert!(private_folders().iter().all(|folder| folder.to_string_lossy().len() > 1));
    }
}
