//! The nouns. This floor imports nothing of the house.

pub mod answer;
pub mod date;
pub mod duty;
pub mod filed;
pub mod finding;
pub mod period;
pub mod place;
pub mod publication;
pub mod registry;
pub mod saying;
pub mod shingles;
pub mod submission;
pub mod table;
pub mod text;
pub mod unit;
pub mod value;
mod variants;

pub use answer::{Answer, AnswerKind, settle};
pub use date::{Date, time_text};
pub use duty::{Calendar, Duty, DutyState, Faults, QuarterDue, Roll};
pub use filed::Filed;
pub use finding::{Finding, FindingState, Severity};
pub use period::Period;
pub use place::Place;
pub use publication::{Counted, Publication};
pub use registry::{NameRules, Registry, RegistryFlaw, RegistryIssue, Resolution};
pub use saying::{Saying, Told};
pub use shingles::{Shingles, Sketch};
pub use submission::{Entry, ExtraColumn, Record, Section, Status, Submission};
pub use table::{Book, Table};
pub use unit::{Alias, Leader, Level, Line, Unit};
pub use value::Value;
