//! The program is killed, again and again, at any moment of its work. The next run makes up for it: nothing is lost,
//! nothing is there twice, and nobody can tell that anything happened.

use crate::support::samples::{Tree, batches, copy, empty_office, exported, is_same, rows, tree};
use liangze::batch::{Office, sha256_of};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How many runs are killed in all, if all is tried and else, and how many at most in one office before it is left in
/// peace.
const KILLS: [usize; 2] = [500, 25];
const KILLS_OF_ONE: usize = 25;

/// A sequence of numbers that looks like chance and is the same each time (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    /// From 0 up to, but not 1.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).expect("32 bits are left")) / 2f64.powi(32)
    }
}

/// An office in whose inbox lie the samples of all batches at once, with one list of the times of receipt.
pub fn flooded_office(root: &Path) -> Office {
    let office = empty_office(root);
    let mut receipts = Vec::new();
    for (inbox, _) in batches() {
        copy(&inbox, &office.inbox());
        let list = fs::read(inbox.join("_received.csv")).unwrap();
        let skipped =
            if receipts.is_empty() { 0 } else { list.iter().position(|byte| *byte == b'\n').unwrap() + 1 };
        receipts.extend_from_slice(&list[skipped..]);
    }
    fs::write(office.inbox().join("_received.csv"), receipts).unwrap();
    office
}

pub fn program(office: &Office) -> Command {
    let (_, clock) = batches().pop().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_liangze"));
    command.arg("run").arg(office.root()).args(["--as-of", &clock.to_string()]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs the program and kills it after some time; true if that was before its end.
fn killed(office: &Office, after: Duration) -> bool {
    let mut child = program(office).spawn().unwrap();
    sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// What an office shows that does not tell how many runs it took: data, export, and the names of all files.
pub fn shown(office: &Office) -> [(&'static str, Tree); 4] {
    let names = |tree: Tree| tree.into_keys().map(|path| (path, Vec::new())).collect::<Tree>();
    let outbox = tree(&office.outbox());
    let data = outbox.iter().filter(|(path, _)| path.contains("/data/"));
    [
        ("data", data.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()),
        ("outbox", names(outbox)),
        ("rejected", tree(&office.rejected())),
        ("export", exported(office)),
    ]
}

/// Every file that was dropped is out of the inbox, in the archive or in quarantine, and in the export once.
pub fn holds_all(office: &Office, dropped: &Tree) {
    let left = tree(&office.inbox());
    assert_eq!(left.keys().map(String::as_str).collect::<Vec<_>>(), ["_received.csv"]);
    let kept: BTreeSet<String> = [office.archive(), office.quarantine()]
        .iter()
        .flat_map(|folder| tree(folder).into_values())
        .map(|bytes| sha256_of(&bytes))
        .collect();
    let submissions = rows(&exported(office)["submissions.csv"]);
    let sources: BTreeSet<&str> = submissions.iter().flat_map(|row| row[1].split("!/").next()).collect();
    for (path, bytes) in dropped.iter().filter(|(path, _)| *path != "_received.csv") {
        assert!(kept.contains(&sha256_of(bytes)), "{path} was lost");
        assert!(sources.contains(path.as_str()), "{path} is not in the export");
    }
}

#[test]
fn whenever_a_run_is_killed_the_next_one_makes_up_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let peaceful = flooded_office(&folder.path().join("peaceful"));
    let dropped = tree(&peaceful.inbox());
    assert!(dropped.len() > 200);
    let begun = Instant::now();
    program(&peaceful).status().unwrap();
    let whole = begun.elapsed();
    holds_all(&peaceful, &dropped);
    let expected = shown(&peaceful);
    let (mut kills, mut offices, mut dice) = (0, 0, Dice(2014));
    let wanted = KILLS[usize::from(!crate::all())];
    while kills < wanted {
        offices += 1;
        let office = flooded_office(&folder.path().join(format!("office-{offices}")));
        let last = kills + KILLS_OF_ONE;
        while kills < last {
            // Mostly soon, so that many runs are cut short one after the other; at times at any moment of a whole run.
            let span = if kills % 8 == 7 { whole } else { whole / 6 };
            if !killed(&office, span.mul_f64(dice.share())) {
                break;
            }
            kills += 1;
        }
        program(&office).status().unwrap();
        holds_all(&office, &dropped);
        for ((what, expected), (_, found)) in expected.iter().zip(shown(&office)) {
            is_same(&format!("{what} of office {offices} after {kills} kills"), expected, &found);
        }
        fs::remove_dir_all(office.root()).unwrap();
    }
    println!(
        "killed {kills} times at random in {offices} offices of {} files: 0 lost, 0 doubled",
        dropped.len()
    );
}
