//! Cucumber JSON, of every language's Cucumber.

use std::borrow::Cow;

use report_model::run::{Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Json, Value};
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Cucumber JSON.
pub(crate) struct Cucumber;

const NAME: &str = "Cucumber JSON";

impl Format for Cucumber {
    fn id(&self) -> FormatId {
        FormatId("cucumber")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, failing step, message and source line of every scenario. Steps are not cases; a scenario's background counts as part of it."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        let shape = head.json();
        // A feature that somebody took out of its list.
        let is_feature = shape.has_all(&["elements", "keyword", "uri"]);
        if is_feature
            || shape.has("[].elements")
                && (shape.has("[].keyword")
                    || shape.has("[].uri")
                    || shape.has("[].name")
                    || shape.has("[].id")
                    || head.text().contains("\"steps\""))
        {
            Match::ByContent
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let json = Json::of(NAME, artifact, &text)?;
        let Some(root) = json.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let features: Vec<Value<'_, '_>> = if root.is_array() { root.items().collect() } else { vec![root] };
        let mut odd = 0_u64;
        for feature in features.iter().copied() {
            odd += self::feature(&mut build, feature);
        }
        if odd > 0 {
            notices.push(
                Notice::warning(format!(
                    "{} no feature or scenario; left out",
                    crate::tally::counted(odd, "entry is", "entries are")
                ))
                .hint("make sure that the file is what Cucumber wrote")
                .at(artifact.location()),
            );
        }
        json.report(artifact.path, notices);
        if build.results.cases.is_empty() && odd > 0 {
            return Err(ReadError::new(NAME, artifact.location(), "no feature in it"));
        }
        Ok(build.finish(artifact, notices, None, None))
    }
}

/// The steps of a scenario, hooks among them.
fn steps<'t, 'a>(element: Value<'t, 'a>) -> Vec<Value<'t, 'a>> {
    let mut steps = Vec::new();
    for key in ["before", "steps", "after"] {
        for step in element.list(key).filter(|step| step.is_object()) {
            steps.push(step);
            for hooks in ["before", "after"] {
                steps.extend(step.list(hooks).filter(|hook| hook.is_object()));
            }
        }
    }
    steps
}

/// The status of a step in lower case; `missing` when it has none.
fn status(step: Value<'_, '_>) -> String {
    step.path(&["result", "status"])
        .and_then(Value::string)
        .map_or_else(|| "missing".to_owned(), |status| status.to_lowercase())
}

/// Reads a feature and says how many of its entries are none.
fn feature(build: &mut Build, feature: Value<'_, '_>) -> u64 {
    let elements = feature.get("elements").or_else(|| feature.get("scenarios"));
    if !feature.is_object() || elements.is_some_and(|elements| !elements.is_array()) {
        return 1;
    }
    // behave writes a dialect of its own, with seconds and with places instead of paths.
    let uri = feature.str_of("uri");
    let place = feature.str_of("location").filter(|_| uri.is_none());
    let parts_of_a_second = if place.is_some() { 1.0 } else { 1e9 };
    let path = uri.or_else(|| Some(placed(&place?)?.0.to_owned().into()));
    let name = feature.str_of("name").or_else(|| path.clone()).unwrap_or_default();
    let file = build.share_some(path);
    let class = build.share_some(Some(name.clone()));
    let suite = build.suite(TestSuite { name: class.clone(), file: file.clone(), ..TestSuite::default() });
    let mut odd = 0;
    let mut background: Vec<Value<'_, '_>> = Vec::new();
    let elements: Vec<Value<'_, '_>> = elements.into_iter().flat_map(Value::items).collect();
    let mut rows: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
    for element in elements {
        if !element.is_object() {
            odd += 1;
            continue;
        }
        let is_background = element.str_of("type").as_deref() == Some("background")
            || element.str_of("keyword").as_deref() == Some("Background");
        if is_background {
            // That of the feature, then that of the rule.
            // behave only declares it there, and gives its steps with their results in every scenario.
            background.extend(steps(element).into_iter().filter(|step| step.get("result").is_some()));
            continue;
        }
        let mut all = std::mem::take(&mut background);
        all.extend(steps(element));
        if element.is_cut() {
            build.unfinished();
            continue;
        }
        let mut name = element.str_of("name").unwrap_or_default().into_owned();
        // The rows of an outline bear one name.
        let row = rows.entry(name.clone()).or_insert(0);
        *row += 1;
        if *row > 1 {
            name = format!("{name} #{row}");
        }
        let mut case = scenario(build, &all, element.str_of("status").as_deref(), parts_of_a_second);
        case.suite = suite;
        case.name = name.into();
        case.class.clone_from(&class);
        case.file.clone_from(&file);
        case.line = element.line_of("line").or_else(|| placed(&element.str_of("location")?)?.1.parse().ok());
        if let Some(moment) = element.str_of("start_timestamp").and_then(|start| Timestamp::parse(&start))
            && let Some(suite) = build.suite_mut(suite)
        {
            suite.started_at.get_or_insert(moment);
        }
        for tag in element.list("tags").filter_map(|tag| tag.str_of("name")) {
            build.property(&mut case, "tag", &tag);
        }
        build.case(case);
    }
    odd
}

/// `features/till.feature:3`
fn placed(location: &str) -> Option<(&str, &str)> {
    location.rsplit_once(':')
}

fn scenario(
    build: &mut Build,
    steps: &[Value<'_, '_>],
    told: Option<&str>,
    parts_of_a_second: f64,
) -> TestCase {
    let statuses: Vec<String> = steps.iter().map(|step| status(*step)).collect();
    let has = |word: &str| statuses.iter().any(|status| status == word);
    let erring = ["error", "hook_error", "cleanup_error"].into_iter().find(|word| has(word));
    let failing = ["failed", "ambiguous", "undefined"].into_iter().find(|word| has(word)).or(erring);
    let is_left_out = has("missing") && told == Some("skipped");
    let outcome = if failing.is_some() && failing == erring {
        Outcome::Errored
    } else if failing.is_some() {
        Outcome::Failed
    } else if has("pending") || has("skipped") || is_left_out {
        Outcome::Skipped
    } else if let Some(odd) = statuses.iter().find(|status| *status != "passed") {
        build.unknown_outcome(odd)
    } else {
        Outcome::Passed
    };
    let mut case = TestCase { outcome, ..TestCase::named("") };
    let durations: Vec<f64> =
        steps.iter().filter_map(|step| step.path(&["result", "duration"])?.number_or_text()).collect();
    case.duration_secs = (!durations.is_empty()).then(|| durations.iter().sum::<f64>() / parts_of_a_second);
    let step = failing.and_then(|word| steps.iter().zip(&statuses).find(|(_, status)| *status == word));
    if let Some((step, status)) = step {
        let text = format!(
            "{}{}",
            step.str_of("keyword").unwrap_or_default(),
            step.str_of("name").unwrap_or_default()
        );
        let error = step.path(&["result", "error_message"]).and_then(Value::some_string);
        let message =
            match error.as_deref().and_then(|error| error.lines().find(|line| !line.trim().is_empty())) {
                Some(line) => format!("{}: {line}", text.trim()),
                None => format!("{}: {status}", text.trim()),
            };
        let failure = build.failure(outcome, None, Some(message.into()), error);
        case.text_mut().failures.push(failure);
    }
    let output: Vec<Cow<'_, str>> =
        steps.iter().flat_map(|step| step.list("output")).filter_map(Value::string).collect();
    if let Some(output) = build.text((!output.is_empty()).then(|| output.join("\n").into())) {
        case.text_mut().stdout = Some(output);
    }
    case
}
