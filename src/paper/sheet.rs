//! The paper: a file as anyone could see it. Sheets of cells, Word tables and paragraphs, each with its place; no
//! meaning. Reading never guesses and never fails half-way: it gives a Paper or one reason why not. A Paper can be
//! sent between processes.

use serde::{Deserialize, Serialize};

/// What kind of container the bytes were, by their content (FORMS.md 10.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// Office Open XML workbook, with or without macros.
    Xlsx,
    /// Binary Office Open XML workbook.
    Xlsb,
    /// BIFF workbook in an OLE compound file; also what WPS calls `.et`.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// SpreadsheetML 2003.
    SpreadsheetXml,
    /// An HTML table saved as a workbook.
    Html,
    /// Office Open XML document.
    Docx,
}

/// A file, read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paper {
    /// What the bytes were.
    pub container: Container,
    /// What stands in it.
    pub content: Content,
    /// Things that whoever uses the values should know, such as macros left alone or tracked changes accepted.
    pub remarks: Vec<Remark>,
    /// Custom document properties, for forms that carry their own id and version.
    pub properties: Vec<(String, String)>,
}

/// The two shapes of paper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Content {
    /// Sheets in workbook order.
    Workbook(Vec<Sheet>),
    /// A Word file.
    Document(Document),
}

/// Something about a paper that is no value of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// It holds macros; they were not run.
    Macros,
    /// It refers to other files; they were not opened.
    ExternalLinks,
    /// Tracked changes: insertions were read, deletions left out.
    TrackedChanges,
    /// It is encrypted with the well-known default password only.
    DefaultPassword,
    /// Strings were repaired that a wrong code page had broken.
    RepairedStrings,
    /// Some cell was stored more than once; the last one was read.
    DoubledCells,
    /// It was converted from a format that is not read itself.
    Converted,
    /// It was read from an HTML or SpreadsheetML file saved under a workbook's name.
    ForeignFormat,
}

/// One sheet of a workbook. Cells are sparse and in row order, then column order; a merged area has its value in the
/// first cell.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Hidden or very hidden.
    pub hidden: bool,
    /// Cells that hold something, in row order, then column order.
    pub cells: Vec<Cell>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Hidden rows, ascending.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns, ascending.
    pub hidden_columns: Vec<u16>,
    /// Pictures: the cell at their upper left corner.
    pub pictures: Vec<(u32, u16)>,
    /// Comments: cell and text.
    pub comments: Vec<(u32, u16, String)>,
    /// Cells of one colour, in row order, then column order; only where they were asked for.
    pub fills: Vec<Fill>,
}

/// The fill of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub column: u16,
    /// Its colour.
    pub colour: Colour,
}

/// A colour: how much red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// A colour from `0xRRGGBB`.
    pub fn of(rgb: u32) -> Colour {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Colour(red, green, blue)
    }
}

/// A rectangle of cells; both corners belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// First row, from 0.
    pub top: u32,
    /// First column, from 0.
    pub left: u16,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u16,
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub column: u16,
    /// What it shows.
    pub content: CellContent,
    /// True if a formula stands behind it.
    pub formula: bool,
}

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CellContent {
    /// Words, as stored: spaces and line breaks are kept.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A number that its format shows as a percentage: 0.95 is shown as 95 %.
    Percent(f64),
    /// A number that its format shows as a day: days since 1899-12-30, whatever the workbook's own epoch. Below 1 it is
    /// a time of day only.
    Date(f64),
    /// 真 or 假.
    Flag(bool),
    /// An error such as `#REF!`, as shown.
    Error(Box<str>),
    /// A formula without a stored result.
    Uncomputed,
}

/// A Word file in reading order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Document {
    /// Paragraphs and tables of the body, in order.
    pub blocks: Vec<Block>,
    /// Texts outside the body: headers, footers, footnotes, text boxes.
    pub asides: Vec<String>,
    /// True if the body holds a picture (a pasted seal, say).
    pub pictures: bool,
}

/// A paragraph or a table of the body.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph outside tables: its number from 1 (blank ones count) and its text.
    Paragraph { number: u32, text: String },
    /// A table.
    Table(WordTable),
}

/// A table of a Word file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WordTable {
    /// Its number from 1, in reading order; nested tables follow the one that holds them.
    pub number: u16,
    /// Its cells in reading order; the lower cells of a vertical merge are left out.
    pub cells: Vec<WordCell>,
}

/// A cell of a Word table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WordCell {
    /// Row from 1.
    pub row: u16,
    /// First grid column, from 1.
    pub column: u16,
    /// Grid columns that it spans.
    pub width: u16,
    /// Rows that it spans.
    pub height: u16,
    /// Its text; paragraphs are joined by a line break. Nested tables are not in it.
    pub text: String,
    /// Tables inside it.
    pub tables: Vec<WordTable>,
    /// True if it holds a picture.
    pub picture: bool,
}

/// Why bytes could not be read: one reason of a closed list. The sentences for clerks stand in templates/.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No bytes at all.
    Empty,
    /// Protected by a password.
    Encrypted,
    /// It ends before its end: sent, copied or saved half.
    Truncated,
    /// Whole by its length, but what is in it is broken.
    Damaged,
    /// A scan or a picture.
    Picture,
    /// A container of other programs: rar, 7z.
    ForeignArchive,
    /// An old Word file (.doc, .wps) or rtf.
    OldWord,
    /// An old Word file whose conversion took too long.
    OldWordSlow,
    /// An old Word file of which the conversion made nothing.
    OldWordBroken,
    /// A page to look at (ofd).
    FixedPages,
    /// A text document of another kind (odt, uof).
    OtherDocument,
    /// Slides.
    Slides,
    /// Bare text, or a list with commas or tabs in it: no title, no header, nothing signed.
    PlainText,
    /// A saved mail (.eml, .msg): what was sent hangs on it.
    Mail,
    /// A saved page of the web (.mht).
    WebArchive,
    /// A program or a shortcut.
    Program,
    /// None of all these, and nothing that is read.
    UnknownFormat,
    /// A zip with no workbook or document in it.
    NoForm,
    /// More parts, bytes, cells or depth than any honest form has.
    TooLarge,
    /// Reading it took more time or memory than any honest form does.
    TooCostly,
    /// Built to mislead: overlapping or doubled parts, a document type declaration, names that lead out.
    Suspicious,
}

impl Refusal {
    /// All of them. The list is closed: scripts outside may rely on it.
    pub const ALL: [Refusal; 21] = [
        Refusal::Empty,
        Refusal::Encrypted,
        Refusal::Truncated,
        Refusal::Damaged,
        Refusal::Picture,
        Refusal::ForeignArchive,
        Refusal::OldWord,
        Refusal::OldWordSlow,
        Refusal::OldWordBroken,
        Refusal::FixedPages,
        Refusal::OtherDocument,
        Refusal::Slides,
        Refusal::PlainText,
        Refusal::Mail,
        Refusal::WebArchive,
        Refusal::Program,
        Refusal::UnknownFormat,
        Refusal::NoForm,
        Refusal::TooLarge,
        Refusal::TooCostly,
        Refusal::Suspicious,
    ];

    /// The key of its sentence in templates/messages.toml.
    pub fn key(self) -> &'static str {
        match self {
            Refusal::Empty => "empty",
            Refusal::Encrypted => "encrypted",
            Refusal::Truncated => "truncated",
            Refusal::Damaged => "damaged",
            Refusal::Picture => "picture",
            Refusal::ForeignArchive => "foreign_archive",
            Refusal::OldWord => "old_word",
            Refusal::OldWordSlow => "old_word_slow",
            Refusal::OldWordBroken => "old_word_broken",
            Refusal::FixedPages => "fixed_pages",
            Refusal::OtherDocument => "other_document",
            Refusal::Slides => "slides",
            Refusal::PlainText => "plain_text",
            Refusal::Mail => "mail",
            Refusal::WebArchive => "web_archive",
            Refusal::Program => "program",
            Refusal::UnknownFormat => "unknown_format",
            Refusal::NoForm => "no_form",
            Refusal::TooLarge => "too_large",
            Refusal::TooCostly => "too_costly",
            Refusal::Suspicious => "suspicious",
        }
    }
}

/// What a file may cost before it is refused (ROBUSTNESS.md, section 6).
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Entries of a zip.
    pub entries: usize,
    /// Inflated bytes of one part.
    pub part_bytes: usize,
    /// Inflated bytes of all parts that are read.
    pub total_bytes: usize,
    /// Inflated over packed bytes, for parts of more than 32 MB.
    pub ratio: usize,
    /// Cells of a workbook.
    pub cells: usize,
    /// Depth of XML elements and of nested tables.
    pub depth: usize,
    /// Archives within archives.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 100 << 20,
            entries: 2000,
            part_bytes: 128 << 20,
            total_bytes: 256 << 20,
            ratio: 200,
            cells: 5_000_000,
            depth: 400,
            nesting: 3,
        }
    }
}
