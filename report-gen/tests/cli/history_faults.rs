//! Disks without room: no run is lost, and the program says what it could not write, and what to do.

use std::fs;
use std::process::Command;

use report_model::site::{Manifest, Runs};

use super::harness::{JUNIT, Project};

/// Builds on a disk with less and less room left, each time a new run, and at last one with room again. The disk goes with
/// the shell that mounted it.
const SCRIPT: &str = r#"
mount -t tmpfs -o size=1m none full || exit 77
cd full
build() { "$PROGRAM" build ../junit.xml --history past --run-id "$1" --started-at "$2" --viewer "$VIEWER" --quiet; }
build first 2026-01-01T00:00:00Z || exit 1
number=0
for left in 400 200 100 64 48 32 24 16 12 8 4 0; do
  number=$((number + 1))
  dd if=/dev/zero of=fill bs=1k count=$(($(df -k . | awk 'NR==2 {print $4}') - left)) 2>/dev/null
  build "left-$left" "2026-01-02T00:00:$(printf %02d $number)Z" 2> "../left-$left.err"
  echo "left-$left $?" >> ../ended
  cp site/data/manifest.json "../left-$left.json"
  rm fill
done
build last 2026-01-03T00:00:00Z || exit 1
cp -r site past ..
"#;

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_loses_no_run() {
    let project = Project::new().file("junit.xml", JUNIT).file("full/.keep", "");
    let viewer = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer");
    let shell = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT])
        .current_dir(project.path("."))
        .env("PROGRAM", env!("CARGO_BIN_EXE_report-gen"))
        .env("VIEWER", viewer)
        .output();
    let ended = match shell {
        Ok(output) if project.path("ended").exists() => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            fs::read_to_string(project.path("ended")).unwrap()
        }
        other => {
            skipped(&format!("no file system can be mounted here: {other:?}"));
            return;
        }
    };
    let runs: Runs = project.shard("site", project.manifest("site").shards.runs.as_ref().unwrap());
    let there: Vec<&str> = runs.runs.iter().map(|run| run.run.id.as_str()).collect();
    let mut failed = 0;
    for line in ended.lines() {
        let (run, code) = line.split_once(' ').unwrap();
        let said = fs::read_to_string(project.path(&format!("{run}.err"))).unwrap();
        match code {
            "0" => assert!(there.contains(&run), "{run} is lost; there are {there:?}"),
            "2" => {
                failed += 1;
                assert!(said.contains("cannot write") || said.contains("cannot create"), "{run}: {said}");
                assert!(said.contains("the disk is full"), "{run}: {said}");
            }
            _ => panic!("{line}: {said}"),
        }
        // The site that was there, or the new one, and never half of one.
        let manifest = fs::read(project.path(&format!("{run}.json"))).unwrap();
        let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
        assert!(code != "0" || manifest.run.id == run);
    }
    assert!(failed >= 3, "only {failed} builds had no room: {ended}");
    assert!(there.contains(&"first") && there.contains(&"last"));
    assert!(runs.totals_only.is_empty() && !project.path("past/aside").exists(), "nothing was half written");
    let left_over = |name: &String| name.contains(".writing-") || name.contains(".phaseline-new");
    assert!(!project.files("site").iter().chain(&project.files("past")).any(|(name, _)| left_over(name)));
}

#[test]
#[cfg(unix)]
fn a_history_that_cannot_be_read_is_no_empty_one() {
    let project = Project::new().file("junit.xml", JUNIT).file("past", "a file where a folder should be");
    project.run(&["build", "junit.xml", "--history", "past"]).exit(2).stderr("cannot read `");
    assert!(!project.path("site").exists());
}

/// A folder in the place of a record is refused to everybody, even to who may read all files.
#[test]
#[cfg(unix)]
fn a_record_that_the_system_does_not_give_stops_the_build_and_stays() {
    let project = Project::new().file("junit.xml", JUNIT).file("past/run-20260101T000000Z-1.json.gz/in", "");
    let said =
        project.run(&["build", "junit.xml", "--history", "past"]).exit(2).stderr("cannot read the record");
    said.stderr("it was left as it is");
    assert!(
        project.path("past/run-20260101T000000Z-1.json.gz/in").exists()
            && !project.path("past/aside").exists()
    );
    assert!(!project.path("site").exists());
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn skipped(because: &str) {
    eprintln!("left out: {because}");
}
