//! What else came: copies, scans, lock files, an explanation, papers of strangers, a report from the wrong side.

use super::annual;
use super::annual_post;
use super::form;
use super::manner::{self, Manner};
use super::mess;
use super::picture;
use super::post::{Entry, Found, Post, Sent};
use super::quarter_post::Desk;
use super::quarterly;
use super::reports;
use super::sheet::{Cell, Content, Look, Sheet};
use super::word::{Document, Style};
use super::workbook;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

fn entry(status: &'static str) -> Entry {
    Entry { member: String::new(), form: "", unit: String::new(), period: String::new(), status }
}

fn found(rule: &'static str) -> Vec<Found> {
    vec![Found { member: String::new(), rule, cell: String::new() }]
}

fn sent(batch: usize, path: &str, received: DateTime, bytes: Vec<u8>, status: &'static str) -> Sent {
    Sent {
        batch,
        path: path.to_owned(),
        received,
        bytes,
        entries: vec![entry(status)],
        findings: Vec::new(),
        unit: String::new(),
        manner: String::new(),
        fault: String::new(),
    }
}

/// Sends all that is no return, or none that is owed.
pub fn send(desk: &Desk, post: &mut Post) {
    send_copies(post);
    send_junk(post);
    send_scans(desk, post);
    post.send(explanation(desk));
    post.send(stranger(desk));
    post.send(unrelated());
    post.send(wrong_side(desk));
}

/// The same bytes again, a little later, under names that clerks give to copies.
fn send_copies(post: &mut Post) {
    for (unit, batch, suffix) in [("霜桥区纪委", 0, " - 副本"), ("明湖区纪委", 6, "(1)")] {
        let of_unit = |sent: &&Sent| sent.unit == unit && sent.batch == batch && sent.path.ends_with(".xlsx");
        let original = post.sent.iter().rfind(of_unit).expect("the unit sent a workbook");
        let copy = Sent {
            unit: unit.to_owned(),
            manner: "与另一文件字节相同".to_owned(),
            ..sent(
                batch,
                &original.path.replace(".xlsx", &format!("{suffix}.xlsx")),
                original.received + 2.minutes(),
                original.bytes.clone(),
                "duplicate",
            )
        };
        post.send(copy);
    }
}

fn send_junk(post: &mut Post) {
    let hour = date(2014, 3, 31).at(17, 20, 0, 0);
    let later = date(2014, 12, 31).at(17, 20, 0, 0);
    let junk = [
        (0, "汀兰市/~$汀兰市纪委季报.xlsx", hour, mess::lock_file("王秘书")),
        (0, ".DS_Store", hour, mess::finder_file()),
        (6, "省直/Thumbs.db", later, vec![0; 64]),
    ];
    for (batch, path, received, bytes) in junk {
        let manner = "系统或办公软件留下的无用文件".to_owned();
        post.send(Sent { manner, ..sent(batch, path, received, bytes, "ignored") });
    }
    post.send(Sent {
        findings: vec![Found { member: String::new(), rule: "GN-S001", cell: String::new() }],
        fault: "空文件".to_owned(),
        ..sent(6, "省直/新建 Microsoft Excel 工作表.xlsx", later, Vec::new(), "rejected")
    });
}

fn send_scans(desk: &Desk, post: &mut Post) {
    let place = |id: &str| desk.world.unit(id).short.clone();
    post.send(Sent {
        unit: place("J-990100"),
        manner: "随季报附送的盖章扫描件".to_owned(),
        ..sent(
            0,
            "汀兰市/汀兰市纪委2014年第一季度季报盖章扫描件.pdf",
            date(2014, 3, 31).at(16, 5, 0, 0),
            picture::pdf(18),
            "attachment",
        )
    });
    post.send(Sent {
        unit: place("J-990222-201"),
        findings: found("GN-S001"),
        fault: "只有扫描图片，没有电子表格".to_owned(),
        ..sent(
            0,
            "朝晖市/蚁丘乡2014年第一季度季报.png",
            date(2014, 3, 31).at(15, 2, 0, 0),
            picture::scan(14),
            "rejected|returned",
        )
    });
}

/// 说明 for a finding that asks for one (FORMS.md 10.4).
fn explanation(desk: &Desk) -> Sent {
    let unit = desk.world.unit("J-990222-201");
    let made_on = date(2014, 7, 11);
    let mut document = Document { blocks: Vec::new(), body_font: "仿宋_GB2312" };
    document.add(Style::Title, "关于2014年第二季度责任追究情况季报表有关数据的说明");
    document.add(Style::Flush, format!("{}：", desk.world.unit(&unit.parent).short));
    document.add(
        Style::Body,
        "我乡2014年第二季度季报表中填报的一名乡科级干部，系县直部门选派到村任职的第一书记，其行政关系仍在原单位，职级为副科级。\
         经县纪委授权，由我乡纪委在调查后作出处理，故在本表中统计，与县纪委报表不重复。",
    );
    document.add(Style::Body, "特此说明。");
    document.add(Style::Right, format!("{}（章）", unit.name));
    document.add(Style::Right, manner::day(made_on, manner::DateWords::Chinese));
    Sent {
        unit: unit.short.clone(),
        manner: "对上期审核意见的书面说明".to_owned(),
        ..sent(
            3,
            "朝晖市/蚁丘乡纪委关于2014年第二季度季报数据的说明.docx",
            date(2014, 7, 14).at(10, 30, 0, 0),
            document.bytes(made_on),
            "attachment",
        )
    }
}

/// A return of a unit that no registry knows.
fn stranger(desk: &Desk) -> Sent {
    let filer = desk.filers.iter().find(|filer| filer.id == "J-990102").expect("a filer");
    let period = *desk.quarters.last().expect("quarters");
    let mut quarterly = quarterly::of(desk.world, filer, desk.cases, period);
    let manner = Manner { code_column: false, ..Manner::default() };
    quarterly.place = "泠水县".to_owned();
    quarterly.head.unit_name = "中共泠水县纪律检查委员会".to_owned();
    for row in &mut quarterly.rows {
        row.name = "泠水县纪委".to_owned();
        row.figures = super::figures::zeros();
    }
    quarterly.total.figures = super::figures::zeros();
    quarterly.detail.clear();
    let sheet = form::sheet(&quarterly.table_one(&manner), &manner, "Sheet1");
    let made_on = quarterly.head.filled_on.expect("the generator sets it");
    Sent {
        entries: vec![Entry { form: "case-quarterly", period: period.to_string(), ..entry("returned") }],
        findings: found("GN-S003"),
        unit: "（名录外）".to_owned(),
        fault: "填报单位不在名录".to_owned(),
        ..sent(
            8,
            "泠水县2015年一季度季报.xlsx",
            date(2015, 3, 31).at(11, 0, 0, 0),
            workbook::bytes(&[sheet], "办公室", made_on),
            "returned",
        )
    }
}

/// A workbook that is no return at all.
fn unrelated() -> Sent {
    let rows: [[&str; 4]; 5] = [
        ["办公用品领用登记", "", "", ""],
        ["品名", "数量", "领用部门", "领用人"],
        ["文件盒", "12", "办公室", "小周"],
        ["复印纸", "6", "信访室", "小吴"],
        ["签字笔", "24", "案件监督管理室", "小郑"],
    ];
    let mut sheet = Sheet::new("Sheet1", "宋体");
    for row in rows {
        let cells = row.map(|text| match text.parse::<f64>() {
            Ok(number) => Cell { content: Content::Number(number), look: Look::Number, tag: None },
            Err(_) => Cell::text(text, Look::Text),
        });
        sheet.push(cells.to_vec(), 16.0);
    }
    sheet.widths = vec![14.0; 4];
    Sent {
        findings: found("GN-S002"),
        fault: "与报表无关的文件".to_owned(),
        ..sent(
            8,
            "省直/领用登记.xlsx",
            date(2015, 3, 30).at(15, 15, 0, 0),
            workbook::bytes(&[sheet], "办公室", date(2015, 3, 30)),
            "returned",
        )
    }
}

/// A discipline organ sends the report that its party unit owes.
fn wrong_side(desk: &Desk) -> Sent {
    let party = desk.world.unit("P-990000-206");
    let group = desk.world.unit("J-990000-206");
    let mut report = reports::of(desk.world, party, &annual_post::indicators(desk, party));
    report.unit.name.clone_from(&group.name);
    report.unit.kind = group.kind;
    report.unit.prefix.clone_from(&group.prefix);
    report.signer = desk.world.principal(&group.id, report.dated).name.clone();
    Sent {
        entries: vec![Entry {
            form: "annual-party-report",
            unit: group.id.clone(),
            period: annual::YEAR.to_string(),
            ..entry("returned")
        }],
        findings: found("GN-V012"),
        unit: group.short.clone(),
        fault: "纪检组报送了应由党组报送的主体责任报告".to_owned(),
        ..sent(
            7,
            "省直/驻省科技厅纪检组2014年度主体责任报告.docx",
            date(2015, 1, 27).at(14, 20, 0, 0),
            report.document().bytes(report.dated),
            "returned",
        )
    }
}
