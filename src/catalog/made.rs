//! The fields of facts that are read from no form: duties, findings, differences, sources. Summaries name them as they
//! name the fields of forms.

use super::Form;
use super::field::Kind;
use super::summary::Data;

/// The fields of facts that the engine makes itself: key and kind.
pub type MadeFields = &'static [(&'static str, Kind)];

/// The field of the kind of a person whom a form must reach: the only made field with a list of choices.
const TARGET: &str = "target";

impl Data {
    /// The fields of facts that the engine makes; `None` for those that are read from a form.
    pub fn made_fields(&self) -> Option<MadeFields> {
        Some(match self {
            Data::Form(_) | Data::Indicators(_) => return None,
            Data::Coverage(_) => &[
                ("unit", Kind::Unit),
                (TARGET, Kind::Choice),
                ("name", Kind::Person),
                ("post", Kind::Text),
                ("person_unit", Kind::Unit),
                ("due", Kind::Count),
                ("reached", Kind::Count),
                ("unreached", Kind::Count),
            ],
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
            Data::Triggered => &[
                ("unit", Kind::Unit),
                ("group", Kind::Text),
                ("trigger", Kind::Code),
                ("trigger_name", Kind::Text),
                ("subject", Kind::Text),
                ("period", Kind::Text),
                ("figure", Kind::Decimal),
                ("before", Kind::Decimal),
                ("mean", Kind::Decimal),
                ("deviation", Kind::Decimal),
                ("size", Kind::Count),
                ("ground", Kind::Long),
                ("file", Kind::Text),
                ("sheet", Kind::Text),
                ("cells", Kind::Code),
            ],
            Data::Candidates => &[
                ("unit", Kind::Unit),
                ("group", Kind::Text),
                ("principal", Kind::Person),
                ("principal_post", Kind::Text),
                ("principal_rank", Kind::Code),
                ("triggers", Kind::Text),
                ("triggers_n", Kind::Count),
                ("grounds", Kind::Long),
                ("origins", Kind::Long),
                ("last_interview", Kind::Date),
                ("listed_on", Kind::Date),
                ("interview_by", Kind::Date),
                ("interviewed", Kind::Count),
                ("superior", Kind::Unit),
                ("interviewer", Kind::Person),
                ("interviewer_post", Kind::Text),
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

    /// The name of the list of choices of a field that the engine makes, where it has one.
    pub fn made_list<'f>(&self, form: Option<&'f Form>, key: &str) -> Option<&'f str> {
        let coverage = form.and_then(|form| form.coverage.as_ref());
        let named = coverage.filter(|_| matches!(self, Data::Coverage(_)) && key == TARGET);
        named.map(|coverage| coverage.list.as_str())
    }

    /// The code of the form that it is read from.
    pub fn form(&self) -> Option<&str> {
        match self {
            Data::Form(code) | Data::Coverage(code) => Some(code),
            Data::Indicators(indicators) => Some(&indicators.form),
            _ => None,
        }
    }
}
