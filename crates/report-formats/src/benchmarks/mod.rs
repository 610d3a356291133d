//! Formats that say how long something took.

use report_model::run::Estimate;

/// An estimate of a time in seconds, of which less is better.
pub(crate) fn time(mean: Option<f64>, median: Option<f64>, std_dev: Option<f64>) -> Estimate {
    Estimate {
        measure: "time".to_owned(),
        unit: "s".to_owned(),
        lower_is_better: Some(true),
        mean,
        median,
        std_dev,
        min: None,
        max: None,
        samples: Vec::new(),
    }
}
