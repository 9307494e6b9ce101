//! Notices of the samples, end to end: what lies in the inbox is taken, checked, merged and answered.

mod approval;
mod asking;
mod following;

use crate::batch::{Office, RunOptions, RunReport, Unwatched, run, write_whole};
use crate::catalog::load::Templates;
use crate::ledger::Wanted;
use crate::write::redact::leaks;
use calamine::{Data, Reader, Xlsx};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            drop(fs::copy(entry.path(), target))
        }
    }
}

fn office(root: &Path) -> Office {
    let registry = Path::new(SAMPLES).join("registry");
    Office::init(root, Some(&registry), &Templates::builtin()).unwrap()
}

/// Drops a batch of samples and runs the office at its time.
fn take(office: &Office, batch: &str) -> RunReport {
    let batch = Path::new(SAMPLES).join("batches").join(batch);
    copy(&batch.join("inbox"), &office.inbox());
    let as_of = fs::read_to_string(batch.join("as_of.txt")).unwrap().trim().parse().unwrap();
    run(office, &RunOptions { as_of, periods: Vec::new() }, &Unwatched).unwrap()
}

/// The files of a period's notices, by path below `notices/`.
fn notices(office: &Office, period: &str) -> BTreeMap<String, Vec<u8>> {
    let root = office.outbox().join(period).join("notices");
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The words of a docx, markup left out.
fn words(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut source = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut source).unwrap();
    let texts = source.split('<').filter_map(|piece| piece.split_once('>'));
    texts.map(|(tag, text)| if tag == "/w:p" { "\n" } else { text }).collect()
}

/// The number of a row and column of a sheet, by the texts that stand in them.
fn figure(workbook: &[u8], sheet: &str, row: &str, header: &str) -> String {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook.to_vec())).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    let is = |cell: &Data, text: &str| cell.to_string().trim() == text;
    let column = range.rows().find_map(|cells| cells.iter().position(|cell| is(cell, header))).unwrap();
    let cells = range.rows().find(|cells| cells.iter().any(|cell| is(cell, row))).unwrap();
    cells[column].to_string()
}

const THIRD: &str = "05-2014-10-13T0900";
const LATER: &str = "06-2014-10-22T0900";
const COVER: &str = "N14-发文稿纸";
const RECEIPT: &str = "N01-收件回执";
const BULLETIN: &str = "N05-典型案例通报/2014年10月典型案例通报.docx";

#[test]
fn a_quarter_is_answered_with_receipts_corrections_reminders_and_circulars() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    assert_eq!(take(&office, THIRD).unwritten, []);
    let made = notices(&office, "2014Q3");
    let others: Vec<&str> = made
        .keys()
        .map(String::as_str)
        .filter(|path| ![RECEIPT, "N02", COVER].iter().any(|start| path.starts_with(start)))
        .collect();
    assert_eq!(
        others,
        [
            "N03-催报通知/竹牌镇纪委-第2次催报通知.docx",
            "N03-催报通知/蚁丘乡纪委-第2次催报通知.docx",
            "N03-催报通知/驻省工信厅纪检组-第2次催报通知.docx",
            "N04-季度责任追究情况通报/2014年第三季度责任追究情况通报.docx",
            "N04-季度责任追究情况通报/附件1-2014年第三季度责任追究情况汇总表.xlsx",
            "N04-季度责任追究情况通报/附件2-2014年第三季度报送情况一览表.xlsx",
            BULLETIN,
            "N09-报送情况通报/2014年第三季度报送情况一览表.xlsx",
            "N09-报送情况通报/2014年第三季度报送情况通报.docx",
        ]
    );
    let receipt = words(&made["N01-收件回执/汀兰市纪委-收件回执.docx"]);
    assert!(
        receipt.contains("\n汀兰市纪委：\n") && receipt.contains("典型案例 汀兰市农业局套取专项资金.docx")
    );
    let back = words(&made["N02-退回修改通知/碧潭县纪委-退回修改通知.docx"]);
    assert!(back.contains("关于退回修改") && back.contains("于2014年10月16日前"), "{back}");
    assert!(made.contains_key("N02-退回修改通知/碧潭县纪委-审核差错清单.xlsx"));
    let reminder = words(&made["N03-催报通知/蚁丘乡纪委-第2次催报通知.docx"]);
    assert!(reminder.contains("2014年9月30日") && reminder.contains("抄送：蚁丘乡党委。"), "{reminder}");
    let quality = words(&made["N09-报送情况通报/2014年第三季度报送情况通报.docx"]);
    assert!(
        quality.contains("竹牌镇纪委、蚁丘乡纪委") && quality.contains("各市（州）纪委，各县（市、区）纪委"),
        "{quality}"
    );

    // A later batch touches the receipts of its own units and no other; what was answered is called back.
    take(&office, LATER);
    let now = notices(&office, "2014Q3");
    let changed: Vec<&str> = now
        .iter()
        .filter(|(path, bytes)| path.starts_with(RECEIPT) && made.get(*path) != Some(bytes))
        .map(|(path, _)| path.trim_start_matches(RECEIPT).trim_matches('/').split('-').next().unwrap())
        .collect();
    let sent = [
        "南柯镇纪委",
        "明湖区纪委",
        "槐安县纪委",
        "省纪委派驻第一纪检组",
        "碧潭县纪委",
        "蚁丘乡纪委",
        "驻省工信厅纪检组",
        "驻省环保厅纪检组",
    ];
    assert_eq!(changed, sent);
    assert!(!now.contains_key("N02-退回修改通知/碧潭县纪委-退回修改通知.docx"));
    assert!(!now.contains_key("N03-催报通知/蚁丘乡纪委-第2次催报通知.docx"));
}

/// Runs an office on a day on which nothing came.
fn pass(office: &Office, as_of: &str) {
    let options = RunOptions { as_of: as_of.parse().unwrap(), periods: Vec::new() };
    run(office, &options, &Unwatched).unwrap();
}

#[test]
fn units_are_reminded_some_working_days_before_and_the_reminder_goes_when_the_day_has_passed() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let period = office.outbox().join("2014Q4");
    pass(&office, "2014-12-25T09:00");
    assert!(!period.exists(), "four working days before");
    pass(&office, "2014-12-26T09:00");
    let made = notices(&office, "2014Q4");
    let registry = fs::read_to_string(Path::new(SAMPLES).join("registry/units.csv")).unwrap();
    let owing = registry.lines().filter(|line| line.contains(",CQ;")).count();
    let reminders = made.keys().filter(|path| path.starts_with("N03a"));
    assert_eq!(reminders.count(), owing, "{:?}", made.keys());
    let said = words(&made["N03a-报送提醒/汀兰市纪委-报送提醒.docx"]);
    assert!(said.contains("2014年12月31日") && said.contains("景岳省纪委"), "{said}");
    assert!(
        !fs::read_dir(period)
            .unwrap()
            .any(|entry| { entry.unwrap().path().extension().is_some_and(|ending| ending == "xlsx") })
    );
    pass(&office, "2015-01-01T09:00");
    let late = notices(&office, "2014Q4");
    assert!(!late.keys().any(|path| path.starts_with("N03a")), "what is late is no more about to be due");
    assert_eq!(late.keys().filter(|path| path.starts_with("N03-")).count(), owing, "nobody sent anything");
}

#[test]
fn a_circular_names_a_unit_only_after_the_days_of_the_ladder() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    let batch = Path::new(SAMPLES).join("batches").join(THIRD);
    copy(&batch.join("inbox"), &office.inbox());
    let circular = "N09-报送情况通报/2014年第三季度报送情况通报.docx";
    pass(&office, "2014-10-09T09:00");
    let early = words(&notices(&office, "2014Q3")[circular]);
    assert!(early.contains("尚未报送、正在催报的：") && early.contains("竹牌镇纪委"), "{early}");
    pass(&office, "2014-10-10T09:00");
    let now = words(&notices(&office, "2014Q3")[circular]);
    assert!(!now.contains("正在催报") && now.contains("未报的单位。"), "{now}");
}

#[test]
fn a_circular_says_the_numbers_of_the_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let made = notices(&office, "2014Q3");
    let said = words(&made["N04-季度责任追究情况通报/2014年第三季度责任追究情况通报.docx"]);
    let workbook = fs::read(office.outbox().join("2014Q3/景岳省汇总_2014Q3.xlsx")).unwrap();
    let attached = &made["N04-季度责任追究情况通报/附件1-2014年第三季度责任追究情况汇总表.xlsx"];
    for (row, sentence) in [
        ("一、责任追究案件", "共查处违反党风廉政建设责任制案件{}件"),
        ("二、追究领导班子", "追究领导班子{}个"),
        ("三、追究领导干部", "追究领导干部{}人"),
        ("（三）党纪政纪处分", "受党纪政纪处分{}人"),
        ("仅追究监督责任", "仅追究监督责任{}件"),
    ] {
        let number = figure(&workbook, "R04 按处理方式", row, "本季");
        assert_eq!(figure(attached, "R04 按处理方式", row, "本季"), number);
        assert!(said.contains(&sentence.replace("{}", &number)), "{row}: {number}\n{said}");
    }
    assert!(!said.contains("同比"), "the ledger knows nothing of the year before");
    let share = figure(&workbook, "R04 按处理方式", "（三）党纪政纪处分", "占比（%）");
    assert!(said.contains(&format!("占{share}%")), "{share}\n{said}");
}

/// The names of the objects of typical cases, and of the persons of the original cases whom their reports name.
fn names(office: &Office) -> (Vec<String>, Vec<String>) {
    let ledger = office.ledger().unwrap();
    let (mut objects, mut culprits) = (Vec::new(), Vec::new());
    let period = Some("2014Q3".parse().unwrap());
    let filed = ledger.read().submissions(&Wanted { period, ..Wanted::default() }).unwrap();
    for one in &filed {
        let catalog = crate::catalog::Catalog::builtin().unwrap();
        let form = catalog.form(&one.submission.form).unwrap();
        let of = |key: &str| {
            let number = form.field_number(key);
            let entries = one.submission.data().filter_map(move |row| row.entries.get(number?));
            entries.map(|entry| entry.value.to_string()).filter(|name| !name.is_empty()).collect::<Vec<_>>()
        };
        match form.code.as_str() {
            "TC" => objects.extend(of("name")),
            "CD" => culprits.extend(of("orig_person")),
            _ => {}
        }
    }
    let told = filed.iter().flat_map(|one| &one.submission.sections).map(|section| section.text());
    let told = told.collect::<String>();
    culprits.retain(|name| told.contains(name.as_str()));
    (objects, culprits)
}

#[test]
fn a_bulletin_names_no_one_who_may_not_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path());
    take(&office, THIRD);
    let made = notices(&office, "2014Q3");
    let (objects, culprits) = names(&office);
    let text = words(&made[BULLETIN]);
    assert!(!culprits.is_empty() && leaks(&made[BULLETIN], &culprits).unwrap().is_empty());
    assert!(text.contains("夏某某") && text.contains("汀兰市农业局"), "{text}");
    assert!(objects.iter().any(|name| text.contains(name.as_str())), "agreed and signed: {text}");
}

/// An office whose declaration of bulletins is changed.
fn changed(root: &Path, from: &str, to: &str) -> Office {
    let office = office(root);
    let path = "notices/N05/notice.toml";
    let builtin = Templates::builtin();
    let text = builtin.text(path).unwrap();
    assert!(text.contains(from));
    write_whole(&root.join("templates").join(path), text.replace(from, to).as_bytes()).unwrap();
    office
}

#[test]
fn without_signatures_the_objects_are_masked_too() {
    let folder = tempfile::tempdir().unwrap();
    let office = changed(folder.path(), r#"signed = ["reviewer", "principal"]"#, r#"signed = ["nobody"]"#);
    take(&office, THIRD);
    let made = notices(&office, "2014Q3");
    let (objects, culprits) = names(&office);
    let hidden: Vec<String> = objects.into_iter().chain(culprits).collect();
    assert_eq!(leaks(&made[BULLETIN], &hidden).unwrap(), []);
    assert!(words(&made[BULLETIN]).contains("令狐某某"));
}

#[test]
fn a_bulletin_that_leaks_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let probe = tempfile::tempdir().unwrap();
    let plain = office(probe.path());
    take(&plain, THIRD);
    let (_, culprits) = names(&plain);
    let culprit = culprits.iter().find(|name| name.starts_with('夏')).unwrap();
    let office = changed(folder.path(), "今年以来，", &format!("今年以来（{culprit}），"));
    let report = take(&office, THIRD);
    assert_eq!(report.unwritten.len(), 1);
    assert!(!format!("{:?}", report.unwritten[0].why).contains(culprit.as_str()), "{:?}", report.unwritten);
    assert!(!notices(&office, "2014Q3").contains_key(BULLETIN));
}
