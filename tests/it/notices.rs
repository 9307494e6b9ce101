//! Notices through the program: from a draft to a number, twice, by two at once, and back.

use crate::support::package::{packed, parts};
use crate::support::program::{Outcome, Program, repository};
use crate::support::samples::copy;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;

const BATCH: &str = "samples/batches/05-2014-10-13T0900/inbox";

fn worked() -> Program {
    let program = Program::new();
    let registry = repository("samples/registry");
    assert_eq!(program.call(&["init", "office", "--registry", registry.to_str().unwrap()]).code, 0);
    copy(&repository(BATCH), &program.folder().join("office/inbox"));
    assert_eq!(program.call(&["run", "office", "--as-of", "2014-10-13T09:00"]).code, 3);
    program
}

fn approve(program: &Program, id: &str) -> Outcome {
    loop {
        let call = ["notice", "approve", "office", id, "--by", "余怀香", "--as-of", "2014-10-20T09:00"];
        let outcome = program.call(&call);
        if outcome.code != 75 {
            return outcome;
        }
    }
}

/// 发文字号 in an answer.
fn numbers(text: &str) -> BTreeSet<String> {
    let after = text.match_indices("景纪发〔2014〕").map(|(start, series)| &text[start + series.len()..]);
    after.filter_map(|rest| rest.split_once('号')).map(|(number, _)| number.to_owned()).collect()
}

#[test]
fn two_who_approve_at_once_get_two_numbers_and_a_void_one_is_told() {
    let program = worked();
    let ids = ["N09-2014Q3", "N04-2014Q3", "N05-2014Q3"];
    let given: BTreeSet<String> = thread::scope(|scope| {
        let calls = ids.map(|id| scope.spawn(|| approve(&program, id)));
        let outcomes = calls.map(|call| call.join().unwrap());
        outcomes.iter().flat_map(|outcome| numbers(&outcome.out)).collect()
    });
    assert_eq!(given, ["1", "2", "3"].map(str::to_owned).into());
    let again = approve(&program, "N09-2014Q3");
    assert_eq!(again.code, 0);
    assert!(again.out.contains("先前已编号"), "{}", again.out);
    let void = [
        "notice",
        "void",
        "office",
        "N09",
        "--by",
        "余怀香",
        "--reason",
        "口径有误",
        "--as-of",
        "2014-10-21T09:00",
    ];
    assert_eq!(program.call(&void).code, 0);
    let list = program.call(&["notice", "list", "office", "--period", "2014Q3"]).out;
    assert!(list.contains("作废（余怀香）：口径有误") && list.contains("已编到 3 号"), "{list}");
    let shown = program.call(&["notice", "show", "office", "N04"]).out;
    assert!(shown.contains("共查处违反党风廉政建设责任制案件") && shown.contains("余怀香"), "{shown}");
}

#[test]
fn what_cannot_be_approved_is_told_with_the_remedy() {
    let program = worked();
    let told = |arguments: &[&str]| {
        let outcome = program.call(arguments);
        (outcome.code, outcome.err)
    };
    let early = ["notice", "approve", "office", "N09", "--by", "甲", "--as-of", "2014-10-01T09:00"];
    let (code, text) = told(&early);
    assert!(code == 2 && text.contains("不能早于"), "{text}");
    let (code, text) = told(&["notice", "approve", "office", "N99", "--by", "甲"]);
    assert!(code == 2 && text.contains("没有“N99”这份文书"), "{text}");
    let (code, text) = told(&["notice", "approve", "office", "N09"]);
    assert!(code == 2 && text.contains("--by"), "{text}");
    let by_hand = [
        "notice",
        "draft",
        "office",
        "N11",
        "--unit",
        "汀兰市委",
        "--field",
        "attendees=余怀香，副书记",
        "--field",
        "held_on=2014-12-20",
        "--as-of",
        "2014-10-14T09:00",
    ];
    let outcome = program.call(&by_hand);
    assert_eq!((outcome.code, outcome.out.contains("N11-2014Q3-P-")), (0, true), "{outcome:?}");
}

#[test]
fn an_officer_edits_the_template_of_a_notice_and_the_next_run_uses_it() {
    let program = worked();
    let taken = program.call(&["notice", "template", "office", "N09"]);
    assert_eq!(taken.code, 0, "{}", taken.err);
    let path = program.folder().join("office/templates/notices/N09/template.docx");
    assert!(taken.out.contains("office/templates/notices/N09/template.docx"), "{}", taken.out);
    let again = program.call(&["notice", "template", "office", "N09"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("没有覆盖"), "{}", again.err);
    let checked = program.call(&["notice", "lint", path.to_str().unwrap()]);
    assert_eq!((checked.code, checked.out.contains("没有发现写错的地方")), (0, true), "{}", checked.out);

    edit(&path, |document| document.replace("{{ issued_on | date_cn }}", "{{ isued_on | date_cn }}"));
    let wrong = program.call(&["notice", "lint", path.to_str().unwrap()]);
    assert_eq!(wrong.code, 2);
    let told = "“{{ isued_on | date_cn }}”：没有“isued_on”这个字段，是不是“issued_on”？";
    assert!(wrong.out.contains(told), "{}", wrong.out);
    let english = program.call(&["--lang", "en", "notice", "lint", path.to_str().unwrap()]);
    assert!(english.out.contains("there is no field “isued_on”; is it “issued_on”?"), "{}", english.out);

    let own = "此件由本机关自行排印。{{ issued_on | date_cn }}";
    edit(&path, |document| document.replace("{{ isued_on | date_cn }}", own));
    assert_eq!(program.call(&["run", "office", "--as-of", "2014-10-14T09:00"]).code, 0);
    let notices = program.folder().join("office/outbox/2014Q3/notices/N09-报送情况通报");
    let written = fs::read_dir(notices).unwrap().next().unwrap().unwrap().path();
    assert!(part(&written, "word/document.xml").contains("此件由本机关自行排印。"));
}

/// A part of a Word file.
fn part(path: &Path, name: &str) -> String {
    let found = parts(&fs::read(path).unwrap()).into_iter().find(|(other, _)| other == name);
    String::from_utf8(found.unwrap().1).unwrap()
}

/// Changes the body of a Word file, as Word would write it back.
fn edit(path: &Path, change: impl Fn(&str) -> String) {
    let mut parts = parts(&fs::read(path).unwrap());
    let (_, body) = parts.iter_mut().find(|(name, _)| name == "word/document.xml").unwrap();
    let before = String::from_utf8(body.clone()).unwrap();
    *body = change(&before).into_bytes();
    assert_ne!(before.as_bytes(), body, "the change finds its place");
    fs::write(path, packed(parts)).unwrap();
}
