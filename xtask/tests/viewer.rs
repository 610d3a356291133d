//! The committed dashboard is whole, fits the generator that embeds it, and is not older than its sources. None of
//! this needs a tool that builds dashboards.

use xtask::viewer::{self, DESCRIPTION, REBUILD, Viewer};
use xtask::{bundle, repo};

fn committed() -> Viewer {
    Viewer::read(&repo::viewer()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn viewer_is_whole() {
    let viewer = committed();
    let mut there = repo::walk(&repo::viewer()).unwrap_or_else(|error| panic!("{error}"));
    there.retain(|file| file != DESCRIPTION);
    assert_eq!(there, viewer.files, "files differ from those in {DESCRIPTION}: {REBUILD}");
    let named = [&viewer.html, &viewer.js, &viewer.wasm].into_iter().chain(&viewer.css);
    for name in named {
        assert!(viewer.files.contains(name), "{name} is not in the folder: {REBUILD}");
    }
}

#[test]
fn viewer_speaks_our_schema() {
    let ours = viewer::schema().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(committed().schema, ours, "the dashboard reads another version of the contract: {REBUILD}");
}

#[test]
fn viewer_is_fresh() {
    viewer::check_fresh().unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn viewer_is_small() {
    let size = bundle::gzipped_size(&repo::viewer().join(committed().wasm))
        .unwrap_or_else(|error| panic!("{error}"));
    let most = bundle::MOST_WASM_GZIPPED;
    assert!(size <= most, "the wasm is {size} bytes gzipped, at most {most}");
}
