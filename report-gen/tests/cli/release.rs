//! Releases: what the workflow packs is what the installer unpacks.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::harness::Project;
use super::shell::{fake, run_step, said, step};

fn of_repository(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

const TARGETS: [&str; 4] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
];

/// A checkout with a built program for each target, packed by the workflow's own step.
fn packed() -> Project {
    let workflow = of_repository(".github/workflows/release.yml");
    let project = Project::new().file("README.md", "").file("LICENSE-MIT", "").file("LICENSE-APACHE", "");
    let pack = step(&workflow, "Pack");
    for target in TARGETS {
        assert!(workflow.contains(target), "{target}");
        project.put(
            &format!("target/{target}/release/report-gen"),
            format!("#!/bin/sh\necho report-gen 9.9.9 for {target}\n"),
        );
        let ran = run_step(&project, &pack, &[("TARGET", target)]);
        assert!(ran.status.success(), "{}", said(&ran));
    }
    project
}

#[test]
fn a_release_has_an_archive_a_checksum_and_the_installer() {
    let project = packed().file("install.sh", of_repository("install.sh"));
    fake(&project, "gh", "ls");
    let publish = step(&of_repository(".github/workflows/release.yml"), "Publish");
    let ran = run_step(&project, &publish, &[("GH_TOKEN", "x"), ("GITHUB_REF_NAME", "v9.9.9")]);
    assert!(ran.status.success(), "{}", said(&ran));
    let calls = fs::read_to_string(project.path("calls")).unwrap();
    assert!(calls.contains("release create v9.9.9") && calls.contains("./install.sh"), "{calls}");
    for target in TARGETS {
        assert!(calls.contains(&format!("./report-gen-{target}.tar.gz.sha256")), "{calls}");
    }
    project.put("dist/report-gen-x86_64-apple-darwin.tar.gz", "something else");
    assert!(!run_step(&project, &publish, &[("GITHUB_REF_NAME", "v9.9.9")]).status.success());
}

#[test]
fn the_installer_installs_what_has_its_checksum_and_nothing_else() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl here");
        return;
    }
    let project = packed();
    let script = of_repository("install.sh");
    let downloads = format!("file://{}", project.path("dist").display());
    let bin = project.path("tools");
    let environment =
        [("REPORT_GEN_DOWNLOADS", downloads.as_str()), ("REPORT_GEN_BIN", bin.to_str().unwrap())];
    for (system, machine, target) in [
        ("Linux", "x86_64", TARGETS[0]),
        ("Linux", "aarch64", TARGETS[1]),
        ("Darwin", "x86_64", TARGETS[2]),
        ("Darwin", "arm64", TARGETS[3]),
    ] {
        fake(&project, "uname", &format!("case $1 in -s) echo {system};; -m) echo {machine};; esac"));
        let ran = run_step(&project, &script, &environment);
        assert!(ran.status.success(), "{}", said(&ran));
        assert!(
            said(&ran).contains(&format!("Installed report-gen 9.9.9 for {target} in")),
            "{}",
            said(&ran)
        );
    }
    fs::remove_file(bin.join("report-gen")).unwrap();
    project.put("dist/report-gen-aarch64-apple-darwin.tar.gz", "something else");
    let ran = run_step(&project, &script, &environment);
    assert!(!ran.status.success() && said(&ran).contains("the checksum"), "{}", said(&ran));
    assert_eq!(fs::read_dir(&bin).unwrap().count(), 0, "nothing is left behind");
    fake(&project, "uname", "echo Plan9");
    assert!(said(&run_step(&project, &script, &environment)).contains("there is no archive for Plan9"));
}
