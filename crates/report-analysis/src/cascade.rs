//! Single causes that take many tests with them: a broken import, fixture, file of tests or set-up.

use report_model::run::TestCase;
use report_model::site::{Cascade, CascadeKind, Cluster, Sentence};
use report_model::text::{count, counted};
use report_model::{TestId, TestKey};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::failures::{Context, FailureGroups};
use crate::reading::Reading;

/// How many tests that are missing are listed.
const LISTED: usize = 200;
/// How much of a text is searched for what runners say first.
const SAID_BYTES: usize = 2_000;
/// A cause that fails fewer tests and stops nothing is no cascade.
const FEWEST_TESTS: u64 = 2;

/// The cascades of a run, the one with most tests first. `readings` are those of `groups.of_case`.
pub(crate) fn find(context: &Context<'_>, groups: &FailureGroups, readings: &[Reading]) -> Vec<Cascade> {
    let cases = &context.run.tests.cases;
    let mut parents: Vec<Parent> = groups.clusters.iter().map(|_| Parent::default()).collect();
    for (failed, reading) in groups.of_case.iter().zip(readings) {
        let (Some(parent), Some(case)) =
            (parents.get_mut(failed.cluster as usize), cases.get(failed.case as usize))
        else {
            continue;
        };
        parent.failures += 1;
        parent.in_hook += u64::from(reading.in_hook);
        if let Some(stopped) = stopped_by(case)
            && !parent.stopped.contains(&stopped)
        {
            parent.stopped.push(stopped);
        }
    }
    let missing = missing(context, parents.iter().any(|parent| !parent.stopped.is_empty()));
    let mut cascades: Vec<Cascade> = groups
        .clusters
        .iter()
        .zip(parents)
        .filter_map(|(cluster, parent)| cascade(cluster, parent, &missing))
        .collect();
    let reach = |cascade: &Cascade| cascade.rows.len() as u64 + cascade.vanished_count;
    cascades.sort_by(|a, b| reach(b).cmp(&reach(a)).then_with(|| a.cluster.cmp(&b.cluster)));
    cascades
}

#[derive(Default)]
struct Parent {
    failures: u64,
    in_hook: u64,
    stopped: Vec<String>,
}

fn cascade(cluster: &Cluster, parent: Parent, missing: &Missing) -> Option<Cascade> {
    let mut stopped = parent.stopped;
    stopped.sort_unstable();
    let vanished = missing.within(&stopped);
    let kind = match cluster.category.as_str() {
        _ if !stopped.is_empty() => CascadeKind::Collection,
        "import-error" => CascadeKind::Import,
        "missing-fixture" => CascadeKind::Fixture,
        _ if parent.in_hook * 2 > parent.failures => CascadeKind::Hook,
        _ => return None,
    };
    if cluster.tests() < FEWEST_TESTS && vanished.is_empty() {
        return None;
    }
    Some(Cascade {
        cluster: cluster.id.clone(),
        kind,
        sentence: sentence(cluster, kind, stopped.len(), vanished.len()),
        rows: cluster.rows.clone(),
        stopped,
        vanished_count: vanished.len() as u64,
        vanished: vanished.into_iter().take(LISTED).cloned().collect(),
    })
}

fn sentence(cluster: &Cluster, kind: CascadeKind, stopped: usize, vanished: usize) -> Sentence {
    let fails =
        |what: &str| Sentence::from(format!("One {what} fails ")).strong(counted(cluster.tests(), "test"));
    let mut sentence = match kind {
        CascadeKind::Collection => {
            let noun = if stopped == 1 { "file or class" } else { "files or classes" };
            Sentence::from("Nothing ran of ").strong(format!("{} {noun}", count(stopped as u64)))
        }
        CascadeKind::Import => fails("missing import"),
        CascadeKind::Fixture => fails("missing fixture"),
        CascadeKind::Hook => fails("broken set-up or tear-down"),
    };
    if vanished > 0 {
        let (was, is) = if vanished == 1 { ("was", "is") } else { ("were", "are") };
        sentence = sentence
            .then(": ")
            .strong(counted(vanished as u64, "test"))
            .then(format!(" that {was} known before {is} missing with it"));
    }
    let title = cluster.title();
    sentence.then(format!(" ({}).", crate::bounds::head(&title, 100).trim_end()))
}

/// What did not run at all because of a case that stands for a file, a class or a suite instead of a test: as the ids
/// of its tests begin.
fn stopped_by(case: &TestCase) -> Option<String> {
    let name = &*case.name;
    let class = case.class.as_deref().unwrap_or_default();
    let suite = || (!class.is_empty()).then(|| class.to_owned());
    let message = case.failures().first().and_then(|failure| failure.message.as_deref()).unwrap_or_default();
    // pytest: the case of a file that cannot be loaded is called like the module and has no class.
    if message.starts_with("collection failure") {
        return Some(if class.is_empty() { name.to_owned() } else { format!("{class}.{name}") });
    }
    // unittest: `unittest.loader._FailedTest::tests.test_x`, `setUpClass (tests.test_x.TestX)`.
    if class.ends_with("_FailedTest") {
        return Some(name.to_owned());
    }
    let hooks = ["setUpClass (", "setUpModule ("];
    if let Some(of) = hooks.iter().find_map(|hook| name.strip_prefix(hook)) {
        return Some(of.trim_end_matches(')').to_owned());
    }
    // JUnit reports a class that cannot be made as one case, gotestsum a package that does not build.
    let says = |text: &str| {
        case.failures().iter().any(|failure| {
            [&failure.message, &failure.trace]
                .into_iter()
                .flatten()
                .any(|said| crate::bounds::head(said, SAID_BYTES).contains(text))
        })
    };
    if matches!(name, "initializationError" | "classMethod" | "executionError")
        || name == "TestMain" && (says("[build failed]") || says("[setup failed]"))
    {
        return suite();
    }
    // jest and vitest report a file that cannot be loaded as a case that is called like the file.
    let is_file = !name.contains(' ') && name.contains('.') && (name == class || name.contains('/'));
    if name == "Test suite failed to run" {
        return suite();
    }
    if is_file && (name == class || says("Test suite failed to run")) {
        return Some(name.to_owned());
    }
    // Mocha: `Cart "before all" hook for "adds"`.
    if name.contains("\"before all\" hook") {
        return suite();
    }
    // RSpec: `An error occurred while loading ./spec/cart_spec.rb`.
    name.strip_prefix("An error occurred while loading ").map(|file| file.trim_end_matches('.').to_owned())
}

/// The tests that are known and have no result in this run, by the plain form of their ids.
#[derive(Default)]
struct Missing {
    /// Sorted by the plain form.
    tests: Vec<(String, TestId)>,
}

impl Missing {
    /// Those within one of the files or classes.
    fn within(&self, stopped: &[String]) -> Vec<&TestId> {
        let mut found: FxHashMap<usize, &TestId> = FxHashMap::default();
        for scope in stopped {
            let scope = plain(scope);
            let from = self.tests.partition_point(|(id, _)| *id < scope);
            let rest = self.tests.iter().enumerate().skip(from);
            for (index, (id, test)) in rest.take_while(|(_, (id, _))| id.starts_with(&scope)) {
                let after = id.get(scope.len()..).unwrap_or_default();
                if after.starts_with('.') {
                    found.insert(index, test);
                }
            }
        }
        let mut found: Vec<(usize, &TestId)> = found.into_iter().collect();
        found.sort_unstable_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, test)| test).collect()
    }
}

/// `tests/test_a.py::TestX::test_y` and `tests.test_a.TestX::test_y` are the same test; parameters stay as they are.
fn plain(id: &str) -> String {
    let (path, parameters) = id.split_at(id.find('[').unwrap_or(id.len()));
    let path =
        path.trim_start_matches("./").replace(".py::", ".").replace("::", ".").replace(['/', '\\'], ".");
    format!("{}{parameters}", path.strip_suffix(".py").unwrap_or(&path))
}

fn missing(context: &Context<'_>, is_asked_for: bool) -> Missing {
    if !is_asked_for {
        return Missing::default();
    }
    let run = context.run;
    let here: FxHashSet<TestKey> =
        run.tests.cases.iter().map(|case| TestKey::of(&plain(&case.id().0))).collect();
    let before = context.of_branch.last().and_then(|index| context.history.runs.get(*index));
    let past = before.and_then(|past| past.tests.as_ref()).into_iter().flat_map(|tests| {
        let is_there = |(position, name): (usize, &String)| {
            tests.letter(position).is_some().then(|| TestId(name.clone()))
        };
        tests.names.iter().enumerate().filter_map(is_there)
    });
    let collected = run.collected.iter().flatten().cloned();
    let mut tests: Vec<(String, TestId)> = past
        .chain(collected)
        .map(|id| (plain(&id.0), id))
        .filter(|(plain, _)| !here.contains(&TestKey::of(plain)))
        .collect();
    tests.sort_unstable();
    tests.dedup_by(|a, b| a.0 == b.0);
    Missing { tests }
}

/// The cascades in words, for a terminal.
pub(crate) fn notice(cascades: &[Cascade]) -> Option<report_model::Notice> {
    let first = cascades.first()?;
    let tests = first.rows.len() as u64 + first.vanished_count;
    let more = cascades.len() - 1;
    let others = match more {
        0 => String::new(),
        1 => " One more cascade.".to_owned(),
        more => format!(" {} more.", counted(more as u64, "cascade")),
    };
    Some(
        report_model::Notice::note(format!("{}{others}", first.sentence))
            .effect(format!("{} wait for one repair (cluster {})", counted(tests, "test"), first.cluster))
            .hint(format!("the Failures page lists all {}", count(tests))),
    )
}

#[cfg(test)]
mod tests {
    use report_model::plan::Plan;
    use report_model::run::Run;

    use super::*;
    use crate::history::History;
    use crate::testing::{fail, past, run_of};

    fn cascades(run: &Run, history: &History) -> Vec<Cascade> {
        crate::analyze(run, history, &Plan::default(), &[]).failures.cascades
    }

    fn classed(run: &mut Run, case: usize, class: Option<&str>, name: &str) {
        run.tests.cases[case].class = class.map(Into::into);
        run.tests.cases[case].name = name.into();
    }

    #[test]
    fn a_file_that_cannot_be_loaded_takes_its_tests_with_it() {
        let mut run = run_of(&["a p", "b f", "c f"]);
        for (case, module) in [(1, "tests.api.test_calls"), (2, "tests.api.test_tax")] {
            classed(&mut run, case, None, module);
            let trace = "tests/conftest.py:3: in <module>\n    import stripe\nE   ModuleNotFoundError: No module named 'stripe'";
            fail(&mut run, case, "", "collection failure", trace);
        }
        run.collected = Some(vec![TestId("tests/api/test_tax.py::test_new[a/b]".into())]);
        let before = past(
            "1",
            &[
                "tests.api.test_calls::test_one p",
                "tests.api.test_calls.TestMore::test_two f",
                "tests.api.test_calls_of_others::test_no p",
                "a p",
            ],
        );
        let found = cascades(&run, &History { runs: vec![before] });
        assert_eq!(found.len(), 1);
        let cascade = &found[0];
        assert_eq!(cascade.kind, CascadeKind::Collection);
        assert_eq!(cascade.stopped, ["tests.api.test_calls", "tests.api.test_tax"]);
        let vanished: Vec<&str> = cascade.vanished.iter().map(|id| id.0.as_str()).collect();
        assert_eq!(
            vanished,
            [
                "tests.api.test_calls.TestMore::test_two",
                "tests.api.test_calls::test_one",
                "tests/api/test_tax.py::test_new[a/b]"
            ]
        );
        let plain = |text: &str| text.replace(report_model::text::NO_BREAK, " ");
        let sentence = plain(&cascade.sentence.to_string());
        assert!(
            sentence
                .starts_with("Nothing ran of 2 files or classes: 3 tests that were known before are missing"),
            "{sentence}"
        );
        assert!(plain(&notice(&found).unwrap().effect.unwrap()).starts_with("5 tests wait"));
    }

    #[test]
    fn a_fixture_or_hook_fails_many_tests() {
        let mut run = run_of(&["a f", "b f", "c f", "d f", "e f"]);
        for case in 0..2 {
            fail(
                &mut run,
                case,
                "",
                "failed on setup with \"x\"",
                "E       fixture 'db' not found\n>       available fixtures: cache, capfd",
            );
        }
        for case in 2..4 {
            let trace = "Error: no seed\n    at Object.<anonymous> (/app/a.test.js:1:1)\n    at _callCircusHook (/app/node_modules/jest-circus/build/run.js:1:1)";
            fail(&mut run, case, "", "", trace);
        }
        fail(&mut run, 4, "", "1 != 2", "");
        let kinds: Vec<CascadeKind> =
            cascades(&run, &History::default()).iter().map(|cascade| cascade.kind).collect();
        assert_eq!(kinds.len(), 2, "{kinds:?}");
        assert!(kinds.contains(&CascadeKind::Fixture) && kinds.contains(&CascadeKind::Hook));
    }

    #[test]
    fn cases_that_stand_for_a_file_or_class_are_told_from_tests() {
        for (class, name, message, expected) in [
            ("unittest.loader._FailedTest", "tests.test_cart", "", Some("tests.test_cart")),
            ("", "setUpClass (tests.test_cart.TestCart)", "", Some("tests.test_cart.TestCart")),
            ("com.acme.CartTest", "initializationError", "", Some("com.acme.CartTest")),
            ("acme/cart", "TestMain", "FAIL acme/cart [build failed]", Some("acme/cart")),
            ("test/cart.test.ts", "test/cart.test.ts", "", Some("test/cart.test.ts")),
            ("x", "src/cart.test.js", "\u{25cf} Test suite failed to run", Some("src/cart.test.js")),
            ("Cart", "Cart \"before all\" hook for \"adds\"", "", Some("Cart")),
            ("", "An error occurred while loading ./spec/cart_spec.rb.", "", Some("./spec/cart_spec.rb")),
            ("Cart adds", "Cart adds", "", None),
            ("tests.test_cart", "test_total", "assert 1 == 2", None),
        ] {
            let mut run = run_of(&["a f"]);
            classed(&mut run, 0, Some(class).filter(|class| !class.is_empty()), name);
            fail(&mut run, 0, "", message, "");
            assert_eq!(stopped_by(&run.tests.cases[0]).as_deref(), expected, "{class} {name}");
        }
    }

    #[test]
    fn one_failing_test_is_no_cascade() {
        let mut run = run_of(&["a f"]);
        fail(&mut run, 0, "", "", "ModuleNotFoundError: No module named 'stripe'");
        assert_eq!(cascades(&run, &History::default()), []);
    }
}
