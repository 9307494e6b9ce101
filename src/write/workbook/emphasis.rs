//! What strikes the eye in a table: conditional formats, so that they follow when an officer sorts, filters or corrects.
//! Each reads in print without colours, too: bold or underlined words, bars, arrows.

use crate::catalog::book::{EmphasisWords, Weight};
use crate::model::table::{Emphasis, Table};
use rust_xlsxwriter::{
    Color, ConditionalFormatCustomIcon, ConditionalFormatDataBar, ConditionalFormatIconSet,
    ConditionalFormatIconType, ConditionalFormatText, ConditionalFormatTextRule, ConditionalFormatType,
    Format, FormatPattern, FormatUnderline, Worksheet, XlsxError,
};

const ALARM: (u32, u32) = (0x009C_0006, 0x00FF_C7CE);
const NOTICE: (u32, u32) = (0x007F_6000, 0x00FF_EB9C);
/// What is shown as 0.0 has not risen. "Greater than 0" would say it as well, but LibreOffice reads "at least 0".
const LEAST_RISE: f64 = 0.05;
const BAR: u32 = 0x009D_C3E6;

/// Gives the columns of a table their conditional formats; `first` is the row, from 0, of its first row of data.
pub fn draw(
    sheet: &mut Worksheet,
    words: &[EmphasisWords],
    table: &Table,
    first: u32,
) -> Result<(), XlsxError> {
    let Some(last) = u32::try_from(table.rows.len()).ok().and_then(|rows| rows.checked_sub(1)) else {
        return Ok(());
    };
    let last = first + last;
    for (column, described) in (0u16..).zip(&table.columns) {
        match described.emphasis {
            Emphasis::None => {}
            Emphasis::Words => {
                for said in words {
                    let format = format(said.weight);
                    for word in &said.begins {
                        let rule = ConditionalFormatTextRule::BeginsWith(word.clone());
                        let mark = ConditionalFormatText::new().set_rule(rule).set_format(&format);
                        sheet.add_conditional_format(first, column, last, column, &mark)?;
                    }
                }
            }
            Emphasis::Bar => {
                let bar = ConditionalFormatDataBar::new()
                    .set_minimum(ConditionalFormatType::Number, 0)
                    .set_maximum(ConditionalFormatType::Number, 100)
                    .set_fill_color(Color::RGB(BAR))
                    .set_solid_fill(true);
                sheet.add_conditional_format(first, column, last, column, &bar)?;
            }
            Emphasis::Change => {
                let from = |least: f64| {
                    ConditionalFormatCustomIcon::new().set_rule(ConditionalFormatType::Number, least)
                };
                let arrows = ConditionalFormatIconSet::new()
                    .set_icon_type(ConditionalFormatIconType::ThreeArrowsGray)
                    .set_icons(&[from(0.0), from(0.0), from(LEAST_RISE)]);
                sheet.add_conditional_format(first, column, last, column, &arrows)?;
            }
        }
    }
    Ok(())
}

fn format(weight: Weight) -> Format {
    let (ink, ground) = match weight {
        Weight::Alarm => ALARM,
        Weight::Notice => NOTICE,
    };
    let format = Format::new().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(ground));
    match weight {
        Weight::Alarm => format.set_bold(),
        Weight::Notice => format.set_underline(FormatUnderline::Single),
    }
    .set_pattern(FormatPattern::Solid)
}
