//! Who sends which quarterly return, in which file, when.

use super::archive::{self, Names};
use super::cases::{Case, Filer};
use super::dice::Dice;
use super::form;
use super::manner::{self, Manner};
use super::mess;
use super::places::{COLLECTING_PREFECTURE, SHEETS_COUNTY, STACKING_COUNTY};
use super::post::{self, Entry, Found, Post, Sent};
use super::quarter_faults::{FAULTS, Fault, Rules};
use super::quarterly::{self, Quarterly};
use super::sheet::{self, Sheet};
use super::typical;
use super::typical_faults;
use super::workbook;
use super::world::World;
use jiff::ToSpan;
use jiff::civil::{Date as Day, DateTime, date};
use liangze::model::{Level, Period};

pub const CQ: &str = "case-quarterly";
pub const CD: &str = "case-detail";
pub const TC: &str = "typical-case";

/// Filers that sent nothing for a quarter, or only after the due day: the hour it came.
const LATE: [(&str, &str, Option<DateTime>); 6] = [
    ("J-990122", "2014Q1", Some(date(2014, 4, 3).at(10, 12, 0, 0))),
    ("J-990222-201", "2014Q1", Some(date(2014, 4, 14).at(16, 40, 0, 0))),
    ("J-990222-201", "2014Q3", Some(date(2014, 10, 16).at(9, 25, 0, 0))),
    ("J-990122-101", "2014Q3", None),
    ("J-990000-201", "2015Q1", Some(date(2015, 4, 2).at(11, 5, 0, 0))),
    ("J-990122", "2015Q1", None),
];

/// What all the letters are written from.
pub struct Desk<'a> {
    pub world: &'a World,
    pub filers: &'a [Filer],
    pub cases: &'a [Case],
    pub quarters: &'a [Period],
}

/// A file before it is addressed.
struct Letter {
    name: String,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    findings: Vec<Found>,
    manner: String,
    fault: String,
}

/// The batch in which the returns of a quarter are due.
pub fn batch_of(desk: &Desk, period: Period) -> usize {
    2 * desk.quarters.iter().position(|quarter| *quarter == period).expect("a quarter of the samples")
}

/// Sends the returns of all quarters.
pub fn send(desk: &Desk, post: &mut Post) {
    for period in desk.quarters {
        for filer in desk.filers {
            if carrier(desk, filer).is_none() {
                send_own(desk, post, filer, *period);
            }
        }
        send_collection(desk, post, *period);
    }
}

/// Who forwards the file of a filer: a county that has its towns' returns in its own workbook, or a prefecture that
/// collects all in an archive.
fn carrier<'a>(desk: &Desk<'a>, filer: &Filer) -> Option<&'a str> {
    let unit = desk.world.unit(&filer.id);
    if unit.division.starts_with(&COLLECTING_PREFECTURE[..4]) {
        return Some(COLLECTING_PREFECTURE);
    }
    let county = [STACKING_COUNTY, SHEETS_COUNTY].into_iter().find(|county| unit.division == *county)?;
    (unit.level == Level::Township).then_some(county)
}

fn return_of(desk: &Desk, filer: &Filer, period: Period) -> Quarterly {
    let mut quarterly = quarterly::of(desk.world, filer, desk.cases, period);
    quarterly.short = filer.id.starts_with("J-990122-");
    quarterly
}

fn send_own(desk: &Desk, post: &mut Post, filer: &Filer, period: Period) {
    let key = period.to_string();
    let late = LATE.iter().find(|(id, quarter, _)| *id == filer.id && *quarter == key);
    if matches!(late, Some((_, _, None))) {
        return;
    }
    let fault = FAULTS.iter().find(|(id, quarter, _, _)| *id == filer.id && *quarter == key);
    let batch = batch_of(desk, period);
    let clean = return_of(desk, filer, period);
    let due = period.end();
    let filled_on = clean.head.filled_on.expect("the generator sets it");
    let towns: Vec<&Filer> =
        desk.filers.iter().filter(|town| carrier(desk, town) == filer.id.get(2..)).collect();
    let filled_by_towns = towns.iter().filter_map(|town| return_of(desk, town, period).head.filled_on);
    let last_filled_on = filled_by_towns.fold(filled_on, Day::max);
    let mut received = post::arrival(&format!("{}/{key}", filer.id), last_filled_on, due);
    let mut into = batch;
    if let Some((_, _, Some(hour))) = late {
        received = *hour;
        into = if hour.to_string().as_str() > post::BATCHES[batch] { batch + 1 } else { batch };
    }
    if matches!(fault, Some((_, _, Fault::Draft, _))) {
        received = filled_on.at(8, 40, 0, 0);
    }
    let letter = letter(desk, &clean, fault.map(|(_, _, fault, corrected)| (*fault, *corrected)));
    let note = if late.is_some() { "迟报" } else { "" };
    address(desk, post, letter, (into, filer, received, note));
    for sender in std::iter::once(filer).chain(towns) {
        let quarterly = return_of(desk, sender, period);
        for case in typical_cases(&quarterly) {
            let letter = typical_letter(desk, &quarterly, case);
            address(desk, post, letter, (into, filer, received, ""));
        }
    }
    if let Some((_, _, fault, true)) = fault {
        let corrected = correction(&clean, *fault);
        let mut letter = letter_of(desk, &corrected, None);
        let days = if period.quarter_number() == Some(4) { 12 } else { 14 };
        let (into, hour) = match fault {
            Fault::Draft => (batch, due.at(17, 10, 0, 0)),
            _ => {
                let mut dice = Dice::of(&format!("correction/{}/{key}", filer.id));
                (batch + 1, post::at(due + days.days(), &mut dice))
            }
        };
        if *fault == Fault::Draft {
            letter.findings.push(Found { member: String::new(), rule: "GN-V011", cell: String::new() });
            letter.fault = fault.words().to_owned();
        }
        letter.name = letter
            .name
            .replace(".xlsx", if *fault == Fault::Draft { "（新）.xlsx" } else { "（更正）.xlsx" });
        address(desk, post, letter, (into, filer, hour, if *fault == Fault::Draft { "" } else { "更正" }));
    }
}

/// The return as it should have been, marked as a correction unless the clerk said nothing.
fn correction(clean: &Quarterly, fault: Fault) -> Quarterly {
    let mut corrected = clean.clone();
    if fault != Fault::Draft {
        corrected.mark = "（更正）";
        corrected.head.filled_on =
            corrected.head.filled_on.map(|day| super::workdays::on_or_before(day + 11.days()));
    }
    corrected
}

fn typical_cases(quarterly: &Quarterly) -> Vec<&Case> {
    let mut cases: Vec<&Case> =
        quarterly.detail.iter().map(|(case, _)| case).filter(|case| case.typical).collect();
    cases.dedup_by_key(|case| case.number.clone());
    cases
}

fn typical_letter(desk: &Desk, quarterly: &Quarterly, case: &Case) -> Letter {
    let manner = manner::of(&quarterly.filer);
    let mut typical = typical::of(quarterly, case, desk.world.unit(&case.owner).level);
    let fault = typical_faults::apply(&mut typical);
    let document = typical.document(&manner);
    let found = fault.as_ref().map(|fault| Found {
        member: String::new(),
        rule: fault.rule,
        cell: (fault.cell)(&document),
    });
    Letter {
        name: format!("典型案例 {}.docx", case.title.trim_end_matches("责任追究案")),
        bytes: document.bytes(quarterly.head.filled_on.expect("the generator sets it")),
        entries: vec![entry(
            TC,
            &quarterly.filer,
            case.period,
            fault.as_ref().map_or("accepted", |fault| fault.status),
        )],
        findings: found.into_iter().collect(),
        manner: "一案一表，附文字材料".to_owned(),
        fault: fault.map_or_else(String::new, |fault| fault.words.to_owned()),
    }
}

fn entry(form: &'static str, unit: &str, period: Period, status: &'static str) -> Entry {
    Entry { member: String::new(), form, unit: unit.to_owned(), period: period.to_string(), status }
}

fn letter(desk: &Desk, clean: &Quarterly, fault: Option<(Fault, bool)>) -> Letter {
    let Some((fault, corrected)) = fault else { return letter_of(desk, clean, None) };
    let mut faulty = clean.clone();
    let rules = fault.apply(&mut faulty);
    let mut letter = letter_of(desk, &faulty, Some((fault, rules)));
    letter.fault = fault.words().to_owned();
    if fault.hides_content() {
        letter.entries = vec![Entry {
            member: String::new(),
            form: "",
            unit: String::new(),
            period: String::new(),
            status: fault.status(),
        }];
        return letter;
    }
    for entry in &mut letter.entries {
        entry.status = match (corrected, fault.status(), entry.form) {
            (true, "returned", _) => "returned|superseded",
            (true, _, _) => "superseded",
            (false, status, CQ) => status,
            (false, "provisional", _) => "accepted|provisional",
            (false, status, _) => status,
        };
    }
    letter
}

fn letter_of(desk: &Desk, quarterly: &Quarterly, fault: Option<(Fault, Rules)>) -> Letter {
    let manner = manner::of(&quarterly.filer);
    let mut sheets = quarterly.sheets(&manner);
    let mut entries = vec![entry(CQ, &quarterly.filer, quarterly.period, "accepted")];
    if quarterly.detail.is_empty() {
        sheets.truncate(1);
    } else {
        entries.push(entry(CD, &quarterly.filer, quarterly.period, "accepted"));
    }
    if let Some((fault, _)) = &fault {
        fault.touch(quarterly, &mut sheets);
    }
    let located = |(rule, tag): &(&'static str, Option<String>)| Found {
        member: String::new(),
        rule,
        cell: tag.as_ref().map_or_else(String::new, |tag| locate(&sheets, tag)),
    };
    let findings = fault.as_ref().map_or_else(Vec::new, |(_, rules)| rules.iter().map(located).collect());
    add_towns(desk, quarterly, &mut sheets, &mut entries);
    let made_on = quarterly.head.filled_on.expect("the generator sets it");
    let mut bytes = workbook::bytes(&sheets, &quarterly.head.reviewer, made_on);
    match fault {
        Some((Fault::Encrypted, _)) => bytes = mess::encrypted(bytes.len()),
        Some((Fault::Truncated, _)) => bytes = mess::truncated(&bytes),
        _ => {}
    }
    Letter {
        name: file_name(desk, quarterly),
        bytes,
        entries,
        findings,
        manner: habits(&manner, quarterly),
        fault: String::new(),
    }
}

fn habits(manner: &Manner, quarterly: &Quarterly) -> String {
    if quarterly.short { "基层简表".to_owned() } else { manner.remark.to_owned() }
}

/// Where the cell with a tag stands; the filler may stand in the header block.
fn locate(sheets: &[Sheet], tag: &str) -> String {
    let instead = tag.replace("/head/filler", "/head/filled_on");
    [tag, &instead]
        .iter()
        .find_map(|tag| sheets.iter().find_map(|sheet| sheet.find(tag)))
        .map_or_else(String::new, |(row, column)| sheet::address(row, column))
}

/// Puts the returns of the towns into the workbook of a county that forwards them.
fn add_towns(desk: &Desk, quarterly: &Quarterly, sheets: &mut Vec<Sheet>, entries: &mut Vec<Entry>) {
    let county = desk.world.unit(&quarterly.filer);
    let stacking = county.division == STACKING_COUNTY;
    if county.level != Level::County
        || !(stacking || county.division == SHEETS_COUNTY)
        || !quarterly.mark.is_empty()
    {
        return;
    }
    let manner = Manner { offset: (0, 0), ..manner::of("J-town") };
    let (mut first, mut second) =
        (Sheet::new("乡镇统计表", manner.font), Sheet::new("乡镇明细表", manner.font));
    for filer in desk.filers.iter().filter(|filer| desk.world.unit(&filer.id).parent == county.id) {
        let town = return_of(desk, filer, quarterly.period);
        let one = town.table_one(&manner);
        let two = town.table_two();
        let (table_one, table_two) = (
            form::sheet(&one, &manner, &town.place),
            form::sheet(&two, &manner, &format!("{}明细", town.place)),
        );
        entries.push(entry(CQ, &town.filer, town.period, "accepted"));
        let has_cases = !town.detail.is_empty();
        if has_cases {
            entries.push(entry(CD, &town.filer, town.period, "accepted"));
        }
        match (stacking, has_cases) {
            (true, true) => {
                first.stack(table_one);
                second.stack(table_two);
            }
            (true, false) => first.stack(table_one),
            (false, true) => sheets.extend([table_one, table_two]),
            (false, false) => sheets.push(table_one),
        }
    }
    sheets.extend([first, second].into_iter().filter(|sheet| !sheet.rows.is_empty()));
}

fn file_name(desk: &Desk, quarterly: &Quarterly) -> String {
    let unit = desk.world.unit(&quarterly.filer);
    let period = quarterly.period;
    let words = manner::period(period, manner::of(&quarterly.filer).period);
    match Dice::of(&format!("file/{}", unit.id)).below(4) {
        0 => format!("{}{words}责任追究情况季报表.xlsx", unit.short),
        1 => format!("{}责任追究季报（{words}）.xlsx", quarterly.place),
        2 => format!("{words}季报表-{}（最终版）.xlsx", quarterly.place),
        _ => format!("{period}{}季报.xlsx", unit.short),
    }
}

/// The folder into which a unit's files are put.
pub fn folder(desk: &Desk, unit: &str) -> String {
    let unit = desk.world.unit(unit);
    if unit.is_department() {
        return "省直".to_owned();
    }
    let prefecture = format!("{}00", &unit.division[..4]);
    desk.world.unit(&format!("J-{prefecture}")).place.clone()
}

fn address(
    desk: &Desk,
    post: &mut Post,
    letter: Letter,
    (batch, filer, received, note): (usize, &Filer, DateTime, &str),
) {
    let notes: Vec<&str> = [note, &letter.fault].into_iter().filter(|note| !note.is_empty()).collect();
    post.send(Sent {
        batch,
        path: format!("{}/{}", folder(desk, &filer.id), letter.name),
        received,
        bytes: letter.bytes,
        entries: letter.entries,
        findings: letter.findings,
        unit: desk.world.unit(&filer.id).short.clone(),
        manner: letter.manner,
        fault: notes.join("；"),
    });
}

/// The archive of the collecting prefecture: its own return, those of its counties, the cases, a lock file.
fn send_collection(desk: &Desk, post: &mut Post, period: Period) {
    let (mut files, mut entries, mut findings, mut faults) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let collected = desk.filers.iter().filter(|filer| carrier(desk, filer) == Some(COLLECTING_PREFECTURE));
    let own_workbook = |filer: &&Filer| {
        let unit = desk.world.unit(&filer.id);
        !(unit.level == Level::Township && unit.division == SHEETS_COUNTY)
    };
    for filer in collected {
        let quarterly = return_of(desk, filer, period);
        let place = &desk.world.unit(&filer.id).place;
        let mut letters: Vec<Letter> = typical_cases(&quarterly)
            .into_iter()
            .map(|case| typical_letter(desk, &quarterly, case))
            .collect();
        if own_workbook(&filer) {
            letters.insert(0, letter_of(desk, &quarterly, None));
        }
        for letter in letters {
            let member = format!("{place}/{}", letter.name);
            entries.extend(letter.entries.into_iter().map(|entry| Entry { member: member.clone(), ..entry }));
            findings
                .extend(letter.findings.into_iter().map(|found| Found { member: member.clone(), ..found }));
            faults.extend(Some(letter.fault).filter(|fault| !fault.is_empty()));
            files.push((member, letter.bytes));
        }
    }
    let lock = "望舒州/~$望舒州季报.xlsx".to_owned();
    let junk = Entry {
        member: lock.clone(),
        form: "",
        unit: String::new(),
        period: String::new(),
        status: "ignored",
    };
    entries.push(junk);
    files.push((lock, mess::lock_file("刘文书")));
    let due = period.end();
    let names = if period.quarter_number() == Some(3) { Names::Utf8 } else { Names::Gbk };
    post.send(Sent {
        batch: batch_of(desk, period),
        path: format!("望舒州/{}全州季报汇总.zip", manner::period(period, manner::PeriodWords::Short)),
        received: post::at(due, &mut Dice::of(&format!("collection/{period}"))),
        bytes: archive::packed(&files, names),
        entries,
        findings,
        unit: "望舒州纪委".to_owned(),
        manner: "全州打包报送，压缩包内文件名为GBK编码（第三季度为UTF-8）".to_owned(),
        fault: faults.join("；"),
    });
}
