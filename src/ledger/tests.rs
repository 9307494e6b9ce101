use super::*;
use crate::model::{Date, Entry, Finding, FindingState, Place, Record, Severity, Status, Submission, Value};
use jiff::civil::{DateTime, datetime};

const MORNING: DateTime = datetime(2014, 9, 30, 9, 0, 0, 0);
const EVENING: DateTime = datetime(2014, 9, 30, 18, 0, 0, 0);

fn office() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.db")).unwrap();
    (folder, ledger)
}

fn submission(unit: &str, count: i64) -> Submission {
    let entry = |value: Value| Entry { value, ..Entry::default() };
    Submission {
        form: "some-form".into(),
        unit: unit.into(),
        period: "2014Q3".parse().ok(),
        headers: [("filled_on".to_owned(), entry(Value::Date("2014-09-29".parse::<Date>().unwrap())))].into(),
        records: vec![Record { row: 1, unit: String::new(), entries: vec![entry(Value::from(count))] }],
        present: vec![true],
        footing: [("done".to_owned(), entry(Value::from(3)))].into(),
        sheets: vec!["表1".into(), "表2".into()],
        home: Place::Cell { sheet: 1, row: 0, column: 0 },
        ..Submission::default()
    }
}

fn finding(rule: &str, severity: Severity) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        place: Place::Cell { sheet: 0, row: 8, column: 13 },
        related: vec![],
        field: "total".into(),
        row_label: String::new(),
        value: "3".into(),
        expected: "4".into(),
        message: "remark".into(),
        hint: String::new(),
        auto_fixed: false,
        by_rule: false,
        answer: String::new(),
        state: FindingState::Open,
    }
}

fn file(source: &str, received_at: DateTime, submission: Submission) -> TakenFile {
    let status = Status::of_findings(&submission.findings);
    TakenFile {
        source: source.into(),
        sha256: format!("hash of {source}"),
        size: 9,
        received_at,
        refusal: String::new(),
        duplicate: false,
        submissions: vec![TakenSubmission { status, due_on: None, days_late: 0, submission }],
        members: vec![],
    }
}

fn take(ledger: &mut Ledger, files: &[TakenFile]) {
    ledger
        .write(|writing| {
            let run = writing.begin_run(EVENING, "0", "catalog", "registry")?;
            for file in files {
                writing.take(run, file)?;
            }
            Ok::<_, LedgerFailure>(())
        })
        .unwrap();
}

/// What stands in the ledger, one line a submission.
fn lines(ledger: &Ledger) -> Vec<String> {
    let standings = ledger.read().standings(&Wanted::default()).unwrap();
    let line = |s: &Standing| format!("{} {} {} v{} {}", s.id, s.source, s.unit, s.version, s.status.word());
    standings.iter().map(line).collect()
}

#[test]
fn a_submission_comes_back_as_it_went() {
    let (_folder, mut ledger) = office();
    let mut sent = submission("J-1", 3);
    sent.findings = vec![finding("GN-V001", Severity::E), finding("GN-V007", Severity::I)];
    take(&mut ledger, &[file("a.xlsx", MORNING, sent.clone())]);
    let back = ledger.read().submissions(&Wanted::default()).unwrap();
    assert_eq!(back.len(), 1);
    assert_eq!(back[0].submission, sent);
    assert_eq!((back[0].status, back[0].received_at), (Status::Provisional, MORNING));
}

#[test]
fn the_newest_version_counts_whatever_came_first_into_the_ledger() {
    let (_folder, mut ledger) = office();
    take(&mut ledger, &[file("b.xlsx", EVENING, submission("J-1", 2))]);
    take(
        &mut ledger,
        &[file("a.xlsx", MORNING, submission("J-1", 1)), file("c.xlsx", MORNING, submission("J-2", 7))],
    );
    assert_eq!(
        lines(&ledger),
        ["1 b.xlsx J-1 v2 accepted", "2 a.xlsx J-1 v1 superseded", "3 c.xlsx J-2 v1 accepted"]
    );
    let current = ledger.read().current(&Wanted { unit: Some("J-1"), ..Wanted::default() }).unwrap();
    assert_eq!(current.iter().map(|filed| filed.id).collect::<Vec<_>>(), [1]);
}

#[test]
fn versions_of_one_time_are_ordered_by_the_day_filled_in_then_by_source() {
    let (_folder, mut ledger) = office();
    let mut later = submission("J-1", 1);
    later.headers.get_mut("filled_on").unwrap().value = Value::Date("2014-09-30".parse().unwrap());
    let files = [
        file("c.xlsx", MORNING, later),
        file("b.xlsx", MORNING, submission("J-1", 1)),
        file("a.xlsx", MORNING, submission("J-1", 1)),
    ];
    take(&mut ledger, &files);
    assert_eq!(
        lines(&ledger),
        ["1 c.xlsx J-1 v3 accepted", "2 b.xlsx J-1 v2 superseded", "3 a.xlsx J-1 v1 superseded"]
    );
}

#[test]
fn what_has_no_whole_key_supersedes_nothing() {
    let (_folder, mut ledger) = office();
    let nameless =
        |source: &str| file(source, MORNING, Submission { unit: String::new(), ..submission("", 1) });
    take(&mut ledger, &[nameless("a.xlsx"), nameless("b.xlsx")]);
    assert_eq!(lines(&ledger), ["1 a.xlsx  v1 accepted", "2 b.xlsx  v1 accepted"]);
}

#[test]
fn a_duplicate_repeats_the_keys_of_the_first_and_counts_for_nothing() {
    let (_folder, mut ledger) = office();
    let first = file("a.xlsx", MORNING, submission("J-1", 1));
    let mut copy = TakenFile { source: "a - 副本.xlsx".into(), duplicate: true, ..first.clone() };
    copy.submissions = vec![];
    take(&mut ledger, &[first, copy]);
    assert_eq!(lines(&ledger), ["1 a.xlsx J-1 v1 accepted", "2 a - 副本.xlsx J-1 v1 duplicate"]);
    assert_eq!(ledger.read().current(&Wanted::default()).unwrap().len(), 1);
}

#[test]
fn new_findings_change_the_verdict_and_leave_the_rows_alone() {
    let (_folder, mut ledger) = office();
    take(&mut ledger, &[file("a.xlsx", MORNING, submission("J-1", 1))]);
    let fatal = finding("GN-V012", Severity::F);
    let set = |ledger: &mut Ledger, findings: &[Finding]| {
        ledger.write(|writing| writing.set_findings(1, findings, Status::of_findings(findings))).unwrap();
    };
    set(&mut ledger, std::slice::from_ref(&fatal));
    assert_eq!(lines(&ledger), ["1 a.xlsx J-1 v1 returned"]);
    set(&mut ledger, &[Finding { state: FindingState::Overridden, ..fatal }]);
    assert_eq!(lines(&ledger), ["1 a.xlsx J-1 v1 accepted"]);
    let back = ledger.read().submissions(&Wanted::default()).unwrap();
    assert_eq!(back[0].submission.records, submission("J-1", 1).records);
    assert_eq!(back[0].submission.findings[0].state, FindingState::Overridden);
}

#[test]
fn a_superseded_version_stays_so_when_its_findings_change() {
    let (_folder, mut ledger) = office();
    take(
        &mut ledger,
        &[file("a.xlsx", MORNING, submission("J-1", 1)), file("b.xlsx", EVENING, submission("J-1", 2))],
    );
    ledger
        .write(|writing| writing.set_findings(1, &[finding("GN-V012", Severity::F)], Status::Returned))
        .unwrap();
    assert_eq!(lines(&ledger), ["1 a.xlsx J-1 v1 superseded", "2 b.xlsx J-1 v2 accepted"]);
}

#[test]
fn findings_are_visited_in_order_with_sheet_and_unit_and_those_of_periods_last() {
    let (_folder, mut ledger) = office();
    let mut sent = submission("J-1", 3);
    sent.findings = vec![
        finding("GN-V001", Severity::E),
        Finding { place: Place::Whole, ..finding("GN-V003", Severity::W) },
    ];
    take(&mut ledger, &[file("a.xlsx", MORNING, sent)]);
    let over_all = ("some-form".to_owned(), "J-1".to_owned(), finding("CQ-M001", Severity::M));
    ledger
        .write(|writing| {
            writing.set_period_findings("2014Q3".parse().unwrap(), std::slice::from_ref(&over_all))
        })
        .unwrap();
    let mut seen = vec![];
    let visit = |remark: Remark| {
        let place = remark.finding.place;
        seen.push(format!("{:?} {} {}!{place}", remark.submission, remark.finding.rule, remark.sheet));
        Ok::<_, LedgerFailure>(())
    };
    ledger.read().each_finding(visit).unwrap();
    assert_eq!(seen, ["Some(1) GN-V001 表1!N9", "Some(1) GN-V003 表2!", "None CQ-M001 !N9"]);
    let counts = ledger.read().finding_counts(&Wanted::default()).unwrap();
    assert_eq!(counts[&1], [("E".to_owned(), 1), ("W".to_owned(), 1)].into());
}

#[test]
fn nothing_of_a_failed_transaction_remains() {
    let (_folder, mut ledger) = office();
    let failed: Result<(), LedgerFailure> = ledger.write(|writing| {
        let run = writing.begin_run(EVENING, "0", "", "")?;
        writing.take(run, &file("a.xlsx", MORNING, submission("J-1", 1)))?;
        Err(LedgerFailure::Busy)
    });
    assert!(failed.is_err());
    assert!(lines(&ledger).is_empty());
    assert_eq!(ledger.read().last_run().unwrap(), None);
}

#[test]
fn an_output_is_recorded_once_under_its_path() {
    let (_folder, mut ledger) = office();
    take(&mut ledger, &[]);
    let output = |path: &str, sha256: &str| Output {
        path: path.into(),
        run: 1,
        inputs: String::new(),
        sha256: sha256.into(),
        size: 3,
    };
    ledger
        .write(|writing| {
            writing.put_output(&output("2014Q3/b", "old"))?;
            writing.put_output(&output("2014Q3/b", "new"))?;
            writing.put_output(&output("2014Q3/a", "a"))?;
            writing.put_output(&output("2014/a", "a"))
        })
        .unwrap();
    let expected = [output("2014Q3/a", "a"), output("2014Q3/b", "new")];
    assert_eq!(ledger.read().outputs("2014Q3/").unwrap(), expected);
}

#[test]
fn a_ledger_of_a_newer_or_an_unreleased_program_is_refused_and_a_new_one_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    assert!(Ledger::open_for_reading(&path).is_err());
    drop(Ledger::open(&path).unwrap());
    drop(Ledger::open(&path).unwrap());
    assert!(Ledger::open_for_reading(&path).is_ok());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE schema_version SET version = 4", []).unwrap();
    assert!(matches!(Ledger::open(&path), Err(LedgerFailure::Unreleased { found: 4 })));
    connection.execute("UPDATE schema_version SET version = 99", []).unwrap();
    assert!(matches!(Ledger::open(&path), Err(LedgerFailure::TooNew { found: 99, .. })));
    assert!(matches!(Ledger::open_for_reading(&path), Err(LedgerFailure::TooNew { .. })));
}

#[test]
fn a_reader_sees_the_ledger_as_of_one_moment_while_a_writer_works() {
    let (folder, mut ledger) = office();
    take(&mut ledger, &[file("a.xlsx", MORNING, submission("J-1", 1))]);
    let reader = Ledger::open_for_reading(&folder.path().join("ledger.db")).unwrap();
    reader
        .snapshot(|reading| {
            let before = reading.standings(&Wanted::default())?;
            take(&mut ledger, &[file("b.xlsx", EVENING, submission("J-1", 2))]);
            assert_eq!(reading.standings(&Wanted::default())?, before);
            Ok::<_, LedgerFailure>(())
        })
        .unwrap();
    assert_eq!(lines(&reader).len(), 2);
}
