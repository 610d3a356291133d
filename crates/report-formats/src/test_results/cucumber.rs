//! Cucumber JSON, of every language's Cucumber.

use std::borrow::Cow;
use std::collections::HashMap;

use report_model::run::{Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use crate::json::{Cursor, first};
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
        let mut build = Build::default();
        let mut odd = 0_u64;
        let json = Cursor::walk(NAME, artifact, &text, |root| {
            if root.is_array() {
                root.items(|feature| odd += Feature::read(feature).add(&mut build));
            } else {
                odd += Feature::read(root).add(&mut build);
            }
        })?;
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

#[derive(Default)]
struct Feature<'a> {
    uri: Option<Cow<'a, str>>,
    /// Where it stands, as behave writes it instead of a path.
    location: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    elements: Option<Vec<Element<'a>>>,
    scenarios: Option<Vec<Element<'a>>>,
    /// Whether it is none.
    is_odd: bool,
}

/// A scenario, or the background of the next one.
#[derive(Default)]
struct Element<'a> {
    is_odd: bool,
    is_cut: bool,
    is_background: bool,
    name: Cow<'a, str>,
    line: Option<u32>,
    location: Option<Cow<'a, str>>,
    start: Option<Cow<'a, str>>,
    status: Option<Cow<'a, str>>,
    tags: Vec<Cow<'a, str>>,
    before: Vec<Step<'a>>,
    steps: Vec<Step<'a>>,
    after: Vec<Step<'a>>,
}

/// A step, or a hook.
#[derive(Default)]
struct Step<'a> {
    keyword: Cow<'a, str>,
    name: Cow<'a, str>,
    has_result: bool,
    /// In lower case.
    status: Option<Cow<'a, str>>,
    duration: Option<f64>,
    error: Option<Cow<'a, str>>,
    output: Vec<Cow<'a, str>>,
}

impl<'a> Feature<'a> {
    fn read(feature: &mut Cursor<'a>) -> Self {
        let mut said = Self { is_odd: !feature.is_object(), ..Self::default() };
        let (mut has_elements, mut has_scenarios) = (false, false);
        feature.members(|value, key| match key {
            "uri" => first(&mut said.uri, value.some_string()),
            "location" => first(&mut said.location, value.some_string()),
            "name" => first(&mut said.name, value.some_string()),
            "elements" | "scenarios" => {
                said.is_odd |= !value.is_array();
                let slot = if key == "elements" { &mut said.elements } else { &mut said.scenarios };
                let elements = slot.get_or_insert_default();
                let is_taken = if key == "elements" { &mut has_elements } else { &mut has_scenarios };
                value.first_items(is_taken, |element| elements.push(Element::read(element)));
            }
            _ => {}
        });
        said
    }
}

impl<'a> Element<'a> {
    fn read(element: &mut Cursor<'a>) -> Self {
        let mut said = Self { is_odd: !element.is_object(), ..Self::default() };
        let (mut name, [mut has_tags, mut has_before, mut has_steps, mut has_after]) = (None, [false; 4]);
        let is_whole = element.members(|value, key| match key {
            "type" => said.is_background |= value.string().as_deref() == Some("background"),
            "keyword" => said.is_background |= value.string().as_deref() == Some("Background"),
            "name" => first(&mut name, value.some_string()),
            "line" => first(&mut said.line, value.line()),
            "location" => first(&mut said.location, value.some_string()),
            "start_timestamp" => first(&mut said.start, value.some_string()),
            "status" => first(&mut said.status, value.some_string()),
            "tags" => _ = value.first_items(&mut has_tags, |tag| said.tags.extend(self::tag(tag))),
            "before" => {
                value.first_items(&mut has_before, |step| Step::read(step, &mut said.before, true));
            }
            "steps" => {
                value.first_items(&mut has_steps, |step| Step::read(step, &mut said.steps, true));
            }
            "after" => {
                value.first_items(&mut has_after, |step| Step::read(step, &mut said.after, true));
            }
            _ => {}
        });
        said.name = name.unwrap_or_default();
        said.is_cut = !is_whole;
        said
    }

    /// Its steps in their order, hooks among them.
    fn into_steps(self) -> impl Iterator<Item = Step<'a>> {
        self.before.into_iter().chain(self.steps).chain(self.after)
    }
}

fn tag<'a>(tag: &mut Cursor<'a>) -> Option<Cow<'a, str>> {
    let mut name = None;
    tag.members(|value, key| {
        if key == "name" {
            first(&mut name, value.some_string());
        }
    });
    name
}

impl<'a> Step<'a> {
    /// Adds a step and, behind it, its own hooks, which have none.
    fn read(step: &mut Cursor<'a>, steps: &mut Vec<Self>, has_hooks: bool) {
        if !step.is_object() {
            return;
        }
        let mut said = Self::default();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let (mut keyword, mut name) = (None, None);
        let (mut has_before, mut has_after) = (false, false);
        step.members(|value, key| match key {
            "keyword" => first(&mut keyword, value.some_string()),
            "name" => first(&mut name, value.some_string()),
            "result" => said.result(value),
            "output" => said.output = value.strings(),
            "before" if has_hooks => {
                value.first_items(&mut has_before, |hook| Self::read(hook, &mut before, false));
            }
            "after" if has_hooks => {
                value.first_items(&mut has_after, |hook| Self::read(hook, &mut after, false));
            }
            _ => {}
        });
        (said.keyword, said.name) = (keyword.unwrap_or_default(), name.unwrap_or_default());
        steps.push(said);
        steps.append(&mut before);
        steps.append(&mut after);
    }

    fn result(&mut self, result: &mut Cursor<'a>) {
        self.has_result = true;
        result.members(|value, key| match key {
            "status" => first(&mut self.status, value.string().map(lower)),
            "duration" => first(&mut self.duration, value.number_or_text()),
            "error_message" => first(&mut self.error, value.some_string()),
            _ => {}
        });
    }

    fn status(&self) -> &str {
        self.status.as_deref().unwrap_or("missing")
    }
}

fn lower(word: Cow<'_, str>) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) { word } else { word.to_lowercase().into() }
}

impl Feature<'_> {
    /// Adds its scenarios and says how many of its entries are none.
    fn add(self, build: &mut Build) -> u64 {
        if self.is_odd {
            return 1;
        }
        // behave writes a dialect of its own, with seconds and with places instead of paths.
        let elements = self.elements.or(self.scenarios).unwrap_or_default();
        // A file that was cut off may lack the place of the feature, but not those of the scenarios that are whole.
        let place = self.location.or_else(|| elements.iter().find_map(|element| element.location.clone()));
        let place = place.filter(|_| self.uri.is_none());
        let parts_of_a_second = if place.is_some() { 1.0 } else { 1e9 };
        let path = self.uri.or_else(|| Some(placed(&place?)?.0.to_owned().into()));
        let name = self.name.or_else(|| path.clone()).unwrap_or_default();
        let file = build.share_some(path);
        let class = build.share_some(Some(name));
        let suite =
            build.suite(TestSuite { name: class.clone(), file: file.clone(), ..TestSuite::default() });
        let mut odd = 0;
        let mut background: Vec<Step<'_>> = Vec::new();
        let mut rows: HashMap<String, u32> = HashMap::new();
        for mut element in elements {
            if element.is_odd {
                odd += 1;
                continue;
            }
            if element.is_background {
                // That of the feature, then that of the rule.
                // behave only declares it there, and gives its steps with their results in every scenario.
                background.extend(element.into_steps().filter(|step| step.has_result));
                continue;
            }
            let before = std::mem::take(&mut background);
            if element.is_cut {
                build.unfinished();
                continue;
            }
            // The rows of an outline bear one name.
            let mut name = std::mem::take(&mut element.name);
            match rows.get_mut(&*name) {
                Some(row) => {
                    *row += 1;
                    name = format!("{name} #{row}").into();
                }
                None => _ = rows.insert(name.clone().into_owned(), 1),
            }
            let tags = std::mem::take(&mut element.tags);
            let line = element.line.or_else(|| placed(element.location.as_deref()?)?.1.parse().ok());
            let (start, told) = (element.start.take(), element.status.take());
            let steps: Vec<Step<'_>> = before.into_iter().chain(element.into_steps()).collect();
            let mut case = scenario(build, &steps, told.as_deref(), parts_of_a_second);
            case.suite = suite;
            case.name = name.into();
            case.class.clone_from(&class);
            case.file.clone_from(&file);
            case.line = line;
            case.started_at = start.and_then(|start| Timestamp::parse(&start));
            if let Some(moment) = case.started_at
                && let Some(suite) = build.suite_mut(suite)
            {
                suite.started_at.get_or_insert(moment);
            }
            for tag in tags {
                build.property(&mut case, "tag", &tag);
            }
            build.case(case);
        }
        odd
    }
}

/// `features/till.feature:3`
fn placed(location: &str) -> Option<(&str, &str)> {
    location.rsplit_once(':')
}

fn scenario(build: &mut Build, steps: &[Step<'_>], told: Option<&str>, parts_of_a_second: f64) -> TestCase {
    let of = |word: &str| steps.iter().find(|step| step.status() == word);
    let failed = ["failed", "ambiguous", "undefined"].into_iter().find_map(of);
    let failing = failed.or_else(|| ["error", "hook_error", "cleanup_error"].into_iter().find_map(of));
    let is_left_out = told == Some("skipped") && of("missing").is_some();
    let outcome = if failed.is_some() {
        Outcome::Failed
    } else if failing.is_some() {
        Outcome::Errored
    } else if of("pending").is_some() || of("skipped").is_some() || is_left_out {
        Outcome::Skipped
    } else if let Some(odd) = steps.iter().find(|step| step.status() != "passed") {
        build.unknown_outcome(odd.status())
    } else {
        Outcome::Passed
    };
    let mut case = TestCase { outcome, ..TestCase::named("") };
    let known = steps.iter().filter_map(|step| step.duration.filter(|duration| *duration >= 0.0));
    let duration = known.reduce(|sum, duration| sum + duration);
    case.duration_secs = duration.map(|duration| duration / parts_of_a_second);
    if let Some(step) = failing {
        let text = format!("{}{}", step.keyword, step.name);
        let error = step.error.as_deref();
        let reason = error.and_then(|error| error.lines().find(|line| !line.trim().is_empty()));
        let message = format!("{}: {}", text.trim(), reason.unwrap_or(step.status()));
        let failure = build.failure(outcome, None, Some(message.into()), error.map(Cow::Borrowed));
        case.text_mut().failures.push(failure);
    }
    let output: Vec<&str> = steps.iter().flat_map(|step| &step.output).map(|text| &**text).collect();
    if let Some(output) = build.text((!output.is_empty()).then(|| output.join("\n").into())) {
        case.text_mut().stdout = Some(output);
    }
    case
}
