//! What a run tells whoever watches it: which stage it is at and how far. Words and bars belong to the face.

/// A stage of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are taken from the inbox, read and judged; a step is a file.
    Intake,
    /// Returns are checked beside each other and beside earlier periods; a step is a return.
    Check,
    /// Workbooks are merged and written; a step is a workbook.
    Merge,
    /// Notices are written; a step is a notice.
    Notices,
    /// Machine-readable data are written; a step is a file.
    Data,
}

impl Stage {
    /// All stages, in the order of a run.
    pub const ALL: [Stage; 5] = [Stage::Intake, Stage::Check, Stage::Merge, Stage::Notices, Stage::Data];

    /// The key of its name among the words of the face.
    pub fn key(self) -> &'static str {
        match self {
            Stage::Intake => "intake",
            Stage::Check => "check",
            Stage::Merge => "merge",
            Stage::Notices => "notices",
            Stage::Data => "data",
        }
    }
}

/// Whoever watches long work. Stages follow one another; calls may come from several threads.
pub trait Progress: Sync {
    /// A stage begins that has so many steps; 0 if nobody knows how many.
    fn stage(&self, stage: Stage, total: usize);

    /// So many more steps are done.
    fn advance(&self, steps: usize);

    /// The last stage is done.
    fn finish(&self);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn stage(&self, _stage: Stage, _total: usize) {}
    fn advance(&self, _steps: usize) {}
    fn finish(&self) {}
}
