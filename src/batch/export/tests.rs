use super::*;
use crate::ledger::{LedgerFailure, TakenFile, TakenSubmission};
use crate::model::{Entry, Finding, FindingState, Place, Record, Severity, Status, Submission, Value};
use jiff::civil::{date, datetime};
use std::fs;

/// The first declared form with a unit in each row, if there is one.
fn some_form(catalog: &Catalog) -> &Form {
    catalog.forms.iter().find(|form| form.layout.unit_field.is_some()).expect("a multi-unit form is declared")
}

fn entry(value: Value) -> Entry {
    Entry { value, ..Entry::default() }
}

fn submission(form: &Form) -> Submission {
    let entries = vec![entry(Value::Missing); form.fields.len()];
    let mut row = Record { row: 1, unit: "J-2".into(), entries: entries.clone() };
    row.entries[0].value = Value::from(1);
    row.entries[1].value = Value::Text("=1+1，\"示例\"\n县".into());
    Submission {
        form: form.id.clone(),
        unit: "J-1".into(),
        period: "2014Q3".parse().ok(),
        headers: [
            ("phone".to_owned(), entry(Value::Missing)),
            ("sealed".to_owned(), entry(Value::Flag(true))),
            ("filled_on".to_owned(), entry(Value::Date("2014-09-29".parse().unwrap()))),
        ]
        .into(),
        records: vec![Record { row: 0, unit: String::new(), entries }, row],
        sheets: vec!["表1".into()],
        findings: vec![Finding {
            rule: "CQ-V001".into(),
            severity: Severity::E,
            place: Place::Cell { sheet: 0, row: 8, column: 13 },
            related: vec![],
            field: "cases_total".into(),
            row_label: "示例县".into(),
            value: "3".into(),
            expected: "4".into(),
            message: "合计不等。".into(),
            hint: "请核对。".into(),
            auto_fixed: false,
            by_rule: false,
            answer: String::new(),
            state: FindingState::Open,
        }],
        ..Submission::default()
    }
}

#[test]
fn the_ledger_is_exported_to_the_letter_and_twice_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::builtin().unwrap();
    let form = some_form(&catalog);
    let mut ledger = Ledger::open(&folder.path().join("ledger.db")).unwrap();
    let received_at = datetime(2014, 10, 2, 9, 30, 0, 0);
    let file = |source: &str, status: Status, submission: Submission, due: bool| TakenFile {
        source: source.into(),
        sha256: "ab".into(),
        size: 1,
        received_at,
        refusal: String::new(),
        duplicate: false,
        submissions: vec![TakenSubmission {
            status,
            due_on: due.then_some(date(2014, 9, 30)),
            days_late: if due { 2 } else { 0 },
            submission,
        }],
        members: vec![],
    };
    ledger
        .write(|writing| {
            let run = writing.begin_run(received_at, "0", "", "")?;
            writing.take(run, &file("县/a.xlsx", Status::Provisional, submission(form), true))?;
            writing.take(run, &file("b.tmp", Status::Ignored, Submission::default(), false))?;
            Ok::<_, LedgerFailure>(())
        })
        .unwrap();
    let to = folder.path().join("export");
    let run = || {
        export(&ledger, &catalog, &to, |_, folder| folder.table("rollups/R01.csv", &["unit_id"], |_| Ok(())))
            .unwrap();
    };
    run();
    let read = |path: &str| fs::read_to_string(to.join(path)).unwrap();
    assert_eq!(
        read("submissions.csv"),
        format!(
            "submission_id,source,sha256,form,unit_id,period,event,version,status,received_at,due_on,days_late,\
             fatal,error,warning,compliance,info\r\n\
             1,县/a.xlsx,ab,{},J-1,2014Q3,,1,provisional,2014-10-02T09:30,2014-09-30,2,0,1,0,0,0\r\n\
             2,b.tmp,ab,,,,,1,ignored,2014-10-02T09:30,,,0,0,0,0,0\r\n",
            form.id
        )
    );
    assert_eq!(
        read("headers.csv"),
        "submission_id,field,value\r\n1,filled_on,2014-09-29\r\n1,sealed,true\r\n"
    );
    let records = read(&format!("records/{}.csv", form.id));
    let keys: Vec<&str> = form.fields.iter().map(|field| field.key.as_str()).collect();
    let blank = ",".repeat(keys.len() - 2);
    assert_eq!(
        records,
        format!(
            "submission_id,unit_id,period,row,row_unit_id,{}\r\n1,J-1,2014Q3,0,,,{blank}\r\n\
             1,J-1,2014Q3,1,J-2,1,\"'=1+1，\"\"示例\"\"\n县\"{blank}\r\n",
            keys.join(",")
        )
    );
    assert_eq!(
        read("findings.csv"),
        format!(
            "{}\r\n1.1,1,县/a.xlsx,CQ-V001,E,{},J-1,2014Q3,表1,N9,cases_total,示例县,3,4,合计不等。,请核对。,open\r\n",
            FINDINGS.join(","),
            form.id
        )
    );
    assert_eq!(read("rollups/R01.csv"), "unit_id\r\n");
    let first = records;
    run();
    assert_eq!(read(&format!("records/{}.csv", form.id)), first);
}

#[test]
fn a_text_that_a_spreadsheet_would_compute_has_an_apostrophe_before_it_and_a_number_has_none() {
    for plain in ["", "-3", "-0.5", "+86-0990-5981372", "-", "——", "－", "3-5", "a=1", "'=1", "-1e5"] {
        assert_eq!(harmless(plain), plain);
    }
    for text in
        ["=1+1", "@SUM(A1)", "\tcmd", "\r=1", "＝1", "＠x", "-2+3+cmd|' /C calc'!A0", "+A1", "－加强监督"]
    {
        assert_eq!(harmless(text), format!("'{text}"));
    }
}
