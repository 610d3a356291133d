//! Failures that look alike: grouped by what caused them, not by what their texts happen to hold.

mod merge;
mod normalize;
mod slot;
mod template;
mod tokens;

use report_model::TestKey;
use report_model::site::TemplatePart;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::categories::builtin::BuiltIn;
use crate::reading::{self, Reading};
use merge::Sets;

/// A failure as clusters see it: what was read of it and the kind of failure that this is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'r> {
    /// What was read.
    pub(crate) reading: &'r Reading,
    /// Its built-in category. The team's own rules have no part in clusters, so that a new rule changes no id.
    pub(crate) kind: Option<&'static BuiltIn>,
}

/// One cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its id: eight hexadecimal digits made from what the failures share.
    pub(crate) id: String,
    /// What the failures share, with the varying parts marked.
    pub(crate) template: Vec<TemplatePart>,
    /// The type of the exception, without its package.
    pub(crate) exception: Option<String>,
    /// The place in the project's own code that most of them come from.
    pub(crate) frame: Option<String>,
    /// Its members, as indexes into the failures, ascending.
    pub(crate) members: Vec<u32>,
}

/// What failures of one group share word for word, once numbers and the like are left out.
struct Group {
    /// All of it: the id is made from this.
    key: String,
    /// Failures are only ever merged with those of the same block: the same exception, frame and call.
    block: u64,
    /// Whether the block is one place in the code: then less has to be alike.
    in_frame: bool,
    /// Ids that it would have without the call that the test is about: what another style of traces leaves.
    other_ids: Vec<String>,
    /// The message part of the key, for merging near duplicates; empty where the message is no part of it.
    text: String,
    members: Vec<u32>,
}

/// How many other ids of a group are kept.
const OTHER_IDS: usize = 8;

/// Groups failures. `known` are the ids that earlier runs had: of the ids that a cluster could have it keeps one that
/// is known, so that it is the same cluster although its members have changed.
pub(crate) fn clusters(failures: &[Seen<'_>], known: &FxHashSet<&str>) -> Vec<Found> {
    let groups = exact_groups(failures);
    let ids = ids(&groups);
    let mut sets = Sets::new(groups.len());
    merge::near_duplicates(&groups, &mut sets);
    let mut of_root: FxHashMap<usize, usize> = FxHashMap::default();
    let mut found: Vec<Vec<usize>> = Vec::new();
    for index in 0..groups.len() {
        let root = sets.root(index);
        let at = *of_root.entry(root).or_insert_with(|| {
            found.push(Vec::new());
            found.len() - 1
        });
        if let Some(parts) = found.get_mut(at) {
            parts.push(index);
        }
    }
    let mut found: Vec<Found> =
        found.into_iter().map(|parts| cluster(&parts, &groups, &ids, failures, known)).collect();
    take_other_ids(&mut found, &groups, &ids, known);
    found
}

/// A cluster of which no run knows the id may be known by another one. Of two that could have the same the larger
/// gets it.
fn take_other_ids(found: &mut [Found], groups: &[Group], ids: &[String], known: &FxHashSet<&str>) {
    let mut taken: FxHashSet<String> = found.iter().map(|found| found.id.clone()).collect();
    let others: FxHashMap<&str, &[String]> = ids
        .iter()
        .zip(groups)
        .map(|(id, group)| (id.as_str(), group.other_ids.as_slice()))
        .filter(|(_, others)| !others.is_empty())
        .collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|index| {
        found.get(*index).map(|found| (std::cmp::Reverse(found.members.len()), found.id.clone()))
    });
    for index in order {
        let Some(found) = found.get_mut(index).filter(|found| !known.contains(found.id.as_str())) else {
            continue;
        };
        let mut others: Vec<&String> =
            others.get(found.id.as_str()).copied().unwrap_or_default().iter().collect();
        others.sort_unstable();
        if let Some(other) = others.into_iter().find(|id| known.contains(id.as_str()) && !taken.contains(*id))
        {
            taken.insert(other.clone());
            found.id.clone_from(other);
        }
    }
}

fn cluster(
    parts: &[usize],
    groups: &[Group],
    ids: &[String],
    failures: &[Seen<'_>],
    known: &FxHashSet<&str>,
) -> Found {
    let group = |index: usize| groups.get(index);
    let size = |index: usize| group(index).map_or(0, |group| group.members.len());
    let id = |index: usize| ids.get(index).map_or("", String::as_str);
    // The largest part speaks for the cluster; of equally large ones the one with the smaller id, whatever the order.
    let mut parts = parts.to_vec();
    parts.sort_by(|a, b| size(*b).cmp(&size(*a)).then_with(|| id(*a).cmp(id(*b))));
    let kept = parts.iter().find(|part| known.contains(id(**part))).or(parts.first());
    let mut members: Vec<u32> = parts
        .iter()
        .filter_map(|part| group(*part))
        .flat_map(|group| group.members.iter().copied())
        .collect();
    members.sort_unstable();
    let lists: Vec<&[u32]> =
        parts.iter().filter_map(|part| group(*part)).map(|group| group.members.as_slice()).collect();
    let first = lists.first().and_then(|list| list.first()).and_then(|index| failures.get(*index as usize));
    Found {
        id: kept.map(|part| id(*part).to_owned()).unwrap_or_default(),
        template: template::of(&lists, failures),
        exception: first
            .map(|first| first.reading.exception.clone())
            .filter(|exception| !exception.is_empty()),
        frame: usual_frame(&members, failures),
        members,
    }
}

fn exact_groups(failures: &[Seen<'_>]) -> Vec<Group> {
    let mut of_key: FxHashMap<String, usize> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    for (index, failure) in (0u32..).zip(failures) {
        let Told { head, text, in_frame, names_cause, other } = told(failure);
        let at = *of_key.entry(format!("{head}\n{text}")).or_insert_with_key(|key| {
            let block = TestKey::of(&head).0;
            groups.push(Group {
                key: key.clone(),
                block,
                in_frame,
                other_ids: Vec::new(),
                // Two names of missing things may differ in one word of many, and that word is the cause.
                text: if names_cause { String::new() } else { text },
                members: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            if let Some(other) = other.filter(|_| group.other_ids.len() < OTHER_IDS) {
                let id = id_of(TestKey::of(&other).0);
                if !group.other_ids.contains(&id) {
                    group.other_ids.push(id);
                }
            }
            group.members.push(index);
        }
    }
    groups
}

/// The frame of more than half of the failures.
fn usual_frame(members: &[u32], failures: &[Seen<'_>]) -> Option<String> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    let frames = members.iter().filter_map(|index| failures.get(*index as usize)?.reading.frame.as_deref());
    for frame in frames {
        let count = counts.entry(frame).or_default();
        *count += 1;
        if *count * 2 > members.len() {
            return Some(frame.to_owned());
        }
    }
    None
}

/// What the cause of a failure is told by.
struct Told {
    /// What must be the same.
    head: String,
    /// What must be the same or nearly so.
    text: String,
    in_frame: bool,
    /// Whether the text names what is missing.
    names_cause: bool,
    /// What else could be told by, were the source not printed.
    other: Option<String>,
}

fn told(failure: &Seen<'_>) -> Told {
    let reading = failure.reading;
    let pieces = normalize::pieces(&reading.message);
    let kind = failure.kind.map_or("", |kind| kind.id);
    let exception = reading.exception.as_str();
    let template = normalize::key(&pieces, false);
    let is_assertion = reading::is_assertion(exception, &reading.message);
    // What is missing is the cause, wherever it is missed: a module, a table, a variable, a method of a double.
    let names_the_cause = match kind {
        "import-error" | "missing-fixture" | "credentials-config" | "deprecation-incompatibility" => {
            names_a_thing(&template)
        }
        "file-system" | "permission" => names_a_thing(&template) && reading.frame.is_none(),
        "mocking" => names_a_thing(&template) && !is_assertion,
        "database" => !template.is_empty(),
        _ => false,
    };
    if names_the_cause {
        let head = format!("thing\n{kind}");
        return Told { head, text: template, in_frame: false, names_cause: true, other: None };
    }
    if let Some(frame) = &reading.frame {
        let column = reading.column.map(|column| format!(":{column}")).unwrap_or_default();
        let head = format!("frame\n{exception}\n{frame}{column}");
        // These are symptoms of one place in the code; what the message says depends on the values.
        let is_symptom_of_a_place = match kind {
            "null-reference" | "timeout" | "concurrency" | "crash" | "async-event-loop" | "network"
            | "resource-exhausted" => !exception.is_empty(),
            "serialization-parse" => !matches!(exception, "" | "KeyError" | "KeyNotFoundException"),
            _ => false,
        };
        let text = match kind {
            _ if is_symptom_of_a_place => String::new(),
            "serialization-parse" => template,
            _ => normalize::key(&pieces, true),
        };
        return Told { head, text, in_frame: true, names_cause: false, other: None };
    }
    let act =
        reading.act.as_deref().map(|act| normalize::key(&normalize::pieces(act), false)).unwrap_or_default();
    if !act.is_empty() && is_assertion {
        let other = Some(format!("text\n{exception}\n\n\n{template}"));
        return Told {
            head: format!("act\n{act}"),
            text: String::new(),
            in_frame: false,
            names_cause: false,
            other,
        };
    }
    // Two values that are compared everywhere, such as status codes, say nothing about the cause. The column of the
    // matcher tells statements apart; unlike the line it does not move when something is written above it.
    let says_values_only = kind == "assertion" && !pieces.iter().any(|piece| piece.slot.is_some());
    let column =
        reading.column.filter(|_| says_values_only).map(|column| column.to_string()).unwrap_or_default();
    Told {
        head: format!("text\n{exception}\n{act}\n{column}"),
        text: template,
        in_frame: false,
        names_cause: false,
        other: None,
    }
}

/// Whether a message names what is missing: something quoted, a path, a name in capitals.
fn names_a_thing(template: &str) -> bool {
    template.contains(['\'', '"', '`', '/', '\\'])
        || template
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')))
            .any(|word| {
                let inner = word.trim_matches(['.', '-']);
                inner.contains(['_', '.']) && inner.len() > 3
            })
}

/// An id for each group; where two keys have the same digest the later in the order of keys gets another one.
fn ids(groups: &[Group]) -> Vec<String> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    let key = |index: usize| groups.get(index).map_or("", |group| group.key.as_str());
    order.sort_by(|a, b| key(*a).cmp(key(*b)));
    let mut taken: FxHashSet<u32> = FxHashSet::default();
    let mut ids = vec![String::new(); groups.len()];
    for index in order {
        let mut digest = TestKey::of(key(index)).0;
        while !taken.insert(folded(digest)) {
            digest = digest.wrapping_add(0x9e37_79b9_7f4a_7c15);
        }
        if let Some(id) = ids.get_mut(index) {
            *id = id_of(digest);
        }
    }
    ids
}

fn id_of(digest: u64) -> String {
    format!("{:08x}", folded(digest))
}

#[expect(clippy::cast_possible_truncation, reason = "both halves are folded into one")]
const fn folded(digest: u64) -> u32 {
    (digest >> 32) as u32 ^ digest as u32
}

#[cfg(test)]
mod tests;
