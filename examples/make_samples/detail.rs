//! The columns of table 2 (CD, FORMS.md 4.18) and the values of a row: a case and one of its objects.

use super::actions::{self, CIRCUMSTANCES};
use super::cases::{Case, Object};
use super::form::{Column, Value};
use super::quarterly::Quarterly;
use jiff::ToSpan;
use jiff::civil::Date as Day;

/// The keys that belong to the case: merged over its objects.
pub const CASE_KEYS: [&str; 10] = [
    "case_no",
    "occur_unit",
    "occur_level",
    "title",
    "facts",
    "issue_category",
    "orig_person",
    "orig_result",
    "is_dual",
    "is_traceback",
];

/// The thirty columns.
pub fn columns() -> Vec<Column> {
    let columns: [(&str, &[&str], f64); 30] = [
        ("seq", &["序号"], 5.0),
        ("case_no", &["案件", "案件编号"], 20.0),
        ("occur_unit", &["案件", "发案单位"], 16.0),
        ("occur_level", &["案件", "发案单位级别"], 12.0),
        ("title", &["案件", "案件名称/案由"], 22.0),
        ("facts", &["案件", "简要案情"], 46.0),
        ("issue_category", &["案件", "问题类别"], 14.0),
        ("orig_person", &["案件", "原案当事人"], 10.0),
        ("orig_result", &["案件", "原案处理结果"], 16.0),
        ("is_dual", &["案件", "是否一案双究"], 8.0),
        ("is_traceback", &["案件", "是否责任倒查"], 8.0),
        ("responsibility", &["追究对象", "追究责任类型"], 10.0),
        ("circumstance", &["追究对象", "追究情形"], 24.0),
        ("object_kind", &["追究对象", "追究对象类型"], 10.0),
        ("name", &["追究对象", "姓名/班子名称"], 14.0),
        ("unit", &["追究对象", "工作单位"], 18.0),
        ("post", &["追究对象", "时任职务"], 16.0),
        ("rank", &["追究对象", "职级"], 10.0),
        ("party_member", &["追究对象", "是否中共党员"], 8.0),
        ("lead_resp", &["追究对象", "领导责任类型"], 12.0),
        ("actions", &["处理", "处理方式"], 18.0),
        ("deciding_organ", &["处理", "决定机关"], 16.0),
        ("decision_no", &["处理", "决定文号"], 20.0),
        ("decided_on", &["处理", "决定日期"], 13.0),
        ("effect_until", &["处理", "影响期至"], 13.0),
        ("bar_until", &["处理", "任职限制至"], 13.0),
        ("judicial_on", &["处理", "移送司法日期"], 13.0),
        ("bulletin_no", &["通报", "通报文号/曝光平台"], 16.0),
        ("is_typical", &["通报", "是否典型案例"], 8.0),
        ("remark", &["备注"], 12.0),
    ];
    let column = |(key, path, width): (&'static str, &[&str], f64)| Column {
        key,
        path: path.iter().map(|label| (*label).to_owned()).collect(),
        width,
        measure: "",
    };
    columns.map(column).to_vec()
}

/// The values of one row.
pub fn values(row: usize, case: &Case, object: &Object) -> Vec<(&'static str, Value)> {
    let text = |text: &str| if text.is_empty() { Value::Blank } else { Value::Text(text.to_owned()) };
    let scheme = case.scheme();
    let labels = object.circumstances.iter().map(|code| actions::label(&CIRCUMSTANCES, code).to_owned());
    let mut values = vec![
        ("seq", Value::Count(i64::try_from(row).expect("few rows"))),
        ("case_no", text(&case.number)),
        ("occur_unit", text(&case.org)),
        ("occur_level", text(case.org_level)),
        ("title", text(&case.title)),
        ("facts", text(&case.facts)),
        ("issue_category", text(scheme.category)),
        ("orig_person", text(&case.culprit)),
        ("orig_result", text(case.result())),
        ("is_dual", Value::Flag(case.dual)),
        ("is_traceback", Value::Flag(case.traceback)),
        ("responsibility", text(responsibility(object.responsibility))),
        ("circumstance", Value::Set(labels.collect())),
        ("object_kind", text(if object.team { "领导班子" } else { "领导干部" })),
        ("name", text(&object.name)),
        ("unit", text(&object.unit)),
        ("actions", Value::Set(Quarterly::words(object))),
        ("deciding_organ", text(&object.organ)),
        ("decision_no", text(&object.decision)),
        ("decided_on", Value::Day(object.decided_on)),
        ("is_typical", Value::Flag(case.typical)),
    ];
    if !object.team {
        values.extend([
            ("post", text(&object.post)),
            ("rank", text(actions::rank(object.rank))),
            ("party_member", Value::Flag(object.member)),
            ("lead_resp", text(lead(object.lead))),
        ]);
        values.extend(effect_until(object).map(|day| ("effect_until", Value::Day(day))));
        values.extend(bar_until(object).map(|day| ("bar_until", Value::Day(day))));
    }
    values
}

/// 主体责任 or 监督责任.
pub fn responsibility(code: &str) -> &'static str {
    if code == "subject" { "主体责任" } else { "监督责任" }
}

/// 主要领导责任 or 重要领导责任.
pub fn lead(code: &str) -> &'static str {
    if code == "main" { "主要领导责任" } else { "重要领导责任" }
}

/// 影响期至 for facts before 2016 (FORMS.md 3.4): the longest of the actions.
fn effect_until(object: &Object) -> Option<Day> {
    let months = object.actions.iter().filter_map(|action| match *action {
        "ad1" => Some(6),
        "pd1" | "pd2" | "ad2" => Some(12),
        "ad3" => Some(18),
        "pd3" | "ad4" | "ad5" => Some(24),
        _ => None,
    });
    months.max().map(|months| object.decided_on + months.months())
}

/// 任职限制至: 12 months after a removal that stands alone, 24 after a demotion.
fn bar_until(object: &Object) -> Option<Day> {
    match object.actions[..] {
        ["remove" | "resign_ordered"] => Some(object.decided_on + 12.months()),
        _ if object.actions.contains(&"demote") => Some(object.decided_on + 24.months()),
        _ => None,
    }
}
