//! The command line (CONTRACT.md, “Commands”). What a person reads about it stands in templates/cli/; the comments here
//! are for readers of the code.

use super::answer_arguments::{ExplainFinding, Override, Waive};
use super::words::Language;
use crate::model::Period;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::DateTime;
use std::path::PathBuf;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "liangze", version)]
pub struct Arguments {
    /// The language of the terminal.
    #[arg(long, global = true, value_enum, hide_possible_values = true)]
    pub lang: Option<Language>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an office.
    Init(Init),
    /// Works through the inbox.
    Run(Run),
    /// Works through the inbox again and again.
    Watch(Watch),
    /// Examines files; writes nothing.
    Check(Check),
    /// The whole ledger as CSV.
    Export(Export),
    /// What is in, missing, late, returned.
    Status(Status),
    /// What is due when.
    Calendar(Calendar),
    /// The drafts of notices, their approval and their end.
    #[command(subcommand)]
    Notice(Notice),
    /// Approves rows of a table, so that their notice is drafted.
    Approve(ApproveRows),
    /// Passes on an explanation of a unit.
    ExplainFinding(ExplainFinding),
    /// Admits a finding.
    Override(Override),
    /// Excuses a unit from a form.
    Waive(Waive),
    /// Explains a rule.
    Explain(Explain),
    /// The declared forms.
    #[command(subcommand)]
    Form(Form),
    /// Checks the declarations.
    Lint(Lint),
    /// An office from the samples.
    Demo(Demo),
    /// Reserved.
    #[command(hide = true)]
    Serve(Reserved),
}

/// `liangze init`
#[derive(Debug, Args)]
pub struct Init {
    /// The folder to be made.
    pub office: PathBuf,
    /// A folder with the registry files.
    #[arg(long, value_name = "DIR")]
    pub registry: Option<PathBuf>,
}

/// `liangze run`
#[derive(Debug, Args)]
pub struct Run {
    /// The office.
    pub office: PathBuf,
    /// The clock of the run.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
    /// Only the outputs of these periods.
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Vec<Period>,
    /// Missing returns make it exit with 5.
    #[arg(long)]
    pub require_complete: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// `liangze watch`
#[derive(Debug, Args)]
pub struct Watch {
    /// The office.
    pub office: PathBuf,
    /// The clock at the begin, which goes on from there.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
    /// Only the outputs of these periods.
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Vec<Period>,
}

/// `liangze check`
#[derive(Debug, Args)]
pub struct Check {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A folder with the registry files.
    #[arg(long, value_name = "DIR")]
    pub registry: Option<PathBuf>,
    /// When the files were received.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
    /// The format of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    pub format: Format,
}

/// The formats of the answer of `liangze check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// `liangze export`
#[derive(Debug, Args)]
pub struct Export {
    /// The office.
    pub office: PathBuf,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
}

/// `liangze status`
#[derive(Debug, Args)]
pub struct Status {
    /// The office.
    pub office: PathBuf,
    /// Only this period.
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
}

/// `liangze calendar`
#[derive(Debug, Args)]
pub struct Calendar {
    /// The office.
    pub office: PathBuf,
    /// The year of the due days.
    #[arg(long, value_name = "YEAR", value_parser = year)]
    pub year: Option<i16>,
    /// Only this unit.
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// A file for calendars.
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// The clock.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
}

/// `liangze notice`
#[derive(Debug, Subcommand)]
pub enum Notice {
    /// Drafts, approved and void notices, and the gaps in their numbers.
    List {
        /// The office.
        office: PathBuf,
        /// Only this period.
        #[arg(long, value_name = "PERIOD", value_parser = period)]
        period: Option<Period>,
    },
    /// One of them, with its text.
    Show {
        /// The office.
        office: PathBuf,
        /// Its id, or the beginning of it.
        id: String,
    },
    /// Gives drafts their numbers.
    Approve {
        /// The office.
        office: PathBuf,
        /// Their ids, or the beginnings of them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        /// Who approves.
        #[arg(long, value_name = "NAME", value_parser = stated)]
        by: String,
        /// The clock.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        as_of: Option<DateTime>,
    },
    /// Declares an approved notice void.
    Void {
        /// The office.
        office: PathBuf,
        /// Its id, or the beginning of it.
        id: String,
        /// Who decides.
        #[arg(long, value_name = "NAME", value_parser = stated)]
        by: String,
        /// Why.
        #[arg(long, value_name = "TEXT", value_parser = stated)]
        reason: String,
        /// The clock.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        as_of: Option<DateTime>,
    },
    /// The Word file of a notice, to be edited in the office.
    Template {
        /// The office.
        office: PathBuf,
        /// The id of its declaration.
        notice: String,
    },
    /// Checks a Word file that was edited.
    Lint {
        /// The file.
        file: PathBuf,
        /// Of which notice it is.
        #[arg(long, value_name = "ID")]
        notice: Option<String>,
    },
    /// Draws up a notice that nothing else asks for.
    Draft {
        /// The office.
        office: PathBuf,
        /// The id of its declaration.
        notice: String,
        /// Whom it is about.
        #[arg(long, value_name = "UNIT")]
        unit: Vec<String>,
        /// Fields of it.
        #[arg(long, value_name = "NAME=TEXT", value_parser = field)]
        field: Vec<(String, String)>,
        /// In which period it stands.
        #[arg(long, value_name = "PERIOD", value_parser = period)]
        period: Option<Period>,
        /// Who asks.
        #[arg(long, value_name = "NAME", value_parser = stated)]
        by: Option<String>,
        /// The clock.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        as_of: Option<DateTime>,
    },
}

/// `liangze approve`
#[derive(Debug, Args)]
pub struct ApproveRows {
    /// The office.
    pub office: PathBuf,
    /// The units whose rows are approved; without any, those that wait are told.
    #[arg(value_name = "UNIT", requires = "by")]
    pub units: Vec<String>,
    /// Who approves.
    #[arg(long, value_name = "NAME", value_parser = stated)]
    pub by: Option<String>,
    /// The notice for which rows wait.
    #[arg(long, value_name = "NOTICE")]
    pub notice: Option<String>,
    /// The period of the table.
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
    /// Fields of the notice.
    #[arg(long, value_name = "NAME=TEXT", value_parser = field)]
    pub field: Vec<(String, String)>,
    /// The clock.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub as_of: Option<DateTime>,
}

/// `liangze explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// The rule.
    pub rule: String,
}

/// `liangze form`
#[derive(Debug, Subcommand)]
pub enum Form {
    /// All forms.
    List,
    /// The fields of one.
    Show {
        /// Its id or code.
        #[arg(value_name = "ID")]
        form: String,
    },
    /// The paper to fill in.
    Blank(Blank),
}

/// `liangze form blank`
#[derive(Debug, Args)]
pub struct Blank {
    /// Its id or code; `all` for all of them.
    #[arg(value_name = "ID")]
    pub form: String,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// The office that knows something of it already.
    #[arg(long, value_name = "OFFICE", requires_all = ["unit", "period"])]
    pub prefill: Option<PathBuf>,
    /// The unit that will fill it in.
    #[arg(long, value_name = "UNIT", requires = "prefill")]
    pub unit: Option<String>,
    /// The period.
    #[arg(long, value_name = "PERIOD", value_parser = period, requires = "prefill")]
    pub period: Option<Period>,
}

/// `liangze lint`
#[derive(Debug, Args)]
pub struct Lint {
    /// A folder to lay over the built-in templates.
    pub templates: Option<PathBuf>,
    /// A folder for the notices as their examples fill them.
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

/// `liangze demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// The folder to be made.
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// The arguments of a command that is yet to come: whatever is written.
#[derive(Debug, Args)]
pub struct Reserved {
    /// Anything.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub anything: Vec<String>,
}

/// A moment of the office's clock.
pub fn moment(text: &str) -> Result<DateTime, jiff::Error> {
    text.parse()
}

fn year(text: &str) -> Result<i16, String> {
    let year = text.parse().ok().filter(|year| (1900..=9000).contains(year));
    year.ok_or_else(|| format!("`{text}` is not a year"))
}

/// A text that says something.
pub fn stated(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("it says nothing".to_owned()) } else { Ok(text.to_owned()) }
}

/// `name=text`
fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// A period.
pub fn period(text: &str) -> Result<Period, String> {
    text.parse()
}
