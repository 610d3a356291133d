//! The folders of the tests, with how many fail in each. Pure part: [`Folder::tree`].

use std::collections::BTreeMap;

use crate::data::TestIndex;

/// A folder or file of tests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// Its own name; several, joined by `/`, where a folder holds nothing but another.
    pub name: String,
    /// The whole path.
    pub path: String,
    /// Failing tests in it.
    pub bad: u32,
    /// Tests in it.
    pub tests: u32,
    /// What it holds.
    pub children: Vec<Self>,
}

#[derive(Default)]
struct Node {
    bad: u32,
    tests: u32,
    children: BTreeMap<String, Node>,
}

impl Folder {
    /// The folders of all tests. Folders that hold one folder and nothing else are drawn as one.
    pub fn tree(index: &TestIndex) -> Vec<Self> {
        let mut root = Node::default();
        for group in index.groups() {
            let bad = group.rows.clone().filter(|row| matches!(index.letter(*row), b'f' | b'e')).count();
            let bad = u32::try_from(bad).unwrap_or(u32::MAX);
            let tests = group.rows.end - group.rows.start;
            let mut node = &mut root;
            for part in group.path.split('/').filter(|part| !part.is_empty()) {
                node = node.children.entry(part.to_owned()).or_default();
                node.bad += bad;
                node.tests += tests;
            }
        }
        root.children.into_iter().map(|(name, node)| Self::from_node(name, "", node)).collect()
    }

    fn from_node(name: String, parent: &str, node: Node) -> Self {
        let path = if parent.is_empty() { name.clone() } else { format!("{parent}/{name}") };
        let children: Vec<Self> =
            node.children.into_iter().map(|(name, child)| Self::from_node(name, &path, child)).collect();
        if let [only] = children.as_slice()
            && !only.children.is_empty()
            && only.tests == node.tests
        {
            let mut merged = only.clone();
            merged.name = format!("{name}/{}", merged.name);
            return merged;
        }
        Self { name, path, bad: node.bad, tests: node.tests, children }
    }
}

#[cfg(test)]
mod tests {
    use report_model::site::{Column, Group, OutcomeLetters, TestShard};

    use super::*;

    #[test]
    fn folders_add_up_and_chains_are_one() {
        let group = |path: &str, rows| Group { path: path.into(), rows, class: None };
        let index = TestIndex::build(&[TestShard {
            first_row: 0,
            groups: vec![group("src/test/a/One.java", 2), group("src/test/b/Two.java", 1)],
            names: "a\nb\nc".into(),
            classes: Column::default(),
            outcomes: OutcomeLetters("pfe".into()),
            durations_us: vec![None; 3],
            strips: Column::default(),
        }]);
        let tree = Folder::tree(&index);
        assert_eq!(tree.len(), 1);
        assert_eq!(tree[0].name, "src/test");
        assert_eq!((tree[0].bad, tree[0].tests), (2, 3));
        assert_eq!(tree[0].children[1].children[0].path, "src/test/b/Two.java");
    }
}
