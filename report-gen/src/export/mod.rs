//! Tables for other tools, made from a site that was built before. One file an exporter, one line in [`EXPORTERS`].

mod cases;
mod changes;
mod coverage;
mod ctrf;
mod failures;
mod flaky;
mod junit;
mod notices;
mod published;
mod quarantine;
mod table;
mod tests;
mod xml;

pub use published::Published;
pub use table::{Cell, Table};

use crate::error::Error;

/// What can be had from a site as text.
pub trait Exporter: Sync {
    /// What it is called on the command line.
    fn name(&self) -> &'static str;
    /// What is in it, in a few words.
    fn says(&self) -> &'static str;
    /// The formats it can be written in, the usual one first.
    fn formats(&self) -> &'static [&'static str] {
        Table::FORMATS
    }
    /// The text in one of [`formats`](Self::formats).
    fn export(&self, site: &Published, format: &str) -> Result<String, Error>;
}

/// Everything that can be exported, in the order of the help.
pub static EXPORTERS: &[&dyn Exporter] = &[
    &tests::Tests,
    &changes::DurationChanges,
    &failures::Failing,
    &flaky::FlakyTests,
    &quarantine::Quarantine,
    &coverage::CoverageTable,
    &notices::NoticeTable,
    &junit::Junit,
    &ctrf::Ctrf,
    &coverage::Lcov,
    &coverage::Cobertura,
];

/// The exporter of a name.
pub fn by_name(name: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().copied().find(|exporter| exporter.name() == name)
}
