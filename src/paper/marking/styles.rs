//! What marks and the list look like, put behind the styles that a workbook has: none of those is changed.

use super::edits::{Edits, escaped};
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Tag, Token};

/// Looks of the list's cells, in their order behind the cell formats of the workbook.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    Title,
    Note,
    Head,
    Text,
    Link,
    Answer,
    Correct,
    Explain,
    Key,
}

/// Where our looks begin.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    first: usize,
    /// The number of the differential format of what is to be corrected; that of what is to be explained follows it.
    pub differential: usize,
}

impl Looks {
    /// The number of a cell format.
    pub fn of(self, look: Look) -> usize {
        self.first + look as usize
    }
}

/// The styles of a workbook without any.
pub const PLAIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

/// What follows the differential formats.
const AFTER_DIFFERENTIAL: [&str; 3] = ["tableStyles", "colors", "extLst"];

/// Without colours what is hatched is to be corrected, and what is plainly grey to be explained.
const CORRECT: &str = "<{p}patternFill patternType=\"lightUp\"><{p}fgColor rgb=\"FFC00000\"/><{p}bgColor rgb=\"FFFFC7CE\"/></{p}patternFill>";
const EXPLAIN: (&str, &str) = (
    "<{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FFFFE699\"/><{p}bgColor indexed=\"64\"/></{p}patternFill>",
    "<{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FFFFE699\"/><{p}bgColor rgb=\"FFFFE699\"/></{p}patternFill>",
);

/// One of the lists of the part.
struct Listed<'a> {
    tag: Tag<'a>,
    count: usize,
    /// Where its end tag begins.
    before_end: usize,
}

/// The styles with ours behind them.
///
/// # Errors
/// `UnknownFormat` if a list is missing that all workbooks have; else as for reading the part.
pub fn with_looks(part: &str, depth: usize, font: &str) -> Result<(String, Looks), Refusal> {
    let mut scanner = Scanner::new(part, depth);
    let Some(Token::Start(root)) = scanner.token()? else { return Err(Refusal::Damaged) };
    let prefix = root.prefix();
    let mut edits = Edits::of(part);
    let mut lists: Vec<Listed> = Vec::new();
    let (mut before, mut after_differential) = (scanner.at(), None);
    while let Some(token) = scanner.token()? {
        match token {
            Token::Start(tag) if scanner.level() == 2 => {
                if AFTER_DIFFERENTIAL.contains(&tag.name) && after_differential.is_none() {
                    after_differential = Some(edits.place(tag.qualified) - 1);
                }
                lists.push(Listed { tag, count: 0, before_end: scanner.at() });
            }
            Token::Start(_) if scanner.level() == 3 => {
                if let Some(list) = lists.last_mut() {
                    list.count += 1;
                }
            }
            Token::End(_) if scanner.level() == 1 => {
                if let Some(list) = lists.last_mut().filter(|list| !list.tag.empty) {
                    list.before_end = before;
                }
            }
            Token::End(_) if scanner.level() == 0 => break,
            _ => {}
        }
        before = scanner.at();
    }
    let find = |name: &str| lists.iter().find(|list| list.tag.name == name);
    let (Some(fonts), Some(fills), Some(borders), Some(formats)) =
        (find("fonts"), find("fills"), find("borders"), find("cellXfs"))
    else {
        return Err(Refusal::UnknownFormat);
    };
    let made =
        Made { prefix, font: &escaped(font), fonts: fonts.count, fills: fills.count, border: borders.count };
    let mut put = |list: &Listed, elements: &[String]| -> Result<(), Refusal> {
        edits.append(list.tag, list.before_end, &elements.concat());
        if list.tag.raw("count")?.is_some() {
            edits.set(list.tag, "count", &(list.count + elements.len()).to_string())?;
        }
        Ok(())
    };
    put(fonts, &made.fonts())?;
    put(fills, &made.fills())?;
    put(borders, &[made.border()])?;
    put(formats, &made.formats())?;
    let differential = find("dxfs").map_or(0, |list| list.count);
    match find("dxfs") {
        Some(list) => put(list, &made.differential())?,
        None => {
            let list = made.differential().concat();
            let at = after_differential.unwrap_or(before);
            edits.insert(at, format!("<{prefix}dxfs count=\"2\">{list}</{prefix}dxfs>"));
        }
    }
    Ok((edits.applied()?, Looks { first: formats.count, differential }))
}

/// What is put behind the lists.
struct Made<'a> {
    prefix: &'a str,
    font: &'a str,
    fonts: usize,
    fills: usize,
    border: usize,
}

impl Made<'_> {
    fn named(&self, text: &str) -> String {
        text.replace("{p}", self.prefix)
    }

    /// Plain, title, bold, link, small.
    fn fonts(&self) -> Vec<String> {
        [
            ("", 10, ""),
            ("<{p}b/>", 16, ""),
            ("<{p}b/>", 10, ""),
            ("<{p}u/>", 10, "FF1F4E79"),
            ("", 8, "FF808080"),
        ]
        .map(|(weight, size, colour)| {
            let colour =
                if colour.is_empty() { String::new() } else { format!("<{{p}}color rgb=\"{colour}\"/>") };
            let name = self.font;
            self.named(&format!(
                "<{{p}}font>{weight}<{{p}}sz val=\"{size}\"/>{colour}<{{p}}name val=\"{name}\"/></{{p}}font>"
            ))
        })
        .into()
    }

    /// Head, answer, to be corrected, to be explained.
    fn fills(&self) -> Vec<String> {
        let solid = |rgb: &str| EXPLAIN.0.replace("FFFFE699", rgb);
        let patterns = [solid("FFDDE6F0"), solid("FFFFFBE6"), CORRECT.to_owned(), EXPLAIN.0.to_owned()];
        patterns.map(|pattern| self.named(&format!("<{{p}}fill>{pattern}</{{p}}fill>"))).into()
    }

    fn border(&self) -> String {
        let side =
            |name: &str| format!("<{{p}}{name} style=\"thin\"><{{p}}color rgb=\"FF7F7F7F\"/></{{p}}{name}>");
        let sides = ["left", "right", "top", "bottom"].map(side).concat();
        self.named(&format!("<{{p}}border>{sides}<{{p}}diagonal/></{{p}}border>"))
    }

    /// In the order of [`Look`].
    fn formats(&self) -> Vec<String> {
        let one = |font: usize, fill: Option<usize>, ruled: bool, across: &str, down: &str, open: bool| {
            let (font, fill) = (self.fonts + font, fill.map_or(0, |fill| self.fills + fill));
            let border = if ruled { self.border } else { 0 };
            let locked = if open { "<{p}protection locked=\"0\"/>" } else { "" };
            self.named(&format!(
                "<{{p}}xf numFmtId=\"49\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" \
                 applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\" \
                 applyProtection=\"1\"><{{p}}alignment horizontal=\"{across}\" vertical=\"{down}\" wrapText=\"1\"/>{locked}</{{p}}xf>"
            ))
        };
        vec![
            one(1, None, false, "center", "center", false),
            one(0, None, false, "left", "center", false),
            one(2, Some(0), true, "center", "center", false),
            one(0, None, true, "left", "top", false),
            one(3, None, true, "left", "top", false),
            one(0, Some(1), true, "left", "top", true),
            one(2, Some(2), true, "center", "top", false),
            one(0, Some(3), true, "center", "top", false),
            one(4, None, true, "left", "top", false),
        ]
    }

    fn differential(&self) -> Vec<String> {
        let bold = "<{p}font><{p}b/></{p}font>";
        [(bold, CORRECT), ("", EXPLAIN.1)]
            .map(|(font, fill)| {
                self.named(&format!("<{{p}}dxf>{font}<{{p}}fill>{fill}</{{p}}fill></{{p}}dxf>"))
            })
            .into()
    }
}
