//! Clusters in the order in which to fix them: what they share, how many tests they break, what they cost.

use app_markup::markup;
use report_model::Route;
use report_model::site::Cluster;
use report_model::text;

use super::bar::{BarKind, bar};
use super::template::template;
use crate::markup::{IntoPiece as _, Piece};

/// The list. `largest` is the count that fills a bar; `current` the phase that is worked on.
pub fn fix_list(clusters: &[Cluster], first_rank: usize, largest: u64, current: Option<&str>) -> Piece {
    let rows = clusters
        .iter()
        .enumerate()
        .map(|(index, cluster)| row(cluster, first_rank + index, largest, current))
        .collect::<Vec<_>>();
    markup! {
        <div class="fixhead" aria-hidden="true">
            <span>"#"</span><span>"Cluster: what the failures share"</span><span>"Breaks"</span><span>"Effort"</span>
            <span>"Phase"</span>
        </div>
        <ol class="fix">{rows}</ol>
    }
    .into_piece()
}

fn row(cluster: &Cluster, rank: usize, largest: u64, current: Option<&str>) -> Piece {
    let tests = cluster.tests();
    let is_new = cluster.new == Some(tests);
    let kind = if is_new { BarKind::New } else { BarKind::Rank };
    let noun = if tests == 1 { "test" } else { "tests" };
    markup! {
        <li data-cluster=cluster.id.clone()>
            <span class="rank">{rank}</span>
            <div class="line2">
                <a class="msg" href=Route::Cluster(cluster.id.clone()).to_string()>{template(&cluster.template)}</a>
                <span class="why">{cluster.reason.clone()}</span>
            </div>
            <div class="cell n">
                <b>{text::count(tests)}</b>" "<span class="t3">{noun}</span>
                {bar(kind, tests as f64 / largest.max(1) as f64)}
            </div>
            <div class="cell">{effort(cluster)}</div>
            <div class="cell">{phase_tags(&cluster.phases, current, is_new)}</div>
        </li>
    }
    .into_piece()
}

fn effort(cluster: &Cluster) -> Piece {
    match cluster.effort_hours {
        None => markup! { <span class="t3">"not given"</span> }.into_piece(),
        Some((low, high)) => {
            let middle = f64::midpoint(low, high);
            let per_hour = (middle > 0.0)
                .then(|| format!("{:.1}{}tests/h", cluster.tests() as f64 / middle, text::NO_BREAK));
            markup! { {hours(low, high)}<span class="sub">{per_hour}</span> }.into_piece()
        }
    }
}

/// `1.5 h`, `3–4 h`.
pub fn hours(low: f64, high: f64) -> String {
    let number = |hours: f64| text::short_number((hours * 10.0).round() / 10.0);
    if (high - low).abs() < 0.05 {
        format!("{}{}h", number(low), text::NO_BREAK)
    } else {
        format!("{}–{}{}h", number(low), number(high), text::NO_BREAK)
    }
}

/// The phases something belongs to, the current one tinted; `New` where it is new.
pub fn phase_tags(phases: &[String], current: Option<&str>, is_new: bool) -> Piece {
    let new = is_new.then(|| markup! { <span class="tag new">"New"</span> });
    let tags = phases
        .iter()
        .map(|phase| {
            let class = if Some(phase.as_str()) == current { "tag now" } else { "tag" };
            markup! { <span class=class>{phase.clone()}</span> }
        })
        .collect::<Vec<_>>();
    let none = (!is_new && phases.is_empty()).then(|| markup! { <span class="t3">"none"</span> });
    markup! { {new}{tags}{none} }.into_piece()
}
