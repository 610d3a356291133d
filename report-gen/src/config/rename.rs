//! `[[rename]]`: what a person says about tests that got another name.

use report_analysis::rename::RenameRule;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RenameTable {
    from: String,
    to: String,
    #[serde(default = "yes")]
    same: bool,
}

const fn yes() -> bool {
    true
}

impl RenameTable {
    pub(super) fn into_rule(self) -> RenameRule {
        RenameRule { from: self.from, to: self.to, same: self.same }
    }
}
