//! Shell scripts of workflows and of the documentation, run with programs that only note how they were called.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use super::harness::Project;

/// The script of the step with this name.
pub(crate) fn step(workflow: &str, name: &str) -> String {
    let (_, after) =
        workflow.split_once(&format!("- name: {name}\n")).unwrap_or_else(|| panic!("no step {name}"));
    let (_, script) = after.split_once("run: |\n").unwrap();
    let indent: String = script.chars().take_while(|letter| *letter == ' ').collect();
    let lines = script.lines().take_while(|line| line.is_empty() || line.starts_with(&indent));
    lines.map(|line| format!("{}\n", line.strip_prefix(&indent).unwrap_or_default())).collect()
}

/// A program that notes how it was called and then runs `body`.
pub(crate) fn fake(project: &Project, name: &str, body: &str) {
    let path = format!("bin/{name}");
    project.put(&path, format!("#!/bin/sh\necho \"{name} $*\" >> \"$CALLS\"\n{body}\n"));
    fs::set_permissions(project.path(&path), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs a script as a job of GitHub Actions does, in a faked environment.
pub(crate) fn run_step(project: &Project, script: &str, more: &[(&str, &str)]) -> Output {
    let viewer = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer");
    let program = env!("CARGO_BIN_EXE_report-gen");
    // The dashboard of these tests, as everywhere here.
    project.put(
        "bin/report-gen",
        format!("#!/bin/sh\ncase \"$1\" in build|demo) exec {program} \"$@\" --viewer {};; serve) exit 0;; esac\nexec {program} \"$@\"\n", viewer.display()),
    );
    fs::set_permissions(project.path("bin/report-gen"), fs::Permissions::from_mode(0o755)).unwrap();
    let here = project.path(".");
    let path = format!("{}:/usr/bin:/bin", project.path("bin").display());
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script])
        .current_dir(&here)
        .env_clear();
    command.envs([
        ("PATH", path.as_str()),
        ("HOME", here.to_str().unwrap()),
        ("CALLS", project.path("calls").to_str().unwrap()),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_REPOSITORY", "acme/voice-api"),
        ("GITHUB_REPOSITORY_OWNER", "acme"),
        ("GITHUB_SERVER_URL", "https://github.example"),
        ("GITHUB_RUN_ID", "998"),
        ("GITHUB_RUN_NUMBER", "12"),
        ("GITHUB_REF_NAME", "main"),
        ("GITHUB_SHA", "0123456789abcdef0123456789abcdef01234567"),
        ("GITHUB_STEP_SUMMARY", project.path("step-summary").to_str().unwrap()),
    ]);
    command.envs(more.iter().copied()).output().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
