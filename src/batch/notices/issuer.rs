//! The organ that issues notices: its letterhead, what every notice says of it, and to whom it writes. All of it comes
//! from the registry and from the house style; nothing is typed (FORMS.md 3.2).

use super::super::run::Loaded;
use super::super::workspace::Office;
use super::papers::addressed;
use crate::catalog::message::fill;
use crate::catalog::notice::{Layout, Recipient};
use crate::catalog::{HouseStyle, Letterhead, UnitClass};
use crate::model::{Line, Registry, Unit};
use crate::write::notice::document_number;
use jiff::civil::Date as Day;
use serde_json::{Map, Value, json};

/// Facts of a notice, by field.
pub type Facts = Map<String, Value>;

/// Classes of names: 主送 or 抄送.
pub type Addressees = Vec<Vec<String>>;

/// The receiving organ, as the author of notices.
pub struct Issuer<'a> {
    /// The organ.
    pub unit: &'a Unit,
    /// Its name, and that of the organ of the other line beside it.
    pub organs: Vec<String>,
    registry: &'a Registry,
    style: &'a HouseStyle,
    prefix: &'a str,
    letter_prefix: &'a str,
    contact: Value,
}

/// Whom a notice is about.
#[derive(Clone, Copy, Default)]
pub struct About<'a> {
    /// The unit that reports, if it is one.
    pub unit: Option<&'a Unit>,
    /// All units that owe a return, or of which rows speak.
    pub owing: &'a [&'a Unit],
    /// The person whom a row speaks of.
    pub person: Option<&'a str>,
}

impl<'a> Issuer<'a> {
    /// The organ that the office names, or the registry's top organ of discipline; none without a registry.
    pub fn new(office: &'a Office, loaded: &'a Loaded) -> Option<Issuer<'a>> {
        let settings = &office.config.office;
        let registry = &loaded.registry;
        let unit = receiving_organ(office, loaded)?;
        let style: &HouseStyle = &loaded.catalog.notices.style;
        let prefix = if settings.doc_prefix.is_empty() { &unit.doc_prefix } else { &settings.doc_prefix };
        let letters = &settings.letter_prefix;
        let letter_prefix = if letters.is_empty() { prefix } else { letters };
        let (own, spare) = (&office.config.contact, &style.contact);
        let set = |own: &'a str, spare: &'a str| if own.trim().is_empty() { spare } else { own };
        let contact = json!({
            "department": set(&own.department, &spare.department),
            "person": set(&own.person, &spare.person),
            "phone": set(&own.phone, &spare.phone),
        });
        let organs = organs(registry, unit);
        Some(Issuer { unit, organs, registry, style, prefix, letter_prefix, contact })
    }

    /// Its letterhead.
    pub fn letterhead(&self) -> Letterhead {
        let printer = self.style.printers.get(self.unit.level.word());
        Letterhead {
            organ: self.unit.name.clone(),
            mark: self.unit.name.clone(),
            printer: printer.map_or_else(|| self.unit.short_name.clone(), |text| self.called(text)),
        }
    }

    /// What every notice says of its author.
    pub fn facts(&self) -> Facts {
        let region = self.style.regions.get(self.unit.level.word());
        let facts = json!({
            "organ": self.unit.short_name,
            "region": region.unwrap_or(&self.unit.short_name),
            "contact": self.contact,
        });
        object(facts)
    }

    /// What a notice says of the day on which it is drawn up or approved. A draft has no number yet (FORMS.md 8.1).
    pub fn dated(&self, layout: Layout, today: Day, approved: Option<(u32, &str)>) -> Facts {
        let number = approved.map(|(number, _)| number);
        object(json!({
            "doc_no": document_number(self.prefix(layout), today.year(), number),
            "draft": approved.is_none(),
            "signatory": approved.map_or("", |(_, by)| by),
            "issued_on": today.to_string(),
            "printed_on": today.to_string(),
        }))
    }

    /// 机关代字 of the notices of a layout.
    pub fn prefix(&self, layout: Layout) -> &'a str {
        if layout == Layout::Letter { self.letter_prefix } else { self.prefix }
    }

    /// The names of recipients, in classes.
    pub fn addressees(&self, recipients: &[Recipient], about: About) -> Addressees {
        let mut all = Addressees::new();
        for recipient in recipients {
            all.extend(self.resolve(*recipient, about));
        }
        all
    }

    fn resolve(&self, recipient: Recipient, about: About) -> Addressees {
        let registry = self.registry;
        let one = |unit: Option<&Unit>| {
            unit.map(|unit| vec![unit.short_name.clone()]).into_iter().collect::<Addressees>()
        };
        match recipient {
            Recipient::ReportingUnit => one(about.unit),
            Recipient::ReportingUnits | Recipient::ListedUnits => self.together(about.owing),
            Recipient::Person => {
                about.person.map(|name| vec![addressed(self.style, name)]).into_iter().collect()
            }
            Recipient::CounterpartParty => one(about.unit.and_then(|unit| match unit.line() {
                Line::Party => Some(unit),
                Line::Discipline => registry.counterpart(unit),
            })),
            Recipient::SuperiorParty => one(about.unit.and_then(|unit| registry.superior_party(unit))),
            Recipient::SuperiorDiscipline => {
                one(registry.superior_discipline(about.unit.unwrap_or(self.unit)))
            }
            Recipient::SubordinatePartyUnits => self.together(&self.below(Line::Party)),
            Recipient::SubordinateDiscUnits => self.together(&self.below(Line::Discipline)),
            Recipient::OwnParty => one(self.own_party()),
            Recipient::OwnCommittee => vec![vec![self.called(&self.style.committee)]],
            Recipient::OrganizationDepartment => {
                let party = self.own_party();
                let called = |party: &Unit| fill(&self.style.organization, &[("party", &party.short_name)]);
                party.map(|party| vec![called(party)]).into_iter().collect()
            }
            Recipient::OwnLeaders => vec![vec![self.called(&self.style.leaders)]],
        }
    }

    fn own_party(&self) -> Option<&'a Unit> {
        match self.unit.line() {
            Line::Party => Some(self.unit),
            Line::Discipline => self.registry.counterpart(self.unit),
        }
    }

    /// The units of a line on the two levels below the organ, which are those that it addresses.
    fn below(&self, line: Line) -> Vec<&'a Unit> {
        let top =
            if self.unit.line() == line { Some(self.unit) } else { self.registry.counterpart(self.unit) };
        let Some(top) = top else { return Vec::new() };
        let near =
            |unit: &&Unit| unit.id != top.id && (unit.level as u8).saturating_sub(top.level as u8) <= 2;
        self.registry.subtree(top).into_iter().filter(near).collect()
    }

    /// Units by their classes in the order of the house; several of a class are addressed by its name.
    fn together(&self, units: &[&Unit]) -> Addressees {
        let mut left: Vec<&Unit> = units.to_vec();
        let mut all = Addressees::new();
        for class in &self.style.classes {
            let (of, others): (Vec<&Unit>, Vec<&Unit>) = left.iter().partition(|unit| holds(class, unit));
            left = others;
            match of.as_slice() {
                [] => {}
                [only] => all.push(vec![only.short_name.clone()]),
                _ => all.push(vec![self.called(&class.called)]),
            }
        }
        if !left.is_empty() {
            all.push(left.into_iter().map(|unit| unit.short_name.clone()).collect());
        }
        all
    }

    fn called(&self, text: &str) -> String {
        fill(text, &[("organ", &self.unit.short_name)])
    }
}

/// The organ that receives and issues: the one that the office names, or the registry's top organ of discipline.
pub fn receiving_organ<'a>(office: &Office, loaded: &'a Loaded) -> Option<&'a Unit> {
    let registry = &loaded.registry;
    registry.unit(&office.config.office.top_unit).or_else(|| registry.top(Line::Discipline))
}

/// The name of an organ, and that of the organ of the other line beside it.
pub fn organs(registry: &Registry, organ: &Unit) -> Vec<String> {
    let both = std::iter::once(organ).chain(registry.counterpart(organ));
    both.map(|unit| unit.short_name.clone()).collect()
}

fn holds(class: &UnitClass, unit: &Unit) -> bool {
    let line = match unit.line() {
        Line::Party => "party",
        Line::Discipline => "discipline",
    };
    class.line == line
        && class.sector == unit.sector
        && (class.levels.is_empty() || class.levels.iter().any(|level| level == unit.level.word()))
}

/// The entries of an object.
pub fn object(value: Value) -> Facts {
    match value {
        Value::Object(facts) => facts,
        _ => Facts::new(),
    }
}
