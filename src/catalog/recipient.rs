//! Which organ is meant by a form's recipient (FORMS.md 3.2): computed from the registry, never typed.

use super::form::Recipient;
use crate::model::{Registry, Unit};

impl Recipient {
    /// The organ that stands in this relation to a sender; none if the registry has none.
    pub fn organ<'r>(self, registry: &'r Registry, sender: &Unit) -> Option<&'r Unit> {
        match self {
            Recipient::SuperiorParty => registry.superior_party(sender),
            Recipient::SuperiorDiscipline => registry.superior_discipline(sender),
            Recipient::Counterpart => registry.counterpart(sender),
        }
    }
}
