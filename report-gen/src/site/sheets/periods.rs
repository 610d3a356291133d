//! What the runs from one run on take, against those before it: a page for each run that somebody may ask about.

use report_analysis::compare::{Difference, periods};
use report_model::site::{
    Block, ChangePoints, ColumnKind, Content, Fold, GridColumn, Sheet, SheetCell, SheetPanel, Table,
    TableColumn, Tone, Words,
};
use report_model::{Route, text};

/// Folders compared where the comparison is a part of a page.
const IN_SHORT: usize = 6;
/// Folders compared on a page of their own.
const IN_FULL: usize = 30;
/// How many of the last runs have such a page.
const PAGES: usize = 100;

/// Two periods that meet at a run and reach to the next changes of the suite's level on both sides.
#[derive(Debug, Clone, Copy)]
struct Periods<'a> {
    levels: &'a ChangePoints,
    start: usize,
    at: usize,
    end: usize,
}

impl<'a> Periods<'a> {
    fn at(levels: &'a ChangePoints, at: usize) -> Self {
        let changes = || levels.suite.changes.iter().map(|change| change.at as usize);
        let start = changes().rfind(|change| *change < at).unwrap_or(0);
        let end = changes().find(|change| *change > at).unwrap_or(levels.runs.len());
        Self { levels, start, at, end }
    }

    fn run(self, place: usize) -> &'a str {
        self.levels.runs.get(place).map_or("?", |run| run.id.as_str())
    }

    /// Both periods by their runs: `Runs 193–198`, `runs 199–204`.
    fn names(self) -> [String; 2] {
        [("Run", self.start, self.at), ("run", self.at, self.end)].map(|(run, from, to)| {
            let (first, last) = (self.run(from), self.run(to.saturating_sub(1)));
            if first == last { format!("{run} {first}") } else { format!("{run}s {first}–{last}") }
        })
    }

    /// Compares a series with a value for each run; runs that are no measure are left out.
    fn compare(self, values: &[Option<f64>]) -> Option<Difference> {
        let counted = |from: usize, to: usize| -> Vec<f64> {
            let runs = values.iter().zip(&self.levels.runs).take(to).skip(from);
            runs.filter(|(_, run)| run.left_out.is_none()).filter_map(|(value, _)| *value).collect()
        };
        periods(&counted(self.start, self.at), &counted(self.at, self.end))
    }

    fn suite(self) -> Option<Difference> {
        let secs: Vec<Option<f64>> = self.levels.runs.iter().map(|run| run.secs).collect();
        self.compare(&secs)
    }

    fn table(self, folders: usize) -> Table {
        let name = if self.levels.basis == "wall" { "Suite, wall" } else { "Suite, sum of tests" };
        let mut rows: Vec<Vec<SheetCell>> = Vec::new();
        rows.extend(self.suite().map(|difference| row(Words::from(name), &difference)));
        for folder in self.levels.folders.iter().take(folders) {
            let name = Words::default().toned(Tone::Code, folder.path.as_str());
            rows.extend(self.compare(&folder.secs).map(|difference| row(name, &difference)));
        }
        let [before, after] = self.names();
        let columns = vec![
            TableColumn::new("Part", ColumnKind::Head),
            TableColumn::new(before, ColumnKind::Number),
            TableColumn::new(text::capitalized(&after), ColumnKind::Number),
            TableColumn::new("Difference, 95 % interval", ColumnKind::Number),
        ];
        Table { columns, rows, first: 0 }
    }
}

fn row(name: Words, difference: &Difference) -> Vec<SheetCell> {
    let tone = match (difference.is_sure(), difference.secs() < 0.0) {
        (false, _) => Tone::Quiet,
        (true, true) => Tone::Good,
        (true, false) => Tone::Bad,
    };
    let mut words = Words::default().toned(tone, text::signed_duration(difference.secs()));
    if let Some(interval) = interval(difference) {
        let sure = if difference.is_sure() { "" } else { ", may be none" };
        words = words.toned(Tone::Quiet, format!(" ({interval}){sure}"));
    }
    vec![
        name.into(),
        text::duration(difference.before_secs).into(),
        text::duration(difference.after_secs).into(),
        words.into(),
    ]
}

fn interval(difference: &Difference) -> Option<String> {
    let (low, high) = difference.low_secs.zip(difference.high_secs)?;
    Some(format!("{} to {}", text::signed_duration(low), text::signed_duration(high)))
}

/// The places of the runs that have a page: those with something to compare on both sides.
fn places(levels: &ChangePoints) -> Vec<usize> {
    let runs = levels.runs.len();
    let first = runs.saturating_sub(PAGES).max(1);
    (first..runs).filter(|place| Periods::at(levels, *place).suite().is_some()).collect()
}

/// The periods around the latest change of the suite, and the way to others.
pub(super) fn panel(levels: &ChangePoints) -> Option<SheetPanel> {
    let places = places(levels);
    let mut others = Words::default();
    for place in places.iter().rev() {
        if !others.is_empty() {
            others = others.then(" · ");
        }
        let run = levels.runs.get(*place).map_or("?", |run| run.id.as_str());
        others = others.link(run, &Route::Periods(run.to_owned()));
    }
    let Some(change) = levels.suite.changes.last() else {
        return (!others.is_empty()).then(|| {
            SheetPanel::new("Before and after a run")
                .say("No run changed the suite’s time for good. What it takes from any of these runs on, against before:")
                .with(Content::Text(others))
        });
    };
    let around = Periods::at(levels, change.at as usize);
    let fold = Fold { summary: "Before and after another run".into(), content: vec![Content::Text(others)] };
    Some(
        SheetPanel::new(format!("Before and after run {}", around.run(around.at)))
            .say("Means of the runs on both sides of the latest change.")
            .with(Content::Table(around.table(IN_SHORT)))
            .with(Content::Fold(fold)),
    )
}

/// A page for each of the last runs; `None` when there are no two runs.
pub(super) fn sheet(levels: Option<&ChangePoints>) -> Option<Sheet> {
    let levels = levels?;
    let places = places(levels);
    let pages: Vec<(String, Sheet)> = (0..)
        .zip(&places)
        .filter_map(|(number, at)| {
            let beside = |number: Option<usize>| number.and_then(|number| places.get(number)).copied();
            let around = Periods::at(levels, *at);
            let page = page(around, beside(usize::checked_sub(number, 1)), beside(number.checked_add(1)))?;
            Some((around.run(around.at).to_owned(), page))
        })
        .collect();
    (!pages.is_empty()).then(|| Sheet { pages, ..Sheet::default() })
}

/// The page of one run, and the way to the pages before and after it.
fn page(around: Periods<'_>, earlier: Option<usize>, later: Option<usize>) -> Option<Sheet> {
    let suite = around.suite()?;
    let run = around.run(around.at);
    let word = if suite.secs() < 0.0 { "faster" } else { "slower" };
    let [before, after] = around.names();
    let says = if suite.is_sure() {
        format!("From run {run} on the suite is {} {word}.", text::duration(suite.secs().abs()))
    } else {
        format!("Nothing says that the suite is faster or slower from run {run} on.")
    };
    let (before_secs, after_secs) = (text::duration(suite.before_secs), text::duration(suite.after_secs));
    let sure = match interval(&suite) {
        Some(interval) => format!("the difference is {interval} (95 %)"),
        None => "one run on a side is too few to tell a difference from noise".to_owned(),
    };
    let rests = format!("Its mean time is {before_secs} before and {after_secs} after; {sure}.");
    let mut because: Vec<Words> = vec![rests.into()];
    if around.start > 0 || around.end < around.levels.runs.len() {
        because.push("The periods reach to the nearest other changes of the suite’s time.".into());
    }
    let beside = |place: Option<usize>, what: &str| -> Words {
        place.map_or_else(Words::default, |place| {
            let other = around.run(place);
            Words::default().link(format!("{what}: run {other}"), &Route::Periods(other.to_owned()))
        })
    };
    let mut eyebrow: Vec<Words> = vec![format!("{before} against {after}").into()];
    eyebrow.push(beside(earlier, "Earlier"));
    eyebrow.push(beside(later, "Later"));
    eyebrow.push(Words::default().link("Runtime", &Route::Runtime));
    eyebrow.retain(|words| !words.is_empty());
    let panel = SheetPanel::new(format!("Before and after run {run}"))
        .say("Means; runs that stopped early or in which most tests failed are left out.")
        .with(Content::Table(around.table(IN_FULL)));
    Some(Sheet {
        eyebrow,
        says: says.into(),
        because,
        blocks: vec![Block::Grid(vec![GridColumn { span: 12, panels: vec![panel] }])],
        pages: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use report_model::site::{LevelChange, Levels, TrendRun};

    use super::*;

    #[test]
    fn each_run_may_part_two_periods() {
        let secs = [10.0, 10.2, 9.9, 10.1, 6.0, 6.1, 5.9, 6.0];
        let runs = secs.iter().enumerate().map(|(number, secs)| TrendRun {
            id: format!("{}", number + 1),
            secs: Some(*secs),
            // A run that stopped early is no fast one.
            left_out: (number == 2).then(|| "partial".to_owned()),
            ..TrendRun::default()
        });
        let change = LevelChange { at: 4, ..LevelChange::default() };
        let levels = ChangePoints {
            runs: runs.collect(),
            basis: "wall".to_owned(),
            suite: Levels { changes: vec![change], drift: None },
            ..ChangePoints::default()
        };
        let sheet = sheet(Some(&levels)).unwrap();
        assert_eq!(sheet.pages.len(), 7);
        let text = |id: &str| serde_json::to_string(sheet.page(id).unwrap()).unwrap();
        assert!(text("5").contains("From run 5 on the suite is 4.10"), "{}", text("5"));
        assert!(text("5").contains("Runs 1–4 against runs 5–8"), "{}", text("5"));
        // Around another run the change stays out.
        assert!(
            text("7").contains("Nothing says that the suite is faster or slower from run 7 on"),
            "{}",
            text("7")
        );
        assert!(text("7").contains("Runs 5–6 against runs 7–8"), "{}", text("7"));
        assert!(text("2").contains("one run on a side is too few"), "{}", text("2"));
    }
}
