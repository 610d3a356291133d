//! Kinds of test: how many there are, how long they take, and which were skipped and why.

use std::collections::BTreeMap;

use report_model::Outcome;
use report_model::plan::{Plan, TestKind};
use report_model::run::TestCase;
use report_model::site::KindStatus;

use super::Ground;

/// Properties that runners write markers, tags and labels into.
const LABELS: &[&str] = &[
    "marker", "markers", "mark", "tag", "tags", "label", "labels", "keyword", "keywords", "category",
    "suite", "trait",
];

pub(super) fn kinds(ground: &Ground<'_>) -> Vec<KindStatus> {
    let mut kinds: Vec<TestKind> = ground.plan.kinds.clone();
    // A marker that is no kind's still says something of its tests.
    for marker in &ground.plan.markers {
        if !kinds.iter().any(|kind| kind.markers.contains(&marker.name) || kind.id == marker.name) {
            kinds.push(TestKind {
                id: marker.name.clone(),
                title: marker.name.clone(),
                markers: vec![marker.name.clone()],
                meaning: marker.meaning.clone(),
                source: marker.source.clone(),
                ..TestKind::default()
            });
        }
    }
    kinds.iter().map(|kind| status(ground, kind)).collect()
}

/// The kind of the plan that a criterion means by a word: by its id, its title, one of its markers.
pub(super) fn named<'a>(plan: &'a Plan, word: &str) -> Option<&'a TestKind> {
    let same = |text: &str| {
        let bare = |text: &str| {
            let text = text.to_lowercase().replace(['_', ' '], "-");
            let text = text.strip_suffix("-tests").or_else(|| text.strip_suffix("-test")).unwrap_or(&text);
            if text == "e2e" { "end-to-end".to_owned() } else { text.to_owned() }
        };
        bare(text) == bare(word)
    };
    let by = |fits: &dyn Fn(&TestKind) -> bool| plan.kinds.iter().find(|kind| fits(kind));
    by(&|kind| same(&kind.id))
        .or_else(|| by(&|kind| same(&kind.title)))
        .or_else(|| by(&|kind| kind.markers.iter().any(|marker| same(marker))))
}

/// The cases of a kind, and by what they were found.
pub(crate) fn cases(ground: &Ground<'_>, kind: &TestKind) -> (Vec<u32>, Option<&'static str>) {
    let cases = &ground.run.tests.cases;
    let names: Vec<&str> = kind.markers.iter().map(String::as_str).chain([kind.id.as_str()]).collect();
    let by_marker: Vec<u32> =
        (0u32..).zip(cases).filter(|(_, case)| has_label(case, &names)).map(|(index, _)| index).collect();
    if !by_marker.is_empty() {
        return (by_marker, Some("marker"));
    }
    let mut by_path: Vec<u32> = kind.paths.iter().flat_map(|path| ground.lookup.by_pattern(path)).collect();
    by_path.sort_unstable();
    by_path.dedup();
    if !by_path.is_empty() {
        return (by_path, Some("path"));
    }
    let words: Vec<String> = kind.id.split('-').map(str::to_owned).collect();
    let joined = kind.id.replace('-', "");
    let short = if kind.id == "end-to-end" { "e2e" } else { joined.as_str() };
    let by_name: Vec<u32> = (0u32..)
        .zip(cases)
        .map(|(index, _)| index)
        .filter(|index| {
            let whole = format!("{}.{}", ground.lookup.path(*index), ground.lookup.id(*index)).to_lowercase();
            let parts: Vec<&str> = whole.split(|letter: char| !letter.is_alphanumeric()).collect();
            parts.iter().any(|part| {
                let one = part.strip_suffix('s').unwrap_or(part);
                [*part, one].iter().any(|part| *part == short || *part == joined)
            }) || (words.len() > 1 && words.iter().all(|word| parts.contains(&word.as_str())))
        })
        .collect();
    let found = (!by_name.is_empty()).then_some("name");
    (by_name, found)
}

fn has_label(case: &TestCase, names: &[&str]) -> bool {
    let Some(text) = &case.text else { return false };
    text.properties.iter().any(|(name, value)| {
        LABELS.contains(&name.to_lowercase().as_str())
            && value
                .split([',', ' ', ';'])
                .any(|word| names.iter().any(|name| name.eq_ignore_ascii_case(word.trim_start_matches('@'))))
    })
}

fn status(ground: &Ground<'_>, kind: &TestKind) -> KindStatus {
    let (cases, found_by) = cases(ground, kind);
    let mut status = KindStatus {
        id: kind.id.clone(),
        title: kind.title.clone(),
        meaning: kind.meaning.clone(),
        found_by: found_by.map(str::to_owned),
        source: kind.source.clone(),
        ..KindStatus::default()
    };
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for case in cases.iter().filter_map(|index| ground.run.tests.cases.get(*index as usize)) {
        status.counts.add(case.outcome);
        if let Some(secs) = case.duration_secs {
            *status.secs.get_or_insert(0.0) += secs;
        }
        if case.outcome == Outcome::Skipped {
            let reason = case.text.as_ref().and_then(|text| text.skip_reason.clone());
            *reasons.entry(reason.unwrap_or_else(|| "no reason given".to_owned())).or_default() += 1;
        }
    }
    let mut skipped: Vec<(String, u64)> = reasons.into_iter().collect();
    skipped.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    skipped.truncate(10);
    status.skipped = skipped;
    status
}
