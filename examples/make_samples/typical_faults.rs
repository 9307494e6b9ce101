//! Faults of 典型案例 reports.

use super::typical::Typical;
use super::word::Document;

/// What is wrong with a report and what must be found.
pub struct Fault {
    pub rule: &'static str,
    pub status: &'static str,
    pub words: &'static str,
    pub cell: fn(&Document) -> String,
}

fn nowhere(_: &Document) -> String {
    String::new()
}

/// Spoils the report of some units in some quarters; the others stay as they are.
pub fn apply(typical: &mut Typical) -> Option<Fault> {
    let key = (typical.case.owner.as_str(), typical.case.period.to_string());
    match (key.0, key.1.as_str()) {
        ("J-990202", "2014Q2") => {
            let person = typical.case.objects.iter_mut().find(|object| !object.team).expect("a person");
            person.name = format!("{}某", person.name.chars().next().expect("a name"));
            Some(Fault {
                rule: "TC-V002", status: "provisional", words: "姓名与明细表不符", cell: nowhere
            })
        }
        ("J-990000-204", "2014Q2") => {
            typical.sections.retain(|(heading, _)| *heading != "失责事实及责任认定");
            Some(Fault {
                rule: "TC-V004",
                status: "provisional",
                words: "缺失责事实及责任认定一节",
                cell: nowhere,
            })
        }
        ("J-990000-201", "2014Q2") => {
            let last = typical.sections.last_mut().expect("four sections");
            last.1 = vec!["教训十分深刻，各级党组织要引以为戒、举一反三，认真履行职责。".to_owned()];
            Some(Fault { rule: "TC-V006", status: "accepted", words: "剖析不足150字", cell: nowhere })
        }
        ("J-990000-204", "2015Q1") => {
            typical.effective = false;
            let cell = |document: &Document| document.cell_after("决定是否生效").unwrap_or_default();
            Some(Fault { rule: "TC-V003", status: "provisional", words: "处理决定尚未生效", cell })
        }
        _ => None,
    }
}
