//! Measured times.

/// One benchmark and what was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    /// Its name, with group and parameters as the harness writes them.
    pub name: String,
    /// The values, the harness's main one first.
    pub estimates: Vec<Estimate>,
}

/// One measured value of a benchmark.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// What was measured: `time`, `throughput`, `B/op`.
    pub measure: String,
    /// The unit of the values, `s` for every duration whatever the source's unit.
    pub unit: String,
    /// Whether less is better; `None` when the artifact does not tell.
    pub lower_is_better: Option<bool>,
    /// The mean.
    pub mean: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The standard deviation.
    pub std_dev: Option<f64>,
    /// The smallest value.
    pub min: Option<f64>,
    /// The largest value.
    pub max: Option<f64>,
    /// The samples, where they were given.
    pub samples: Vec<f64>,
}
