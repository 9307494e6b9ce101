//! `liangze calendar`: every due day of a year with its basis, by unit, and as a file for calendars.

use crate::support::program::{Program, repository};
use std::fs;

fn office() -> Program {
    let program = Program::new();
    let registry = repository("samples/registry");
    assert_eq!(program.call(&["init", "office", "--registry", registry.to_str().unwrap()]).code, 0);
    program
}

/// The lines of a listing that hold a text, with single blanks.
fn lines(listing: &str, text: &str) -> Vec<String> {
    let squeezed = listing.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    squeezed.filter(|line| line.contains(text)).collect()
}

#[test]
fn every_unit_has_its_due_days_with_recipients_and_basis() {
    let program = office();
    let all = program.call(&["calendar", "office", "--year", "2014"]);
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    assert_eq!(
        lines(&all.out, "2014-01-31 汀兰市委 主体责任情况报告").first().map(String::as_str),
        Some("2014-01-31 汀兰市委 主体责任情况报告 2013 景岳省委、景岳省纪委 意见第9条")
    );
    let one = program.call(&["calendar", "office", "--year", "2014", "--unit", "汀兰市纪委"]);
    let quarters = lines(&one.out, "季报表");
    let days: Vec<&str> = quarters.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(days, ["2014-03-31", "2014-06-30", "2014-09-30", "2014-12-31"]);
    assert!(quarters[2].ends_with("2014Q3 景岳省纪委 意见第15条"), "{}", quarters[2]);
    let units = fs::read_to_string(repository("samples/registry/units.csv")).unwrap();
    for unit in units.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        let listed = all.out.lines().any(|line| line.split_whitespace().nth(1) == Some(unit[2]));
        assert_eq!(listed, !unit[15].is_empty(), "{}", unit[2]);
    }
}

#[test]
fn a_due_day_moves_by_the_switches_of_the_office_and_the_days_of_the_registry() {
    let program = office();
    let day = |program: &Program| {
        let one = program.call(&["calendar", "office", "--year", "2014", "--unit", "P-990100"]);
        lines(&one.out, "2013").first().and_then(|line| line.split(' ').next().map(str::to_owned))
    };
    assert_eq!(day(&program).as_deref(), Some("2014-01-31"), "the first day of the spring festival");
    let settings = program.folder().join("office/liangze.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("roll = \"none\"", "roll = \"prev_workday\"")).unwrap();
    assert_eq!(day(&program).as_deref(), Some("2014-01-30"));
}

#[test]
fn the_days_of_the_office_are_those_of_its_notices_and_reminders() {
    let program = office();
    let all = program.call(&["calendar", "office", "--year", "2014"]).out;
    let own = all.split("本机关的日子\n").nth(1).unwrap();
    assert_eq!(lines(own, "典型案例通报").len(), 6);
    assert!(lines(own, "2014-02-28")[0].ends_with("意见第十五条“双月月底”"), "{own}");
    assert_eq!(
        lines(own, "季度责任追究情况通报")[3].split(' ').next(),
        Some("2014-10-20"),
        "ten working days"
    );
    let third = lines(own, "2014Q3 责任追究情况季报表");
    let days: Vec<&str> = third.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(days, ["2014-09-26", "2014-10-01", "2014-10-05", "2014-10-10"], "{third:?}");
}

#[test]
fn a_calendar_file_is_the_same_every_time_and_names_each_form_once_a_day() {
    let program = office();
    let call = ["calendar", "office", "--year", "2014", "--as-of", "2014-10-08T09:00", "--ics"];
    let write = |name: &str, more: &[&str]| {
        let outcome = program.call(&[&call[..], &[name], more].concat());
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
        fs::read_to_string(program.folder().join(name)).unwrap()
    };
    let (first, again) = (write("a.ics", &[]), write("b.ics", &[]));
    assert_eq!(first, again);
    assert!(first.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && first.ends_with("END:VCALENDAR\r\n"));
    assert!(first.lines().all(|line| line.len() <= 75));
    let whole = first.replace("\r\n ", "");
    assert!(whole.contains("\r\nDTSTAMP:20141008T010000Z\r\n"));
    assert_eq!(whole.matches("\r\nUID:case-quarterly-2014Q3@J-990000.liangze\r\n").count(), 1);
    assert!(whole.contains("\r\nDTSTART;VALUE=DATE:20140930\r\nDTEND;VALUE=DATE:20141001\r\n"));
    let uids: Vec<&str> = whole.lines().filter(|line| line.starts_with("UID:")).collect();
    let distinct: std::collections::BTreeSet<&&str> = uids.iter().collect();
    assert_eq!(distinct.len(), uids.len());
    let unit = write("unit.ics", &["--unit", "汀兰市纪委"]).replace("\r\n ", "");
    assert!(unit.contains("UID:case-quarterly-2014Q3@J-990100.liangze"));
    assert!(unit.contains("X-WR-CALNAME:汀兰市纪委 2014 年报送日历") && !unit.contains("朝晖市"));
}

#[test]
fn a_unit_that_is_not_there_is_told_with_what_is_near() {
    let outcome = office().call(&["calendar", "office", "--unit", "汀兰市纪萎"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.err.contains("汀兰市纪萎") && outcome.err.contains("汀兰市纪委"), "{}", outcome.err);
}
