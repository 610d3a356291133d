//! Parts of the code and kinds of test.

use super::Band;
use crate::Location;

/// A part of the code and the coverage that it shall have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Component {
    /// What the plan calls it; `overall` is all of the code.
    pub name: String,
    /// The group whose target it has, such as `Critical components`.
    pub group: Option<String>,
    /// Paths or patterns of its files; where there are none, files are found by the name.
    pub paths: Vec<String>,
    /// Its packages or modules, with dots: `services.storage`.
    pub packages: Vec<String>,
    /// The line coverage it shall have in percent.
    pub lines: Option<Band>,
    /// The branch coverage it shall have in percent.
    pub branches: Option<Band>,
    /// The line coverage that the plan says it has, in percent.
    pub written: Option<f64>,
    /// Whether it is all of the code.
    pub is_overall: bool,
    /// Where it is written.
    pub source: Option<Location>,
}

impl Component {
    /// Takes over from another description of the same component what this one does not say.
    pub fn fill_from(&mut self, other: Self) {
        self.group = self.group.take().or(other.group);
        self.lines = self.lines.or(other.lines);
        self.branches = self.branches.or(other.branches);
        self.written = self.written.or(other.written);
        if self.paths.is_empty() && self.packages.is_empty() {
            self.paths = other.paths;
            self.packages = other.packages;
        }
        self.source = self.source.take().or(other.source);
    }
}

/// A kind of test.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestKind {
    /// Its short name, such as `unit` or `end-to-end`.
    pub id: String,
    /// What the plan calls it.
    pub title: String,
    /// The markers of its tests.
    pub markers: Vec<String>,
    /// Paths or patterns of its files.
    pub paths: Vec<String>,
    /// What it is for.
    pub meaning: Option<String>,
    /// Where it is written.
    pub source: Option<Location>,
}

impl TestKind {
    /// Takes over from another description of the same kind what this one does not say.
    pub fn fill_from(&mut self, other: Self) {
        let new = |known: &[String], more: Vec<String>| -> Vec<String> {
            more.into_iter().filter(|one| !known.contains(one)).collect()
        };
        let (markers, paths) = (new(&self.markers, other.markers), new(&self.paths, other.paths));
        self.markers.extend(markers);
        self.paths.extend(paths);
        self.meaning = self.meaning.take().or(other.meaning);
        self.source = self.source.take().or(other.source);
    }
}

/// A marker of the runner's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marker {
    /// Its name.
    pub name: String,
    /// What is written of it.
    pub meaning: Option<String>,
    /// Where it is written.
    pub source: Option<Location>,
}
