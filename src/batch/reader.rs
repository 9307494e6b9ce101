//! Finds returns in a file that has been opened.

use super::customs::Customs;
use super::examined::{Examined, SourceFile};
use super::papers::{Papers, Unopened};
use crate::extract::{Extractor, Origin};
use crate::model::{Period, Submission};
use crate::paper::{self, Paper};

/// What reading a file needs.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Recognises and reads forms.
    pub extractor: &'a Extractor<'a>,
    /// Names that tell what is sent beside a return.
    pub customs: &'a Customs,
    /// Who opens it once more, if the fills of its cells are asked for.
    pub papers: &'a dyn Papers,
    /// Bounds of memory, time and depth.
    pub limits: &'a paper::Limits,
    /// The periods that are collected; a return that names none is of one of them.
    pub periods: &'a [Period],
}

impl Reader<'_> {
    /// Finds what a file holds, given what it looks like.
    ///
    /// # Errors
    /// If it had to be opened once more, and could not.
    pub fn examine(&self, file: &SourceFile, paper: &Paper) -> Result<Examined, Unopened> {
        let again;
        let mut paper = paper;
        let received_on = file.received_at.date();
        let origin = Origin { path: file.source, received_on, collected: self.periods };
        let mut reading = self.extractor.extract(paper, &origin);
        if self.extractor.asks_for_fills(&reading) {
            match self.papers.with_fills(file.bytes, self.limits) {
                Ok(filled) => {
                    again = filled;
                    paper = &again;
                    reading = self.extractor.extract(paper, &origin);
                }
                // What was read stands; only colours stay unknown.
                Err(Unopened::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        let explanation =
            || if reading.quarantined.is_some() { None } else { self.extractor.explanation(paper, &origin) };
        let unrecognised = reading.submissions.iter().all(|submission| submission.form.is_empty());
        let of_book = matches!(paper.content, paper::Content::Workbook(_));
        if unrecognised
            && reading.quarantined.is_none()
            && (of_book || self.customs.is_attachment(file.name()))
        {
            let explanation = explanation();
            if explanation.is_some() || self.customs.is_attachment(file.name()) {
                let beside = if explanation.is_some() { Vec::new() } else { self.beside(file.source) };
                return Ok(Examined {
                    attachment: true,
                    explanation,
                    submissions: beside,
                    ..Examined::default()
                });
            }
        }
        let explanation = if of_book { explanation() } else { None };
        Ok(Examined {
            submissions: reading.submissions,
            quarantined: reading.quarantined,
            explanation,
            ..Examined::default()
        })
    }

    /// What is known of a file that comes beside returns: the unit that its path names.
    fn beside(&self, path: &str) -> Vec<Submission> {
        let unit = self.extractor.unit_of_path(path).into_iter();
        unit.map(|unit| Submission { unit: unit.id.clone(), ..Submission::default() }).collect()
    }
}
