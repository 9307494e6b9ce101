//! Clocks that jump, and lists of receipt times that cannot be true. Nothing is refused for it: what is written down is
//! believed, and told.

use crate::support::program::Program;
use crate::support::samples::rows;
use std::fs;

const SENT: &str = "samples/batches/01-2014-04-08T0900/inbox/省直/2014Q1驻省环保厅纪检组季报.xlsx";
const CORRECTED: &str =
    "samples/batches/02-2014-04-18T0900/inbox/省直/2014Q1驻省环保厅纪检组季报（更正）.xlsx";

struct Desk(Program);

impl Desk {
    fn new() -> Desk {
        let program = Program::new();
        let registry = crate::support::program::repository("samples/registry").display().to_string();
        assert_eq!(program.call(&["init", "OFFICE", "--registry", &registry]).code, 0);
        Desk(program)
    }

    fn drop(&self, from: &str, name: &str) {
        let to = self.0.folder().join("OFFICE/inbox").join(name);
        fs::copy(crate::support::program::repository(from), to).unwrap();
    }

    /// What a run says.
    fn run(&self, as_of: &str) -> String {
        let run = self.0.call(&["run", "OFFICE", "--as-of", as_of]);
        assert!([0, 3, 4].contains(&run.code), "{}", run.err);
        run.out
    }

    /// Source, status and time of receipt of all quarterly returns.
    fn standing(&self) -> Vec<(String, String, String)> {
        assert_eq!(self.0.call(&["export", "OFFICE", "--to", "EXPORT"]).code, 0);
        let table = rows(&fs::read(self.0.folder().join("EXPORT/submissions.csv")).unwrap());
        let of_form = table.into_iter().filter(|row| row[3] == "case-quarterly");
        of_form.map(|row| (row[1].clone(), row[8].clone(), row[9].clone())).collect()
    }
}

#[test]
fn a_clock_that_is_earlier_than_before_is_told_and_the_work_is_done() {
    let desk = Desk::new();
    desk.drop(SENT, "a.xlsx");
    let told = "本次运行的时钟早于上一次（2014-04-08";
    assert!(!desk.run("2014-04-08T09:00").contains(told));
    desk.drop(CORRECTED, "b.xlsx");
    let said = desk.run("2014-04-01T09:00");
    assert!(said.contains(told), "{said}");
    assert_eq!(desk.standing().len(), 2);
    let again = desk.run("2014-04-18T09:00");
    assert!(!again.contains("本次运行的时钟早于上一次"), "{again}");
}

#[test]
fn a_jump_forth_and_back_leaves_what_is_owed_as_if_the_clock_had_never_jumped() {
    let (steady, jumping) = (Desk::new(), Desk::new());
    for desk in [&steady, &jumping] {
        desk.drop(SENT, "a.xlsx");
        desk.run("2014-04-08T09:00");
    }
    jumping.run("2034-01-01T00:00");
    jumping.run("1999-01-01T00:00");
    for desk in [&steady, &jumping] {
        desk.drop(CORRECTED, "b.xlsx");
        desk.run("2014-04-18T09:00");
    }
    assert_eq!(steady.standing(), jumping.standing());
    let data = |desk: &Desk| fs::read(desk.0.folder().join("OFFICE/outbox/2014Q1/data/submissions.csv")).ok();
    assert_eq!(data(&steady), data(&jumping));
}

#[test]
fn a_time_of_receipt_in_the_future_is_believed_and_told() {
    let desk = Desk::new();
    desk.drop(SENT, "a.xlsx");
    let list = desk.0.folder().join("OFFICE/inbox/_received.csv");
    fs::write(list, "path,received_at\na.xlsx,2104-04-04T10:00\n").unwrap();
    let said = desk.run("2014-04-08T09:00");
    assert!(said.contains("“a.xlsx”的收到时间 2104-04-04") && said.contains("晚于本次运行的时钟"), "{said}");
    assert_eq!(desk.standing()[0].2, "2104-04-04T10:00");
}

#[test]
fn of_two_returns_the_one_received_later_counts_whichever_came_in_first() {
    let desk = Desk::new();
    desk.drop(CORRECTED, "new.xlsx");
    desk.run("2014-04-18T09:00");
    desk.drop(SENT, "old.xlsx");
    let list = desk.0.folder().join("OFFICE/inbox/_received.csv");
    fs::write(list, "path,received_at\nold.xlsx,2014-04-04T10:00\n").unwrap();
    desk.run("2014-04-18T10:00");
    let standing = desk.standing();
    let status = |name: &str| standing.iter().find(|one| one.0 == name).map(|one| one.1.as_str());
    assert_eq!(
        (status("new.xlsx"), status("old.xlsx")),
        (Some("accepted"), Some("superseded")),
        "{standing:?}"
    );
}
