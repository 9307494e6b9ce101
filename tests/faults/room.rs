//! A disk that is really full: an office on a small one of its own, in memory, which grows later.

use crate::layer::{call, program};
use crate::scenes::{Scene, scenes};
use crate::state::{copied, files, is_whole, manifests_agree, shown};
use crate::support::samples::is_same;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system in memory; it goes when this goes.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, kilobytes: u64) -> Option<Disk> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then(|| Disk(at.to_owned()))
    }

    fn grow(&self) {
        let grown = Command::new("mount").args(["-o", "remount,size=1g"]).arg(&self.0).status();
        assert!(grown.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn size_of(folder: &Path) -> u64 {
    // As a disk in memory counts: by pages, and one for each name.
    files(folder).values().map(|bytes| (bytes.len() as u64).div_ceil(4096) * 4 + 8).sum()
}

/// True if the disk was full; `None` if there is no such disk.
fn on_a_disk_with(scene: &Scene, kilobytes: u64) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::mount(&folder.path().join("disk"), size_of(&scene.found) + kilobytes)?;
    let root = disk.0.join("W");
    copied(&scene.found, &root);
    let ended = call(program(&scene.arguments(&root)), &folder.path().join("said"));
    let full = ended.code == Some(1);
    if full {
        let said = &ended.said;
        assert!(said.contains("磁盘已满") && said.contains("办法："), "{kilobytes} KB: {said}");
        assert!(said.contains("ledger.db") || said.contains("W/"), "{said}");
    } else {
        assert_eq!(ended.code, Some(scene.code), "{kilobytes} KB: {}", ended.said);
    }
    is_whole(&scene.before, &scene.after, &files(&root), !scene.in_steps).unwrap();
    disk.grow();
    scene.make_up(&root);
    is_same(&format!("after {kilobytes} KB"), &scene.settled, &shown(&root));
    manifests_agree(&root).unwrap();
    Some(full)
}

#[test]
fn a_full_disk_is_told_and_what_could_not_be_written_is_made_up_for_when_there_is_room() {
    let scene = |name: &str| scenes().iter().find(|scene| scene.name == name).unwrap();
    let (mut tried, mut full) = (0, 0);
    let sizes: Vec<u64> = if crate::all() { (0..40).map(|step| step * 64).collect() } else { vec![100, 700] };
    for scene in [scene("the first run"), scene("a run over corrections"), scene("a later export")] {
        for kilobytes in &sizes {
            let Some(was_full) = on_a_disk_with(scene, *kilobytes) else {
                eprintln!("SKIPPED: only root may mount a small disk");
                return;
            };
            tried += 1;
            full += usize::from(was_full);
        }
    }
    println!("full disks: {tried} sizes, {full} too small: 0 lost, 0 doubled, 0 half");
    assert!(full > tried / 4, "{full} of {tried}");
}
