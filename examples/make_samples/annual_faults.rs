//! Faults of the yearly reports and tables: what is done, and what must be found.

use super::annual::Indicators;
use super::reports::Report;
use super::sheet::{self, Content, Sheet};
use super::word::Document;
use super::world::World;
use rust_decimal::Decimal;

/// What is wrong with a report or a table and what must be found.
pub struct Fault {
    pub rule: &'static str,
    pub status: &'static str,
    pub words: &'static str,
    /// A text in the paragraph, or the tag of the cell, to which the finding points; empty if to none.
    pub at: String,
}

fn fault(
    rule: &'static str,
    status: &'static str,
    words: &'static str,
    at: impl Into<String>,
) -> Option<Fault> {
    Some(Fault { rule, status, words, at: at.into() })
}

/// Spoils the reports of some units.
pub fn on_report(world: &World, report: &mut Report) -> Option<Fault> {
    match report.unit.id.as_str() {
        "P-990222" => {
            let team = world.team(&report.unit.id, report.dated);
            let governor = team.iter().find(|leader| leader.role == "gov_head").expect("a governor");
            report.signer = governor.name.clone();
            fault("AP-V006", "provisional", "签发人不是党委主要负责人", "签发人：")
        }
        "P-990122" => {
            report.sections.retain(|(heading, _)| !heading.contains("责任追究"));
            fault("AP-V003", "provisional", "缺少责任追究情况一节", "")
        }
        "P-990202" => {
            report.closing = "特此报告。妥否，请批示。".to_owned();
            fault("AP-V005", "accepted", "报告夹带请示用语", "请批示")
        }
        "P-990000-203" => {
            let own = &mut report.sections[0].1[0];
            let (before, after) = own.split_once("专题会议").expect("the number of meetings is told");
            let rest = after.trim_start_matches(|character: char| character.is_ascii_digit());
            *own = format!("{before}专题会议12{rest}");
            fault("AP-V007", "accepted", "正文专题会议次数与统计表不一致", "专题会议12")
        }
        "P-990000-204" => {
            let problems =
                report.sections.iter_mut().find(|(heading, _)| heading.contains("问题")).expect("a heading");
            problems.1 = vec!["（一）学习抓得还不够深入。（二）督促检查还不够经常。".to_owned()];
            fault("AP-V004", "accepted", "存在问题部分过短", "")
        }
        "P-990000-205" => {
            report.above = Some("机密★5年");
            fault("GN-S006", "quarantined", "标有密级", "")
        }
        "P-990000-206" => {
            report.copy = None;
            fault("AP-C001", "accepted", "只报上级党委，未报上级纪委", "")
        }
        "P-990000-210" => {
            report.year = 2013;
            fault("AP-S001", "returned", "报的是上上年度", "2013年度")
        }
        "J-990122" => {
            report.sections.retain(|(heading, _)| !heading.contains("教育预防"));
            fault("DP-V003", "provisional", "缺少教育预防情况一节", "")
        }
        _ => None,
    }
}

/// Spoils the tables of some units.
pub fn on_table(table: &mut Indicators) -> Option<Fault> {
    let one = Decimal::ONE;
    match table.unit.as_str() {
        "P-990221" => {
            table.omitted = vec!["A03"];
            fault("AI-V001", "provisional", "缺少指标A03", "")
        }
        "P-990102" => {
            table.deltas.insert("C01", table.current["C01"] - table.previous["C01"] + one);
            fault("AI-V002", "provisional", "增减计算有误", table.tag("C01", "delta"))
        }
        "P-990121" => {
            *table.current.get_mut("K03").expect("an indicator") += one;
            fault("AI-V005|CQ-X004", "provisional", "追究干部与四个季度之和不符", table.tag("K03", "cur"))
        }
        "J-990121" => {
            *table.current.get_mut("W04").expect("an indicator") += one;
            fault(
                "DI-V005|CQ-X004",
                "provisional",
                "追究干部与四个季度之和不符（与县委一致）",
                table.tag("W04", "cur"),
            )
        }
        "P-990200" => {
            let meetings = table.current["A01"];
            table.current.insert("A02", meetings + one);
            fault("AI-V004", "provisional", "“其中”大于合计", table.tag("A02", "cur"))
        }
        "P-990000-207" => {
            // This unit keeps the filler in one cell with the day.
            let place = table.tag("head", "filled_on");
            table.head.filler = String::new();
            fault("GN-V002", "provisional", "填表人空缺", place)
        }
        "P-990000-208" => fault("GN-V010", "provisional", "公式出错", table.tag("J04", "cur")),
        "J-990000-202" => {
            let both = table.current["T03"].max(one);
            *table.current.get_mut("T00").expect("an indicator") += both;
            fault("DI-V010", "provisional", "处分人数没有减去双重处分", "")
        }
        "J-990102" => {
            *table.current.get_mut("S00").expect("an indicator") += one;
            fault("DI-V010", "provisional", "线索处置合计与各项之和不符", "")
        }
        _ => None,
    }
}

/// Puts a broken formula where a table has one.
pub fn touch(fault: &Fault, sheet: &mut Sheet) {
    if fault.rule == "GN-V010" {
        let (row, column) = sheet.find(&fault.at).expect("a cell of the table");
        sheet.rows[row][column].content = Content::BrokenFormula("=台账!#REF!+0".to_owned());
    }
}

/// The address of the finding in a sheet.
pub fn cell(fault: &Fault, sheet: &Sheet) -> String {
    sheet.find(&fault.at).map_or_else(String::new, |(row, column)| sheet::address(row, column))
}

/// The paragraph of the finding in a document.
pub fn paragraph(fault: &Fault, document: &Document) -> String {
    if fault.at.is_empty() { String::new() } else { document.paragraph(&fault.at).unwrap_or_default() }
}
