//! What blocks of code say of a plan: trees of test files, markers, commands that measure coverage.

use super::Reader;
use super::numbers::amount;
use super::references::references;
use super::scopes::kind_of;

impl Reader<'_> {
    pub(super) fn code(&mut self, language: &str, code: &str, line: u32) {
        // The text begins on the line after the fence.
        let first = line + u32::from(!language.is_empty() || !code.starts_with(' '));
        if code.contains("──") {
            self.tree(code, first);
            return;
        }
        self.markers(code, first);
        self.commands(code, first);
    }

    /// A tree of files, some with a remark of what is in them.
    fn tree(&mut self, code: &str, first: u32) {
        let mut folders: Vec<(usize, String)> = Vec::new();
        for (line, text) in (first..).zip(code.lines()) {
            let (drawn, remark) = text.split_once('#').unwrap_or((text, ""));
            let name =
                drawn.trim_start_matches([' ', '│', '├', '└', '─', '|', '`', '+', '-', '\u{a0}']).trim();
            if name.is_empty() {
                continue;
            }
            let indent = drawn.chars().count()
                - drawn
                    .trim_start_matches([' ', '│', '├', '└', '─', '|', '`', '+', '-', '\u{a0}'])
                    .chars()
                    .count();
            while folders.last().is_some_and(|(depth, _)| *depth >= indent) {
                folders.pop();
            }
            if name.ends_with('/') {
                folders.push((indent, name.trim_end_matches('/').to_owned()));
                continue;
            }
            let Some(kind) = kind_of(remark).filter(|_| name.contains('.') && !name.contains(' ')) else {
                continue;
            };
            let mut path: Vec<&str> = folders.iter().map(|(_, name)| name.as_str()).collect();
            path.push(name);
            let path = path.join("/");
            let title = format!("{} tests", kind.replace('-', " "));
            self.kind(kind, &title, None, line);
            self.kind_paths(kind, vec![path]);
        }
    }

    /// Markers as `pytest.ini`, `setup.cfg` and `pyproject.toml` declare them.
    fn markers(&mut self, code: &str, first: u32) {
        let mut inside = false;
        for (line, text) in (first..).zip(code.lines()) {
            let bare = text.trim();
            if let Some(rest) = bare.strip_prefix("markers") {
                let rest = rest.trim_start();
                inside = rest.starts_with(['=', ':']);
                continue;
            }
            if !inside {
                continue;
            }
            let is_inner = text.starts_with([' ', '\t', '"', '\'']) && bare != "]";
            let entry = bare.trim_matches(['"', '\'', ',', ' ']);
            if !is_inner || entry.is_empty() {
                inside = !(bare == "]" || bare.contains('=') || bare.starts_with('['));
                continue;
            }
            let (name, meaning) = entry.split_once(':').unwrap_or((entry, ""));
            let name = name.split('(').next().unwrap_or(name).trim();
            if !name.is_empty()
                && name.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter))
            {
                self.marker(name, meaning, line);
            }
        }
    }

    /// Commands: which modules are measured, below what they fail, and which files are of a kind.
    fn commands(&mut self, code: &str, first: u32) {
        let mut kind: Option<&'static str> = None;
        for (line, text) in (first..).zip(code.lines()) {
            let bare = text.trim();
            if let Some(remark) = bare.strip_prefix('#') {
                kind = kind_of(remark).filter(|_| remark.split_whitespace().count() <= 4);
                continue;
            }
            for word in bare.split_whitespace() {
                if let Some(module) = word.strip_prefix("--cov=").or_else(|| word.strip_prefix("--source=")) {
                    let module = module.trim_matches(['"', '\'', '/']);
                    let is_whole = matches!(module, "" | "." | "src" | "lib");
                    if !is_whole && !self.cov_modules.iter().any(|(known, _)| known == module) {
                        self.cov_modules.push((module.to_owned(), line));
                    }
                }
            }
            for option in [
                "--cov-fail-under",
                "--fail-under",
                "fail_under",
                "--fail-under-lines",
                "--coverage-threshold",
            ] {
                if let Some((_, rest)) = bare.split_once(option)
                    && rest.starts_with([' ', '='])
                    && let Some(found) = amount(rest)
                    && self.fail_under.is_none()
                    && found.band.low <= 100.0
                {
                    self.fail_under = Some((found.band.low, line));
                }
            }
            // A script that runs tests is no test.
            let is_script = bare.starts_with("python ") && !bare.contains(" -m ");
            if let Some(kind) = kind.filter(|_| !is_script) {
                let paths: Vec<String> = references(bare).into_iter().map(|found| found.pattern).collect();
                self.kind_paths(kind, paths);
            }
            if bare.is_empty() {
                kind = None;
            }
        }
    }
}
