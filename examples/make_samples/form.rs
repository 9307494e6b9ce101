//! Lays a table form out as a sheet: title, period, header block, column header of one to four rows, body,
//! signatures, notes (FORMS.md 2.1).

use super::manner::{self, Block, DateWords, Digits, Manner, Title};
use super::sheet::{Cell, Content, Look, Sheet};
use jiff::civil::Date as Day;
use liangze::model::Period;

/// A column: its key, its header path, its width in characters, what it counts in.
#[derive(Clone)]
pub struct Column {
    pub key: &'static str,
    pub path: Vec<String>,
    pub width: f64,
    pub measure: &'static str,
}

/// A value before the clerk writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Blank,
    Count(i64),
    /// A percentage or an amount, as printed.
    Decimal(String),
    Text(String),
    Day(Day),
    Flag(bool),
    Set(Vec<String>),
    /// Already as it shall stand.
    Raw(Content),
}

/// A row of the body.
#[derive(Clone)]
pub enum Row {
    /// Data: the name under which its cells are tagged, and a value for each key.
    Data { name: String, values: Vec<(&'static str, Value)>, total: bool },
    /// A heading over all columns.
    Banner(&'static str),
}

/// The header block and the signatures.
#[derive(Clone)]
pub struct Head {
    pub unit_name: String,
    pub filled_on: Option<Day>,
    pub unit_head: String,
    pub reviewer: String,
    pub filler: String,
    pub phone: String,
    pub measure: &'static str,
    pub sealed: bool,
}

/// A form ready to be laid out.
#[derive(Clone)]
pub struct Form {
    /// What the tags of its cells begin with.
    pub tag: String,
    pub place: String,
    pub name: &'static str,
    pub period: Period,
    /// Replaces title and period if a fault wants it.
    pub title: Option<String>,
    /// What stands behind the title: `（更正）`.
    pub mark: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub head: Head,
    pub signer: Option<&'static str>,
    pub notes: &'static str,
    /// The keys whose cells are merged over rows with the same value of the first.
    pub grouped: Vec<&'static str>,
}

/// A form as a sheet.
pub fn sheet(form: &Form, manner: &Manner, name: &str) -> Sheet {
    let mut sheet = Sheet::new(name, manner.font);
    let columns = ordered(&form.columns, manner);
    let width = columns.len();
    add_title(&mut sheet, form, manner, width);
    add_block(&mut sheet, form, manner, &columns);
    add_header(&mut sheet, form, manner, &columns);
    sheet.frozen = Some(sheet.rows.len());
    add_body(&mut sheet, form, manner, &columns);
    add_signatures(&mut sheet, form, manner, &columns);
    if manner.notes && !form.notes.is_empty() {
        full_row(&mut sheet, Cell::text(form.notes, Look::Note), width, 40.0);
    }
    sheet.widths = columns.iter().map(|column| column.width).collect();
    if form.head.sealed && manner.seal.is_empty() {
        sheet.seal = Some((0, 1));
    }
    sheet.shift(manner.offset.0, manner.offset.1);
    sheet
}

fn ordered(columns: &[Column], manner: &Manner) -> Vec<Column> {
    let dropped = |column: &&Column| manner.code_column || column.key != "unit_code";
    let mut columns: Vec<Column> = columns.iter().filter(dropped).cloned().collect();
    if manner.reordered {
        let later = |column: &Column| match column.path[0].as_str() {
            "追究领导干部" => 1,
            "责任追究案件" | "追究领导班子" => 2,
            "处理" => 3,
            "追究对象" => 4,
            "通报曝光" | "通报" | "本年累计" => 5,
            "备注" => 6,
            _ => 0,
        };
        columns.sort_by_key(later);
    }
    columns
}

fn full_row(sheet: &mut Sheet, cell: Cell, width: usize, height: f64) {
    let mut cells = vec![cell];
    cells.resize(width, Cell::blank(Look::Plain));
    let row = sheet.push(cells, height);
    sheet.merge((row, 0, row, width - 1));
}

fn add_title(sheet: &mut Sheet, form: &Form, manner: &Manner, width: usize) {
    let period = manner::period(form.period, manner.period);
    let tag = |part: &str| format!("{}/head/{part}", form.tag);
    let (title, below) = match (&form.title, manner.title) {
        (Some(title), Title::Full) => (title.clone(), None),
        (Some(title), Title::Split) => (title.clone(), Some(format!("（{period}）"))),
        (None, Title::Full) => (format!("{}{period}{}{}", form.place, form.name, form.mark), None),
        (None, Title::Split) => {
            (format!("{}{}{}", form.place, form.name, form.mark), Some(format!("（{period}）")))
        }
    };
    full_row(sheet, Cell::text(title, Look::Title).tagged(tag("title")), width, 33.0);
    if let Some(below) = below {
        full_row(sheet, Cell::text(below, Look::Period).tagged(tag("period")), width, 20.0);
    }
}

/// Spreads texts over a row in merged runs of about the same width on paper.
fn runs(sheet: &mut Sheet, texts: Vec<(String, String)>, columns: &[Column]) {
    let all: f64 = columns.iter().map(|column| column.width).sum();
    let mut cells = vec![Cell::blank(Look::Label); columns.len()];
    let row = sheet.rows.len();
    let (mut first, mut so_far, mut share) = (0, 0.0, 0.0);
    let parts = texts.len();
    for (place, (text, tag)) in texts.into_iter().enumerate() {
        share += all / f64::from(u32::try_from(parts).expect("few runs"));
        let mut next = first;
        while next < columns.len()
            && (next == first || place + 1 == parts || so_far + columns[next].width / 2.0 < share)
        {
            so_far += columns[next].width;
            next += 1;
        }
        cells[first] = Cell::text(text, Look::Label).tagged(tag);
        sheet.merge((row, first, row, next - 1));
        first = next;
    }
    sheet.push(cells, 21.0);
}

fn add_block(sheet: &mut Sheet, form: &Form, manner: &Manner, columns: &[Column]) {
    let head = &form.head;
    let tag = |part: &str| format!("{}/head/{part}", form.tag);
    let seal = if head.sealed { manner.seal } else { "" };
    let unit = format!("填报单位（盖章）：{}{seal}", head.unit_name);
    let day = match (head.filled_on, manner.date) {
        (None, _) => "    年  月  日".to_owned(),
        (Some(day), DateWords::Numerals(zero)) => manner::day(day, DateWords::Numerals(zero)),
        (Some(day), DateWords::Dots) => manner::day(day, DateWords::Dots),
        (Some(day), _) => manner::day(day, DateWords::Chinese),
    };
    let mut day = format!("填报时间：{day}");
    if manner.block == Block::WithSignature {
        day = format!("{day}　审核人：{}　填表人：{}", head.reviewer, head.filler);
    }
    let measure = format!("单位：{}", head.measure);
    match manner.block {
        Block::One => {
            let text = format!("{unit}　　　　{day}　　　　{measure}");
            full_row(sheet, Cell::text(text, Look::Label).tagged(tag("unit_name")), columns.len(), 21.0);
        }
        _ => {
            let texts = vec![(unit, tag("unit_name")), (day, tag("filled_on")), (measure, tag("measure"))];
            runs(sheet, texts, columns);
        }
    }
}

fn label(text: &str, last: bool, column: &Column, manner: &Manner) -> String {
    let mut text = text.to_owned();
    if manner.spaced && text.chars().count() == 2 {
        let mut characters = text.chars();
        text =
            format!("{}　{}", characters.next().unwrap_or_default(), characters.next().unwrap_or_default());
    }
    if manner.broken && text.chars().count() >= 6 && !text.contains('：') {
        let middle = text.chars().count() / 2;
        let (front, back): (String, String) =
            (text.chars().take(middle).collect(), text.chars().skip(middle).collect());
        text = format!("{front}\n{back}");
    }
    if manner.measured && last && !column.measure.is_empty() {
        text = format!("{text}（{}）", column.measure);
    }
    text
}

fn add_header(sheet: &mut Sheet, form: &Form, manner: &Manner, columns: &[Column]) {
    let depth = columns.iter().map(|column| column.path.len()).max().unwrap_or(1);
    let top = sheet.rows.len();
    let mut grid = vec![vec![Cell::blank(Look::Header); columns.len()]; depth];
    for (place, column) in columns.iter().enumerate() {
        for (level, text) in column.path.iter().enumerate() {
            let last = level + 1 == column.path.len();
            let begins =
                last || place == 0 || columns[place - 1].path.get(..=level) != column.path.get(..=level);
            if !begins {
                continue;
            }
            let mut cell = Cell::text(label(text, last, column, manner), Look::Header);
            if last {
                cell = cell.tagged(format!("{}/header/{}", form.tag, column.key));
                sheet.merge((top + level, place, top + depth - 1, place));
            } else {
                let same = |other: &&Column| other.path.get(..=level) == column.path.get(..=level);
                let span = columns[place..].iter().take_while(same).count();
                sheet.merge((top + level, place, top + level, place + span - 1));
            }
            grid[level][place] = cell;
        }
    }
    for (level, cells) in grid.into_iter().enumerate() {
        let height = if level + 1 == depth && depth > 2 { 62.0 } else { 24.0 };
        sheet.push(cells, height);
    }
}

fn add_body(sheet: &mut Sheet, form: &Form, manner: &Manner, columns: &[Column]) {
    let top = sheet.rows.len();
    for row in &form.rows {
        let (name, values, total) = match row {
            Row::Banner(text) => {
                full_row(sheet, Cell::text(*text, Look::Banner), columns.len(), 20.0);
                continue;
            }
            Row::Data { name, values, total } => (name, values, *total),
        };
        let cells = columns.iter().map(|column| {
            let value =
                values.iter().find(|(key, _)| *key == column.key).map_or(&Value::Blank, |(_, value)| value);
            written(value, column, manner, total).tagged(format!("{}/{name}/{}", form.tag, column.key))
        });
        let cells = cells.collect();
        sheet.push(cells, if form.grouped.is_empty() { 22.0 } else { 66.0 });
    }
    if manner.merged_cases {
        merge_groups(sheet, form, columns, top);
    }
}

fn merge_groups(sheet: &mut Sheet, form: &Form, columns: &[Column], top: usize) {
    let Some(lead) = form.grouped.first() else { return };
    let value_of = |row: &Row| match row {
        Row::Data { values, .. } => {
            values.iter().find(|(key, _)| key == lead).map(|(_, value)| value.clone())
        }
        Row::Banner(_) => None,
    };
    let mut first = 0;
    while first < form.rows.len() {
        let value = value_of(&form.rows[first]);
        let count = form.rows[first..].iter().take_while(|row| value_of(row) == value).count();
        for (place, column) in columns.iter().enumerate() {
            if form.grouped.contains(&column.key) && count > 1 {
                for row in first + 1..first + count {
                    sheet.rows[top + row][place].content = Content::Blank;
                }
                sheet.merge((top + first, place, top + first + count - 1, place));
            }
        }
        first += count;
    }
}

/// A value as the clerk writes it.
fn written(value: &Value, column: &Column, manner: &Manner, total: bool) -> Cell {
    let look = |ordinary| if total { Look::Total } else { ordinary };
    match value {
        Value::Blank => Cell::blank(look(Look::Text)),
        Value::Count(count) => count_cell(*count, column, manner, look(Look::Number)),
        Value::Decimal(text) => match text.parse() {
            Ok(number) => Cell { content: Content::Number(number), look: look(Look::Number), tag: None },
            Err(_) => Cell::text(text, look(Look::Number)),
        },
        Value::Text(text) => Cell::text(text, look(Look::Text)),
        Value::Day(day) if manner.date == DateWords::Serial => {
            Cell { content: Content::Day(*day), look: look(Look::Text), tag: None }
        }
        Value::Day(day) => Cell::text(manner::day(*day, manner.date), look(Look::Text)),
        Value::Flag(flag) => {
            Cell::text(if *flag { manner.yes_no.0 } else { manner.yes_no.1 }, look(Look::Text))
        }
        Value::Set(members) => Cell::text(members.join(manner.separator), look(Look::Text)),
        Value::Raw(content) => Cell { content: content.clone(), look: look(Look::Number), tag: None },
    }
}

fn count_cell(count: i64, column: &Column, manner: &Manner, look: Look) -> Cell {
    let plain = || {
        let number = i32::try_from(count).expect("a count of this province");
        Cell { content: Content::Number(f64::from(number)), look, tag: None }
    };
    if column.key == "seq" || (count == 0 && manner.nil == "0" && manner.digits == Digits::Number) {
        return plain();
    }
    let text = match (count, manner.digits) {
        (0, _) => manner.nil.to_owned(),
        (_, Digits::Number) => return plain(),
        (_, Digits::Text) => count.to_string(),
        (_, Digits::FullWidth) => count.to_string().chars().map(full_width).collect(),
        (_, Digits::Numerals) => manner::numerals(count),
        (_, Digits::WithUnit) => format!("{count}{}", column.measure),
    };
    Cell::text(text, look)
}

fn full_width(character: char) -> char {
    match character.to_digit(10) {
        Some(digit) => char::from_u32(u32::from('０') + digit).expect("a full-width digit"),
        None => character,
    }
}

fn add_signatures(sheet: &mut Sheet, form: &Form, manner: &Manner, columns: &[Column]) {
    let head = &form.head;
    let tag = |part: &str| format!("{}/head/{part}", form.tag);
    let mut texts = Vec::new();
    if let Some(signer) = form.signer {
        texts.push((format!("{signer}：{}", head.unit_head), tag("signer")));
    }
    texts.push((format!("单位负责人：{}", head.unit_head), tag("unit_head")));
    if manner.block != Block::WithSignature {
        texts.push((format!("审核人：{}", head.reviewer), tag("reviewer")));
        texts.push((format!("填表人：{}", head.filler), tag("filler")));
    }
    texts.push((format!("联系电话：{}", head.phone), tag("phone")));
    if columns.len() < 9 {
        let line = texts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("　　");
        full_row(sheet, Cell::text(line, Look::Label).tagged(tag("filler")), columns.len(), 22.0);
    } else {
        runs(sheet, texts, columns);
    }
}
