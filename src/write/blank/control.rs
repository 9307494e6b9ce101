//! The content controls of a blank Word form: a drop-down, a day, boxes or words, each with the key of its
//! field as its tag.

use crate::write::notice::xml::escape;

/// What a control holds while it is blank: wide enough to be seen, and read as nothing.
pub const BLANK: &str = "　　　　";

/// A kind of control.
pub enum Control<'a> {
    /// One of a list.
    List(Vec<&'a str>),
    /// A day from a calendar.
    Day,
    /// Words.
    Words,
}

impl Control<'_> {
    fn xml(&self) -> String {
        match self {
            Control::List(labels) => {
                let items = labels.iter().map(|label| {
                    let label = escape(label);
                    format!("<w:listItem w:displayText=\"{label}\" w:value=\"{label}\"/>")
                });
                format!("<w:dropDownList>{}</w:dropDownList>", items.collect::<String>())
            }
            Control::Day => "<w:date><w:dateFormat w:val=\"yyyy-MM-dd\"/><w:lid w:val=\"zh-CN\"/>\
                <w:storeMappedDataAs w:val=\"date\"/><w:calendar w:val=\"gregorian\"/></w:date>"
                .to_owned(),
            // Not `w:text`: LibreOffice 7 repeats what stands in such a control several times when it saves the file.
            Control::Words => String::new(),
        }
    }
}

/// A control around runs. It can be filled but not deleted.
pub fn around(tag: &str, title: &str, control: &Control, runs: &str) -> String {
    format!(
        "<w:sdt><w:sdtPr><w:alias w:val=\"{}\"/><w:tag w:val=\"{}\"/><w:lock w:val=\"sdtLocked\"/>{}</w:sdtPr>\
         <w:sdtContent>{runs}</w:sdtContent></w:sdt>",
        escape(title),
        escape(tag),
        control.xml()
    )
}

/// A box to be ticked; `run` makes a run of a text.
pub fn tick(tag: &str, title: &str, run: impl Fn(&str) -> String) -> String {
    format!(
        "<w:sdt><w:sdtPr><w:alias w:val=\"{}\"/><w:tag w:val=\"{}\"/><w:lock w:val=\"sdtLocked\"/>\
         <w14:checkbox><w14:checked w14:val=\"0\"/><w14:checkedState w14:val=\"2611\" w14:font=\"MS Gothic\"/>\
         <w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox></w:sdtPr>\
         <w:sdtContent>{}</w:sdtContent></w:sdt>",
        escape(title),
        escape(tag),
        run("☐")
    )
}
