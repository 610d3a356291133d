//! Which runs are comparable: those of one system, one version, one job of a matrix.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The label that tells parts of a run apart and not variants of it.
const SHARD: &str = "shard";

pub(super) type Labels<'a> = Vec<(&'a String, &'a String)>;

/// Which labels tell variants apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Variants {
    /// The labels that number runs.
    numbers: BTreeSet<String>,
}

/// Which values a label took.
#[derive(Default)]
struct Values<'a> {
    distinct: BTreeSet<&'a str>,
    last: Option<&'a str>,
    /// How often the value was another one than before.
    turns: usize,
    /// The last run that had one.
    run: Option<&'a str>,
    /// Whether it told parts of a run apart, which is what a variant is.
    tells_parts: bool,
}

impl Values<'_> {
    /// A build that is repeated later may bring back one in ten.
    fn are_numbers(&self) -> bool {
        const LEAST: usize = 5;
        !self.tells_parts && self.distinct.len() >= LEAST && self.turns * 9 <= self.distinct.len() * 10
    }
}

impl Variants {
    /// What tells runs or parts of them apart, by the ids and labels of runs in the order of time, and the labels of the
    /// one that comes next. A label that takes a new value time and again and never an old one, as the number of a
    /// build, numbers runs and names no variant, unless it tells parts of one run apart.
    pub fn among<'a>(
        runs: impl Iterator<Item = (&'a str, &'a BTreeMap<String, String>)>,
        next: &'a BTreeMap<String, String>,
    ) -> Self {
        let mut seen: BTreeMap<&str, Values<'_>> = BTreeMap::new();
        let runs = runs.map(|(run, labels)| (Some(run), labels)).chain([(None, next)]);
        for (run, (key, value)) in runs.flat_map(|(run, labels)| labels.iter().map(move |label| (run, label)))
        {
            let values = seen.entry(key).or_default();
            if values.last.replace(value) != Some(value) {
                values.turns += 1;
                values.tells_parts |= run.is_some() && values.run == run;
            }
            values.run = run;
            values.distinct.insert(value);
        }
        let numbers = seen.into_iter().filter(|(_, values)| values.are_numbers());
        Self { numbers: numbers.map(|(key, _)| key.to_owned()).collect() }
    }

    /// The labels that tell variants apart.
    pub fn of<'a>(
        &self,
        labels: &'a BTreeMap<String, String>,
    ) -> impl Iterator<Item = (&'a String, &'a String)> {
        labels.iter().filter(|(key, _)| *key != SHARD && !self.numbers.contains(*key))
    }

    /// Whether a past run is of the variant with these labels: it has the same ones, each with the value asked for. A
    /// run that jobs of several variants recorded has all their values.
    pub(super) fn is_same(&self, labels: &BTreeMap<String, String>, past: &BTreeMap<String, String>) -> bool {
        self.of(labels).count() == self.of(past).count()
            && self.of(labels).all(|(key, wanted)| {
                let there =
                    |value: &str| past.get(key).is_some_and(|past| past.split(", ").any(|one| one == value));
                wanted.split(", ").all(there)
            })
    }

    /// Leaves the parts of a run that are of the variant with these labels, or else of the one most like it: what is
    /// taken from several systems is how none of them is. All of them where no label tells which is meant.
    pub(super) fn keep_own<T>(
        &self,
        parts: &mut Vec<T>,
        labels: &BTreeMap<String, String>,
        labels_of: impl Fn(&T) -> &BTreeMap<String, String>,
    ) {
        let own: Labels<'_> = self.of(labels).collect();
        if own.is_empty() {
            return;
        }
        if parts.iter().any(|part| self.is_same(labels, labels_of(part))) {
            parts.retain(|part| self.is_same(labels, labels_of(part)));
            return;
        }
        // Of variants that are as much alike it is the same one in each run, whatever the order of the parts.
        let ranked = parts.iter().map(|part| {
            let there: Labels<'_> = self.of(labels_of(part)).collect();
            let alike = there.iter().filter(|label| own.contains(label)).count();
            (Reverse(alike), there.len(), there)
        });
        let nearest = ranked.min().map(|(.., nearest)| nearest).unwrap_or_default();
        let nearest: BTreeMap<String, String> =
            nearest.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        parts.retain(|part| self.of(labels_of(part)).eq(nearest.iter()));
    }
}

/// Leaves the parts of a run that are of the variant with these labels, or of the one most like it.
pub fn keep_own_variant<T>(
    parts: &mut Vec<T>,
    labels: &BTreeMap<String, String>,
    labels_of: impl Fn(&T) -> &BTreeMap<String, String>,
) {
    Variants::default().keep_own(parts, labels, labels_of);
}

/// Whether a past run is of the variant with these labels.
pub(crate) fn is_variant(labels: &BTreeMap<String, String>, past: &BTreeMap<String, String>) -> bool {
    Variants::default().is_same(labels, past)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(key: &str, value: usize) -> BTreeMap<String, String> {
        BTreeMap::from([(key.to_owned(), value.to_string())])
    }

    #[test]
    fn a_label_that_tells_parts_of_a_run_apart_is_no_number() {
        let matrix: Vec<_> = (0..12).map(|version| labels("version", version)).collect();
        let next = labels("version", 0);
        let of_run = |id: &'static str| matrix.iter().map(move |labels| (id, labels));
        assert_eq!(Variants::among(of_run("1"), &next), Variants::default());
        let ids: Vec<String> = (0..12).map(|run| format!("r{run}")).collect();
        let builds = ids.iter().map(String::as_str).zip(&matrix);
        let numbered = Variants::among(builds, &next);
        assert_eq!(numbered.of(&next).count(), 0, "{numbered:?}");
    }
}
