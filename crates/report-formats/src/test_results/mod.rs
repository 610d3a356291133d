//! Formats that say how tests ended.

mod build;
mod place;
mod pytest;
mod text;
mod time;
mod titles;

pub(crate) mod allure;
pub(crate) mod catch2;
pub(crate) mod ctrf;
pub(crate) mod cucumber;
pub(crate) mod dart;
pub(crate) mod doctest;
pub(crate) mod go_test;
pub(crate) mod gtest;
pub(crate) mod jest;
pub(crate) mod junit;
pub(crate) mod libtest;
pub(crate) mod mocha;
pub(crate) mod nunit2;
pub(crate) mod nunit3;
pub(crate) mod playwright;
pub(crate) mod pytest_json;
pub(crate) mod reportlog;
pub(crate) mod robot;
pub(crate) mod rspec;
pub(crate) mod tap;
pub(crate) mod testng;
pub(crate) mod trx;
pub(crate) mod xunit;

use report_model::{Notice, Notices};

use crate::xml::Tree;
use crate::{Artifact, ReadError};

/// What a case without a name is called.
const UNNAMED: &str = "(unnamed)";

/// The id that pytest's JUnit XML gives to the test with this node id.
pub(crate) fn pytest_id(nodeid: &str) -> report_model::TestId {
    let (class, name) = pytest::split(nodeid);
    report_model::TestId::new(Some(&class), name)
}

/// The notice for tests that began and never ended: that is how a hang or a crash shows.
fn never_ended(count: u64, first: &str) -> Notice {
    let tests = crate::tally::counted(count, "test began and never ended", "tests began and never ended");
    Notice::error(format!("{tests}, first `{}`; counted as errored", crate::place::prefix(first, 200)))
        .effect("tests that would have come later are missing from the figures")
        .hint("this is where the run hung, crashed or was killed")
}

/// Reads an XML text whose root is one of `roots`, or says why not.
fn tree<'a>(
    format: &'static str,
    roots: &[&str],
    artifact: &Artifact<'_>,
    text: &'a str,
    notices: &Notices,
) -> Result<Tree<'a>, ReadError> {
    crate::xml::tree_of(format, roots, artifact.path, text, notices)
}

/// The class and the rest of a name that has its class before it: `a.b.C.name(x.y)`.
fn split_class(full: &str) -> (Option<&str>, &str) {
    // Points behind a bracket belong to parameters.
    let end = full.find(['(', '<', '"']).unwrap_or(full.len());
    let point = full.get(..end).and_then(|start| start.rfind('.'));
    match point.and_then(|point| Some((full.get(..point)?, full.get(point + 1..)?))) {
        Some((class, name)) if !class.is_empty() && !name.is_empty() => (Some(class), name),
        _ => (None, full),
    }
}

#[cfg(test)]
mod tests {
    use super::split_class;

    #[test]
    fn classes_end_before_parameters() {
        assert_eq!(split_class("a.b.C.name(\"x.y\")"), (Some("a.b.C"), "name(\"x.y\")"));
        assert_eq!(split_class("name"), (None, "name"));
        assert_eq!(split_class(".name"), (None, ".name"));
    }
}
