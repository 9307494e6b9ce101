//! The folder of one receiving organ's work (CONTRACT.md, “An office”): making it, opening it, and holding it so that
//! one run is at work at a time.

use super::config::Config;
use super::durable::{make_folder, read_if_there, sweep, write_whole};
use super::failure::BatchFailure;
use super::papers::{Papers, papers_by};
use crate::catalog::load::Templates;
use crate::catalog::{Issue, SETTINGS};
use crate::ledger::Ledger;
use crate::model::Saying;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const REGISTRY_FILES: [&str; 3] = ["units.csv", "leaders.csv", "holidays.csv"];

/// An office's folder and settings.
#[derive(Clone, Debug)]
pub struct Office {
    root: PathBuf,
    /// The settings of `liangze.toml`.
    pub config: Config,
    program: Option<PathBuf>,
}

/// As long as it lives no other run works in the office. The system lets go of it when the process ends, however it
/// ends.
#[derive(Debug)]
pub struct OfficeLock {
    _file: File,
}

impl Office {
    /// Makes an office: its folders, `liangze.toml` with the defaults, and a registry, copied if one is given.
    ///
    /// # Errors
    /// [`BatchFailure::AlreadyAnOffice`]; else what the disk reports.
    pub fn init(root: &Path, registry: Option<&Path>, templates: &Templates) -> Result<Office, BatchFailure> {
        let settings = root.join(SETTINGS);
        if settings.exists() {
            return Err(BatchFailure::AlreadyAnOffice(root.to_owned()));
        }
        for folder in
            ["registry", "templates", "inbox", "rejected", "quarantine", "outbox", "archive", "work"]
        {
            make_folder(&root.join(folder))?;
        }
        [root, &root.join("registry")].into_iter().try_for_each(sweep)?;
        for name in REGISTRY_FILES {
            let target = root.join("registry").join(name);
            let given = registry.map(|folder| folder.join(name)).filter(|path| path.exists());
            let bytes = match given {
                Some(path) => fs::read(&path).map_err(BatchFailure::disk("read", &path))?,
                None if target.exists() => continue,
                None => declared(templates, &format!("registry/{name}"))?.to_vec(),
            };
            write_whole(&target, &bytes)?;
        }
        write_whole(&settings, declared(templates, "office.toml")?)?;
        Office::open(root)
    }

    /// Opens an office.
    ///
    /// # Errors
    /// [`BatchFailure::NotAnOffice`], [`BatchFailure::Declarations`] if its settings are wrong.
    pub fn open(root: &Path) -> Result<Office, BatchFailure> {
        let settings = root.join(SETTINGS);
        if !settings.is_file() {
            return Err(BatchFailure::NotAnOffice(root.to_owned()));
        }
        let source = fs::read_to_string(&settings).map_err(BatchFailure::disk("read", &settings))?;
        let config = Config::read(&source).map_err(|issue| BatchFailure::Declarations(vec![issue]))?;
        for folder in ["inbox", "rejected", "quarantine", "outbox", "archive", "work"] {
            make_folder(&root.join(folder))?;
        }
        Ok(Office { root: root.to_owned(), config, program: None })
    }

    /// Has received files opened by worker processes, which are started from `program`, this program itself. Otherwise
    /// they are opened in this process: for files that are known to be harmless.
    #[must_use]
    pub fn with_workers(self, program: &Path) -> Office {
        Office { program: Some(program.to_owned()), ..self }
    }

    /// Who opens received files.
    ///
    /// # Errors
    /// If the settings of the conversion of old Word files are wrong.
    pub(super) fn papers(&self) -> Result<Box<dyn Papers>, BatchFailure> {
        papers_by(self.program.as_deref(), &self.config.limits, &self.config.legacy, Some(self.converting()))
    }

    /// Holds the office for a run.
    ///
    /// # Errors
    /// [`BatchFailure::Busy`] if another run holds it.
    pub fn lock(&self) -> Result<OfficeLock, BatchFailure> {
        let path = self.root.join("work").join("lock");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        let file = options.open(&path).map_err(BatchFailure::disk("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(OfficeLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(BatchFailure::Busy(self.root.clone())),
            Err(TryLockError::Error(error)) => Err(BatchFailure::disk("lock", &path)(error)),
        }
    }

    /// Opens the ledger for a run; whoever calls holds the lock.
    ///
    /// # Errors
    /// What the ledger reports.
    pub fn ledger(&self) -> Result<Ledger, BatchFailure> {
        let path = self.ledger_path();
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        options.open(&path).map_err(BatchFailure::disk("open", &path))?;
        Ok(Ledger::open(&path)?)
    }

    /// The built-in templates with the office's own laid over them.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn templates(&self) -> Result<Templates, BatchFailure> {
        templates_in(&self.root.join("templates"))
    }

    /// The text of a registry file; empty if there is none.
    ///
    /// # Errors
    /// What the disk reports; a file that is not UTF-8 is an issue.
    pub fn registry_text(&self, name: &str) -> Result<String, BatchFailure> {
        let path = self.root.join("registry").join(name);
        let Some(bytes) = read_if_there(&path)? else { return Ok(String::new()) };
        String::from_utf8(bytes).map_err(|_| {
            let file = format!("registry/{name}");
            BatchFailure::Declarations(vec![Issue::new(&file, Saying::new("issue.not_utf8"))])
        })
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where clerks drop files.
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// Where the inbox lies, without a link on the way: whoever keeps the office may have put it elsewhere.
    pub(super) fn place_of_inbox(&self) -> Result<PathBuf, BatchFailure> {
        let inbox = self.inbox();
        fs::canonicalize(&inbox).map_err(BatchFailure::disk("look at", &inbox))
    }

    /// What could not be taken, with the reason beside it.
    pub fn rejected(&self) -> PathBuf {
        self.root.join("rejected")
    }

    /// What is never opened again.
    pub fn quarantine(&self) -> PathBuf {
        self.root.join("quarantine")
    }

    /// What officers download.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// Every received file, by content hash.
    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    /// Files on their way out of the inbox.
    pub(super) fn leaving(&self) -> PathBuf {
        self.root.join("work").join("leaving")
    }

    /// Where old Word files are converted.
    pub(super) fn converting(&self) -> PathBuf {
        self.root.join("work").join("converting")
    }

    /// The embedded ledger.
    pub fn ledger_path(&self) -> PathBuf {
        self.root.join("ledger.db")
    }
}

fn declared<'templates>(
    templates: &'templates Templates,
    path: &str,
) -> Result<&'templates [u8], BatchFailure> {
    templates.bytes(path).ok_or_else(|| BatchFailure::Declarations(vec![Issue::missing(path)]))
}

/// The built-in templates with those of a folder laid over them, if there is one.
///
/// # Errors
/// What the disk reports.
pub fn templates_in(folder: &Path) -> Result<Templates, BatchFailure> {
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(folder, "", &mut files)?;
    }
    Ok(Templates::builtin().with(files))
}

/// Reads an office's own templates; links and the like are left alone.
fn collect(folder: &Path, start: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), BatchFailure> {
    let entries = fs::read_dir(folder).map_err(BatchFailure::disk("read the folder", folder))?;
    for entry in entries {
        let entry = entry.map_err(BatchFailure::disk("read the folder", folder))?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type().map_err(BatchFailure::disk("look at", &path))?;
        let Some(name) = name.to_str() else { continue };
        if kind.is_dir() {
            collect(&path, &format!("{start}{name}/"), files)?;
        } else if kind.is_file() && !name.starts_with('.') && !name.ends_with('~') {
            let bytes = fs::read(&path).map_err(BatchFailure::disk("read", &path))?;
            files.push((format!("{start}{name}"), bytes));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_new_office_has_its_folders_settings_and_a_copy_of_the_registry() {
        let folder = tempfile::tempdir().unwrap();
        let (root, registry) = (folder.path().join("office"), folder.path().join("registry"));
        fs::create_dir(&registry).unwrap();
        fs::write(registry.join("units.csv"), "unit_id\nJ-1\n").unwrap();
        let office = Office::init(&root, Some(&registry), &Templates::builtin()).unwrap();
        let (thresholds, switches) = (office.config.thresholds.clone(), office.config.switches.clone());
        assert!(!thresholds.is_empty() && !switches.is_empty());
        assert_eq!(office.config, Config { thresholds, switches, ..Config::default() });
        assert_eq!(office.registry_text("units.csv").unwrap(), "unit_id\nJ-1\n");
        assert_eq!(office.registry_text("holidays.csv").unwrap(), "date,kind,name\n");
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(office.inbox()), mode(root.join(SETTINGS))), (0o700, 0o600));
        let again = Office::init(&root, None, &Templates::builtin());
        assert!(matches!(again, Err(BatchFailure::AlreadyAnOffice(_))));
        assert!(matches!(Office::open(&registry), Err(BatchFailure::NotAnOffice(_))));
    }

    #[test]
    fn only_one_run_holds_an_office() {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::init(folder.path(), None, &Templates::builtin()).unwrap();
        let held = office.lock().unwrap();
        assert!(matches!(Office::open(folder.path()).unwrap().lock(), Err(BatchFailure::Busy(_))));
        drop(held);
        assert!(office.lock().is_ok());
    }

    #[test]
    fn an_office_lays_its_own_templates_over_the_built_in_ones() {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::init(folder.path(), None, &Templates::builtin()).unwrap();
        let own = folder.path().join("templates/lists/own.toml");
        write_whole(&own, b"own").unwrap();
        let templates = office.templates().unwrap();
        assert_eq!(templates.text("lists/own.toml"), Some("own"));
        assert!(templates.text("messages.toml").is_some());
        assert_ne!(templates.fingerprint(), Templates::builtin().fingerprint());
    }
}
