//! Charts for READMEs: measures over the runs, as SVG files that hold their own colours for light and dark pages.

#[cfg(feature = "png")]
mod png;

use report_charts::{Chart as _, Trend};
use report_model::site::{ChartPoint, Manifest, RunPoint, TrendChart};
use report_model::text;

use crate::error::Error;
use crate::viewer::Viewer;

/// The width at which the charts are drawn.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 220;

type Measured = fn(&RunPoint) -> Option<f64>;

/// Name of the file, title, unit, measure.
const CHARTS: [(&str, &str, &str, Measured); 4] = [
    ("pass-rate", "Pass rate", "percent", |run| run.totals.rate_of_collected().percent()),
    ("failing", "Failing tests", "test", |run| Some(run.totals.counts.bad() as f64)),
    ("coverage", "Line coverage", "percent", |run| run.coverage?.lines.percent()),
    ("runtime", "Test time", "seconds", |run| run.totals.suite_secs()),
];

/// The charts that the history gives: the name of each file and what is in it. One run makes no line.
pub fn charts(manifest: &Manifest, viewer: &Viewer) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut style = String::new();
    for name in viewer.info.css.iter().filter(|name| name.starts_with("tokens") || name.starts_with("charts"))
    {
        style.push_str(viewer.text(name)?);
    }
    let style = style.replace('&', "&amp;").replace('<', "&lt;");
    let drawn = CHARTS.into_iter().filter_map(|(name, title, unit, of)| {
        let points: Vec<ChartPoint> = manifest.trend.iter().map(|run| point(run, of)).collect();
        if points.iter().filter(|point| point.value.is_some()).count() < 2 {
            return None;
        }
        let (name_of_file, title) = (format!("{name}.svg"), title.to_owned());
        let chart = TrendChart {
            name: title,
            unit: unit.to_owned(),
            points,
            height: HEIGHT,
            ..TrendChart::default()
        };
        let svg = Trend { height: Some(HEIGHT), ..Trend::from(&chart) }.draw(WIDTH).into_string();
        Some((name_of_file, alone(&svg, &style).into_bytes()))
    });
    Ok(drawn.collect())
}

/// The same charts as pictures; `charts` are drawings by the names of their files.
#[cfg(feature = "png")]
pub fn pictures(charts: &[(String, Vec<u8>)]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let fonts = png::Fonts::of_system().map_err(|problem| Error::Picture { problem })?;
    let picture = |(name, svg): &(String, Vec<u8>)| {
        let svg = String::from_utf8_lossy(svg);
        let bytes = png::of_svg(&svg, &fonts).map_err(|problem| Error::Picture { problem })?;
        Ok((format!("{}.png", name.trim_end_matches(".svg")), bytes))
    };
    charts.iter().map(picture).collect()
}

/// The same charts as pictures, which this program was built without.
#[cfg(not(feature = "png"))]
pub fn pictures(_charts: &[(String, Vec<u8>)]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    Err(Error::Picture { problem: "this program was built without the feature `png`".to_owned() })
}

fn point(run: &RunPoint, of: Measured) -> ChartPoint {
    ChartPoint { run: run.run.id.clone(), date: run.run.started_at.map(text::day), value: of(run) }
}

/// A drawing made for a page as a file of its own.
fn alone(svg: &str, style: &str) -> String {
    let space = if svg.contains("xmlns=") { "" } else { " xmlns=\"http://www.w3.org/2000/svg\"" };
    let svg = svg.replacen("<svg", &format!("<svg{space} width=\"{WIDTH}\" height=\"{HEIGHT}\""), 1);
    let (head, rest) = svg.split_once('>').unwrap_or((&svg, ""));
    format!("{head}><style>{style}</style>{rest}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stands_alone() {
        let svg = alone("<svg class=\"chart\" viewBox=\"0 0 1 1\"><g/></svg>", ".chart{}");
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\""), "{svg}");
        assert!(svg.contains("><style>.chart{}</style><g/></svg>"), "{svg}");
    }
}
