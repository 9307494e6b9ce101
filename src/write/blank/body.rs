//! The rows of a blank table form: the total row, fixed rows of indicators, or open rows.

use super::cells::{Choices, validation};
use super::known::Known;
use super::overview::columns;
use super::sums::sums;
use crate::catalog::{BlankWords, Catalog, Field, Form, Kind, Required};
use crate::model::place::column_letters;
use crate::write::workbook::{header_format, merge, width};
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// The width in characters up to which print on A4 across can be read.
pub const FOR_A4: u16 = 170;

/// The width of a column with the names of rows, in characters.
pub const NAME: u16 = 28;

/// Rows that stay open below those that are known.
const ROOM: u32 = 10;

/// Grey: not to be filled in.
const GREY: u32 = 0x00ED_EDED;

/// The formats of a blank form.
pub struct Look {
    pub title: Format,
    pub header: Format,
    /// Labels that clerks write behind.
    pub open_left: Format,
    pub open_middle: Format,
    pub right: Format,
    pub note: Format,
    /// Cells that are not filled in.
    pub locked: Format,
    pub banner: Format,
    /// Labels beside open cells.
    pub label: Format,
    base: Format,
    scale: f64,
}

impl Look {
    /// The height in points of a line above or below the table that is so high beside a narrow one.
    pub fn line(&self, height: f64) -> f64 {
        // A spreadsheet takes no higher row.
        (height * self.scale).round().min(409.0)
    }

    /// The formats in the declared fonts for a table of a width in characters. What stands above and below a wide table is
    /// printed as small as the table, and so is set larger.
    pub fn new(words: &BlankWords, width: u16) -> Look {
        let scale = (f64::from(width) / f64::from(FOR_A4)).clamp(1.0, 1.8);
        let base =
            Format::new().set_font_name(&words.font).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let beside = base.clone().set_font_size((10.0 * scale).round());
        let ruled = base.clone().set_border(FormatBorder::Thin);
        let grey = ruled.clone().set_background_color(Color::RGB(GREY)).set_text_wrap();
        Look {
            title: base
                .clone()
                .set_font_name(&words.title_font)
                .set_font_size((18.0 * scale).round())
                .set_align(FormatAlign::Center),
            header: header_format(&ruled),
            open_left: beside.clone().set_align(FormatAlign::Left).set_unlocked(),
            open_middle: beside.clone().set_align(FormatAlign::Center).set_unlocked(),
            right: beside.clone().set_align(FormatAlign::Right),
            note: beside.set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap(),
            locked: grey.clone(),
            banner: grey.clone().set_bold(),
            label: grey.set_align(FormatAlign::Center),
            base: ruled,
            scale,
        }
    }

    /// An open cell of a field.
    pub fn open(&self, kind: Kind) -> Format {
        let open = self.base.clone().set_unlocked();
        match kind {
            Kind::Count => open.set_num_format("0").set_align(FormatAlign::Right),
            Kind::Money => open.set_num_format("0.00").set_align(FormatAlign::Right),
            kind if kind.is_number() => open.set_align(FormatAlign::Right),
            Kind::Date => open.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            Kind::Flag | Kind::Choice => open.set_align(FormatAlign::Center).set_text_wrap(),
            // Codes and numbers of documents keep their zeros and dashes.
            Kind::Code | Kind::DocNo => open.set_num_format("@").set_text_wrap(),
            _ => open.set_text_wrap(),
        }
    }
}

/// Draws the rows from a row on; gives the row below the last.
pub fn draw(
    sheet: &mut Worksheet,
    catalog: &Catalog,
    form: &Form,
    look: &Look,
    (choices, known): (&Choices, &Known),
    first: u32,
) -> Result<u32, XlsxError> {
    let body = Body { catalog, form, look, known, columns: columns(form), sums: sums(catalog, form) };
    // What was said before stands there whole, and room for more.
    let rows = catalog.blank.rows.max(u32::try_from(known.rows.len()).unwrap_or(0) + ROOM);
    let mut row = first;
    if form.layout.keep_total {
        body.total(sheet, row, rows)?;
        row += 1;
    }
    let open = row;
    if form.indicators.is_empty() {
        for number in 0..rows {
            body.row(sheet, row, number as usize, &BTreeMap::new())?;
            row += 1;
        }
    } else {
        row = body.indicators(sheet, row)?;
    }
    for (column, field) in (0u16..).zip(&body.columns) {
        if body.is_open(field)
            && let Some(validation) = validation(catalog, field, choices)?
        {
            sheet.add_data_validation(open, column, row - 1, column, &validation)?;
        }
    }
    Ok(row)
}

struct Body<'a> {
    catalog: &'a Catalog,
    form: &'a Form,
    look: &'a Look,
    known: &'a Known,
    columns: Vec<&'a Field>,
    sums: BTreeMap<String, String>,
}

impl Body<'_> {
    fn sum_of(&self, field: &Field) -> Option<&str> {
        self.sums.get(&field.key).map(String::as_str)
    }

    /// True for fields that clerks fill in: neither computed here nor by the receiver.
    fn is_open(&self, field: &Field) -> bool {
        self.sum_of(field).is_none() && field.required != Required::X
    }

    /// A row; `number` is its place among the rows that are known, `fixed` holds what is printed in some of its fields.
    fn row(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        number: usize,
        fixed: &BTreeMap<&str, &str>,
    ) -> Result<(), XlsxError> {
        for (column, field) in (0u16..).zip(self.columns.iter().copied()) {
            if let Some(text) = fixed.get(field.key.as_str()) {
                sheet.write_string_with_format(row, column, *text, &self.look.locked)?;
            } else if let Some(sum) = self.sum_of(field) {
                sheet.write_formula_with_format(row, column, self.formula(sum, row), &self.look.locked)?;
            } else if let Some(text) = self.known.value(number, &field.key) {
                self.known_value(sheet, row, column, field, text)?;
            } else if field.required == Required::X {
                sheet.write_blank(row, column, &self.look.locked)?;
            } else {
                sheet.write_blank(row, column, &self.look.open(field.kind))?;
            }
        }
        Ok(())
    }

    /// What is known of an open cell: numbers and days as such, so that sums and calendars know them.
    fn known_value(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        field: &Field,
        text: &str,
    ) -> Result<(), XlsxError> {
        let format = self.look.open(field.kind);
        if field.kind.is_number()
            && let Ok(number) = text.parse::<f64>()
        {
            sheet.write_number_with_format(row, column, number, &format)?;
        } else if let (Kind::Date, Ok(day)) = (field.kind, ExcelDateTime::parse_from_str(text)) {
            sheet.write_datetime_with_format(row, column, &day, &format)?;
        } else {
            sheet.write_string_with_format(row, column, text, &format)?;
        }
        Ok(())
    }

    /// A sum that stays blank while the row is: a blank row must not read as a nil return.
    fn formula(&self, sum: &str, row: u32) -> Formula {
        let mut text = sum.to_owned();
        let mut cells = Vec::new();
        for (column, field) in (0u16..).zip(self.columns.iter().copied()) {
            let hole = format!("{{{}}}", field.key);
            let cell = format!("{}{}", column_letters(column), row + 1);
            text = text.replace(&format!("{{={}}}", field.key), &cell);
            if text.contains(&hole) {
                // N() reads a part that is itself still blank as 0.
                text = text.replace(&hole, &format!("N({cell})"));
                cells.push(cell);
            }
        }
        Formula::new(format!("=IF(COUNT({})=0,\"\",{text})", cells.join(",")))
    }

    /// 合计: the first row, all figures summed over the rows below.
    fn total(&self, sheet: &mut Worksheet, row: u32, rows: u32) -> Result<(), XlsxError> {
        let named = self.form.layout.unit_field.as_ref();
        let named =
            named.and_then(|key| self.columns.iter().position(|field| field.key == *key)).unwrap_or(0);
        for (number, (column, field)) in (0u16..).zip(self.columns.iter().copied()).enumerate() {
            let additive = matches!(field.kind, Kind::Count | Kind::Decimal | Kind::Money);
            if number == named {
                sheet.write_string_with_format(row, column, &self.catalog.blank.total, &self.look.banner)?;
            } else if additive && (field.measure.is_some() || field.required != Required::O) {
                let letters = column_letters(column);
                let range = format!("{letters}{}:{letters}{}", row + 2, row + 1 + rows);
                let formula = Formula::new(format!("=IF(COUNT({range})=0,\"\",SUM({range}))"));
                sheet.write_formula_with_format(row, column, formula, &self.look.banner)?;
            } else if self.form.layout.nil_field.as_ref() == Some(&field.key) {
                sheet.write_blank(row, column, &self.look.open(field.kind))?;
            } else {
                sheet.write_blank(row, column, &self.look.banner)?;
            }
        }
        Ok(())
    }

    /// The fixed rows with their banners.
    fn indicators(&self, sheet: &mut Worksheet, mut row: u32) -> Result<u32, XlsxError> {
        let layout = &self.form.layout;
        let (code, name) = (layout.indicator_field.as_deref(), layout.indicator_name_field.as_deref());
        let last = u16::try_from(self.form.columns().count().saturating_sub(1)).unwrap_or(0);
        for (index, indicator) in self.form.indicators.iter().enumerate() {
            if let Some(banner) = &indicator.banner {
                merge(sheet, row, 0, last, banner, &self.look.banner)?;
                row += 1;
            }
            let number = (index + 1).to_string();
            let mut fixed = BTreeMap::new();
            for (key, text) in [(code, &indicator.code), (name, &indicator.name)] {
                fixed.extend(key.map(|key| (key, text.as_str())));
            }
            // The unit of measure stands in the text field beside the name, the running number in the first.
            let texts = self.form.fields.iter().filter(|field| field.kind == Kind::Text);
            let texts =
                texts.filter(|field| field.required == Required::R && Some(field.key.as_str()) != name);
            fixed.extend(texts.take(1).map(|field| (field.key.as_str(), indicator.measure.as_str())));
            let running = self.form.fields.first().filter(|field| field.kind == Kind::Count);
            fixed.extend(running.map(|field| (field.key.as_str(), number.as_str())));
            self.row(sheet, row, index, &fixed)?;
            let named = self.columns.iter().find(|field| Some(field.key.as_str()) == name);
            let wide = named.and_then(|field| field.width).unwrap_or(NAME);
            sheet.set_row_height(row, width::height(width::lines(&indicator.name, wide)))?;
            row += 1;
        }
        Ok(row)
    }
}
