//! The sheet of charts: each beside the figures that it draws, so that both print together.

use super::style::Styles;
use super::width::of;
use crate::model::table::{Chart, ChartKind};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Chart as Drawing, ChartAxisCrossing, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartSeries, ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

/// Colours of series, told apart in grey print as well.
const COLOURS: [u32; 8] =
    [0x001F_4E79, 0x00C0_504D, 0x007F_7F7F, 0x002E_75B6, 0x00BF_9000, 0x0054_8235, 0x0070_30A0, 0x0000_8080];
/// More names than this stand aslant below the axis.
const STRAIGHT: usize = 6;
const GRID: u32 = 0x00D9_D9D9;
/// The room of a chart, in rows of 20 pixels.
const ROOM: u32 = 23;
/// The width of a chart, in pixels.
const WIDTH: u32 = 620;
/// What surely fits on A4 upright, in pixels: where the font is missing, columns come out a fifth wider.
const PAPER: u32 = 490;
/// The rows of a page at full scale.
const PAGE: u32 = 47;
/// The width of a column of figures, in characters and pixels.
const FIGURES: (u16, u32) = (10, 75);

/// Draws all charts, each below its figures; a page holds as many as fit whole.
pub fn draw_charts(
    sheet: &mut Worksheet,
    styles: &Styles,
    name: &str,
    charts: &[&Chart],
) -> Result<(), XlsxError> {
    let figures = charts.iter().map(|chart| chart.series.len()).max().unwrap_or(1);
    let figures = u16::try_from(figures).unwrap_or(u16::MAX);
    let names = charts.iter().flat_map(|chart| &chart.categories).map(|name| of(name)).max().unwrap_or(8);
    let names = names.clamp(12, 26) + 2;
    sheet.set_column_width(0, names)?;
    sheet.set_column_range_width(1, figures, FIGURES.0)?;
    let width = u32::from(names) * 7 + 5 + u32::from(figures) * FIGURES.1;
    let scale = (100 * PAPER).checked_div(width.max(WIDTH)).unwrap_or(100);
    sheet.set_print_scale(u16::try_from(scale).unwrap_or(100));
    let fit = (100 * PAGE).checked_div(scale).unwrap_or(PAGE);
    let mut breaks = Vec::new();
    let (mut row, mut page) = (0u32, 0u32);
    for chart in charts {
        let tall = u32::try_from(chart.categories.len()).unwrap_or(u32::MAX).saturating_add(ROOM + 3);
        if row > page && row.saturating_add(tall) > page + fit {
            breaks.push(row);
            page = row;
        }
        draw_chart(sheet, styles, name, chart, row)?;
        row = row.saturating_add(tall);
    }
    if !breaks.is_empty() {
        sheet.set_page_breaks(&breaks)?;
    }
    Ok(())
}

fn draw_chart(
    sheet: &mut Worksheet,
    styles: &Styles,
    name: &str,
    chart: &Chart,
    top: u32,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(top, 0, &chart.title, &styles.heading)?;
    let header = top + 1;
    sheet.write_string_with_format(header, 0, &chart.measure, &styles.header)?;
    for (column, series) in (1u16..).zip(&chart.series) {
        sheet.write_string_with_format(header, column, &series.name, &styles.header)?;
    }
    sheet.set_row_height(header, 32)?;
    for (row, (index, category)) in (header + 1..).zip(chart.categories.iter().enumerate()) {
        sheet.write_string_with_format(row, 0, category, &styles.text)?;
        for (column, series) in (1u16..).zip(&chart.series) {
            match series.values.get(index).copied().flatten().and_then(|value| value.to_f64()) {
                Some(value) => sheet.write_number_with_format(row, column, value, &styles.number)?,
                None => sheet.write_blank(row, column, &styles.number)?,
            };
        }
    }
    let last = header + u32::try_from(chart.categories.len()).unwrap_or(0);
    sheet.insert_chart_with_offset(last + 1, 0, &drawing(name, chart, header, last), 0, 6)?;
    Ok(())
}

fn drawing(sheet: &str, chart: &Chart, header: u32, last: u32) -> Drawing {
    let kind = match chart.kind {
        ChartKind::Column => ChartType::Column,
        ChartKind::StackedColumn => ChartType::ColumnStacked,
        ChartKind::Bar => ChartType::Bar,
        ChartKind::Line => ChartType::Line,
        ChartKind::Pie => ChartType::Pie,
    };
    let mut drawing = Drawing::new(kind);
    drawing.set_width(WIDTH).set_height(ROOM * 20 - 20);
    drawing.title().set_name(&chart.title).set_font(ChartFont::new().set_size(14).set_bold());
    let bars = chart.series.len().saturating_sub(chart.lines);
    let mut lines = Drawing::new(ChartType::Line);
    for (index, column) in (1u16..=u16::try_from(chart.series.len()).unwrap_or(1)).enumerate() {
        let line = chart.kind == ChartKind::Line || index >= bars;
        let series = if index < bars { drawing.add_series() } else { lines.add_series() };
        series
            .set_name((sheet, header, column))
            .set_categories((sheet, header + 1, 0, last, 0))
            .set_values((sheet, header + 1, column, last, column));
        if index < bars {
            series.set_data_label(&label(chart));
        }
        paint(series, chart.kind, line, index);
    }
    if bars < chart.series.len() {
        drawing.combine(&lines);
    }
    axes(&mut drawing, chart);
    drawing
}

fn paint(series: &mut ChartSeries, kind: ChartKind, line: bool, index: usize) {
    let colour = Color::RGB(COLOURS[index % COLOURS.len()]);
    let mut format = ChartFormat::new();
    if line {
        format.set_line(ChartLine::new().set_color(colour).set_width(2.25));
    } else {
        format.set_solid_fill(ChartSolidFill::new().set_color(colour));
    }
    if kind == ChartKind::Pie {
        series.set_point_colors(&COLOURS.map(Color::RGB));
    } else {
        series.set_format(&mut format);
    }
    if matches!(kind, ChartKind::Column | ChartKind::Bar | ChartKind::StackedColumn) && !line {
        series.set_gap(60);
    }
}

fn axes(drawing: &mut Drawing, chart: &Chart) {
    if chart.series.len() > 1 {
        drawing.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        drawing.legend().set_hidden();
    }
    if chart.kind == ChartKind::Pie {
        return;
    }
    let lying = chart.kind == ChartKind::Bar;
    let mut names = ChartFont::new();
    names.set_size(9);
    if !lying && chart.categories.len() > STRAIGHT {
        names.set_rotation(-45);
    }
    if lying { drawing.y_axis() } else { drawing.x_axis() }.set_font(&names);
    if lying {
        // The first row of the figures at the top, as in the table.
        drawing.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max);
    }
    let values = if lying { drawing.x_axis() } else { drawing.y_axis() };
    let figures = || chart.series.iter().flat_map(|series| &series.values).flatten();
    let bars = !matches!(chart.kind, ChartKind::Line) && chart.lines == 0;
    if chart.percent {
        values.set_min(0).set_max(100);
    } else if bars && figures().all(|figure| !figure.is_sign_negative()) {
        // The length of a bar is its figure, but where a mean beside it shows what is far and what is near.
        values.set_min(0);
    }
    let grid = ChartLine::new().set_color(Color::RGB(GRID)).clone();
    values.set_name(&chart.measure).set_major_gridlines(true).set_major_gridlines_line(&grid);
}

/// Values on everything; a zero on a stack would only be in the way.
fn label(chart: &Chart) -> ChartDataLabel {
    let mut label = ChartDataLabel::new();
    let mut font = ChartFont::new();
    font.set_size(9);
    label.show_value();
    match chart.kind {
        ChartKind::Pie => {
            label.show_percentage().show_category_name().set_position(ChartDataLabelPosition::OutsideEnd);
        }
        ChartKind::StackedColumn => {
            font.set_color(Color::White);
            label.set_num_format("0;-0;;");
        }
        ChartKind::Line => {
            label.set_position(ChartDataLabelPosition::Above);
        }
        ChartKind::Column | ChartKind::Bar => {
            let mut figures = chart.series.iter().flat_map(|series| &series.values).flatten();
            let whole = !chart.percent && figures.all(|figure| figure.fract().is_zero());
            label.set_num_format(if whole { "0" } else { "0.0" });
        }
    }
    label.set_font(&font);
    label
}
