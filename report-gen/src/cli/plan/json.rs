//! The plan as JSON. The names of the members are a contract with scripts.

use report_model::plan::{
    Band, Batch, Budget, Component, Criterion, Directory, Exclusion, Expectation, Finding, Marker, Phase,
    Plan, PlannedCategory, TaskList, TestKind, TestReference,
};
use report_model::{Location, Measure, Notice};
use serde_json::{Map, Value, json};

pub(super) fn json(plan: &Plan, notices: &[Notice]) -> String {
    let value = json!({
        "phases": plan.phases.iter().map(phase).collect::<Vec<_>>(),
        "categories": plan.categories.iter().map(category).collect::<Vec<_>>(),
        "components": plan.components.iter().map(component).collect::<Vec<_>>(),
        "criteria": plan.criteria.iter().map(criterion).collect::<Vec<_>>(),
        "budgets": plan.budgets.iter().map(budget).collect::<Vec<_>>(),
        "findings": plan.findings.iter().map(finding).collect::<Vec<_>>(),
        "tasks": plan.tasks.iter().map(tasks).collect::<Vec<_>>(),
        "batches": plan.batches.iter().map(batch).collect::<Vec<_>>(),
        "totals": totals(plan),
        "notices": notices.iter().map(notice).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// A whole number without a point, for readers that tell the two apart.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = value as i64;
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(whole) } else { json!(value) }
}

fn band(band: Option<Band>) -> Value {
    band.map_or(Value::Null, |band| json!({"low": number(band.low), "high": number(band.high)}))
}

fn with_place(mut value: Value, place: Option<&Location>) -> Value {
    if let Value::Object(members) = &mut value {
        members.insert("document".to_owned(), json!(place.map(|place| &place.path)));
        members.insert("line".to_owned(), json!(place.and_then(|place| place.line)));
    }
    value
}

fn references(tests: &[TestReference]) -> Value {
    tests
        .iter()
        .map(|test| json!({"text": test.text, "pattern": test.pattern, "kind": test.kind.word()}))
        .collect()
}

/// The least and the most hours of an effort as written.
fn hours(effort: Option<&String>) -> Value {
    effort
        .and_then(|effort| report_analysis::effort::hours(effort))
        .map_or(Value::Null, |(low, high)| json!({"low": number(low), "high": number(high)}))
}

fn phase(phase: &Phase) -> Value {
    let targets: Map<String, Value> = Measure::ALL
        .into_iter()
        .map(|measure| {
            let name = match measure {
                Measure::Passing => "passing",
                Measure::PassRate => "pass_rate",
                Measure::LineCoverage => "line_coverage",
                Measure::BranchCoverage => "branch_coverage",
                Measure::Failing => "failing",
            };
            (name.to_owned(), band(phase.targets.band(measure)))
        })
        .collect();
    with_place(
        json!({
            "id": phase.id,
            "title": phase.title,
            "targets": targets,
            "gain": band(phase.gain),
            "status": phase.status.map(report_model::WrittenStatus::word),
            "effort": phase.effort,
            "effort_hours": hours(phase.effort.as_ref()),
            "due": phase.due.and_then(report_model::Timestamp::rfc3339),
            "categories": phase.categories,
        }),
        phase.source.as_ref(),
    )
}

fn category(category: &PlannedCategory) -> Value {
    let single = category.count.filter(|count| (count.low - count.high).abs() < 1e-9);
    with_place(
        json!({
            "id": category.id,
            "title": category.title,
            "count": single.or(category.count).map(|count| number(count.high)),
            "count_low": category.count.map(|count| number(count.low)),
            "counts": if category.counts_errors { "errors" } else { "failures" },
            "effort": category.effort,
            "effort_hours": hours(category.effort.as_ref()),
            "priority": category.priority,
            "priority_as_written": category.priority_as_written,
            "phases": category.phases,
            "cause": category.cause,
            "strategy": category.strategy,
            "error": category.error,
            "tests": references(&category.tests),
            "origin": category.origin.word(),
        }),
        category.source.as_ref(),
    )
}

fn component(component: &Component) -> Value {
    with_place(
        json!({
            "name": component.name,
            "group": component.group,
            "target": component.lines.or(component.branches).map(|band| number(band.low)),
            "line_coverage": band(component.lines),
            "branch_coverage": band(component.branches),
            "written": component.written,
            "paths": component.paths,
            "packages": component.packages,
            "overall": component.is_overall,
        }),
        component.source.as_ref(),
    )
}

fn kind(kind: &TestKind) -> Value {
    with_place(
        json!({
            "id": kind.id,
            "title": kind.title,
            "markers": kind.markers,
            "paths": kind.paths,
            "meaning": kind.meaning,
        }),
        kind.source.as_ref(),
    )
}

fn expectation(asked: &Expectation) -> Value {
    json!({
        "subject": asked.subject.word(),
        "scope": asked.scope,
        "comparison": asked.comparison.sign(),
        "value": number(asked.band.low),
        "high": number(asked.band.high),
    })
}

fn criterion(criterion: &Criterion) -> Value {
    with_place(
        json!({
            "text": criterion.text,
            "section": criterion.section,
            "done": criterion.ticked,
            "expectations": criterion.expectations.iter().map(expectation).collect::<Vec<_>>(),
        }),
        criterion.source.as_ref(),
    )
}

fn budget(budget: &Budget) -> Value {
    with_place(
        json!({
            "name": budget.name,
            "comparison": budget.comparison.sign(),
            "limit": number(budget.limit),
            "unit": budget.unit,
            "per": budget.per,
            "suite": budget.is_suite,
            "baseline": budget.comparison == report_model::Comparison::About,
            "text": budget.text,
        }),
        budget.source.as_ref(),
    )
}

fn finding(finding: &Finding) -> Value {
    with_place(
        json!({
            "text": finding.text,
            "section": finding.section,
            "tests": references(&finding.tests),
        }),
        finding.source.as_ref(),
    )
}

fn tasks(list: &TaskList) -> Value {
    let items: Vec<Value> = list
        .items
        .iter()
        .map(|task| {
            with_place(
                json!({
                    "text": task.text,
                    "done": task.done,
                    "effort": task.effort,
                    "fixes": band(task.fixes),
                }),
                task.source.as_ref(),
            )
        })
        .collect();
    with_place(
        json!({
            "section": list.section,
            "phase": list.phase,
            "done": list.done(),
            "total": list.items.len(),
            "items": items,
        }),
        list.source.as_ref(),
    )
}

fn batch(batch: &Batch) -> Value {
    with_place(
        json!({
            "name": batch.name,
            "paths": batch.paths,
            "collected": batch.collected,
            "run": batch.run,
            "passed": batch.passed,
            "failed": batch.failed,
            "result": batch.result.word(),
            "written": batch.written,
        }),
        batch.source.as_ref(),
    )
}

fn directory(directory: &Directory) -> Value {
    with_place(
        json!({
            "path": directory.path,
            "files": directory.files,
            "tests": directory.tests,
            "about": directory.about,
            "passing": directory.passing,
            "failing": directory.failing,
            "validated": directory.validated,
        }),
        directory.source.as_ref(),
    )
}

fn exclusion(exclusion: &Exclusion) -> Value {
    with_place(
        json!({ "tests": references(&exclusion.tests), "reason": exclusion.reason }),
        exclusion.source.as_ref(),
    )
}

/// For each subject what the plan says first, and what the suite is made of.
fn totals(plan: &Plan) -> Value {
    let mut members = Map::new();
    for total in &plan.totals {
        members.entry(total.subject.word()).or_insert_with(|| number(total.value.low));
    }
    let lines: Vec<Value> = plan
        .totals
        .iter()
        .map(|total| {
            let value = json!({
                "subject": total.subject.word(),
                "value": number(total.value.low),
                "high": number(total.value.high),
                "about": total.about,
            });
            with_place(value, Some(&total.source))
        })
        .collect();
    members.insert("statements".to_owned(), Value::Array(lines));
    members.insert("kinds".to_owned(), plan.kinds.iter().map(kind).collect());
    let marker = |marker: &Marker| {
        with_place(json!({ "name": marker.name, "meaning": marker.meaning }), marker.source.as_ref())
    };
    members.insert("markers".to_owned(), plan.markers.iter().map(marker).collect());
    members.insert("directories".to_owned(), plan.directories.iter().map(directory).collect());
    members.insert("exclusions".to_owned(), plan.exclusions.iter().map(exclusion).collect());
    Value::Object(members)
}

fn notice(notice: &Notice) -> Value {
    with_place(
        json!({
            "severity": notice.severity,
            "message": notice.message,
            "effect": notice.effect,
            "hint": notice.hint,
        }),
        notice.location.as_ref(),
    )
}
