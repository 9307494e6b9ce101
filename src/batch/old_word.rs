//! Old Word files are opened as what they are converted to; all others as they are.

use super::conversion::{Converter, NotConverted};
use super::papers::{Papers, Unopened};
use crate::paper::marking::Marks;
use crate::paper::{Limits, Opened, Paper, Refusal, Remark};

/// Opens what old Word files are converted to.
pub(super) struct OldWord {
    /// Who opens all others.
    pub papers: Box<dyn Papers>,
    /// Who converts, if anyone does.
    pub converter: Option<Converter>,
}

impl OldWord {
    fn converted(&self, bytes: &[u8], limits: &Limits) -> Result<Opened, Unopened> {
        let Some(converter) = &self.converter else { return Err(Refusal::OldWord.into()) };
        let docx = converter.docx(bytes, limits.file_bytes).map_err(NotConverted::refusal)?;
        match self.papers.open(&docx, limits, limits) {
            Ok(Opened::Paper(mut paper)) => {
                paper.remarks.push(Remark::Converted);
                Ok(Opened::Paper(paper))
            }
            Ok(Opened::Archive(_)) | Err(Unopened::Refused(_)) => Err(Refusal::OldWordBroken.into()),
            Err(other) => Err(other),
        }
    }
}

impl Papers for OldWord {
    fn open(&self, bytes: &[u8], limits: &Limits, budget: &Limits) -> Result<Opened, Unopened> {
        match self.papers.open(bytes, limits, budget) {
            Err(Unopened::Refused(Refusal::OldWord)) => self.converted(bytes, limits),
            opened => opened,
        }
    }

    fn mark(&self, bytes: &[u8], limits: &Limits, marks: &Marks) -> Result<Vec<u8>, Unopened> {
        match self.papers.mark(bytes, limits, marks) {
            Err(Unopened::Refused(Refusal::OldWord)) => {
                let Some(converter) = &self.converter else { return Err(Refusal::OldWord.into()) };
                let docx = converter.docx(bytes, limits.file_bytes).map_err(NotConverted::refusal)?;
                self.papers.mark(&docx, limits, marks)
            }
            marked => marked,
        }
    }

    fn with_fills(&self, bytes: &[u8], limits: &Limits) -> Result<Paper, Unopened> {
        self.papers.with_fills(bytes, limits)
    }
}
