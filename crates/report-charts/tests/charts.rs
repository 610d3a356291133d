//! Every chart: its drawing, sentence and table for usual, empty and single values, and what hostile values do.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that fails may panic")]

mod samples;

use report_charts::{
    BurnDown, Chart, Histogram, HistoryMark, HistoryStrip, Lane, LaneBar, Pareto, ParetoBar, PhaseLine,
    Sparkline, StripSize, TargetBar, Timeline, Treemap, TreemapFolder, Trend, TrendPoint, Unit,
};
use samples::HOSTILE;

/// The drawing with the sentence it carries, then the table.
fn shown(chart: &dyn Chart, width: u32) -> String {
    let table = chart.table();
    let mut text = format!("{}\n\n{}\n", chart.draw(width), table.columns.join(" | "));
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "{row:?}");
        text.push_str(&row.join(" | "));
        text.push('\n');
    }
    text.replace('\u{a0}', "~")
}

macro_rules! snapshots {
    ($($name:ident: $chart:expr, $width:expr;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(shown(&$chart, $width));
        })*
    };
}

snapshots! {
    trend_usual: samples::pass_rate(), 331;
    trend_with_changes: samples::suite_time(), 1118;
    trend_with_forecast: samples::pass_rate_ahead(), 724;
    trend_with_gaps: samples::with_gaps(), 331;
    trend_one_run: samples::one_run(), 331;
    trend_empty: Trend { points: Vec::new(), ..samples::pass_rate() }, 331;
    phase_line_usual: samples::passing_line(), 1118;
    phase_line_narrow: samples::coverage_line(), 324;
    phase_line_lost: samples::lost_line(), 1118;
    phase_line_unknown: PhaseLine { measured: None, ..samples::passing_line() }, 1118;
    phase_line_empty: PhaseLine::default(), 324;
    pareto_usual: samples::clusters(), 626;
    pareto_one: Pareto { bars: vec![samples::clusters().bars[0].clone()], ..samples::clusters() }, 626;
    pareto_empty: Pareto { bars: Vec::new(), ..samples::clusters() }, 324;
    sparkline_usual: samples::spark(), 84;
    sparkline_one: Sparkline { values: vec![Some(3.0)], ..samples::spark() }, 64;
    sparkline_empty: Sparkline { values: Vec::new(), ..samples::spark() }, 64;
    history_strip_usual: samples::strip("pppppppkppsspp-pepff", StripSize::Small), 118;
    history_strip_large: samples::strip("pppppppkppsspp-pepff", StripSize::Large), 340;
    history_strip_one: samples::strip("f", StripSize::Small), 118;
    history_strip_empty: HistoryStrip::default(), 118;
    treemap_usual: samples::treemap(), 1118;
    treemap_one: Treemap { folders: samples::treemap().folders.split_off(7), ..samples::treemap() }, 340;
    treemap_empty: Treemap { folders: Vec::new(), ..samples::treemap() }, 340;
    burn_down_usual: samples::burn_down(), 528;
    burn_down_one: BurnDown { points: samples::burn_down().points.split_off(29), ..samples::burn_down() }, 528;
    burn_down_empty: BurnDown { points: Vec::new(), ..samples::burn_down() }, 324;
    histogram_usual: samples::durations(), 528;
    histogram_one: Histogram { durations_secs: vec![0.31], unknown: 0, ..samples::durations() }, 331;
    histogram_empty: Histogram { durations_secs: Vec::new(), ..samples::durations() }, 331;
    target_bar_usual: samples::target(47.9, 75.0), 240;
    target_bar_empty: TargetBar { name: "Streaming".to_owned(), ..TargetBar::default() }, 240;
    timeline_usual: samples::timeline(), 1118;
    timeline_one: Timeline { lanes: samples::timeline().lanes.split_off(3), best_secs: None }, 340;
    timeline_empty: Timeline::default(), 340;
}

#[test]
fn the_same_values_give_the_same_bytes() {
    for ((chart, widths), (again, _)) in samples::all().into_iter().zip(samples::all()) {
        for width in widths {
            assert_eq!(chart.draw(width), again.draw(width));
        }
    }
}

#[test]
fn every_drawing_is_well_formed_themed_and_spoken() {
    for (chart, widths) in samples::all() {
        for width in widths.into_iter().chain([1, 100, 3000]) {
            let svg = chart.draw(width).into_string();
            assert!(
                svg.contains("role=\"img\"") && svg.contains(&format!("viewBox=\"0 0 {width} ")),
                "{svg}"
            );
            assert!(!svg.contains("#FACE"), "a sentinel is left in {svg}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert_balanced(&svg);
            let summary = chart.summary();
            assert!(summary.ends_with('.') && !summary.contains(".."), "{summary}");
        }
    }
}

/// Every tag is closed, and only the elements that charts are made of occur.
fn assert_balanced(svg: &str) {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or_else(|| panic!("an open tag in {svg}"));
        assert!(!text.contains('>') && !text.contains('"'), "unescaped text {text:?}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        assert!(
            ["svg", "line", "rect", "circle", "polyline", "polygon", "text"].contains(&name),
            "unexpected element {name:?} in {svg}"
        );
        assert!(tag.matches('"').count().is_multiple_of(2), "a loose quote in {tag:?}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
}

/// Left, right and baseline of every text in a drawing, with the text; widths are those of a narrow font, so that
/// what overlaps here does so everywhere.
fn texts(svg: &str) -> Vec<(f64, f64, f64, String)> {
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next()?.to_owned())
    };
    svg.split("<text")
        .skip(1)
        .map(|part| {
            let (tag, rest) = part.split_once('>').unwrap();
            let words = rest.split('<').next().unwrap().to_owned();
            let number = |name| attribute(tag, name).unwrap().parse::<f64>().unwrap();
            let (x, y, width) = (number("x"), number("y"), words.chars().count() as f64 * 5.6);
            let left = match attribute(tag, "text-anchor").as_deref() {
                Some("end") => x - width,
                Some("middle") => x - width / 2.0,
                _ => x,
            };
            (left, left + width, y, words)
        })
        .collect()
}

#[test]
fn no_text_covers_another() {
    for (chart, widths) in samples::all() {
        for width in widths {
            let texts = texts(chart.draw(width).as_str());
            for (index, a) in texts.iter().enumerate() {
                for b in &texts[index + 1..] {
                    let apart = a.1 <= b.0 || b.1 <= a.0 || (a.2 - b.2).abs() >= 12.0;
                    assert!(apart, "{:?} covers {:?} at {width}: {}", a.3, b.3, chart.summary());
                }
            }
        }
    }
}

#[test]
fn the_names_of_phases_stay_apart_at_every_width() {
    for line in [samples::passing_line(), samples::coverage_line(), samples::lost_line()] {
        for width in (240..1400).step_by(13) {
            let texts = texts(line.draw(width).as_str());
            let below: Vec<_> = texts.iter().filter(|text| text.2 > 64.0).collect();
            assert!(below.len() >= 4, "a name is missing at {width}: {texts:?}");
            for (index, a) in below.iter().enumerate() {
                for b in &below[index + 1..] {
                    assert!(a.1 <= b.0 || b.1 <= a.0 || (a.2 - b.2).abs() >= 12.0, "{a:?} {b:?} at {width}");
                }
            }
        }
    }
}

#[test]
fn nothing_escapes_its_escaping() {
    let hostile = || HOSTILE.to_owned();
    let point = |value| TrendPoint { run: hostile(), date: Some(hostile()), value: Some(value) };
    let band = |low| report_charts::Band { name: hostile(), ..samples::band("2A", low, low + 1.0) };
    let charts: Vec<Box<dyn Chart>> = vec![
        Box::new(Trend {
            name: hostile(),
            unit: Unit::Other(hostile()),
            points: vec![point(1.0), point(3.0), point(2.0)],
            bands: vec![band(4.0)],
            budget: Some(report_charts::Budget { name: hostile(), value: 2.0 }),
            changes: vec![report_charts::Change {
                at: 1,
                difference: 2.0,
                percent: Some(200.0),
                detail: Some(hostile()),
            }],
            forecast: Some(report_charts::Forecast {
                runs: 4.0,
                value: 5.0,
                low: 4.0,
                high: 6.0,
                meets: Some(report_charts::Meeting { runs: 3.0, value: 4.0, date: hostile() }),
            }),
            ..Trend::default()
        }),
        Box::new(PhaseLine {
            name: hostile(),
            of: hostile(),
            unit: Unit::Count(hostile()),
            measured: Some(1.0),
            bands: vec![band(2.0), band(9.0)],
            ..PhaseLine::default()
        }),
        Box::new(Pareto {
            noun: hostile(),
            counted: hostile(),
            bars: vec![ParetoBar { id: hostile(), name: hostile(), count: 5 }],
        }),
        Box::new(Sparkline {
            name: hostile(),
            unit: Unit::Other(hostile()),
            values: vec![Some(1.0), Some(2.0)],
        }),
        Box::new(HistoryStrip {
            marks: vec![HistoryMark::Failed; 9],
            runs: vec![hostile(); 9],
            size: StripSize::Large,
        }),
        Box::new(Treemap {
            noun: hostile(),
            folders: vec![TreemapFolder {
                path: hostile(),
                files: vec![report_charts::TreemapFile {
                    path: hostile(),
                    name: hostile(),
                    covered: report_model::Ratio::new(1, 2),
                }],
            }],
        }),
        Box::new(BurnDown {
            name: hostile(),
            points: vec![point(3.0), point(2.0)],
            planned: vec![report_charts::PlannedCount { name: hostile(), low: 0, high: 1, current: true }],
        }),
        Box::new(Histogram { noun: hostile(), durations_secs: vec![1.0], unknown: 1 }),
        Box::new(TargetBar { name: hostile(), percent: Some(1.0), target_percent: Some(2.0) }),
        Box::new(Timeline {
            lanes: vec![Lane {
                name: hostile(),
                bars: vec![LaneBar { label: hostile(), start_secs: 0.0, end_secs: 9.0, stressed: true }],
            }],
            best_secs: Some(5.0),
        }),
    ];
    for chart in charts {
        for width in [84, 331, 1118] {
            let svg = chart.draw(width).into_string();
            assert_balanced(&svg);
            assert!(!svg.contains("<script") && !svg.contains('\u{1}'), "{svg}");
        }
    }
}

#[test]
fn values_that_are_no_numbers_are_unknown() {
    let mut trend = samples::pass_rate_ahead();
    trend.points[3].value = Some(f64::NAN);
    trend.points[9].value = Some(f64::INFINITY);
    trend.bands[1].low = f64::NAN;
    let svg = trend.draw(724).into_string();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    assert_eq!(trend.table().rows[3][2], "–");
    let bar = TargetBar { percent: Some(f64::NAN), ..samples::target(1.0, 75.0) };
    assert_eq!(bar.summary().replace('\u{a0}', " "), "Streaming: not in the data against a target of 75 %.");
}

#[test]
fn a_strip_says_how_often_its_test_failed() {
    let strip = samples::strip("pppppppppppppfpfpppf", StripSize::Small);
    assert_eq!(strip.summary(), "failed in 3 of the last 20 runs, passed in 17; latest failed.");
    assert_eq!(samples::strip("pppp", StripSize::Small).summary(), "passed in all of the last 4 runs.");
    assert_eq!(samples::strip("f", StripSize::Small).summary(), "failed in the one run so far.");
}
