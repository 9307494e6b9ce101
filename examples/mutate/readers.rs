//! Everything that reads what people outside wrote: papers of each kind, archives, expressions, declarations, templates of
//! notices, typed values. Each has honest inputs to begin with and one call that must come back, whatever it is given.

use crate::specimens::files::{PAGE, TEXT_BOOK, binary_workbook, document, spreadsheet, stream, workbook};
use crate::specimens::testing::{Part, compound, zip};
use jiff::civil::DateTime;
use liangze::catalog::load::Templates;
use liangze::catalog::{Catalog, Letterhead};
use liangze::expr::{Expression, Names, Root, Scope, Shape, Text, Value};
use liangze::extract::coerce;
use liangze::model::{Place, Registry};
use liangze::paper::marking::{self, ListColumn, ListRole, ListRow, Mark, MarkedList, Marks, Shade};
use liangze::paper::{self, CellContent, Limits};
use liangze::write::notice::{Phrase, Template, Typesetter};
use liangze::write::{self, blank::Known};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::sync::LazyLock;

/// One reader with its honest inputs.
pub struct Reader {
    pub name: &'static str,
    pub honest: Vec<Vec<u8>>,
    pub read: fn(&[u8]),
}

/// All readers. `samples` are whole files that are changed, too.
pub fn all(samples: &[Vec<u8>]) -> Vec<Reader> {
    let of = |kind: paper::Kind| samples.iter().filter(move |bytes| paper::sniff(bytes) == kind).cloned();
    let paper = |container| paper::Kind::Paper(container);
    let with = |own: Vec<u8>, kind| std::iter::once(own).chain(of(kind)).collect::<Vec<_>>();
    let inner = [Part::new("示例县/表1.xlsx", zip(&workbook())), Part::new("说明.docx", zip(&document()))];
    vec![
        Reader {
            name: "xlsx",
            honest: with(zip(&workbook()), paper(paper::Container::Xlsx)),
            read: paper_of,
        },
        Reader { name: "xlsb", honest: vec![zip(&binary_workbook())], read: paper_of },
        Reader {
            name: "xls",
            honest: vec![compound(&[("Workbook", stream()), ("Other", vec![7; 5000])])],
            read: paper_of,
        },
        Reader { name: "xls_stream", honest: vec![stream()], read: record_stream },
        Reader { name: "ods", honest: vec![zip(&spreadsheet())], read: paper_of },
        Reader {
            name: "docx",
            honest: with(zip(&document()), paper(paper::Container::Docx)),
            read: paper_of,
        },
        Reader { name: "html", honest: vec![PAGE.into()], read: paper_of },
        Reader { name: "spreadsheet_xml", honest: vec![TEXT_BOOK.into()], read: paper_of },
        Reader {
            name: "marking",
            honest: PACKAGES.iter().enumerate().flat_map(|(number, parts)| parts_of(number, parts)).collect(),
            read: marked,
        },
        Reader { name: "archive", honest: with(zip(&inner), paper::Kind::Archive), read: members },
        Reader { name: "expression", honest: expressions(), read: expression },
        Reader { name: "declarations", honest: declarations(), read: declaration },
        Reader { name: "notice", honest: notices(), read: notice },
        Reader {
            name: "typed",
            honest: TYPED.iter().map(|typed| typed.as_bytes().to_vec()).collect(),
            read: typed,
        },
    ]
}

/// What an office sets, made smaller, so that a mutant that costs too much is told soon.
fn limits() -> Limits {
    Limits { cells: 200_000, total_bytes: 8 << 20, ..Limits::default() }
}

fn paper_of(bytes: &[u8]) {
    if let Ok(mut paper) = paper::read(bytes, &limits()) {
        let _ = paper::add_fills(bytes, &limits(), &mut paper);
    }
}

/// The parts of a package, by name.
type Package = Vec<(String, Vec<u8>)>;

/// A workbook and a document with marks on them, part by part.
static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let blank = |form| {
        write::blank(&CATALOG, form, &Known::default(), DateTime::constant(2014, 1, 1, 9, 0, 0, 0)).ok()
    };
    let blanks: Vec<Vec<u8>> = CATALOG.forms.iter().filter_map(blank).map(|blank| blank.bytes).collect();
    let of = |kind| blanks.iter().find(|bytes| paper::sniff(bytes) == paper::Kind::Paper(kind));
    let found =
        [paper::Container::Xlsx, paper::Container::Docx].map(|kind| of(kind).expect("a form is such"));
    let marked =
        found.map(|bytes| marking::mark(bytes, &limits(), &marks()).expect("a blank form can be marked"));
    marked.iter().map(|bytes| unpacked(bytes)).collect()
});

fn unpacked(bytes: &[u8]) -> Package {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("the program wrote it");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("ASCII").into_owned()).collect();
    let mut content = |name: String| {
        let mut content = Vec::new();
        archive.by_name(&name).expect("it is named").read_to_end(&mut content).expect("it is whole");
        (name, content)
    };
    names.into_iter().map(&mut content).collect()
}

/// Each part of a package: which package, the name of the part, and what it holds.
fn parts_of(number: usize, parts: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    parts.iter().map(|(name, content)| [format!("{number}\n{name}\n").as_bytes(), content].concat()).collect()
}

fn marks() -> Marks {
    let places = [
        Place::Cell { sheet: 0, row: 1, column: 1 },
        Place::Cell { sheet: 0, row: 60_000, column: 300 },
        Place::Cell { sheet: 7, row: 3, column: 2 },
        Place::WordCell { table: 1, row: 2, column: 1 },
        Place::Paragraph(1),
    ];
    let mark = |place| Mark { place, shade: Shade::Correct, note: "应为4\n请改正]]>".into() };
    let role = [ListRole::Severity, ListRole::Place, ListRole::Answer, ListRole::Key];
    let column = |role| ListColumn { label: format!("{role:?}"), width: 12, role };
    let row = |place| ListRow { texts: vec!["甲".into(); 4], shade: Shade::Explain, place, asks: true };
    let list = MarkedList {
        name: "问题清单".into(),
        columns: role.map(column).into(),
        rows: places.map(row).into(),
        ..MarkedList::default()
    };
    Marks { opening: "【审核】".into(), marks: places.map(mark).into(), list, ..Marks::default() }
}

/// A package one part of which was changed, marked itself and as a new workbook: what can be marked can be marked again.
fn marked(bytes: &[u8]) {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let (Some(number), Some(name), Some(changed)) = (lines.next(), lines.next(), lines.next()) else {
        return;
    };
    let number: usize = String::from_utf8_lossy(number).parse().unwrap_or_default();
    let Some(package) = PACKAGES.get(number) else { return };
    let part = |(own, content): &(String, Vec<u8>)| {
        let content = if own.as_bytes() == name { changed } else { content };
        Part::new(own, content.to_vec())
    };
    let bytes = zip(&package.iter().map(part).collect::<Vec<_>>());
    if let Ok(once) = marking::mark(&bytes, &limits(), &marks()) {
        let again = marking::mark(&once, &limits(), &marks());
        assert!(again.is_ok(), "what was marked once can be marked again: {again:?}");
    }
    if let Ok(paper) = paper::read(&bytes, &limits()) {
        let _ = marking::converted(&paper, &limits(), &marks());
    }
}

/// The stream in a compound file whose tables are whole.
fn record_stream(bytes: &[u8]) {
    paper_of(&compound(&[("Workbook", bytes.to_vec())]));
}

fn members(bytes: &[u8]) {
    let _ = paper::archive::members(bytes, &limits()).map(|members| {
        members.iter().for_each(|member| paper_of(&member.bytes));
    });
}

static CATALOG: LazyLock<Catalog> =
    LazyLock::new(|| Catalog::builtin().expect("the program's own templates load"));

fn expressions() -> Vec<Vec<u8>> {
    CATALOG.rules.iter().map(|rule| rule.formula.as_bytes().to_vec()).collect()
}

/// Any name means something, and what it means depends on its letters only.
struct AnyName;

impl Names for AnyName {
    fn root(&self, name: &str) -> Option<Root> {
        let slot = name.bytes().fold(0u16, |sum, byte| sum.wrapping_mul(31).wrapping_add(u16::from(byte)));
        Some(Root { slot, shape: Shape::Any })
    }

    fn all(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl Scope for AnyName {
    fn slot(&self, slot: u16) -> Value<'_> {
        match slot % 7 {
            0 => Value::Missing,
            1 => Value::Number(Decimal::from(slot)),
            2 => Value::Number(Decimal::MAX),
            3 => Value::Text(Cow::Borrowed("二〇一四年三月五日，12件")),
            4 => Value::Flag(slot.is_multiple_of(2)),
            5 => Value::Number(Decimal::new(-i64::from(slot), 28)),
            _ => Value::Text(Cow::Borrowed("")),
        }
    }
}

fn expression(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(expression) = Expression::compile(&text, &AnyName) {
        let _ = expression.evaluate(&AnyName);
        let _ = expression.holds(&AnyName);
    }
    let _ = Text::compile(&text, &AnyName);
}

/// A file of templates/: its path on the first line, then what it holds.
fn declarations() -> Vec<Vec<u8>> {
    let templates = Templates::builtin();
    let paths: Vec<&str> = templates.paths("", ".toml").collect();
    let whole = |path: &&str| [path.as_bytes(), b"\n", templates.bytes(path).unwrap_or_default()].concat();
    paths.iter().map(whole).collect()
}

fn declaration(bytes: &[u8]) {
    let Some(at) = memchr::memchr(b'\n', bytes) else { return };
    let path = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let _ = Catalog::load(&Templates::builtin().with([(path, bytes[at + 1..].to_vec())]));
}

fn notices() -> Vec<Vec<u8>> {
    let letterhead =
        Letterhead {
            organ: "示例省委".into(), mark: "示例省委".into(), printer: "示例省委办公厅".into()
        };
    let typesetter = Typesetter::new(&CATALOG.notices, &letterhead);
    let set = CATALOG.notices.all.iter().filter_map(|notice| typesetter.typeset(notice).ok());
    set.chain(CATALOG.notices.all.iter().map(|notice| notice.body.as_bytes().to_vec())).collect()
}

/// A Word template of an office, or the body of a notice.
fn notice(bytes: &[u8]) {
    let style = &CATALOG.notices.style;
    let facts = serde_json::json!({ "unit": { "name": "示例县" }, "rows": [1, "二", null], "count": 3 });
    if let Ok(template) = Template::load(bytes, style) {
        let _ = template.fill(&facts);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(phrase) = Phrase::compile("body.md", text, style) {
        let _ = phrase.say(&facts);
    }
    let Some(first) = CATALOG.notices.all.first() else { return };
    let mut notice = first.clone();
    notice.body = text.into();
    let letterhead =
        Letterhead {
            organ: "示例省委".into(), mark: "示例省委".into(), printer: "示例省委办公厅".into()
        };
    let _ = Typesetter::new(&CATALOG.notices, &letterhead).typeset(&notice);
}

/// What people type (FORMS.md 10.3).
const TYPED: &[&str] = &[
    "１２件",
    "1,234",
    "一十二",
    "廿三",
    "一百零五",
    "二亿三千万零四",
    "无",
    "——",
    "待核实",
    "约12",
    "10多",
    "3-5",
    "2+1",
    "-3",
    "1.5",
    "95.00％",
    "3.5万元",
    "35000元",
    "是",
    "√",
    "2014.3.5",
    "2014年3月5日",
    "20140305",
    "二〇一四年三月五日",
    "二○一四年十二月三十一日",
    "3月5日",
    "14.3.5",
    "2014年3月",
    "2014.2.30",
    "党内严重警告处分、免去局长职务",
    "张　三",
    "中共示例县纪委（盖章）",
    "2014年底前",
    "长期",
    "9:30",
    "下午3时20分",
    "2014-03-05 09:30",
    "每月5日前",
    "〔2014〕3号",
    "2014-12-31前完成，之后常年坚持",
];

fn typed(bytes: &[u8]) {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::default);
    let text = String::from_utf8_lossy(bytes);
    let _ = coerce::chinese_number(&text);
    let _ = coerce::time(&text, Some(2014));
    let _ = coerce::read_date(&text, Some(2014));
    let setting =
        coerce::Setting { catalog: &CATALOG, registry: &REGISTRY, sender: None, day: None, year: Some(2014) };
    let number = text.len() as f64;
    let contents = [
        CellContent::Text(text.as_ref().into()),
        CellContent::Number(text.parse().unwrap_or(number)),
        CellContent::Date(text.parse().unwrap_or(number)),
        CellContent::Percent(text.parse().unwrap_or(number)),
    ];
    for field in CATALOG.forms.iter().flat_map(|form| &form.fields) {
        for content in &contents {
            let _ = coerce::coerce(field, field.kind, content, &setting);
        }
    }
}
