//! What the suite is made of: folders, kinds of test, what is left out.

use report_model::BatchResult;
use report_model::plan::{Batch, Directory, Exclusion, Marker, TestKind};

use super::Reader;
use super::lists::{Item, List};
use super::numbers::{Amount, amounts};
use super::outline::{Section, Topic};
use super::references::{is_test_file, references};
use super::sections::Place;
use super::words::{Mark, has_digit, has_word, label, leading_mark, plain, slug, trailing_mark};

const KINDS: &[(&str, &[&str])] = &[
    ("end-to-end", &["end-to-end", "end to end", "e2e"]),
    ("integration", &["integration", "integrations"]),
    ("unit", &["unit", "units"]),
    ("api", &["api", "endpoint", "endpoints", "rest"]),
    ("performance", &["performance", "load", "stress", "benchmark", "benchmarks"]),
    ("functional", &["functional"]),
    ("smoke", &["smoke"]),
    ("regression", &["regression"]),
    ("acceptance", &["acceptance"]),
    ("contract", &["contract"]),
    ("security", &["security"]),
    ("property", &["property", "property-based", "fuzz"]),
    ("snapshot", &["snapshot", "visual"]),
    ("system", &["system"]),
    ("ui", &["ui", "browser", "gui"]),
    ("component", &["component"]),
];

/// The kind of test that a name stands for: `API Tests`, `Load testing`.
pub(super) fn kind_of(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let is_tests =
        has_word(&lower, &["test", "tests", "testing", "specs"]) || lower.split_whitespace().count() == 1;
    // An "event system" and a "status component" are what is tested.
    let is_said = |id: &str| !matches!(id, "system" | "component") || lower.trim_start().starts_with(id);
    let found = KINDS.iter().filter(|_| is_tests).find(|(id, words)| has_word(&lower, words) && is_said(id));
    found.map(|(id, _)| *id)
}

impl Reader<'_> {
    /// Whether an item describes a kind of test: `**Unit tests**: single parts`.
    pub(super) fn is_kind_item(item: &Item<'_>) -> bool {
        let Some((name, _)) = label(item.text()) else { return false };
        let lower = name.to_lowercase();
        name.len() < 40
            && !name.contains(['/', '.'])
            && (has_word(&lower, &["tests", "test", "testing"]) && kind_of(&name).is_some())
            && !amounts(item.text())
                .iter()
                .any(|amount| amount.comparison.is_some() || amount.unit == report_model::Unit::Percent)
    }

    pub(super) fn kind_item(&mut self, item: &Item<'_>) -> bool {
        let Some((name, value)) = label(item.text()) else { return false };
        let (Some(id), true) = (kind_of(&name), Self::is_kind_item(item)) else { return false };
        let meaning = plain(&value);
        self.kind(id, &name, Some(meaning), item.block.line);
        let paths: Vec<String> = references(item.text()).into_iter().map(|found| found.pattern).collect();
        self.kind_paths(id, paths);
        true
    }

    /// A heading that names a kind of test.
    pub(super) fn kind_heading(&mut self, section: &Section, parent: Option<&Section>) {
        let in_kinds = parent.is_some_and(|parent| matches!(parent.topic, Topic::Kinds | Topic::Criteria));
        let bare = section.title.split(" (").next().unwrap_or(&section.title);
        // `Unit tests (pytest)` names a kind wherever it stands.
        let is_kind = has_word(&bare.to_lowercase(), &["tests"])
            && bare.split_whitespace().count() <= 2
            && section.topic != Topic::Aside;
        if (in_kinds || is_kind)
            && bare.split_whitespace().count() <= 4
            && let Some(id) = kind_of(&section.title)
        {
            self.kind(id, &section.title.clone(), None, section.line);
        } else if in_kinds
            && has_word(&section.title.to_lowercase(), &["tests"])
            && section.title.split_whitespace().count() <= 4
        {
            let id = slug(section.title.to_lowercase().trim_end_matches("tests").trim());
            self.kind(&id, &section.title.clone(), None, section.line);
        }
    }

    pub(super) fn kind(&mut self, id: &str, title: &str, meaning: Option<String>, line: u32) {
        if id.is_empty() {
            return;
        }
        let kind = TestKind {
            id: id.to_owned(),
            title: title.to_owned(),
            meaning: meaning.filter(|text| !text.is_empty()),
            source: Some(self.at(line)),
            ..TestKind::default()
        };
        match self.plan.kinds.iter_mut().find(|known| known.id == id) {
            Some(known) => known.fill_from(kind),
            None => self.plan.kinds.push(kind),
        }
    }

    /// Files that are of a kind.
    pub(super) fn kind_paths(&mut self, id: &str, paths: Vec<String>) {
        if let Some(kind) = self.plan.kinds.iter_mut().find(|kind| kind.id == id) {
            for path in paths {
                if !kind.paths.contains(&path) {
                    kind.paths.push(path);
                }
            }
        }
    }

    pub(super) fn marker(&mut self, name: &str, meaning: &str, line: u32) {
        if !self.plan.markers.iter().any(|marker| marker.name == name) {
            let meaning = Some(meaning.trim().to_owned()).filter(|text| !text.is_empty());
            self.plan.markers.push(Marker { name: name.to_owned(), meaning, source: Some(self.at(line)) });
        }
    }

    /// `tests/unit/ – 11 files, 20 tests ✅`.
    pub(super) fn directory_item(&mut self, place: &Place<'_>, item: &Item<'_>) -> bool {
        if place.category.is_some() || !has_digit(item.text()) {
            return false;
        }
        let text = item.text().trim();
        let bare = super::words::leading_mark(text).1.trim_start_matches("**");
        let (path, rest) = match bare.strip_prefix('`') {
            Some(quoted) => quoted.split_once('`').unwrap_or(("", "")),
            None => bare.split_once([' ', ':']).unwrap_or(("", "")),
        };
        let is_place = path.ends_with('/')
            || path.contains("*.")
            || path.contains('/') && !path.contains("::")
            || is_test_file(path);
        if !is_place
            || path.contains("://")
            || path.contains(' ')
            || path.starts_with('/') && path.matches('/').count() == 1
        {
            return false;
        }
        let said = plain(rest);
        let has_counts = amounts(&said).iter().any(|found| {
            let behind: String =
                said.get(found.end..).unwrap_or_default().trim_start().chars().take(14).collect();
            // Where it stands among tests that fail, how many fail is a diagnosis and no inventory.
            let counted: &[&str] = if matches!(place.topic, Topic::Failing | Topic::Findings) {
                &["file*", "test*", "pass*"]
            } else {
                &["file*", "test*", "pass*", "fail*"]
            };
            found.count().is_some() && has_word(&behind.to_lowercase(), counted)
        });
        if !has_counts || amounts(&said).iter().any(|found| found.unit == report_model::Unit::Percent) {
            return false;
        }
        let (mark, _) = trailing_mark(text);
        self.directory(path, &said, mark, item.block.line);
        true
    }

    /// A folder and what is said of it.
    pub(super) fn directory(&mut self, path: &str, said: &str, mark: Option<Mark>, line: u32) {
        let mut found =
            Directory { path: path.to_owned(), source: Some(self.at(line)), ..Directory::default() };
        let all = amounts(said);
        for (index, amount) in all.iter().enumerate() {
            let Some(count) = amount.count() else { continue };
            // `3/4 passing`.
            if let Some(whole) = all.get(index + 1).and_then(Amount::count)
                && is_part_of(said, amount, all.get(index + 1))
            {
                found.passing = Some(count);
                found.tests = Some(whole);
                break;
            }
            let behind = said.get(amount.end..).unwrap_or_default().trim_start().to_lowercase();
            let words: Vec<&str> = behind
                .split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .take(2)
                .collect();
            match words.as_slice() {
                [first, ..] if first.starts_with("file") => found.files = Some(count),
                [first, second, ..] if first.starts_with("test") && second.starts_with("pass") => {
                    found.tests.get_or_insert(count);
                    found.passing = Some(count);
                }
                [first, second, ..] if first.starts_with("test") && second.starts_with("file") => {
                    found.files = Some(count);
                }
                [first, ..] if first.starts_with("test") => {
                    found.tests = Some(count);
                    found.about = amount.comparison.is_some();
                }
                [first, ..] if first.starts_with("pass") => found.passing = Some(count),
                [first, ..] if first.starts_with("fail") => found.failing = Some(count),
                _ => {}
            }
        }
        let lower = said.to_lowercase();
        found.validated = if has_word(
            &lower,
            &["not yet", "not tested", "untested", "not run", "never run", "not executed", "pending", "todo"],
        ) {
            Some(false)
        } else if mark == Some(Mark::Done) || found.passing.is_some() {
            Some(true)
        } else if mark == Some(Mark::Open) {
            Some(false)
        } else {
            None
        };
        let has_room = self.has_room(self.plan.directories.len(), line);
        match self.plan.directories.iter_mut().find(|known| known.path == found.path) {
            Some(known) => {
                // The fuller description says where it stands.
                known.files = known.files.or(found.files);
                known.tests = if found.files.is_some() {
                    found.tests.or(known.tests)
                } else {
                    known.tests.or(found.tests)
                };
                known.about |= found.about;
                known.passing = known.passing.or(found.passing);
                known.failing = known.failing.or(found.failing);
                known.validated = known.validated.or(found.validated);
                if found.files.is_some() {
                    known.source = found.source;
                }
            }
            None if has_room => self.plan.directories.push(found),
            None => {}
        }
    }

    /// `Route tests: 11/12 passing ✅`, `**Latency**: 5 of 5 pass`, `Order tests (10 tests)`: a part of the suite that
    /// was run or stands for itself.
    pub(super) fn batch_item(&mut self, place: &Place<'_>, item: &Item<'_>) -> bool {
        let no_state = matches!(
            place.topic,
            Topic::Tasks
                | Topic::Criteria
                | Topic::Categories
                | Topic::Failing
                | Topic::Findings
                | Topic::Coverage
        );
        if no_state || place.phase.is_some() || place.category.is_some() || !has_digit(item.text()) {
            return false;
        }
        let text = super::words::marked(item.text(), None).1;
        let line = item.block.line;
        let mut batch = Batch { source: Some(self.at(line)), ..Batch::default() };
        if let Some((name, value)) =
            label(item.text()).map(|(name, value)| (name, plain(leading_mark(&value).1)))
        {
            let all = amounts(&value);
            let [part, whole, ..] = all.as_slice() else { return false };
            let speaks = has_word(&value.to_lowercase(), &["pass*", "green", "ok"])
                || has_word(&name.to_lowercase(), &["test", "tests", "specs", "suite"]);
            let (Some(passed), Some(collected)) = (part.count(), whole.count()) else { return false };
            let is_named = super::totals::subject_of_label(&name.to_lowercase()).is_none()
                && !has_word(
                    &name.to_lowercase(),
                    &["fail*", "file", "files", "status", "progress", "total", "skip*"],
                );
            if part.start > 0
                || !is_part_of(&value, part, Some(whole))
                || !speaks
                || !is_named
                || passed > collected
            {
                return false;
            }
            batch.name = name;
            (batch.collected, batch.run, batch.passed) = (Some(collected), Some(collected), Some(passed));
            batch.failed = Some(collected - passed);
            batch.result = if passed == collected { BatchResult::Passed } else { BatchResult::Failed };
        } else {
            let Some((name, rest)) = text.split_once(" (") else { return false };
            let last = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
            let Some(count) = amounts(rest).first().filter(|found| found.start == 0).and_then(Amount::count)
            else {
                return false;
            };
            let inside = rest.split(')').next().unwrap_or_default();
            if !matches!(last.as_str(), "tests" | "specs" | "suite")
                || !has_word(&inside.to_lowercase(), &["test", "tests", "specs"])
                || has_word(&inside.to_lowercase(), &["fail*", "fix*", "new"])
                || name.split_whitespace().count() > 6
            {
                return false;
            }
            name.clone_into(&mut batch.name);
            batch.collected = Some(count);
        }
        let is_new = self.has_room(self.plan.batches.len(), line)
            && !self.plan.batches.iter().any(|known| known.name == batch.name);
        if is_new {
            batch.written = Some(text);
            self.plan.batches.push(batch);
        }
        true
    }

    /// Tests that a cross marks as failing, in an item and below it.
    pub(super) fn crossed(&mut self, place: &Place<'_>, item: &Item<'_>) -> bool {
        let is_crossed = |text: &str| {
            text.trim_start().starts_with(['❌', '✗', '✘', '✖']) || text.trim_start().starts_with(":x:")
        };
        let mut took = false;
        let below = item.children().map(|(block, _)| (block.text.as_str(), block.line));
        for (text, line) in std::iter::once((item.text(), item.block.line)).chain(below) {
            if is_crossed(text) && !references(text).is_empty() {
                self.finding(place, text, line, true);
                took = true;
            }
        }
        took
    }

    /// Tests that are left out on purpose.
    pub(super) fn exclusions(&mut self, list: &List<'_>) {
        for item in &list.items {
            let tests = references(item.text());
            if tests.is_empty() {
                continue;
            }
            let text = plain(item.text());
            let reason = [" – ", " — ", " - ", ": "]
                .iter()
                .find_map(|mark| text.split_once(mark))
                .map_or("", |(_, rest)| rest);
            self.plan.exclusions.push(Exclusion {
                tests,
                reason: reason.to_owned(),
                source: Some(self.at(item.block.line)),
            });
        }
    }

    /// What the document as a whole says: modules that its commands measure, and limits of those commands.
    pub(super) fn finish(&mut self) {
        if let Some((percent, line)) = self.fail_under
            && !self.plan.components.iter().any(|component| component.is_overall)
        {
            self.overall(percent, line);
        }
        let overall = self.plan.components.iter().find(|component| component.is_overall).cloned();
        if self.plan.components.iter().all(|component| component.is_overall) {
            for (module, line) in std::mem::take(&mut self.cov_modules) {
                let is_path = module.contains('/');
                let component = report_model::plan::Component {
                    name: module.clone(),
                    paths: if is_path { vec![module.clone()] } else { Vec::new() },
                    packages: if is_path { Vec::new() } else { vec![module] },
                    lines: overall.as_ref().and_then(|overall| overall.lines),
                    source: Some(self.at(line)),
                    ..report_model::plan::Component::default()
                };
                self.plan.components.push(component);
            }
        }
        for (id, band, line) in std::mem::take(&mut self.summaries) {
            let source = self.at(line);
            if let Some(phase) = self.plan.phases.iter_mut().find(|phase| phase.id.eq_ignore_ascii_case(&id))
            {
                phase.claims.push(report_model::plan::TargetClaim { measure: None, band, source });
            }
        }
        // Markers and kinds with one name are one.
        for kind in &mut self.plan.kinds {
            for marker in &self.plan.markers {
                let same = slug(&marker.name) == kind.id
                    || kind_of(&format!("{} tests", marker.name.replace('_', " "))) == Some(kind.id.as_str());
                if same && !kind.markers.contains(&marker.name) {
                    kind.markers.push(marker.name.clone());
                }
            }
        }
    }
}

/// Whether one number is part of the next: `3/4`, `3 of 4`.
pub(super) fn is_part_of(text: &str, part: &Amount, whole: Option<&Amount>) -> bool {
    whole.is_some_and(|whole| {
        let between = text.get(part.end..whole.digits).unwrap_or_default().trim();
        matches!(between, "/" | "of" | "out of" | "von" | "de")
    })
}
