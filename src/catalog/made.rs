//! The fields of facts that are read from no form: duties, findings, differences, sources. Summaries name them as they
//! name the fields of forms.

use super::field::Kind;
use super::summary::Data;

/// The fields of facts that the engine makes itself: key and kind.
pub type MadeFields = &'static [(&'static str, Kind)];

impl Data {
    /// The fields of facts that the engine makes; `None` for those that are read from a form.
    pub fn made_fields(&self) -> Option<MadeFields> {
        Some(match self {
            Data::Form(_) | Data::Indicators(_) => return None,
            Data::Duties => &[
                ("unit", Kind::Unit),
                ("group", Kind::Text),
                ("form", Kind::Text),
                ("code", Kind::Code),
                ("period", Kind::Text),
                ("due_on", Kind::Date),
                ("received_on", Kind::Date),
                ("days", Kind::Decimal),
                ("version", Kind::Count),
                ("status", Kind::Text),
                ("state", Kind::Code),
                ("fatal", Kind::Count),
                ("error", Kind::Count),
                ("warning", Kind::Count),
                ("compliance", Kind::Count),
                ("owed", Kind::Count),
                ("came", Kind::Count),
                ("on_time", Kind::Count),
                ("late", Kind::Count),
                ("held", Kind::Count),
                ("returned", Kind::Count),
                ("missing", Kind::Count),
                ("exempt", Kind::Count),
                ("faulty", Kind::Count),
            ],
            Data::Receipts => &[
                ("unit", Kind::Unit),
                ("form", Kind::Text),
                ("code", Kind::Code),
                ("recipient_kind", Kind::Text),
                ("recipient", Kind::Unit),
                ("due_on", Kind::Date),
                ("received_on", Kind::Date),
                ("status", Kind::Text),
                ("named", Kind::Flag),
            ],
            Data::Findings => &[
                ("unit", Kind::Unit),
                ("form", Kind::Text),
                ("code", Kind::Code),
                ("period", Kind::Text),
                ("rule", Kind::Code),
                ("severity", Kind::Code),
                ("severity_name", Kind::Text),
                ("sheet", Kind::Text),
                ("cell", Kind::Code),
                ("field", Kind::Text),
                ("row_label", Kind::Text),
                ("value", Kind::Text),
                ("expected", Kind::Text),
                ("message", Kind::Long),
                ("hint", Kind::Long),
                ("state", Kind::Text),
                ("file", Kind::Text),
                ("answer", Kind::Long),
            ],
            Data::Answers => &[
                ("unit", Kind::Unit),
                ("form", Kind::Text),
                ("code", Kind::Code),
                ("period", Kind::Text),
                ("kind", Kind::Text),
                ("rule", Kind::Code),
                ("reason", Kind::Long),
                ("by", Kind::Text),
                ("given_on", Kind::Date),
                ("until", Kind::Date),
                ("holds", Kind::Text),
            ],
            Data::Differences => &[
                ("kind", Kind::Text),
                ("unit", Kind::Unit),
                ("form", Kind::Text),
                ("period", Kind::Text),
                ("field", Kind::Text),
                ("left_by", Kind::Text),
                ("left", Kind::Decimal),
                ("right_by", Kind::Text),
                ("right", Kind::Decimal),
                ("difference", Kind::Decimal),
                ("taken", Kind::Text),
            ],
            Data::Sources => &[
                ("number", Kind::Count),
                ("unit", Kind::Unit),
                ("form", Kind::Text),
                ("period", Kind::Text),
                ("file", Kind::Text),
                ("sheet", Kind::Text),
                ("cells", Kind::Code),
                ("version", Kind::Count),
                ("status", Kind::Text),
                ("received_on", Kind::Date),
                ("sha256", Kind::Code),
            ],
            Data::Conservation => &[
                ("form", Kind::Text),
                ("field", Kind::Text),
                ("read", Kind::Decimal),
                ("total", Kind::Decimal),
                ("overruled", Kind::Decimal),
                ("repeated", Kind::Decimal),
                ("unknown", Kind::Decimal),
                ("outside", Kind::Decimal),
                ("difference", Kind::Decimal),
                ("verdict", Kind::Text),
            ],
            Data::Unplaced => &[
                ("unit", Kind::Text),
                ("filer", Kind::Unit),
                ("form", Kind::Text),
                ("period", Kind::Text),
                ("reason", Kind::Text),
                ("file", Kind::Text),
                ("sheet", Kind::Text),
                ("cells", Kind::Code),
            ],
        })
    }

    /// The code of the form that it is read from.
    pub fn form(&self) -> Option<&str> {
        match self {
            Data::Form(code) => Some(code),
            Data::Indicators(indicators) => Some(&indicators.form),
            _ => None,
        }
    }
}
