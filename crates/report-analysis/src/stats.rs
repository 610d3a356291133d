//! Small statistics that more than one part of the analysis needs.

/// The median; `None` of nothing. The values are put into another order.
pub fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    if values.is_empty() {
        return None;
    }
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if !is_even {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}

/// The value below which this share of the values lies, `share` between 0 and 1; `None` of nothing.
pub fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is neither negative nor too large"
    )]
    let place = ((values.len().checked_sub(1)?) as f64 * share.clamp(0.0, 1.0)).round() as usize;
    Some(*values.select_nth_unstable_by(place, f64::total_cmp).1)
}

/// The interval of Wilson (1927) for a share of which `part` of `whole` were seen, at 95 %.
pub fn wilson(part: u64, whole: u64) -> (f64, f64) {
    const Z: f64 = 1.96;
    if whole == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (whole as f64, part as f64 / whole as f64);
    let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Where Student's t with `freedom` degrees of freedom leaves as much outside as the normal distribution leaves
/// outside `z`: the first term of the expansion of Cornish and Fisher.
pub fn student(z: f64, freedom: f64) -> f64 {
    z * (1.0 + (z * z + 1.0) / (4.0 * freedom.max(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_even_and_odd_counts() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&mut []), None);
        assert_eq!(quantile(&mut [5.0, 1.0, 3.0], 1.0), Some(5.0));
        assert_eq!(quantile(&mut [], 0.5), None);
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        let (low, high) = wilson(3, 200);
        assert!((low - 0.0051).abs() < 1e-3 && (high - 0.0432).abs() < 1e-3, "{low} {high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        // t for 20 degrees of freedom at 97.5 % is 2.086, the normal distribution has 1.96.
        assert!((student(1.96, 20.0) - 2.086).abs() < 0.02);
    }
}
