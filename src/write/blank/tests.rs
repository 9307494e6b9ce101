//! What is filled into a blank form reads back as it was filled in: by the same declarations, through the whole house.

use super::{Blank, Known, blank};
use crate::catalog::Catalog;
use crate::extract::{Extractor, Origin};
use crate::model::{Registry, Submission, Value};
use crate::paper::{Limits, read};
use crate::write::package::{self, Packed};
use calamine::{Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

const UNITS: &str = "\
unit_id,name,short_name,aliases,kind,level,grade,sector,division_code,parent_id,counterpart_id,dispatcher_id,covers,group,sort_no,duties
P-0,中共示例省委员会,示例省委,,party_committee,province,,local,990000,,J-0,,,,1,
P-1,中共东县委员会,东县委,,party_committee,county,,local,990121,P-0,J-1,,,县区组,2,AP;AI
J-0,中共示例省纪律检查委员会,示例省纪委,,disc_committee,province,,local,990000,,P-0,,,,11,
J-1,中共东县纪律检查委员会,东县纪委,,disc_committee,county,,local,990121,J-0,P-1,,,县区组,12,CQ;TC
";

fn made(catalog: &Catalog, code: &str) -> Blank {
    let created = "2014-01-02T00:00:00".parse().unwrap();
    blank(catalog, catalog.form_by_code(code).unwrap(), &Known::default(), created).unwrap()
}

/// Types into cells: a number as one, anything else as text. The cell must be open.
fn filled(bytes: &[u8], sheet: usize, cells: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = package::read(bytes).unwrap();
    let name = format!("xl/worksheets/sheet{sheet}.xml");
    let part = parts.iter_mut().find(|(other, _)| *other == name).unwrap();
    let mut text = String::from_utf8(part.1.clone()).unwrap();
    for (cell, value) in cells {
        let start = text.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} is no cell"));
        let tag = &text[start..start + text[start..].find('>').unwrap() + 1];
        let end = if tag.ends_with("/>") {
            start + tag.len()
        } else {
            start + text[start..].find("</c>").unwrap() + 4
        };
        let style = tag.split("s=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let typed = if value.parse::<f64>().is_ok() {
            format!("<c r=\"{cell}\" s=\"{style}\"><v>{value}</v></c>")
        } else {
            format!("<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{value}</t></is></c>")
        };
        text.replace_range(start..end, &typed);
    }
    part.1 = text.into_bytes();
    let packed: Vec<Packed> = parts.iter().map(|(name, bytes)| Packed::new(name, bytes)).collect();
    package::write(&packed.iter().collect::<Vec<_>>())
}

fn back(catalog: &Catalog, bytes: &[u8]) -> Vec<Submission> {
    let (registry, _) = Registry::load(UNITS, "unit_id\n", "date,kind,name\n", &catalog.names);
    let paper = read(bytes, &Limits::default()).unwrap();
    let collected = ["2014Q3", "2013"].map(|period| period.parse().unwrap());
    let origin =
        Origin {
            path: "东县/报表.xlsx", received_on: "2014-09-30".parse().unwrap(), collected: &collected
        };
    Extractor::new(catalog, &registry).extract(&paper, &origin).submissions
}

/// The values of the records that are filled in, by key.
fn values(catalog: &Catalog, submission: &Submission) -> Vec<BTreeMap<String, String>> {
    let form = catalog.form(&submission.form).unwrap();
    let record = |record: &crate::model::Record| {
        let entries =
            form.fields.iter().zip(&record.entries).filter(|(_, entry)| entry.value != Value::Missing);
        entries.map(|(field, entry)| (field.key.clone(), entry.value.to_string())).collect()
    };
    submission.records.iter().map(record).collect()
}

#[test]
fn a_filled_quarterly_form_reads_back() {
    let catalog = Catalog::builtin().unwrap();
    let blank = made(&catalog, "CQ");
    assert_eq!(blank.file_name, "责任追究情况季报表（空白表）.xlsx");
    let cells = [
        ("A2", "（2014年第三季度）"),
        ("A3", "填报单位（盖章）：东县纪委（章）"),
        ("B9", "东县纪委"),
        ("E9", "2"),
        ("F9", "0"),
        ("G9", "1"),
        ("BD9", "三件均已结案"),
    ];
    let bytes = filled(&blank.bytes, 1, &cells);
    let found = back(&catalog, &bytes);
    let quarterly = &found[0];
    assert_eq!(
        (quarterly.form.as_str(), quarterly.unit.as_str(), quarterly.period.unwrap().to_string()),
        ("case-quarterly", "J-1", "2014Q3".to_owned())
    );
    let rows = values(&catalog, quarterly);
    let row = rows.last().unwrap();
    let shown = |key: &str| row.get(key).map(String::as_str);
    assert_eq!(
        [
            shown("unit_name"),
            shown("cases_subject"),
            shown("cases_superv"),
            shown("cases_both"),
            shown("remark")
        ],
        [Some("J-1"), Some("2"), Some("0"), Some("1"), Some("三件均已结案")]
    );
    assert!(quarterly.present.iter().all(|present| *present), "every declared column is found");
}

#[test]
fn an_empty_form_holds_no_data() {
    let catalog = Catalog::builtin().unwrap();
    for code in ["CQ", "CD"] {
        let found = back(&catalog, &made(&catalog, code).bytes);
        let data: usize = found.iter().map(|submission| submission.data().count()).sum();
        assert_eq!(
            data,
            0,
            "{code}: {:?}",
            found.iter().map(|one| values(&catalog, one)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_filled_list_of_indicators_reads_back() {
    let catalog = Catalog::builtin().unwrap();
    let blank = made(&catalog, "AI");
    let cells = [
        ("A2", "（2013年度）"),
        ("A3", "填报单位（盖章）：东县委（章）"),
        ("E6", "4"),
        ("F6", "3"),
        ("E7", "2"),
    ];
    let found = back(&catalog, &filled(&blank.bytes, 1, &cells));
    let first = &found[0];
    assert_eq!((first.form.as_str(), first.unit.as_str()), ("annual-party-indicators", "P-1"));
    let rows = values(&catalog, first);
    let expected = [("A01", Some("4"), Some("3")), ("A02", Some("2"), None)];
    for (row, (code, now, before)) in rows.iter().zip(expected) {
        let shown = |key: &str| row.get(key).map(String::as_str);
        assert_eq!((shown("code"), shown("cur"), shown("prev")), (Some(code), now, before));
    }
    assert_eq!(rows.len(), catalog.form_by_code("AI").unwrap().indicators.len(), "every fixed row is read");
}

#[test]
fn a_filled_word_form_reads_back() {
    let catalog = Catalog::builtin().unwrap();
    let blank = made(&catalog, "TC");
    assert!(blank.file_name.ends_with(".docx"));
    let mut parts = package::read(&blank.bytes).unwrap();
    let part = parts.iter_mut().find(|(name, _)| name == "word/document.xml").unwrap();
    let mut text = String::from_utf8(part.1.clone()).unwrap();
    for (tag, value) in [
        ("report_unit", "东县纪委"),
        ("case_no", "ZZ-990121-2014-001"),
        ("title", "教育局违规收费案"),
        ("occur_level", "县（市、区）"),
        ("name", "王一"),
        ("actions", "党内警告、免职"),
        ("facts", "2014年5月，某局违规收费。"),
    ] {
        let at =
            text.find(&format!("<w:tag w:val=\"{tag}\"/>")).unwrap_or_else(|| panic!("{tag} has no control"));
        let blanks = at + text[at..].find("　　　　").unwrap();
        text.replace_range(blanks..blanks + "　　　　".len(), value);
    }
    let ticked = text.find("<w:tag w:val=\"effective\"/>").unwrap();
    let glyph = ticked + text[ticked..].find('☐').unwrap();
    text.replace_range(glyph..glyph + '☐'.len_utf8(), "☑");
    let checked = ticked + text[ticked..].find("w14:checked w14:val=\"0\"").unwrap();
    text.replace_range(checked..checked + "w14:checked w14:val=\"0\"".len(), "w14:checked w14:val=\"1\"");
    part.1 = text.into_bytes();
    let packed: Vec<Packed> = parts.iter().map(|(name, bytes)| Packed::new(name, bytes)).collect();
    let found = back(&catalog, &package::write(&packed.iter().collect::<Vec<_>>()));
    let first = &found[0];
    assert_eq!((first.form.as_str(), first.unit.as_str()), ("typical-case", "J-1"));
    let row = &values(&catalog, first)[0];
    let shown = |key: &str| row.get(key).map(String::as_str);
    assert_eq!(
        ["case_no", "title", "occur_level", "name", "actions", "effective"].map(shown),
        [
            Some("ZZ-990121-2014-001"),
            Some("教育局违规收费案"),
            Some("county"),
            Some("王一"),
            Some("remove;pd1"),
            Some("true")
        ]
    );
    assert_eq!(first.sections[0].text(), "2014年5月，某局违规收费。");
    assert_eq!(first.sections.len(), catalog.form_by_code("TC").unwrap().headings.len());
}

#[test]
fn labels_are_locked_and_choices_are_offered() {
    let catalog = Catalog::builtin().unwrap();
    let blank = made(&catalog, "CQ");
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(&blank.bytes)).unwrap();
    assert_eq!(opened.sheet_names(), ["责任追究情况季报表", "责任追究案件明细表", "选项"]);
    let sums = opened.worksheet_formula("责任追究情况季报表").unwrap();
    assert_eq!(sums.get_value((8, 3)).unwrap(), "IF(COUNT(E9,F9,G9)=0,\"\",N(E9)+N(F9)+N(G9))");
    assert_eq!(sums.get_value((7, 4)).unwrap(), "IF(COUNT(E9:E38)=0,\"\",SUM(E9:E38))");
    let parts: BTreeMap<String, Vec<u8>> = package::read(&blank.bytes).unwrap().into_iter().collect();
    let part = |name: &str| String::from_utf8(parts[name].clone()).unwrap();
    assert!(part("xl/worksheets/sheet1.xml").contains("<sheetProtection sheet=\"1\""));
    let detail = part("xl/worksheets/sheet2.xml");
    assert!(detail.contains("<formula1>'选项'!$"), "choices come from the sheet of choices");
    let properties = part("docProps/custom.xml");
    assert!(properties.contains("case-quarterly;case-detail"), "{properties}");
    assert!(properties.contains(&catalog.fingerprint), "{properties}");
    assert_eq!(blank, made(&catalog, "CQ"), "the same declarations make the same bytes");
}

#[test]
fn every_declared_form_has_a_blank() {
    let catalog = Catalog::builtin().unwrap();
    for form in &catalog.forms {
        let blank = made(&catalog, &form.code);
        assert!(read(&blank.bytes, &Limits::default()).is_ok(), "{}", form.id);
    }
}
