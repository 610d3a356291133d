//! What is missing, and when are we there?

use app_markup::markup;
use report_model::site::{Manifest, Measure, PhaseState, PhaseStatus, PlanSummary, Sentence, TargetStatus};
use report_model::text::{self, NO_BREAK};
use report_model::{Outcome, Ratio};

use crate::charts;
use crate::components::figure::figure;
use crate::components::icon::Icon;
use crate::components::outcome::look;
use crate::components::panel::{Panel, stack};
use crate::components::verdict::verdict;
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::pages::overview::{plain, rise};
use crate::pages::{what_if, written};

/// The page.
pub fn page() -> Piece {
    let shared = Store::here().manifest();
    let manifest = &*shared;
    if manifest.phases.is_empty() {
        return manifest.plan.as_ref().map_or_else(no_plan, no_phases);
    }
    let mut sources: Vec<String> = manifest
        .phases
        .iter()
        .filter_map(|phase| phase.source.as_ref())
        .map(|source| source.path.clone())
        .collect();
    sources.dedup();
    let eyebrow = format!(
        "{}{}, measured by every run",
        text::counted(manifest.phases.len() as u64, "phase"),
        if sources.is_empty() { String::new() } else { format!(" from {}", sources.join(", ")) }
    );
    markup! {
        {verdict(markup! { <span>{eyebrow}</span> }, &headline(manifest), markup! { <p>{explain(manifest)}</p> })}
        {road(manifest)}
        <div class="grid">
            {stack(8, markup! { {against(manifest, Measure::PassRate)}{against(manifest, Measure::LineCoverage)} })}
            {stack(4, what_if::panel(&shared))}
        </div>
        {written::part("plan")}
    }
    .into_piece()
}

fn no_plan() -> Piece {
    let because = markup! { <p>"Write the phases into report-gen.toml. Every run then measures them: what is met, what is missing, what was lost."</p> };
    let example = "[[phase]]\nid = \"1\"\ntitle = \"Quick wins\"\npassing = [1622, 1627]\npass_rate = [93.5, 93.7]\nline_coverage = [68, 70]\neffort = \"3-4 h\"\ndue = 2026-02-01\n";
    markup! {
        {verdict((), &plain("No plan was given."), because)}
        {Panel::new("report-gen.toml").padded(markup! { <pre class="code" tabindex="0" aria-label="Example of a plan">{example}</pre> })}
    }
    .into_piece()
}

/// A plan that goes without phases has other things to show.
fn no_phases(plan: &PlanSummary) -> Piece {
    let part = |ratio: Ratio, what: &str| {
        (ratio.whole > 0)
            .then(|| format!("{} of {} {what}.", text::count(ratio.part), text::count(ratio.whole)))
    };
    let parts = [
        plan.tasks.and_then(|tasks| part(tasks, "tasks are done")),
        part(plan.criteria, "criteria are met"),
        part(plan.budgets, "budgets are kept"),
        part(plan.components, "components have their coverage"),
        part(plan.findings, "findings are settled"),
    ];
    let because = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    markup! {
        {verdict((), &plain("The plan names no phases."), markup! { <p>{because}</p> })}
        {written::part("plan")}
    }
    .into_piece()
}

fn headline(manifest: &Manifest) -> Sentence {
    match manifest.current_phase() {
        Some(phase) if phase.state == PhaseState::Lost => {
            let run = phase.lost_in.as_ref().map(|run| format!(" in run {}", run.run.id)).unwrap_or_default();
            let mut sentence =
                Sentence::default().then(format!("{} was lost{run}. ", charts::phase_name(&phase.id)));
            sentence.0.extend(phase.gap().0);
            sentence
        }
        Some(phase) => phase.gap(),
        None => plain("Every phase of the plan is met."),
    }
}

/// What the current phase asks for, and where the run stands.
fn explain(manifest: &Manifest) -> String {
    let Some(phase) = manifest.current_phase() else { return String::new() };
    let parts: Vec<String> = phase
        .targets
        .iter()
        .map(|target| {
            let now = measured(target);
            let from = match target.measure {
                measure if measure.is_count() => target.band(),
                _ => text::target_percent(target.low),
            };
            let starts = if target.high > target.low { "starts at" } else { "asks for" };
            let from = if target.measure.is_count() {
                from.split('–').next().unwrap_or_default().to_owned()
            } else {
                from
            };
            format!("{}: {now}, {} {starts} {from}.", target.measure.name(), phase.id)
        })
        .collect();
    parts.join(" ")
}

fn measured(target: &TargetStatus) -> String {
    match (target.measure, target.value()) {
        (_, None) => "not in the data".to_owned(),
        (measure, _) if measure.is_count() => {
            target.measured.map(|ratio| text::count(ratio.part)).unwrap_or_default()
        }
        (_, Some(value)) => text::percent(value),
    }
}

fn road(manifest: &Manifest) -> Piece {
    let cards = manifest.phases.iter().map(|phase| card(phase, manifest)).collect::<Vec<_>>();
    let columns = format!("--phases:{}", manifest.phases.len().min(4));
    markup! { <div class="road" style=columns>{cards}</div> }.into_piece()
}

fn state_tag(phase: &PhaseStatus) -> Piece {
    match phase.state {
        PhaseState::Done => look(Outcome::Passed).with_text("met".to_owned()),
        PhaseState::Lost => look(Outcome::Failed).with_text("lost".to_owned()),
        PhaseState::InProgress => markup! { <span class="tag tag--now">"In progress"</span> }.into_piece(),
        PhaseState::Ahead => markup! { <span class="tag">"Ahead"</span> }.into_piece(),
        PhaseState::Unknown => {
            markup! { <span class="o o-none">{Icon::NotYet.view()}"unknown"</span> }.into_piece()
        }
    }
}

fn card(phase: &PhaseStatus, manifest: &Manifest) -> Piece {
    let class = match phase.state {
        PhaseState::Done => "ph done",
        PhaseState::Lost => "ph lost",
        PhaseState::InProgress => "ph now",
        PhaseState::Ahead | PhaseState::Unknown => "ph",
    };
    let name = if phase.id.chars().all(|letter| letter.is_ascii_digit()) {
        format!("Phase {} {}", phase.id, phase.title)
    } else {
        format!("{} {}", phase.id, phase.title)
    };
    let met = phase.state == PhaseState::Done;
    let rows = phase.targets.iter().map(|target| target_row(target, met)).collect::<Vec<_>>();
    let style = format!("--done:{:.0}%", done_share(phase, manifest) * 100.0);
    let mut foot: Vec<String> = Vec::new();
    if let Some(run) = &phase.first_met {
        let day = run.run.started_at.map(|moment| format!(", {}", text::day(moment))).unwrap_or_default();
        foot.push(format!("First met in run {}{day}.", run.run.id));
    }
    if met && phase.held_runs > 0 {
        foot.push(format!("Held for {}.", text::counted(phase.held_runs, "run")));
    }
    if met && phase.has_no_margin() {
        foot.push("No margin left: one more failure loses it.".to_owned());
    }
    if let Some(run) = &phase.lost_in {
        foot.push(format!("Lost in run {}.", run.run.id));
    }
    foot.extend(phase.effort.as_ref().filter(|_| !met).map(|effort| format!("Planned {effort}.")));
    foot.extend(phase.due.filter(|_| !met).map(|due| format!("Due {}.", text::date(due))));
    foot.extend(phase.forecast.as_ref().filter(|_| !met).map(report_model::site::Forecast::sentence));
    foot.extend(Some(phase.differs.clone()).filter(|differs| !differs.is_empty()));
    foot.extend(phase.lines_hint.clone().filter(|_| !met));
    markup! {
        <section class=class style=style data-phase=phase.id.clone()>
            <h2>{name}{state_tag(phase)}</h2>
            <dl>{rows}</dl>
            <p class="foot">{foot.join(" ")}</p>
        </section>
    }
    .into_piece()
}

fn target_row(target: &TargetStatus, met: bool) -> Piece {
    let band = if met { format!("{} of {}", measured(target), target.band()) } else { target.band() };
    let gap = match (target.missing(), target.margin()) {
        (None, _) | (_, None) => "not in the data".to_owned(),
        (Some(0), Some(margin)) => match target.measure {
            #[expect(clippy::cast_possible_truncation, reason = "a count of tests")]
            measure if measure.is_count() => text::signed(margin as i64),
            _ => text::points_short(margin),
        },
        (Some(missing), Some(margin)) => match target.measure {
            Measure::Passing | Measure::PassRate => format!("{}{NO_BREAK}short", text::count(missing)),
            Measure::Failing => format!("{}{NO_BREAK}too many", text::count(missing)),
            Measure::LineCoverage | Measure::BranchCoverage => {
                format!("{:.1}{NO_BREAK}pt short", (-margin).max(0.1))
            }
        },
    };
    markup! { <dt>{target.measure.name()}</dt><dd class="t3">{band}</dd><dd class="gap">{gap}</dd> }
        .into_piece()
}

/// How much of the way from where the history began to the targets is done: the least of the targets.
fn done_share(phase: &PhaseStatus, manifest: &Manifest) -> f64 {
    let share = |target: &TargetStatus| {
        let now = target.value()?;
        let start = charts::span(&manifest.trend, |run| charts::value(target.measure, run))
            .map_or(0.0, |(first, _, _)| first);
        if target.is_met()? {
            return Some(1.0);
        }
        let way = (if target.measure == Measure::Failing { target.high } else { target.low }) - start;
        (way != 0.0).then(|| ((now - start) / way).clamp(0.0, 1.0))
    };
    phase.targets.iter().filter_map(share).fold(f64::INFINITY, f64::min).min(1.0)
}

fn against(manifest: &Manifest, measure: Measure) -> Piece {
    let runs = manifest.trend.len();
    let over = if runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") };
    let (title, caption) = match measure {
        Measure::LineCoverage => {
            let Some(coverage) = manifest.coverage else {
                return Panel::new("Line coverage against the plan").padded(markup! {
                    <p class="t2">"Line coverage is "<b>"not in the data"</b>". Give the coverage file beside the test results:"</p>
                    <pre class="code">"report-gen build junit.xml coverage.xml"</pre>
                });
            };
            (
                "Line coverage against the plan",
                format!("Covered of {} lines that hold code, {over}.", text::count(coverage.lines.whole)),
            )
        }
        _ => (
            "Pass rate against the plan",
            format!("Passed of {} collected, {over}.", text::count(manifest.totals.collected)),
        ),
    };
    Panel::new(title).say(rise(manifest, measure)).padded(figure(
        charts::measure_trend(manifest, measure),
        caption,
        288,
    ))
}
