//! Commands of the documentation that need nothing but this program do what the page says.

use std::fs;
use std::path::{Path, PathBuf};

use super::harness::Project;

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
