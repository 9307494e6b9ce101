//! Old Word files, made by LibreOffice of returns of the samples and read by way of LibreOffice. Where it is not
//! installed there is nothing to try, and the tests say so.

use crate::support::libreoffice;
use crate::support::program::{Outcome, Program, repository};
use crate::support::samples::rows;
use std::fs;
use std::path::{Path, PathBuf};

const AS_OF: &str = "2014-04-08T09:00";
const RETURN: &str = "samples/batches/01-2014-04-08T0900/inbox/朝晖市/典型案例 明湖区林业局套取专项资金.docx";

/// The return as another kind of Word file; `None` without LibreOffice.
fn converted(folder: &Path, ending: &str, filter: &str) -> Option<PathBuf> {
    let given = folder.join("case.docx");
    fs::copy(repository(RETURN), &given).unwrap();
    if !libreoffice::saved(folder, &format!("{ending}:{filter}"), &[given]) {
        return None;
    }
    Some(folder.join(format!("saved/case.{ending}")))
}

fn program_with(settings: &str) -> Program {
    let program = Program::new();
    let registry = repository("samples/registry");
    program.call(&["init", "OFFICE", "--registry", registry.to_str().unwrap()]);
    fs::write(program.folder().join("OFFICE/liangze.toml"), settings).unwrap();
    program
}

/// An office in which this file was dropped, with its export, and what the run came to.
fn taken(file: &Path, name: &str, settings: &str) -> (Program, Outcome) {
    let program = program_with(settings);
    fs::copy(file, program.folder().join("OFFICE/inbox").join(name)).unwrap();
    let outcome = program.call(&["run", "OFFICE", "--as-of", AS_OF]);
    assert_eq!(program.call(&["export", "OFFICE", "--to", "export"]).code, 0);
    (program, outcome)
}

fn table(program: &Program, name: &str) -> Vec<Vec<String>> {
    rows(&fs::read(program.folder().join("export").join(name)).unwrap())
}

#[test]
fn a_return_says_the_same_as_doc_rtf_and_docx() {
    let folder = tempfile::tempdir().unwrap();
    let (original, _) = taken(&repository(RETURN), "案例.docx", "");
    let cases = table(&original, "records/typical-case.csv");
    assert!(cases.len() > 1, "{cases:?}");
    let kinds = [
        ("doc", "MS Word 97", "案例.doc"),
        ("doc", "MS Word 97", "案例.wps"),
        ("rtf", "Rich Text Format", "案例.rtf"),
    ];
    for (ending, filter, name) in kinds {
        let Some(old) = converted(folder.path(), ending, filter) else { return };
        let (program, outcome) = taken(&old, name, "");
        assert_eq!(table(&program, "records/typical-case.csv"), cases, "{name}: {outcome:?}");
        assert_eq!(table(&program, "headers.csv"), table(&original, "headers.csv"), "{name}");
        let findings = table(&program, "findings.csv");
        let told = findings.iter().filter(|row| row.iter().any(|cell| cell.contains("已转换为 docx")));
        assert_eq!(told.count(), 1, "{name}: {findings:?}");
        let archive = liangze::batch::sha256_of(&fs::read(&old).unwrap());
        let kept = program.folder().join("OFFICE/archive").join(&archive[..2]).join(&archive);
        assert_eq!(fs::read(kept).unwrap(), fs::read(&old).unwrap(), "the archive keeps it as it came");
        let work = program.folder().join("OFFICE/work/converting");
        assert_eq!(fs::read_dir(work).unwrap().count(), 0, "nothing is left of the conversion");
    }
}

#[test]
fn an_office_may_refuse_old_word_files_and_a_check_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let Some(old) = converted(folder.path(), "doc", "MS Word 97") else { return };
    let (program, outcome) = taken(&old, "案例.doc", "[legacy]\nconvert = false\n");
    assert_eq!(outcome.code, 3);
    let reason = fs::read_to_string(program.folder().join("OFFICE/rejected/案例.doc.reason.txt")).unwrap();
    assert!(reason.contains("另存为 .docx"), "{reason}");
    let checked = program.call(&["check", old.to_str().unwrap(), "--format", "json"]);
    assert!(checked.out.contains("已转换为 docx"), "{checked:?}");
    let missing = "[legacy]\nconverter = \"/nowhere/soffice\"\n";
    let outcome = program_with(missing).call(&["run", "OFFICE", "--as-of", AS_OF]);
    assert!(outcome.code == 2 && outcome.err.contains("/nowhere/soffice"), "{outcome:?}");
}
