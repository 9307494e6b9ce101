//! Links in the folder of an office. What a clerk can reach, the inbox, is never a way out of it: neither does anything
//! come in through a link, nor is anything written or removed behind one. The folders themselves may be links: whoever
//! keeps the office may have its archive on a larger disk.

use crate::layer::{call, call_on, program};
use crate::scenes::{folder, scenes};
use crate::state::{copied, files, shown};
use crate::support::program::Program;
use crate::support::samples::is_same;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn desk() -> Program {
    let program = Program::new();
    assert_eq!(program.call(&["init", "OFFICE"]).code, 0);
    program
}

fn run(program: &Program) -> i32 {
    program.call(&["run", "OFFICE", "--as-of", "2014-04-08T09:00"]).code
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

#[test]
fn nothing_comes_in_through_a_link_in_place_of_a_folder() {
    let desk = desk();
    let (elsewhere, inbox) = (desk.folder().join("elsewhere"), desk.folder().join("OFFICE/inbox"));
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("private.txt"), "private").unwrap();
    symlink(&elsewhere, inbox.join("县")).unwrap();
    assert_eq!(run(&desk), 3);
    assert_eq!(names(&elsewhere), ["private.txt"]);
    assert_eq!(names(&inbox), [""; 0]);
    let kept = files(&desk.folder().join("OFFICE"));
    assert!(!kept.values().any(|bytes| bytes == b"private"));
}

#[test]
fn nothing_is_put_behind_a_link_that_was_rejected_before() {
    let desk = desk();
    let (elsewhere, inbox) = (desk.folder().join("elsewhere"), desk.folder().join("OFFICE/inbox"));
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, inbox.join("县")).unwrap();
    assert_eq!(run(&desk), 3);
    fs::create_dir(inbox.join("县")).unwrap();
    fs::write(inbox.join("县/a.xlsx"), "damaged").unwrap();
    symlink("/", inbox.join("县/b")).unwrap();
    assert_eq!(run(&desk), 3);
    assert_eq!(names(&elsewhere), [""; 0]);
    let rejected = names(&desk.folder().join("OFFICE/rejected"));
    assert_eq!(rejected.iter().filter(|name| name.ends_with("-a.xlsx")).count(), 1, "{rejected:?}");
    assert_eq!(names(&inbox), [""; 0]);
}

#[test]
fn a_link_named_as_a_rejected_folder_does_not_stop_a_run() {
    let desk = desk();
    let inbox = desk.folder().join("OFFICE/inbox");
    fs::create_dir(inbox.join("县")).unwrap();
    fs::write(inbox.join("县/a.xlsx"), "damaged").unwrap();
    assert_eq!(run(&desk), 3);
    fs::remove_dir(inbox.join("县")).unwrap();
    symlink("/", inbox.join("县")).unwrap();
    assert_eq!(run(&desk), 3);
    assert_eq!(run(&desk), 0);
    assert_eq!(names(&inbox), [""; 0]);
}

#[test]
fn what_lies_behind_a_link_put_in_place_of_a_folder_is_not_taken_away() {
    let scene = scenes().iter().find(|scene| scene.name == "the first run").unwrap();
    let folder = folder();
    let root = folder.path().join("W");
    copied(&scene.found, &root);
    let at = scene.points.iter().position(|name| name.starts_with("Rename OFFICE/inbox/")).unwrap() + 1;
    let fault = crate::layer::Fault { kind: crate::layer::Kind::Kill, at, forever: false };
    assert_eq!(call_on(&root, &scene.arguments(&root), Some(fault)).0.code, None);
    // The files are taken and claimed; before they leave, their folder becomes a link to a place with the same files.
    let (inbox, elsewhere) = (root.join("OFFICE/inbox"), folder.path().join("elsewhere"));
    let before = names(&inbox);
    fs::rename(inbox.join("省直"), &elsewhere).unwrap();
    let there = files(&elsewhere);
    symlink(&elsewhere, inbox.join("省直")).unwrap();
    let run = call(program(&scene.arguments(&root)), &folder.path().join("said"));
    assert_eq!(run.code, Some(3), "{}", run.said);
    assert!(files(&elsewhere) == there && before.len() > there.len());
}

#[test]
fn a_file_dropped_under_the_name_of_a_leaving_one_is_not_lost() {
    let scene = scenes().iter().find(|scene| scene.name == "the first run").unwrap();
    let folder = folder();
    let root = folder.path().join("W");
    copied(&scene.found, &root);
    let leaves =
        |name: &String| name.starts_with("Rename OFFICE/inbox/") && name.contains("霜桥区纪委季报.xlsx");
    let at = scene.points.iter().position(leaves).unwrap() + 1;
    let fault = crate::layer::Fault { kind: crate::layer::Kind::Kill, at, forever: false };
    assert_eq!(call_on(&root, &scene.arguments(&root), Some(fault)).0.code, None);
    let dropped = root.join("OFFICE/inbox/汀兰市/2014Q1霜桥区纪委季报.xlsx");
    assert!(dropped.exists());
    fs::write(&dropped, "another one").unwrap();
    call(program(&scene.arguments(&root)), &folder.path().join("said"));
    assert!(files(&root.join("OFFICE/archive")).values().any(|bytes| bytes == b"another one"));
    assert!(!dropped.exists());
}

#[test]
fn an_office_whose_folders_lie_elsewhere_works_as_any_other() {
    let scene = scenes().iter().find(|scene| scene.name == "the first run").unwrap();
    let folder = folder();
    let (root, elsewhere) = (folder.path().join("W"), folder.path().join("elsewhere"));
    copied(&scene.found, &root);
    fs::create_dir(&elsewhere).unwrap();
    let moved = ["archive", "outbox", "rejected", "inbox"];
    for name in moved {
        fs::rename(root.join("OFFICE").join(name), elsewhere.join(name)).unwrap();
        symlink(elsewhere.join(name), root.join("OFFICE").join(name)).unwrap();
    }
    let run = call(program(&scene.arguments(&root)), &folder.path().join("said"));
    assert_eq!(run.code, Some(scene.code), "{}", run.said);
    for name in moved {
        fs::remove_file(root.join("OFFICE").join(name)).unwrap();
        copied(&elsewhere.join(name), &root.join("OFFICE").join(name));
    }
    scene.make_up(&root);
    is_same("with folders elsewhere", &scene.settled, &shown(&root));
}

#[test]
fn a_folder_that_is_a_link_to_nowhere_is_told() {
    let desk = desk();
    let archive = desk.folder().join("OFFICE/archive");
    fs::remove_dir(&archive).unwrap();
    symlink("/nowhere/at/all", &archive).unwrap();
    let run = desk.call(&["run", "OFFICE", "--as-of", "2014-04-08T09:00"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("archive") && run.err.contains("办法："), "{}", run.err);
}
