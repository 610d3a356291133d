//! What the process tells the shell.

use std::process::ExitCode;

/// How a command ended, decided in `main`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// The command did what was asked.
    Success = 0,
    /// A gate failed. Only commands that were asked to judge end so.
    GateFailed = 1,
    /// The command could not do what was asked.
    Error = 2,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}
