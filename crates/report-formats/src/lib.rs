//! Readers: the bytes of an artifact become a [`Document`], with [`Notices`] for what was odd about them.
//!
//! Nothing here opens a file, reads a clock or prints. Every format is a unit struct in a file of its own and a line
//! in [`FORMATS`]; [`detect`] asks all of them and takes the strongest answer; [`read`] never fails, whatever the
//! bytes are.

mod artifact;
mod benchmarks;
mod collections;
mod coverage;
mod encoding;
mod error;
mod json;
mod large;
mod number;
mod parts;
mod place;
pub mod plans;
mod tally;
mod test_results;
mod xml;

use std::fmt;

use report_model::run::{Certainty, Content, Document, ReadArtifact};
use report_model::{Location, Notice, Notices};

pub use self::artifact::{Artifact, Head, TextLimits};
pub use self::error::ReadError;
pub use self::large::read_in_parts;
pub use self::parts::Source;

/// How a format is called in options and files, such as `junit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormatId(pub &'static str);

impl fmt::Display for FormatId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// How much speaks for an artifact having a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Nothing.
    No,
    /// Its name.
    ByName,
    /// What is in it.
    ByContent,
}

/// What a format is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Results of tests.
    Tests,
    /// Which lines ran.
    Coverage,
    /// Measured times.
    Benchmarks,
    /// Tests that were found.
    Collected,
}

impl Kind {
    /// The kind as a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Tests => "Test results",
            Self::Coverage => "Coverage",
            Self::Benchmarks => "Benchmarks",
            Self::Collected => "Collected tests",
        }
    }
}

/// A way in which runners and tools write down what they found.
pub trait Format: Sync {
    /// Its name in options, such as `junit`.
    fn id(&self) -> FormatId;
    /// Its name for people, such as `JUnit XML`.
    fn name(&self) -> &'static str;
    /// What it is about.
    fn kind(&self) -> Kind;
    /// What it can and cannot say, in one or two sentences.
    fn says(&self) -> &'static str;
    /// How much speaks for an artifact that begins like this.
    fn sniff(&self, head: &Head<'_>) -> Match;
    /// Reads an artifact. What is odd but can be read is told in `notices`.
    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError>;
    /// Reads an artifact, of which test results are only summed up.
    fn sum_up(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let document = self.read(artifact, notices)?;
        Ok(Document { content: document.content.without_cases(), ..document })
    }
}

/// What is wanted of test results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Every case.
    Cases,
    /// Their sums: what is in memory does not grow with the number of cases.
    Totals,
}

/// All formats, those that are most common first.
pub static FORMATS: &[&dyn Format] = &[
    &test_results::junit::Junit,
    &test_results::trx::Trx,
    &test_results::nunit3::NUnit3,
    &test_results::nunit2::NUnit2,
    &test_results::xunit::XUnit,
    &test_results::testng::TestNg,
    &test_results::robot::Robot,
    &test_results::catch2::Catch2,
    &test_results::doctest::Doctest,
    &test_results::ctrf::Ctrf,
    &test_results::allure::Allure,
    &test_results::jest::Jest,
    &test_results::mocha::Mocha,
    &test_results::playwright::Playwright,
    &test_results::cucumber::Cucumber,
    &test_results::go_test::GoTest,
    &test_results::libtest::Libtest,
    &test_results::pytest_json::PytestJson,
    &test_results::reportlog::Reportlog,
    &test_results::rspec::Rspec,
    &test_results::dart::Dart,
    &test_results::gtest::GoogleTest,
    &test_results::tap::Tap,
    &coverage::cobertura::Cobertura,
    &coverage::lcov::Lcov,
    &coverage::jacoco::JaCoCo,
    &coverage::clover::Clover,
    &coverage::coverage_py::CoveragePy,
    &coverage::istanbul::Istanbul,
    &coverage::llvm_cov::LlvmCov,
    &coverage::go_cover::GoCover,
    &coverage::simplecov::SimpleCov,
    &coverage::opencover::OpenCover,
    &coverage::gcov::Gcov,
    &coverage::gcov::Gcovr,
    &benchmarks::pytest_benchmark::PytestBenchmark,
    &benchmarks::criterion::Criterion,
    &benchmarks::hyperfine::Hyperfine,
    &benchmarks::google_benchmark::GoogleBenchmark,
    &benchmarks::go_bench::GoBench,
    &benchmarks::jmh::Jmh,
    &benchmarks::libtest_bench::LibtestBench,
    &collections::pytest_collect::PytestCollect,
    &collections::nextest_list::NextestList,
    &collections::go_list::GoList,
    &collections::test_list::TestList,
];

/// What an artifact was taken for.
pub enum Detected {
    /// One format fits best.
    Format(&'static dyn Format, Match),
    /// Several fit equally well, in the order of [`FORMATS`].
    Tie(Vec<&'static dyn Format>),
    /// None fits.
    Unknown,
}

/// Asks every format and takes the strongest answer.
pub fn detect(artifact: &Artifact<'_>) -> Detected {
    let head = Head::of(artifact);
    if test_results::allure::is_attachment(head.file_name()) {
        return Detected::Unknown;
    }
    let mut best = Match::ByName;
    let mut formats: Vec<&'static dyn Format> = Vec::new();
    for format in FORMATS {
        let found = format.sniff(&head);
        if found > best {
            best = found;
            formats.clear();
        }
        if found == best {
            formats.push(*format);
        }
    }
    match formats.as_slice() {
        [] => Detected::Unknown,
        [format] => Detected::Format(*format, best),
        _ => Detected::Tie(formats),
    }
}

/// The format that is called `id`.
pub fn by_id(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.id().0 == id)
}

/// Recognises an artifact, unless its format was `forced`, and reads it. What went wrong is in the notices.
pub fn read(artifact: &Artifact<'_>, forced: Option<&'static dyn Format>) -> ReadArtifact {
    read_wanted(artifact, forced, Wanted::Cases)
}

/// Like [`read`], with no more of test results than is wanted.
pub fn read_wanted(
    artifact: &Artifact<'_>,
    forced: Option<&'static dyn Format>,
    wanted: Wanted,
) -> ReadArtifact {
    let notices = Notices::default();
    let chosen = match forced {
        Some(format) => Some((format, Certainty::ByOption)),
        None => choose(artifact, &notices),
    };
    let document = match (chosen, wanted) {
        (Some((format, _)), Wanted::Cases) => format.read(artifact, &notices),
        (Some((format, _)), Wanted::Totals) => format.sum_up(artifact, &notices),
        (None, _) => Ok(Document::default()),
    };
    told(artifact.path, artifact.bytes.len() as u64, chosen, document, notices)
}

/// What came of an artifact: a document, or a notice that says why there is none.
fn told(
    path: &str,
    size_bytes: u64,
    chosen: Option<(&'static dyn Format, Certainty)>,
    document: Result<Document, ReadError>,
    notices: Notices,
) -> ReadArtifact {
    let mut document = document.unwrap_or_else(|error| {
        notices.push(error.into_notice());
        Document::default()
    });
    if let Content::Coverage(coverage) = &mut document.content {
        coverage::tell_empty(coverage, path, &notices);
        coverage::bound_sums(coverage, path, &notices);
    }
    let format = chosen.map(|(format, certainty)| (format.id().0, certainty));
    ReadArtifact { path: path.to_owned(), size_bytes, format, document, notices: notices.into_sorted() }
}

fn choose(artifact: &Artifact<'_>, notices: &Notices) -> Option<(&'static dyn Format, Certainty)> {
    if artifact.bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        let what = if artifact.bytes.is_empty() { "is empty" } else { "holds nothing but blanks" };
        notices.push(
            Notice::warning(what)
                .effect("nothing of it is in the figures")
                .hint("the job that should have written it most likely failed before; look at its log")
                .at(Location::file(artifact.path)),
        );
        return None;
    }
    match detect(artifact) {
        Detected::Format(format, Match::ByContent) => Some((format, Certainty::ByContent)),
        Detected::Format(format, _) => Some((format, Certainty::ByName)),
        Detected::Tie(formats) => {
            let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
            let ids: Vec<String> = formats.iter().map(|format| format.id().to_string()).collect();
            let first = *formats.first()?;
            notices.push(
                Notice::warning(format!("could be {}; read as {}", names.join(" or "), first.name()))
                    .hint(format!("say which with `--format {}={}`", ids.join("|"), artifact.path))
                    .at(Location::file(artifact.path)),
            );
            Some((first, Certainty::ByName))
        }
        Detected::Unknown => {
            notices.push(
                Notice::warning("is in no format that is known")
                    .effect("nothing of it is in the figures")
                    .hint(format!("say what it is with `--format ID={}`, or leave it out", artifact.path))
                    .at(Location::file(artifact.path)),
            );
            None
        }
    }
}
