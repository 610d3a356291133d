//! JUnit XML: no standard, one idea, and a dialect for every runner.
//!
//! Cases are counted, never attributes; suites nest to any depth; several roots are one report; what a killed job
//! left behind is read as far as it goes.

mod case;
mod dialect;
mod duplicates;
mod reader;
mod suite;

use report_model::Notices;
use report_model::run::Document;

use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// JUnit XML in every dialect.
pub(crate) struct Junit;

const NAME: &str = "JUnit XML";

impl Format for Junit {
    fn id(&self) -> FormatId {
        FormatId("junit")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, message, trace and output of every case; attempts where Surefire's flaky and rerun \
         elements or a retry marker tell of them. Most dialects name no source line, and few say when a case began."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        match head.xml_root() {
            Some("testsuites" | "testsuite" | "testcase") => Match::ByContent,
            // Several cases under a root that somebody made up.
            Some("root" | "results" | "report" | "testresults") if head.text().contains("<testcase ") => {
                Match::ByContent
            }
            _ => Match::No,
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        reader::Reader::new(artifact.path, &text, notices).read()
    }
}
