//! Which members a JSON text has, for telling formats apart.

use std::collections::BTreeSet;

use super::{Json, Value};

/// How deep, and how many members of an object and elements of an array are looked at.
const DEPTH: usize = 3;
const MEMBERS: usize = 64;
const ELEMENTS: usize = 3;
/// How many lines are looked at.
const LINES: usize = 200;

/// The ways to the values of a text: `results.tests.[].name`, with `*` for any member of the outermost object.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    ways: BTreeSet<String>,
    /// Those of the objects that stand on a line of their own.
    lines: BTreeSet<String>,
}

impl Shape {
    /// The shape of a text that may end anywhere.
    pub(crate) fn of(text: &str) -> Self {
        let mut shape = Self::default();
        if let Some(root) = Json::parse(text).root() {
            collect(root, &mut String::new(), DEPTH, &mut shape.ways);
        }
        let objects = text.lines().filter(|line| line.trim_start().starts_with('{')).take(LINES);
        for line in objects {
            let json = Json::parse(line);
            if json.is_whole()
                && let Some(root) = json.root()
            {
                collect(root, &mut String::new(), 1, &mut shape.lines);
            }
        }
        shape
    }

    /// Whether it has no member at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.ways.is_empty() && self.lines.is_empty()
    }

    /// Whether there is such a value.
    pub(crate) fn has(&self, way: &str) -> bool {
        self.ways.contains(way)
    }

    /// Whether there are all of these.
    pub(crate) fn has_all(&self, ways: &[&str]) -> bool {
        ways.iter().all(|way| self.has(way))
    }

    /// Whether lines that are objects have all of these members, be it not on every line.
    pub(crate) fn lines_have(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.lines.contains(*key))
    }
}

fn collect(value: Value<'_, '_>, way: &mut String, depth: usize, ways: &mut BTreeSet<String>) {
    if depth == 0 {
        return;
    }
    let length = way.len();
    let mut step = |name: &str, value: Value<'_, '_>, way: &mut String| {
        if length > 0 {
            way.push('.');
        }
        way.push_str(name);
        ways.insert(way.clone());
        collect(value, way, depth - 1, ways);
        way.truncate(length);
    };
    for (key, member) in value.members().take(MEMBERS) {
        step(&key, member, way);
        if length == 0 {
            step("*", member, way);
        }
    }
    for element in value.items().take(ELEMENTS) {
        step("[]", element, way);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_to_values() {
        let shape = Shape::of(r#"{"results": {"tests": [{"name": "a"}], "to"#);
        assert!(shape.has_all(&["results", "results.tests", "results.tests.[]", "*.tests"]));
        assert!(!shape.has("tests"));
        assert!(Shape::of(r#"[{"a": 1}, {"b": 2}]"#).has_all(&["[].a", "[].b"]));
    }

    #[test]
    fn lines_are_told_from_one_text() {
        let shape = Shape::of("noise\n{\"Action\":\"run\"}\n[x\n{\"Test\":\"a\"}\n{\"cut\":");
        assert!(shape.lines_have(&["Action", "Test"]));
        assert!(!shape.lines_have(&["cut"]));
    }
}
