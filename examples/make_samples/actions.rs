//! Who is pursued and how: posts and ranks that fit the level of a unit, actions that fit the rank, and the labels
//! of the enumerations of FORMS.md 3.4.

use super::cases::{Case, Filer, Object};
use super::dice::Dice;
use super::world::{Unit, World};
use jiff::civil::{Date as Day, date};
use liangze::model::Level;

/// 对领导班子 and 对领导干部, in statutory order: the code and what decisions call it.
pub const ACTIONS: [(&str, &str); 24] = [
    ("education", "批评教育"),
    ("admonition", "诫勉谈话"),
    ("written_review", "责令作出书面检查"),
    ("criticism", "通报批评"),
    ("reorganize", "调整处理"),
    ("transfer", "调整职务"),
    ("suspend", "停职检查"),
    ("resign_self", "引咎辞职"),
    ("resign_ordered", "责令辞职"),
    ("remove", "免职"),
    ("demote", "降职"),
    ("pd1", "党内警告"),
    ("pd2", "党内严重警告"),
    ("pd3", "撤销党内职务"),
    ("pd4", "留党察看"),
    ("pd5", "开除党籍"),
    ("ad1", "行政警告"),
    ("ad2", "行政记过"),
    ("ad3", "行政记大过"),
    ("ad4", "行政降级"),
    ("ad5", "行政撤职"),
    ("ad6", "行政开除"),
    ("judicial", "移送司法机关"),
    ("public_apology", "责令公开道歉"),
];

/// 追究情形 as the 2010 rules word it.
pub const CIRCUMSTANCES: [(&str, &str); 9] = [
    ("c1", "领导不力、不正之风得不到治理"),
    ("c2", "上级部署不传达不落实不督促"),
    ("c3", "隐瞒不报、压案不查"),
    ("c4", "疏于监管致班子成员或直管下属严重违纪违法"),
    ("c5", "违规选任或用人失察失误"),
    ("c6", "放任包庇纵容下属违反财经等法规、弄虚作假"),
    ("c7", "其他"),
    ("c8", "屡现重大腐败问题不制止不查处不报告"),
    ("c9", "执行不力、任务清单不落实"),
];

const RANKS: [(&str, &str); 6] = [
    ("r1", "省部级"),
    ("r2", "厅局级"),
    ("r3", "县处级"),
    ("r4", "乡科级"),
    ("r5", "一般干部"),
    ("r6", "农村、企业等其他人员"),
];

/// The Chinese label of a code.
pub fn label(table: &[(&'static str, &'static str)], code: &str) -> &'static str {
    table.iter().find(|(known, _)| *known == code).expect("a code of the table").1
}

/// The label of a rank.
pub fn rank(code: &str) -> &'static str {
    label(&RANKS, code)
}

/// What decisions call an action.
pub fn action(code: &str) -> &'static str {
    label(&ACTIONS, code)
}

/// A team and what it got.
pub fn team(dice: &mut Dice) -> Object {
    let action = *dice.pick(&["written_review", "criticism", "criticism"]);
    Object { team: true, actions: vec![action], lead: "", rank: "", ..blank("subject") }
}

fn blank(responsibility: &'static str) -> Object {
    Object {
        team: false,
        responsibility,
        circumstances: Vec::new(),
        name: String::new(),
        unit: String::new(),
        post: String::new(),
        rank: "",
        member: true,
        lead: "main",
        actions: Vec::new(),
        organ: String::new(),
        decision: String::new(),
        decided_on: date(2014, 1, 1),
    }
}

/// A person of a unit's sphere, without name: rank and actions.
pub fn person(responsibility: &'static str, lead: &'static str, unit: &Unit, dice: &mut Dice) -> Object {
    let rank = rank_of(responsibility, lead, unit);
    let light: &[&[&str]] = &[&["admonition"], &["written_review"], &["criticism"], &["pd1"], &["education"]];
    let middle: &[&[&str]] = &[
        &["admonition"],
        &["criticism"],
        &["pd1"],
        &["pd2"],
        &["pd1", "ad2"],
        &["pd2", "remove"],
        &["admonition", "criticism"],
        &["transfer"],
        &["pd2", "ad3"],
        &["written_review", "pd1"],
    ];
    let low: &[&[&str]] =
        &[&["pd1"], &["ad2"], &["admonition"], &["education", "written_review"], &["pd2", "ad3"], &["ad1"]];
    let village: &[&[&str]] = &[&["pd1"], &["pd2"], &["admonition"], &["education"], &["criticism", "pd1"]];
    let choices = match (responsibility, rank) {
        ("supervision", _) => light,
        (_, "r6") => village,
        (_, "r5") => low,
        _ => middle,
    };
    Object { rank, lead, actions: dice.pick(choices).to_vec(), ..blank(responsibility) }
}

fn rank_of(responsibility: &str, lead: &str, unit: &Unit) -> &'static str {
    match (unit.level, responsibility, lead) {
        (Level::Township, "subject", "main") => "r6",
        (Level::Township, _, _) => "r5",
        (Level::County, "subject", "important") => "r5",
        (Level::County, _, _) => "r4",
        (_, "subject", "important") => "r4",
        _ => "r3",
    }
}

/// 发案单位级别: a bureau ranks as the level below its government.
pub fn org_level(unit: &Unit) -> &'static str {
    match unit.level {
        Level::Township => "村（社区）",
        Level::County => "乡镇（街道）",
        _ => "县（市、区）",
    }
}

/// A unit in whose ranks the wrong was done.
pub fn org(unit: &Unit, day: Day, dice: &mut Dice) -> String {
    let endings: &[&str] = match (unit.level, unit.is_department()) {
        (Level::Township, _) => {
            &["柳林村", "上坝村", "石桥村", "新垦村", "东篱村", "梨花村", "古井村", "向阳村"]
        }
        (Level::County, _) => &["扶贫局", "畜牧兽医局", "教育局", "卫生局", "农业局", "林业局", "水利局"],
        (_, true) => {
            &["信息中心", "培训中心", "后勤服务中心", "宣传教育中心", "资产管理中心", "技术服务中心"]
        }
        _ => &["水务局", "农业局", "体育局", "民政局", "房产管理局", "规划局", "文化局"],
    };
    let tail = if unit.level == Level::Township { "党支部" } else { "" };
    format!("{}{}{tail}", unit.place_on(day), dice.pick(endings))
}

/// The organ that decided: the filer itself, or for a department its 党组.
pub fn organ<'a>(world: &'a World, filer: &Filer, unit: &'a Unit) -> &'a Unit {
    match (unit.is_department(), unit.is_discipline()) {
        (true, true) => world.unit(&unit.counterpart),
        (true, false) => unit,
        _ if unit.level == Level::Township => unit,
        _ => world.unit(&filer.id),
    }
}

/// Gives an object its unit and post.
pub fn dress(object: &mut Object, case: &Case, owner: &Unit, dice: &mut Dice) {
    let head = match case.org.chars().last() {
        Some('局') => "局长",
        _ => "主任",
    };
    let place = owner.place_on(case.period.end());
    if object.team {
        object.unit = case.org.clone();
        object.name = format!("{}领导班子", case.org);
        return;
    }
    let (unit, post) = match (owner.level, object.responsibility, object.lead) {
        (Level::Township, "subject", "main") => (case.org.clone(), "党支部书记".to_owned()),
        (Level::Township, "subject", _) => (format!("{place}农业服务中心"), "工作人员".to_owned()),
        (Level::Township, _, _) => (format!("{place}纪委"), "纪检干事".to_owned()),
        (Level::County, "subject", "main") => (case.org.clone(), format!("党组书记、{head}")),
        (Level::County, "subject", _) => {
            (case.org.clone(), format!("{}股股长", dice.pick(&["计财", "综合", "项目"])))
        }
        (Level::County, _, _) => {
            (format!("{place}纪委派驻第{}纪检组", dice.pick(&["一", "二", "三", "四"])), "组长".to_owned())
        }
        (_, "subject", "main") if owner.is_department() => (case.org.clone(), format!("党支部书记、{head}")),
        (_, "subject", "main") => (case.org.clone(), format!("党组书记、{head}")),
        (_, "subject", _) => (case.org.clone(), format!("{}科科长", dice.pick(&["计财", "综合", "业务"]))),
        _ if owner.is_department() => (format!("{place}机关纪委"), "书记".to_owned()),
        _ => (format!("{}纪检组", case.org), "组长".to_owned()),
    };
    (object.unit, object.post) = (unit, post);
}
