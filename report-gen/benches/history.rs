//! What a long history costs: a whole build with 200 runs of 6,000 tests on record, beside reading the new run and
//! the records alone, which is the least that any build must do.

use std::fmt::Write as _;
use std::hint;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use report_analysis::history::{PastRun, PastTests};
use report_gen::discover::{Limits, Search};
use report_gen::environment::CiEnvironment;
use report_gen::history::Store;
use report_gen::identity::{self, IdentityOptions};
use report_gen::ingest::Reading;
use report_gen::{Request, assemble, ingest};
use report_model::site::{RunInfo, RunPoint, Totals};
use report_model::{Notices, TestId, Timestamp};

const RUNS: i64 = 200;
const TESTS: u64 = 6_000;

/// Noise that is the same each time.
fn noise(run: i64, test: u64) -> f64 {
    let mixed = (run.unsigned_abs() * 1_000_003 + test).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f64 / (1u64 << 24) as f64 - 0.5
}

/// One test in ten became slower at some time.
fn secs(run: i64, test: u64) -> f64 {
    let level = 0.01 + (test % 97) as f64 / 100.0;
    let is_slower = test.is_multiple_of(10) && run > (20 + test % 160).cast_signed();
    level * (1.0 + 0.2 * noise(run, test)) * if is_slower { 1.5 } else { 1.0 }
}

/// One test in a hundred fails now and then, and one in a hundred always.
fn is_bad(run: i64, test: u64) -> bool {
    test % 100 == 7 || (test % 100 == 9 && noise(run, test) > 0.4)
}

fn class(test: u64) -> String {
    format!("tests.area_{}.test_part_{}", test / 600, test / 40)
}

fn past(run: i64) -> PastRun {
    let mut rows: Vec<(String, u64)> =
        (0..TESTS).map(|test| (TestId::new(Some(&class(test)), &format!("test_{test}")).0, test)).collect();
    rows.sort();
    let micros =
        |test: u64| u64::try_from(std::time::Duration::from_secs_f64(secs(run, test)).as_micros()).ok();
    let info = RunInfo {
        id: run.to_string(),
        commit: Some(format!("{run:07x}")),
        started_at: Some(Timestamp(run * 86_400_000)),
        ..RunInfo::default()
    };
    PastRun {
        point: RunPoint { run: info, totals: Totals::default(), coverage: None },
        tests: Some(PastTests {
            outcomes: rows.iter().map(|(_, test)| if is_bad(run, *test) { 'f' } else { 'p' }).collect(),
            durations_us: rows.iter().map(|(_, test)| micros(*test)).collect(),
            names: rows.into_iter().map(|(name, _)| name).collect(),
            failures: Vec::new(),
            retries: Vec::new(),
        }),
        files: None,
    }
}

fn junit() -> String {
    let mut xml = String::from("<testsuite name=\"all\">\n");
    for test in 0..TESTS {
        let (class, secs) = (class(test), secs(RUNS + 1, test));
        let failure = if is_bad(RUNS + 1, test) {
            "<failure message=\"assert 1 == 2\" type=\"AssertionError\">tests/a.py:3: AssertionError</failure>"
        } else {
            ""
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            xml,
            "<testcase classname=\"{class}\" name=\"test_{test}\" time=\"{secs:.6}\">{failure}</testcase>"
        );
    }
    xml.push_str("</testsuite>\n");
    xml
}

/// What every build must do: the new run and the records of all others.
fn read(request: &Request, history: &Path) -> usize {
    let notices = Notices::default();
    let wanted = |path: &str, head: &[u8]| ingest::is_wanted(&[], path, head);
    let search =
        Search { here: &request.here, limits: Limits::default(), wanted: &wanted, notices: &notices };
    let Ok(found) = search.artifacts(&request.inputs) else { return 0 };
    let artifacts = ingest::read_all(found, Reading::cases(&[]), &notices);
    let identify = |tests: &_| identity::of_run(&request.identity, &CiEnvironment::default(), tests, None);
    let assembled = assemble::run(artifacts, identify, &notices);
    let runs =
        Store::at(history).load(&request.identity.labels, &notices).map_or(0, |history| history.runs.len());
    assembled.run.tests.cases.len() + runs
}

fn benches(criterion: &mut Criterion) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let history = folder.path().join("history");
    let store = Store::at(&history);
    let artifact = folder.path().join("junit.xml");
    let is_ready =
        (1..=RUNS).all(|run| store.add(&past(run)).is_ok()) && std::fs::write(&artifact, junit()).is_ok();
    if !is_ready {
        return;
    }
    let request = Request {
        inputs: vec![artifact.to_string_lossy().into_owned()],
        output: Some(folder.path().join("site")),
        history: Some(history.to_string_lossy().into_owned()),
        identity: IdentityOptions {
            run_id: Some((RUNS + 1).to_string()),
            started_at: Some(Timestamp((RUNS + 1) * 86_400_000)),
            ..IdentityOptions::default()
        },
        viewer: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/viewer")),
        here: folder.path().to_owned(),
        ..Request::default()
    };
    let mut group = criterion.benchmark_group("200 runs of 6,000 tests");
    group.sample_size(10);
    group.bench_function("read", |bencher| bencher.iter(|| hint::black_box(read(&request, &history))));
    group.bench_function("build", |bencher| {
        bencher.iter(|| hint::black_box(report_gen::build(&request)).is_ok());
    });
    group.finish();
}

criterion_group!(history, benches);
criterion_main!(history);
