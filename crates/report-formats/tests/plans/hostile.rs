//! Documents that nobody should write: of any size and of any shape.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use report_formats::{Artifact, plans};
use report_model::Notices;

use super::read_text;

#[test]
fn time_grows_with_the_length_of_a_document() {
    let path = format!("{}/tests/plans/documents/roadmap.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    // Without optimisation a tenth of the bytes take about as long.
    let share = if cfg!(debug_assertions) { 10 } else { 1 };
    // Half a second of work; a machine with other work takes several times as long, quadratic growth far longer.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 5 });
    let many = text.repeat(5_000_000 / text.len() / share);
    let lists =
        "- [ ] Fix `tests/test_a.py::test_b` (3 failures): < 10 ms, 90 % coverage\n".repeat(65_000 / share);
    let deep: Vec<String> = (0..2000).map(|depth| format!("{}- a < 1 ms\n", "  ".repeat(depth))).collect();
    let rows = "| Phase 1 | 5 | 6 | 7\n|\n".repeat(200_000 / share);
    let tables = format!("| Phase | Passing |\n|---|---|\n{rows}");
    let line = "1602/1737 passing, `a` 92 % ".repeat(180_000 / share);
    let bold = "**a:** ".repeat(700_000 / share);
    let numbered =
        |piece: &dyn Fn(usize) -> String, count: usize| -> String { (0..count / share).map(piece).collect() };
    let headings =
        numbered(&|at| format!("## Clocks {at} are wrong ({at} failures)\n\n**Effort:** 2 h\n\n"), 110_000);
    let phases = numbered(
        &|at| format!("### Phase {}{}: Reach {}% coverage\n", at % 999, ['A', 'B'][at % 2], at % 99),
        160_000,
    );
    let targets = numbered(
        &|at| format!("## Phase {at}: Part {at}\n\n- Passing: {at} tests\n- Coverage: 70%\n\n"),
        80_000,
    );
    let components =
        numbered(&|at| format!("- **Part {at}** (`src/{at}/**`): {}% coverage\n", at % 100), 110_000);
    let causes = numbered(&|at| format!("| Cause {at} | {at} failures | P1 |\n"), 160_000);
    let causes = format!("## Failures\n\n| Cause | Failures | Priority |\n|---|---|---|\n{causes}");
    let html =
        "<table><tr><td>Phase 1</td><td>< 10 ms</td></tr>\n\n<!-- a -->\n<div\n".repeat(70_000 / share);
    let quotes = "> ".repeat(5_000) + &"> - > 5 ms & <b>90 %</b> `a\n".repeat(170_000 / share);
    let findings = "## Failing tests\n".to_owned()
        + &numbered(&|at| format!("- ❌ tests/test_{at}.py::test_{at} – 3 of 9 fail\n"), 100_000);
    let groups = numbered(&|at| format!("- **Part {at}:**\n  - Router tests: {at}/{at} passing\n"), 90_000);
    for (name, text) in [
        ("roadmap", many),
        ("lists", lists),
        ("deep", deep.concat()),
        ("tables", tables),
        ("line", line),
        ("stars", bold),
        ("headings", headings),
        ("phases", phases),
        ("targets", targets),
        ("components", components),
        ("causes", causes),
        ("html", html),
        ("quotes", quotes),
        ("findings", findings),
        ("groups", groups),
    ] {
        let start = Instant::now();
        let _ = read_text(&text);
        println!("{name}: {:?} for {} bytes", start.elapsed(), text.len());
        assert!(start.elapsed() < limit, "{name}: {:?} for {} bytes", start.elapsed(), text.len());
    }
}

/// A piece of a document: well formed or not.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[#]{1,7} (Phase [0-9]{1,3}[A-Z]?|Findings|Tasks|Criteria|Coverage|Budgets|Category [0-9]: x \\([0-9]{1,4} failures\\))[: ]{0,2}",
        "[ \t]{0,9}[-*] (\\*\\*)?[A-Z][a-z ]{0,12}(\\*\\*)?(\\([^)\n]{0,9}\\))?: ?[❌✅🔄]? ?[0-9]{1,4}(/[0-9]{1,4}| →|%| tests)?[a-z0-9 %()→,]{0,20}",
        "[#]{2,5} ([0-9.]{1,5} )?[A-Za-z ]{0,20}(`test_[a-z_/\\[\\]]{1,9}`)? ?[(][0-9~%, /a-z]{0,24}[)]?",
        "(Goal|Target|Timeline|Status|File|Scope): .{0,40}(from|to|→|->) ?[0-9]{1,4}%?[^\n]{0,20}",
        "[ \t]{0,9}([-*+]|[0-9]{1,9}[.)]) (\\[[ x~]?\\] )?[a-z*`_<>≥%0-9 .,:/()–-]{0,40}",
        "(\\|[a-z0-9 %.,:<>–-]{0,8}){0,7}\\|?",
        "\\|(:?-{1,4}:?\\|){0,7}",
        "<[a-z/!-]{0,8}[^\n]{0,12}>?",
        "```[a-z]{0,4}",
        "\\PC{0,60}",
        "[0-9.,'  %<>=~≤≥+–-]{0,40}(ms|s|%|MB|/s|tests|failures)?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_document_panics(pieces in prop::collection::vec(piece(), 0..60)) {
        let plan = read_text(&pieces.join("\n"));
        for criterion in &plan.criteria {
            prop_assert!(criterion.source.as_ref().and_then(|source| source.line).is_some());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = plans::read(&Artifact::new("x", &bytes), &Notices::default());
    }

    #[test]
    fn lines_are_in_the_document(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.join("\n");
        let last = u32::try_from(text.lines().count()).unwrap().max(1);
        let plan = read_text(&text);
        let sources = plan.phases.iter().map(|phase| &phase.source)
            .chain(plan.tasks.iter().flat_map(|list| &list.items).map(|task| &task.source))
            .chain(plan.budgets.iter().map(|budget| &budget.source))
            .chain(plan.components.iter().map(|component| &component.source));
        for line in sources.flatten().filter_map(|source| source.line) {
            prop_assert!((1..=last).contains(&line), "line {line} of {last}");
        }
    }
}
