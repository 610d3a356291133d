//! Targets for all of the code or the suite.

use report_model::Unit;
use report_model::plan::{Criterion, Subject};

use crate::plans::Reader;
use crate::plans::outline::Topic;
use crate::plans::sections::Place;
use crate::plans::words::has_word;

impl Reader<'_> {
    /// A target for all of the code or the suite: `Target coverage: 80 %+`, `Goal: 95 % pass rate`.
    pub(in crate::plans) fn overall_goal(&mut self, place: &Place<'_>, name: &str, value: &str, line: u32) {
        let takes = place.is_whole
            || !matches!(
                place.topic,
                Topic::Tasks
                    | Topic::Hints
                    | Topic::Exclusions
                    | Topic::Categories
                    | Topic::Findings
                    | Topic::Failing
            );
        let lower = name.to_lowercase();
        if !takes || !has_word(&lower, &["target*", "goal*", "objective*", "aim", "minimum", "threshold*"]) {
            return;
        }
        self.goal(place, name, value, line);
    }

    /// [`overall_goal`](Self::overall_goal) of a name that is known to be one of a target.
    pub(in crate::plans) fn goal(&mut self, place: &Place<'_>, name: &str, value: &str, line: u32) -> bool {
        // `Goal for 2.0: 75 %`.
        let name = name.split(" for ").next().unwrap_or(name);
        let text = format!("{name}: {value}");
        let asked = crate::plans::expectations::expectations(&text);
        let percent =
            crate::plans::numbers::aims(value).into_iter().find(|found| found.unit == Unit::Percent);
        let coverage = asked
            .iter()
            .find(|asked| asked.subject == Subject::LineCoverage && asked.scope.is_none())
            .map(|asked| asked.band)
            .or_else(|| {
                // In a plan for coverage a bare share is coverage of all the code.
                let is_whole =
                    self.is_about_coverage && asked.is_empty() && crate::plans::targets::is_overall(name);
                percent.map(|found| found.band).filter(|_| is_whole)
            });
        if let Some(band) = coverage {
            self.component("overall", None, band, false, line);
            return true;
        }
        let is_rate = asked.iter().any(|asked| asked.subject == Subject::PassRate);
        if is_rate {
            let source = Some(self.at(line));
            let section = place.section.to_owned();
            self.plan.criteria.push(Criterion { text, section, ticked: None, expectations: asked, source });
        }
        is_rate
    }
}
