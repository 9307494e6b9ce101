//! The arguments of the commands by which officers answer findings and duties.

use super::arguments::{moment, period, stated};
use crate::model::Period;
use clap::Args;
use jiff::civil::{Date as Day, DateTime};
use std::path::PathBuf;

/// `liangze explain-finding`
#[derive(Debug, Args)]
pub struct ExplainFinding {
    /// The office.
    pub office: PathBuf,
    /// The id of the finding.
    #[arg(value_name = "FINDING_ID")]
    pub finding: String,
    /// What the unit says.
    #[arg(long, value_name = "TEXT")]
    pub text: String,
    /// Who says it.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The clock.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
}

/// `liangze override`
#[derive(Debug, Args)]
pub struct Override {
    /// The office.
    pub office: PathBuf,
    /// The id of the finding.
    #[arg(value_name = "FINDING_ID")]
    pub finding: String,
    /// Who approves.
    #[arg(long, value_name = "NAME", value_parser = stated)]
    pub by: String,
    /// Why.
    #[arg(long, value_name = "TEXT", value_parser = stated)]
    pub reason: String,
    /// The last day on which it holds.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Day>,
    /// The clock.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
}

/// `liangze waive`
#[derive(Debug, Args)]
pub struct Waive {
    /// The office.
    pub office: PathBuf,
    /// The unit.
    #[arg(long, value_name = "UNIT")]
    pub unit: String,
    /// The form.
    #[arg(long, value_name = "FORM")]
    pub form: String,
    /// The period.
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Period,
    /// Who approves.
    #[arg(long, value_name = "NAME", value_parser = stated)]
    pub by: String,
    /// Why.
    #[arg(long, value_name = "TEXT", value_parser = stated)]
    pub reason: String,
    /// The last day on which it holds.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Day>,
    /// The clock.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
}

fn day(text: &str) -> Result<Day, jiff::Error> {
    text.parse()
}
