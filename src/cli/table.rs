//! Aligned tables for a terminal, in which a Chinese character takes two columns. No lines: box characters are wide in
//! some Chinese terminals and narrow in others.

use super::screen::Screen;
use comfy_table::{CellAlignment, ContentArrangement, Table as Grid, presets};

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A table under construction.
pub struct Table {
    grid: Grid,
    sides: Vec<Side>,
}

impl Table {
    /// A table with these headings and sides.
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a str, Side)>) -> Table {
        let (headings, sides): (Vec<&str>, Vec<Side>) = columns.into_iter().unzip();
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        if headings.iter().any(|heading| !heading.is_empty()) {
            grid.set_header(headings);
        }
        Table { grid, sides }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.grid.add_row(cells.into_iter().map(Into::into).collect::<Vec<String>>());
    }

    /// Its lines, indented by `indent` blanks, without blanks at their ends. On a screen that is too narrow for them the
    /// cells of the widest columns go on in further lines.
    pub fn lines(mut self, indent: usize, screen: Screen) -> String {
        if let Some(columns) = screen.columns {
            let width = u16::try_from(columns.saturating_sub(indent)).unwrap_or(u16::MAX);
            self.grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        for (number, side) in self.sides.iter().enumerate() {
            if let Some(column) = self.grid.column_mut(number) {
                column.set_padding((if number == 0 { 0 } else { 1 }, 1));
                column.set_cell_alignment(match side {
                    Side::Left => CellAlignment::Left,
                    Side::Right => CellAlignment::Right,
                });
            }
        }
        let blanks = " ".repeat(indent);
        self.grid.lines().fold(String::new(), |text, line| text + blanks.as_str() + line.trim_end() + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn a_chinese_character_takes_two_columns() {
        let mut table = Table::new([("单位", Side::Left), ("n", Side::Right)]);
        table.row(["示例县纪委", "7"]);
        table.row(["ab", "12"]);
        let lines = table.lines(2, Screen::default());
        assert_eq!(lines, "  单位         n\n  示例县纪委   7\n  ab          12\n");
    }

    #[test]
    fn every_line_fits_the_screen() {
        let names = ["中共示例市纪律检查委员会", "省纪委派驻第一纪检监察组", "ab"];
        for columns in 40..100 {
            let mut table =
                Table::new([("单位", Side::Left), ("报送的表", Side::Left), ("迟报", Side::Right)]);
            for name in names {
                table.row([name, "党风廉政建设责任追究情况季报表（汇总）", "12"]);
            }
            let screen = Screen { columns: Some(columns), colour: false };
            let lines = table.lines(2, screen);
            for line in lines.lines() {
                assert!(line.width() <= columns, "{columns}: {} {line}", line.width());
            }
            let whole: String = lines.chars().filter(|letter| !letter.is_whitespace()).collect();
            assert_eq!(whole.matches("12").count(), names.len(), "nothing is lost");
        }
    }
}
