//! What may go back to a sender under the office's name: nothing that acts when a file is opened. Whoever sent it may not
//! have been who it says; a file with macros, embedded objects, queries or pictures from elsewhere would carry them on.

use super::parts::{Parts, normal};
use crate::paper::sheet::Refusal;
use crate::paper::xml::{Scanner, Token};

/// Kinds of relations that lead to what is only looked at.
const PASSIVE: [&str; 51] = [
    "officeDocument",
    "core-properties",
    "extended-properties",
    "custom-properties",
    "thumbnail",
    "worksheet",
    "chartsheet",
    "sharedStrings",
    "styles",
    "theme",
    "calcChain",
    "drawing",
    "image",
    "chart",
    "chartEx",
    "chartStyle",
    "chartColorStyle",
    "themeOverride",
    "chartUserShapes",
    "comments",
    "vmlDrawing",
    "threadedComment",
    "person",
    "printerSettings",
    "table",
    "pivotTable",
    "pivotCacheDefinition",
    "pivotCacheRecords",
    "ctrlProp",
    "sheetMetadata",
    "customXml",
    "customXmlProps",
    "externalLink",
    "diagramData",
    "diagramLayout",
    "diagramQuickStyle",
    "diagramColors",
    "diagramDrawing",
    "cellImage",
    "header",
    "footer",
    "footnotes",
    "endnotes",
    "settings",
    "webSettings",
    "fontTable",
    "font",
    "numbering",
    "stylesWithEffects",
    "commentsExtended",
    "people",
];

/// Kinds that lead out of the file, but only where somebody asks for it.
const ON_DEMAND: [&str; 3] = ["hyperlink", "externalLinkPath", "xlPathMissing"];

/// Kinds that are left out: macros with all that belongs to them, and signatures, which a changed file would break.
const LEFT_OUT: [&str; 10] = [
    "vbaProject",
    "vbaProjectSignature",
    "vbaProjectSignatureAgile",
    "vbaProjectSignatureV3",
    "wordVbaData",
    "keyMapCustomizations",
    "attachedToolbars",
    "extensibility",
    "origin",
    "signature",
];
/// Where the parts of signatures lie.
const SIGNATURES: &str = "_xmlsignatures/";

/// The kinds of main parts that are to be no more, each with the plain one; and what binary parts are by default.
const KINDS: [(&str, &str); 7] = [
    ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", WORKBOOK),
    ("application/vnd.ms-excel.template.macroEnabled.main+xml", WORKBOOK),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", WORKBOOK),
    ("application/vnd.ms-word.document.macroEnabled.main+xml", DOCUMENT),
    ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", DOCUMENT),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", DOCUMENT),
    ("application/vnd.ms-office.vbaProject", PRINTER),
];
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const PRINTER: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings";

/// Elements that hold formulas.
const FORMULAS: [&str; 5] = ["f", "formula", "formula1", "formula2", "definedName"];
/// What no formula of a form needs: functions that fetch or start something, and the sign between a program and its topic.
const REACHING_OUT: [&str; 8] =
    ["WEBSERVICE", "HYPERLINK", "RTD(", "CALL(", "REGISTER", "EXEC(", "IMAGE(", "|"];

/// Looks through the formulas of a worksheet, or the names of a workbook.
///
/// # Errors
/// `UnknownFormat` if one of them reaches out of the file; else as for reading the part.
pub fn refuse_reaching_out(part: &str, depth: usize) -> Result<(), Refusal> {
    let mut scanner = Scanner::new(part, depth);
    while let Some(token) = scanner.token()? {
        let Token::Start(tag) = token else { continue };
        if FORMULAS.contains(&tag.name) {
            let formula = scanner.content()?.to_uppercase();
            if REACHING_OUT.iter().any(|word| formula.contains(word)) {
                return Err(Refusal::UnknownFormat);
            }
        }
    }
    Ok(())
}

/// The ids of the links of a part that lead out of the file.
///
/// # Errors
/// As for reading its relations.
pub fn leading_out(parts: &mut Parts<'_, '_>, part: &str) -> Result<Vec<String>, Refusal> {
    let relations = parts.relations(part)?.into_iter();
    let out = relations.filter(|one| one.kind == "hyperlink" && one.target.is_none());
    Ok(out.map(|one| one.id).collect())
}

/// Leaves out of a package what is never sent back; true if macros were among it.
///
/// # Errors
/// `UnknownFormat` if it holds something else that acts, or that is not known here; else as for reading it.
pub fn make_passive(parts: &mut Parts<'_, '_>) -> Result<bool, Refusal> {
    let mut macros = false;
    let names = parts.names();
    for name in names.iter().filter(|name| name.ends_with(".rels")) {
        let part = referring(name);
        let (mut gone, mut targets) = (Vec::new(), Vec::new());
        for relation in parts.relations(&part)? {
            let kind = relation.kind.as_str();
            if LEFT_OUT.contains(&kind) {
                macros |= kind == "vbaProject";
                gone.push(relation.id);
                targets.extend(relation.target);
                continue;
            }
            let passive = match &relation.target {
                Some(_) => PASSIVE.contains(&kind) || kind == "hyperlink",
                None => ON_DEMAND.contains(&kind),
            };
            if !passive {
                return Err(Refusal::UnknownFormat);
            }
            if kind == "externalLink" {
                let text = parts.text(&relation.target.unwrap_or_default())?;
                if text.contains("ddeLink") || text.contains("oleLink") {
                    return Err(Refusal::UnknownFormat);
                }
            }
        }
        if !gone.is_empty() && parts.has(name) {
            parts.unrelate(&part, &gone)?;
        }
        for target in targets {
            parts.leave_out(&target)?;
        }
    }
    for name in names.iter().filter(|name| name.starts_with(SIGNATURES)) {
        if parts.has(name) {
            parts.leave_out(name)?;
        }
    }
    parts.change_kinds(&KINDS)?;
    Ok(macros)
}

/// The part whose relations a part holds.
fn referring(relations: &str) -> String {
    let relations = normal(relations);
    let (folder, file) = relations.rsplit_once('/').unwrap_or(("", &relations));
    let folder = folder.strip_suffix("_rels").unwrap_or(folder);
    format!("{folder}{}", file.strip_suffix(".rels").unwrap_or(file))
}
