//! Why an artifact could not be read at all.

use miette::Diagnostic;
use report_model::{Location, Notice};
use thiserror::Error;

/// An artifact that gave nothing: which, where, why, and what to do about it.
///
/// What could be read in part is a [`Document`](report_model::run::Document) with notices instead.
#[derive(Debug, Error, Diagnostic)]
#[error(transparent)]
#[diagnostic(transparent)]
pub struct ReadError(Box<Detail>);

#[derive(Debug, Error, Diagnostic)]
#[error("cannot read `{}` as {format}{}: {cause}", location.path, Place(location))]
struct Detail {
    format: &'static str,
    location: Location,
    cause: String,
    #[help]
    hint: Option<String>,
}

/// The place within the artifact, as the message says it.
struct Place<'a>(&'a Location);

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.0.line {
            write!(formatter, " at line {line}")?;
        }
        if let Some(column) = self.0.column {
            write!(formatter, ", column {column}")?;
        }
        if let Some(element) = &self.0.element {
            write!(formatter, " ({element})")?;
        }
        Ok(())
    }
}

impl ReadError {
    /// An artifact at `location` that is no `format` because of `cause`, a fragment in lower case.
    pub fn new(format: &'static str, location: Location, cause: impl Into<String>) -> Self {
        Self(Box::new(Detail { format, location, cause: cause.into(), hint: None }))
    }

    /// Adds what a person can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Where the artifact could not be read.
    pub fn location(&self) -> &Location {
        &self.0.location
    }

    /// Why, as a fragment in lower case.
    pub fn cause(&self) -> &str {
        &self.0.cause
    }

    /// The same as a notice, for a run that goes on without the artifact.
    pub fn into_notice(self) -> Notice {
        let Detail { format, location, cause, hint } = *self.0;
        let mut notice = Notice::error(format!("cannot be read as {format}: {cause}"))
            .effect("nothing of it is in the figures")
            .at(location);
        notice.hint = hint;
        notice
    }
}
