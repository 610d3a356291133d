//! What would a rule do? The rule is written here, tried on the failures of the run, and copied from here.

use std::borrow::Cow;
use std::sync::Arc;

use app_markup::markup;
use leptos::prelude::event_target_value;
use report_analysis::categories::{Candidate, CategoryRule, Matchers, Pattern, Subject, try_out};
use report_analysis::reading::Reading;
use report_model::route::RuleDraft;
use report_model::run::Failure;
use report_model::site::{Failures, ReadingText, TestTextEntry};
use report_model::text::{self, visible};
use report_model::{Outcome, Route};

use crate::components::loading;
use crate::components::outcome::look_of_letter;
use crate::components::panel::{Panel, stack};
use crate::components::sheet::copy_button;
use crate::components::verdict::verdict;
use crate::data::{Load, Slot, Store, TestIndex};
use crate::derived::Derived;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::overview::plain;

/// How many of the failures that match are listed.
const LISTED: usize = 50;

/// What each field of [`RuleDraft::NAMES`] is to a reader: its label, and an example.
const FIELDS: [(&str, &str); 6] = [
    ("Title", "What this is"),
    ("Exception type", "TimeoutError"),
    ("Message contains", "regex:^timed out after \\d+"),
    ("Trace contains", "conftest.py"),
    ("Place in the project", "client.py connect"),
    ("Test or path", "tests/api/*"),
];

/// A failing test, as far as rules look at it.
struct Known {
    row: u32,
    category: String,
    outcome: Outcome,
    class: Option<String>,
    name: String,
    text: TestTextEntry,
    failures: Vec<Failure>,
}

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let navigation = Navigation::here();
    let draft = Derived::new(move |before: Option<&RuleDraft>| match navigation.route.get() {
        Route::Rule(draft) => draft,
        _ => before.cloned().unwrap_or_default(),
    });
    let (failures, tests) = (store.failures(), store.tests());
    let absent = || Panel::new("No failures").padded("There is nothing to try a rule on: no test failed.");
    let result = move || {
        loading::show(&failures.get(), absent, |failures| {
            loading::show(&tests.get(), absent, |index| match known(store, failures, index) {
                Some(known) => {
                    let (failures, index) = (Arc::clone(failures), Arc::clone(index));
                    (move || draft.with(|draft| outcome(draft, &known, &failures, &index))).into_piece()
                }
                None => loading::skeleton(),
            })
        })
    };
    markup! {
        {verdict((), &plain("What would this rule do?".to_owned()), markup! {
            <p>"All fields that are filled must match; of several lines in a field one is enough. Plain words are looked for as they stand; "<code>"glob:"</code>" fits all of a text with * and ?, "<code>"regex:"</code>" finds an expression. The address of this page has the rule in it."</p>
        })}
        <div class="grid">{stack(5, form(draft))}{stack(7, result)}</div>
    }
}

fn form(draft: Derived<RuleDraft>) -> Piece {
    let navigation = Navigation::here();
    let change = move |change: &dyn Fn(&mut RuleDraft)| {
        let mut next = draft.get_untracked();
        change(&mut next);
        navigation.replace(&Route::Rule(next));
    };
    let field = |(at, (label, example)): (usize, (&'static str, &'static str))| {
        let value = move |draft: &RuleDraft| draft.fields.get(at).cloned().unwrap_or_default();
        let wrong = move || {
            let source = draft.with(value);
            let error = if at == 0 { None } else { pattern(&source).err() };
            error.map(|error| markup! { <span class="bad" role="alert">{error}</span> })
        };
        markup! {
            <label class="ask"><span>{label}</span>
                <textarea rows="1" autocomplete="off" spellcheck="false" placeholder=example
                    name=RuleDraft::NAMES.get(at).copied() prop:value=move || draft.with(value)
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        change(&|draft| if let Some(field) = draft.fields.get_mut(at) { field.clone_from(&text) });
                    }></textarea>{wrong}</label>
        }
    };
    let fields: Vec<Piece> = FIELDS.into_iter().enumerate().map(field).collect();
    let outcomes: Vec<Piece> = [("Any", None), ("Failed", Some(Outcome::Failed)), ("Errored", Some(Outcome::Errored))]
        .into_iter()
        .map(|(label, outcome)| {
            markup! {
                <button type="button" aria-pressed=move || draft.with(|draft| draft.outcome == outcome).to_string()
                    on:click=move |_| change(&|draft| draft.outcome = outcome)>{label}</button>
            }
        })
        .collect();
    Panel::new("The rule").padded(markup! {
        {fields}<div class="ask"><span id="outcome">"Outcome"</span><span class="seg" role="group" aria-labelledby="outcome">{outcomes}</span></div>
    })
}

/// The patterns of a field, one a line; none where nothing is asked for.
fn pattern(source: &str) -> Result<Vec<Pattern>, String> {
    source.lines().filter(|line| !line.is_empty()).map(Pattern::parse).collect()
}

/// The rule; `None` while one of its patterns is not finished.
fn rule(draft: &RuleDraft) -> Option<CategoryRule> {
    let [title, exception, message, trace, frame, test] = &draft.fields;
    let matchers = Matchers {
        exception: pattern(exception).ok()?,
        message: pattern(message).ok()?,
        trace: pattern(trace).ok()?,
        frame: pattern(frame).ok()?,
        test: pattern(test).ok()?,
        outcome: draft.outcome.into_iter().collect(),
        ..Matchers::default()
    };
    Some(CategoryRule { id: id(title), title: title.trim().to_owned(), matchers, ..CategoryRule::default() })
}

/// An id made of a title, as configurations take it.
fn id(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.take(6).collect::<Vec<_>>().join("-").to_lowercase();
    if id.is_empty() { "my-category".to_owned() } else { id }
}

/// Everything that failed; `None` while some of it is on its way.
fn known(store: Store, failures: &Failures, index: &TestIndex) -> Option<Vec<Known>> {
    let mut all = Vec::new();
    let mut is_loading = false;
    for category in &failures.categories {
        for row in &category.rows {
            let load = store.texts(*row).map(Slot::get);
            is_loading |= matches!(load, Some(Load::Loading));
            let texts = load.as_ref().and_then(Load::ready);
            let text = texts.and_then(|texts| texts.texts.get(texts.rows.binary_search(row).ok()?));
            let test = index.row(*row);
            all.push(Known {
                row: *row,
                category: category.id.clone(),
                outcome: if test.letter == 'e' { Outcome::Errored } else { Outcome::Failed },
                class: index.class(*row).map(str::to_owned),
                name: test.name.to_owned(),
                failures: text
                    .map(|text| text.failures.iter().map(Failure::from).collect())
                    .unwrap_or_default(),
                text: text
                    .map(|text| TestTextEntry {
                        file: text.file.clone(),
                        suites: text.suites.clone(),
                        reading: text.reading.clone(),
                        ..TestTextEntry::default()
                    })
                    .unwrap_or_default(),
            });
        }
    }
    all.sort_by_key(|known| known.row);
    (!is_loading).then_some(all)
}

fn candidate(known: &Known) -> Candidate<'_> {
    let ReadingText { exceptions, message, frame } = known.text.reading.clone().unwrap_or_default();
    let mut exceptions = exceptions.into_iter();
    let exception = exceptions.next().unwrap_or_default();
    let reading = Reading { exception, outer: exceptions.collect(), message, frame, ..Reading::default() };
    let file = known.text.file.as_deref();
    let subject = Subject::of_texts(
        known.class.as_deref(),
        &known.name,
        file,
        known.outcome,
        &known.failures,
        Cow::Owned(reading),
    );
    Candidate { row: known.row, category: &known.category, subject: subject.with(&known.text.suites, &[]) }
}

/// What the rule would do.
fn outcome(draft: &RuleDraft, known: &[Known], failures: &Failures, index: &TestIndex) -> Piece {
    let Some(rule) = rule(draft) else {
        return Panel::new("What it matches").padded("One of the patterns cannot be read yet.");
    };
    let candidates: Vec<Candidate<'_>> = known.iter().map(candidate).collect();
    let trial = try_out(&rule.matchers, &candidates);
    let count = trial.rows.len() as u64;
    let verb = if count == 1 { "matches" } else { "match" };
    let say = if rule.matchers.is_empty() {
        "A rule that asks for nothing matches nothing.".to_owned()
    } else {
        format!("{} of {} {verb}.", text::counted(count, "failure"), text::count(known.len() as u64))
    };
    let title_of = |id: &str| {
        failures
            .categories
            .iter()
            .find(|category| category.id == id)
            .map_or_else(|| id.to_owned(), |one| one.title.clone())
    };
    let owners = trial
        .taken_from
        .iter()
        .map(|(id, count)| {
            let whole = failures.categories.iter().find(|one| one.id == *id).map_or(0, |one| one.rows.len() as u64);
            let share = format!("{} of {}", text::count(*count), text::count(whole));
            markup! { <li><a href=Route::Category(id.clone()).to_string()>{title_of(id)}</a><span class="far">{share}</span></li> }
        })
        .collect::<Vec<_>>();
    let rows = trial.rows.iter().take(LISTED).map(|row| {
        let test = index.row(*row);
        let look = look_of_letter(test.letter);
        let (group, name) = (test.group.to_owned(), visible(test.name).into_owned());
        markup! {
            <li><span class=look.class>{look.icon.view()}<span class="vh">{look.word}</span></span>
                <a class="path two" href=Route::Test(index.key(*row)).to_string()><bdi>{group}"::"</bdi><b><bdi>{name}</bdi></b></a></li>
        }
    });
    let rows: Vec<Piece> = rows.collect();
    let more = (trial.rows.len() > LISTED)
        .then(|| markup! { <div class="foot">{format!("and {} more", trial.rows.len() - LISTED)}</div> });
    let toml = rule.to_toml();
    let list = (!rows.is_empty()).then(|| {
        Panel::new("The failures that match").around(markup! { <ul class="rows">{rows}</ul>{more} })
    });
    let has_owners = (!owners.is_empty()).then_some("Which rules have them now:");
    markup! {
        {Panel::new("What it matches").around(markup! {
            <p class="in" role="status" data-matches=trial.rows.len()><b>{say}</b>" "{has_owners}</p><ul class="rows">{owners}</ul>
        })}
        {Panel::new("For report-gen.toml").aside(copy_button(toml.clone())).padded(markup! {
            <pre class="code" tabindex="0" aria-label="Rule for report-gen.toml">{toml}</pre>
        })}
        {list}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(fields: [&str; 6]) -> RuleDraft {
        RuleDraft { fields: fields.map(str::to_owned), outcome: None }
    }

    #[test]
    fn a_draft_is_the_rule_that_the_configuration_takes() {
        let rule = rule(&draft(["No disk (again)", "OSError", "regex:disk \\d", "", "", "tests/*"])).unwrap();
        assert_eq!(
            rule.to_toml(),
            "[[category]]\nid = \"no-disk-again\"\ntitle = \"No disk (again)\"\nexception = [\"OSError\"]\n\
             message = ['regex:disk \\d']\ntest = [\"tests/*\"]\n"
        );
        assert_eq!(super::rule(&draft(["", "", "regex:(", "", "", ""])), None);
        assert!(super::rule(&draft([""; 6])).unwrap().matchers.is_empty());
    }
}
