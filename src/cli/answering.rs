//! `liangze explain-finding`, `override` and `waive`: answers of officers, with who, when and why.

use super::answer::Answer;
use super::answer_arguments::{ExplainFinding, Override, Waive};
use super::calendar::find;
use super::failure::Failure;
use super::progress::Display;
use super::words::Words;
use crate::batch::{self, Office, RunReport, Said};
use jiff::civil::{Date as Day, DateTime};

/// Explains a finding for a unit.
pub fn explain_finding(given: &ExplainFinding, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?;
    let said = said(&office, &given.text, given.by.as_deref(), None, given.as_of);
    let report = batch::explain_finding(&office, &given.finding, &said, &Display::new(words, false))?;
    Ok(done("answering.explained", &given.finding, &report, words))
}

/// Admits a finding.
pub fn override_finding(given: &Override, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?;
    let said = said(&office, &given.reason, Some(&given.by), given.until, given.as_of);
    let report = batch::override_finding(&office, &given.finding, &said, &Display::new(words, false))?;
    Ok(done("answering.overridden", &given.finding, &report, words))
}

/// Excuses a unit from a form for a period.
pub fn waive(given: &Waive, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?;
    let loaded = batch::load(&office)?;
    let unit = find(&loaded, &given.unit)?;
    let form = loaded.catalog.form_by_code(&given.form).or_else(|| loaded.catalog.form(&given.form));
    let form = form.ok_or_else(|| Failure::NoForm(given.form.clone(), Vec::new()))?;
    let said = said(&office, &given.reason, Some(&given.by), given.until, given.as_of);
    let report = batch::waive(&office, unit, form, given.period, &said, &Display::new(words, false))?;
    let what = format!("{} {} {}", unit.short_name, form.name, given.period);
    Ok(done("answering.waived", &what, &report, words))
}

fn said(office: &Office, words: &str, by: Option<&str>, until: Option<Day>, as_of: Option<DateTime>) -> Said {
    Said {
        words: words.to_owned(),
        by: by.unwrap_or_default().to_owned(),
        until,
        as_of: as_of.unwrap_or_else(|| office.config.now()),
    }
}

fn done(key: &str, what: &str, report: &RunReport, words: &Words) -> Answer {
    let periods = report.periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Answer::clean(words.fill(key, &[("what", what), ("periods", &periods)]) + "\n")
}
