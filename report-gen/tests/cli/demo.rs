//! The built-in example, and that it is the one in `examples/`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::harness::Project;

#[test]
fn the_demo_needs_no_input() {
    let project = Project::new();
    project.run(&["demo"]).exit(0).stdout("report-gen serve phaseline-demo --open");
    let manifest = project.manifest("phaseline-demo");
    assert_eq!(manifest.title, "voice-api");
    assert!(manifest.run_count >= 7, "{} runs", manifest.run_count);
    assert!(manifest.phases.len() >= 4 && manifest.changes.is_some());
    project.run(&["demo", "-o", "again", "-q"]).exit(0);
    assert_eq!(project.files("again"), project.files("phaseline-demo"), "nothing of this machine is in it");
    let all = project.files("again").into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>().concat();
    assert!(!String::from_utf8_lossy(&all).contains("/tmp"));
}

fn archive() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/voice-api.tar.gz")
}

/// What belongs in the archive, by path; `None` where the examples are not beside this crate.
fn example() -> Option<BTreeMap<String, Vec<u8>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/voice-api");
    let mut files = BTreeMap::new();
    for name in ["report-gen.toml", "PLAN.md"] {
        files.insert(name.to_owned(), fs::read(root.join(name)).ok()?);
    }
    for run in fs::read_dir(root.join("runs")).ok()? {
        let run = run.ok()?.path();
        for file in fs::read_dir(run).ok()? {
            let path = file.ok()?.path();
            let name = path.strip_prefix(&root).ok()?.to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path).ok()?);
        }
    }
    Some(files)
}

fn packed() -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(archive()).unwrap_or_default();
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
    for member in archive.entries().into_iter().flatten() {
        let mut member = member.unwrap();
        if member.header().entry_type().is_file() {
            let name = member.path().unwrap().to_string_lossy().into_owned();
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap();
            files.insert(name, content);
        }
    }
    files
}

fn pack(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let gzip = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::best());
    let mut builder = tar::Builder::new(gzip);
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, content.as_slice()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

/// `UPDATE_DEMO=1 cargo test -p report-gen demo` packs the example again.
#[test]
fn the_demo_is_the_example() {
    let Some(example) = example() else { return };
    if std::env::var_os("UPDATE_DEMO").is_some() {
        fs::write(archive(), pack(&example)).unwrap();
    }
    let same = packed() == example;
    assert!(
        same,
        "examples/voice-api changed: run `UPDATE_DEMO=1 cargo test -p report-gen demo` and commit {}",
        "report-gen/demo/voice-api.tar.gz"
    );
}
