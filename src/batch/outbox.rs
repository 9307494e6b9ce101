//! What officers download: the folder of one period in the outbox. Files are written whole or not at all, and only if
//! they changed; `manifest.json` names each with its hash. The ledger records what was written from what.

use super::archive::{Archive, sha256_of};
use super::durable::{folder_of, sweep, sync_folders, write_streamed, write_whole};
use super::failure::BatchFailure;
use super::workspace::Office;
use crate::ledger::{Ledger, LedgerFailure, Output, Run};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there now.
    Anew,
    /// It was there with the same bytes, and was not touched.
    Unchanged,
}

/// The folder of one period while a run fills it; several threads may.
#[derive(Debug)]
pub struct Outbox<'run> {
    office: &'run Office,
    period: String,
    /// What earlier runs wrote here.
    before: BTreeMap<String, Output>,
    now: Mutex<BTreeMap<String, Output>>,
    run: &'run Run,
}

/// `manifest.json`.
#[derive(Serialize)]
struct Manifest<'outbox> {
    period: &'outbox str,
    as_of: String,
    program: &'outbox str,
    catalog: &'outbox str,
    registry: &'outbox str,
    outputs: Vec<Listed<'outbox>>,
}

#[derive(Serialize)]
struct Listed<'outbox> {
    path: &'outbox str,
    sha256: &'outbox str,
    size: u64,
}

impl<'run> Outbox<'run> {
    /// The folder of a period, for instance `2014Q3`.
    ///
    /// # Errors
    /// What the ledger reports.
    pub fn open(
        office: &'run Office,
        ledger: &Ledger,
        run: &'run Run,
        period: &str,
    ) -> Result<Outbox<'run>, BatchFailure> {
        let start = format!("{period}/");
        let before = ledger.read().outputs(&start)?.into_iter();
        let before = before.map(|output| (output.path[start.len()..].to_owned(), output)).collect();
        Ok(Outbox { office, period: period.to_owned(), before, now: Mutex::default(), run })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.office.outbox().join(&self.period).join(path)
    }

    fn now(&self) -> MutexGuard<'_, BTreeMap<String, Output>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True if a file was made from the same inputs and is as it was then: it need not be made again, and counts as
    /// written by this run.
    pub fn is_fresh(&self, path: &str, inputs: &str) -> bool {
        let Some(output) = self.before.get(path).filter(|output| output.inputs == inputs) else {
            return false;
        };
        let fresh = fs::read(self.path(path)).is_ok_and(|bytes| sha256_of(&bytes) == output.sha256);
        if fresh {
            self.now().insert(path.to_owned(), output.clone());
        }
        fresh
    }

    /// The paths of the files that this run has written or found fresh.
    pub fn paths(&self) -> BTreeSet<String> {
        self.now().keys().cloned().collect()
    }

    /// Writes a file, unless it is there with the same bytes. `inputs` is a hash over what it was made from.
    ///
    /// # Errors
    /// What the disk reports; then the file is as it was before.
    pub fn put(&self, path: &str, bytes: &[u8], inputs: &str) -> Result<Written, BatchFailure> {
        let target = self.path(path);
        let (size, sha256) = (bytes.len() as u64, sha256_of(bytes));
        let same = fs::metadata(&target).is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
            && fs::read(&target).is_ok_and(|present| present == bytes);
        if !same {
            write_streamed(&target, |file| {
                file.write_all(bytes).map_err(BatchFailure::disk("write", &target))
            })?;
        }
        let output = Output {
            path: format!("{}/{path}", self.period),
            run: self.run.id,
            inputs: inputs.to_owned(),
            sha256,
            size,
        };
        self.now().insert(path.to_owned(), output);
        Ok(if same { Written::Unchanged } else { Written::Anew })
    }

    /// Keeps a file with these bytes, as the archive holds them: what somebody changed or removed comes back.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn keep(&self, path: &str, sha256: &str) -> Result<(), BatchFailure> {
        let same = || fs::read(self.path(path)).is_ok_and(|bytes| sha256_of(&bytes) == sha256);
        let known = self.before.get(path).filter(|output| output.sha256 == sha256);
        if let Some(output) = known.filter(|_| same()) {
            self.now().insert(path.to_owned(), output.clone());
            return Ok(());
        }
        let archive = Archive::open(self.office.archive())?;
        self.put(path, &archive.read(sha256)?, "")?;
        Ok(())
    }

    /// What earlier runs wrote and this one did not, by path: issued notices stay as they are, the rest may be removed.
    pub fn stale(&self) -> Vec<String> {
        let now = self.now();
        self.before.keys().filter(|path| !now.contains_key(*path)).cloned().collect()
    }

    /// Ends the work: removes what no longer holds, writes the manifest, and tells the ledger.
    ///
    /// # Errors
    /// What the disk or the ledger reports.
    pub fn finish(self, ledger: &mut Ledger, remove: &[String]) -> Result<(), BatchFailure> {
        for path in remove {
            let target = self.path(path);
            match fs::remove_file(&target) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(BatchFailure::disk("remove", &target)(error));
                }
                _ => {}
            }
        }
        let mut all = self.before.clone();
        all.extend(self.now().clone());
        all.retain(|path, _| !remove.contains(path));
        // The folder of the period itself too: a manifest may have been left unfinished there, if nothing else is.
        let folders: BTreeSet<PathBuf> = all
            .keys()
            .map(String::as_str)
            .chain(["manifest.json"])
            .map(|path| folder_of(&self.path(path)).to_owned())
            .filter(|path| path.is_dir())
            .collect();
        folders.iter().try_for_each(|folder| sweep(folder))?;
        sync_folders(&folders)?;
        let outputs =
            all.iter().map(|(path, output)| Listed { path, sha256: &output.sha256, size: output.size });
        let manifest = Manifest {
            period: &self.period,
            as_of: self.run.as_of.to_string(),
            program: &self.run.program,
            catalog: &self.run.catalog,
            registry: &self.run.registry,
            outputs: outputs.collect(),
        };
        let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest has text keys only");
        text.push('\n');
        write_whole(&self.path("manifest.json"), text.as_bytes())?;
        ledger.write(|writing| {
            self.now().values().try_for_each(|output| writing.put_output(output))?;
            let gone = remove.iter().filter_map(|path| self.before.get(path));
            gone.into_iter().try_for_each(|output| writing.drop_output(&output.path))?;
            Ok::<_, LedgerFailure>(())
        })?;
        Ok(())
    }
}

/// A text as the name of a file on any system: what no system takes becomes `_`.
pub fn file_name(text: &str) -> String {
    let plain = |character: char| {
        let refused = character.is_control() || "/\\:*?\"<>|".contains(character);
        if refused { '_' } else { character }
    };
    let name: String = text.trim().chars().map(plain).collect();
    let name = name.trim_end_matches('.');
    if name.is_empty() { "_".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::load::Templates;
    use jiff::civil::datetime;

    fn run(ledger: &mut Ledger) -> Run {
        let as_of = datetime(2014, 10, 8, 9, 0, 0, 0);
        ledger.write(|writing| writing.begin_run(as_of, "1.0", "catalog", "registry")).unwrap();
        ledger.read().last_run().unwrap().unwrap()
    }

    fn names(folder: PathBuf) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_what_changed_is_written_and_the_manifest_names_all() {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::init(folder.path(), None, &Templates::builtin()).unwrap();
        let mut ledger = office.ledger().unwrap();
        let first = run(&mut ledger);
        let outbox = Outbox::open(&office, &ledger, &first, "2014Q3").unwrap();
        assert_eq!(outbox.put("R02.xlsx", b"one", "in").unwrap(), Written::Anew);
        assert_eq!(outbox.put("returned/J-1.docx", b"old", "in").unwrap(), Written::Anew);
        outbox.finish(&mut ledger, &[]).unwrap();

        let second = run(&mut ledger);
        let outbox = Outbox::open(&office, &ledger, &second, "2014Q3").unwrap();
        assert!(outbox.is_fresh("R02.xlsx", "in") && !outbox.is_fresh("R02.xlsx", "other"));
        assert_eq!(outbox.put("R02.xlsx", b"one", "other").unwrap(), Written::Unchanged);
        assert_eq!(outbox.put("report.html", b"two", "").unwrap(), Written::Anew);
        let stale = outbox.stale();
        assert_eq!(stale, ["returned/J-1.docx"]);
        outbox.finish(&mut ledger, &stale).unwrap();

        let root = office.outbox().join("2014Q3");
        assert_eq!(names(root.clone()), ["R02.xlsx", "manifest.json", "report.html", "returned"]);
        assert!(names(root.join("returned")).is_empty());
        let manifest = fs::read_to_string(root.join("manifest.json")).unwrap();
        let expected = format!(
            r#"{{
  "period": "2014Q3",
  "as_of": "2014-10-08T09:00:00",
  "program": "1.0",
  "catalog": "catalog",
  "registry": "registry",
  "outputs": [
    {{
      "path": "R02.xlsx",
      "sha256": "{}",
      "size": 3
    }},
    {{
      "path": "report.html",
      "sha256": "{}",
      "size": 3
    }}
  ]
}}
"#,
            sha256_of(b"one"),
            sha256_of(b"two")
        );
        assert_eq!(manifest, expected);
    }

    #[test]
    fn a_manifest_left_unfinished_is_removed_where_no_other_file_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::init(folder.path(), None, &Templates::builtin()).unwrap();
        let mut ledger = office.ledger().unwrap();
        let run = run(&mut ledger);
        let outbox = Outbox::open(&office, &ledger, &run, "2013").unwrap();
        outbox.put("notices/a.docx", b"one", "in").unwrap();
        let root = office.outbox().join("2013");
        fs::write(root.join(".unfinished-x"), b"half").unwrap();
        outbox.finish(&mut ledger, &[]).unwrap();
        assert_eq!(names(root), ["manifest.json", "notices"]);
    }

    #[test]
    fn a_file_that_somebody_changed_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::init(folder.path(), None, &Templates::builtin()).unwrap();
        let mut ledger = office.ledger().unwrap();
        let run = run(&mut ledger);
        let outbox = Outbox::open(&office, &ledger, &run, "2014Q3").unwrap();
        outbox.put("a", b"one", "in").unwrap();
        outbox.finish(&mut ledger, &[]).unwrap();
        fs::write(office.outbox().join("2014Q3/a"), b"eno").unwrap();
        let outbox = Outbox::open(&office, &ledger, &run, "2014Q3").unwrap();
        assert!(!outbox.is_fresh("a", "in"));
        assert_eq!(outbox.put("a", b"one", "in").unwrap(), Written::Anew);
    }

    #[test]
    fn any_text_makes_a_name() {
        assert_eq!(file_name(" 示例县/纪委: “通报”? "), "示例县_纪委_ “通报”_");
        assert_eq!((file_name("..").as_str(), file_name("a\n.").as_str()), ("_", "a_"));
    }
}
