//! From what a notice says to its papers: the notice and its cover sheet (发文稿纸), with the checks that every generated
//! document must pass and that the cover sheet lists (FORMS.md 8.2).

use super::figures::Cited;
use super::issuer::Issuer;
use super::reread::reread;
use crate::catalog::message::fill;
use crate::catalog::notice::{Layout, Notice, Trigger};
use crate::catalog::{Catalog, HouseStyle};
use crate::model::Saying;
use crate::paper::Paper;
use crate::write::notice::{Press, Printed};
use crate::write::redact::leaks;
use jiff::civil::Date as Day;
use serde_json::{Value, json};

/// What papers are made with.
pub struct Printer<'a> {
    /// The templates, set and compiled.
    pub press: &'a Press,
    /// The organ.
    pub issuer: &'a Issuer<'a>,
    /// The declaration of the cover sheet, if there is one.
    pub cover: Option<&'a Notice>,
}

/// What is to be printed.
pub struct Order<'o> {
    /// The declaration.
    pub notice: &'o Notice,
    /// All that it says.
    pub facts: &'o Value,
    /// How officers call the draft.
    pub id: &'o str,
    /// The name of its file.
    pub name: &'o str,
    /// What must not stand in it.
    pub hidden: &'o [String],
    /// The numbers that it cites.
    pub cited: &'o [Cited],
    /// The workbook in which they must stand, read again; needed only if it cites any.
    pub workbook: Option<&'o Paper>,
    /// Who signed it and when, if it is approved.
    pub signed: Option<(&'o str, Day)>,
    /// The day that the cover sheet bears.
    pub drawn_on: Day,
}

/// The papers of a notice.
pub struct Papers {
    /// The notice.
    pub printed: Printed,
    /// Its cover sheet.
    pub cover: Option<Vec<u8>>,
}

impl<'a> Printer<'a> {
    /// A printer of an office.
    pub fn new(catalog: &'a Catalog, press: &'a Press, issuer: &'a Issuer<'a>) -> Printer<'a> {
        let cover = catalog.notices.all.iter().find(|notice| notice.declaration.when == Trigger::Draft);
        Printer { press, issuer, cover }
    }

    /// The cover sheet of a notice, and the name of its file; none for papers that stay in the house or declare none.
    pub fn cover_of(&self, notice: &Notice, id: &str, name: &str) -> Option<(&'a Notice, String)> {
        let wants = notice.declaration.cover && notice.declaration.layout != Layout::Internal;
        let cover = self.cover.filter(|_| wants)?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let facts = json!({ "notice": { "id": id, "file": stem } });
        let name = self.press.sheet(&cover.declaration.id)?.file_name(&facts).ok()?;
        Some((cover, name))
    }

    /// Prints a notice with its cover sheet.
    ///
    /// # Errors
    /// Why it must not leave the house; it names no person and no case.
    pub fn print(&self, order: &Order) -> Result<Papers, Saying> {
        let declaration = &order.notice.declaration;
        let sheet = self.press.sheet(&declaration.id).ok_or(Saying::new("print.not_set"))?;
        let printed = sheet.print(order.facts).map_err(|problem| problem.saying())?;
        // What units wrote may look like a tag; then nothing can be told from the finished text.
        let quoted = order.facts.to_string();
        let left = printed.unfilled;
        if left > 0 && !quoted.contains("{{") && !quoted.contains("{%") {
            return Err(Saying::new("print.unfilled").with("count", left));
        }
        let counted = match order.workbook {
            Some(workbook) => reread(workbook, order.cited)?,
            None if order.cited.is_empty() => 0,
            None => return Err(Saying::new("print.no_workbook")),
        };
        hides(&printed.bytes, order.hidden)?;
        let cover = match self.cover_of(order.notice, order.id, order.name) {
            Some((cover, _)) => Some(self.cover_sheet(order, cover, &printed, counted)?),
            None => None,
        };
        Ok(Papers { printed, cover })
    }

    fn cover_sheet(
        &self,
        order: &Order,
        cover: &Notice,
        printed: &Printed,
        counted: usize,
    ) -> Result<Vec<u8>, Saying> {
        let declaration = &cover.declaration;
        let say = |key: &str, count: usize| {
            let text = declaration.words.get(key).map_or(key, String::as_str);
            fill(text, &[("count", &count.to_string())])
        };
        let result = |count: usize| if count > 0 { say("counted", count) } else { say("unconcerned", 0) };
        let check = |key: &str, result: String| json!({ "what": say(key, 0), "result": result });
        let attached = printed.attachments.len();
        let checks = [
            check("filled", say("passed", 0)),
            check("figures", result(counted)),
            check("names", if order.hidden.is_empty() { say("unconcerned", 0) } else { say("passed", 0) }),
            check("attachments", result(attached)),
            check("recipients", say("passed", 0)),
        ];
        let stem = order.name.rsplit_once('.').map_or(order.name, |(stem, _)| stem);
        let mut facts = self.issuer.facts();
        let said = &order.facts;
        for key in ["doc_no", "draft", "issued_on", "printed_on"] {
            facts.insert(key.into(), said.get(key).cloned().unwrap_or_default());
        }
        let constants = declaration.constants.iter();
        facts.extend(constants.map(|(field, text)| (field.clone(), Value::from(text.as_str()))));
        facts.extend(super::issuer::object(json!({
            "main": [],
            "copies": [],
            "organ_full": self.issuer.unit.name,
            "notice": {
                "id": order.id,
                "file": stem,
                "title": printed.title,
                "genre": order.notice.declaration.genre,
                "main": said.get("main"),
                "copies": said.get("copies"),
                "attachments": printed.attachments.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            },
            "drafted_on": order.drawn_on.to_string(),
            "signed_by": order.signed.map(|(by, _)| by),
            "signed_on": order.signed.map(|(_, day)| day.to_string()),
            "checks": checks,
        })));
        let sheet = self.press.sheet(&declaration.id).ok_or(Saying::new("print.no_cover"))?;
        let printed = sheet.print(&Value::Object(facts)).map_err(|problem| problem.saying())?;
        hides(&printed.bytes, order.hidden)?;
        Ok(printed.bytes)
    }
}

/// Nothing that must be hidden stands in a file.
///
/// # Errors
/// The parts in which something stands.
pub fn hides(bytes: &[u8], hidden: &[String]) -> Result<(), Saying> {
    let found = leaks(bytes, hidden)?;
    if found.is_empty() {
        return Ok(());
    }
    let parts: Vec<&str> = found.iter().map(|leak| leak.part.as_str()).collect();
    Err(Saying::new("print.hidden").with("parts", parts.join(", ")))
}

/// The folder of the drafts of a notice, within that of a period.
pub fn folder(notice: &Notice) -> String {
    let declaration = &notice.declaration;
    format!(
        "notices/{}",
        super::super::outbox::file_name(&format!("{}-{}", declaration.id, declaration.name))
    )
}

/// What a style says of how a person is addressed.
pub fn addressed(style: &HouseStyle, name: &str) -> String {
    fill(&style.person, &[("name", name)])
}
