//! A project in a temporary folder, the program run in it, and what came of it.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use report_model::site::{Ledger, Manifest, ShardRef, TestShard};
use serde::de::DeserializeOwned;
use tempfile::TempDir;

/// Two suites: 3 passed, 1 failed, 1 errored, 1 skipped; with times and texts.
pub(crate) const JUNIT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<testsuites>
  <testsuite name="pytest" timestamp="2026-01-18T16:42:00" time="2.5" tests="4">
    <testcase classname="tests.api.test_calls.TestDial" name="test_dial[de]" time="0.5"/>
    <testcase classname="tests.api.test_calls.TestDial" name="test_hang_up" time="0.25">
      <failure message="assert 1 == 2" type="AssertionError">def test_hang_up():
&gt;   assert 1 == 2
E   assert 1 == 2</failure>
      <system-out>dialling</system-out>
    </testcase>
    <testcase classname="tests.api.test_calls" name="test_ring" time="0.125"/>
    <testcase classname="tests.test_db" name="test_connect" time="0.5"><error message="no database">boom</error></testcase>
  </testsuite>
  <testsuite name="more" timestamp="2026-01-18T16:42:05" time="1">
    <testcase classname="tests.test_db" name="test_query"><skipped message="slow"/></testcase>
    <testcase classname="tests.test_db" name="test_close" time="0.0625"/>
  </testsuite>
</testsuites>
"#;

/// Two files, 3 of 5 lines covered.
pub(crate) const LCOV: &str =
    "TN:\nSF:src/a.py\nDA:1,1\nDA:2,0\nDA:3,0\nend_of_record\nSF:src/b.py\nDA:1,4\nDA:2,1\nend_of_record\n";

/// A folder in which the program runs.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Ended {
    code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A project with one JUnit file.
    pub(crate) fn with_tests() -> Self {
        Self::new().file("junit.xml", JUNIT)
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.put(path, content);
        self
    }

    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs the program. `build` and `demo` get the dashboard of these tests.
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        self.run_with(args, &[], b"")
    }

    pub(crate) fn run_with(&self, args: &[&str], environment: &[(&str, &str)], stdin: &[u8]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_report-gen"));
        command.current_dir(self.folder.path()).args(args).env_clear().envs(environment.iter().copied());
        if matches!(args.first(), Some(&"build" | &"demo")) && !args.contains(&"--help") {
            command.arg("--viewer").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer"));
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that does not read its input closes it; that is not what is tested.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The manifest of the site in `folder`.
    pub(crate) fn manifest(&self, folder: &str) -> Manifest {
        serde_json::from_slice(&fs::read(self.path(folder).join("data/manifest.json")).unwrap()).unwrap()
    }

    /// A shard of the site in `folder`.
    pub(crate) fn shard<T: DeserializeOwned>(&self, folder: &str, shard: &ShardRef) -> T {
        let bytes = fs::read(self.path(folder).join("data").join(&shard.path)).unwrap();
        assert_eq!(bytes.len() as u64, shard.bytes);
        let mut json = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut json).unwrap();
        serde_json::from_str(&json).unwrap()
    }

    /// The first shard of the test index of the site in `site`.
    pub(crate) fn tests(&self) -> TestShard {
        self.shard("site", &self.manifest("site").shards.tests[0])
    }

    pub(crate) fn ledger(&self) -> Ledger {
        self.shard("site", self.manifest("site").shards.ledger.as_ref().unwrap())
    }

    /// Every file below `folder` with its content, by path.
    pub(crate) fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, files);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                    files.push((name, fs::read(&path).unwrap()));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path(folder), &self.path(folder), &mut files);
        files.sort();
        files
    }
}

impl Ended {
    pub(crate) fn exit(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn stdout(self, part: &str) -> Self {
        assert!(self.stdout.contains(part), "{part:?} is not in stdout:\n{}", self.stdout);
        self
    }

    pub(crate) fn stderr(self, part: &str) -> Self {
        // Messages are wrapped and drawn with bars at their side.
        let plain: Vec<&str> = self.stderr.split_whitespace().filter(|word| *word != "│").collect();
        assert!(plain.join(" ").contains(part), "{part:?} is not in stderr:\n{}", self.stderr);
        self
    }
}
