//! Formats that say how tests ended.

mod build;
mod text;
mod time;

pub(crate) mod catch2;
pub(crate) mod doctest;
pub(crate) mod junit;
pub(crate) mod nunit2;
pub(crate) mod nunit3;
pub(crate) mod robot;
pub(crate) mod testng;
pub(crate) mod trx;
pub(crate) mod xunit;

use report_model::Notices;

use crate::xml::Tree;
use crate::{Artifact, ReadError};

/// What a case without a name is called.
const UNNAMED: &str = "(unnamed)";

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
