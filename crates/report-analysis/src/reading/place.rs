//! Whose code a stack frame is in: the project's own, its tests, or somebody else's.

/// Whose code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The project's own code.
    Code,
    /// A test, or what only tests use.
    Test,
    /// A library, the language or the runner.
    Foreign,
}

/// Beginnings of qualified names that belong to libraries, languages and runners of the Java and .NET worlds.
const FOREIGN_PACKAGES: &[&str] = &[
    "android.",
    "androidx.",
    "ch.qos.logback.",
    "com.fasterxml.",
    "com.github.dockerjava.",
    "com.google.",
    "com.intellij.",
    "com.mongodb.",
    "com.mysql.",
    "com.sun.",
    "com.zaxxer.",
    "dalvik.",
    "feign.",
    "groovy.",
    "io.cucumber.",
    "io.grpc.",
    "io.kotest.",
    "io.micronaut.",
    "io.mockk.",
    "io.netty.",
    "io.quarkus.",
    "io.restassured.",
    "io.vertx.",
    "jakarta.",
    "java.",
    "javax.",
    "jdk.",
    "junit.",
    "kotlin.",
    "kotlinx.",
    "net.bytebuddy.",
    "net.sf.cglib.",
    "okhttp3.",
    "oracle.",
    "org.antlr.",
    "org.apache.",
    "org.assertj.",
    "org.awaitility.",
    "org.codehaus.",
    "org.easymock.",
    "org.eclipse.",
    "org.flywaydb.",
    "org.gradle.",
    "org.h2.",
    "org.hamcrest.",
    "org.hibernate.",
    "org.hsqldb.",
    "org.jboss.",
    "org.jetbrains.",
    "org.jooq.",
    "org.json.",
    "org.junit.",
    "org.mockito.",
    "org.opentest4j.",
    "org.postgresql.",
    "org.powermock.",
    "org.robolectric.",
    "org.scalatest.",
    "org.slf4j.",
    "org.spockframework.",
    "org.springframework.",
    "org.testcontainers.",
    "org.testng.",
    "org.xml.",
    "org.yaml.",
    "reactor.",
    "retrofit2.",
    "rx.",
    "scala.",
    "sun.",
    "worker.org.gradle.",
    "Castle.",
    "Autofac.",
    "Dapper.",
    "FluentAssertions.",
    "MSTest.",
    "Microsoft.",
    "Moq.",
    "NSubstitute.",
    "NUnit.",
    "Newtonsoft.",
    "Npgsql.",
    "Shouldly.",
    "System.",
    "TUnit.",
    "Xunit.",
    "PHPUnit\\",
    "Mockery\\",
    "Symfony\\",
    "Illuminate\\",
    "RSpec::",
    "Minitest::",
    "core::",
    "std::",
    "alloc::",
    "test::",
    "tokio::",
    "futures::",
    "testing.",
    "runtime.",
];

/// Whose code the file is in.
pub(crate) fn of_path(path: &str) -> Place {
    if path.starts_with(['<', '[']) || is_scheme(path) || is_go_root(path) {
        return Place::Foreign;
    }
    let (folders, file) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    let mut is_test = false;
    let mut above = "";
    for folder in folders.split(['/', '\\']) {
        if is_foreign_folder(above, folder) {
            return Place::Foreign;
        }
        is_test |= is_test_folder(folder);
        above = folder;
    }
    if is_test || is_test_file(file) {
        Place::Test
    } else if file == "_testmain.go" {
        Place::Foreign
    } else {
        Place::Code
    }
}

/// `node:internal/timers` and its like: code that is in no file of the project.
fn is_scheme(path: &str) -> bool {
    ["node:", "internal/", "deno:", "ext:", "https://", "http://", "jar:", "webpack/bootstrap", "native "]
        .iter()
        .any(|scheme| path.starts_with(scheme))
}

/// Folders that only libraries, languages and runners are in, with the folder above where it takes both to tell.
fn is_foreign_folder(above: &str, folder: &str) -> bool {
    match folder {
        "site-packages" | "dist-packages" | "node_modules" | "gems" | "vendor" | "rustc" | "rustlib"
        | "hostedtoolcache" | ".venv" | "venv" | ".tox" | ".nox" | ".yarn" | ".pnpm" | ".rustup"
        | "_deps" | "googletest" | "Pods" | "bower_components" | "Python.framework" => true,
        "registry" => above == ".cargo" || above == "cargo",
        "mod" => above == "pkg",
        "lib" | "include" | "share" => above == "usr",
        "ruby" => above == "lib",
        "_" => above.is_empty(),
        "packages" => above == ".nuget",
        _ => folder.starts_with("python3") && above == "lib",
    }
}

/// Names of folders and packages that hold tests or what only tests use.
fn is_test_folder(name: &str) -> bool {
    matches!(
        name,
        "test"
            | "tests"
            | "Test"
            | "Tests"
            | "__tests__"
            | "__mocks__"
            | "spec"
            | "specs"
            | "Specs"
            | "e2e"
            | "testing"
            | "testutil"
            | "testutils"
            | "test_utils"
            | "test-utils"
            | "test_util"
            | "test_support"
            | "test-support"
            | "testsupport"
            | "testlib"
            | "testkit"
            | "testhelpers"
            | "test_helpers"
            | "test-helpers"
            | "androidTest"
            | "integration_tests"
            | "integration-tests"
            | "integrationTest"
            | "functional_tests"
            | "unit_tests"
            | "support"
            | "Support"
            | "helpers"
            | "Helpers"
            | "harness"
            | "Harness"
            | "fixtures"
            | "Fixtures"
            | "steps"
            | "Steps"
            | "cypress"
            | "test_fixtures"
            | "UnitTests"
            | "IntegrationTests"
    )
}

/// `/usr/local/go/src/testing/testing.go`: the first folder below `src` has no dot, as those of the standard library.
fn is_go_root(path: &str) -> bool {
    if !has_ending(path, "go") {
        return false;
    }
    let below = path.rsplit_once("/go/src/").or_else(|| path.split_once("/x64/src/")).map(|(_, below)| below);
    below.and_then(|below| below.split('/').next()).is_some_and(|first| !first.contains('.'))
}

/// Whether a path ends in `.ending`, spelt like that.
pub(crate) fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}

/// Whether a file's name says that it holds tests.
pub(crate) fn is_test_file(file: &str) -> bool {
    let stem = file.split('.').next().unwrap_or(file);
    let rest = &file[stem.len()..];
    stem.starts_with("test_")
        || stem.starts_with("test-")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("-test")
        || stem.ends_with("_spec")
        || stem.ends_with("_unittest")
        || stem == "conftest"
        || stem == "tests"
        || stem == "test"
        || rest.starts_with(".test.")
        || rest.starts_with(".spec.")
        || rest.starts_with(".cy.")
        || rest.starts_with(".e2e")
        || rest.starts_with(".Tests")
        || (is_test_class(stem) && !stem.is_empty())
}

/// Whether the simple name of a class says that it holds tests: `CartTest`, `CartTests`, `CartIT`, `TestCart`.
pub(crate) fn is_test_class(name: &str) -> bool {
    const ENDINGS: &[&str] = &["Test", "Tests", "TestCase", "IT", "ITCase", "Spec", "Specs", "Should"];
    let begins =
        name.strip_prefix("Test").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_uppercase));
    let ends = ENDINGS.iter().any(|ending| {
        name.strip_suffix(ending).is_some_and(|rest| rest.ends_with(|letter: char| letter.is_alphanumeric()))
    });
    begins || ends || name == "Tests"
}

/// Whose code a qualified name is, such as `com.acme.billing.Invoices.store` with the class before the last dot.
pub(crate) fn of_qualified(name: &str) -> Place {
    if FOREIGN_PACKAGES.iter().any(|prefix| name.starts_with(prefix)) {
        return Place::Foreign;
    }
    let mut parts = name.split(['.', '$', '+', '/', '\\']).rev().skip(1);
    let class = parts.next().unwrap_or_default();
    let is_test = is_test_class(class) || parts.any(|part| is_test_class(part) || is_test_folder(part));
    if is_test { Place::Test } else { Place::Code }
}

/// Whether a qualified name belongs to a library, a language or a runner.
pub(crate) fn is_foreign_name(name: &str) -> bool {
    FOREIGN_PACKAGES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_apart() {
        for (path, place) in [
            ("shop/services.py", Place::Code),
            ("/builds/acme/shop/shop/services.py", Place::Code),
            ("tests/helpers.py", Place::Test),
            ("tests/test_cart.py", Place::Test),
            ("/home/circleci/project/posting/ledger_test.go", Place::Test),
            ("/home/circleci/project/posting/posting.go", Place::Code),
            ("/usr/local/go/src/testing/testing.go", Place::Foreign),
            ("/home/me/go/src/github.com/acme/ledger/posting.go", Place::Code),
            ("../venv/lib/python3.11/site-packages/sqlalchemy/engine/base.py", Place::Foreign),
            ("/app/node_modules/jest-circus/build/index.js", Place::Foreign),
            ("/app/src/cart.test.ts", Place::Test),
            ("spec/models/cart_spec.rb", Place::Test),
            ("app/models/cart.rb", Place::Code),
            ("src/contest.py", Place::Code),
        ] {
            assert_eq!(of_path(path), place, "{path}");
        }
    }

    #[test]
    fn qualified_names_are_told_apart() {
        for (name, place) in [
            ("com.acme.billing.Invoices.store", Place::Code),
            ("com.acme.billing.InvoicesTest.stores", Place::Test),
            ("com.acme.billing.support.Cases.retry", Place::Test),
            ("org.junit.Assert.assertEquals", Place::Foreign),
            ("Acme.Billing.Tests.InvoiceTests.Stores", Place::Test),
            ("Acme.Billing.Invoices.Store", Place::Code),
            ("com.acme.Profit.compute", Place::Code),
        ] {
            assert_eq!(of_qualified(name), place, "{name}");
        }
    }
}
