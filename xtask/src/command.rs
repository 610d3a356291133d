//! Starting other programs: what they are told, and what becomes of their words.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::{Doing as _, Error, Result};
use crate::tools;

/// A program that is about to be started, with nothing on its standard input.
#[derive(Debug)]
pub struct Run {
    command: Command,
    shown: String,
}

impl Run {
    /// `program`, found on PATH or among the tools that `cargo xtask setup` put under the target folder.
    pub fn new(program: &str) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        command.env("PATH", tools::search_path());
        // `cargo run` sets these for the program that it starts; to another toolchain they are wrong.
        command.env_remove("CARGO").env_remove("LD_LIBRARY_PATH");
        Self { command, shown: program.to_owned() }
    }

    /// `cargo`, of the named rustup toolchain if there is a name.
    pub fn cargo(toolchain: Option<&str>) -> Self {
        Self::new("cargo").toolchain(toolchain)
    }

    /// Makes rustup's programs use the named toolchain.
    #[must_use]
    pub fn toolchain(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.env("RUSTUP_TOOLCHAIN", name),
            None => self,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&argument.as_ref().to_string_lossy());
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets environment variables.
    #[must_use]
    pub fn envs(mut self, variables: &[(&str, &str)]) -> Self {
        self.command.envs(variables.iter().copied());
        self
    }

    /// Takes an environment variable away.
    #[must_use]
    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Sets the folder that the program starts in.
    #[must_use]
    pub fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The command as one would type it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Runs it, its output going where ours goes; an error when it fails.
    pub fn status(mut self) -> Result<()> {
        let status = self.command.status().map_err(|error| self.not_started(&error))?;
        if status.success() { Ok(()) } else { Err(self.failed(&status.to_string(), "")) }
    }

    /// Runs it and returns what it printed on standard output; an error with its complaint when it fails.
    pub fn output(mut self) -> Result<String> {
        let output = self.command.output().map_err(|error| self.not_started(&error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
            said.push_str(&String::from_utf8_lossy(&output.stderr));
            Err(self.failed(&output.status.to_string(), said.trim()))
        }
    }

    /// Whether it starts and succeeds; what it prints is dropped.
    pub fn succeeds(self) -> bool {
        self.output().is_ok()
    }

    /// Runs it, passes every line of its standard output on as it comes, and returns whether it succeeded and
    /// what it printed.
    pub fn watch(mut self) -> Result<(bool, String)> {
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().map_err(|error| self.not_started(&error))?;
        let mut said = String::new();
        if let Some(pipe) = child.stdout.take() {
            let mut reader = BufReader::new(pipe);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).doing(|| self.shown.clone())? > 0 {
                let text = String::from_utf8_lossy(&line);
                print!("{text}");
                said.push_str(&text);
                line.clear();
            }
            std::io::stdout().flush().doing(|| self.shown.clone())?;
        }
        let status = child.wait().doing(|| self.shown.clone())?;
        Ok((status.success(), said))
    }

    fn not_started(&self, error: &std::io::Error) -> Error {
        Error::new(format!("cannot start `{}`: {error}", self.shown))
    }

    fn failed(&self, status: &str, said: &str) -> Error {
        let gap = if said.is_empty() { "" } else { "\n" };
        Error::new(format!("`{}` failed ({status}){gap}{said}", self.shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_what_it_said() {
        let error = Run::new("git").args(["no-such-command"]).output().unwrap_err().to_string();
        assert!(error.contains("git no-such-command"), "{error}");
        assert!(error.contains("is not a git command"), "{error}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Run::new("phaseline-no-such-program").output().unwrap_err().to_string();
        assert!(error.contains("cannot start `phaseline-no-such-program`"), "{error}");
    }
}
