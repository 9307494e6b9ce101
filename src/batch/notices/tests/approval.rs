//! Drafts are approved, kept as they were approved, and declared void.

use super::*;
use crate::batch::{Approved, BatchFailure, NoticeRefusal, approve, declare_void};
use crate::ledger::Issued;
use jiff::civil::{DateTime, datetime};

const AT: DateTime = datetime(2014, 10, 20, 9, 0, 0, 0);
const BY: &str = "余怀香";
const CIRCULAR: &str = "N09-报送情况通报/2014年第三季度报送情况通报.docx";

fn approved(office: &Office, ids: &[&str]) -> Vec<Approved> {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    approve(office, &ids, BY, AT).unwrap()
}

fn numbers(approved: &[Approved]) -> Vec<&str> {
    approved.iter().map(|one| one.issued.approval.doc_no.as_str()).collect()
}

/// All parts of a docx as one text.
fn parts(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for number in 0..archive.len() {
        archive.by_index(number).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

fn issued(office: &Office) -> Vec<Issued> {
    office.ledger().unwrap().read().issued(None).unwrap()
}

#[test]
fn an_approved_notice_has_a_number_and_a_day_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let before = notices(&office, "2014Q3");
    assert!(parts(&before[CIRCULAR]).contains("送审稿"));
    let cover = "N14-发文稿纸/2014年第三季度报送情况通报-发文稿纸.docx";
    assert!(words(&before[cover]).contains("通过，2处"), "{}", words(&before[cover]));

    let given = approved(&office, &["N09-2014Q3", "N04-2014Q3"]);
    assert_eq!(numbers(&given), ["景纪发〔2014〕1号", "景纪发〔2014〕2号"]);
    let made = notices(&office, "2014Q3");
    let text = words(&made[CIRCULAR]);
    assert!(text.contains("景纪发〔2014〕1号") && text.contains("2014年10月20日"), "{text}");
    assert!(!parts(&made[CIRCULAR]).contains("送审稿"));
    assert!(words(&made[cover]).contains(BY));
    let manifest = fs::read_to_string(office.outbox().join("2014Q3/manifest.json")).unwrap();
    assert!(manifest.contains(&crate::batch::sha256_of(&made[CIRCULAR])));

    let again = approved(&office, &["N04-2014Q3", "N09-2014Q3"]);
    assert_eq!(numbers(&again), ["景纪发〔2014〕2号", "景纪发〔2014〕1号"]);
    assert!(again.iter().all(|one| !one.anew));
    assert_eq!(notices(&office, "2014Q3"), made);

    // A later run changes the figures of the quarter, but not what was approved; what was removed comes back.
    fs::remove_file(office.outbox().join("2014Q3/notices").join(CIRCULAR)).unwrap();
    take(&office, LATER);
    let later = notices(&office, "2014Q3");
    for one in issued(&office) {
        for file in &one.approval.files {
            let path = file.path.strip_prefix("2014Q3/notices/").unwrap();
            assert!(later[path] == made[path], "{path}");
        }
    }
}

#[test]
fn a_void_notice_keeps_its_number_and_its_draft_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let before = notices(&office, "2014Q3");
    approved(&office, &["N09-2014Q3"]);
    let void = declare_void(&office, "N09", BY, "统计口径有误", AT).unwrap();
    assert_eq!(void.voided.unwrap().reason, "统计口径有误");
    assert_eq!(words(&notices(&office, "2014Q3")[CIRCULAR]), words(&before[CIRCULAR]));
    let refused = declare_void(&office, "N09", BY, "again", AT).unwrap_err();
    assert!(matches!(refused, BatchFailure::Notice(NoticeRefusal::NotApproved(_))), "{refused}");
    assert_eq!(numbers(&approved(&office, &["N09-2014Q3"])), ["景纪发〔2014〕2号"]);
    assert_eq!(issued(&office).iter().filter(|one| one.voided.is_some()).count(), 1);
}

#[test]
fn only_what_the_program_drew_up_is_approved_and_not_before_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let refused = |id: &str, at: DateTime| match approve(&office, &[id.to_owned()], BY, at).unwrap_err() {
        BatchFailure::Notice(refusal) => refusal,
        other => panic!("{other}"),
    };
    let early = datetime(2014, 10, 12, 9, 0, 0, 0);
    assert!(matches!(refused("N09-2014Q3", early), NoticeRefusal::TooEarly { .. }));
    assert!(matches!(refused("N09-2014Q4", AT), NoticeRefusal::NoNotice(_, near) if near[0] == "N09-2014Q3"));
    assert!(matches!(refused("N02", AT), NoticeRefusal::Several(..)));
    fs::write(office.outbox().join("2014Q3/notices").join(CIRCULAR), "edited").unwrap();
    assert!(matches!(refused("N09-2014Q3", AT), NoticeRefusal::Changed { .. }));
    assert_eq!(issued(&office), []);
}

#[test]
fn what_was_published_is_told_to_those_who_correct_it_and_is_not_published_again() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    approved(&office, &["N04-2014Q3", "N05-2014Q3-2014-10"]);
    let opened = office.ledger().unwrap();
    assert!(!opened.read().published_in("case-quarterly", "2014Q3".parse().unwrap()).unwrap().is_empty());
    drop(opened);
    take(&office, LATER);
    let mut told = Vec::new();
    let ledger = office.ledger().unwrap();
    for filed in ledger
        .read()
        .submissions(&Wanted { period: Some("2014Q3".parse().unwrap()), ..Wanted::default() })
        .unwrap()
    {
        told.extend(filed.submission.findings.into_iter().filter(|finding| finding.rule == "GN-V011"));
    }
    assert!(told.iter().any(|finding| finding.message.contains("景纪发〔2014〕1号")), "{told:?}");
}

/// The number of cases in the quarter's workbook, and the lines of correction below the table.
fn cases_and_corrections(office: &Office) -> (String, Vec<String>) {
    let workbook = fs::read(office.outbox().join("2014Q3/景岳省汇总_2014Q3.xlsx")).unwrap();
    let cases = figure(&workbook, "R04 按处理方式", "一、责任追究案件", "本季");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let sheet = workbook.worksheet_range("R04 按处理方式").unwrap();
    let notes = sheet.rows().filter_map(|row| row.first()).map(Data::to_string);
    (cases, notes.filter(|note| note.contains("更正：")).collect())
}

#[test]
fn a_published_quarter_is_not_rewritten_but_corrected_below_until_its_notice_is_void() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let (cases, none) = cases_and_corrections(&office);
    assert_eq!(none, [""; 0]);
    approved(&office, &["N04-2014Q3"]);
    take(&office, LATER);
    let (still, corrections) = cases_and_corrections(&office);
    assert_eq!(still, cases);
    let [line] = corrections.as_slice() else { panic!("{corrections:?}") };
    assert!(line.contains("2014年第三季度的数以景纪发〔2014〕1号通报的为准"), "{line}");

    let late = datetime(2014, 10, 23, 9, 0, 0, 0);
    declare_void(&office, "N04", BY, "统计口径有误", late).unwrap();
    let options = RunOptions { as_of: datetime(2014, 10, 24, 9, 0, 0, 0), periods: Vec::new() };
    run(&office, &options, &Unwatched).unwrap();
    let (anew, none) = cases_and_corrections(&office);
    assert_eq!(none, [""; 0]);
    let added: i64 = anew.parse::<i64>().unwrap() - cases.parse::<i64>().unwrap();
    assert!(added > 0 && line.contains(&format!("更正案件+{added}件")), "{line} {added}");
}

#[test]
fn a_published_case_bears_the_number_of_its_bulletin_and_waits_for_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    approved(&office, &["N05-2014Q3-2014-10"]);
    let bulletin = words(&notices(&office, "2014Q3")[BULLETIN]);
    take(&office, LATER);
    let workbook = fs::read(office.outbox().join("2014Q3/景岳省汇总_2014Q3.xlsx")).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let cases = workbook.worksheet_range("R08 典型案例库").unwrap();
    let number = Data::String("景纪发〔2014〕1号".to_owned());
    let told = cases.rows().filter(|row| row.contains(&number)).count();
    assert!(told >= 3, "{told}");
    assert_eq!(words(&notices(&office, "2014Q3")[BULLETIN]), bulletin);
}
