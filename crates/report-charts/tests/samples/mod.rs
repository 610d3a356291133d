//! Charts of one made-up project, shared by the tests and the gallery.

use report_charts::{
    Band, BandState, Budget, Change, Chart, Forecast, Level, Meeting, Trend, TrendPoint, Unit,
};

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

/// Every chart, at each of the widths at which pages show it.
pub(crate) fn all() -> Vec<(Box<dyn Chart>, Vec<u32>)> {
    vec![
        (Box::new(pass_rate()), vec![331, 724]),
        (Box::new(coverage()), vec![331]),
        (Box::new(suite_time()), vec![331, 1118]),
        (Box::new(pass_rate_ahead()), vec![724]),
        (Box::new(passing()), vec![331]),
        (Box::new(with_gaps()), vec![331]),
        (Box::new(one_run()), vec![331]),
        (Box::new(Trend { points: Vec::new(), ..pass_rate() }), vec![331]),
    ]
}
