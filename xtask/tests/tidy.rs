//! Rules that no compiler knows; `cargo xtask tidy` runs these alone.

use xtask::error::Result;
use xtask::tidy;

fn none(breaches: Result<Vec<String>>) {
    let breaches = breaches.unwrap_or_else(|error| panic!("{error}"));
    assert!(breaches.is_empty(), "\n  {}\n", breaches.join("\n  "));
}

#[test]
fn crates_depend_in_one_direction() {
    none(tidy::wrong_directions());
}

#[test]
fn colours_have_one_home() {
    none(tidy::stray_colours());
}

#[test]
fn words_and_marks_can_be_told_from_what_they_stand_on() {
    none(tidy::low_contrast());
}

#[test]
fn files_are_short_enough_to_read() {
    none(tidy::long_files());
}

#[test]
fn no_path_of_one_machine_is_published() {
    none(tidy::private_paths());
}
