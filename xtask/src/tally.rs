//! How many tests a runner says passed, failed and were skipped, read from its closing lines.

use std::fmt;
use std::ops::AddAssign;

/// Counts of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: usize,
    /// Those that failed, and parts that failed without counting tests.
    pub failed: usize,
    /// Those that were not run.
    pub skipped: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Tally {
    /// The sum over every `test result:` line of `cargo test`.
    pub fn of_cargo_test(said: &str) -> Self {
        let mut sum = Self::default();
        for line in said.lines() {
            let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
            else {
                continue;
            };
            for (count, word) in counts.split(';').filter_map(count_and_word) {
                match word {
                    "passed" => sum.passed += count,
                    "failed" => sum.failed += count,
                    "ignored" => sum.skipped += count,
                    _ => {}
                }
            }
        }
        sum
    }

    /// The last lines of Playwright's list reporter: `  12 passed (3.4s)`. A test that passed on a second try counts
    /// as failed: a flaky test of our own is a defect.
    pub fn of_playwright(said: &str) -> Self {
        let mut sum = Self::default();
        for line in said.lines().filter(|line| line.starts_with("  ")) {
            let Some((count, words)) = count_and_word(line) else { continue };
            let words = words.split(" (").next().unwrap_or_default();
            match words {
                "passed" => sum.passed += count,
                "failed" | "flaky" | "interrupted" => sum.failed += count,
                "skipped" | "did not run" => sum.skipped += count,
                _ => {}
            }
        }
        sum
    }
}

fn count_and_word(text: &str) -> Option<(usize, &str)> {
    let (count, word) = text.trim().split_once(' ')?;
    Some((count.parse().ok()?, word.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binary_of_cargo_test_is_counted() {
        let said = "\
running 2 tests
test a ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 3 passed; 1 failed; 4 ignored; 0 measured; 9 filtered out; finished in 0.00s
";
        assert_eq!(Tally::of_cargo_test(said), Tally { passed: 5, failed: 1, skipped: 4 });
    }

    #[test]
    fn playwright_is_counted_by_its_last_lines_only() {
        let said = "\
Running 9 tests using 1 worker
  ok 1 pages.spec.ts:10:5 > 3 passed things are shown (1.2s)
  1 failed
    pages.spec.ts:10:5 > overview
  1 flaky
    pages.spec.ts:20:5 > tests
  2 skipped
  3 did not run
  12 passed (3.4s)
";
        assert_eq!(Tally::of_playwright(said), Tally { passed: 12, failed: 2, skipped: 5 });
    }

    #[test]
    fn output_without_a_closing_line_counts_nothing() {
        assert_eq!(Tally::of_cargo_test("error: could not compile"), Tally::default());
        assert_eq!(Tally::of_playwright("Error: no tests found"), Tally::default());
    }
}
