//! `cargo xtask bundle`: builds the dashboard and puts it where `report-gen` embeds it.

mod inspect;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::command::Run;
use crate::error::{Doing as _, Error, Result};
use crate::toolchain::{self, Library, TARGET, Toolchain};
use crate::viewer::{self, Tools, Viewer};
use crate::{digest, repo, tools};

/// What the program may weigh as a web server sends it, so that the dashboard opens at once on a slow line.
///
/// The aim is 250,000 and is not met. It was 300,000 until a rule could be tried out, any two runs be compared and pieces
/// of the plan be taken as done without a server, which only the browser can reckon. Whatever a reader only reads is
/// written by the generator, so that it weighs nothing here.
pub const MOST_WASM_GZIPPED: usize = 305_000;

/// Builds the dashboard and replaces `report-gen/viewer`.
pub fn embed() -> Result<()> {
    let next = repo::root().join("report-gen").join(".viewer-next");
    build(&next)?;
    if digest::sources()? != Viewer::read(&next)?.sources {
        return Err(Error::new("the sources changed while the dashboard was built").hint("run it again"));
    }
    let place = repo::viewer();
    remove(&place)?;
    fs::rename(&next, &place).doing(|| format!("cannot put the dashboard into {}", place.display()))?;
    println!("bundle: replaced report-gen/viewer; commit it");
    Ok(())
}

/// Builds the dashboard into `out`, with its description.
pub fn build(out: &Path) -> Result<()> {
    let started = Instant::now();
    let (toolchain, library) = Toolchain::for_small_programs()?;
    let versions = versions(toolchain)?;
    let sources = digest::sources()?;
    println!(
        "bundle: rustc {}, trunk {}, wasm-bindgen {}, wasm-opt {}",
        versions.rustc, versions.trunk, versions.wasm_bindgen, versions.wasm_opt
    );
    if library == Library::Prebuilt {
        println!("bundle: the toolchain lacks rust-src; with it the dashboard would be a tenth smaller");
    }
    // Trunk is told to stay offline, or it fetches tools of its own choice: what cargo needs comes first.
    Run::cargo(toolchain.name())
        .args(["fetch", "--quiet", "--locked", "--target", TARGET])
        .envs(library.environment())
        .current_dir(repo::root())
        .status()?;
    remove(out)?;
    let mut flags = toolchain::remapped_paths(toolchain)?;
    flags.extend(library.flags().iter().map(|flag| (*flag).to_owned()));
    Run::new("trunk")
        .toolchain(toolchain.name())
        .args(["build", "--release", "--offline", "--locked", "--skip-version-check", "--dist"])
        .arg(out)
        .envs(library.environment())
        .env("CARGO_TARGET_DIR", repo::wasm_target())
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        // Trunk reads it as one of its own options and refuses `1`.
        .env_remove("NO_COLOR")
        .current_dir(repo::root())
        .status()?;
    let parts = inspect::parts(out)?;
    let size = gzipped_size(&out.join(&parts.wasm))?;
    Viewer {
        schema: viewer::schema()?,
        html: parts.html,
        js: parts.js,
        wasm: parts.wasm,
        css: parts.css,
        files: parts.files,
        sources,
        tools: versions,
    }
    .write(out)?;
    println!("bundle: {} in {:.0} s", out.display(), started.elapsed().as_secs_f64());
    println!("bundle: wasm {} KB gzipped, at most {} KB", size.div_ceil(1000), MOST_WASM_GZIPPED / 1000);
    if size > MOST_WASM_GZIPPED {
        println!("bundle: WARNING: the wasm is too large; the test viewer_is_small will fail");
    }
    Ok(())
}

/// How many bytes of `file` a web server sends when it compresses it well.
pub fn gzipped_size(file: &Path) -> Result<usize> {
    let bytes = fs::read(file).doing(|| format!("cannot read {}", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let packed = gzip.write_all(&bytes).and_then(|()| gzip.finish());
    Ok(packed.doing(|| format!("cannot compress {}", file.display()))?.len())
}

fn versions(toolchain: Toolchain) -> Result<Tools> {
    let need = |program: &str, right: &dyn Fn(&str) -> bool| match tools::version(program) {
        Some(version) if right(&version) => Ok(version),
        Some(version) => {
            Err(Error::new(format!("{program} {version} is not the version that builds the dashboard")))
        }
        None => Err(Error::new(format!("{program} is missing"))),
    };
    let bindgen = tools::wasm_bindgen_version()?;
    let all = || -> Result<Tools> {
        Ok(Tools {
            rustc: toolchain.rustc_version()?,
            trunk: need("trunk", &|version| version == tools::TRUNK)?,
            wasm_bindgen: need("wasm-bindgen", &|version| version == bindgen)?,
            wasm_opt: need("wasm-opt", &|version| {
                version.parse::<u32>().is_ok_and(|version| version >= tools::OLDEST_WASM_OPT)
            })?,
        })
    };
    all().map_err(|error| error.hint("run `cargo xtask setup --dashboard`"))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::new(format!("cannot remove {}: {error}", folder.display())))
        }
        _ => Ok(()),
    }
}
