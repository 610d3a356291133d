//! Which phase are we in, how far is it, what moves us most?

use app_markup::markup;
use report_model::route::{FailureFilter, OutcomeFilter, RunFilter};
use report_model::site::{ChangedTest, Changes, Manifest, Measure, PhaseState, Sentence};
use report_model::text::{self, NO_BREAK};
use report_model::{Outcome, Route, TestId};

use crate::charts;
use crate::components::failure_list::fix_list;
use crate::components::figure::figure;
use crate::components::icon::Icon;
use crate::components::outcome::{self, FLAKY, look, look_of_severity};
use crate::components::panel::{Panel, cell, stack};
use crate::components::phase_line::phase_lines;
use crate::components::sheet;
use crate::components::verdict::{dot, verdict};
use crate::data::Store;
use crate::markup::{IntoPiece, Piece};

/// The page.
pub fn page() -> Piece {
    let manifest = Store::here().manifest();
    let manifest = &*manifest;
    let because = {
        let link = (!manifest.phases.is_empty())
            .then(|| markup! { " "<a href=Route::Phases(Vec::new()).to_string()>"How this is reckoned"</a> });
        let text = manifest.because.clone();
        markup! { <p>{text}{link}</p> }
    };
    markup! {
        {verdict(eyebrow(manifest), &manifest.verdict, because)}
        {phase_lines(manifest)}
        {stats(manifest)}
        <div class="grid">
            {stack(8, fix_first(manifest))}
            {stack(4, markup! { {changes(manifest)}{worth_knowing(manifest)} })}
            {trends(manifest)}
        </div>
    }
    .into_piece()
}

fn eyebrow(manifest: &Manifest) -> Piece {
    let done = manifest.phases.iter().rfind(|phase| phase.state == PhaseState::Done);
    let lost = manifest.phases.iter().find(|phase| phase.state == PhaseState::Lost);
    let current = manifest.current_phase();
    let now = current.filter(|phase| phase.state != PhaseState::Lost).map(|phase| {
        let name = if phase.title.is_empty() {
            charts::phase_name(&phase.id)
        } else {
            format!("{}, {}", charts::phase_name(&phase.id), phase.title.to_lowercase())
        };
        markup! { <span>"now in "<b>{name}</b></span> }
    });
    if let Some(phase) = lost {
        let since = phase.lost_in.as_ref().map(|run| format!("in run {}", run.run.id));
        return markup! {
            <span class="tag new">{Icon::Failed.view()}{format!("{} lost", charts::phase_name(&phase.id))}</span>{since}
        }
        .into_piece();
    }
    if let Some(phase) = done {
        let since = phase.first_met.as_ref().map(|run| {
            let day = run.run.started_at.map(|moment| format!(", {}", text::day(moment))).unwrap_or_default();
            format!("since run {}{day}", run.run.id)
        });
        let between = now.is_some().then(dot);
        return markup! {
            <span class="tag ok">{Icon::Passed.view()}{format!("{} met", charts::phase_name(&phase.id))}</span>
            {since}{between}{now}
        }
        .into_piece();
    }
    if now.is_some() {
        return now.into_piece();
    }
    let counts = manifest.totals.counts;
    let part = |outcome: Outcome, count: u64| {
        (count > 0).then(|| look(outcome).with_text(format!("{} {}", text::count(count), outcome.word())))
    };
    markup! { {part(Outcome::Failed, counts.failed)}{part(Outcome::Errored, counts.errored)}{part(Outcome::Passed, counts.passed)} }
        .into_piece()
}

fn stat(label: impl IntoPiece, figure: impl IntoPiece, compared: impl IntoPiece) -> Piece {
    markup! {
        <div class="stat">
            <dt>{label.into_piece()}</dt>
            <dd class="v">{figure.into_piece()}</dd>
            <dd class="w">{compared.into_piece()}</dd>
        </div>
    }
    .into_piece()
}

fn stats(manifest: &Manifest) -> Piece {
    let totals = &manifest.totals;
    let counts = totals.counts;
    let before = manifest.before.as_ref();
    let against = |now: u64, pick: fn(&report_model::Counts) -> u64| {
        before.map(|run| text::difference(now, pick(&run.totals.counts)))
    };
    let repaired = (totals.repaired_files > 0).then(|| {
        let href = Route::Notices.to_string();
        markup! {
            <a class="o o-flaky" href=href title="Rests on a repaired file: see the notices"
                aria-label="Rests on a repaired file: see the notices">{Icon::Warning.view()}</a>
        }
    });
    let outcome_link = |outcome: Outcome| {
        let href = Route::tests_with(OutcomeFilter::Is(outcome)).to_string();
        markup! { <a class="stat__link" href=href>{look(outcome).view()}</a> }
    };
    let rate = totals
        .rate_of_collected()
        .percent()
        .map(|rate| format!("{} of {} collected", text::percent(rate), text::count(totals.collected)));
    let versus = |difference: Option<String>| {
        let id = before.map(|run| run.run.id.clone()).unwrap_or_default();
        difference.map(|difference| markup! { <b>{difference}</b>{format!(" vs {id}")} })
    };
    let passed = {
        let difference = versus(against(counts.passed, |counts| counts.passed));
        let comma = difference.is_some().then_some(", ");
        stat(
            markup! { {outcome_link(Outcome::Passed)}{repaired} },
            text::count(counts.passed),
            markup! { {rate}{comma}{difference} },
        )
    };
    let failed = {
        let detail = manifest.changes.as_ref().map(|changes| {
            format!(": {} new, {} fixed", text::count(changes.newly_failing), text::count(changes.fixed))
        });
        let difference = against(counts.failed, |counts| counts.failed);
        let compared = match difference {
            Some(difference) => markup! { <b>{difference}</b>{detail} }.into_piece(),
            None => "nothing to compare with yet".into_piece(),
        };
        stat(outcome_link(Outcome::Failed), text::count(counts.failed), compared)
    };
    let errored = stat(
        outcome_link(Outcome::Errored),
        text::count(counts.errored),
        markup! { {versus(against(counts.errored, |counts| counts.errored))} },
    );
    let skipped = {
        let difference = versus(against(counts.skipped, |counts| counts.skipped));
        let comma = difference.is_some().then_some(", ");
        stat(
            outcome_link(Outcome::Skipped),
            text::count(counts.skipped),
            markup! { {difference}{comma}"not among the executed" },
        )
    };
    markup! { <dl class="stats">{passed}{failed}{errored}{skipped}{coverage_stat(manifest)}{time_stat(manifest)}</dl> }
        .into_piece()
}

fn coverage_stat(manifest: &Manifest) -> Piece {
    let Some(coverage) = manifest.coverage else {
        return stat(
            "Line coverage",
            markup! { <span class="unknown">"not in the data"</span> },
            "no coverage file was read",
        );
    };
    let now = coverage.lines.percent();
    let before =
        manifest.before.as_ref().and_then(|run| run.coverage).and_then(|before| before.lines.percent());
    let difference = now.zip(before).map(|(now, before)| text::points_short(now - before));
    let comma = difference.is_some().then_some(", ");
    let of = format!("{} of {} lines", text::count(coverage.lines.part), text::count(coverage.lines.whole));
    let figure = now.map_or_else(|| "unknown".to_owned(), text::percent);
    stat("Line coverage", figure, markup! { <b>{difference}</b>{comma}{of} })
}

fn time_stat(manifest: &Manifest) -> Piece {
    let totals = &manifest.totals;
    let Some(secs) = totals.suite_secs() else {
        return stat(
            "Suite time",
            markup! { <span class="unknown">"not in the data"</span> },
            "no test gave a time",
        );
    };
    let (figure, unit) = text::duration_parts(secs);
    let before = manifest.before.as_ref().and_then(|run| {
        // Wall time and the sum of the tests are different things: compare like with like.
        if totals.wall_secs.is_some() { run.totals.wall_secs } else { run.totals.tests_secs }
    });
    let difference = before.map(|before| text::signed_duration(secs - before));
    let comma = difference.is_some().then_some(", ");
    let kind = if totals.wall_secs.is_some() { "wall time" } else { "sum of the tests" };
    let partial = (totals.without_time > 0 && totals.wall_secs.is_none())
        .then(|| format!("; {} gave none", text::counted(totals.without_time, "test")));
    stat(
        "Suite time",
        markup! { {figure}<small>{unit}</small> },
        markup! { <b>{difference}</b>{comma}{kind}{partial} },
    )
}

fn fix_first(manifest: &Manifest) -> Piece {
    let bad = manifest.totals.counts.bad();
    if bad == 0 {
        let ran = manifest.totals.counts.executed();
        let text = if ran == 0 {
            "No test ran to a verdict.".to_owned()
        } else {
            format!("{} ran, none failed.", text::counted(ran, "test"))
        };
        return Panel::new("Fix this first")
            .padded(markup! { <p>{look(Outcome::Passed).with_text("No failures".to_owned())}</p><p class="t2">{text}</p> });
    }
    let largest = manifest.fix_first.iter().map(report_model::site::Cluster::tests).max().unwrap_or(1);
    let current = manifest.current_phase().map(|phase| phase.id.clone());
    let causes = if manifest.cluster_count == 1 {
        "one cause".to_owned()
    } else {
        format!("{} causes", text::count(manifest.cluster_count))
    };
    let verb = if bad == 1 { "failure has" } else { "failures have" };
    let (order, link) = match manifest.cluster_count {
        1 => ("", "The failures".to_owned()),
        many => (
            " New ones lead, then tests brought back for each hour of work, then the largest.",
            format!("All {} clusters", text::count(many)),
        ),
    };
    Panel::new("Fix this first")
        .say(format!("{} {verb} {causes}.{order}", text::count(bad)))
        .link(link, &Route::Failures(FailureFilter::default()))
        .around(fix_list(&manifest.fix_first, 1, largest, current.as_deref()))
}

fn changes(manifest: &Manifest) -> Piece {
    let (Some(changes), Some(before)) = (&manifest.changes, &manifest.before) else {
        return Panel::new("Changes").padded(markup! {
            <p class="t2">"One run so far. Changes and trends start with the second."</p>
            <pre class="code">"report-gen build … --history history/"</pre>
        });
    };
    Panel::new(format!("Changed since run {}", before.run.id))
        .link("Compare runs", &Route::Runs(RunFilter::default()))
        .around(change_rows(changes))
}

fn change_rows(changes: &Changes) -> Piece {
    let in_clusters = match changes.newly_failing_clusters {
        1 => ", one cluster".to_owned(),
        0 => String::new(),
        many => format!(", {} clusters", text::count(many)),
    };
    let quiet = |label: &'static str, count: u64| {
        markup! { <li><span class="t2">{label}</span><b class="far">{text::count(count)}</b></li> }
    };
    let examples = |kind: &str| {
        let found: Vec<&ChangedTest> =
            changes.examples.iter().filter(|test| test.kind == kind).take(2).collect();
        found
            .into_iter()
            .map(|test| {
                let TestId(id) = &test.id;
                let href = Route::Test(report_model::TestKey::of(id)).to_string();
                let (group, name) = (test.group.clone(), test.name.clone());
                markup! { <a class="path two" href=href><bdi>{group}"::"</bdi><b><bdi>{name}</bdi></b></a> }
            })
            .collect::<Vec<_>>()
    };
    let block = |look: outcome::Look, label: String, kind: &'static str, count: u64| {
        let shown = changes.examples.iter().filter(|test| test.kind == kind).count().min(2) as u64;
        let more = (count > shown).then(|| {
            let text = format!("and {} more", text::count(count - shown));
            markup! { <span class="small t3">{text}</span> }
        });
        let listed = (count > 0).then(|| markup! { {examples(kind)}{more} });
        markup! {
            <li class="change">
                <div class="change__head">{look.with_text(label)}<b class="far">{text::count(count)}</b></div>
                {listed}
            </li>
        }
    };
    // What did not happen takes one line, not three.
    let rest = if changes.added + changes.removed + changes.newly_skipped == 0 {
        quiet("Added, removed, newly skipped", 0)
    } else {
        markup! { {quiet("Added", changes.added)}{quiet("Removed", changes.removed)}{quiet("Newly skipped", changes.newly_skipped)} }
    };
    markup! {
        <ul class="rows">
            {block(look(Outcome::Failed), format!("Newly failing{in_clusters}"), "newly_failing", changes.newly_failing)}
            {block(look(Outcome::Passed), "Fixed".to_owned(), "fixed", changes.fixed)}
            {quiet("Still failing", changes.still_failing)}
            {rest}
        </ul>
    }
    .into_piece()
}

fn worth_knowing(manifest: &Manifest) -> Piece {
    let notices = manifest
        .worth_knowing
        .iter()
        .map(|notice| {
            let look = look_of_severity(notice.severity);
            let message = notice.message.clone();
            markup! { <li><span class=look.class>{look.icon.view()}<span class="vh">{look.word}</span></span><span>{message}</span></li> }
        })
        .collect::<Vec<_>>();
    let flaky = (manifest.totals.flaky > 0).then(|| {
        let text = format!(
            "{} passed on a retry; they count as passed. ",
            text::counted(manifest.totals.flaky, "flaky test")
        );
        markup! {
            <li><span class="o o-flaky">{FLAKY.icon.view()}</span>
                <span>{text}<a class="lk" href=Route::Flaky.to_string()>"Flaky"</a></span></li>
        }
    });
    let total = manifest.notices.total();
    if total == 0 && flaky.is_none() {
        return Panel::new("Worth knowing")
            .grow()
            .padded(markup! { <p class="t2">"Every file was read whole. No figure is guessed."</p> });
    }
    let link = if total == 1 { "1 notice".to_owned() } else { format!("All {} notices", text::count(total)) };
    Panel::new("Worth knowing")
        .grow()
        .link(link, &Route::Notices)
        .around(markup! { <ul class="rows">{notices}{flaky}</ul> })
}

fn trends(manifest: &Manifest) -> Piece {
    let runs = manifest.trend.len();
    let over = if runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") };
    let rate = cell(
        4,
        Panel::new("Pass rate").say(rise(manifest, Measure::PassRate)).padded(figure(
            charts::measure_trend(manifest, Measure::PassRate),
            format!("Of collected tests, {over}."),
            200,
        )),
    );
    let coverage = manifest.coverage.map(|coverage| {
        let caption = format!("Of {} lines, {over}.", text::count(coverage.lines.whole));
        let panel = Panel::new("Line coverage").say(rise(manifest, Measure::LineCoverage));
        cell(4, panel.padded(figure(charts::measure_trend(manifest, Measure::LineCoverage), caption, 200)))
    });
    let time = manifest.suite_time.as_ref().map(|panel| cell(4, sheet::panel(panel)));
    markup! { {rate}{coverage}{time} }.into_piece()
}

/// `+3.9 points over 20 runs.`
pub fn rise(manifest: &Manifest, measure: Measure) -> String {
    match charts::span(&manifest.trend, |run| charts::value(measure, run)) {
        None => "One run so far: a trend starts with the second.".to_owned(),
        Some((first, last, runs)) => format!("{} over {runs}{NO_BREAK}runs.", text::points(last - first)),
    }
}

/// A plain sentence as a page's head.
pub fn plain(text: impl Into<String>) -> Sentence {
    Sentence::default().then(text)
}
