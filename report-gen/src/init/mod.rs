//! Sets a project up: finds out how it is tested, and writes a configuration and a workflow.

mod detect;
mod workflow;

use std::path::{Path, PathBuf};

pub use detect::{Runner, runners};
pub use workflow::{Host, workflow};

use crate::error::Error;

/// A file to be written, below the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where.
    pub path: PathBuf,
    /// What is in it.
    pub content: String,
}

/// The files for a project in `folder`.
pub fn files(
    folder: &Path,
    hosts: &[Host],
    branch: &str,
) -> Result<(Vec<&'static Runner>, Vec<NewFile>), Error> {
    let found = runners(folder)?;
    let name = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name =
        name.file_name().map_or_else(|| "Test report".to_owned(), |name| name.to_string_lossy().into_owned());
    let mut files = vec![NewFile { path: PathBuf::from("report-gen.toml"), content: configuration(&name) }];
    for host in hosts {
        files.push(NewFile { path: PathBuf::from(host.path()), content: workflow(*host, &found, branch) });
    }
    Ok((found, files))
}

/// A configuration that changes nothing yet and shows what can be written.
fn configuration(name: &str) -> String {
    let title = serde_json::to_string(name).unwrap_or_else(|_| "\"Test report\"".to_owned());
    format!(
        "title = {title}\n\n\
         # What the team works towards. Whether a phase is met is measured, never typed.\n\
         # [[phase]]\n# id = \"1\"\n# title = \"Green main\"\n# pass_rate = 98           # percent of every test known\n\
         # line_coverage = [68, 70] # percent; a number or a band\n\n\
         # What `report-gen check site` judges; it ends with 1 when a rule is not kept.\n\
         [gates]\nmax_new_failures = 0\n\
         # min_pass_rate = 95\n# min_line_coverage = 60\n\n\
         # The team's own kinds of failure; the first that matches wins.\n\
         # [[category]]\n# id = \"database-down\"\n# title = \"The database was not there\"\n# message = [\"connection refused\"]\n"
    )
}
