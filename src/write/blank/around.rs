//! The parts of a Word form around its text: what Word expects in every package, with the declared font as that of all
//! texts, and the hidden id of the form.

use super::{FORM_PROPERTY, VERSION_PROPERTY};
use crate::catalog::{BlankWords, Catalog, Form};
use crate::write::notice::xml::escape;
use jiff::civil::DateTime;

/// The parts by name, without the text itself.
pub fn around(catalog: &Catalog, form: &Form, created: DateTime) -> Vec<(&'static str, String)> {
    let words = &catalog.blank;
    vec![
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relations(&PACKAGE)),
        ("docProps/core.xml", core(form, created)),
        ("docProps/custom.xml", custom(catalog, form)),
        ("word/_rels/document.xml.rels", relations(&DOCUMENT)),
        ("word/fontTable.xml", fonts(words)),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/styles.xml", styles(words)),
        ("word/theme/theme1.xml", theme(words)),
    ]
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The relations of the package: their kind and where they lead.
const PACKAGE: [(&str, &str); 3] = [
    ("officeDocument", "word/document.xml"),
    ("metadata/core-properties", "docProps/core.xml"),
    ("custom-properties", "docProps/custom.xml"),
];

/// Those of the text.
const DOCUMENT: [(&str, &str); 4] = [
    ("styles", "styles.xml"),
    ("settings", "settings.xml"),
    ("fontTable", "fontTable.xml"),
    ("theme", "theme/theme1.xml"),
];

fn relations(of: &[(&str, &str)]) -> String {
    let relations = (1..).zip(of).map(|(number, (kind, target))| {
        let base = match kind.strip_prefix("metadata/") {
            Some(_) => "http://schemas.openxmlformats.org/package/2006/relationships",
            None => OFFICE,
        };
        format!("<Relationship Id=\"rId{number}\" Type=\"{base}/{kind}\" Target=\"{target}\"/>")
    });
    format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        relations.collect::<String>()
    )
}

fn content_types() -> String {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let parts = [
        ("word/document.xml", format!("{WORD}.document.main+xml")),
        ("word/styles.xml", format!("{WORD}.styles+xml")),
        ("word/settings.xml", format!("{WORD}.settings+xml")),
        ("word/fontTable.xml", format!("{WORD}.fontTable+xml")),
        ("word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml".to_owned()),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        (
            "docProps/custom.xml",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml".to_owned(),
        ),
    ];
    let parts =
        parts.map(|(name, kind)| format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>")).concat();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{parts}</Types>"
    )
}

fn fonts(words: &BlankWords) -> String {
    let fonts = [&words.font, &words.title_font].map(|font| {
        format!(
            "<w:font w:name=\"{}\"><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/></w:font>",
            escape(font)
        )
    });
    format!("{HEAD}<w:fonts {W}>{}</w:fonts>", fonts.concat())
}

const SETTINGS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
    "<w:defaultTabStop w:val=\"420\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/>",
    "<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" ",
    "w:val=\"15\"/></w:compat></w:settings>"
);

fn styles(words: &BlankWords) -> String {
    let font = escape(&words.font);
    format!(
        "{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" \
         w:hAnsi=\"{font}\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>\
         </w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
         <w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         </w:styles>"
    )
}

/// Black, white and grey only: it is printed. Word wants three of each kind of filling.
fn theme(words: &BlankWords) -> String {
    let font = escape(&words.font);
    let colour = |name: &str, value: &str| format!("<a:{name}><a:srgbClr val=\"{value}\"/></a:{name}>");
    let named = [
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "404040"),
        ("lt2", "EDEDED"),
        ("accent1", "404040"),
        ("accent2", "595959"),
        ("accent3", "7F7F7F"),
        ("accent4", "A6A6A6"),
        ("accent5", "BFBFBF"),
        ("accent6", "D9D9D9"),
        ("hlink", "0000FF"),
        ("folHlink", "800080"),
    ];
    let colours = named.map(|(name, value)| colour(name, value)).concat();
    let face = |name: &str| {
        format!(
            "<a:{name}><a:latin typeface=\"{font}\"/><a:ea typeface=\"{font}\"/><a:cs typeface=\"\"/></a:{name}>"
        )
    };
    let filling = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"6350\">{filling}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{HEAD}<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"plain\"><a:themeElements>\
         <a:clrScheme name=\"plain\">{colours}</a:clrScheme><a:fontScheme name=\"plain\">{}{}</a:fontScheme>\
         <a:fmtScheme name=\"plain\"><a:fillStyleLst>{}</a:fillStyleLst><a:lnStyleLst>{}</a:lnStyleLst>\
         <a:effectStyleLst>{}</a:effectStyleLst><a:bgFillStyleLst>{}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        face("majorFont"),
        face("minorFont"),
        filling.repeat(3),
        line.repeat(3),
        effect.repeat(3),
        filling.repeat(3)
    )
}

/// Title and time of making.
fn core(form: &Form, created: DateTime) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created></cp:coreProperties>",
        escape(&form.title),
        created.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
}

/// The hidden id of the form and the version of its declarations.
fn custom(catalog: &Catalog, form: &Form) -> String {
    let properties = [(FORM_PROPERTY, form.id.as_str()), (VERSION_PROPERTY, catalog.fingerprint.as_str())];
    let properties = (2..).zip(properties).map(|(number, (name, value))| {
        format!(
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{number}\" name=\"{name}\">\
             <vt:lpwstr>{}</vt:lpwstr></property>",
            escape(value)
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">{}</Properties>",
        properties.collect::<String>()
    )
}
