//! An office that is watched: the program itself, on files that come as files come.

use crate::support::program::{Program, repository};
use crate::support::samples::rows;
use rustix::process::Signal;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

const SETTINGS: &str = "[watch]\npoll_seconds = 1\nsettle_seconds = 2\n";
const AS_OF: &str = "2014-04-08T09:00";
const RETURN: &str = "朝晖市/2014年第一季度季报表-槐安县（最终版）.xlsx";
const OTHER: &str = "朝晖市/蚁丘乡2014年第一季度季报.png";

fn sample(name: &str) -> Vec<u8> {
    fs::read(repository("samples/batches/01-2014-04-08T0900/inbox").join(name)).unwrap()
}

fn office() -> Program {
    let program = Program::new();
    let registry = repository("samples/registry");
    assert_eq!(program.call(&["init", "OFFICE", "--registry", registry.to_str().unwrap()]).code, 0);
    fs::write(program.folder().join("OFFICE/liangze.toml"), SETTINGS).unwrap();
    program
}

fn inbox(program: &Program, name: &str) -> PathBuf {
    program.folder().join("OFFICE/inbox").join(name)
}

/// What the office knows of its files: source, hash and status.
fn known(program: &Program) -> Vec<Vec<String>> {
    assert_eq!(program.call(&["export", "OFFICE", "--to", "export"]).code, 0);
    let rows = rows(&fs::read(program.folder().join("export/submissions.csv")).unwrap());
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let columns = ["source", "sha256", "status"].map(at);
    rows[1..].iter().map(|row| columns.iter().map(|at| row[*at].clone()).collect()).collect()
}

#[test]
fn a_file_that_grows_is_taken_once_and_whole_and_sigterm_ends_it_well() {
    let program = office();
    let mut watching = program.start(&["watch", "OFFICE", "--as-of", AS_OF]);
    watching.until("it begins", |one| one.said().contains("开始守候"));
    let (bytes, path) = (sample(RETURN), inbox(&program, "槐安县.xlsx"));
    let mut file = File::create(&path).unwrap();
    for part in bytes.chunks(bytes.len().div_ceil(4)) {
        file.write_all(part).unwrap();
        file.flush().unwrap();
        sleep(Duration::from_millis(1200));
        assert!(path.exists(), "it was taken before it had settled: {}", watching.said());
    }
    drop(file);
    watching.until("it is taken", |one| !path.exists() && one.said().contains("收到 1 个文件"));
    let (code, said) = watching.stop(Signal::TERM);
    assert_eq!(code, Some(0), "{said}");
    let known = known(&program);
    let file = ["槐安县.xlsx".to_owned(), liangze::batch::sha256_of(&bytes)];
    assert!(known.iter().all(|row| row[..2] == file && row[2] == "provisional"), "{known:?}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "nothing else is said: {said}");
    assert!(lines[1].contains("outbox/2014Q1") && lines[2].ends_with("停止守候。"), "{said}");
}

#[test]
fn what_settled_is_taken_from_any_folder_while_what_is_open_or_unfinished_stays() {
    let program = office();
    let (open, lock) = (inbox(&program, "a.xlsx"), inbox(&program, "~$a.xlsx"));
    fs::write(&open, sample(RETURN)).unwrap();
    fs::write(&lock, "clerk").unwrap();
    let deep = inbox(&program, "朝晖市/槐安县/b.png");
    fs::create_dir_all(deep.parent().unwrap()).unwrap();
    fs::write(&deep, sample(OTHER)).unwrap();
    let mut watching = program.start(&["watch", "OFFICE", "--as-of", AS_OF]);
    let mut growing = File::create(inbox(&program, "c.xlsx")).unwrap();
    watching.until("the one in the folder is taken", |_| {
        growing.try_clone().unwrap().write_all(b"x").unwrap();
        !deep.exists()
    });
    growing.write_all(b"x").unwrap();
    watching.until("it says so", |one| one.said().contains("收到 1 个文件"));
    assert!(open.exists() && lock.exists() && inbox(&program, "c.xlsx").exists());
    let said = watching.said();
    assert_eq!(said.matches("“a.xlsx”还开着").count(), 1, "{said}");
    assert!(said.contains("另有 1 个文件还没有写完"), "{said}");
    fs::remove_file(&lock).unwrap();
    watching.until("the closed one is taken", |_| !open.exists());
    let (code, said) = watching.stop(Signal::INT);
    assert_eq!((code, said.matches("还开着").count()), (Some(0), 1), "{said}");
    let statuses: Vec<String> = known(&program).into_iter().map(|row| row[0].clone()).collect();
    assert!(statuses.iter().any(|source| source == "朝晖市/槐安县/b.png"), "{statuses:?}");
    assert!(!statuses.iter().any(|source| source.starts_with('~')), "{statuses:?}");
}

#[test]
fn what_fails_is_told_once_and_goes_on_when_it_is_mended() {
    let program = office();
    let held = File::options().create(true).append(true).open(program.folder().join("OFFICE/work/lock"));
    let held = held.unwrap();
    held.lock().unwrap();
    let path = inbox(&program, "a.xlsx");
    fs::write(&path, sample(RETURN)).unwrap();
    let mut watching = program.start(&["watch", "OFFICE", "--as-of", AS_OF]);
    watching.until("it is busy", |one| one.said().contains("错误："));
    sleep(Duration::from_secs(4));
    assert!(path.exists());
    drop(held);
    watching.until("it goes on", |one| one.said().contains("已恢复") && !path.exists());
    let settings = program.folder().join("OFFICE/liangze.toml");
    fs::write(&settings, "[watch]\npol = 1\n").unwrap();
    watching.until("wrong settings are told", |one| one.said().matches("错误：").count() == 2);
    fs::write(&settings, SETTINGS).unwrap();
    watching.until("it goes on again", |one| one.said().matches("已恢复").count() == 2);
    let away = program.folder().join("away");
    fs::rename(program.folder().join("OFFICE"), &away).unwrap();
    watching.until("an office that is away is told", |one| one.said().matches("错误：").count() == 3);
    fs::rename(&away, program.folder().join("OFFICE")).unwrap();
    fs::write(&path, sample(OTHER)).unwrap();
    watching.until("it goes on once more", |_| !path.exists());
    let (code, said) = watching.stop(Signal::TERM);
    assert_eq!(
        (code, said.matches("错误：").count(), said.matches("已恢复").count()),
        (Some(0), 3, 3),
        "{said}"
    );
}

#[test]
fn drafts_are_made_on_their_day_though_nothing_comes() {
    let program = office();
    let path = inbox(&program, "a.xlsx");
    fs::write(&path, sample(RETURN)).unwrap();
    assert!([3, 4].contains(&program.call(&["run", "OFFICE", "--as-of", "2014-03-31T23:00"]).code));
    let mut watching = program.start(&["watch", "OFFICE", "--as-of", "2014-03-31T23:59:55"]);
    let notices = program.folder().join("OFFICE/outbox/2014Q1/notices");
    let reminders = || {
        let entries = fs::read_dir(&notices).into_iter().flatten();
        entries.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().contains("催报")).count()
    };
    assert_eq!(reminders(), 0);
    watching.until("the day after the due day", |_| reminders() > 0);
    assert_eq!(watching.stop(Signal::TERM).0, Some(0));
}

#[test]
fn there_is_nothing_to_watch_where_there_is_no_office() {
    let program = Program::new();
    let outcome = program.call(&["watch", "."]);
    assert_eq!(outcome.code, 2, "{}", outcome.err);
}
