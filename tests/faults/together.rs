//! Several calls of the program in one office at once.

use crate::killed::{flooded_office, holds_all, program, shown};
use crate::layer::{Ended, call, ended};
use crate::support::samples::{exported, is_same, tree};
use liangze::batch::Office;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

fn once_more(office: &Office, folder: &Path) -> Ended {
    call(program(office), &folder.join("said"))
}

fn answer(office: &Office, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liangze"));
    let root = office.root().display().to_string();
    command.args(arguments.iter().map(|argument| if *argument == "OFFICE" { &root } else { *argument }));
    command.env("LANG", "C.UTF-8").stdout(std::process::Stdio::null());
    command
}

#[test]
fn a_second_call_at_once_says_busy_and_a_killed_one_leaves_the_office_to_whoever_waits() {
    let folder = tempfile::tempdir().unwrap();
    let peaceful = flooded_office(&folder.path().join("peaceful"));
    let dropped = tree(&peaceful.inbox());
    once_more(&peaceful, folder.path());
    let expected = shown(&peaceful);
    for round in 0..if crate::all() { 8 } else { 2 } {
        let office = flooded_office(&folder.path().join(format!("office-{round}")));
        let mut first = program(&office).spawn().unwrap();
        while !office.ledger_path().exists() {
            sleep(Duration::from_millis(1));
        }
        let said = ["--by", "余怀香", "--as-of", "2015-12-31T09:00"];
        let reason = ["--reason", "经核实，所报数据属实"];
        let others = [
            vec!["run", "OFFICE", "--as-of", "2015-12-31T09:00"],
            [&["notice", "approve", "OFFICE", "N09-2014Q1"], said.as_slice()].concat(),
            [&["override", "OFFICE", "1.1"], said.as_slice(), &reason].concat(),
        ];
        for arguments in others {
            let second = call(answer(&office, &arguments), &folder.path().join("said"));
            // Who comes when the first has already ended is served.
            if first.try_wait().unwrap().is_none() {
                assert_eq!(second.code, Some(75), "{arguments:?}: {}", second.said);
                assert!(second.said.contains("另一个进程正在处理") && second.said.contains("等它结束后再试"));
            }
        }
        if round % 2 == 0 {
            let _ = first.kill();
        }
        ended(first);
        // Whoever waits tries again until he is let in.
        let served = (0..100).find_map(|_| {
            let next = once_more(&office, folder.path());
            (next.code != Some(75)).then_some(next)
        });
        assert!(served.unwrap().code.is_some_and(|code| [0, 3, 4].contains(&code)));
        holds_all(&office, &dropped);
        for ((what, expected), (_, found)) in expected.iter().zip(shown(&office)) {
            is_same(&format!("{what} of round {round}"), expected, &found);
        }
    }
}

#[test]
fn an_export_beside_a_run_shows_one_moment_of_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let office = flooded_office(&folder.path().join("office"));
    let mut run = program(&office).spawn().unwrap();
    let (mut exports, mut served) = (0, 0);
    while run.try_wait().unwrap().is_none() {
        let to = folder.path().join("export");
        let export = answer(&office, &["export", "OFFICE", "--to", &to.display().to_string()]);
        let export = call(export, &folder.path().join("said"));
        exports += 1;
        if export.code == Some(0) {
            served += 1;
            let table = |name: &str| crate::support::samples::rows(&std::fs::read(to.join(name)).unwrap());
            let known: std::collections::BTreeSet<String> =
                table("submissions.csv").into_iter().skip(1).map(|row| row[0].clone()).collect();
            for finding in table("findings.csv").into_iter().skip(1).filter(|row| !row[1].is_empty()) {
                assert!(
                    known.contains(&finding[1]),
                    "a finding of a submission that is not there: {finding:?}"
                );
            }
        } else {
            // Before the ledger is there, or while its first tables are made.
            assert!([Some(1), Some(2), Some(75)].contains(&export.code), "{export:?}");
        }
    }
    assert!(exports > 0 && served > 0, "{served} of {exports}");
    drop(exported(&office));
}
