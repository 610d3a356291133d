//! Coverage of several artifacts, as they lie beside each other after a run.

use std::fs;
use std::path::Path;

use report_formats::{Artifact, read};
use report_model::Ratio;
use report_model::run::{Content, Coverage, CoverageCounts, Measured};

fn measured(path: &str, bytes: &[u8]) -> Measured<Option<&'static str>> {
    let said = read(&Artifact::new(path, bytes), None);
    let format = said.format.map(|(id, _)| id);
    let Content::Coverage(coverage) = said.document.content else { panic!("{path}: {:?}", said.notices) };
    Measured { format, path: path.to_owned(), coverage }
}

fn fixture(name: &str) -> Measured<Option<&'static str>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    measured(name, &fs::read(root.join(name)).unwrap())
}

fn hits(coverage: &Coverage) -> u64 {
    coverage.files.iter().flat_map(|file| &file.lines).map(|line| line.hits).sum()
}

/// What reports of one run say together, and the one of them that says most.
fn together(names: &[&str]) -> (Coverage, Coverage) {
    let best = fixture(names[0]).coverage;
    (Coverage::merge(names.iter().map(|name| fixture(name))), best)
}

#[test]
fn a_run_told_in_every_format_of_its_tool_is_counted_once() {
    for names in [
        &[
            "istanbul-json/jest/coverage-final.json",
            "lcov/jest/lcov.info",
            "clover/jest/clover.xml",
            "cobertura/jest/cobertura-coverage.xml",
        ][..],
        &["lcov/coverage.py/coverage.lcov", "cobertura/coverage.py/coverage.xml"][..],
        &["cobertura/gcovr/cobertura.xml", "lcov/gcovr/coverage.lcov", "gcovr-json/gcovr/gcovr.json"][..],
    ] {
        let (all, one) = together(names);
        let paths =
            |coverage: &Coverage| coverage.files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
        assert_eq!(all.files.len(), one.files.len(), "{:?} {:?}", paths(&all), paths(&one));
        assert_eq!((all.counts(), hits(&all)), (one.counts(), hits(&one)), "{names:?}");
    }
}

/// What Jest's Cobertura reporter writes when it runs in a package of a repository.
fn of_package(package: &str, hits: [u64; 3]) -> Vec<Measured<Option<&'static str>>> {
    let [one, two, three] = hits;
    let cobertura = format!(
        r#"<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage lines-valid="3" lines-covered="2" line-rate="0.66" branches-valid="0" branches-covered="0" branch-rate="1" timestamp="1782295200000" complexity="0" version="0.1">
  <sources><source>/srv/agent/shop/packages/{package}</source></sources>
  <packages><package name="src" line-rate="0.66" branch-rate="1"><classes>
    <class name="index.js" filename="src/index.js" line-rate="0.66" branch-rate="1">
      <methods></methods>
      <lines>
        <line number="1" hits="{one}" branch="false"/>
        <line number="2" hits="{two}" branch="false"/>
        <line number="5" hits="{three}" branch="false"/>
      </lines>
    </class>
  </classes></package></packages>
</coverage>
"#
    );
    let lcov =
        format!("TN:\nSF:src/index.js\nDA:1,{one}\nDA:2,{two}\nDA:5,{three}\nLF:3\nLH:2\nend_of_record\n");
    let folder = format!("packages/{package}/coverage");
    vec![
        measured(&format!("{folder}/cobertura-coverage.xml"), cobertura.as_bytes()),
        measured(&format!("{folder}/lcov.info"), lcov.as_bytes()),
    ]
}

#[test]
fn packages_with_files_of_one_name_stay_apart() {
    let all = of_package("cart", [3, 0, 1]).into_iter().chain(of_package("menu", [0, 4, 0]));
    let all = Coverage::merge(all);
    let files: Vec<(&str, u64)> = all
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.lines.iter().map(|line| line.hits).sum()))
        .collect();
    assert_eq!(files, [("cart/src/index.js", 4), ("menu/src/index.js", 4)]);
    let lines = Ratio::new(3, 6);
    assert_eq!(
        all.counts(),
        CoverageCounts { lines, branches: all.counts().branches, functions: all.counts().functions }
    );
}
