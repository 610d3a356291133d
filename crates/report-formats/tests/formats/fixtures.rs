//! The files under `tests/fixtures`.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Fixture {
    /// The folder under `fixtures`: the id of the format.
    pub format: String,
    /// The path under `fixtures`.
    pub name: String,
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    /// Formats in which a shorter file is a file like any other.
    pub is_whole_when_cut: bool,
}

impl Fixture {
    /// Whether something says how the fixture was made.
    pub fn has_source(&self) -> bool {
        let folders = self.path.ancestors().skip(1).take_while(|folder| !folder.ends_with("fixtures"));
        folders.into_iter().any(|folder| folder.join("SOURCE.md").is_file())
    }
}

/// Lines that stand for themselves: nothing tells how many there should be.
const OPEN_ENDED: &[&str] =
    &["criterion/criterion/printed.txt", "go-bench/", "go-cover/", "go-test-list/", "test-list/"];

pub fn all() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let format = name.split('/').next().unwrap().to_owned();
            let bytes = fs::read(&path).unwrap();
            let is_whole_when_cut = OPEN_ENDED.iter().any(|start| name.starts_with(start));
            Fixture { format, name, path, bytes, is_whole_when_cut }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
    }
}
