//! What the reader of the Phases page can take as done.

use report_model::site::{Choice, Cluster, PlanStatus};
use report_model::text;

/// How many of each kind are offered: more than a person would tick.
const MOST: usize = 15;

/// The clusters in the order to fix them, then the components that miss lines.
pub(super) fn of(clusters: &[Cluster], plan: Option<&PlanStatus>) -> Vec<Choice> {
    let clusters = clusters.iter().take(MOST).map(|cluster| {
        let mut detail = vec![text::counted(cluster.tests(), "test")];
        detail.push(match cluster.effort_hours {
            Some((low, high)) => format!("{} h", text::short_number((low + high) * 5.0 / 10.0)),
            None => "effort not given".to_owned(),
        });
        detail.extend(cluster.phases.first().cloned());
        Choice {
            id: cluster.id.clone(),
            title: cluster.template.iter().map(|part| part.text.as_str()).collect(),
            detail: detail.join(", "),
            failed: cluster.failed,
            errored: cluster.errored,
            lines: 0,
        }
    });
    let components = plan.into_iter().flat_map(|plan| &plan.components);
    let components = components.enumerate().filter_map(|(number, component)| {
        let lines = component.missing_lines.filter(|lines| *lines > 0)?;
        Some(Choice {
            id: format!("lines-{number}"),
            title: format!("{} reaches its coverage", component.name),
            detail: format!("{} more", text::counted(lines, "line")),
            lines,
            ..Choice::default()
        })
    });
    clusters.chain(components.take(MOST)).collect()
}
