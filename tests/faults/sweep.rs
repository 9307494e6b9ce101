//! Each call of the program is disturbed at point after point; then what makes up for it is done in peace, and the
//! office must be as if nothing had happened.

use crate::every;
use crate::layer::{Fault, Kind, call_on};
use crate::scenes::{Scene, folder, scenes};
use crate::state::{copied, files, is_whole, manifests_agree, shown, unnumbered};
use crate::support::samples::is_same;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many points of each kind are tried in all scenes together if it is not all of them.
const SAMPLE: usize = 4;
/// How many tests are at work at once.
const HANDS: usize = 2;

/// The points at which something of a kind is tried: of each name the first and the last, else every so many.
fn tried(kind: Kind, forever: bool) -> Vec<(&'static Scene, Fault)> {
    let mut tried = Vec::new();
    for scene in scenes() {
        let mut of_name: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (at, name) in (1..).zip(&scene.points).filter(|(_, name)| kind.happens_at(name)) {
            of_name.entry(name).or_default().insert(at);
        }
        let ends = of_name.values().flat_map(|at| [at.first(), at.last()]).flatten();
        let ends: BTreeSet<usize> = ends.copied().collect();
        tried.extend(ends.into_iter().map(|at| (scene, Fault { kind, at, forever })));
    }
    // What fails for ever fails soon: it is tried at fewer points.
    let step = every().map_or(tried.len().div_ceil(SAMPLE), |every| if forever { every * 8 } else { every });
    tried.into_iter().step_by(step.max(1)).collect()
}

/// Tries all of them, several at once; fails with all that went wrong.
fn sweep(what: &str, tried: &[(&Scene, Fault)]) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let names = Mutex::new(BTreeSet::new());
    let outcomes = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..HANDS {
            scope.spawn(|| {
                while let Some((scene, fault)) = tried.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let name = scene.points.get(fault.at - 1).map_or("", String::as_str);
                    match catch_unwind(AssertUnwindSafe(|| disturbed(scene, *fault))) {
                        Ok(Ok(outcome)) => *outcomes.lock().unwrap().entry(outcome).or_insert(0) += 1,
                        Ok(Err(why)) => {
                            eprintln!("WRONG {}, {fault} ({name})", scene.name);
                            wrong.lock().unwrap().push(format!("{}, {fault} ({name}): {why}", scene.name));
                        }
                        Err(panic) => {
                            let why = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                            wrong.lock().unwrap().push(format!("{}, {fault} ({name}): {why}", scene.name));
                        }
                    }
                    names.lock().unwrap().insert((scene.name, name));
                }
            });
        }
    });
    let (wrong, names) = (wrong.into_inner().unwrap(), names.into_inner().unwrap());
    println!(
        "{what}: {} tried at {} named points of {} calls; {:?}; {} wrong",
        tried.len(),
        names.len(),
        scenes().len(),
        outcomes.into_inner().unwrap(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{} of {} went wrong:\n{}", wrong.len(), tried.len(), wrong.join("\n\n"));
}

/// Disturbs a call, looks at what it left, makes up for it, and looks again.
pub fn disturbed(scene: &Scene, fault: Fault) -> Result<&'static str, String> {
    let folder = folder();
    let root = folder.path().join("W");
    copied(&scene.found, &root);
    let (ended, _) = call_on(&root, &scene.arguments(&root), Some(fault));
    let said = &ended.said;
    let told = match ended.code {
        None if fault.kind.kills() => "killed",
        Some(code) if code == scene.code => "done",
        Some(1) => {
            is_told(said, &root, fault.kind)?;
            "failed"
        }
        Some(0 | 3 | 4) if !fault.kind.kills() => "done otherwise",
        other => return Err(format!("ended with {other:?}: {said}")),
    };
    if said.contains("panicked") {
        return Err(format!("panicked: {said}"));
    }
    let strictly = fault.kind.kills() && !scene.in_steps;
    is_whole(&scene.before, &scene.after, &files(&root), strictly)?;
    // What could not be read for a moment is taken by the next call, after what was: then it has another number.
    let later = told.starts_with("done") && files(&root.join("OFFICE/inbox")).len() > 1;
    scene.make_up(&root);
    if later {
        is_same("afterwards, but for the order", &unnumbered(&scene.settled), &unnumbered(&shown(&root)));
    } else {
        is_same("afterwards", &scene.settled, &shown(&root));
    }
    manifests_agree(&root)?;
    Ok(told)
}

/// A failure says in plain words what is wrong, where, and what to do.
fn is_told(said: &str, root: &Path, kind: Kind) -> Result<(), String> {
    let path = root.display().to_string();
    let names = said.contains(&path) || said.contains("ledger.db");
    let full = kind != Kind::Enospc || said.contains("磁盘已满");
    let foreign = ["os error", "No space", "database", "I/O"].iter().any(|words| said.contains(words));
    let told = said.contains("错误：") && said.contains("办法：") && names && full && !foreign;
    if told { Ok(()) } else { Err(format!("it only says: {said}")) }
}

#[test]
fn a_call_killed_before_any_point_is_made_up_for() {
    sweep("killed before", &tried(Kind::Kill, false));
}

#[test]
fn a_call_killed_after_any_change_is_made_up_for() {
    sweep("killed after", &tried(Kind::Killed, false));
}

#[test]
fn a_disk_that_fails_once_anywhere_is_told_and_made_up_for() {
    sweep("EIO once", &tried(Kind::Eio, false));
}

#[test]
fn a_disk_that_fails_for_ever_is_told_and_made_up_for() {
    sweep("EIO for ever", &tried(Kind::Eio, true));
}

#[test]
fn a_disk_that_is_full_for_a_moment_is_told_and_made_up_for() {
    sweep("ENOSPC once", &tried(Kind::Enospc, false));
}

#[test]
fn a_disk_that_is_full_from_some_point_on_is_told_and_made_up_for() {
    sweep("ENOSPC for ever", &tried(Kind::Enospc, true));
}

#[test]
fn a_call_that_is_interrupted_is_told_and_made_up_for() {
    sweep("EINTR", &tried(Kind::Eintr, false));
}

#[test]
fn a_transfer_that_is_cut_short_is_taken_up_where_it_stopped() {
    sweep("short", &tried(Kind::Short, false));
}

#[test]
fn the_calls_pass_points_of_more_than_two_hundred_names() {
    let names: BTreeSet<_> =
        scenes().iter().flat_map(|scene| scene.points.iter().map(|name| (scene.name, name))).collect();
    assert!(names.len() > 200, "{}", names.len());
}
