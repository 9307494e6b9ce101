//! What the topics share: the program to be run, offices with samples, source files to be read, texts to be kept.

pub mod blank_filling;
pub mod expected;
pub mod libreoffice;
pub mod office;
pub mod package;
pub mod patrol_ledger;
pub mod program;
pub mod samples;
pub mod source;
