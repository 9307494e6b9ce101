//! Workers that misbehave in all ways are played by scripts; the real one is confined in a process of its own.

use super::confinement::{allow_seconds, confine};
use super::exchange::{HEAD, read_frame, write_frame};
use super::*;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Instant;

const MEGABYTE: u64 = 1 << 20;
const SETTINGS: WorkerSettings = WorkerSettings { memory: 256 * MEGABYTE, seconds: 1, files: 2 };

fn frame(answer: &Answer) -> Vec<u8> {
    let mut frame = Vec::new();
    write_frame(&mut frame, &[&postcard::to_stdvec(answer).unwrap()]).unwrap();
    frame
}

/// A program that says it is ready and then does as the script says, with `$answer` for an honest answer.
struct Script {
    folder: tempfile::TempDir,
}

impl Script {
    fn new(deeds: &str) -> Script {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).display().to_string();
        fs::write(file("ready"), frame(&Answer::Ready)).unwrap();
        fs::write(file("answer"), frame(&Answer::Refused(Refusal::Picture))).unwrap();
        let head =
            format!("#!/bin/sh\nPATH=/bin:/usr/bin\necho >> {}\ncat {}\n", file("starts"), file("ready"));
        let script = format!("{head}answer={}\n{deeds}\n", file("answer"));
        fs::write(file("worker"), script).unwrap();
        fs::set_permissions(file("worker"), Permissions::from_mode(0o700)).unwrap();
        Script { folder }
    }

    fn workers(&self) -> Workers {
        Workers::new(self.folder.path().join("worker"), SETTINGS)
    }

    fn starts(&self) -> usize {
        fs::read_to_string(self.folder.path().join("starts")).unwrap().lines().count()
    }
}

/// A script is written by one thread while another starts a process that holds it open for a moment.
fn opened(workers: &Workers) -> Result<Opened, Unopened> {
    let limits = Limits::default();
    for _ in 0..50 {
        match workers.open(b"a file", &limits, &limits) {
            Err(Unopened::Nobody(error)) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
    panic!("the script stays busy")
}

#[test]
fn an_answer_is_taken_and_a_worker_replaced_after_its_files() {
    let script = Script::new("head -c 1 >/dev/null; cat $answer; exec cat >/dev/null");
    let workers = Workers { settings: WorkerSettings { files: 1, ..SETTINGS }, ..script.workers() };
    for files in 1..=3 {
        assert!(matches!(opened(&workers), Err(Unopened::Refused(Refusal::Picture))), "file {files}");
        assert_eq!(script.starts(), files);
    }
}

#[test]
fn a_file_over_which_two_workers_end_is_refused_by_how_they_ended() {
    for (deeds, costly) in [
        ("kill -ABRT $$", true),
        ("kill -KILL $$", true),
        ("kill -XCPU $$", true),
        ("exit 3", false),
        ("kill -SEGV $$", false),
    ] {
        let script = Script::new(&format!("ulimit -c 0; head -c 1 >/dev/null; {deeds}"));
        let refused = opened(&script.workers());
        let as_told = match refused {
            Err(Unopened::Refused(Refusal::TooCostly)) => costly,
            Err(Unopened::Broken(_)) => !costly,
            _ => false,
        };
        assert!(as_told, "{deeds}: {refused:?}");
        assert_eq!(script.starts(), 2, "{deeds}");
    }
}

#[test]
fn a_worker_that_does_not_answer_in_time_is_ended() {
    let script = Script::new("exec sleep 600");
    let begun = Instant::now();
    assert!(matches!(opened(&script.workers()), Err(Unopened::Refused(Refusal::TooCostly))));
    assert!(begun.elapsed() < Duration::from_secs(300));
    assert_eq!(script.starts(), 2);
}

#[test]
fn answers_that_are_none_are_the_fault_of_the_worker() {
    let endless =
        "head -c 1 >/dev/null; printf '\\377\\377\\377\\377\\377\\377\\377\\177\\0\\0\\0\\0'; exec sleep 600";
    let answers = [
        ("head -c 1 >/dev/null; head -c 1000 /dev/zero | tr '\\0' x", false),
        ("head -c 1 >/dev/null; printf '\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0z'; exec sleep 600", false),
        (endless, true),
    ];
    for (deeds, costly) in answers {
        let script = Script::new(deeds);
        let refused = opened(&script.workers());
        match refused {
            Err(Unopened::Refused(Refusal::TooCostly)) => {}
            Err(Unopened::Broken(_)) if !costly => {}
            other => panic!("{deeds}: {other:?}"),
        }
    }
}

#[test]
fn where_no_worker_starts_no_file_is_blamed() {
    let workers = |program: &str| Workers::new(PathBuf::from(program), SETTINGS);
    for program in ["/no/such/program", "/bin/false", "/bin/true"] {
        assert!(matches!(opened(&workers(program)), Err(Unopened::Nobody(_))), "{program}");
    }
}

const CONFINED: &str = "LIANGZE_TEST_CONFINED";

/// Not a test of its own: a process that confines itself and tries what it must not be able to do.
#[test]
fn a_confined_process() {
    let Ok(task) = std::env::var(CONFINED) else { return };
    let folder = PathBuf::from(&task);
    std::panic::set_hook(Box::new(|_| {}));
    confine(u64::MAX);
    let tries = [
        ("open", File::open("/etc/passwd").is_ok()),
        ("create", File::create(folder.join("made")).is_ok()),
        ("remove", fs::remove_file(folder.join("kept")).is_ok()),
        ("rename", fs::rename(folder.join("kept"), folder.join("lost")).is_ok()),
        (
            "connect",
            std::net::TcpStream::connect("127.0.0.1:9")
                .is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused),
        ),
        ("listen", std::net::TcpListener::bind("127.0.0.1:0").is_ok()),
        ("start", Command::new("/bin/true").spawn().is_ok()),
    ];
    let could: Vec<&str> = tries.iter().filter(|(_, could)| *could).map(|(what, _)| *what).collect();
    print!("could: {could:?};");
}

#[test]
fn a_confined_process_opens_changes_connects_and_starts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("kept"), "x").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["batch::workers::tests::a_confined_process", "--exact", "--nocapture", "--test-threads=1"])
        .env(CONFINED, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("could: [];"), "{said} {}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("kept").exists() && !folder.path().join("made").exists());
}

#[test]
fn a_frame_of_a_confined_process_has_a_length_and_a_checksum() {
    let frame = frame(&Answer::Ready);
    assert_eq!(frame.len(), HEAD + 1);
    assert_eq!(read_frame(&mut frame.as_slice()).unwrap().unwrap(), [0]);
    // The clock of the process is asked, and more time is given, without an error on any system.
    allow_seconds(3600);
}
