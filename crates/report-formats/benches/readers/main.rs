//! The readers beside minimal loops over the same bytes.
//!
//! The minimal loops do what no product could live with: no recovery, no positions, no decoding, no notices. They own
//! the same fields and mark what the machine allows.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the input is made here and sound")]

mod inputs;
mod minimal;
mod reports;

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use report_formats::{Artifact, by_id, read};

fn group<'a>(criterion: &'a mut Criterion, name: &str, text: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group
}

fn ours(group: &mut BenchmarkGroup<'_, WallTime>, id: &str, text: &str) {
    let format = by_id(id).unwrap();
    let artifact = Artifact::new("input", text.as_bytes());
    assert!(read(&artifact, Some(format)).notices.is_empty());
    group.bench_function("ours", |bencher| bencher.iter(|| black_box(read(&artifact, Some(format)))));
}

fn readers(criterion: &mut Criterion) {
    let xml = inputs::junit();
    let mut tests = group(criterion, "junit", &xml);
    ours(&mut tests, "junit", &xml);
    tests.bench_function("minimal", |bencher| bencher.iter(|| black_box(minimal::junit(&xml))));
    tests.bench_function("minimal to JSON", |bencher| {
        bencher.iter(|| black_box(serde_json::to_vec(&minimal::junit(&xml)).unwrap()));
    });
    tests.finish();

    let xml = inputs::cobertura();
    let mut lines = group(criterion, "cobertura", &xml);
    ours(&mut lines, "cobertura", &xml);
    lines.bench_function("minimal", |bencher| bencher.iter(|| black_box(minimal::cobertura(&xml))));
    lines.finish();

    let text = inputs::lcov();
    let mut lines = group(criterion, "lcov", &text);
    ours(&mut lines, "lcov", &text);
    lines.bench_function("minimal", |bencher| bencher.iter(|| black_box(minimal::lcov(&text))));
    lines.finish();

    let json = inputs::ctrf();
    let mut tests = group(criterion, "ctrf", &json);
    ours(&mut tests, "ctrf", &json);
    tests.bench_function("typed structs", |bencher| bencher.iter(|| black_box(minimal::ctrf(&json))));
    tests.finish();

    let text = inputs::go_test();
    let mut tests = group(criterion, "go test -json", &text);
    ours(&mut tests, "go-test-json", &text);
    tests.bench_function("typed structs", |bencher| bencher.iter(|| black_box(minimal::go_test(&text))));
    tests.finish();

    for reports::Report { id, text, typed } in reports::all() {
        let mut report = group(criterion, id, &text);
        ours(&mut report, id, &text);
        report.bench_function("typed structs", |bencher| bencher.iter(|| black_box(typed(&text))));
        report.finish();
    }
}

criterion_group!(benches, readers);
criterion_main!(benches);
