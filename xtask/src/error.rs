//! What went wrong, and what to do about it.

use std::fmt;

/// A task that could not be done: the cause in a sentence and, where there is one, the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    cause: String,
    hint: Option<String>,
}

/// What a task returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error whose cause says it all.
    pub fn new(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), hint: None }
    }

    /// The same error with the next step for whoever reads it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  what to do: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Says what was being done when something of the system failed.
pub trait Doing<T> {
    /// Turns the failure into an [`Error`] that begins with `what`.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Error::new(format!("{}: {error}", what())))
    }
}
