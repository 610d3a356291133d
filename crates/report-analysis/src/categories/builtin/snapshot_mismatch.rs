//! Snapshot mismatch.

use super::{BuiltIn, Example, Facts};

/// What was produced differs from a stored snapshot, golden file or screenshot, or none is stored yet.
pub(super) static SNAPSHOT_MISMATCH: BuiltIn = BuiltIn {
    id: "snapshot-mismatch",
    title: "Snapshot mismatch",
    meaning: "What was produced differs from a stored snapshot, golden file or screenshot, or none is stored yet.",
    advice: "Look at the difference first. If the new output is right, update the snapshots in a commit of their own; mask values that differ from run to run.",
    comparisons: true,
    types: &[
        "VerifyException",
        "ApprovalMismatchException",
        "ApprovalMissingException",
        "SnapshotMismatchError",
        "SnapshotMismatch",
    ],
    phrases: &[
        "tomatchsnapshot",
        "tomatchinlinesnapshot",
        "tomatchfilesnapshot",
        "tothrowerrormatchingsnapshot",
        "tomatchimagesnapshot",
        "tohavescreenshot",
        "tomatchariasnapshot",
        "stored snapshot",
        "- snapshot]",
        "snapshot assertion",
        "snapshot name:",
        "snapshot mismatch",
        "snapshots differ",
        "match snapshot",
        "matches snapshot",
        "match the snapshot",
        "snapshotassertion",
        "screenshot comparison failed",
        "pixels (ratio",
        "golden file",
        "golden mismatch",
        "does not match golden",
        "approved file",
        "received file does not match",
    ],
    also: Some(names_snapshot),
    examples: &[
        Example { exception: "AssertionError", message: "assert [+ received] == [- snapshot]" },
        Example { exception: "Error", message: "expect(received).toMatchInlineSnapshot(snapshot)" },
        Example { exception: "panic", message: "snapshot assertion for 'cart' failed in line 12" },
    ],
};

fn names_snapshot(facts: &Facts<'_>) -> bool {
    facts.text.contains("snapshot")
        && ["mismatch", "differ", "does not exist", "obsolete", "changed", "match"]
            .iter()
            .any(|word| facts.text.contains(word))
}
