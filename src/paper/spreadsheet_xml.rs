//! SpreadsheetML 2003 ("XML Spreadsheet"), mostly found under the name of an `.xls`: one XML text with the cells in it.

use super::format::{Shown, custom};
use super::grid;
use super::number;
use super::reference::{COLUMNS, ROWS};
use super::sheet::{Area, Cell, CellContent, Container, Content, Limits, Paper, Refusal, Remark, Sheet};
use super::xml::{Scanner, Tag, Token, to_text};
use std::collections::BTreeMap;

/// Reads a workbook.
///
/// # Errors
/// One reason why it cannot be read; see [`Refusal`].
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Paper, Refusal> {
    if bytes.len() > limits.part_bytes {
        return Err(Refusal::TooLarge);
    }
    let text = to_text(bytes.to_vec())?;
    let mut reader =
        Reader { scanner: Scanner::new(&text, limits.depth), styles: BTreeMap::new(), left: limits.cells };
    match reader.scanner.token()? {
        Some(Token::Start(root)) if root.name == "Workbook" => {}
        _ => return Err(Refusal::Damaged),
    }
    let mut sheets = Vec::new();
    let mut remarks = vec![Remark::ForeignFormat];
    while let Some(token) = reader.scanner.token()? {
        let Token::Start(tag) = token else { continue };
        match tag.name {
            "Styles" => reader.read_styles()?,
            "Worksheet" => {
                let mut sheet = reader.worksheet(tag)?;
                if grid::settle(&mut sheet)? && !remarks.contains(&Remark::DoubledCells) {
                    remarks.push(Remark::DoubledCells);
                }
                sheets.push(sheet);
            }
            _ => reader.scanner.skip()?,
        }
    }
    if sheets.is_empty() {
        return Err(Refusal::Damaged);
    }
    let content = Content::Workbook(sheets);
    Ok(Paper { container: Container::SpreadsheetXml, content, remarks, properties: Vec::new() })
}

struct Reader<'a> {
    scanner: Scanner<'a>,
    /// What each style makes of a number.
    styles: BTreeMap<String, Shown>,
    left: usize,
}

impl Reader<'_> {
    fn read_styles(&mut self) -> Result<(), Refusal> {
        let outside = self.scanner.level() - 1;
        let mut id = String::new();
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "Style" => id = tag.text("ID")?.unwrap_or_default().into_owned(),
                "NumberFormat" => {
                    let shown = named_format(&tag.text("Format")?.unwrap_or_default());
                    self.styles.insert(id.clone(), shown);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn worksheet(&mut self, tag: Tag<'_>) -> Result<Sheet, Refusal> {
        let name = tag.text("Name")?.unwrap_or_default().into_owned();
        let mut sheet = Sheet { name, ..Sheet::default() };
        let outside = self.scanner.level() - 1;
        let (mut row, mut column) = (0, 0);
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "Table" | "WorksheetOptions" => {}
                "Visible" => sheet.hidden = self.scanner.content()?.starts_with("SheetHidden"),
                "Column" => {
                    let (from, to) = span(tag, column, COLUMNS)?;
                    if tag.flag("Hidden")? {
                        sheet
                            .hidden_columns
                            .extend((from..to).filter_map(|column| u16::try_from(column).ok()));
                    }
                    column = to;
                }
                "Row" => {
                    let (from, to) = span(tag, row, ROWS)?;
                    if tag.flag("Hidden")? {
                        self.spend((to - from) as usize)?;
                        sheet.hidden_rows.extend(from..to);
                    }
                    self.row(from, &mut sheet)?;
                    row = to;
                }
                _ => self.scanner.skip()?,
            }
        }
        sheet.hidden_columns.sort_unstable();
        sheet.hidden_columns.dedup();
        sheet.hidden_rows.sort_unstable();
        sheet.hidden_rows.dedup();
        Ok(sheet)
    }

    fn row(&mut self, row: u32, sheet: &mut Sheet) -> Result<(), Refusal> {
        let outside = self.scanner.level() - 1;
        let mut column = 0;
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            if tag.name != "Cell" {
                self.scanner.skip()?;
                continue;
            }
            let (from, _) = span(tag, column, COLUMNS)?;
            let across = number_of(tag, "MergeAcross")?.unwrap_or(0);
            let down = number_of(tag, "MergeDown")?.unwrap_or(0);
            column = from.saturating_add(across).saturating_add(1);
            if column > COLUMNS || row.saturating_add(down) >= ROWS {
                return Err(Refusal::TooLarge);
            }
            let left = u16::try_from(from).map_err(|_| Refusal::Damaged)?;
            if (across, down) != (0, 0) {
                let right = u16::try_from(column - 1).map_err(|_| Refusal::Damaged)?;
                self.spend(1)?;
                sheet.merges.push(Area { top: row, left, bottom: row + down, right });
            }
            self.cell(tag, row, left, sheet)?;
        }
        Ok(())
    }

    fn cell(&mut self, tag: Tag<'_>, row: u32, column: u16, sheet: &mut Sheet) -> Result<(), Refusal> {
        let style = tag.text("StyleID")?.unwrap_or_default();
        let shown = self.styles.get(&*style).copied().unwrap_or_default();
        let formula = tag.raw("Formula")?.is_some();
        let outside = self.scanner.level() - 1;
        let mut content = None;
        while self.scanner.level() > outside {
            let Some(Token::Start(inside)) = self.scanner.token()? else { continue };
            match inside.name {
                "Data" => {
                    let kind = inside.text("Type")?.unwrap_or_default();
                    content = typed(&kind, &self.scanner.content()?, shown);
                }
                "Comment" => {
                    let text = self.scanner.content()?.into_owned();
                    self.spend(1)?;
                    sheet.comments.push((row, column, text));
                }
                _ => self.scanner.skip()?,
            }
        }
        if let Some(content) = content.or_else(|| formula.then_some(CellContent::Uncomputed)) {
            self.spend(1)?;
            sheet.cells.push(Cell { row, column, content, formula });
        }
        Ok(())
    }

    fn spend(&mut self, cells: usize) -> Result<(), Refusal> {
        self.left = self.left.checked_sub(cells).ok_or(Refusal::TooLarge)?;
        Ok(())
    }
}

/// What a format shows: some have a name, the others a code.
fn named_format(format: &str) -> Shown {
    match format {
        "Percent" => Shown::Percent,
        "General Number" | "Currency" | "Euro Currency" | "Fixed" | "Standard" | "Scientific" | "Yes/No"
        | "True/False" | "On/Off" => Shown::Plain,
        code => custom(code),
    }
}

/// The serial of a stored date and time. Times of day stand on the day before 1900-01-01, which is day 0 here.
fn serial(value: &str) -> Option<f64> {
    number::iso_serial(value).map(|serial| if serial < 61.0 { serial - 1.0 } else { serial })
}

/// What a cell shows by the type of its data; nothing for an empty text.
fn typed(kind: &str, value: &str, shown: Shown) -> Option<CellContent> {
    let error = || CellContent::Error(value.into());
    Some(match kind {
        _ if value.is_empty() => return None,
        "Number" => {
            number::parse(value.trim()).map_or_else(error, |number| number::shown(number, shown, 0.0))
        }
        "DateTime" => serial(value).map_or_else(error, |serial| number::day(serial, 0.0)),
        "Boolean" => match value {
            "1" => CellContent::Flag(true),
            "0" => CellContent::Flag(false),
            _ => error(),
        },
        "String" => CellContent::Text(value.into()),
        _ => error(),
    })
}

/// From where to before where an element stands: `Index` counts from 1, `Span` how many more there are.
fn span(tag: Tag<'_>, next: u32, most: u32) -> Result<(u32, u32), Refusal> {
    let from = match number_of(tag, "Index")? {
        Some(index) => index.checked_sub(1).ok_or(Refusal::Damaged)?,
        None => next,
    };
    let to = from.saturating_add(number_of(tag, "Span")?.unwrap_or(0)).saturating_add(1);
    if to > most { Err(Refusal::TooLarge) } else { Ok((from, to)) }
}

fn number_of(tag: Tag<'_>, name: &str) -> Result<Option<u32>, Refusal> {
    tag.raw(name)?.map(|value| value.parse().map_err(|_| Refusal::Damaged)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use CellContent::{Date, Error, Flag, Number, Percent, Text, Uncomputed};

    const HEAD: &str =
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";

    fn workbook(table: &str) -> Result<Paper, Refusal> {
        let text = format!(
            "{HEAD}<Styles><Style ss:ID=\"p\"><NumberFormat ss:Format=\"0.0%\"/></Style><Style ss:ID=\"d\"><NumberFormat \
             ss:Format=\"Short Date\"/></Style><Style ss:ID=\"n\"><NumberFormat ss:Format=\"Standard\"/></Style></Styles>\
             <Worksheet ss:Name=\"表1\"><Table>{table}</Table><WorksheetOptions><Visible>SheetHidden</Visible>\
             </WorksheetOptions></Worksheet></Workbook>"
        );
        crate::paper::read(text.as_bytes(), &Limits::default())
    }

    fn sheet(table: &str) -> Sheet {
        match workbook(table).unwrap().content {
            Content::Workbook(mut sheets) => sheets.remove(0),
            Content::Document(_) => panic!("no workbook"),
        }
    }

    #[test]
    fn every_kind_of_cell_is_read() {
        let cell = |style: &str, kind: &str, value: &str| {
            format!("<Row><Cell {style}><Data ss:Type=\"{kind}\">{value}</Data></Cell></Row>")
        };
        for (style, kind, value, content) in [
            ("", "String", "a&#10;b", Text("a\nb".into())),
            ("", "Number", "12.5", Number(12.5)),
            ("ss:StyleID=\"p\"", "Number", "0.95", Percent(0.95)),
            ("ss:StyleID=\"d\"", "Number", "41703", Date(41703.0)),
            ("ss:StyleID=\"n\"", "Number", "3", Number(3.0)),
            ("", "DateTime", "2014-03-05T00:00:00.000", Date(41703.0)),
            ("", "DateTime", "1899-12-31T18:00:00.000", Date(0.75)),
            ("", "Boolean", "1", Flag(true)),
            ("", "Error", "#REF!", Error("#REF!".into())),
            ("", "Number", "1,2", Error("1,2".into())),
        ] {
            let sheet = sheet(&cell(style, kind, value));
            let cells: Vec<_> = sheet.cells.into_iter().map(|cell| cell.content).collect();
            assert_eq!(cells, [content], "{kind} {value}");
            assert!(sheet.hidden);
        }
    }

    #[test]
    fn places_spans_and_what_is_hidden_are_told() {
        let sheet = sheet(
            "<Column ss:Index=\"2\" ss:Span=\"1\" ss:Hidden=\"1\"/><Row ss:Index=\"3\" ss:Hidden=\"1\"><Cell ss:Index=\"2\" \
             ss:MergeAcross=\"1\" ss:MergeDown=\"2\"><Data ss:Type=\"String\">a</Data><Comment><ss:Data>注</ss:Data></Comment>\
             </Cell><Cell ss:Formula=\"=1\"/></Row><Row/><Row><Cell/><Cell><Data ss:Type=\"String\">b</Data></Cell></Row>",
        );
        let cells: Vec<_> = sheet.cells.iter().map(|cell| (cell.row, cell.column, &cell.content)).collect();
        assert_eq!(cells, [(2, 1, &Text("a".into())), (2, 3, &Uncomputed)]);
        assert_eq!(sheet.merges, [Area { top: 2, left: 1, bottom: 4, right: 2 }]);
        assert_eq!((sheet.hidden_rows, sheet.hidden_columns), (vec![2], vec![1, 2]));
        assert_eq!(sheet.comments, [(2, 1, "注".to_owned())]);
    }

    #[test]
    fn places_outside_the_grid_and_cut_off_texts_are_refused() {
        assert_eq!(workbook("<Row ss:Index=\"0\"/>").unwrap_err(), Refusal::Damaged);
        assert_eq!(workbook("<Row ss:Index=\"1048577\"/>").unwrap_err(), Refusal::TooLarge);
        assert_eq!(
            workbook("<Row><Cell ss:MergeAcross=\"4294967295\"/></Row>").unwrap_err(),
            Refusal::TooLarge
        );
        let cut = format!("{HEAD}<Worksheet><Table><Row>");
        assert_eq!(crate::paper::read(cut.as_bytes(), &Limits::default()).unwrap_err(), Refusal::Damaged);
    }
}
