//! One table of an OpenDocument spreadsheet as a sheet.

use super::styles::Styles;
use crate::paper::grid;
use crate::paper::number;
use crate::paper::reference::{COLUMNS, ROWS};
use crate::paper::sheet::{Area, Cell, CellContent, Refusal, Remark, Sheet};
use crate::paper::xml::{Scanner, Tag, Token};

/// Characters of one cell: what a workbook can hold at most.
const LONGEST: usize = 32_767;

/// Reads the `table` element that began last.
///
/// # Errors
/// `Damaged` if it cannot be read, `TooLarge` beyond the grid or the cells that are `left`.
pub fn read(
    scanner: &mut Scanner<'_>,
    tag: Tag<'_>,
    styles: &Styles,
    left: &mut usize,
    remarks: &mut Vec<Remark>,
) -> Result<Sheet, Refusal> {
    let style = tag.text("style-name")?.unwrap_or_default();
    let name = tag.text("name")?.unwrap_or_default().into_owned();
    let sheet = Sheet { name, hidden: styles.hides_table(&style), ..Sheet::default() };
    let mut reader = Reader { scanner, left, sheet, row: 0, columns: 0 };
    reader.rows()?;
    if grid::settle(&mut reader.sheet)? && !remarks.contains(&Remark::DoubledCells) {
        remarks.push(Remark::DoubledCells);
    }
    Ok(reader.sheet)
}

struct Reader<'a, 's> {
    scanner: &'s mut Scanner<'a>,
    left: &'s mut usize,
    sheet: Sheet,
    /// The next row.
    row: u32,
    /// Columns declared so far.
    columns: u32,
}

/// A cell before it is known how often it is repeated.
struct Read {
    content: Option<CellContent>,
    formula: bool,
    comment: Option<String>,
    picture: bool,
    /// Columns and rows that it spans.
    span: (u32, u32),
}

impl Reader<'_, '_> {
    fn rows(&mut self) -> Result<(), Refusal> {
        let outside = self.scanner.level() - 1;
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "table-row" => self.row(tag)?,
                "table-column" => self.column(tag)?,
                "table-row-group"
                | "table-rows"
                | "table-header-rows"
                | "table-column-group"
                | "table-columns"
                | "table-header-columns" => {}
                "shapes" => self.shapes()?,
                _ => self.scanner.skip()?,
            }
        }
        Ok(())
    }

    /// Pictures of the sheet as a whole count as in the first cell.
    fn shapes(&mut self) -> Result<(), Refusal> {
        let outside = self.scanner.level() - 1;
        while self.scanner.level() > outside {
            if matches!(self.scanner.token()?, Some(Token::Start(tag)) if tag.name == "image") {
                self.sheet.pictures.push((0, 0));
                self.spend(1)?;
            }
        }
        Ok(())
    }

    fn column(&mut self, tag: Tag<'_>) -> Result<(), Refusal> {
        let count = repeated(tag, "number-columns-repeated")?;
        let from = self.columns.min(COLUMNS);
        self.columns = self.columns.saturating_add(count);
        if is_hidden(tag)? {
            for column in from..self.columns.min(COLUMNS) {
                self.sheet.hidden_columns.push(u16::try_from(column).map_err(|_| Refusal::Damaged)?);
            }
        }
        Ok(())
    }

    fn row(&mut self, tag: Tag<'_>) -> Result<(), Refusal> {
        let count = repeated(tag, "number-rows-repeated")?;
        let hidden = is_hidden(tag)?;
        let outside = self.scanner.level() - 1;
        let first = self.sheet.cells.len();
        let mut column = 0u32;
        while self.scanner.level() > outside {
            let Some(Token::Start(tag)) = self.scanner.token()? else { continue };
            match tag.name {
                "table-cell" | "covered-table-cell" => {
                    let times = repeated(tag, "number-columns-repeated")?;
                    let read = self.cell(tag)?;
                    self.place(read, column, times)?;
                    column = column.saturating_add(times);
                }
                _ => self.scanner.skip()?,
            }
        }
        self.repeat_row(first, count, hidden)?;
        self.row = self.row.saturating_add(count);
        Ok(())
    }

    fn place(&mut self, read: Read, column: u32, times: u32) -> Result<(), Refusal> {
        let holds = read.content.is_some() || read.comment.is_some() || read.picture || read.span != (1, 1);
        if !holds {
            return Ok(());
        }
        let to = column.checked_add(times).filter(|to| *to <= COLUMNS && self.row < ROWS);
        let to = to.ok_or(Refusal::TooLarge)?;
        self.spend(to - column)?;
        for column in column..to {
            let column = u16::try_from(column).map_err(|_| Refusal::Damaged)?;
            if let Some(content) = read.content.clone() {
                self.sheet.cells.push(Cell { row: self.row, column, content, formula: read.formula });
            }
            if let Some(comment) = &read.comment {
                self.sheet.comments.push((self.row, column, comment.clone()));
            }
            if read.picture {
                self.sheet.pictures.push((self.row, column));
            }
            if read.span != (1, 1) {
                let bottom = self.row.saturating_add(read.span.1 - 1).min(ROWS - 1);
                let right = (u32::from(column)).saturating_add(read.span.0 - 1).min(COLUMNS - 1);
                let right = u16::try_from(right).map_err(|_| Refusal::Damaged)?;
                self.sheet.merges.push(Area { top: self.row, left: column, bottom, right });
            }
        }
        Ok(())
    }

    /// Writes out the further copies of a row; empty rows cost nothing.
    fn repeat_row(&mut self, first: usize, count: u32, hidden: bool) -> Result<(), Refusal> {
        let cells = self.sheet.cells.len() - first;
        let last = self.row.saturating_add(count).min(ROWS);
        if hidden {
            self.spend(last - self.row.min(last))?;
            self.sheet.hidden_rows.extend(self.row..last);
        }
        if cells == 0 {
            return Ok(());
        }
        if u64::from(self.row) + u64::from(count) > u64::from(ROWS) {
            return Err(Refusal::TooLarge);
        }
        for row in self.row + 1..last {
            self.spend(u32::try_from(cells).map_err(|_| Refusal::TooLarge)?)?;
            for index in first..first + cells {
                let copy = Cell { row, ..self.sheet.cells[index].clone() };
                self.sheet.cells.push(copy);
            }
        }
        Ok(())
    }

    fn spend(&mut self, cells: u32) -> Result<(), Refusal> {
        *self.left = self.left.checked_sub(cells as usize).ok_or(Refusal::TooLarge)?;
        Ok(())
    }

    fn cell(&mut self, tag: Tag<'_>) -> Result<Read, Refusal> {
        let mut read = Read {
            content: None,
            formula: tag.raw("formula")?.is_some(),
            comment: None,
            picture: false,
            span: (repeated(tag, "number-columns-spanned")?, repeated(tag, "number-rows-spanned")?),
        };
        let outside = self.scanner.level() - 1;
        let mut text = None;
        while self.scanner.level() > outside {
            let Some(Token::Start(inside)) = self.scanner.token()? else { continue };
            match inside.name {
                "p" => paragraph(self.scanner, &mut text)?,
                "annotation" => read.comment = Some(annotation(self.scanner)?),
                "image" => read.picture = true,
                "frame" => {}
                _ => self.scanner.skip()?,
            }
        }
        read.content = content(tag, text)?;
        if read.content.is_none() && read.formula {
            read.content = Some(CellContent::Uncomputed);
        }
        Ok(read)
    }
}

/// What a cell shows, by its type. A value that is none of its type is an error of that cell.
fn content(tag: Tag<'_>, text: Option<String>) -> Result<Option<CellContent>, Refusal> {
    let shown = text.unwrap_or_default();
    let broken = |raw: &str| Some(CellContent::Error(if raw.is_empty() { &shown } else { raw }.into()));
    // Cells that are errors are texts with a type of another namespace.
    if tag.attributes().any(|attribute| attribute == Ok(("value-type", "error"))) {
        return Ok(broken(""));
    }
    let value = |name: &str| tag.text(name).map(|value| value.unwrap_or_default());
    Ok(match tag.raw("value-type")? {
        Some(kind @ ("float" | "currency" | "percentage")) => {
            let value = value("value")?;
            match number::parse(value.trim_ascii()) {
                Some(number) if kind == "percentage" => Some(CellContent::Percent(number)),
                Some(number) => Some(CellContent::Number(number)),
                None => broken(&value),
            }
        }
        Some("date") => {
            let value = value("date-value")?;
            number::iso_serial(&value).map_or_else(|| broken(&value), |serial| Some(number::day(serial, 0.0)))
        }
        Some("time") => {
            let value = value("time-value")?;
            duration(&value).map_or_else(|| broken(&value), |days| Some(length_of_time(days)))
        }
        Some("boolean") => match &*value("boolean-value")? {
            "true" => Some(CellContent::Flag(true)),
            "false" => Some(CellContent::Flag(false)),
            other => broken(other),
        },
        Some("string") => {
            let stored = tag.text("string-value")?.map(|text| text.into_owned()).unwrap_or(shown);
            (!stored.is_empty()).then(|| CellContent::Text(stored.into()))
        }
        Some(_) => broken(""),
        None => (!shown.is_empty()).then(|| CellContent::Text(shown.into())),
    })
}

/// A time of day if it is one, else a number of days.
fn length_of_time(days: f64) -> CellContent {
    if (0.0..1.0).contains(&days) { CellContent::Date(days) } else { CellContent::Number(days) }
}

/// The days of a duration such as `PT09H30M00S`.
fn duration(value: &str) -> Option<f64> {
    let mut rest = value.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, length) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((amount, later)) = rest.split_once(unit) {
            seconds += number::parse(amount)? * length;
            rest = later;
        }
    }
    (rest.is_empty() && value.len() > 2).then_some(seconds / 86_400.0)
}

/// Appends the paragraph that began last on a line of its own.
fn paragraph(scanner: &mut Scanner<'_>, text: &mut Option<String>) -> Result<(), Refusal> {
    let text = match text {
        Some(text) => {
            text.push('\n');
            text
        }
        None => text.insert(String::new()),
    };
    let outside = scanner.level() - 1;
    while scanner.level() > outside {
        match scanner.token()? {
            Some(Token::Text(run)) => text.push_str(&run.decode()?),
            Some(Token::Start(tag)) => match tag.name {
                "s" => {
                    let count = repeated(tag, "c")? as usize;
                    if text.len() + count > 4 * LONGEST {
                        return Err(Refusal::TooLarge);
                    }
                    text.extend(std::iter::repeat_n(' ', count));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "annotation" | "ruby-text" => scanner.skip()?,
                _ => {}
            },
            _ => {}
        }
    }
    Ok(())
}

fn annotation(scanner: &mut Scanner<'_>) -> Result<String, Refusal> {
    let outside = scanner.level() - 1;
    let mut text = None;
    while scanner.level() > outside {
        let Some(Token::Start(tag)) = scanner.token()? else { continue };
        match tag.name {
            "p" => paragraph(scanner, &mut text)?,
            _ => scanner.skip()?,
        }
    }
    Ok(text.unwrap_or_default())
}

fn is_hidden(tag: Tag<'_>) -> Result<bool, Refusal> {
    Ok(matches!(tag.raw("visibility")?, Some("collapse" | "filter")))
}

/// A count of at least 1; one that is not said is 1.
fn repeated(tag: Tag<'_>, name: &str) -> Result<u32, Refusal> {
    match tag.raw(name)? {
        None => Ok(1),
        Some(count) => {
            let plain = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
            let count = count.parse::<u32>().ok().filter(|count| plain && *count > 0);
            count.ok_or(if plain { Refusal::TooLarge } else { Refusal::Damaged })
        }
    }
}
