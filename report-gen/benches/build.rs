//! How long a whole build takes, from a JUnit file on disk to a site on disk.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, hint};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use report_gen::Request;

const CASES: usize = 20_000;

/// A file of which one case in twenty failed, with a trace of some thirty lines.
fn junit() -> String {
    let mut xml = String::from("<testsuites>\n");
    for number in 0..CASES {
        let class =
            format!("tests.area_{}.test_part_{}.TestCase{}", number / 2000, number / 200, number / 40);
        // Writing to a String cannot fail.
        let _ = write!(
            xml,
            "<testcase classname=\"{class}\" name=\"test_case_{number}[de-{number}]\" time=\"0.0{}\"",
            number % 97
        );
        if number % 20 == 0 {
            let _ =
                write!(xml, "><failure message=\"AssertionError: {number} == 2\" type=\"AssertionError\">");
            for line in 0..30 {
                let _ = writeln!(
                    xml,
                    "tests/area.py:{line}: in step_{}\n    value = step({number})",
                    line * number % 7
                );
            }
            xml.push_str("</failure></testcase>\n");
        } else {
            xml.push_str(" />\n");
        }
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn build(criterion: &mut Criterion) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let xml = junit();
    let artifact = folder.path().join("junit.xml");
    if fs::write(&artifact, &xml).is_err() {
        return;
    }
    let request = Request {
        inputs: vec![artifact.to_string_lossy().into_owned()],
        output: Some(folder.path().join("site")),
        viewer: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer")),
        here: folder.path().to_owned(),
        ..Request::default()
    };
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Bytes(xml.len() as u64)).sample_size(20);
    group.bench_function("20,000 cases", |bencher| {
        bencher.iter(|| hint::black_box(report_gen::build(&request)).is_ok());
    });
    group.finish();
}

criterion_group!(benches, build);
criterion_main!(benches);
