//! The switches of the policy, as an office sets them: from its settings to what units are told.

use crate::support::office::{after, office};
use rust_xlsxwriter::Workbook;
use std::fs;

/// A vote in which 27 of 50 are content and 20 are not.
fn vote(verdict: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        "示例县甲镇2014年度述责述廉测评汇总表",
        "填报单位（盖章）：甲镇纪委（章）|||填报时间：2014年11月28日",
        "序号|姓名|现任职务|单位|测评会议|测评日期|应到委员|实到委员|发出|收回|无效|有效|满意|基本满意|不满意|弃权|评定结果",
        "1|钱七|镇党委书记|甲镇党委|甲镇党委全委会|2014年11月20日|55|51|50|50|0|50|27|3|20|0|=",
        "单位负责人：赵一|审核人：钱二|填表人：孙三|联系电话：0877-1234567",
    ];
    for (row, line) in (0..).zip(rows) {
        for (column, text) in (0..).zip(line.split('|')) {
            match text.parse::<f64>() {
                Ok(number) => drop(sheet.write(row, column, number).unwrap()),
                Err(_) => drop(sheet.write(row, column, if text == "=" { verdict } else { text }).unwrap()),
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The findings on verdicts, as an office with these settings makes them.
fn told(settings: &str, verdict: &str) -> Vec<String> {
    let program = office("SV", settings);
    let said = after(&program, ("测评.xlsx", &vote(verdict)), "2014-12-01T09:00");
    let found = said("findings.csv", &["field", "rule", "message"]);
    let of = found.into_iter().filter(|row| row[0] == "verdict");
    of.map(|row| row[1..].join(" ")).collect()
}

#[test]
fn a_vote_is_judged_as_the_office_has_set_it() {
    let lenient = "[switches]\nhalf_sat_is_basic = true\n";
    assert_eq!(told("", "基本满意"), ["SV-V002 评定结果填“基本满意”，按票数应为“不满意”。"]);
    assert_eq!(
        told("", "不满意"),
        ["SV-C001 钱七的评定结果为不满意：有效票50张，满意27张，基本满意3张，不满意20张。"]
    );
    assert_eq!(told(lenient, "基本满意"), [""; 0]);
    assert_eq!(told(lenient, "不满意"), ["SV-V002 评定结果填“不满意”，按票数应为“基本满意”。"]);
}

#[test]
fn the_calendar_has_the_bulletins_in_the_months_of_the_office() {
    let days = |settings: &str| -> Vec<String> {
        let program = office("SV", settings);
        let calendar = program.call(&["calendar", "OFFICE", "--year", "2014"]);
        assert_eq!(calendar.code, 0, "{}", calendar.err);
        let lines = calendar.out.lines().filter(|line| line.contains("典型案例通报"));
        lines.map(|line| line.split_whitespace().next().unwrap_or_default().to_owned()).collect()
    };
    let even = ["2014-02-28", "2014-04-30", "2014-06-30", "2014-08-31", "2014-10-31", "2014-12-31"];
    assert_eq!(days(""), even);
    let odd = ["2014-01-31", "2014-03-31", "2014-05-31", "2014-07-31", "2014-09-30", "2014-11-30"];
    assert_eq!(days("[switches]\nbimonthly_anchor = 3\n"), odd);
}

#[test]
fn a_switch_that_there_is_not_stops_the_run_before_it_touches_a_file() {
    let program = office("SV", "[switches]\nweek_rule = \"eight_days\"\n");
    let inbox = program.folder().join("OFFICE/inbox/测评.xlsx");
    fs::write(&inbox, vote("不满意")).unwrap();
    let run = program.call(&["run", "OFFICE", "--as-of", "2014-12-01T09:00"]);
    assert!(
        run.code != 0 && run.err.contains("week_rule") && run.err.contains("seven_workdays"),
        "{}",
        run.err
    );
    assert!(inbox.exists());
}
