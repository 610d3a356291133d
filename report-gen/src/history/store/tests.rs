use report_analysis::history::PastTests;
use report_model::Timestamp;
use report_model::site::{RunInfo, RunPoint, SCHEMA, SchemaOnly, Totals};

use super::*;

fn past(id: &str, time: Option<i64>, letters: &str) -> PastRun {
    let names: Vec<String> = (0..letters.len()).map(|number| format!("t{number}")).collect();
    PastRun {
        point: RunPoint {
            run: RunInfo { id: id.into(), started_at: time.map(Timestamp), ..RunInfo::default() },
            totals: Totals::default(),
            coverage: None,
        },
        tests: Some(PastTests {
            names: names.into(),
            outcomes: letters.into(),
            durations_us: vec![Some(5); letters.len()],
            failures: Vec::new(),
            retries: Vec::new(),
        }),
        files: None,
    }
}

fn ids(history: &History) -> Vec<&str> {
    history.runs.iter().map(|run| run.point.run.id.as_str()).collect()
}

fn load(store: &Store) -> (History, Vec<Notice>) {
    let notices = Notices::default();
    let history = store.load(&BTreeMap::new(), &notices).unwrap();
    (history, notices.into_sorted())
}

/// The files that are published, without their list.
fn files(store: &Store) -> Vec<String> {
    let files = store.publish("3", None).unwrap().to_files().unwrap();
    let mut names: Vec<String> = files.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.pop().as_deref(), Some("index.json"));
    names
}

#[test]
fn runs_come_back_in_order_and_share_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(&folder.path().join("history"));
    let runs = [past("b", Some(2000), "pf"), past("a", Some(1000), "pp"), past("x/../y", Some(3000), "pp")];
    for run in &runs {
        store.add(run).unwrap();
    }
    let (history, notices) = load(&store);
    assert_eq!(ids(&history), ["a", "b", "x/../y"]);
    assert_eq!(history.runs[1], runs[0]);
    let names = |index: usize| &history.runs[index].tests.as_ref().unwrap().names;
    assert!(Arc::ptr_eq(names(0), names(2)));
    assert!(notices.is_empty());
    assert_eq!(files(&store).len(), 4);
}

#[test]
fn the_same_run_twice_changes_nothing_and_another_part_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.add(&past("a", Some(1000), "pp")).unwrap();
    store.add(&past("a", Some(1000), "pp")).unwrap();
    assert_eq!(files(&store).len(), 2);
    store.add(&past("a", Some(1000), "pf")).unwrap();
    store.add(&past("a", Some(1000), "pf")).unwrap();
    assert_eq!(files(&store).len(), 3);
    let (history, notices) = load(&store);
    assert_eq!(history.runs.len(), 1);
    assert_eq!(history.runs[0].tests.as_ref().unwrap().outcomes, "pf");
    assert!(notices.is_empty());
}

#[test]
fn runs_without_a_time_keep_the_order_in_which_they_came() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    for id in ["z", "m", "a", "z"] {
        store.add(&past(id, None, "p")).unwrap();
    }
    assert_eq!(ids(&load(&store).0), ["z", "m", "a"]);
}

#[test]
fn what_cannot_be_read_is_put_aside_and_never_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.add(&past("a", Some(1000), "pp")).unwrap();
    fs::write(folder.path().join("run-1-cut.json.gz"), b"\x1f\x8b\x08").unwrap();
    let newer = gzip_json(&SchemaOnly { schema: SCHEMA + 1 }, "x").unwrap();
    fs::write(folder.path().join("run-2-newer.json.gz"), newer).unwrap();
    let (history, notices) = load(&store);
    assert_eq!(ids(&history), ["a"]);
    assert_eq!(notices.len(), 2);
    assert!(notices.iter().any(|notice| notice.message.contains("a newer report-gen")));
    assert!(folder.path().join("aside/run-1-cut.json.gz").exists());
    assert!(folder.path().join("aside/run-2-newer.json.gz").exists());
    let (_, again) = load(&store);
    assert!(again.is_empty());
}

#[test]
fn old_runs_keep_their_totals() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    for day in 1..=6 {
        store.add(&past(&format!("r{day}"), Some(day * 86_400_000), "pf")).unwrap();
    }
    load(&store);
    let notices = Notices::default();
    let now = |branch: Option<&str>| RunIdentity {
        branch: branch.map(str::to_owned),
        started_at: Some(Timestamp(7 * 86_400_000)),
        ..RunIdentity::default()
    };
    store.thin(&now(None), Retention { runs: 3, days: None }, &notices).unwrap();
    let kept = |store: &Store| load(store).0.runs.iter().filter(|run| run.tests.is_some()).count();
    assert_eq!((kept(&store), load(&store).0.runs.len()), (2, 6), "this run is the third");
    assert_eq!(notices.into_sorted().len(), 1);
    let notices = Notices::default();
    load(&store);
    store.thin(&now(None), Retention { runs: 3, days: Some(1) }, &notices).unwrap();
    assert_eq!(kept(&store), 1);
    load(&store);
    store.thin(&now(Some("topic")), Retention { runs: 1, days: None }, &notices).unwrap();
    assert_eq!(kept(&store), 1, "each branch keeps its own");
}

#[test]
fn names_that_cannot_be_read_cost_tests_and_not_runs() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.add(&past("a", Some(1000), "pp")).unwrap();
    store.add(&past("b", Some(2000), "pf")).unwrap();
    let list = store.files.names("names-").unwrap().remove(0);
    fs::write(folder.path().join(&list), b"\x1f\x8bgarbage").unwrap();
    let (history, notices) = load(&store);
    assert_eq!(ids(&history), ["a", "b"]);
    assert!(history.runs.iter().all(|run| run.tests.is_none()));
    assert_eq!(notices.len(), 1);
    store.add(&past("c", Some(3000), "ff")).unwrap();
    assert!(load(&store).0.runs.iter().all(|run| run.tests.is_some()), "the same tests ran again");
}

#[test]
fn what_a_build_left_half_written_is_told_and_later_removed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.add(&past("a", Some(1000), "pp")).unwrap();
    let left = folder.path().join(".writing-x");
    let file = fs::File::create(&left).unwrap();
    let (history, notices) = load(&store);
    assert_eq!((ids(&history), notices.len(), left.exists()), (vec!["a"], 1, true));
    file.set_modified(SystemTime::now() - GIVEN_UP * 2).unwrap();
    let (history, notices) = load(&store);
    assert_eq!((ids(&history), notices.len(), left.exists()), (vec!["a"], 1, false));
    assert!(load(&store).1.is_empty());
}

/// A run of one part of a matrix.
fn part(id: &str, day: i64, label: (&str, &str)) -> PastRun {
    let mut run = past(id, Some(day * 86_400_000), "pf");
    run.point.run.labels = BTreeMap::from([(label.0.to_owned(), label.1.to_owned())]);
    run
}

/// Which records still have their tests after a run with this label was added on day 30, three runs being kept.
fn kept_with(store: &Store, label: (&str, &str)) -> Vec<String> {
    let now = RunIdentity {
        id: "now".to_owned(),
        started_at: Some(Timestamp(30 * 86_400_000)),
        labels: BTreeMap::from([(label.0.to_owned(), label.1.to_owned())]),
        ..RunIdentity::default()
    };
    load(store);
    store.thin(&now, Retention { runs: 3, days: None }, &Notices::default()).unwrap();
    let is_whole = |name: &String| store.read::<HistoryRecord>(name).unwrap().unwrap().tests.is_some();
    store.files.names("run-").unwrap().into_iter().filter(is_whole).collect()
}

#[test]
fn each_variant_keeps_its_own_runs() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.add(&part("r1", 1, ("os", "mac"))).unwrap();
    for day in 1..=5 {
        store.add(&part(&format!("r{day}"), day, ("os", "linux"))).unwrap();
    }
    let kept = kept_with(&store, ("os", "linux"));
    let ids: Vec<&str> = kept.iter().map(|name| name.rsplit_once('-').unwrap().1).collect();
    assert_eq!(ids, ["r1.json.gz", "r4.json.gz", "r5.json.gz"], "the only run on mac stays whole");
    let is_mac = |name: &str| store.read::<HistoryRecord>(name).unwrap().unwrap().run.labels["os"] == "mac";
    assert!(is_mac(&kept[0]));
}

#[test]
fn runs_whose_labels_number_them_grow_old_too() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    for day in 1..=6 {
        store.add(&part(&format!("r{day}"), day, ("build", &day.to_string()))).unwrap();
    }
    assert_eq!(kept_with(&store, ("build", "30")).len(), 2, "this run is the third");
}

#[test]
#[cfg(unix)]
fn what_the_system_refuses_is_no_garbage() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    store.add(&past("a", Some(1000), "pp")).unwrap();
    let list = store.files.names("names-").unwrap().remove(0);
    let refused = |name: &str| {
        fs::remove_file(folder.path().join(name)).unwrap();
        fs::create_dir(folder.path().join(name)).unwrap();
        let problem = store.load(&BTreeMap::new(), &Notices::default()).unwrap_err();
        assert!(matches!(problem, Error::Record { .. }) && folder.path().join(name).exists(), "{problem}");
    };
    refused(&list);
    refused(&store.files.names("run-").unwrap()[0]);
    assert!(Store::at(folder.path()).publish("now", None).is_err(), "no record is left out");
    assert!(!folder.path().join(ASIDE).exists());
}
