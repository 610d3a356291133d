//! `build --static`: the same figures on a page that runs nothing.

use std::fs;
use std::path::Path;

use report_model::text;

use super::harness::{JUNIT, LCOV, Project};

#[test]
fn the_page_without_scripts_has_the_figures_of_the_report() {
    let project = Project::new().file("junit.xml", JUNIT).file("lcov.info", LCOV);
    project
        .run(&["build", "junit.xml", "lcov.info", "--static", "--single-file", "one.html", "-o", "site"])
        .exit(0);
    let page = fs::read_to_string(project.path("site/static.html")).unwrap();
    let manifest = project.manifest("site");
    let counts = manifest.totals.counts;
    let figures = [
        ("Passed", text::count(counts.passed)),
        ("Failed", text::count(counts.failed)),
        ("Errored", text::count(counts.errored)),
        ("Skipped", text::count(counts.skipped)),
        ("Tests known", text::count(manifest.totals.collected)),
        ("Pass rate of collected", text::percent(manifest.totals.rate_of_collected().percent().unwrap())),
        ("Line coverage", text::percent(manifest.coverage.unwrap().lines.percent().unwrap())),
    ];
    for (label, figure) in figures {
        let shown = format!("<dt>{label}</dt><dd class=\"figure\">{figure}</dd>");
        assert!(page.contains(&shown), "{shown} in {page}");
    }
    assert_eq!(page.matches("✗ failed").count() as u64, counts.failed, "a row for every failed test");
    assert_eq!(page.matches("! errored").count() as u64, counts.errored);
    assert!(page.contains(">assert 1 == 2<") && page.contains(">src/a.py<"));
    for section in ["overview", "failures", "tests", "coverage", "runtime", "flaky"] {
        assert!(page.contains(&format!("<section id=\"{section}\"")), "{section}");
    }
    assert!(page.contains(&escaped(&manifest.verdict.0[0].text)));
    for forbidden in ["<script", " style=\"", "javascript:", "http://", "onload"] {
        assert!(!page.contains(forbidden), "{forbidden} in {page}");
    }
    assert!(
        page.contains("<link rel=\"stylesheet\" href=\"static.css\"")
            && project.path("site/static.css").exists()
    );
    let single = fs::read_to_string(project.path("one.static.html")).unwrap();
    assert!(!single.contains("<link") && single.contains("<style>"));
}

#[test]
fn it_is_linked_where_scripts_are_off_and_only_when_it_is_there() {
    let project = Project::with_tests();
    let shell = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer/index.html");
    let has_noscript = fs::read_to_string(shell).unwrap().contains("</noscript>");
    project.run(&["build", "--static"]).exit(0);
    let linked = fs::read_to_string(project.path("site/index.html")).unwrap().contains("static.html");
    assert_eq!(linked, has_noscript);
    project.run(&["build"]).exit(0);
    assert!(!project.path("site/static.html").exists(), "what the new build has not, goes");
}

#[test]
fn nothing_of_an_artifact_is_markup_on_it() {
    let evil = "&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x&gt;";
    let project = Project::new().file(
        "junit.xml",
        format!("<testsuite><testcase classname=\"{evil}\" name=\"{evil}\"><failure message=\"{evil}\"/></testcase></testsuite>"),
    );
    project.run(&["build", "--static", "--title", "</title><script>"]).exit(0);
    let page = fs::read_to_string(project.path("site/static.html")).unwrap();
    assert!(!page.contains("<script") && !page.contains("<img") && page.contains("&lt;script&gt;alert(1)"));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('\'', "&#39;")
}

#[test]
fn manual_and_completions_name_every_command() {
    let project = Project::new();
    let man = project.run(&["man"]).exit(0).stdout;
    let bash = project.run(&["completions", "bash"]).exit(0).stdout;
    for command in ["build", "inspect", "summary", "annotations", "export", "init", "serve"] {
        assert!(man.contains(command) && bash.contains(command), "{command}");
    }
}
