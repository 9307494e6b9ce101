//! What went wrong once, each under its own name: at this point of this call.

use crate::layer::{Fault, Kind};
use crate::scenes::{Scene, scenes};
use crate::sweep::disturbed;

/// Disturbs a call at the first point whose name begins and goes on like this; gives what became of the call.
fn case(scene: &str, point: [&str; 2], kind: Kind) -> &'static str {
    let scene: &Scene = scenes().iter().find(|other| other.name == scene).unwrap();
    let is_it = |name: &String| name.starts_with(point[0]) && name.contains(point[1]);
    let at = scene.points.iter().position(is_it).unwrap_or_else(|| panic!("{point:?} is never passed")) + 1;
    disturbed(scene, Fault { kind, at, forever: false }).unwrap()
}

#[test]
fn the_run_after_one_that_died_drafts_the_reminders_of_all_days_since_the_last_that_ended() {
    let came =
        |scene: &Scene, path: &str| !scene.before.contains_key(path) && path.contains("/2014Q2/notices/");
    let scene = scenes().iter().find(|scene| scene.name == "a run on a day of reminders").unwrap();
    assert!(scene.after.keys().any(|path| came(scene, path)), "no reminder comes on that day");
    assert_eq!(case(scene.name, ["Create OFFICE/outbox/", "2014Q2"], Kind::Kill), "killed");
}

#[test]
fn an_answer_given_once_more_after_a_call_that_died_stands_in_the_journal_once() {
    assert_eq!(case("a finding is admitted", ["Create OFFICE/outbox/", ""], Kind::Kill), "killed");
}

#[test]
fn an_office_whose_making_was_cut_short_is_made_whole_and_nothing_unfinished_stays() {
    assert_eq!(case("an office is made", ["Rename OFFICE/registry/", "units.csv"], Kind::Kill), "killed");
}

#[test]
fn an_export_that_died_leaves_nothing_unfinished_once_another_one_is_made() {
    assert_eq!(case("the first export", ["Rename EXPORT/records/", ""], Kind::Kill), "killed");
}

#[test]
fn a_manifest_that_was_never_finished_does_not_stay() {
    assert_eq!(case("the first run", ["Rename OFFICE/outbox/", "manifest.json"], Kind::Kill), "killed");
}

#[test]
fn a_disk_that_cannot_read_a_draft_is_told_and_not_taken_for_a_changed_draft() {
    let draft = ["Open OFFICE/outbox/2014Q1/notices/N09", ".docx"];
    assert_eq!(case("notices are approved", draft, Kind::Eio), "failed");
}

#[test]
fn a_disk_that_refuses_a_new_file_is_told_in_words() {
    assert_eq!(case("the first run", ["Create OFFICE/outbox/", "data"], Kind::Eio), "failed");
}

#[test]
fn a_list_of_receipt_times_that_cannot_be_read_is_not_taken_for_none() {
    assert_eq!(case("the first run", ["Open OFFICE/inbox/_received.csv", ""], Kind::Eio), "failed");
}

#[test]
fn a_disk_that_cannot_read_a_workbook_again_ends_the_run_and_no_circular_that_cites_it_is_lost() {
    let workbook = ["Open OFFICE/outbox/2014Q1/", ".xlsx"];
    assert_eq!(case("the first run", workbook, Kind::Eio), "failed");
}
