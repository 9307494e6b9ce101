//! A run dies at every point in turn, or finds the disk full: the next one ends where an undisturbed one would.

use super::*;
use crate::batch::CrashPoints;
use proptest::prelude::*;
use std::process::Command;

const OFFICE: &str = "LIANGZE_TEST_OFFICE";

fn fill(desk: &Desk) {
    desk.drop(&[
        ("a.xlsx", b"FX J-1 2014Q3 1"),
        ("a2.xlsx", b"FX J-1 2014Q3 1"),
        ("b.xlsx", b"FX J-1 2014Q3 2"),
        ("c.zip", &zip(&[("d.xlsx", b"FX J-2 2014Q3 1"), ("e.xlsx", b"damaged")])),
        ("f.xlsx", b"secret"),
        ("g.tmp", b"junk"),
    ]);
    std::os::unix::fs::symlink("/", desk.path("inbox/link")).unwrap();
}

fn small_chunks(office: &mut Office, files: u32) {
    office.config.limits.chunk_files = files;
}

/// All files below a folder with their bytes, links by their target.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            found.extend(tree(&path));
        } else if metadata.is_file() {
            found.push((path.clone(), fs::read(&path).unwrap()));
        } else {
            found.push((path.clone(), b"a link".to_vec()));
        }
    }
    found.sort();
    found
}

/// What an office holds after its runs, whatever happened on the way.
fn outcome(desk: &Desk) -> (Vec<String>, Vec<(PathBuf, Vec<u8>)>) {
    let mut files = vec![];
    for folder in ["inbox", "archive", "rejected", "quarantine", "work/leaving"] {
        let found = if desk.path(folder).exists() { tree(&desk.path(folder)) } else { vec![] };
        let root = desk.folder.path();
        files.extend(found.into_iter().map(|(path, b)| (path.strip_prefix(root).unwrap().to_owned(), b)));
    }
    (desk.lines(), files)
}

fn undisturbed() -> (Vec<String>, Vec<(PathBuf, Vec<u8>)>) {
    let desk = Desk::new();
    fill(&desk);
    desk.run().unwrap();
    outcome(&desk)
}

/// Not a test of its own: the run that dies, in a process of its own. Without an office it has nothing to do.
#[test]
fn a_run_that_dies() {
    if let Ok(folder) = std::env::var(OFFICE) {
        let mut office = Office::open(Path::new(&folder)).unwrap();
        small_chunks(&mut office, 2);
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        desk.run_with(office).unwrap();
    }
}

#[test]
fn a_run_killed_at_any_point_is_finished_by_the_next_and_nothing_is_lost_or_doubled() {
    let expected = undisturbed();
    let child = std::env::current_exe().unwrap();
    let mut at = 0;
    loop {
        at += 1;
        let desk = Desk::new();
        fill(&desk);
        let died = Command::new(&child)
            .args(["batch::intake::tests::recovery::a_run_that_dies", "--exact", "--nocapture"])
            .env(OFFICE, desk.folder.path())
            .env("LIANGZE_CRASH_AT", at.to_string())
            .output()
            .unwrap();
        desk.run().unwrap();
        assert_eq!(outcome(&desk), expected, "killed at point {at}");
        if died.status.success() {
            break;
        }
    }
    assert!(at > 40, "only {at} points were passed");
}

#[test]
fn a_full_disk_at_any_point_ends_the_run_and_loses_nothing() {
    let expected = undisturbed();
    for at in 1.. {
        let desk = Desk::new();
        fill(&desk);
        let mut office = Office::open(desk.folder.path()).unwrap();
        small_chunks(&mut office, 3);
        office.points = CrashPoints::full_disk_at(at);
        let points = office.points.clone();
        let ended = desk.run_with(office);
        if points.passed() < at {
            ended.unwrap();
            break;
        }
        assert!(matches!(ended, Err(BatchFailure::Disk { .. })), "point {at}");
        desk.run().unwrap();
        assert_eq!(outcome(&desk), expected, "full at point {at}");
    }
}

#[test]
fn a_file_dropped_under_the_name_of_a_leaving_one_is_not_lost() {
    // The disk refuses when the file is about to leave; then a clerk drops another one over it.
    let stopped = |at: usize| {
        let desk = Desk::new();
        desk.drop(&[("a.xlsx", b"FX J-1 2014Q3 1")]);
        let mut office = Office::open(desk.folder.path()).unwrap();
        office.points = CrashPoints::full_disk_at(at);
        let ended = desk.run_with(office);
        let leaving = |what: &str| what == "rename out of the inbox";
        matches!(ended, Err(BatchFailure::Disk { what, .. }) if leaving(what)).then_some(desk)
    };
    let desk = (1..20).find_map(stopped).unwrap();
    desk.drop(&[("a.xlsx", b"FX J-1 2014Q3 2")]);
    desk.run().unwrap();
    assert_eq!(desk.lines(), ["a.xlsx [FX J-1] v1 superseded", "a.xlsx [FX J-1] v2 accepted GN-V011"]);
    assert_eq!(desk.inbox(), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_outcome_depends_on_how_files_fall_into_chunks(
        files in proptest::collection::vec((0u8..4, 0u8..3, 0u8..3, 0u8..4), 1..12),
        chunk in 1u32..5,
    ) {
        let mut desks = vec![];
        for most in [chunk, 256] {
            let desk = Desk::new();
            let mut received = String::from("path,received_at\n");
            for (number, (unit, count, hour, kind)) in files.iter().enumerate() {
                let text = format!("FX J-{unit} 2014Q3 {count}");
                let (name, bytes) = match kind {
                    0 => (format!("{number}.zip"), zip(&[("x.xlsx", text.as_bytes())])),
                    1 => (format!("{number}.xlsx"), [text.as_str(), "\nFY J-9 2014 1"].concat().into_bytes()),
                    _ => (format!("{number}.xlsx"), text.into_bytes()),
                };
                desk.drop(&[(&name, &bytes)]);
                received += &format!("{name},2014-10-07T0{hour}:00\n");
            }
            desk.drop(&[("_received.csv", received.as_bytes())]);
            let mut office = Office::open(desk.folder.path()).unwrap();
            small_chunks(&mut office, most);
            desk.run_with(office).unwrap();
            desks.push(desk);
        }
        prop_assert_eq!(outcome(&desks[0]), outcome(&desks[1]));
    }
}
