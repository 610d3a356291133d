//! Why are these failures together, and how are they fixed? One page for each cluster.

use report_model::route::{RuleDraft, TestFilter};
use report_model::site::{
    Block, Category, ChartPoint, Cluster, Content, Failures, FindingStatus, GridColumn, Lived, Sentence,
    Sheet, SheetCell, SheetPanel, Stat, Tone, TrendChart, Word, Words,
};
use report_model::{Outcome, Route, text};

use super::{Facts, share};

/// How many shards the pages are spread over at most.
const SHARDS: usize = 8;
/// How many pages a shard has before there is a second one.
const PAGES: usize = 100;

/// The pages of all clusters, in as many sheets as their number asks for. A page is in the sheet that
/// [`Sheet::shard_of`] names.
pub(super) fn sheets(facts: Facts<'_>, failures: &Failures) -> Vec<Sheet> {
    let count = failures.clusters.len().div_ceil(PAGES).clamp(1, SHARDS);
    let mut sheets = vec![Sheet::default(); count];
    for (at, cluster) in failures.clusters.iter().enumerate() {
        if let Some(sheet) = sheets.get_mut(Sheet::shard_of(&cluster.id, count)) {
            sheet.pages.push((cluster.id.clone(), page(facts, failures, at, cluster)));
        }
    }
    sheets
}

fn page(facts: Facts<'_>, failures: &Failures, at: usize, cluster: &Cluster) -> Sheet {
    let category = failures.categories.iter().find(|category| category.id == cluster.category);
    let filter = TestFilter { cluster: Some(cluster.id.clone()), ..TestFilter::default() };
    let mut left = vec![why(cluster)];
    left.extend(trend(&cluster.trend, &failures.trend_runs, "Tests it breaks"));
    let named: Vec<&FindingStatus> = facts
        .plan
        .iter()
        .flat_map(|plan| &plan.findings)
        .filter(|finding| finding.clusters.contains(&cluster.id))
        .collect();
    left.extend(super::findings::panel_of(&facts.manifest.run, &named));
    left.push(facts.members.panel(&cluster.rows, &Route::Tests(filter)));
    let mut right: Vec<SheetPanel> =
        category.and_then(|category| advice(category, true)).into_iter().collect();
    right.extend(rule(cluster));
    right.push(facts.members.where_they_are(&cluster.rows));
    Sheet {
        eyebrow: eyebrow(failures, at, cluster, category),
        says: title(cluster),
        because: because(failures, cluster, category),
        blocks: vec![
            Block::Stats(stats(facts, failures, cluster)),
            Block::Grid(vec![GridColumn { span: 8, panels: left }, GridColumn { span: 4, panels: right }]),
        ],
        pages: Vec::new(),
    }
}

/// The template; what varies is what the page marks.
fn title(cluster: &Cluster) -> Sentence {
    cluster.template.iter().fold(Sentence::default(), |sentence, part| {
        if part.varies { sentence.strong(format!("‹{}›", part.text)) } else { sentence.then(&part.text) }
    })
}

/// The template within a text.
fn template(cluster: &Cluster) -> Words {
    let word = |part: &report_model::site::TemplatePart| Word {
        text: if part.varies { format!("‹{}›", part.text) } else { part.text.clone() },
        tone: if part.varies { Tone::Varies } else { Tone::Code },
        to: String::new(),
    };
    Words(cluster.template.iter().map(word).collect())
}

fn eyebrow(failures: &Failures, at: usize, cluster: &Cluster, category: Option<&Category>) -> Vec<Words> {
    let mut line: Vec<Words> = vec![
        format!("Cluster {}", cluster.id).into(),
        format!("#{} of {} to fix", at + 1, failures.clusters.len()).into(),
    ];
    match cluster.new {
        Some(new) if new == cluster.tests() => line.push(Words::default().toned(Tone::TagNew, "New")),
        Some(new) if new > 0 => line.push(format!("{} new", text::count(new)).into()),
        _ => {}
    }
    if let Some(category) = category {
        let to = Route::Category(category.id.clone());
        line.push(Words::default().link(category.title.clone(), &to));
    }
    for phase in &cluster.phases {
        line.push(Words::default().toned(Tone::Tag, phase.clone()));
    }
    line
}

fn because(failures: &Failures, cluster: &Cluster, category: Option<&Category>) -> Vec<Words> {
    let mut paragraphs = vec![Words::from(cluster.reason.clone())];
    if let Some(cascade) = failures.cascades.iter().find(|cascade| cascade.cluster == cluster.id) {
        paragraphs.push(words(&cascade.sentence));
    }
    let lived = category.and_then(|category| category.lived).or(failures.lived);
    paragraphs.extend(lived.map(|lived| lived_sentence(lived).into()));
    paragraphs
}

/// A sentence within a text.
pub(super) fn words(sentence: &Sentence) -> Words {
    sentence.0.iter().fold(Words::default(), |words, span| {
        words.toned(if span.strong { Tone::Strong } else { Tone::Plain }, span.text.clone())
    })
}

/// How long such clusters lived.
pub(super) fn lived_sentence(lived: Lived) -> String {
    let time = lived.median_secs.map_or_else(String::new, |secs| format!(", {}", text::duration(secs)));
    format!(
        "Clusters like this lived for {}{time} before they were fixed (median of {}).",
        text::counted(lived.median_runs, "run"),
        text::count(lived.clusters),
    )
}

fn stats(facts: Facts<'_>, failures: &Failures, cluster: &Cluster) -> Vec<Stat> {
    let tests = cluster.tests();
    let share = format!("{} of all failures", share(tests as f64, failures.total as f64));
    let kinds = [(cluster.failed, Outcome::Failed), (cluster.errored, Outcome::Errored)];
    let kinds: Vec<String> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, outcome)| format!("{} {}", text::count(count), outcome.word()))
        .collect();
    let noun = if tests == 1 { "test" } else { "tests" };
    let figure = |value: u64, unit: &str| Some((text::count(value), unit.to_owned()));
    let effort = cluster.effort_hours.map(|(low, high)| {
        let number = |hours: f64| text::short_number((hours * 10.0).round() / 10.0);
        let hours = if (high - low).abs() < 0.05 {
            number(low)
        } else {
            format!("{}–{}", number(low), number(high))
        };
        (hours, "h".to_owned())
    });
    let rate = match cluster.effort_hours {
        Some((low, high)) => {
            format!("{:.1} tests for each hour", tests as f64 / f64::midpoint(low, high).max(0.1))
        }
        None => "a category rule can give it".to_owned(),
    };
    let held = cluster.runs_held.and_then(|runs| figure(runs, if runs == 1 { "run" } else { "runs" }));
    vec![
        Stat::new("Breaks", figure(tests, noun), format!("{share}; {}", kinds.join(", "))),
        Stat::new("Age", held, age(facts, cluster)),
        Stat::new("Effort", effort, rate),
        Stat::new(
            "Spread",
            figure(cluster.groups, ""),
            if cluster.groups == 1 { "file or class" } else { "files or classes" },
        ),
    ]
}

/// Since when it is there, and since when it is known at all.
fn age(facts: Facts<'_>, cluster: &Cluster) -> String {
    let told = |run: &report_model::site::RunPoint| {
        let day = run.run.started_at.map(|moment| format!(", {}", text::day(moment))).unwrap_or_default();
        format!("run {}{day}", run.run.id)
    };
    match (&cluster.since, &cluster.first_seen) {
        (Some(since), Some(first)) if since.run.id != first.run.id => {
            format!("since {}; first seen in {}", told(since), told(first))
        }
        (Some(run), _) => format!("since {}", told(run)),
        (None, Some(first)) => format!("first seen in {}", told(first)),
        (None, None) if facts.manifest.run_count > 1 => "not in the runs before".to_owned(),
        (None, None) => "one run so far".to_owned(),
    }
}

/// What its failures have in common.
fn why(cluster: &Cluster) -> SheetPanel {
    let varying = cluster.template.iter().filter(|part| part.varies).count() as u64;
    let say = match varying {
        0 => "All say the same, word for word, once numbers and addresses that differ from run to run are left out.".to_owned(),
        _ => format!("All say the same but for {} that is marked.", text::counted(varying, "part")),
    };
    let say = if varying > 1 { say.replace("that is marked", "that are marked") } else { say };
    let mut same: Vec<SheetCell> = Vec::new();
    let mut push = |name: &str, value: Words| {
        let mut line = Words::default().toned(Tone::Quiet, format!("{name} "));
        line.0.extend(value.0);
        same.push(line.into());
    };
    let code = |text: &str| Words::default().toned(Tone::Code, text);
    if let Some(exception) = &cluster.exception {
        push("Same type:", code(exception));
    }
    if let Some(frame) = &cluster.frame {
        push("Same place in the project:", code(frame));
    }
    push("Same message:", template(cluster));
    SheetPanel::new("Why these belong together").say(say).with(Content::List(same))
}

/// What a category says about its failures.
pub(super) fn advice(category: &Category, is_linked: bool) -> Option<SheetPanel> {
    if category.meaning.is_empty() && category.advice.is_empty() && category.link.is_none() {
        return None;
    }
    let mut panel = SheetPanel::new(if is_linked { category.title.as_str() } else { "What helps" });
    if is_linked {
        panel = panel.link("Category", &Route::Category(category.id.clone()));
        if !category.meaning.is_empty() {
            panel = panel.with(Content::Text(Words::default().toned(Tone::Quiet, category.meaning.clone())));
        }
    }
    if !category.advice.is_empty() {
        let helps = match (is_linked, category.own) {
            (false, _) => Words::default(),
            (true, true) => Words::default().toned(Tone::Strong, "What helps. "),
            (true, false) => Words::default().toned(Tone::Strong, "What usually helps. "),
        };
        panel = panel.with(Content::Text(helps.then(category.advice.clone())));
    }
    if let Some(owner) = &category.owner {
        panel = panel
            .with(Content::Text(Words::default().toned(Tone::Quiet, "Looked after by ").then(owner.clone())));
    }
    if let Some(link) = &category.link {
        let word = Word { text: link.clone(), tone: Tone::Plain, to: link.clone() };
        panel = panel.with(Content::Text(Words(vec![
            Word { text: "More about it: ".to_owned(), tone: Tone::Quiet, to: String::new() },
            word,
        ])));
    }
    Some(panel)
}

/// Counts of failing tests over the last runs.
pub(super) fn trend(counts: &[Option<u64>], runs: &[String], name: &str) -> Option<SheetPanel> {
    if counts.len() < 2 {
        return None;
    }
    let points = runs.iter().zip(counts).map(|(run, count)| ChartPoint {
        run: run.clone(),
        date: None,
        value: count.map(|count| count as f64),
    });
    let chart = TrendChart {
        name: name.to_owned(),
        unit: "test".to_owned(),
        points: points.collect(),
        caption: format!("{} runs.", runs.len()),
        height: 200,
        ..TrendChart::default()
    };
    Some(SheetPanel::new(name).with(Content::Trend(chart)))
}

/// A rule that takes its failures, to try and to copy.
fn rule(cluster: &Cluster) -> Option<SheetPanel> {
    if cluster.rule.is_empty() {
        return None;
    }
    let mut panel = SheetPanel::new("Make this a category")
        .say("A rule for report-gen.toml that asks for what its failures share.");
    if let Some(draft) = draft_of(&cluster.rule) {
        panel = panel.link("Try it out", &Route::Rule(draft));
    }
    Some(panel.with(Content::Code(cluster.rule.clone())))
}

/// A rule as the page for trying it has it; `None` where it asks for more than that page can show.
pub(super) fn draft_of(toml: &str) -> Option<RuleDraft> {
    let table: toml::Table = toml.parse().ok()?;
    let rule = table.get("category")?.as_array()?.first()?.as_table()?;
    if rule.contains_key("suite") || rule.contains_key("label") {
        return None;
    }
    let mut draft = RuleDraft::default();
    for (name, field) in RuleDraft::NAMES.into_iter().zip(&mut draft.fields) {
        match rule.get(name) {
            None => {}
            Some(toml::Value::String(text)) => field.clone_from(text),
            Some(toml::Value::Array(patterns)) => {
                *field = patterns.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>()?.join("\n");
            }
            Some(_) => return None,
        }
    }
    if let Some(outcomes) = rule.get("outcome").and_then(toml::Value::as_array) {
        draft.outcome = match outcomes.as_slice() {
            [only] => Some(Outcome::from_word(only.as_str()?)?),
            _ => return None,
        };
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_can_be_tried_when_the_page_can_show_all_that_it_asks_for() {
        let draft = draft_of(
            "[[category]]\nid = \"a\"\ntitle = \"T\"\nmessage = ['a \"b\"']\noutcome = [\"errored\"]\n",
        )
        .unwrap();
        assert_eq!(draft.fields, ["T", "", "a \"b\"", "", "", ""].map(str::to_owned));
        assert_eq!(draft.outcome, Some(Outcome::Errored));
        let several = draft_of("[[category]]\nid = \"a\"\nmessage = ['a', 'b']\n").unwrap();
        assert_eq!(several.fields[2], "a\nb");
        assert_eq!(draft_of("[[category]]\nid = \"a\"\nlabel = ['a']\n"), None);
        assert_eq!(draft_of("no toml"), None);
    }
}
