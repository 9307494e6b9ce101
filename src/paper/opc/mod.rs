//! Packages of Office Open XML (ISO/IEC 29500-2): parts, and how they refer to each other.

mod package;
mod properties;
mod relationship;

pub use package::Package;
pub use relationship::Relationship;
