//! Sheets to the bytes of a workbook.

use super::archive;
use super::picture;
use super::sheet::{Content, Look, Sheet};
use jiff::civil::Date as Day;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Image, Workbook, Worksheet,
    XlsxError,
};
use std::collections::BTreeMap;

/// The bytes of a workbook, made on a day by an author.
pub fn bytes(sheets: &[Sheet], author: &str, made_on: Day) -> Vec<u8> {
    let written = write(sheets, author, made_on).expect("sheets of this size can be written");
    archive::repacked(&written, &["docProps/app.xml"])
}

fn write(sheets: &[Sheet], author: &str, made_on: Day) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_author(author).set_creation_datetime(&date(made_on)?));
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        fill(worksheet, sheet)?;
    }
    workbook.save_to_buffer()
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let positive = |number: i8| u8::try_from(number).expect("months and days are positive");
    let year = u16::try_from(day.year()).expect("a year of this century");
    ExcelDateTime::from_ymd(year, positive(day.month()), positive(day.day()))
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).expect("a sheet of this size")
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).expect("a sheet of this size")
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    worksheet
        .set_landscape()
        .set_paper_size(if sheet.widths.len() > 20 { 8 } else { 9 })
        .set_print_fit_to_pages(1, 0);
    for (column, width) in sheet.widths.iter().enumerate() {
        worksheet.set_column_width(column_number(column), *width)?;
    }
    for (row, height) in sheet.heights.iter().enumerate() {
        worksheet.set_row_height(row_number(row), *height)?;
    }
    let mut formats: BTreeMap<(Look, bool), Format> = BTreeMap::new();
    for look in ALL_LOOKS {
        for dated in [false, true] {
            formats.insert((look, dated), format(look, sheet.font, dated));
        }
    }
    for &(top, left, bottom, right) in &sheet.merges {
        let format = &formats[&(sheet.rows[top][left].look, false)];
        worksheet.merge_range(
            row_number(top),
            column_number(left),
            row_number(bottom),
            column_number(right),
            "",
            format,
        )?;
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let covered = sheet.merges.iter().any(|&(top, left, bottom, right)| {
                (top..=bottom).contains(&row)
                    && (left..=right).contains(&column)
                    && (top, left) != (row, column)
            });
            if covered {
                continue;
            }
            let format = &formats[&(cell.look, matches!(cell.content, Content::Day(_)))];
            write_cell(worksheet, row_number(row), column_number(column), &cell.content, format)?;
        }
    }
    for row in &sheet.hidden_rows {
        worksheet.set_row_hidden(row_number(*row))?;
    }
    if let Some(row) = sheet.frozen {
        worksheet.set_freeze_panes(row_number(row), 0)?;
    }
    if let Some((row, column)) = sheet.seal {
        let image = Image::new_from_buffer(&picture::seal())?.set_scale_width(0.6).set_scale_height(0.6);
        worksheet.insert_image(row_number(row), column_number(column), &image)?;
    }
    Ok(())
}

fn write_cell(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    content: &Content,
    format: &Format,
) -> Result<(), XlsxError> {
    match content {
        Content::Blank => worksheet.write_blank(row, column, format)?,
        Content::Number(number) => worksheet.write_number_with_format(row, column, *number, format)?,
        Content::Text(text) => worksheet.write_string_with_format(row, column, text, format)?,
        Content::Day(day) => worksheet.write_datetime_with_format(row, column, date(*day)?, format)?,
        Content::Formula(formula, result) => {
            let formula = Formula::new(formula).set_result(result.to_string());
            worksheet.write_formula_with_format(row, column, formula, format)?
        }
        Content::BrokenFormula(formula) => {
            let formula = Formula::new(formula).set_result("#REF!");
            worksheet.write_formula_with_format(row, column, formula, format)?
        }
    };
    Ok(())
}

const ALL_LOOKS: [Look; 10] = [
    Look::Plain,
    Look::Title,
    Look::Period,
    Look::Label,
    Look::Header,
    Look::Number,
    Look::Text,
    Look::Total,
    Look::Banner,
    Look::Note,
];

fn format(look: Look, font: &str, dated: bool) -> Format {
    let plain = Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::VerticalCenter);
    let boxed = |format: Format| format.set_border(FormatBorder::Thin).set_text_wrap();
    let format = match look {
        Look::Plain => plain,
        Look::Title => plain.set_font_name("方正小标宋简体").set_font_size(18).set_align(FormatAlign::Center),
        Look::Period => plain.set_font_size(12).set_align(FormatAlign::Center),
        Look::Label => plain.set_font_size(11),
        Look::Header => boxed(plain).set_font_name("黑体").set_align(FormatAlign::Center),
        Look::Number => boxed(plain).set_align(FormatAlign::Center),
        Look::Text => boxed(plain),
        Look::Total => boxed(plain).set_bold().set_align(FormatAlign::Center),
        Look::Banner => boxed(plain).set_font_name("黑体"),
        Look::Note => plain.set_text_wrap(),
    };
    if dated { format.set_num_format("yyyy-mm-dd") } else { format }
}
