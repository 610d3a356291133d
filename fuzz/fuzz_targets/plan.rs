#![no_main]

use report_formats::{Artifact, plans};
use report_model::Notices;

// What is read of a plan stands on a line of the document, and no number is none.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let notices = Notices::default();
    let plan = plans::read(&Artifact::new("PLAN.md", bytes), &notices);
    let last = u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX);
    for total in &plan.totals {
        assert!(total.value.low.is_finite() && total.value.high >= total.value.low, "{total:?}");
        assert!(total.source.line.is_some_and(|line| (1..=last).contains(&line)), "{total:?}");
    }
    for notice in notices.into_sorted() {
        assert!(notice.message.len() < 4096, "a notice is no place for what it is about");
    }
});
