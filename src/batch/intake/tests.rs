//! Intake on a fake reader: a file says `form unit period count`, one line a submission, or one word of what it is.

use super::*;
use crate::batch::{Customs, Here, Office, Unopened};
use crate::catalog::Catalog;
use crate::catalog::load::Templates;
use crate::ledger::{LedgerFailure, Wanted};
use crate::model::{Entry, Finding, FindingState, Place, Record, Severity, Value};
use crate::paper::marking::Marks;
use crate::paper::{Container, Content, Document, Limits, Opened, Paper};
use jiff::civil::datetime;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

const AS_OF: DateTime = datetime(2014, 10, 8, 9, 0, 0, 0);
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin().unwrap());
static CUSTOMS: LazyLock<Customs> = LazyLock::new(|| Customs::load(&Templates::builtin()).unwrap());

/// Opens archives, and takes all else for a blank paper.
struct FakePapers;

impl Papers for FakePapers {
    fn open(&self, bytes: &[u8], limits: &Limits, budget: &Limits) -> Result<Opened, Unopened> {
        if bytes.is_empty() || bytes.starts_with(b"PK") {
            return Here.open(bytes, limits, budget);
        }
        self.with_fills(bytes, limits).map(Box::new).map(Opened::Paper)
    }

    fn mark(&self, bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Unopened> {
        Here.mark(bytes, limits, marks)
    }

    fn with_fills(&self, _: &[u8], _: &Limits) -> Result<Paper, Unopened> {
        let content = Content::Document(Document::default());
        Ok(Paper { container: Container::Docx, content, remarks: vec![], properties: vec![] })
    }
}

fn fake(file: &SourceFile, _: Paper) -> Result<Examined, Unopened> {
    Ok(found_in(file))
}

fn found_in(file: &SourceFile) -> Examined {
    let text = String::from_utf8_lossy(file.bytes);
    match text.trim() {
        "panic" => panic!("the reader broke down"),
        "secret" => {
            let quarantined = Some(CATALOG.messages.finding("secret", Place::Whole, &[]));
            Examined { quarantined, ..Examined::default() }
        }
        "picture" => Examined::refused(Refusal::Picture),
        "damaged" => Examined::refused(Refusal::Damaged),
        "minutes" => Examined { attachment: true, ..Examined::default() },
        lines => Examined { submissions: lines.lines().map(submission).collect(), ..Examined::default() },
    }
}

fn submission(line: &str) -> Submission {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [form, unit, period, count] = words[..4] else { panic!("`{line}` is no submission") };
    let entry = Entry { value: Value::from(count.parse::<i64>().unwrap()), ..Entry::default() };
    let findings = words[4..].iter().map(|letter| finding(letter.parse().unwrap())).collect();
    Submission {
        form: form.into(),
        unit: unit.into(),
        period: period.parse().ok(),
        records: vec![Record { row: 1, unit: String::new(), entries: vec![entry] }],
        findings,
        ..Submission::default()
    }
}

fn finding(severity: Severity) -> Finding {
    Finding {
        rule: "FX-V001".into(),
        severity,
        place: Place::Whole,
        related: vec![],
        field: String::new(),
        row_label: String::new(),
        value: String::new(),
        expected: String::new(),
        message: "remark".into(),
        hint: String::new(),
        auto_fixed: false,
        by_rule: false,
        answer: String::new(),
        state: FindingState::Open,
    }
}

fn wait<T>(time: Duration) -> Option<T> {
    std::thread::sleep(time);
    None
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        Office::init(folder.path(), None, &Templates::builtin()).unwrap();
        Desk { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn drop(&self, files: &[(&str, &[u8])]) {
        for (name, bytes) in files {
            let path = self.path("inbox").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn run(&self) -> Result<IntakeReport, BatchFailure> {
        self.run_with(Office::open(self.folder.path())?)
    }

    fn run_with(&self, office: Office) -> Result<IntakeReport, BatchFailure> {
        // A process that another test spawns holds a copy of the lock until it is started.
        let patient = || (0..20).find_map(|_| office.lock().ok().or_else(|| wait(Duration::from_millis(10))));
        let lock = patient().map_or_else(|| office.lock(), Ok)?;
        let mut ledger = office.ledger()?;
        let run = ledger.write(|writing| writing.begin_run(AS_OF, "0", "", ""))?;
        let hooks = Hooks {
            papers: &FakePapers,
            examine: &fake,
            due: &|submission, _| submission.period.map(|period| period.end()),
            published: &|_| None,
        };
        let intake = Intake {
            office: &office,
            lock: &lock,
            messages: &CATALOG.messages,
            customs: &CUSTOMS,
            hooks,
            progress: &crate::batch::Unwatched,
            run,
            as_of: AS_OF,
            settled: None,
        };
        let report = intake.take_all(&mut ledger)?;
        ledger.write(|writing| writing.end_run(run))?;
        Ok(report)
    }

    fn lines(&self) -> Vec<String> {
        let ledger = Ledger::open_for_reading(&self.path("ledger.db")).unwrap();
        let mut lines = vec![];
        ledger
            .read()
            .each_submission(&Wanted::default(), |filed| {
                let said = &filed.submission;
                let key = [said.form.as_str(), said.unit.as_str()].join(" ");
                let rules: Vec<_> = said.findings.iter().map(|finding| finding.rule.as_str()).collect();
                let (version, status) = (filed.version, filed.status.word());
                let (source, rules) = (&filed.source, rules.join(","));
                lines
                    .push(format!("{source} [{}] v{version} {status} {rules}", key.trim()).trim().to_owned());
                Ok::<_, LedgerFailure>(())
            })
            .unwrap();
        lines
    }

    fn inbox(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path("inbox"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn archived(&self, bytes: &[u8]) -> bool {
        let sha256 = crate::batch::sha256_of(bytes);
        fs::read(self.path("archive").join(&sha256[..2]).join(&sha256)).is_ok_and(|kept| kept == bytes)
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_file_leaves_the_inbox_for_ledger_and_archive() {
    let desk = Desk::new();
    desk.drop(&[("县/a.xlsx", b"FX J-1 2014Q3 1"), ("b.xlsx", b"FX J-2 2014Q3 1 E")]);
    let report = desk.run().unwrap();
    assert_eq!(report.files, 2);
    assert_eq!(report.found, [(Status::Accepted, 1), (Status::Provisional, 1)].into());
    assert_eq!(desk.lines(), ["b.xlsx [FX J-2] v1 provisional FX-V001", "县/a.xlsx [FX J-1] v1 accepted"]);
    assert!(desk.archived(b"FX J-1 2014Q3 1") && desk.archived(b"FX J-2 2014Q3 1 E"));
    assert_eq!(desk.inbox(), ["县"]);
    assert_eq!(desk.run().unwrap(), IntakeReport::default());
    assert_eq!(desk.lines().len(), 2);
}

#[test]
fn receipt_decides_which_version_counts_and_a_silent_change_is_remarked() {
    let desk = Desk::new();
    desk.drop(&[
        ("a最终版.xlsx", b"FX J-1 2014Q3 1"),
        ("b.xlsx", b"FX J-1 2014Q3 2"),
        (
            "_received.csv",
            "path,received_at\na最终版.xlsx,2014-10-07T10:00\nb.xlsx,2014-10-06T10:00\n".as_bytes(),
        ),
    ]);
    desk.run().unwrap();
    assert_eq!(desk.lines(), ["b.xlsx [FX J-1] v1 superseded", "a最终版.xlsx [FX J-1] v2 accepted GN-V011"]);
    assert_eq!(desk.inbox(), ["_received.csv"]);
    let ledger = Ledger::open_for_reading(&desk.path("ledger.db")).unwrap();
    let filed = ledger.read().submissions(&Wanted::default()).unwrap();
    assert_eq!(filed[1].received_at, datetime(2014, 10, 7, 10, 0, 0, 0));
    assert_eq!((filed[1].due_on.unwrap().to_string(), filed[1].days_late), ("2014-09-30".into(), 7));
}

#[test]
fn a_time_of_receipt_speaks_of_one_file_only() {
    let desk = Desk::new();
    desk.drop(&[
        ("a.xlsx", b"FX J-1 2014Q2 1"),
        ("_received.csv", b"path,received_at\na.xlsx,2014-07-01T10:00\n"),
    ]);
    desk.run().unwrap();
    desk.drop(&[("a.xlsx", b"FX J-1 2014Q3 2")]);
    desk.run().unwrap();
    let ledger = Ledger::open_for_reading(&desk.path("ledger.db")).unwrap();
    let times = ledger.read().standings(&Wanted::default()).unwrap();
    let times: Vec<_> = times.iter().map(|standing| standing.received_at.to_string()).collect();
    assert_eq!(times, ["2014-07-01T10:00:00", "2014-10-08T09:00:00"]);
}

#[test]
fn the_same_bytes_are_taken_once() {
    let desk = Desk::new();
    let bytes = b"FX J-1 2014Q3 1".as_slice();
    desk.drop(&[("a.xlsx", bytes), ("a - 副本.xlsx", bytes), ("c.zip", &zip(&[("a.xlsx", bytes)]))]);
    desk.run().unwrap();
    desk.drop(&[("z.xlsx", bytes)]);
    desk.run().unwrap();
    assert_eq!(
        desk.lines(),
        [
            "a - 副本.xlsx [FX J-1] v1 accepted",
            "a.xlsx [FX J-1] v1 duplicate GN-S001",
            "c.zip!/a.xlsx [FX J-1] v1 duplicate GN-S001",
            "z.xlsx [FX J-1] v1 duplicate GN-S001"
        ]
    );
    assert_eq!(desk.inbox(), [""; 0]);
}

#[test]
fn what_was_ignored_or_refused_is_looked_at_again() {
    let desk = Desk::new();
    desk.drop(&[("a.tmp", b"FX J-1 2014Q3 1"), ("b.xlsx", b"damaged")]);
    desk.run().unwrap();
    desk.drop(&[("a.xlsx", b"FX J-1 2014Q3 1"), ("b.xlsx", b"damaged")]);
    desk.run().unwrap();
    assert_eq!(
        desk.lines(),
        [
            "a.tmp [] v1 ignored GN-S001",
            "b.xlsx [] v1 rejected GN-S001",
            "a.xlsx [FX J-1] v1 accepted",
            "b.xlsx [] v1 rejected GN-S001"
        ]
    );
}

#[test]
fn members_of_archives_are_sources_of_their_own_up_to_a_depth() {
    let desk = Desk::new();
    let innermost = zip(&[("d.xlsx", b"FX J-4 2014Q3 1")]);
    let inner = zip(&[("c.xlsx", b"FX J-3 2014Q3 1"), ("3.zip", &innermost)]);
    let outer = zip(&[("县/b.xlsx", b"FX J-2 2014Q3 1"), ("~$b.xlsx", b"lock"), ("2.zip", &inner)]);
    let fourth = zip(&[("e.xlsx", b"FX J-5 2014Q3 1")]);
    let too_deep = zip(&[("1.zip", &zip(&[("2.zip", &zip(&[("3.zip", &fourth)]))]))]);
    desk.drop(&[("a.zip", &outer), ("deep.zip", &too_deep), ("empty.zip", &zip(&[]))]);
    desk.run().unwrap();
    assert_eq!(
        desk.lines(),
        [
            "a.zip!/2.zip!/3.zip!/d.xlsx [FX J-4] v1 accepted",
            "a.zip!/2.zip!/c.xlsx [FX J-3] v1 accepted",
            "a.zip!/~$b.xlsx [] v1 ignored GN-S001",
            "a.zip!/县/b.xlsx [FX J-2] v1 accepted",
            "deep.zip!/1.zip!/2.zip!/3.zip [] v1 rejected GN-S001",
            "empty.zip [] v1 rejected GN-S001"
        ]
    );
}

#[test]
fn what_cannot_be_taken_lies_in_rejected_with_a_reason_beside_it() {
    let desk = Desk::new();
    desk.drop(&[
        ("县/a.xlsx", b"damaged"),
        ("b.zip", &zip(&[("乡/c.xlsx", b"damaged"), ("d.xlsx", b"FX J-1 2014Q3 1")])),
        ("empty.xlsx", b""),
        ("broken.xlsx", b"panic"),
    ]);
    std::os::unix::fs::symlink("/", desk.path("inbox/link")).unwrap();
    let report = desk.run().unwrap();
    assert_eq!(report.failed, ["broken.xlsx"]);
    for path in ["县/a.xlsx", "b.zip!/乡/c.xlsx", "empty.xlsx", "broken.xlsx", "link"] {
        let reason = fs::read_to_string(desk.path("rejected").join(format!("{path}.reason.txt"))).unwrap();
        assert!(
            reason.starts_with('\u{feff}') && reason.contains("\r\n原因：") && !reason.contains('{'),
            "{reason}"
        );
        assert!(fs::symlink_metadata(desk.path("rejected").join(path)).is_ok(), "{path}");
    }
    assert_eq!(fs::read(desk.path("rejected/b.zip!/乡/c.xlsx")).unwrap(), b"damaged");
    assert_eq!(desk.inbox(), ["县"]);
    assert!(fs::read_link(desk.path("rejected/link")).is_ok());
}

#[test]
fn of_a_secret_file_nothing_but_its_mark_is_kept() {
    let desk = Desk::new();
    desk.drop(&[("a.xlsx", b"secret")]);
    desk.run().unwrap();
    assert_eq!(desk.lines(), ["a.xlsx [] v1 quarantined GN-S006"]);
    assert_eq!(fs::read(desk.path("quarantine/a.xlsx")).unwrap(), b"secret");
    assert_eq!(desk.inbox(), [""; 0]);
}

#[test]
fn a_scan_goes_with_its_return_and_is_refused_alone() {
    let desk = Desk::new();
    desk.drop(&[
        ("季报.xlsx", b"FX J-1 2014Q3 1"),
        ("季报（盖章扫描件）.pdf", b"picture"),
        ("年报.pdf", b"picture\n"),
        ("会议记录.docx", b"minutes"),
    ]);
    desk.run().unwrap();
    desk.drop(&[("季报扫描件.png", b"picture ")]);
    desk.run().unwrap();
    assert_eq!(
        desk.lines(),
        [
            "会议记录.docx [] v1 attachment",
            "季报.xlsx [FX J-1] v1 accepted",
            "季报（盖章扫描件）.pdf [] v1 attachment GN-S001",
            "年报.pdf [] v1 rejected GN-S001",
            "季报扫描件.png [] v1 attachment GN-S001"
        ]
    );
}

#[test]
fn a_second_run_at_once_is_turned_away() {
    let desk = Desk::new();
    let office = Office::open(desk.folder.path()).unwrap();
    let lock = office.lock().unwrap();
    desk.drop(&[("a.xlsx", b"FX J-1 2014Q3 1")]);
    assert!(matches!(desk.run(), Err(BatchFailure::Busy(_))));
    drop(lock);
    assert_eq!(desk.run().unwrap().files, 1);
}

mod chunks;
