//! The registry in which the examples of rules are played: `templates/rehearsal/`.

use super::Catalog;
use super::load::Templates;
use crate::model::Registry;

impl Catalog {
    /// The registry of rehearsals and what is wrong with it. `*` among the duties of a unit stands for every form, so that
    /// a new form needs no word there.
    pub fn rehearsal(&self, templates: &Templates) -> (Registry, Vec<crate::model::RegistryIssue>) {
        let text = |name: &str| templates.text(&format!("rehearsal/{name}")).unwrap_or_default();
        let codes: Vec<&str> = self.forms.iter().map(|form| form.code.as_str()).collect();
        let units = text("units.csv").replace(",*,", &format!(",{},", codes.join(";")));
        Registry::load(&units, text("leaders.csv"), text("holidays.csv"), &self.names)
    }
}
