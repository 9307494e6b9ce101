//! The page of a period, `report.html`: one file that needs nothing outside itself, filled from `templates/report/`.
//! Whatever units wrote is text on it, and never anything else: all values are escaped, and of scripts and styles a
//! browser runs only those whose hashes stand at its top.

mod bars;
mod charts;
mod contents;
mod data;
mod findings;
mod link;
mod printer;

#[cfg(test)]
mod tests;

pub use bars::{bar, percent, rate, received};
pub use charts::{AreaBar, DayColumn, DueLine, Part, Received};
pub use contents::{
    BlockedArea, BlockedForm, Blocking, BlockingUnit, Counts, FileGroup, FileLink, FormCounts, Matrix,
    MatrixCell, MatrixGroup, MatrixUnit, Report, Stamp, Waiting, WantingReturn,
};
pub use data::MOST;
pub use findings::{Findings, Line, RuleFindings, SeverityFindings, UnitFindings, Word};
pub use link::address;
pub use printer::Printer;

use sha2::{Digest, Sha256};

impl Report {
    /// A hash over what the page says, but for the run that made it.
    pub fn content(&self) -> String {
        let mut hash = Sha256::new();
        let Report {
            stamp: _,
            place,
            period,
            period_name,
            mark,
            counts,
            forms,
            waiting,
            matrix,
            blocking,
            findings,
            timeliness,
            received,
            files,
        } = self;
        let said = (place, period, period_name, mark, counts, forms, waiting);
        let drawn = (matrix, blocking, findings, timeliness, received, files);
        hash.update(serde_json::to_vec(&(said, drawn)).expect("a report has text keys only"));
        hash.update(data::data(findings));
        crate::model::text::hex(hash.finalize())
    }
}
