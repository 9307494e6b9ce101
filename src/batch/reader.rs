//! Reads a file: bytes to submissions, or one reason why not.

use super::customs::Customs;
use super::examined::{Examined, SourceFile};
use crate::extract::{Extractor, Origin};
use crate::model::{Period, Submission};
use crate::paper;

/// What reading a file needs.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Recognises and reads forms.
    pub extractor: &'a Extractor<'a>,
    /// Names that tell what is sent beside a return.
    pub customs: &'a Customs,
    /// Bounds of memory, time and depth.
    pub limits: &'a paper::Limits,
    /// The periods that are collected; a return that names none is of one of them.
    pub periods: &'a [Period],
}

impl Reader<'_> {
    /// Reads a file.
    pub fn examine(&self, file: &SourceFile) -> Examined {
        let mut paper = match paper::read(file.bytes, self.limits) {
            Err(refusal) => return Examined::refused(refusal),
            Ok(paper) => paper,
        };
        let received_on = file.received_at.date();
        let origin = Origin { path: file.source, received_on, collected: self.periods };
        let mut reading = self.extractor.extract(&paper, &origin);
        if self.extractor.asks_for_fills(&reading)
            && paper::add_fills(file.bytes, self.limits, &mut paper).is_ok()
        {
            reading = self.extractor.extract(&paper, &origin);
        }
        let explanation =
            || if reading.quarantined.is_some() { None } else { self.extractor.explanation(&paper, &origin) };
        let unrecognised = reading.submissions.iter().all(|submission| submission.form.is_empty());
        let of_book = matches!(paper.content, paper::Content::Workbook(_));
        if unrecognised
            && reading.quarantined.is_none()
            && (of_book || self.customs.is_attachment(file.name()))
        {
            let explanation = explanation();
            if explanation.is_some() || self.customs.is_attachment(file.name()) {
                let beside = if explanation.is_some() { Vec::new() } else { self.beside(file.source) };
                return Examined {
                    attachment: true,
                    explanation,
                    submissions: beside,
                    ..Examined::default()
                };
            }
        }
        let explanation = if of_book { explanation() } else { None };
        Examined {
            submissions: reading.submissions,
            quarantined: reading.quarantined,
            explanation,
            ..Examined::default()
        }
    }

    /// What is known of a file that comes beside returns: the unit that its path names.
    fn beside(&self, path: &str) -> Vec<Submission> {
        let unit = self.extractor.unit_of_path(path).into_iter();
        unit.map(|unit| Submission { unit: unit.id.clone(), ..Submission::default() }).collect()
    }
}
