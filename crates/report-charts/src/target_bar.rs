//! A share and the target it is held against, in one row.

use crate::Chart;
use crate::canvas::Canvas;
use crate::palette::Role;
use crate::scale::Scale;
use crate::svg::Svg;
use crate::table::{ChartTable, UNKNOWN};
use crate::unit::Unit;

/// A share from 0 to 100 % with a tick at its target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetBar {
    /// What is measured, such as the component.
    pub name: String,
    /// The share in percent; `None` when it is not in the data.
    pub percent: Option<f64>,
    /// The target in percent; `None` when there is none.
    pub target_percent: Option<f64>,
}

impl TargetBar {
    fn known(&self) -> (Option<f64>, Option<f64>) {
        let known = |value: Option<f64>| value.filter(|value| value.is_finite());
        (known(self.percent), known(self.target_percent))
    }
}

impl Chart for TargetBar {
    fn draw(&self, width: u32) -> Svg {
        let mut canvas = Canvas::inline(width, 20).class("target");
        // Half the tick must stay on the drawing at 100 %.
        let full = f64::from(width) - 1.0;
        let x = Scale::new((0.0, 100.0), (0.0, full));
        let (measured, target) = self.known();
        canvas.rounded(Role::Track, 0.0, 6.0, full, 8.0, 2);
        let at = measured.map_or(0.0, |value| x.at(value));
        if let Some(target) = target.filter(|target| measured.is_some_and(|value| value < *target)) {
            canvas.rect(Role::Short, at, 6.0, x.at(target) - at, 8.0);
        }
        if measured.is_some() {
            canvas.rounded(Role::Bar, 0.0, 6.0, at, 8.0, 2);
        }
        if let Some(target) = target {
            canvas.line(Role::TargetTick, (x.at(target), 1.0), (x.at(target), 19.0));
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["Name", "Measured", "Target"]);
        let (measured, target) = self.known();
        let cell = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        table.rows.push(vec![
            self.name.clone(),
            cell(measured.map(|value| Unit::Percent.figure(value))),
            cell(target.map(|value| Unit::Percent.target(value))),
        ]);
        table
    }

    fn summary(&self) -> String {
        let (measured, target) = self.known();
        let measured =
            measured.map_or_else(|| "not in the data".to_owned(), |value| Unit::Percent.figure(value));
        match target {
            Some(target) => {
                format!("{}: {measured} against a target of {}.", self.name, Unit::Percent.target(target))
            }
            None => format!("{}: {measured}, no target.", self.name),
        }
    }
}
