//! Files that change, grow, shrink, vanish, arrive and are replaced while runs read the inbox. What the ledger says of a
//! file is the hash of bytes that stood in it at one moment, and what was there at the end is not lost.

use crate::killed::Dice;
use crate::layer::{call, program};
use liangze::batch::{Office, sha256_of};
use liangze::catalog::load::Templates;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// How many changes there are at least, if all is tried and else.
const CHANGES: [usize; 2] = [12_000, 400];
const FILES: usize = 6;
const BLOCK: usize = 4096;
const BLOCKS: usize = 64;

/// A hand that changes files and remembers what ever stood in them.
struct Hand {
    inbox: PathBuf,
    dice: Dice,
    bytes: Vec<Option<Vec<u8>>>,
    stood: BTreeSet<String>,
}

impl Hand {
    fn path(&self, file: usize) -> PathBuf {
        self.inbox.join(format!("县/{file}.bin"))
    }

    fn pick(&mut self, many: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let picked = (self.dice.share() * many as f64) as usize;
        picked.min(many - 1)
    }

    /// Any block, unlike all others.
    fn block(&mut self) -> Vec<u8> {
        let text = format!("{:.12} ", self.dice.share());
        text.bytes().cycle().take(BLOCK).collect()
    }

    fn stands(&mut self, file: usize, bytes: Option<Vec<u8>>) {
        self.stood.extend(bytes.as_ref().map(|bytes| sha256_of(bytes)));
        self.bytes[file] = bytes;
    }

    /// Changes a file in one step; what will stand in it is remembered first.
    fn change(&mut self) {
        let (file, what) = (self.pick(FILES), self.pick(8));
        let (path, block) = (self.path(file), self.block());
        // What was taken has gone; then there is nothing to be changed, and a new file comes.
        let there = self.bytes[file].clone().filter(|_| path.exists());
        let Some(mut bytes) = there else {
            self.replace(file, &path);
            return;
        };
        match what {
            0 => self.replace(file, &path),
            1 => {
                bytes.extend(&block);
                self.stands(file, Some(bytes));
                self.written(file, OpenOptions::new().append(true).open(path), |file| file.write_all(&block));
            }
            2 => {
                let blocks = self.pick(bytes.len() / BLOCK) + 1;
                bytes.truncate(blocks * BLOCK);
                self.stands(file, Some(bytes));
                let length = (blocks * BLOCK) as u64;
                self.written(file, OpenOptions::new().write(true).open(path), |file| file.set_len(length));
            }
            3 => {
                self.stands(file, None);
                let _ = fs::remove_file(path);
            }
            4 => {
                let mode = if self.pick(2) == 0 { 0o000 } else { 0o644 };
                let _ = fs::set_permissions(path, Permissions::from_mode(mode));
            }
            _ => {
                let at = self.pick(bytes.len() / BLOCK) * BLOCK;
                bytes[at..at + BLOCK].copy_from_slice(&block);
                self.stands(file, Some(bytes));
                let opened = OpenOptions::new().write(true).open(path);
                self.written(file, opened, |file| file.write_all_at(&block, at as u64));
            }
        }
    }

    /// Does something to a file. The program may have moved it away for a moment: then nobody knows what stands in it.
    fn written(
        &mut self,
        number: usize,
        file: std::io::Result<File>,
        write: impl FnOnce(&mut File) -> std::io::Result<()>,
    ) {
        match file {
            Ok(mut file) => write(&mut file).unwrap(),
            Err(_) => self.bytes[number] = None,
        }
    }

    /// Puts a whole new file in place of whatever is there.
    fn replace(&mut self, file: usize, path: &Path) {
        let blocks = self.pick(BLOCKS) + 1;
        let bytes: Vec<u8> = (0..blocks).flat_map(|_| self.block()).collect();
        let beside = self.inbox.parent().unwrap().join("arriving");
        fs::write(&beside, &bytes).unwrap();
        self.stands(file, Some(bytes));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::rename(beside, path).unwrap();
    }
}

#[test]
fn whatever_changes_while_it_is_read_is_kept_as_it_stood_at_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::init(&folder.path().join("OFFICE"), None, &Templates::builtin()).unwrap();
    let wanted = CHANGES[usize::from(!crate::all())];
    let mut hand =
        Hand { inbox: office.inbox(), dice: Dice(2014), bytes: vec![None; FILES], stood: BTreeSet::new() };
    let (changes, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let arguments =
        ["run", &office.root().display().to_string(), "--as-of", "2014-04-08T09:00"].map(str::to_owned);
    let run = || {
        let ended = call(program(&arguments), &folder.path().join("said"));
        assert!(ended.code.is_some_and(|code| [0, 3, 4].contains(&code)), "{ended:?}");
    };
    let runs = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                hand.change();
                changes.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut runs = 0;
        while changes.load(Ordering::SeqCst) < wanted || runs < 3 {
            run();
            runs += 1;
        }
        done.store(true, Ordering::SeqCst);
        runs
    });
    let left: Vec<Vec<u8>> = crate::state::files(&office.inbox()).into_values().collect();
    run();
    let ledger = Connection::open(office.ledger_path()).unwrap();
    let mut asked = ledger.prepare("SELECT sha256 FROM files WHERE sha256 <> ''").unwrap();
    let said: Vec<String> = asked.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mixed = said.iter().filter(|sha256| !hand.stood.contains(*sha256)).count();
    let kept: BTreeSet<String> =
        crate::state::files(&office.archive()).values().map(|b| sha256_of(b)).collect();
    println!(
        "{} changes during {runs} runs, {} files taken: {mixed} mixed reads",
        changes.load(Ordering::SeqCst),
        said.len()
    );
    assert_eq!(mixed, 0, "of {}", said.len());
    assert!(said.iter().all(|sha256| kept.contains(sha256)), "the archive lacks what the ledger speaks of");
    for bytes in left {
        assert!(said.contains(&sha256_of(&bytes)), "what lay there at the end is lost");
    }
}
