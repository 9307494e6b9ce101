//! An office with the invented units of the rehearsals, for returns that a test writes itself.

use super::program::{Program, repository};
use super::samples::rows;
use std::fs;

/// A program with an `OFFICE` whose units owe some forms, with these settings.
pub fn office(duties: &str, settings: &str) -> Program {
    let program = Program::new();
    let registry = program.folder().join("registry");
    fs::create_dir(&registry).unwrap();
    let units = fs::read_to_string(repository("templates/rehearsal/units.csv")).unwrap();
    fs::write(registry.join("units.csv"), units.replace(",*,", &format!(",{duties},"))).unwrap();
    fs::copy(repository("templates/rehearsal/leaders.csv"), registry.join("leaders.csv")).unwrap();
    fs::write(registry.join("holidays.csv"), "date,kind,name\n").unwrap();
    assert_eq!(program.call(&["init", "OFFICE", "--registry", "registry"]).code, 0);
    fs::write(program.folder().join("OFFICE/liangze.toml"), settings).unwrap();
    program
}

/// Drops a file, runs the office, and exports: gives what a table of the export says in some columns.
pub fn after(
    program: &Program,
    file: (&str, &[u8]),
    as_of: &str,
) -> impl Fn(&str, &[&str]) -> Vec<Vec<String>> + use<> {
    fs::write(program.folder().join("OFFICE/inbox").join(file.0), file.1).unwrap();
    let run = program.call(&["run", "OFFICE", "--as-of", as_of]);
    assert!([0, 3, 4].contains(&run.code), "{}{}", run.out, run.err);
    assert_eq!(program.call(&["export", "OFFICE", "--to", "export"]).code, 0);
    let export = program.folder().join("export");
    move |table: &str, columns: &[&str]| {
        let rows = rows(&fs::read(export.join(table)).unwrap());
        let number = |name: &&str| rows[0].iter().position(|column| column == name).unwrap();
        let numbers: Vec<usize> = columns.iter().map(number).collect();
        rows[1..].iter().map(|row| numbers.iter().map(|number| row[*number].clone()).collect()).collect()
    }
}
