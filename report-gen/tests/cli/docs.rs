//! Commands of the documentation that need nothing but this program do what the page says.

use std::fs;
use std::path::{Path, PathBuf};

use super::harness::{JUNIT, LCOV, Project};
use super::shell::{fake, run_step, said};

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

#[test]
fn commands_of_the_documentation_work() {
    let mut found = Vec::new();
    pages(&docs(), &mut found);
    let mut ran = 0;
    for page in found {
        let text = fs::read_to_string(&page).unwrap();
        let project = Project::new().file("pytest.ini", "");
        for block in text.split("```sh report-gen\n").skip(1) {
            let (block, _) = block.split_once("```").unwrap();
            for line in block.lines() {
                let args: Vec<&str> = line.split_whitespace().collect();
                assert_eq!(args.first(), Some(&"report-gen"), "{}: {line}", page.display());
                let ended = project.run(&args[1..]);
                assert!(!ended.stderr.contains("error"), "{}: {line}\n{}", page.display(), ended.stderr);
                ended.exit(0);
                ran += 1;
            }
        }
    }
    assert!(ran > 10, "{ran} commands");
}

#[test]
fn the_table_of_contents_names_every_page_and_no_other() {
    let summary = fs::read_to_string(docs().join("SUMMARY.md")).unwrap();
    let mut found = Vec::new();
    pages(&docs(), &mut found);
    for page in found {
        let name = page.strip_prefix(docs()).unwrap().to_string_lossy().replace('\\', "/");
        assert!(
            name == "SUMMARY.md" || summary.contains(&format!("({name})")),
            "{name} is not in SUMMARY.md"
        );
    }
    for link in summary.split("](").skip(1) {
        let name = link.split(')').next().unwrap();
        assert!(docs().join(name).is_file(), "{name} is not there");
    }
}

#[test]
fn links_between_pages_lead_somewhere_in_the_book_too() {
    let mut found = Vec::new();
    pages(&docs(), &mut found);
    let root = docs().canonicalize().unwrap();
    for page in found {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let (path, _) = link.split_once('#').unwrap_or((link, ""));
            // Code may hold brackets too; what is linked is a file.
            if !path.contains('.') || path.contains("://") {
                continue;
            }
            let target = page.parent().unwrap().join(path).canonicalize();
            assert!(target.is_ok_and(|target| target.starts_with(&root)), "{}: {link}", page.display());
        }
    }
}

/// The blocks of a page that begin with this line.
fn blocks<'a>(text: &'a str, begin: &str) -> Vec<&'a str> {
    let begin = format!("```{begin}\n");
    text.split(begin.as_str()).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

fn fixture(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/report-formats/tests/fixtures");
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A project in which runners are programs that leave what the real ones leave, where their arguments say.
fn with_runners() -> Project {
    let project = Project::new()
        .file("made/junit.xml", JUNIT)
        .file("made/lcov.info", LCOV)
        .file("made/coverage.xml", fixture("cobertura/coverage.py/coverage.xml"))
        .file("made/jest.json", fixture("jest-json/jest/jest.json"))
        .file("made/playwright.json", fixture("playwright-json/playwright/report.json"))
        .file("made/go-test.json", fixture("go-test-json/go/test.json"))
        .file("made/cover.out", fixture("go-cover/go/cover.out"))
        .file("made/results.trx", fixture("trx/quirks/results.trx"));
    let put = |from: &str, to: &str| format!("mkdir -p \"$(dirname {to})\" && cp made/{from} {to}");
    let option = |name: &str| format!("$(echo \"$*\" | sed -n 's/.*{name}[= ]\\([^ ]*\\).*/\\1/p')");
    fake(
        &project,
        "python",
        &format!(
            "case \"$*\" in *collect-only*) echo tests/test_a.py::test_a;; *junitxml*) {}; {}; exit 1;; esac",
            put("junit.xml", &option("--junitxml")),
            put("coverage.xml", &option("xml:").replace("[= ]", "")),
        ),
    );
    fake(
        &project,
        "npx",
        &format!(
            "case \"$*\" in *vitest*) {};; *jest*) {}; {};; *playwright*) {};; esac; exit 1",
            put("junit.xml", &option("--outputFile.junit")),
            put("jest.json", &option("--outputFile")),
            put("lcov.info", &format!("{}/lcov.info", option("--coverageDirectory"))),
            put("playwright.json", "$PLAYWRIGHT_JSON_OUTPUT_FILE"),
        ),
    );
    let go = format!("cat made/go-test.json; {}; exit 1", put("cover.out", &option("-coverprofile")));
    fake(&project, "go", &go);
    let nextest = put("junit.xml", "target/nextest/report/junit.xml");
    fake(
        &project,
        "cargo",
        &format!(
            "case \"$*\" in nextest*) grep -q junit.xml {} && {nextest}; exit 100;; esac",
            option("--config-file")
        ),
    );
    fake(
        &project,
        "mvn",
        &format!("{}; exit 1", put("junit.xml", "core/target/surefire-reports/TEST-a.xml")),
    );
    project.put(
        "gradlew",
        format!("#!/bin/sh\n{}; exit 1\n", put("junit.xml", "app/build/test-results/test/TEST-a.xml")),
    );
    fake(
        &project,
        "dotnet",
        &format!("{}; exit 1", put("results.trx", &format!("{}/a.trx", option("--results-directory")))),
    );
    project
}

#[test]
fn commands_beside_those_of_the_runners_work_too() {
    let mut found = vec![docs().join("../README.md")];
    pages(&docs(), &mut found);
    let mut built = 0;
    for page in found {
        let text = fs::read_to_string(&page).unwrap();
        for block in blocks(&text, "sh") {
            let project = with_runners().file("junit.xml", JUNIT);
            project.put("results.xml", JUNIT);
            project.put("PLAN.md", "# Plan\n\n## Phase 1: Start\n\n- 1,000 passing\n");
            project.put("coverage.xml", fixture("cobertura/coverage.py/coverage.xml"));
            // A runner ends with an error when a test fails; the shell of a person goes on.
            let lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
            let script: String = lines
                .map(|line| {
                    let may_fail = if line.starts_with("report-gen") { "" } else { " || true" };
                    format!("{line}{may_fail}\n")
                })
                .collect();
            let ran = run_step(&project, &format!("chmod +x gradlew\n{script}"), &[]);
            assert!(ran.status.success(), "{}:\n{script}\n{}", page.display(), said(&ran));
            if block.contains("report-gen build") {
                let tests = project.manifest("site").totals.collected;
                assert!(tests > 0, "{}:\n{script}\n{}", page.display(), said(&ran));
                built += 1;
            }
        }
    }
    assert!(built >= 9, "{built} blocks build a report");
}

#[test]
fn configurations_of_the_documentation_are_understood() {
    let mut found = vec![docs().join("../README.md")];
    pages(&docs(), &mut found);
    let mut read = 0;
    for page in found {
        let text = fs::read_to_string(&page).unwrap();
        for block in blocks(&text, "toml") {
            let project = Project::with_tests().file("report-gen.toml", block).file("PLAN.md", "# Plan\n");
            let ended = project.run(&["build", "junit.xml"]);
            assert!(!ended.stderr.contains("report-gen.toml"), "{}: {}", page.display(), ended.stderr);
            ended.exit(0);
            read += 1;
        }
    }
    assert!(read >= 2, "{read} blocks");
}
