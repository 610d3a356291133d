//! Which file or class each case belongs to.

use report_model::run::TestResults;
use rustc_hash::FxHashMap;

/// The files or classes of a run, and the one of each case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// The paths, with `/` between folders.
    pub paths: Vec<String>,
    /// For each case the index of its path.
    pub of_case: Vec<u32>,
}

impl Groups {
    /// The source file of each case where the artifact names one, its class otherwise.
    pub fn by_file_or_class(tests: &TestResults) -> Self {
        let mut groups = Self::default();
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        for case in &tests.cases {
            let suite = tests.suites.get(case.suite as usize);
            let path = case
                .file
                .as_deref()
                .or_else(|| suite.and_then(|suite| suite.file.as_deref()))
                .or(case.class.as_deref())
                .or_else(|| suite.and_then(|suite| suite.name.as_deref()))
                .unwrap_or("unknown");
            let next = u32::try_from(groups.paths.len()).unwrap_or(u32::MAX);
            let index = *known.entry(path).or_insert_with(|| {
                groups.paths.push(path.to_owned());
                next
            });
            groups.of_case.push(index);
        }
        groups
    }

    /// The path of a case.
    pub fn path(&self, case: u32) -> &str {
        let index = self.of_case.get(case as usize).copied().unwrap_or(u32::MAX);
        self.paths.get(index as usize).map_or("unknown", String::as_str)
    }
}
