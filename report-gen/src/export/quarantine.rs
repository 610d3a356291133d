//! `export quarantine`: the flaky tests, in the words in which a runner is told to leave tests out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use report_model::TestId;
use report_model::site::{Flaky, FlakyTest, TestShard};

use super::{Exporter, Published};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct Quarantine;

impl Exporter for Quarantine {
    fn name(&self) -> &'static str {
        "quarantine"
    }

    fn says(&self) -> &'static str {
        "flaky tests as options of a runner: pytest, nextest, jest, gradle"
    }

    fn formats(&self) -> &'static [&'static str] {
        &["pytest", "nextest", "jest", "gradle"]
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let flaky: Flaky = site.optional(site.manifest.shards.flaky.as_ref())?;
        let tests = tests(site, &flaky)?;
        Ok(match format {
            "nextest" => nextest(&tests),
            "jest" => jest(&tests),
            "gradle" => gradle(&tests),
            _ => pytest(&tests),
        })
    }
}

/// A test as its runner knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Test {
    class: String,
    name: String,
    /// The file, when the test is in this run.
    path: Option<String>,
}

impl Test {
    /// An id alone does not tell where its class ends; the test index does.
    fn new(id: &TestId, class: Option<&str>, path: Option<&str>) -> Self {
        let known = class.and_then(|class| Some((class, id.0.strip_prefix(class)?.strip_prefix("::")?)));
        let (class, name) = known.or_else(|| id.0.split_once("::")).unwrap_or(("", &id.0));
        Self { class: class.to_owned(), name: name.to_owned(), path: path.map(str::to_owned) }
    }
}

/// The flaky tests with their classes and files, which stand in the test index.
fn tests(site: &Published, flaky: &Flaky) -> Result<Vec<Test>, Error> {
    let mut places: BTreeMap<u32, (Option<String>, String)> = BTreeMap::new();
    let wanted: BTreeSet<u32> = flaky.tests.iter().filter_map(|test| test.row).collect();
    for reference in &site.manifest.shards.tests {
        let shard: TestShard = site.shard(reference)?;
        let mut row = 0;
        for group in &shard.groups {
            for at in (row..row + group.rows).filter(|at| wanted.contains(&(shard.first_row + at))) {
                let class = shard.classes.get(at as usize).or(group.class.as_deref());
                places.insert(shard.first_row + at, (class.map(str::to_owned), group.path.clone()));
            }
            row += group.rows;
        }
    }
    let place = |row: Option<u32>| row.and_then(|row| places.get(&row));
    let test = |test: &FlakyTest| match place(test.row) {
        Some((class, path)) => Test::new(&test.id, class.as_deref(), Some(path)),
        None => Test::new(&test.id, None, None),
    };
    Ok(flaky.tests.iter().map(test).collect())
}

/// One option a line, to be read with `pytest @FILE` or `xargs`. A class of JUnit XML is the module and the classes:
/// what of it is not the file are classes.
fn pytest(tests: &[Test]) -> String {
    let mut text = String::new();
    for Test { class, name, path } in tests {
        let guess = || format!("{}.py", class.replace('.', "/"));
        let path = path.clone().filter(|path| is_python(path)).unwrap_or_else(guess);
        let module = path.trim_end_matches(".py").replace('/', ".");
        let classes = class.strip_prefix(&module).unwrap_or("").trim_matches('.');
        let mut node = path;
        for part in classes.split('.').filter(|part| !part.is_empty()) {
            node = format!("{node}::{part}");
        }
        let _ = writeln!(text, "--deselect={node}::{name}");
    }
    text
}

fn is_python(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "py")
}

/// A filter expression for `cargo nextest run -E "$(...)"`.
fn nextest(tests: &[Test]) -> String {
    // In an exact matcher `\` and `)` are escaped, and a comma, which would end it.
    let exact = |text: &str| text.replace('\\', "\\\\").replace(')', "\\)").replace(',', "\\,");
    let tests = tests.iter().map(|Test { class: binary, name, .. }| {
        if binary.is_empty() {
            format!("test(={})", exact(name))
        } else {
            format!("(binary_id(={}) & test(={}))", exact(binary), exact(name))
        }
    });
    let tests: Vec<String> = tests.collect();
    if tests.is_empty() { "all()\n".to_owned() } else { format!("not ({})\n", tests.join(" | ")) }
}

/// A pattern for `jest --testNamePattern "$(...)"`: every name but these. Jest matches the names of all describes
/// and the test with blanks between, which is the name in its JUnit XML.
fn jest(tests: &[Test]) -> String {
    if tests.is_empty() {
        return ".*\n".to_owned();
    }
    let mut names: Vec<String> = tests
        .iter()
        .map(|Test { class, name, .. }| {
            // jest-junit writes the whole name as class and as name unless it is told otherwise.
            let whole = if class.is_empty() || name.starts_with(class.as_str()) || class.contains('/') {
                name.clone()
            } else {
                format!("{class} {name}")
            };
            escaped(&whole)
        })
        .collect();
    names.sort();
    names.dedup();
    format!("^(?!(?:{})$)\n", names.join("|"))
}

fn escaped(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        if "\\^$.|?*+()[]{}/-".contains(letter) {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

/// A block for `build.gradle` and `build.gradle.kts` alike.
fn gradle(tests: &[Test]) -> String {
    let mut tests: Vec<String> = tests
        .iter()
        .map(|Test { class, name, .. }| {
            // Gradle names methods without their parameters; `*` stands for anything.
            let method = name.split(['(', '[']).next().unwrap_or(name).trim();
            let test = if class.is_empty() { format!("*.{method}") } else { format!("{class}.{method}") };
            test.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$")
        })
        .collect();
    tests.sort();
    tests.dedup();
    let mut text = String::from(
        "tasks.withType<Test>().configureEach {\n    filter {\n        isFailOnNoMatchingTests = false\n",
    );
    for test in tests {
        let _ = writeln!(text, "        excludeTestsMatching(\"{test}\")");
    }
    text.push_str("    }\n}\n");
    text
}

#[cfg(test)]
mod unit {
    use super::*;

    fn test(class: &str, name: &str, path: Option<&str>) -> Test {
        Test::new(&TestId::new(Some(class), name), Some(class), path)
    }

    #[test]
    fn every_runner_gets_its_own_words() {
        let python = [
            test("tests.api.test_calls.TestDial", "test_dial[de-1]", Some("tests/api/test_calls.py")),
            test("tests.test_db", "test_connect", None),
        ];
        assert_eq!(
            pytest(&python),
            "--deselect=tests/api/test_calls.py::TestDial::test_dial[de-1]\n--deselect=tests/test_db.py::test_connect\n"
        );
        assert_eq!(
            nextest(&[test("parcel::delivery", "tests::is_late(1,2)", None)]),
            "not ((binary_id(=parcel::delivery) & test(=tests::is_late(1\\,2\\))))\n"
        );
        let script = [test("cart adds (2)", "cart adds (2)", None), test("src/a.test.ts", "sums up", None)];
        assert_eq!(jest(&script), "^(?!(?:cart adds \\(2\\)|sums up)$)\n");
        let java =
            ["sends(int)[1]", "sends(int)[2]"].map(|name| test("com.acme.Outer$InnerTest", name, None));
        let block = gradle(&java);
        let last = "        excludeTestsMatching(\"com.acme.Outer\\$InnerTest.sends\")\n    }\n";
        assert!(block.contains(last), "{block}");
    }

    #[test]
    fn nothing_flaky_leaves_nothing_out() {
        assert_eq!(
            (nextest(&[]).as_str(), jest(&[]).as_str(), pytest(&[]).as_str()),
            ("all()\n", ".*\n", "")
        );
    }
}
