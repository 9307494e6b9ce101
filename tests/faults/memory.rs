//! Little memory: the program does its work or says why it cannot, and never leaves half an output.

use crate::layer::ended;
use crate::scenes::{Scene, folder, scenes};
use crate::state::{copied, files, is_whole, shown};
use crate::support::samples::is_same;
use std::process::{Command, Stdio};

/// Runs the program with so much memory at most, in MB; true if that was enough.
fn with_memory(scene: &Scene, megabytes: u64) -> bool {
    let folder = folder();
    let root = folder.path().join("W");
    copied(&scene.found, &root);
    let mut command = Command::new("sh");
    let limited = format!("ulimit -v {}; exec \"$@\"", megabytes * 1024);
    command.args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_liangze")]).args(scene.arguments(&root));
    command.env("LANG", "C.UTF-8").env("RAYON_NUM_THREADS", "2").stdin(Stdio::null()).stdout(Stdio::null());
    let said = folder.path().join("said");
    command.stderr(std::fs::File::create(&said).unwrap());
    let status = ended(command.spawn().unwrap());
    let said = std::fs::read_to_string(&said).unwrap();
    let enough = status.code() == Some(scene.code);
    // What the system could not even start says nothing, and has touched nothing.
    let untouched = || files(&root) == scene.before;
    assert!(enough || !said.trim().is_empty() || untouched(), "{megabytes} MB: {status} without a word");
    assert!(!said.contains("panicked"), "{megabytes} MB: {said}");
    is_whole(&scene.before, &scene.after, &files(&root), !scene.in_steps).unwrap();
    scene.make_up(&root);
    is_same(&format!("after {megabytes} MB"), &scene.settled, &shown(&root));
    enough
}

#[test]
fn with_little_memory_the_work_is_done_or_refused_and_never_half_done() {
    let scene = scenes().iter().find(|scene| scene.name == "a run over corrections").unwrap();
    let sizes: Vec<u64> =
        if crate::all() { (1..=32).map(|step| step * 32).collect() } else { vec![32, 64, 96, 1024] };
    let enough: Vec<u64> = sizes.iter().copied().filter(|size| with_memory(scene, *size)).collect();
    println!("memory: {} sizes, enough from {:?} MB", sizes.len(), enough.first());
    assert!(enough.contains(&1024), "1 GB is enough");
}
