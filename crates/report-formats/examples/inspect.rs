//! Says what artifacts hold, as JSON: the readers alone, without the command line around them.
//!
//! ```text
//! cargo run -p report-formats --example inspect -- target/nextest/ci/junit.xml
//! ```

#![expect(clippy::indexing_slicing, reason = "a missing key of a JSON object is made by writing to it")]

use report_formats::{Artifact, Wanted, read_wanted};
use report_model::run::{Content, ReadArtifact, TestTotals};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut files = Vec::new();
    let mut paths: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                paths.push(entry?.path());
            }
            continue;
        }
        let bytes = std::fs::read(&path)?;
        files.push(describe(&read_wanted(
            &Artifact::new(&path.to_string_lossy(), &bytes),
            None,
            Wanted::Totals,
        )));
    }
    let total = total(&files);
    #[expect(clippy::print_stdout, reason = "this is what the example is for")]
    {
        println!("{}", json!({ "files": files, "total": total }));
    }
    Ok(())
}

/// The sums over all files; of anything but numbers the first.
fn total(files: &[Value]) -> Value {
    let mut total = json!({});
    for (key, value) in files.iter().filter_map(Value::as_object).flatten() {
        let sum = match (total[key].as_f64(), value.as_f64()) {
            (Some(sum), Some(more)) => json!(sum + more),
            (None, _) if total[key].is_null() => value.clone(),
            _ => continue,
        };
        total[key] = sum;
    }
    total
}

fn sums(said: &mut Value, TestTotals { counts, attempts, duration_secs }: TestTotals) {
    said["tests"] = json!(counts.total());
    said["passed"] = json!(counts.passed);
    said["failed"] = json!(counts.failed);
    said["errored"] = json!(counts.errored);
    said["skipped"] = json!(counts.skipped);
    said["duration_secs"] = json!(duration_secs);
    said["attempts"] = json!(attempts);
}

fn describe(artifact: &ReadArtifact) -> Value {
    let document = &artifact.document;
    let notices: Vec<Value> = artifact
        .notices
        .iter()
        .map(|notice| {
            json!({
                "severity": notice.severity,
                "line": notice.location.as_ref().and_then(|location| location.line),
                "column": notice.location.as_ref().and_then(|location| location.column),
                "element": notice.location.as_ref().and_then(|location| location.element.clone()),
                "message": notice.message,
                "hint": notice.hint,
            })
        })
        .collect();
    let mut said = json!({
        "path": artifact.path,
        "format": artifact.format.map(|(id, _)| id),
        "producer": document.producer,
        "notices": notices,
    });
    match &document.content {
        Content::Tests(tests) => sums(&mut said, tests.totals()),
        Content::TestTotals(totals) => sums(&mut said, *totals),
        Content::Coverage(coverage) => {
            let counts = coverage.counts();
            said["coverage"] = json!({
                "lines_covered": counts.lines.part,
                "lines_total": counts.lines.whole,
                "branches_covered": counts.branches.map(|ratio| ratio.part),
                "branches_total": counts.branches.map(|ratio| ratio.whole),
                "functions_covered": counts.functions.map(|ratio| ratio.part),
                "functions_total": counts.functions.map(|ratio| ratio.whole),
                "files": coverage.files.len(),
            });
        }
        Content::Benchmarks(benchmarks) => said["benchmarks"] = json!(benchmarks.len()),
        Content::Collected(tests) => said["collected"] = json!(tests.len()),
        Content::Nothing => {}
    }
    said
}
