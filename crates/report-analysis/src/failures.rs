//! The failures of the run, grouped in two ways: clusters that share a cause and categories that name a kind.

use report_model::site::{Category, Cluster, Failures};

/// All failing cases, grouped. `rows` of clusters and categories are indexes of cases until
/// [`into_site`](Self::into_site) turns them into rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FailureGroups {
    /// The clusters, first to fix first.
    pub clusters: Vec<Cluster>,
    /// The categories that have failures, by count; uncategorised stands last.
    pub categories: Vec<Category>,
    /// Each failing case, in the order of the run.
    pub of_case: Vec<FailedCase>,
    /// The runs that the trends go over, oldest first, this one last.
    pub trend_runs: Vec<String>,
}

/// Where one failing case belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedCase {
    /// The case, as an index into the run.
    pub case: u32,
    /// Its cluster, as an index into [`FailureGroups::clusters`].
    pub cluster: u32,
    /// Its category, as an index into [`FailureGroups::categories`].
    pub category: u32,
}

impl FailureGroups {
    /// The cluster and category of a case, when it failed.
    pub fn of(&self, case: u32) -> Option<(&Cluster, &Category)> {
        let at = self.of_case.binary_search_by_key(&case, |failed| failed.case).ok()?;
        let failed = self.of_case.get(at)?;
        Some((self.clusters.get(failed.cluster as usize)?, self.categories.get(failed.category as usize)?))
    }

    /// The shard, with cases turned into rows of the test index.
    pub fn into_site(self, row_of_case: impl Fn(u32) -> u32) -> Failures {
        let Self { mut clusters, mut categories, of_case, trend_runs } = self;
        let lists = clusters.iter_mut().map(|cluster| &mut cluster.rows);
        for rows in lists.chain(categories.iter_mut().map(|category| &mut category.rows)) {
            for row in rows.iter_mut() {
                *row = row_of_case(*row);
            }
            rows.sort_unstable();
        }
        Failures { total: of_case.len() as u64, clusters, categories, trend_runs }
    }
}
