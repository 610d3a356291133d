//! The plan for people: what was understood, each thing with its line.

use std::fmt::Write as _;

use report_model::plan::{Band, Plan};
use report_model::site::TargetStatus;
use report_model::{Location, Measure, Notice, Severity, text};

/// A heading and its lines; nothing where there are none.
fn part(page: &mut String, title: &str, lines: &[(Option<&Location>, String)]) {
    if lines.is_empty() {
        return;
    }
    // Writing to a String cannot fail.
    let _ = writeln!(page, "{title}");
    for (place, line) in lines {
        let number = place.and_then(|place| place.line).map(|line| line.to_string()).unwrap_or_default();
        let _ = writeln!(page, "{number:>6}  {line}");
    }
    page.push('\n');
}

pub(super) fn table(plan: &Plan, notices: &[Notice]) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "{}\n", plan.documents.join(", "));
    part(
        &mut page,
        "Phases",
        &plan.phases.iter().map(|phase| (phase.source.as_ref(), phase_line(phase))).collect::<Vec<_>>(),
    );
    let categories = plan.categories.iter().map(|category| {
        let parts = [
            category.count.map(|count| {
                format!("{} {}", band(count), if category.counts_errors { "errors" } else { "failures" })
            }),
            category.effort.clone(),
            category.priority.map(|priority| format!("priority {priority}")),
            category.error.as_ref().map(|error| format!("“{}”", first_line(error))),
        ];
        (category.source.as_ref(), joined(&category.title, parts))
    });
    part(&mut page, "Causes of failure", &categories.collect::<Vec<_>>());
    let components = plan.components.iter().map(|component| {
        let share = |what: &str, target: Option<Band>| {
            target.map(|target| format!("{what} ≥ {}", text::target_percent(target.low)))
        };
        let parts =
            [share("lines", component.lines), share("branches", component.branches), component.group.clone()];
        (component.source.as_ref(), joined(&component.name, parts))
    });
    part(&mut page, "Components", &components.collect::<Vec<_>>());
    let kinds = plan.kinds.iter().map(|kind| {
        let parts = [
            Some(kind.markers.join(", ")).filter(|text| !text.is_empty()),
            Some(kind.paths.join(", ")).filter(|text| !text.is_empty()),
        ];
        (kind.source.as_ref(), joined(&kind.title, parts))
    });
    part(&mut page, "Kinds of test", &kinds.collect::<Vec<_>>());
    part(
        &mut page,
        "Markers",
        &plan
            .markers
            .iter()
            .map(|marker| (marker.source.as_ref(), joined(&marker.name, [marker.meaning.clone()])))
            .collect::<Vec<_>>(),
    );
    let criteria = plan.criteria.iter().map(|criterion| {
        let asked = criterion.expectations.iter().map(|asked| {
            format!(
                "{} {} {}",
                asked.subject.word(),
                asked.comparison.sign(),
                text::short_number(asked.band.low)
            )
        });
        let asked = asked.collect::<Vec<_>>().join(", ");
        let measured = if asked.is_empty() { None } else { Some(format!("measured as {asked}")) };
        (
            criterion.source.as_ref(),
            joined(&format!("{} {}", tick(criterion.ticked), criterion.text), [measured]),
        )
    });
    part(&mut page, "Criteria", &criteria.collect::<Vec<_>>());
    let budgets = plan.budgets.iter().map(|budget| {
        (budget.source.as_ref(), format!("{} {} {}", budget.name, budget.comparison.sign(), limit(budget)))
    });
    part(&mut page, "Budgets", &budgets.collect::<Vec<_>>());
    let findings = plan.findings.iter().map(|finding| {
        let tests: Vec<&str> = finding.tests.iter().map(|test| test.pattern.as_str()).collect();
        (finding.source.as_ref(), format!("{}: {}", tests.join(", "), first_line(&finding.text)))
    });
    part(&mut page, "Findings", &findings.collect::<Vec<_>>());
    let tasks = plan.tasks.iter().map(|list| {
        let done = list.done().map_or_else(|| "nothing marked".to_owned(), |done| format!("{done} done"));
        let phase = list.phase.as_ref().map(|phase| format!(" (phase {phase})")).unwrap_or_default();
        (
            list.source.as_ref(),
            format!("{}{phase}: {}, {done}", list.section, text::counted(list.items.len() as u64, "task")),
        )
    });
    part(&mut page, "Tasks", &tasks.collect::<Vec<_>>());
    let batches = plan.batches.iter().map(|batch| {
        let count =
            |what: &str, count: Option<u64>| count.map(|count| format!("{} {what}", text::count(count)));
        (
            batch.source.as_ref(),
            joined(
                &batch.name,
                [
                    count("collected", batch.collected),
                    count("run", batch.run),
                    Some(batch.result.word().to_owned()),
                ],
            ),
        )
    });
    part(&mut page, "Batches", &batches.collect::<Vec<_>>());
    let directories = plan.directories.iter().map(|directory| {
        let state =
            directory.validated.map(|done| if done { "validated" } else { "not validated" }.to_owned());
        let count = |what: &str, count: Option<u64>| count.map(|count| text::counted(count, what));
        (
            directory.source.as_ref(),
            joined(&directory.path, [count("file", directory.files), count("test", directory.tests), state]),
        )
    });
    part(&mut page, "Folders", &directories.collect::<Vec<_>>());
    let exclusions = plan.exclusions.iter().map(|left_out| {
        let tests: Vec<&str> = left_out.tests.iter().map(|test| test.pattern.as_str()).collect();
        (left_out.source.as_ref(), joined(&tests.join(", "), [Some(left_out.reason.clone())]))
    });
    part(&mut page, "Left out", &exclusions.collect::<Vec<_>>());
    let totals = plan.totals.iter().map(|total| {
        (
            Some(&total.source),
            format!("{} {}{}", total.subject.word(), if total.about { "≈ " } else { "" }, band(total.value)),
        )
    });
    part(&mut page, "Counted when it was written", &totals.collect::<Vec<_>>());
    let told = notices.iter().map(|notice| {
        let severity = match notice.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        (notice.location.as_ref(), format!("{severity}: {}", notice.message))
    });
    part(&mut page, "What does not add up, and what was not understood", &told.collect::<Vec<_>>());
    page
}

fn phase_line(phase: &report_model::plan::Phase) -> String {
    let targets = Measure::ALL.into_iter().filter_map(|measure| {
        let band = phase.targets.band(measure)?;
        let target = TargetStatus {
            measure,
            low: band.low,
            high: band.high,
            measured: None,
            basis: None,
            category: None,
        };
        Some(format!("{} {}", measure.name().to_lowercase(), target.band()))
    });
    let mut parts: Vec<Option<String>> = targets.map(Some).collect();
    parts.push(phase.effort.clone());
    parts.push(phase.due.map(|due| format!("due {}", text::date(due))));
    parts.push(phase.status.map(|status| format!("written: {}", status.word())));
    joined(format!("{} {}", phase.id, phase.title).trim(), parts)
}

fn joined(name: &str, parts: impl IntoIterator<Item = Option<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { name.to_owned() } else { format!("{name} · {}", parts.join(" · ")) }
}

fn band(band: Band) -> String {
    if (band.low - band.high).abs() < 1e-9 {
        text::short_number(band.low)
    } else {
        format!("{}–{}", text::short_number(band.low), text::short_number(band.high))
    }
}

fn limit(budget: &report_model::plan::Budget) -> String {
    let value = budget.unit.text(budget.limit);
    match &budget.per {
        Some(per) => format!("{value} ({per})"),
        None => value,
    }
}

const fn tick(done: Option<bool>) -> &'static str {
    match done {
        Some(true) => "[x]",
        Some(false) => "[ ]",
        None => " · ",
    }
}

fn first_line(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() > 100 {
        format!("{}…", line.chars().take(99).collect::<String>())
    } else {
        line.to_owned()
    }
}
