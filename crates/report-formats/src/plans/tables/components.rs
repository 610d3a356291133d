//! Tables of components and of budgets.

use report_model::Comparison;
use report_model::Unit;

use super::{Columns, NOW, TARGETS, cell, has_limit};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::numbers::{Amount, aims, amounts};
use crate::plans::outline::Topic;
use crate::plans::phases::is_effort;
use crate::plans::sections::Place;
use crate::plans::words::has_word;

impl Reader<'_> {
    /// `Operation | Budget`: limits on times, rates and sizes.
    pub(in crate::plans) fn budget_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
        let target = columns.find(TARGETS).filter(|index| *index > 0).or_else(|| {
            (place.topic == Topic::Budgets)
                .then(|| columns.titles.len().checked_sub(1))
                .flatten()
                .filter(|index| *index > 0)
        });
        let Some(target) = target else { return false };
        let unit_of_title = columns.title(target).to_owned();
        let limits = |text: &str| -> Option<Amount> {
            // `Limit (ms)` with bare numbers below.
            let unit = unit_of_title.split_once('(').map_or("", |(_, unit)| unit.trim_end_matches(')'));
            let found = aims(text).into_iter().find(has_limit);
            found.or_else(|| aims(&format!("{} {unit}", text.trim())).into_iter().find(has_limit))
        };
        let rows: Vec<_> =
            table.rows.iter().filter_map(|row| Some((row, limits(&cell(row, Some(target)))?))).collect();
        if rows.len() * 2 <= table.rows.len()
            || rows.iter().all(|(row, _)| {
                is_effort(&cell(row, Some(target)))
                    && place.topic != Topic::Budgets
                    && !cell(row, Some(target)).contains(['<', '≤', 's'])
            })
        {
            return false;
        }
        for (row, mut found) in rows {
            let title = columns.title(target);
            if found.comparison.is_none() && has_word(title, &["minimum", "min"]) {
                found.comparison = Some(Comparison::AtLeast);
            }
            let name = cell(row, Some(0));
            let text = format!("{name}: {}", cell(row, Some(target)));
            self.budget(&name, &found, &text, row.line);
        }
        // What else the table asks for are criteria.
        for row in table.rows.iter().filter(|row| limits(&cell(row, Some(target))).is_none()) {
            self.metric_row(place, &cell(row, Some(0)), &cell(row, Some(target)), None, row.line);
        }
        true
    }

    /// `Component | Target`: coverage that parts of the code shall have.
    pub(in crate::plans) fn component_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
        let named = columns.first_has(&[
            "component*",
            "module*",
            "package*",
            "layer*",
            "area*",
            "subsystem*",
            "service*",
            "directory",
            "path*",
            "file*",
            "code",
            "crate*",
            "komponente*",
            "modul*",
            "bereich",
            "composant*",
            "scope",
            "part",
        ]);
        let about = place.topic == Topic::Coverage
            || has_word(&place.section.to_lowercase(), &["coverage", "abdeckung"]);
        let now = columns.find(NOW);
        let branch = columns.find(&["branch*"]);
        let is_share = |text: &str| amounts(text).iter().any(|found| found.unit == Unit::Percent);
        let share_of = |column: Option<usize>| {
            let shares = table.rows.iter().filter(|row| is_share(&cell(row, column))).count();
            column.is_some_and(|index| columns.title(index).contains('%')) || shares * 2 > table.rows.len()
        };
        let coverage = columns
            .find_but(
                &["coverage", "line coverage", "lines", "abdeckung", "line", "combined", "overall"],
                NOW,
            )
            .filter(|index| Some(*index) != now && Some(*index) != branch && *index > 0);
        let is_target = |index: &usize| {
            let title = columns.title(*index);
            has_word(title, TARGETS) && !has_word(title, NOW) && Some(*index) != branch
        };
        // `Minimum tests | Coverage requirement`: of several the one with shares.
        let targets: Vec<usize> = (1..columns.titles.len()).filter(is_target).collect();
        let shared = targets.iter().copied().find(|index| share_of(Some(*index)));
        let target = shared.or(targets.first().copied());
        let asks =
            target.is_some() || coverage.is_some_and(|index| Self::asks_for_shares(place, table, index));
        if target.is_none() && !asks {
            let now = now.or(coverage).filter(|now| *now > 0 && share_of(Some(*now)));
            return (named || about)
                && !columns.first_has(&["metric*", "measure*", "criteri*"])
                && self.covered_now(table, now);
        }
        let Some(target) = target.or(coverage) else { return false };
        let in_title = columns.title(target).contains('%');
        if !(named || about)
            || !share_of(Some(target))
            || columns.first_has(&["metric*", "measure*", "criteri*"])
        {
            return false;
        }
        let paths = columns
            .find(&["path*", "glob*", "location", "files", "package*", "modules", "source*"])
            .filter(|index| *index > 0 && *index != target);
        for row in &table.rows {
            let name = cell(row, Some(0));
            let said = cell(row, Some(target));
            let Some(found) = aims(&said).into_iter().find(|found| found.unit == Unit::Percent || in_title)
            else {
                continue;
            };
            if name.is_empty() {
                continue;
            }
            self.component(&name, None, found.band, false, row.line);
            if let Some(found) = amounts(&cell(row, branch)).first() {
                self.component(&name, None, found.band, true, row.line);
            }
            let known = name.trim_matches('`').to_owned();
            let current = amounts(&cell(row, now)).first().map(|found| found.band.low);
            let places: Vec<String> = cell(row, paths)
                .split([',', ';', ' '])
                .map(|path| path.trim_matches('`').to_owned())
                .filter(|path| !path.is_empty())
                .collect();
            if let Some(component) = self.plan.components.iter_mut().find(|component| {
                component.name == known || component.is_overall && known.to_lowercase().contains("overall")
            }) {
                component.written = component.written.or(current);
                for place in places {
                    if place.contains(['/', '*']) {
                        component.paths.push(place);
                    } else {
                        component.packages.push(place);
                    }
                }
            }
        }
        true
    }

    /// Whether a column of coverage says what shall be, not what is: by its section, or by signs that compare.
    fn asks_for_shares(place: &Place<'_>, table: &Table, column: usize) -> bool {
        let asks = [
            "requirement*",
            "target*",
            "threshold*",
            "goal*",
            "minimum*",
            "policy",
            "standard*",
            "ziele",
            "abdeckungsziele",
            "objectives",
        ];
        let compares = |row: &crate::plans::blocks::Row| {
            amounts(&cell(row, Some(column))).first().is_some_and(|found| found.comparison.is_some())
        };
        let compared = table.rows.iter().filter(|row| compares(row)).count();
        has_word(&place.section.to_lowercase(), &asks)
            || place.label.as_ref().is_some_and(|label| has_word(&label.to_lowercase(), &asks))
            || compared * 2 > table.rows.len()
    }

    /// Coverage that parts of the code are said to have, where nothing says what they shall have.
    fn covered_now(&mut self, table: &Table, now: Option<usize>) -> bool {
        if now.is_none() {
            return false;
        }
        for row in &table.rows {
            let name = cell(row, Some(0));
            let share = amounts(&cell(row, now)).into_iter().find(|found| found.unit == Unit::Percent);
            let Some(share) = share.filter(|_| !name.is_empty() && !super::is_sum(&name)) else { continue };
            if let Some(component) = self.component_named(&name, None, row.line) {
                component.written.get_or_insert(share.band.low);
            }
        }
        true
    }
}
