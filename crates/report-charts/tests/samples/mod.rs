//! Charts of one made-up project, shared by the tests and the gallery.

use report_charts::{
    Band, BandState, Budget, BurnDown, Change, Chart, Forecast, Histogram, HistoryMark, HistoryStrip, Lane,
    LaneBar, Level, Meeting, Pareto, ParetoBar, PhaseLine, PlannedCount, Sparkline, StripSize, TargetBar,
    Timeline, Treemap, TreemapFile, TreemapFolder, Trend, TrendPoint, Unit,
};
use report_model::Ratio;

/// What the labels of hostile artifacts look like.
pub(crate) const HOSTILE: &str = "</text><script>alert('x')</script>\"&\u{1}";

const PASSED: [u16; 30] = [
    1533, 1533, 1536, 1538, 1538, 1541, 1545, 1544, 1549, 1552, 1552, 1556, 1561, 1560, 1565, 1569, 1571,
    1571, 1577, 1582, 1581, 1586, 1590, 1594, 1597, 1602, 1604, 1606, 1604, 1602,
];
const WALL: [u16; 30] = [
    709, 716, 702, 711, 720, 707, 713, 705, 718, 709, 714, 708, 711, 628, 619, 624, 631, 622, 617, 626, 623,
    629, 625, 660, 655, 664, 659, 668, 658, 662,
];

/// Runs 183 to 212, two a day from 4 Jan on.
pub(crate) fn points(values: &[f64]) -> Vec<TrendPoint> {
    values
        .iter()
        .enumerate()
        .map(|(index, value)| TrendPoint {
            run: (183 + index).to_string(),
            date: Some(format!("{}\u{a0}Jan", 4 + index / 2)),
            value: Some(*value),
        })
        .collect()
}

pub(crate) fn band(name: &str, low: f64, high: f64) -> Band {
    let state = match name {
        "Phase 1" => BandState::Met,
        "2A" => BandState::Current,
        _ => BandState::Ahead,
    };
    Band { name: name.to_owned(), low, high: Some(high), state }
}

pub(crate) fn pass_rate() -> Trend {
    let values: Vec<f64> = PASSED.iter().map(|passed| f64::from(*passed) * 100.0 / 1737.0).collect();
    Trend {
        name: "Pass rate".to_owned(),
        unit: Unit::Percent,
        points: points(&values),
        bands: vec![
            Band { high: None, ..band("Phase 1", 92.0, 92.0) },
            band("2A", 93.5, 93.7),
            band("2B", 95.7, 96.3),
            band("2C", 96.5, 97.4),
        ],
        ..Trend::default()
    }
}

pub(crate) fn pass_rate_ahead() -> Trend {
    Trend {
        forecast: Some(Forecast {
            runs: 15.0,
            value: 94.6,
            low: 94.25,
            high: 95.0,
            meets: Some(Meeting { runs: 8.3, value: 93.5, date: "23\u{a0}Jan".to_owned() }),
        }),
        marks: vec![13],
        ..pass_rate()
    }
}

pub(crate) fn coverage() -> Trend {
    let values: Vec<f64> =
        (0..30).map(|run| 61.7 + f64::from(run) * 0.114 + f64::from(run % 3) * 0.04).collect();
    Trend {
        name: "Line coverage".to_owned(),
        unit: Unit::Percent,
        points: points(&values),
        bands: vec![band("2A", 68.0, 70.0), band("2B", 73.0, 75.0), band("2C", 75.0, 80.0)],
        ..Trend::default()
    }
}

pub(crate) fn passing() -> Trend {
    let values: Vec<f64> = PASSED.iter().map(|passed| f64::from(*passed)).collect();
    Trend {
        name: "Passing tests".to_owned(),
        unit: Unit::Count("test".to_owned()),
        points: points(&values),
        bands: vec![band("2A", 1622.0, 1627.0), band("2B", 1662.0, 1672.0), band("2C", 1677.0, 1692.0)],
        ..Trend::default()
    }
}

pub(crate) fn suite_time() -> Trend {
    let values: Vec<f64> = WALL.iter().map(|secs| f64::from(*secs)).collect();
    let change = |at, difference, percent, detail: &str| Change {
        at,
        difference,
        percent: Some(percent),
        detail: Some(detail.to_owned()),
    };
    let level = |first, last, value| Level { first, last, value };
    Trend {
        name: "Suite time".to_owned(),
        unit: Unit::Seconds,
        points: points(&values),
        budget: Some(Budget { name: "budget".to_owned(), value: 660.0 }),
        changes: vec![
            change(13, -88.0, -12.3, "4e1c0d2 Session-wide fixture cache"),
            change(23, 35.0, 5.6, "a81c3f9..c02be17, 4 commits"),
        ],
        levels: vec![level(0, 12, 711.0), level(13, 22, 624.5), level(23, 29, 661.0)],
        ..Trend::default()
    }
}

pub(crate) fn with_gaps() -> Trend {
    let mut trend = pass_rate();
    for index in [4, 5, 6, 12, 14, 20, 29] {
        trend.points[index].value = None;
    }
    trend
}

pub(crate) fn one_run() -> Trend {
    let mut trend = pass_rate();
    trend.points.drain(..29);
    trend
}

pub(crate) fn passing_line() -> PhaseLine {
    PhaseLine {
        name: "Passing tests".to_owned(),
        of: "of 1,737 collected".to_owned(),
        unit: Unit::Count("test".to_owned()),
        measured: Some(1602.0),
        most: Some(1737.0),
        bands: vec![
            Band { high: None, ..band("Phase 1", 1602.0, 1602.0) },
            band("2A", 1622.0, 1627.0),
            band("2B", 1662.0, 1672.0),
            band("2C", 1677.0, 1692.0),
        ],
        needed: Some(1625.0),
    }
}

pub(crate) fn coverage_line() -> PhaseLine {
    PhaseLine {
        name: "Line coverage".to_owned(),
        of: "of 19,412 lines".to_owned(),
        unit: Unit::Percent,
        measured: Some(65.003),
        most: Some(100.0),
        bands: vec![
            Band { high: None, ..band("Phase 1", 65.0, 65.0) },
            band("2A", 68.0, 70.0),
            band("2B", 73.0, 75.0),
            band("2C", 75.0, 80.0),
        ],
        needed: None,
    }
}

pub(crate) fn lost_line() -> PhaseLine {
    let mut line = passing_line();
    line.measured = Some(1601.0);
    line.bands[0].state = BandState::Lost;
    line.bands[1].state = BandState::Ahead;
    line.needed = None;
    line
}

pub(crate) fn clusters() -> Pareto {
    let counts = [
        ("7f3a", 27),
        ("c4f0", 5),
        ("21c9", 14),
        ("5d18", 14),
        ("93bb", 11),
        ("1e85", 9),
        ("0a66", 7),
        ("a9e1", 6),
        ("b04e", 4),
        ("e972", 4),
        ("4b3d", 3),
        ("77d2", 3),
        ("d03c", 2),
        ("6612", 2),
        ("f15a", 1),
    ];
    Pareto {
        noun: "cluster".to_owned(),
        counted: "failing test".to_owned(),
        bars: counts
            .into_iter()
            .map(|(id, count)| ParetoBar { id: id.to_owned(), name: format!("Cluster {id}"), count })
            .collect(),
    }
}

pub(crate) fn many_clusters() -> Pareto {
    let bars = (1..120_u64).map(|rank| ParetoBar {
        id: format!("{rank:04x}"),
        name: String::new(),
        count: 1 + 300 / rank,
    });
    Pareto { bars: bars.collect(), ..clusters() }
}

pub(crate) fn spark() -> Sparkline {
    let values = [22.0, 21.0, 21.0, 20.0, 20.0, 19.0, 17.0, 17.0, 18.0, 19.0];
    Sparkline {
        name: "Service integration".to_owned(),
        unit: Unit::Count("failure".to_owned()),
        values: values.into_iter().map(Some).collect(),
    }
}

pub(crate) fn strip(letters: &str, size: StripSize) -> HistoryStrip {
    let last = 212;
    let first = last + 1 - letters.chars().count();
    HistoryStrip {
        marks: letters.chars().map(HistoryMark::from_letter).collect(),
        runs: (first..=last).map(|run| run.to_string()).collect(),
        size,
    }
}

pub(crate) fn treemap() -> Treemap {
    let folder = |path: &str, files: &[(&str, u64, u64)]| TreemapFolder {
        path: path.to_owned(),
        files: files
            .iter()
            .map(|(name, covered, total)| TreemapFile {
                path: format!("{path}/{name}.py"),
                name: (*name).to_owned(),
                covered: Ratio::new(*covered, *total),
            })
            .collect(),
    };
    Treemap {
        noun: "line".to_owned(),
        folders: vec![
            folder(
                "app/api",
                &[
                    ("call_routes", 600, 700),
                    ("upload_routes", 470, 590),
                    ("session_routes", 430, 470),
                    ("admin_routes", 390, 440),
                    ("health_routes", 90, 100),
                    ("v1", 644, 820),
                ],
            ),
            folder(
                "app/tasks",
                &[
                    ("whisper_tasks", 254, 620),
                    ("translation_tasks", 238, 540),
                    ("ner_tasks", 221, 480),
                    ("qa_tasks", 214, 420),
                    ("health_tasks", 220, 380),
                    ("a", 130, 200),
                    ("b", 133, 200),
                    ("c", 130, 200),
                    ("d", 135, 200),
                    ("e", 135, 220),
                ],
            ),
            folder(
                "app/services",
                &[
                    ("resource_manager", 431, 880),
                    ("insights_service", 396, 760),
                    ("notification", 383, 540),
                    ("webhook_client", 338, 510),
                    ("crm", 700, 1000),
                ],
            ),
            folder(
                "app/streaming",
                &[
                    ("tcp_server", 382, 980),
                    ("audio_buffer", 338, 720),
                    ("asterisk_recorder", 350, 636),
                    ("codec", 357, 644),
                ],
            ),
            folder("app/core", &[("auth", 200, 210), ("cache", 150, 208), ("config", 88, 100)]),
            folder("app/db", &[("models", 900, 1060), ("queries", 400, 540), ("session", 290, 300)]),
            folder("tools", &[("one", 3, 10)]),
            folder("scripts", &[("two", 10, 10)]),
        ],
    }
}

pub(crate) fn burn_down() -> BurnDown {
    let values: Vec<f64> = PASSED.iter().map(|passed| 1714.0 - f64::from(*passed)).collect();
    let planned =
        |name: &str, low, high| PlannedCount { name: name.to_owned(), low, high, current: name == "2A" };
    BurnDown {
        name: "Failing tests".to_owned(),
        points: points(&values),
        planned: vec![planned("2A", 87, 92), planned("2B", 42, 52), planned("2C", 22, 37)],
    }
}

pub(crate) fn durations() -> Histogram {
    let durations_secs =
        (0..1700_u32).map(|index| 0.000_4 * 1.0061_f64.powi(i32::try_from(index).unwrap_or(0))).collect();
    Histogram { noun: "test".to_owned(), durations_secs, unknown: 14 }
}

pub(crate) fn target(percent: f64, target_percent: f64) -> TargetBar {
    TargetBar { name: "Streaming".to_owned(), percent: Some(percent), target_percent: Some(target_percent) }
}

pub(crate) fn timeline() -> Timeline {
    let lane = |name: &str, bars: &[(&str, f64)]| {
        let mut at = 0.0;
        let bars = bars.iter().map(|(label, secs)| {
            let start_secs = at;
            at += secs;
            LaneBar { label: (*label).to_owned(), start_secs, end_secs: at, stressed: *label == "streaming" }
        });
        Lane { name: name.to_owned(), bars: bars.collect() }
    };
    Timeline {
        lanes: vec![
            lane("gw0", &[("tasks", 282.0), ("services", 210.0), ("core", 50.0), ("api", 62.0)]),
            lane("gw1", &[("streaming", 612.0), ("db", 50.0)]),
            lane("gw2", &[("model_scripts", 322.0), ("tasks", 138.0), ("db", 38.0)]),
            lane("gw3", &[("services", 181.0), ("api", 179.0), ("tasks", 88.0)]),
        ],
        best_secs: Some(553.0),
    }
}

/// Every chart, at each of the widths at which pages show it.
pub(crate) fn all() -> Vec<(Box<dyn Chart>, Vec<u32>)> {
    let none = Vec::new;
    vec![
        (Box::new(passing_line()), vec![1118, 324]),
        (Box::new(coverage_line()), vec![1118, 324]),
        (Box::new(lost_line()), vec![1118, 324]),
        (Box::new(PhaseLine { measured: None, ..passing_line() }), vec![1118]),
        (Box::new(PhaseLine { bands: Vec::new(), ..passing_line() }), vec![1118]),
        (Box::new(pass_rate()), vec![331, 724]),
        (Box::new(coverage()), vec![331]),
        (Box::new(suite_time()), vec![331, 1118]),
        (Box::new(pass_rate_ahead()), vec![724]),
        (Box::new(passing()), vec![331]),
        (Box::new(with_gaps()), vec![331]),
        (Box::new(one_run()), vec![331]),
        (Box::new(Trend { points: Vec::new(), ..pass_rate() }), vec![331]),
        (Box::new(clusters()), vec![626, 324]),
        (Box::new(many_clusters()), vec![626]),
        (Box::new(Pareto { bars: none(), ..clusters() }), vec![324]),
        (Box::new(burn_down()), vec![528, 324]),
        (Box::new(spark()), vec![84, 64]),
        (Box::new(strip("pppppppkppsspp-pepff", StripSize::Small)), vec![118]),
        (Box::new(strip("ppf", StripSize::Small)), vec![118]),
        (Box::new(strip("pppppppkppsspp-pepff", StripSize::Large)), vec![340]),
        (Box::new(target(47.9, 75.0)), vec![240]),
        (Box::new(target(93.8, 90.0)), vec![240]),
        (Box::new(durations()), vec![528, 331]),
        (Box::new(treemap()), vec![1118, 340]),
        (Box::new(timeline()), vec![1118, 340]),
    ]
}
