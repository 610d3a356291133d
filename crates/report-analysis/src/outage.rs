//! Runs in which most tests fail together: that is one event, not many.

use report_model::Notice;
use report_model::site::{Cluster, Totals};
use report_model::text::{count, counted};

/// Fewer tests than these tell nothing about a whole suite.
const FEWEST_TESTS: u64 = 20;

/// The one cause of an outage: more than half of what ran failed, and more than half of that for it.
pub(crate) fn cause<'c>(totals: &Totals, clusters: &'c [Cluster]) -> Option<&'c Cluster> {
    let (bad, executed) = (totals.counts.bad(), totals.counts.executed());
    if executed < FEWEST_TESTS || bad * 2 <= executed {
        return None;
    }
    clusters.iter().max_by_key(|cluster| cluster.tests()).filter(|largest| largest.tests() * 2 > bad)
}

/// Tells of an outage.
pub(crate) fn notice(totals: &Totals, clusters: &[Cluster]) -> Option<Notice> {
    let largest = cause(totals, clusters)?;
    let (bad, executed) = (totals.counts.bad(), totals.counts.executed());
    Some(
        Notice::warning(format!(
            "looks like an outage: {} of {} failed, {} of them with `{}`",
            count(bad),
            counted(executed, "test"),
            count(largest.tests()),
            largest.title()
        ))
        .effect("the figures and changes of this run say more about that one cause than about single tests")
        .hint(format!("repair it first (cluster {}), then run again", largest.id)),
    )
}

#[cfg(test)]
mod tests {
    use report_model::Counts;

    use super::*;

    fn told(failed: u64, passed: u64, largest: u64) -> bool {
        let totals = Totals { counts: Counts { failed, passed, ..Counts::default() }, ..Totals::default() };
        let cluster = |tests| Cluster { failed: tests, ..Cluster::default() };
        notice(&totals, &[cluster(1), cluster(largest)]).is_some()
    }

    #[test]
    fn most_of_most_is_an_outage() {
        assert!(told(60, 40, 50));
        assert!(!told(60, 40, 20));
        assert!(!told(40, 60, 40));
        assert!(!told(6, 4, 6));
    }
}
