//! Who wrote a file, told by what only they write.

use report_model::run::TestCase;

use crate::xml::Tag;

/// What was seen of a file that tells its writer.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was seen, and any of them may be")]
pub(super) struct Dialect {
    /// Beyond doubt.
    certain: Option<&'static str>,
    has_root: bool,
    has_suite: bool,
    suite_has_id: bool,
    has_go_version: bool,
    root_has_id_and_name: bool,
    suite_order_is_gradles: bool,
    cases: Cases,
}

/// What was seen of the first cases.
#[derive(Debug, Default)]
struct Cases {
    count: u32,
    ctest: u32,
    phpunit: u32,
    bazel: u32,
    playwright: u32,
}

/// How many cases are looked at.
const ENOUGH_CASES: u32 = 8;

impl Dialect {
    /// Takes note of who it is.
    pub(super) fn sure(&mut self, producer: &'static str) {
        self.certain.get_or_insert(producer);
    }

    pub(super) fn root(&mut self, tag: &Tag<'_>) {
        self.has_root = true;
        match tag.attribute("name") {
            Some("pytest tests") => self.sure("pytest"),
            Some("jest tests") => self.sure("jest-junit"),
            Some("vitest tests") => self.sure("Vitest"),
            Some("nextest-run") => self.sure("cargo-nextest"),
            Some("Mocha Tests") => self.sure("mocha-junit-reporter"),
            Some("AllTests") if tag.attribute("disabled").is_some() => self.sure("GoogleTest"),
            Some(_) if tag.attribute("uuid").is_some() => self.sure("cargo-nextest"),
            _ => {}
        }
        let mut names = tag.attributes().map(|attribute| attribute.name);
        self.root_has_id_and_name =
            (names.next(), names.next(), names.next()) == (Some("id"), Some("name"), Some("tests"));
    }

    pub(super) fn suite(&mut self, tag: &Tag<'_>) {
        if self.certain.is_some() || self.has_suite {
            return;
        }
        self.has_suite = true;
        let mut order = [""; 9];
        for (slot, attribute) in order.iter_mut().zip(tag.attributes()) {
            *slot = attribute.name;
            match (attribute.name, attribute.value) {
                ("xsi:noNamespaceSchemaLocation", schema) if schema.contains("surefire-test-report") => {
                    self.sure("Maven Surefire");
                }
                ("name", "pytest") => self.sure("pytest"),
                ("name", "Mocha Tests") if !self.has_root => self.sure("Mocha"),
                ("name", "rspec") => self.sure("rspec_junit_formatter"),
                ("hostname", "tbd") => self.sure("Catch2"),
                ("id", _) => self.suite_has_id = true,
                _ => {}
            }
        }
        self.suite_order_is_gradles = !self.has_root
            && order.starts_with(&[
                "name",
                "tests",
                "skipped",
                "failures",
                "errors",
                "timestamp",
                "hostname",
                "time",
            ]);
    }

    pub(super) fn property(&mut self, name: &str, value: &str) {
        if self.certain.is_some() {
            return;
        }
        match name {
            "go.version" => self.has_go_version = true,
            "surefire.real.class.path" | "surefire.test.class.path" => self.sure("Maven Surefire"),
            "sun.java.command" if value.contains("surefire") => self.sure("Maven Surefire"),
            "sun.java.command" if value.contains("org.apache.tools.ant") => self.sure("Ant"),
            "browser.fullName" => self.sure("karma-junit-reporter"),
            "SuiteSucceeded" => self.sure("Ginkgo"),
            _ => {}
        }
    }

    #[inline]
    pub(super) fn case(&mut self, tag: &Tag<'_>, case: &TestCase) {
        if self.cases.count < ENOUGH_CASES {
            self.look_at(tag, case);
        }
    }

    fn look_at(&mut self, tag: &Tag<'_>, case: &TestCase) {
        self.cases.count += 1;
        let (mut has_status, mut has_duration, mut has_assertions, mut has_class) =
            (false, false, false, false);
        for attribute in tag.attributes() {
            match attribute.name {
                "status" => has_status = ["run", "fail", "notrun", "disabled"].contains(&attribute.value),
                "duration" => has_duration = true,
                "assertions" => has_assertions = true,
                "class" => has_class = true,
                _ => {}
            }
        }
        let is_own_class = case.class.as_deref() == Some(&*case.name);
        self.cases.ctest += u32::from(has_status && is_own_class && !has_duration);
        self.cases.bazel += u32::from(has_status && has_duration);
        self.cases.phpunit += u32::from(has_assertions && has_class && case.file.is_some());
        self.cases.playwright += u32::from(
            case.class.as_deref().is_some_and(|class| class.contains(".spec.") || class.contains(".test.")),
        );
    }

    pub(super) fn comment(&mut self, text: &str) {
        // node:test closes its report with its totals as comments.
        if text.trim_start().starts_with("duration_ms ") {
            self.sure("node:test");
        }
    }

    pub(super) fn producer(&self) -> Option<String> {
        let all = |count: u32| count > 0 && count == self.cases.count;
        let producer = if let Some(certain) = self.certain {
            certain
        } else if all(self.cases.ctest) && !self.has_root {
            "CTest"
        } else if all(self.cases.bazel) {
            "Bazel"
        } else if all(self.cases.phpunit) {
            "PHPUnit"
        } else if self.root_has_id_and_name && all(self.cases.playwright) {
            "Playwright"
        } else if self.has_go_version && self.suite_has_id {
            "go-junit-report"
        } else if self.has_go_version {
            "gotestsum"
        } else if self.suite_order_is_gradles {
            "Gradle"
        } else {
            return None;
        };
        Some(producer.to_owned())
    }
}
