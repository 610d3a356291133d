//! `build --png`: charts for places that show no SVG.

use std::fs;

use super::harness::{JUNIT, LCOV, Project};

#[test]
fn charts_come_as_pictures_or_the_program_says_what_it_lacks() {
    let project = Project::with_tests().file("lcov.info", LCOV);
    let first = ["build", "--history", "h", "--run-id", "1", "--started-at", "2026-01-17T10:00:00Z"];
    project.run(&first).exit(0);
    project.put("junit.xml", JUNIT.replace("assert 1", "assert 3"));
    let second = ["build", "--history", "h", "--run-id", "2", "--started-at", "2026-01-18T10:00:00Z"];
    let ended = project.run(&[&second[..], &["--png", "--badges", "badges"]].concat());
    if !cfg!(feature = "png") || ended.stderr.contains("no font is installed") {
        ended.exit(2).stderr("--features png").stderr("DejaVu Sans");
        assert!(!project.path("badges").exists(), "nothing was begun");
        return;
    }
    ended.exit(0);
    for folder in ["badges/charts", "site/badges/charts"] {
        for name in ["pass-rate", "failing", "coverage", "runtime"] {
            let picture = fs::read(project.path(&format!("{folder}/{name}.png"))).unwrap();
            assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n") && picture.len() > 2_000, "{name}");
            let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
            assert_eq!((number(16), number(20)), (1_440, 440), "{name}");
            assert!(project.path(&format!("{folder}/{name}.svg")).exists());
        }
    }
}
