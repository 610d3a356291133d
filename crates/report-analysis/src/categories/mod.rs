//! Rules that say what kind of failure a failure is: the team's own first, then the built-in ones.

pub mod builtin;
mod expression;
mod offer;
mod pattern;
mod rule;
mod subject;
mod trial;

use report_model::site::RuleUse;
use report_model::{Location, Notice};

use builtin::BuiltIn;
pub(crate) use offer::{Basis, is_most, offer};
pub use pattern::Pattern;
pub use rule::{CategoryRule, Matchers};
pub use subject::Subject;
pub use trial::{Candidate, Trial, try_out};

/// The id of the failures that no rule names.
pub const UNKNOWN: &str = "unknown";

/// Which rule names a failure.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    /// One of the team's, as an index.
    Own(usize),
    /// A built-in one.
    BuiltIn(&'static BuiltIn),
    /// None.
    Unknown,
}

/// How often each of the team's rules matched, for the notices.
#[derive(Debug, Clone, Copy, Default)]
struct Uses {
    matched: u64,
    won: u64,
}

/// Names failures, and counts what the team's rules were good for.
pub(crate) struct Namer<'r> {
    rules: &'r [CategoryRule],
    uses: Vec<Uses>,
}

impl<'r> Namer<'r> {
    pub(crate) fn new(rules: &'r [CategoryRule]) -> Self {
        Self { rules, uses: vec![Uses::default(); rules.len()] }
    }

    /// Names a failure. `subject` makes what rules look at, which is only needed where there are any.
    pub(crate) fn name<'s>(
        &mut self,
        subject: impl FnOnce() -> Subject<'s>,
        built_in: Option<&'static BuiltIn>,
    ) -> Named {
        if !self.rules.is_empty() {
            let subject = subject();
            let mut winner = None;
            for (index, (rule, uses)) in self.rules.iter().zip(&mut self.uses).enumerate() {
                if rule.matchers.matches(&subject) {
                    uses.matched += 1;
                    if winner.is_none() {
                        winner = Some(index);
                        uses.won += 1;
                    }
                }
            }
            if let Some(index) = winner {
                return Named::Own(index);
            }
        }
        built_in.map_or(Named::Unknown, Named::BuiltIn)
    }

    /// The team's rules in their order, with what each was good for.
    pub(crate) fn uses(&self) -> Vec<RuleUse> {
        let told = |(rule, uses): (&CategoryRule, &Uses)| RuleUse {
            id: rule.id.clone(),
            title: rule.title.clone(),
            toml: rule.to_toml(),
            matched: uses.matched,
            won: uses.won,
        };
        self.rules.iter().zip(&self.uses).map(told).collect()
    }

    /// Rules that match nothing, and rules of which others took all that they match.
    pub(crate) fn notices(&self, failures: u64) -> Vec<Notice> {
        let notice = |(rule, uses): (&CategoryRule, &Uses)| {
            let id = &rule.id;
            if rule.matchers.is_empty() {
                return Some(
                    Notice::warning(format!("category `{id}` has no matcher and so matches nothing"))
                        .hint("give it at least one of `message`, `exception`, `trace`, `frame`, `test`, `suite`, `label`, `outcome`"),
                );
            }
            if failures == 0 || uses.won > 0 {
                return None;
            }
            Some(if uses.matched == 0 {
                Notice::note(format!("category `{id}` matches none of the {failures} failures"))
                    .hint("remove the rule when its cause is gone, or correct what it looks for")
            } else {
                Notice::warning(format!(
                    "category `{id}` is hidden: rules before it take all {} failures that it matches",
                    uses.matched
                ))
                .hint("move it up, or narrow the rules before it")
            })
        };
        self.rules
            .iter()
            .zip(&self.uses)
            .filter_map(notice)
            .map(|notice| notice.at(Location::file("categories")))
            .collect()
    }
}
