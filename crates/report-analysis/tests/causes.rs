//! Failures of known causes, in the shapes of many runners: categories are named right, and causes neither split nor mixed.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::similar_names,
    reason = "a test reads its fixtures and fails without them"
)]

use std::collections::BTreeMap;
use std::path::Path;

use report_analysis::{History, analyze};
use report_formats::Artifact;
use report_model::plan::Plan;
use report_model::run::{Content, Run};

/// What is known, or was found, of one failure.
type Named = BTreeMap<(String, String), (String, String)>;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/causes")
}

fn labels() -> Named {
    let text = std::fs::read_to_string(folder().join("labels.tsv")).expect("labels");
    let mut labels = Named::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [file, class, name, category, cause] = fields.as_slice() else { panic!("odd line: {line}") };
        let test = format!("{class}::{name}");
        labels.insert(((*file).to_owned(), test), ((*category).to_owned(), (*cause).to_owned()));
    }
    labels
}

fn found(labels: &Named) -> Named {
    let mut run = Run::default();
    let mut files = Vec::new();
    let mut names: Vec<&String> = labels.keys().map(|(file, _)| file).collect();
    names.dedup();
    for name in names {
        let path = folder().join(name);
        let bytes = std::fs::read(&path).expect("an artifact");
        let read = report_formats::read(&Artifact::new(name, &bytes), None);
        let Content::Tests(tests) = read.document.content else { panic!("{name} holds no tests") };
        files.extend(std::iter::repeat_n(name.clone(), tests.cases.len()));
        run.tests.append(tests);
    }
    let findings = analyze(&run, &History::default(), &Plan::default(), &[]);
    let named = |failed: &report_analysis::FailedCase| {
        let (cluster, category) = findings.failures.of(failed.case)?;
        let case = run.tests.cases.get(failed.case as usize)?;
        let file = files.get(failed.case as usize)?.clone();
        Some(((file, case.id().0), (category.id.clone(), cluster.id.clone())))
    };
    findings.failures.of_case.iter().filter_map(named).collect()
}

#[test]
fn categories_are_named_right() {
    let labels = labels();
    let found = found(&labels);
    let wrong: Vec<String> = labels
        .iter()
        .filter(|(test, (category, _))| found.get(*test).is_none_or(|(named, _)| named != category))
        .map(|(test, (category, cause))| {
            format!("{test:?} ({cause}) is no {category}: {:?}", found.get(test))
        })
        .collect();
    assert!(wrong.len() * 100 <= labels.len(), "{} of {}: {wrong:#?}", wrong.len(), labels.len());
}

#[test]
fn causes_are_neither_split_nor_mixed() {
    let labels = labels();
    let found = found(&labels);
    let pairs = |key: &dyn Fn(&(String, String)) -> String| {
        let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
        for test in labels.keys() {
            *sizes.entry(key(test)).or_default() += 1;
        }
        sizes.values().map(|size| size * (size - 1) / 2).sum::<u64>() as f64
    };
    let cause =
        |test: &(String, String)| labels.get(test).map_or_else(String::new, |(_, cause)| cause.clone());
    let cluster = |test: &(String, String)| {
        found.get(test).map_or_else(|| format!("{test:?}"), |(_, cluster)| cluster.clone())
    };
    let both = pairs(&|test| format!("{} {}", cause(test), cluster(test)));
    let (precision, recall) = (both / pairs(&|test| cluster(test)), both / pairs(&|test| cause(test)));
    assert!(precision > 0.97, "precision {precision}");
    assert!(recall > 0.97, "recall {recall}");
}
