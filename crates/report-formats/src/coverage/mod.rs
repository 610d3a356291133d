//! Formats that say which lines ran.

pub(crate) mod cobertura;
pub(crate) mod lcov;
mod paths;

use std::collections::HashMap;

use report_model::run::{Coverage, FileCoverage};

/// Gathers what an artifact says of each file, wherever in it that stands.
#[derive(Debug, Default)]
struct Files {
    list: Vec<FileCoverage>,
    /// Where each path is. The standard hasher: paths come from outside.
    by_path: HashMap<String, usize>,
    /// Whether the artifact tells of branches anywhere.
    has_branches: bool,
    /// Whether the artifact tells of functions anywhere.
    has_functions: bool,
}

impl Files {
    /// The number of the file at `path`, which is made when it is new.
    fn number(&mut self, path: String) -> usize {
        if let Some(number) = self.by_path.get(&path) {
            return *number;
        }
        self.list.push(FileCoverage::at(path.clone()));
        self.by_path.insert(path, self.list.len() - 1);
        self.list.len() - 1
    }

    /// The file that has this number.
    fn get(&mut self, number: usize) -> Option<&mut FileCoverage> {
        self.list.get_mut(number)
    }

    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of it, with every line, branch and function once.
    ///
    /// What an artifact measures at all it measured in every file, so that "no branches here" is known and not a gap.
    fn finish(mut self) -> Coverage {
        for file in &mut self.list {
            if self.has_branches && file.declared.is_none() {
                file.branches.get_or_insert_default();
            }
            if self.has_functions && file.declared.is_none() {
                file.functions.get_or_insert_default();
            }
        }
        Coverage::from_files(self.list)
    }
}
