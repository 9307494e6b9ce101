//! Conducts a run: the folder of an office, the inbox, the archive, the outbox. The only floor that touches disk and
//! clock; what files say is read, judged and written by the floors below.

mod affected;
mod agenda;
mod alike;
mod answering;
mod answers;
mod approaching;
mod archive;
mod asking;
mod beyond;
mod checking;
mod closing;
mod companions;
mod config;
mod crash;
mod customs;

mod durable;
mod examined;
mod explain;
mod export;
mod failure;
mod family;
mod inbox;
mod intake;
mod judge;
mod leaving;
mod notices;
mod outbox;
mod over_units;
mod owed;
mod papers;
mod period_data;
mod period_returns;
mod preview;
pub mod progress;
mod published;
mod reader;
mod rejected;
mod rollups;
mod run;
mod unpack;
mod version_remark;
mod workers;
mod workspace;

pub use crate::model::time_text;
pub use agenda::{DueDay, OwnDay, Step, due_days, own_days};
pub use answering::{Refused, Said, explain_finding, override_finding, waive};
pub use archive::sha256_of;
pub use closing::Closing;
pub use config::{Config, LimitSettings, OfficeSettings, Reminders};
pub use crash::CrashPoints;
pub use customs::Customs;
pub use durable::write_whole;
pub use examined::{Examined, SourceFile};
pub use export::{ExportFolder, RowWriter, export};
pub use failure::BatchFailure;
pub use inbox::{Left, WhyLeft};
pub use intake::{Hooks, Intake, IntakeReport};
pub use notices::{
    Approved, Asked, NoticeRefusal, Unwritten, approve, ask, declare_void, named, receiving_organ, waiting,
};
pub use outbox::{Outbox, Written, file_name};
pub use owed::owed;
pub use papers::{Here, Papers, Unopened};
pub use preview::{Preview, Previewed};
pub use progress::{Progress, Stage, Unwatched};
pub use rollups::export_office;
pub use run::{Loaded, RunOptions, RunReport, load, run};
pub use unpack::Examine;
pub use workers::{COMMAND as WORKER_COMMAND, WorkerSettings, Workers, serve};
pub use workspace::{Office, OfficeLock, templates_in};
