//! The few formats of a workbook, made once each.

use crate::catalog::book::SheetTexts;
use crate::model::table::{ColumnKind, Role};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Shades behind rows that are no ordinary ones, from the strongest.
const HEADER: u32 = 0x00DD_E6F0;
const TOTAL: u32 = 0x00FF_F2CC;
const SUBTOTAL: u32 = 0x00F2_F2F2;
const LINK: u32 = 0x001F_4E79;
const HELD: u32 = 0x007F_6000;

/// All formats.
pub struct Styles {
    base: Format,
    pub title: Format,
    pub heading: Format,
    pub subtitle: Format,
    pub mark: Format,
    pub left: Format,
    pub middle: Format,
    pub right: Format,
    pub header: Format,
    pub note: Format,
    pub text: Format,
    pub link: Format,
    pub number: Format,
    pub back: Format,
    pub fact: Format,
    pub fact_label: Format,
}

/// What tells two cell formats apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    pub kind: ColumnKind,
    pub role: Role,
    pub provisional: bool,
    pub indent: u8,
    pub ruled: bool,
}

/// The format of column headers, in what is merged and in what is to be filled in.
pub fn header(ruled: &Format) -> Format {
    let centred = ruled.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    centred.set_background_color(Color::RGB(HEADER))
}

impl Styles {
    /// The formats in the declared fonts.
    pub fn new(words: &SheetTexts) -> Styles {
        let base =
            Format::new().set_font_name(&words.font).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let title_font = || base.clone().set_font_name(&words.title_font);
        let ruled = base.clone().set_border(FormatBorder::Thin);
        Styles {
            title: title_font().set_font_size(18).set_align(FormatAlign::Center).set_text_wrap(),
            heading: base.clone().set_bold().set_font_size(12),
            subtitle: base.clone().set_font_size(14).set_align(FormatAlign::Center),
            mark: base.clone().set_bold().set_font_size(12),
            left: base.clone().set_align(FormatAlign::Left).set_text_wrap(),
            middle: base.clone().set_align(FormatAlign::Center),
            right: base.clone().set_align(FormatAlign::Right),
            header: header(&ruled),
            note: base.clone().set_text_wrap().set_align(FormatAlign::Left).set_align(FormatAlign::Top),
            text: ruled.clone().set_text_wrap(),
            link: ruled
                .clone()
                .set_font_color(Color::RGB(LINK))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            number: ruled.clone().set_align(FormatAlign::Right),
            back: base.clone().set_font_color(Color::RGB(LINK)),
            fact: ruled.clone().set_font_size(11).set_text_wrap(),
            fact_label: ruled.clone().set_font_size(11).set_bold().set_background_color(Color::RGB(SUBTOTAL)),
            base,
        }
    }

    /// The format of a cell.
    pub fn cell(&self, look: Look) -> Format {
        let mut format = self.base.clone();
        if look.ruled {
            format = format.set_border(FormatBorder::Thin);
        }
        format = match look.kind {
            ColumnKind::Text => format.set_align(FormatAlign::Left).set_text_wrap(),
            ColumnKind::Long => format.set_align(FormatAlign::Left).set_text_wrap(),
            ColumnKind::Mark => format.set_align(FormatAlign::Center),
            ColumnKind::Source => format.set_align(FormatAlign::Center).set_font_color(Color::RGB(LINK)),
            ColumnKind::Count => format.set_align(FormatAlign::Right).set_num_format("0"),
            ColumnKind::Money => format.set_align(FormatAlign::Right).set_num_format("#,##0.00"),
            ColumnKind::Decimal => format.set_align(FormatAlign::Right),
            ColumnKind::Percent => format.set_align(FormatAlign::Right).set_num_format("0.0"),
            ColumnKind::Date => format.set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd"),
        };
        if look.indent > 0 {
            format = format.set_indent(look.indent);
        }
        format = match look.role {
            Role::Total => format.set_bold().set_background_color(Color::RGB(TOTAL)),
            Role::Subtotal => format.set_bold().set_background_color(Color::RGB(SUBTOTAL)),
            Role::Head => format.set_bold(),
            Role::Statistic => format.set_background_color(Color::RGB(SUBTOTAL)),
            Role::Data | Role::OfWhich => format,
        };
        if look.provisional {
            format = format.set_italic().set_font_color(Color::RGB(HELD));
        }
        format
    }
}
