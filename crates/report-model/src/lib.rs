//! The words of a test report, and the contract between its generator and its dashboard.
//!
//! Two vocabularies live here and are kept apart on purpose:
//!
//! - [`run`] and [`plan`] say what the artifacts and the team's plan said. They are rich, they are not
//!   serialisable, and they may change with every release.
//! - [`site`] says what the pages show. Its types are serialised, versioned by [`site::SCHEMA`], and other tools
//!   may rely on them: a type there is a promise.
//!
//! [`route`] names the pages of the dashboard, so that the command line can print links into it. [`notice`] is how
//! a problem that does not stop the run is told. [`text`] is the one place that writes numbers for people.

pub mod measure;
pub mod notice;
pub mod plan;
pub mod route;
pub mod run;
pub mod site;
pub mod test_id;
pub mod text;
pub mod value;

pub use measure::{BatchResult, Comparison, Measure, Unit, WrittenStatus};
pub use notice::{Location, Notice, Notices, Severity};
pub use route::Route;
pub use test_id::{TestId, TestKey};
pub use value::{Counts, Outcome, Ratio, Timestamp};
