//! The rows below a header band: what is data, a total, an example, a note, a signature; where the next form begins
//! (FORMS.md 10.2). Totals are never added again; blank template rows and examples are left out.

use super::Extractor;
use super::bands::Band;
use super::columns::Match;
use super::draft::{Draft, DraftRow, Found, Placed};
use super::grid::{Grid, text};
use super::numbering::numbers_columns;
use super::table::take_labelled;
use super::vocabulary::label_key;
use crate::catalog::{Form, Kind};
use crate::model::{Finding, Place, text as normal};
use crate::paper::{Cell, CellContent};
use std::borrow::Cow;

/// What a row of a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Data,
    Total,
    Left,
    Example,
    Signature,
    NextForm,
}

struct Body<'g, 'a> {
    extractor: &'g Extractor<'g>,
    grid: &'g Grid<'a>,
    band: &'g Band,
    matched: &'g Match,
    form: &'g Form,
    ended: bool,
    /// Another header band follows: only then can a title begin another form, and not merely name a group of rows.
    stacked: bool,
    /// The field that banner rows tell, and what the last of them told.
    banner: Option<(usize, Option<Found<'a>>)>,
}

/// Reads the rows below the first of `bands` into the draft; gives the row at which the next form begins, or the end.
pub fn read<'a>(
    extractor: &Extractor,
    grid: &Grid<'a>,
    bands: &[Band],
    matched: &Match,
    draft: &mut Draft<'a>,
) -> u32 {
    let form = &extractor.catalog.forms[draft.form];
    let band = &bands[0];
    let banner =
        form.layout.banner_field.as_ref().and_then(|key| form.field_number(key)).map(|field| (field, None));
    let mut body =
        Body { extractor, grid, band, matched, form, ended: false, stacked: bands.len() > 1, banner };
    let mut skip_to = 0;
    let mut below_header = true;
    for row in grid.rows().filter(|row| *row > band.bottom) {
        if row < skip_to {
            continue;
        }
        if let Some(other) = bands[1..].iter().find(|other| other.top == row) {
            if other.repeats(band) && !body.ended {
                skip_to = other.bottom + 1;
                below_header = true;
                continue;
            }
            return row;
        }
        if below_header && numbers_columns(grid.row(row), &extractor.rows.numbering) {
            continue;
        }
        let role = body.role(row);
        below_header &= role == Role::Left;
        match role {
            Role::NextForm => return row,
            Role::Signature => body.signature(row, draft),
            Role::Left => {
                body.banner(row);
                body.footing(row, draft);
            }
            Role::Example => {
                draft.findings.extend(extractor.remark(
                    "example_row",
                    body.place(row, band.columns[0].number),
                    &[],
                ));
            }
            role => {
                let total = role == Role::Total;
                if total && draft.rows.iter().any(|row| row.total) {
                    continue;
                }
                let mut cells = body.cells_below_banner(row);
                let coloured = body.tell_by_colour(row, &mut cells);
                if total {
                    body.footing(row, draft);
                }
                draft.rows.push(DraftRow { total, cells, coloured });
                body.extra(row, draft);
                body.hidden(row, draft);
            }
        }
    }
    u32::MAX
}

impl<'a> Body<'_, 'a> {
    fn place(&self, row: u32, column: u16) -> Place {
        self.grid.place(row, column)
    }

    fn role(&self, row: u32) -> Role {
        let cells = self.grid.row(row);
        let words = &self.extractor.catalog.header.rows;
        let Some(first) = cells.first() else { return Role::Left };
        let first_text = text(first);
        let labelled = cells.iter().any(|cell| {
            matches!(cell.content, CellContent::Text(_))
                && self.extractor.labels.parse(&text(cell)).iter().any(|label| label.key != "measure")
        });
        if labelled {
            let begins = cells.iter().any(|cell| {
                self.extractor.labels.parse(&text(cell)).iter().any(|label| label.key == "unit_name")
            });
            return if begins && self.ended { Role::NextForm } else { Role::Signature };
        }
        if self.stacked && cells.len() <= 2 && self.is_title(cells) {
            return Role::NextForm;
        }
        if is_note(&first_text, &words.note) || (self.ended && cells.len() <= 2) {
            return Role::Left;
        }
        let alone = cells.len() == 1;
        let wide = self.grid.area(row, first.column).is_some_and(|area| area.right > area.left + 2);
        if alone && (wide || self.field_at(first.column).is_none()) {
            return Role::Left;
        }
        let listed = &self.extractor.rows;
        let keys: Vec<String> = self.near_left(cells).collect();
        let any = |list: &[String]| keys.iter().any(|key| list.contains(key));
        if any(&listed.example) || self.is_placeholder(cells) {
            return Role::Example;
        }
        if any(&listed.subtotal) {
            return Role::Left;
        }
        if any(&listed.total) {
            return if self.form.layout.keep_total { Role::Total } else { Role::Left };
        }
        // An indicator may be a sum by its name (处分人数合计): its row is declared.
        let part = self.form.layout.indicator_field.is_none() && keys.iter().any(|key| listed.names_sum(key));
        if part || self.is_blank(cells) { Role::Left } else { Role::Data }
    }

    /// The keys of the cells in the first three columns of the table.
    fn near_left<'s>(&'s self, cells: &'s [Cell]) -> impl Iterator<Item = String> + 's {
        let limit = self.band.columns.get(2).map_or(u16::MAX, |column| column.number);
        cells.iter().take_while(move |cell| cell.column <= limit).map(|cell| label_key(&text(cell)))
    }

    fn is_title(&self, cells: &[Cell]) -> bool {
        cells.iter().any(|cell| {
            let shown = text(cell);
            shown.chars().count() >= 6
                && shown.chars().count() <= 60
                && self.grid.area(cell.row, cell.column).is_some_and(|area| area.right > area.left)
                && self.is_some_title(&normal::key(&shown))
        })
    }

    fn is_some_title(&self, key: &str) -> bool {
        (0..self.extractor.catalog.forms.len()).any(|form| self.extractor.title_score(form, key) > 0)
    }

    fn is_placeholder(&self, cells: &[Cell]) -> bool {
        let words = &self.extractor.catalog.header.rows.placeholder;
        cells.iter().any(|cell| match &cell.content {
            CellContent::Text(shown) => {
                shown.chars().count() <= 12 && words.iter().any(|word| shown.contains(word.as_str()))
            }
            _ => false,
        })
    }

    fn field_at(&self, column: u16) -> Option<usize> {
        let index = self.band.columns.binary_search_by_key(&column, |one| one.number).ok()?;
        self.matched.fields[index]
    }

    /// True if nothing but a running number stands in the row, or it was struck through with dashes.
    fn is_blank(&self, cells: &[Cell]) -> bool {
        if self.is_struck(cells) {
            return true;
        }
        let running = |field: usize| field == 0 && self.form.fields[0].kind == Kind::Count;
        let says = |cell: &Cell| match &cell.content {
            CellContent::Text(shown) => !shown.chars().all(normal::is_blank),
            CellContent::Error(shown) => !shown.chars().all(normal::is_blank),
            _ => true,
        };
        !cells.iter().any(|cell| {
            self.field_at(cell.column).is_some_and(|field| !running(field)) && says(cell)
                || matches!(cell.content, CellContent::Uncomputed)
        })
    }

    /// True if the row holds nothing but dashes or strokes, most of them where words are asked or one in place of its unit:
    /// a row that was not needed. Where numbers are asked, a dash says that there was nothing.
    fn is_struck(&self, cells: &[Cell]) -> bool {
        let (mut words, mut numbers, mut nobody) = (0, 0, false);
        for cell in cells {
            let Some(field) = self.field_at(cell.column) else { continue };
            let shown = text(cell);
            let shown = normal::fold_width(normal::trim(&shown));
            let kind = self.form.fields[field].kind;
            let running = field == 0 && kind == Kind::Count;
            if !shown.is_empty() && shown.chars().all(|sign| self.extractor.rows.strokes.contains(&sign)) {
                *(if kind.is_number() { &mut numbers } else { &mut words }) += 1;
                nobody |= self.form.layout.unit_field.as_ref() == Some(&self.form.fields[field].key);
            } else if !shown.is_empty() && !running {
                return false;
            }
        }
        nobody || (words >= 3 && words > numbers)
    }

    /// For each field what stands in the row: the cell itself, the first of a merged area above it, or a nil word
    /// merged over several columns.
    fn cells(&self, row: u32) -> Vec<Option<Found<'a>>> {
        let mut cells: Vec<Option<Found<'a>>> = vec![None; self.form.fields.len()];
        for (index, column) in self.band.columns.iter().enumerate() {
            let Some(field) = self.matched.fields[index] else { continue };
            let own = self.place(row, column.number);
            let found = match self.grid.at(row, column.number) {
                Some(cell) => Found { content: Cow::Borrowed(&cell.content), place: own },
                None => self
                    .merged(row, column.number, field)
                    .unwrap_or(Found { content: Cow::Owned(CellContent::Text("".into())), place: own }),
            };
            cells[field] = Some(found);
        }
        cells
    }

    /// The cells of a row; what a banner row above tells stands in all rows below it that do not tell it themselves.
    fn cells_below_banner(&self, row: u32) -> Vec<Option<Found<'a>>> {
        let mut cells = self.cells(row);
        if let Some((field, Some(told))) = &self.banner {
            let empty = |found: &Found| normal::trim(&super::coerce::shown(&found.content)).is_empty();
            if cells[*field].as_ref().is_none_or(empty) {
                cells[*field] = Some(told.clone());
            }
        }
        cells
    }

    /// Puts what the colour of a blank cell stands for in its place; gives the fields, each with the name of the colour.
    fn tell_by_colour(&self, row: u32, cells: &mut [Option<Found<'a>>]) -> Vec<(usize, String)> {
        let mut told = Vec::new();
        for (index, column) in self.band.columns.iter().enumerate() {
            let Some(field) = self.matched.fields[index] else { continue };
            let (colours, Some(found)) = (&self.form.fields[field].colours, &cells[field]) else { continue };
            if colours.is_empty() || !normal::trim(&super::coerce::shown(&found.content)).is_empty() {
                continue;
            }
            let fill = self.grid.fill(row, column.number);
            let declared = &self.extractor.catalog.values.colours;
            let Some(colour) = fill.and_then(|fill| super::colour::named(fill, declared)) else { continue };
            if let Some(choice) = colours.get(&colour.key) {
                let content = Cow::Owned(CellContent::Text(choice.as_str().into()));
                cells[field] = Some(Found { content, place: self.place(row, column.number) });
                told.push((field, colour.title.clone()));
            }
        }
        told
    }

    /// A row with nothing but a choice of the banner field tells it for the rows below.
    fn banner(&mut self, row: u32) {
        let Some((field, _)) = self.banner else { return };
        let [cell] = self.grid.row(row) else { return };
        let list = self.extractor.catalog.list_of(&self.form.fields[field]);
        let shown = text(cell);
        let bare = shown.split_once('、').map_or(&*shown, |(_, rest)| rest);
        let choice = list.and_then(|list| list.choice(&shown).or_else(|| list.choice(bare)));
        if let Some(choice) = choice {
            let content = Cow::Owned(CellContent::Text(choice.label.as_str().into()));
            self.banner = Some((field, Some(Found { content, place: self.place(row, cell.column) })));
        }
    }

    /// What stands below the rows with a label of its own: `应签：12`, or a label with its value in the next cell.
    fn footing(&self, row: u32, draft: &mut Draft) {
        let labels = &self.extractor.vocabulary.footings[draft.form];
        if labels.is_empty() {
            return;
        }
        let cells = self.grid.row(row);
        for (position, cell) in cells.iter().enumerate() {
            let place = self.place(row, cell.column);
            let shown = normal::fold_width(&text(cell)).into_owned();
            let mut rest = shown.as_str();
            while let Some((label, after)) = rest.split_once(':') {
                let key = normal::key(label);
                let found = labels.iter().filter(|(other, _)| key.ends_with(other.as_str()));
                let found = found.max_by_key(|(other, _)| other.len());
                let after = after.trim_start();
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                if let Some((_, key)) = found {
                    draft.footing.push((key.clone(), Placed { text: after[..end].to_owned(), place }));
                }
                rest = &after[end..];
            }
            let alone = labels.iter().find(|(other, _)| *other == normal::key(&shown));
            if let (Some((_, key)), Some(next)) = (alone, cells.get(position + 1)) {
                let placed = Placed { text: text(next).into_owned(), place: self.place(row, next.column) };
                draft.footing.push((key.clone(), placed));
            }
        }
    }

    fn merged(&self, row: u32, column: u16, field: usize) -> Option<Found<'a>> {
        let area = self.grid.area(row, column)?;
        let cell = self.grid.at(area.top, area.left)?;
        let down = area.left == column && area.top < row && area.top > self.band.bottom;
        let across = area.top == row && self.form.fields[field].kind.is_number() && {
            let shown = normal::squeeze(&text(cell));
            self.extractor.catalog.values.nil.contains(&shown)
        };
        (down || across)
            .then(|| Found { content: Cow::Borrowed(&cell.content), place: self.place(area.top, area.left) })
    }

    fn signature(&mut self, row: u32, draft: &mut Draft) {
        self.ended = true;
        let cells = self.grid.row(row);
        for (position, cell) in cells.iter().enumerate() {
            let shown = text(cell);
            let labelled = self.extractor.labels.parse(&shown);
            let beside = cells.get(position + 1).map(|next| text(next).into_owned());
            draft.sealed |= self.extractor.is_sealed(&shown);
            take_labelled(self.extractor, draft, labelled, self.place(row, cell.column), beside.as_deref());
        }
    }

    fn extra(&self, row: u32, draft: &mut Draft) {
        for (index, column) in self.band.columns.iter().enumerate() {
            if self.matched.fields[index].is_some() {
                continue;
            }
            let Some(cell) = self.grid.at(row, column.number) else { continue };
            let place = self.place(row, column.number);
            let kept = (place, text(cell).into_owned());
            match draft.extra.iter_mut().find(|(label, _)| *label == column.label) {
                Some((_, cells)) => cells.push(kept),
                None => draft.extra.push((column.label.clone(), vec![kept])),
            }
        }
    }

    /// Hidden rows and columns with data are read and told (GN-V009), each column once.
    fn hidden(&self, row: u32, draft: &mut Draft) {
        let text =
            |key: &str, name: &str, value: &str| self.extractor.catalog.messages.text(key, &[(name, value)]);
        if self.grid.hidden_row(row) {
            let first = self.grid.row(row).first().map_or(0, |cell| cell.column);
            let what = text("hidden_row", "row", &(row + 1).to_string());
            let place = self.place(row, first);
            draft.findings.extend(self.extractor.remark("hidden_data", place, &[("what", &what)]));
        }
        for (index, column) in self.band.columns.iter().enumerate() {
            let told = |place: Place| draft.findings.iter().any(|finding| finding.place == place);
            let header = self.place(self.band.bottom, column.number);
            if self.grid.hidden_column(column.number)
                && self.grid.at(row, column.number).is_some()
                && !told(header)
            {
                let what =
                    text("hidden_column", "column", &crate::model::place::column_letters(column.number));
                let finding = self.extractor.remark("hidden_data", header, &[("what", &what)]);
                let field = self.matched.fields[index].map(|field| self.form.fields[field].key.clone());
                draft
                    .findings
                    .extend(finding.map(|finding| Finding { field: field.unwrap_or_default(), ..finding }));
            }
        }
    }
}

/// A note begins with its word and a colon.
fn is_note(shown: &str, words: &[String]) -> bool {
    let squeezed = super::labels::folded(shown);
    words.iter().any(|word| {
        squeezed
            .strip_prefix(word.as_str())
            .is_some_and(|rest| rest.starts_with([':', '1', '一', '、']) || rest.is_empty())
    })
}
