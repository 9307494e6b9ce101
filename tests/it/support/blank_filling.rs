//! Fills in a blank form as a clerk would: into every cell that is open and every control, by the kind of its field.

use super::package::{packed, parts};
use liangze::catalog::{Catalog, Field, Form, Kind, Part};

/// A filled form and what was typed into it.
pub struct Filled {
    /// The file.
    pub bytes: Vec<u8>,
    /// Row from 0, key, and the value as it must come back.
    pub answers: Vec<(usize, String, String)>,
    /// Header fields.
    pub headers: Vec<(&'static str, String)>,
    /// Sections of a narrative.
    pub sections: Vec<(String, String)>,
    /// What stands below the rows.
    pub footings: Vec<(String, String)>,
}

/// The rows that are filled where a form has open ones.
const ROWS: usize = 2;
/// What a control of a Word form holds while it is blank.
const BLANK: &str = "　　　　";

fn part<'p>(parts: &'p mut [(String, Vec<u8>)], name: &str) -> &'p mut Vec<u8> {
    &mut parts.iter_mut().find(|(other, _)| other == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What is typed into a field, and what must come back.
fn typed(catalog: &Catalog, field: &Field, row: usize, word: bool) -> (String, String) {
    let same = |text: String| (text.clone(), text);
    let listed = catalog.list_of(field).map(|list| {
        let plain = |choice: &&liangze::catalog::Choice| choice.means.is_empty() && !choice.unclear;
        let code = |choice: &liangze::catalog::Choice| {
            if choice.code.is_empty() { choice.label.clone() } else { choice.code.clone() }
        };
        list.choices.iter().filter(plain).map(|one| (one.label.clone(), code(one))).collect::<Vec<_>>()
    });
    match field.kind {
        Kind::Count | Kind::Decimal | Kind::Measured => same((row + 3).to_string()),
        Kind::Money => same("12.5".into()),
        Kind::Percent => same("50".into()),
        Kind::Date if word => same("2014-03-05".into()),
        // A day as a spreadsheet keeps it.
        Kind::Date => ("41703".into(), "2014-03-05".into()),
        Kind::Flag => ("是".into(), "true".into()),
        Kind::Choice => {
            let listed = listed.unwrap_or_default();
            listed.get(row % listed.len().max(1)).cloned().unwrap_or_default()
        }
        Kind::Choices => {
            let listed = listed.unwrap_or_default();
            let some = &listed[..listed.len().min(2)];
            let join = |parts: Vec<&str>, sign: &str| parts.join(sign);
            (
                join(some.iter().map(|(label, _)| label.as_str()).collect(), "、"),
                join(some.iter().map(|(_, code)| code.as_str()).collect(), ";"),
            )
        }
        Kind::Unit => [("示例县纪委", "J-990121"), ("甲镇纪委", "J-990121-101")]
            .map(|(name, id)| (name.to_owned(), id.to_owned()))[row % 2]
            .clone(),
        Kind::Units => ("示例县纪委、甲镇纪委".into(), "J-990121;J-990121-101".into()),
        Kind::Person => same(["张三", "李四"][row % 2].into()),
        Kind::Text => same(format!("短文{}", ["甲", "乙"][row % 2])),
        Kind::Long => same(format!("一段较长的文字，写明情况{}。", ["甲", "乙"][row % 2])),
        Kind::Code => same(format!("ZZ-2014-00{}", row + 1)),
        Kind::DocNo => same(format!("示纪发〔2014〕{}号", row + 3)),
        Kind::Deadline => same("2014-06-30".into()),
        Kind::Time => ("2014年5月14日9时30分".into(), "2014-05-14".into()),
    }
}

/// Fills in a form.
pub fn fill(catalog: &Catalog, form: &Form, bytes: &[u8]) -> Filled {
    let filled = Filled {
        bytes: Vec::new(),
        answers: Vec::new(),
        headers: Vec::new(),
        sections: Vec::new(),
        footings: Vec::new(),
    };
    let parts = parts(bytes);
    if parts.iter().any(|(name, _)| name == "word/document.xml") {
        document(catalog, form, parts, filled)
    } else {
        workbook(catalog, form, parts, filled)
    }
}

/// The numbers of the cell formats that are open.
fn open_formats(styles: &str) -> Vec<bool> {
    let formats = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
    let one = |format: &str| format.split("<xf ").next().unwrap_or(format).contains("locked=\"0\"");
    formats.split("<xf ").skip(1).map(one).collect()
}

fn workbook(catalog: &Catalog, form: &Form, mut parts: Vec<(String, Vec<u8>)>, mut filled: Filled) -> Filled {
    let open = open_formats(&text(part(&mut parts, "xl/styles.xml")));
    let beside = !form.layout.pairs_are_columns
        && form.columns().any(|field| field.part == Part::Rows)
        && form.columns().any(|field| field.part == Part::Pairs);
    let of = |wanted: Part| form.columns().filter(move |field| !beside || field.part == wanted);
    if beside {
        let fields: Vec<&Field> = of(Part::Pairs).collect();
        let sheet = part(&mut parts, "xl/worksheets/sheet1.xml");
        let mut next = 0;
        // A merged area has blank cells behind its first.
        *sheet = cells(&text(sheet), &open, &mut |row, column| {
            let first = row > 0 && (column == 1 || column == 3 && next < fields.len());
            let long = next > 0 && fields[next - 1].kind == Kind::Long && column == 3;
            let field = fields.get(next).filter(|_| first && !long)?;
            next += 1;
            let (typed, back) = typed(catalog, field, 0, false);
            filled.answers.push((0, field.key.clone(), back));
            Some(typed)
        });
        assert_eq!(next, fields.len(), "{}: every single answer has its cell", form.code);
    }
    let asked: Vec<_> = form.footings.iter().filter(|footing| footing.numbered_by.is_some()).collect();
    if !asked.is_empty() {
        let sheet = part(&mut parts, "xl/worksheets/sheet1.xml");
        let mut lines = Vec::new();
        *sheet = cells(&text(sheet), &open, &mut |row, column| {
            let footing = column.checked_sub(2).and_then(|column| asked.get(column))?;
            if lines.last() != Some(&row) {
                lines.push(row);
            }
            let (typed, back) = typed(catalog, &footing.as_field(), 0, false);
            filled.footings.push((format!("{}_{}", footing.key, lines.len()), back));
            Some(typed)
        });
        assert!(lines.len() > 1, "{}: every question is asked", form.code);
    }
    let name = format!("xl/worksheets/sheet{}.xml", if beside || !asked.is_empty() { 2 } else { 1 });
    let fields: Vec<&Field> = of(Part::Rows).collect();
    let sheet = part(&mut parts, &name);
    let source = text(sheet);
    let split = source.split("ySplit=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let first = split.parse::<usize>().unwrap() + usize::from(form.layout.keep_total);
    let (mut rows, mut last) = (0usize, None);
    *sheet = cells(&source, &open, &mut |row, column| {
        let field = fields.get(column).filter(|_| row >= first)?;
        if last != Some(row) {
            (rows, last) = (rows + 1, Some(row));
        }
        let number = rows - 1;
        let most = if form.indicators.is_empty() { ROWS } else { form.indicators.len() };
        if number >= most {
            return None;
        }
        let (typed, back) = typed(catalog, field, number, false);
        filled.answers.push((number, field.key.clone(), back));
        Some(typed)
    });
    let strings = part(&mut parts, "xl/sharedStrings.xml");
    *strings = header(form, &text(strings), &mut filled).into_bytes();
    filled.bytes = packed(parts);
    filled
}

/// The labels of the header block and the signature row with what a clerk writes behind them.
fn header(form: &Form, source: &str, filled: &mut Filled) -> String {
    let mut out = source.to_owned();
    for (blank, written) in [
        ("（    年第    季度）", "（2014年第三季度）"),
        ("（    年度）", "（2014年度）"),
        ("（    年度    第    季度）", "（2014年第三季度）"),
        ("填报时间：    年  月  日", "填报时间：2014年9月30日"),
    ] {
        out = out.replace(blank, written);
    }
    let labels = [
        ("unit_name", "填报单位（盖章）：", "示例县纪委"),
        ("unit_head", "单位负责人：", "赵六"),
        ("reviewer", "审核人：", "钱七"),
        ("filler", "填表人：", "孙八"),
        ("phone", "联系电话：", "0990-1234567"),
    ];
    for (key, label, value) in labels {
        let blank = format!(">{label}<");
        if out.contains(&blank) {
            out = out.replace(&blank, &format!(">{label}{value}<"));
            filled.headers.push((key, value.to_owned()));
        }
    }
    for footing in form.footings.iter().filter(|footing| footing.numbered_by.is_none()) {
        let label = format!("{}：", footing.as_field().leaf());
        assert!(out.contains(&format!(">{label}<")), "{}: {label}", form.code);
        out = out.replace(&format!(">{label}<"), &format!(">{label}8<"));
        filled.footings.push((footing.key.clone(), "8".to_owned()));
    }
    out
}

/// A sheet with what `fill` gives for the row and column, from 0, of each cell that is open and blank.
fn cells(source: &str, open: &[bool], fill: &mut dyn FnMut(usize, usize) -> Option<String>) -> Vec<u8> {
    let mut out = String::new();
    let mut rest = source;
    while let Some(start) = rest.find("<c r=\"") {
        let (before, cell) = rest.split_at(start);
        out.push_str(before);
        let end = cell.find('>').unwrap() + 1;
        let tag = &cell[..end];
        rest = &cell[end..];
        let attribute = |name: &str| tag.split(name).nth(1).and_then(|rest| rest.split('"').next());
        let name = attribute("r=\"").unwrap();
        let style: usize = attribute("s=\"").and_then(|style| style.parse().ok()).unwrap_or(0);
        let letters = name.chars().take_while(char::is_ascii_alphabetic);
        let column = letters.fold(0, |column, letter| column * 26 + (letter as usize - 'A' as usize) + 1) - 1;
        let row =
            name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).parse::<usize>().unwrap()
                - 1;
        let typed =
            (tag.ends_with("/>") && open.get(style) == Some(&true)).then(|| fill(row, column)).flatten();
        match typed {
            Some(typed) if typed.parse::<f64>().is_ok() => {
                out.push_str(&format!("<c r=\"{name}\" s=\"{style}\"><v>{typed}</v></c>"));
            }
            Some(typed) => out.push_str(&format!(
                "<c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><is><t>{typed}</t></is></c>"
            )),
            None => out.push_str(tag),
        }
    }
    out.push_str(rest);
    out.into_bytes()
}

fn document(catalog: &Catalog, form: &Form, mut parts: Vec<(String, Vec<u8>)>, mut filled: Filled) -> Filled {
    let mut source = text(part(&mut parts, "word/document.xml"));
    let mut seen: Vec<String> = Vec::new();
    let (mut out, mut done) = (String::new(), 0);
    while let Some(at) = source[done..].find("<w:tag w:val=\"") {
        let start = done + at;
        let tag = source[start..].split('"').nth(1).unwrap().to_owned();
        let end = start + source[start..].find("</w:sdt>").unwrap();
        let control = source[start..end].to_owned();
        out.push_str(&source[done..start]);
        let row = seen.iter().filter(|other| **other == tag).count();
        seen.push(tag.clone());
        out.push_str(&written(catalog, form, &tag, row, &control, &mut filled));
        done = end;
    }
    out.push_str(&source[done..]);
    source = out;
    *part(&mut parts, "word/document.xml") = source.into_bytes();
    filled.bytes = packed(parts);
    filled
}

/// A control with what a clerk writes into it.
fn written(
    catalog: &Catalog,
    form: &Form,
    tag: &str,
    row: usize,
    control: &str,
    filled: &mut Filled,
) -> String {
    let with = |value: &str| control.replacen(BLANK, value, 1);
    if let Some(field) = form.field(tag) {
        let is_box = control.contains("w14:checkbox");
        if is_box {
            // The first of two boxes says yes.
            if !row.is_multiple_of(2) {
                return control.to_owned();
            }
            let (_, back) = typed(catalog, field, row, true);
            filled.answers.push((row / 2, tag.to_owned(), back));
            return control
                .replace("w14:checked w14:val=\"0\"", "w14:checked w14:val=\"1\"")
                .replace('☐', "☑");
        }
        if row >= ROWS {
            return control.to_owned();
        }
        let (typed, back) = typed(catalog, field, row, true);
        if field.part == Part::Rows || row == 0 {
            filled.answers.push((row, tag.to_owned(), back));
        }
        return with(&typed);
    }
    if let Some(heading) = form.headings.iter().find(|heading| heading.key == tag) {
        let told = format!("关于{}，本单位做了以下工作。", heading.title);
        filled.sections.push((tag.to_owned(), told.clone()));
        return with(&told);
    }
    let known = [
        ("unit_name", "示例县纪委"),
        ("unit_head", "赵六"),
        ("reviewer", "钱七"),
        ("filler", "孙八"),
        ("phone", "0990-1234567"),
        ("filled_on", "2014-09-30"),
    ];
    if let Some((key, value)) = known.iter().find(|(key, _)| *key == tag) {
        filled.headers.push((key, (*value).to_owned()));
        let letter = [("（单位名称）", *value), ("年　　月　　日", *value)];
        let told = letter.iter().fold(with(value), |told, (blank, value)| told.replace(blank, value));
        return told;
    }
    if tag == "main_recipients" || tag == "copy_recipients" {
        return control.to_owned();
    }
    if let Some(footing) = form.footings.iter().find(|footing| footing.key == tag) {
        filled.footings.push((footing.key.clone(), "张三".to_owned()));
        return with("张三");
    }
    assert_eq!(tag, "period", "{}", form.code);
    let mut out = control.to_owned();
    for (blank, value) in [
        ("（    年第    季度）", "（2014年第三季度）"),
        ("（    年度）", "（2014年度）"),
        ("（    年度    第    季度）", "（2014年第三季度）"),
    ] {
        out = out.replace(blank, value);
    }
    out
}
