//! Formats that say which tests there are, whether or not they ran.

pub(crate) mod go_list;
pub(crate) mod nextest_list;
pub(crate) mod pytest_collect;
pub(crate) mod test_list;

use report_model::run::{Content, Document};
use report_model::{Notice, Notices, TestId};

use crate::Artifact;

/// The document of these tests; without any it says so.
fn document(
    tests: Vec<TestId>,
    producer: Option<&str>,
    artifact: &Artifact<'_>,
    notices: &Notices,
) -> Document {
    if tests.is_empty() {
        notices.push(
            Notice::warning("lists no test")
                .effect("how many tests there are is not known from it")
                .at(artifact.location()),
        );
    }
    Document { producer: producer.map(str::to_owned), declared: None, content: Content::Collected(tests) }
}
