//! What may be wrong in a registry file: a closed list, so that it can be said in the language of whoever keeps it.

use std::fmt;

/// What is wrong in a line of a registry file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryFlaw {
    /// A cell that should hold a day: its column and what it says.
    NoDay(String, String),
    /// The unit has no id.
    NoId,
    /// Its level is unknown: the id and the level.
    UnknownLevel(String, String),
    /// An alias with `@`, but without days.
    AliasWithoutDays(String),
    /// A leader of a unit that there is not.
    NoUnit(String),
    /// A day that is neither holiday nor workday: what it says.
    UnknownKind(String),
    /// An id that stands twice.
    Twice(String),
    /// A unit whose parent is not of a higher level.
    LowParent(String),
    /// A unit whose parent there is not: its id and that of the parent.
    UnknownParent(String, String),
    /// A unit whose counterpart does not name it in turn.
    OneSided(String),
    /// A unit that two others report for.
    CoveredTwice(String),
    /// A unit that stands above itself.
    AboveItself(String),
    /// The line is no CSV.
    Unreadable(String),
}

impl RegistryFlaw {
    /// Its key among the words of the terminal.
    pub fn key(&self) -> &'static str {
        match self {
            RegistryFlaw::NoDay(..) => "no_day",
            RegistryFlaw::NoId => "no_id",
            RegistryFlaw::UnknownLevel(..) => "unknown_level",
            RegistryFlaw::AliasWithoutDays(_) => "alias_without_days",
            RegistryFlaw::NoUnit(_) => "no_unit",
            RegistryFlaw::UnknownKind(_) => "unknown_kind",
            RegistryFlaw::Twice(_) => "twice",
            RegistryFlaw::LowParent(_) => "low_parent",
            RegistryFlaw::UnknownParent(..) => "unknown_parent",
            RegistryFlaw::OneSided(_) => "one_sided",
            RegistryFlaw::CoveredTwice(_) => "covered_twice",
            RegistryFlaw::AboveItself(_) => "above_itself",
            RegistryFlaw::Unreadable(_) => "unreadable",
        }
    }

    /// What it speaks of: a unit, a column or a word, and what is said of it there.
    pub fn values(&self) -> [&str; 2] {
        match self {
            RegistryFlaw::NoDay(of, value)
            | RegistryFlaw::UnknownLevel(of, value)
            | RegistryFlaw::UnknownParent(of, value) => [of, value],
            RegistryFlaw::AliasWithoutDays(of)
            | RegistryFlaw::NoUnit(of)
            | RegistryFlaw::UnknownKind(of)
            | RegistryFlaw::Twice(of)
            | RegistryFlaw::LowParent(of)
            | RegistryFlaw::OneSided(of)
            | RegistryFlaw::CoveredTwice(of)
            | RegistryFlaw::AboveItself(of)
            | RegistryFlaw::Unreadable(of) => [of, ""],
            RegistryFlaw::NoId => ["", ""],
        }
    }
}

/// For logs and tests; people are told in their language.
impl fmt::Display for RegistryFlaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [of, value] = self.values();
        write!(formatter, "{} {of} {value}", self.key())
    }
}
