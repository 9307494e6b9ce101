//! The figures of a quarterly return: counted from cases as FORMS.md 4.17 says, and checked as its rules say.

use super::cases::{Case, Object};
use std::collections::BTreeMap;

/// The numeric columns of CQ in their order: key and header path.
pub const COLUMNS: [(&str, &str); 52] = [
    ("cases_total", "责任追究案件/合计"),
    ("cases_subject", "责任追究案件/按责任/仅追究主体责任"),
    ("cases_superv", "责任追究案件/按责任/仅追究监督责任"),
    ("cases_both", "责任追究案件/按责任/同时追究两个责任"),
    ("cases_dual", "责任追究案件/其中：一案双究"),
    ("cases_traceback", "责任追究案件/其中：责任倒查"),
    ("teams_total", "追究领导班子/合计"),
    ("teams_written", "追究领导班子/责令书面检查"),
    ("teams_criticism", "追究领导班子/通报批评"),
    ("teams_reorg", "追究领导班子/调整处理"),
    ("persons_total", "追究领导干部/合计"),
    ("p_subject", "追究领导干部/按责任/主体责任"),
    ("p_superv", "追究领导干部/按责任/监督责任"),
    ("p_main", "追究领导干部/按领导责任/主要领导责任"),
    ("p_important", "追究领导干部/按领导责任/重要领导责任"),
    ("r2", "追究领导干部/按职级/厅局级"),
    ("r3", "追究领导干部/按职级/县处级"),
    ("r4", "追究领导干部/按职级/乡科级"),
    ("r5", "追究领导干部/按职级/一般干部"),
    ("r6", "追究领导干部/按职级/农村、企业等其他人员"),
    ("a_education", "追究领导干部/处理方式/批评教育类/批评教育"),
    ("a_admonition", "追究领导干部/处理方式/批评教育类/诫勉谈话"),
    ("a_written", "追究领导干部/处理方式/批评教育类/责令书面检查"),
    ("a_criticism", "追究领导干部/处理方式/批评教育类/通报批评"),
    ("b_transfer", "追究领导干部/处理方式/组织处理/调整职务"),
    ("b_suspend", "追究领导干部/处理方式/组织处理/停职检查"),
    ("b_resign_self", "追究领导干部/处理方式/组织处理/引咎辞职"),
    ("b_resign_ordered", "追究领导干部/处理方式/组织处理/责令辞职"),
    ("b_remove", "追究领导干部/处理方式/组织处理/免职"),
    ("b_demote", "追究领导干部/处理方式/组织处理/降职"),
    ("b_persons", "追究领导干部/处理方式/组织处理/组织处理人数小计"),
    ("pd1", "追究领导干部/处理方式/党纪处分/警告"),
    ("pd2", "追究领导干部/处理方式/党纪处分/严重警告"),
    ("pd3", "追究领导干部/处理方式/党纪处分/撤销党内职务"),
    ("pd4", "追究领导干部/处理方式/党纪处分/留党察看"),
    ("pd5", "追究领导干部/处理方式/党纪处分/开除党籍"),
    ("pd_total", "追究领导干部/处理方式/党纪处分/小计"),
    ("ad1", "追究领导干部/处理方式/政纪处分/警告"),
    ("ad2", "追究领导干部/处理方式/政纪处分/记过"),
    ("ad3", "追究领导干部/处理方式/政纪处分/记大过"),
    ("ad4", "追究领导干部/处理方式/政纪处分/降级"),
    ("ad5", "追究领导干部/处理方式/政纪处分/撤职"),
    ("ad6", "追究领导干部/处理方式/政纪处分/开除"),
    ("ad_total", "追究领导干部/处理方式/政纪处分/小计"),
    ("both_pd_ad", "追究领导干部/处理方式/其中：党纪政纪双重处分"),
    ("punished", "追究领导干部/处理方式/党纪政纪处分人数"),
    ("judicial", "追究领导干部/处理方式/移送司法机关"),
    ("tc_sent", "通报曝光/报送典型案例"),
    ("bulletins", "通报曝光/本级通报"),
    ("exposed", "通报曝光/公开曝光"),
    ("ytd_cases", "本年累计/案件"),
    ("ytd_persons", "本年累计/追究领导干部"),
];

/// A row of a quarterly return: all columns, by key.
pub type Figures = BTreeMap<&'static str, i64>;

/// A row of zeros.
pub fn zeros() -> Figures {
    COLUMNS.iter().map(|(key, _)| (*key, 0)).collect()
}

/// The sum of rows.
pub fn sum<'a>(rows: impl Iterator<Item = &'a Figures>) -> Figures {
    rows.fold(zeros(), |mut total, row| {
        row.iter().for_each(|(key, figure)| *total.get_mut(key).expect("a column") += figure);
        total
    })
}

/// The figures of some cases; 本级通报, 公开曝光 and 本年累计 are not in them.
pub fn count<'a>(cases: impl Iterator<Item = &'a Case>) -> Figures {
    let mut row = zeros();
    let mut add = |key: &'static str, yes: bool| *row.get_mut(key).expect("a column") += i64::from(yes);
    for case in cases {
        let pursues = |side: &str| case.objects.iter().any(|object| object.responsibility == side);
        let (subject, supervision) = (pursues("subject"), pursues("supervision"));
        add("cases_total", true);
        add("cases_subject", subject && !supervision);
        add("cases_superv", supervision && !subject);
        add("cases_both", subject && supervision);
        add("cases_dual", case.dual);
        add("cases_traceback", case.traceback);
        add("tc_sent", case.typical);
        for object in &case.objects {
            match object.team {
                true => count_team(object, &mut add),
                false => count_person(object, &mut add),
            }
        }
    }
    row
}

fn count_team(team: &Object, add: &mut impl FnMut(&'static str, bool)) {
    add("teams_total", true);
    add("teams_reorg", team.actions.contains(&"reorganize"));
    add("teams_criticism", team.actions.contains(&"criticism") && !team.actions.contains(&"reorganize"));
    add("teams_written", team.actions == ["written_review"]);
}

fn count_person(person: &Object, add: &mut impl FnMut(&'static str, bool)) {
    add("persons_total", true);
    add("p_subject", person.responsibility == "subject");
    add("p_superv", person.responsibility == "supervision");
    add("p_main", person.lead == "main");
    add("p_important", person.lead == "important");
    add(person.rank, true);
    for action in &person.actions {
        add(column_of(action), true);
    }
    let has = |prefix: &str| person.actions.iter().any(|action| column_of(action).starts_with(prefix));
    let (party, administrative) = (has("pd"), has("ad"));
    add("b_persons", has("b_"));
    add("pd_total", party);
    add("ad_total", administrative);
    add("both_pd_ad", party && administrative);
    add("punished", party || administrative);
}

/// The column in which an action on a person is counted.
pub fn column_of(action: &str) -> &'static str {
    match action {
        "education" | "public_apology" => "a_education",
        "admonition" => "a_admonition",
        "written_review" => "a_written",
        "criticism" => "a_criticism",
        "transfer" => "b_transfer",
        "suspend" => "b_suspend",
        "resign_self" => "b_resign_self",
        "resign_ordered" => "b_resign_ordered",
        "remove" => "b_remove",
        "demote" => "b_demote",
        other => COLUMNS.iter().find(|(key, _)| *key == other).expect("an action of FORMS.md 3.4").0,
    }
}

/// True if no rule doubts the row itself (CQ-Q002, CQ-Q003).
pub fn is_likely(row: &Figures) -> bool {
    let [cases, teams, persons, punished] =
        ["cases_total", "teams_total", "persons_total", "punished"].map(|key| row[key]);
    persons <= cases * 10 && (teams == 0 || persons > 0) && (persons < 10 || punished * 10 >= persons)
}

/// True if no rule doubts the row beside an earlier one (CQ-Q001, CQ-Q004).
pub fn may_follow(before: &Figures, after: &Figures) -> bool {
    let jumps = |key: &str, least: i64| {
        let (old, new) = (before[key], after[key]);
        (new - old).abs() >= least && (new - old).abs() >= old
    };
    let spoken: Vec<_> = after.keys().filter(|key| before[**key] != 0 || after[**key] != 0).collect();
    let same = spoken.iter().filter(|key| before[**key] == after[**key]).count();
    !jumps("cases_total", 3) && !jumps("persons_total", 5) && same * 10 <= spoken.len() * 7
}

/// The arithmetic of a row, CQ-V001 to CQ-V011 and CQ-V017: the rules that it breaks.
pub fn broken_rules(row: &Figures) -> Vec<&'static str> {
    let f = |key: &str| row[key];
    let sum = |keys: &[&str]| keys.iter().map(|key| row[key]).sum::<i64>();
    let organisational =
        ["b_transfer", "b_suspend", "b_resign_self", "b_resign_ordered", "b_remove", "b_demote"];
    let most = organisational.iter().map(|key| row[key]).max().unwrap_or_default();
    let mild = ["a_education", "a_admonition", "a_written", "a_criticism"];
    let person_floor = [&mild[..], &["punished", "b_persons", "judicial"]].concat();
    let (cases, teams, persons) = (f("cases_total"), f("teams_total"), f("persons_total"));
    let empty = COLUMNS[..47].iter().all(|(key, _)| row[key] == 0);
    let rules = [
        ("CQ-V001", cases == sum(&["cases_subject", "cases_superv", "cases_both"])),
        ("CQ-V002", f("cases_dual") <= cases && f("cases_traceback") <= cases),
        ("CQ-V003", teams == sum(&["teams_written", "teams_criticism", "teams_reorg"])),
        ("CQ-V004", persons == sum(&["p_subject", "p_superv"])),
        ("CQ-V004", persons == sum(&["p_main", "p_important"])),
        ("CQ-V004", persons == sum(&["r2", "r3", "r4", "r5", "r6"])),
        ("CQ-V005", f("pd_total") == sum(&["pd1", "pd2", "pd3", "pd4", "pd5"])),
        ("CQ-V005", f("ad_total") == sum(&["ad1", "ad2", "ad3", "ad4", "ad5", "ad6"])),
        ("CQ-V006", f("both_pd_ad") <= f("pd_total").min(f("ad_total"))),
        ("CQ-V006", f("punished") == f("pd_total") + f("ad_total") - f("both_pd_ad")),
        ("CQ-V007", most <= f("b_persons") && f("b_persons") <= sum(&organisational)),
        ("CQ-V008", person_floor.iter().all(|key| persons >= row[key])),
        ("CQ-V009", persons <= sum(&person_floor)),
        ("CQ-V010", if cases == 0 { empty } else { teams + persons >= 1 }),
        ("CQ-V011", f("cases_subject") + f("cases_both") == 0 || f("p_subject") + teams > 0),
        ("CQ-V011", f("cases_superv") + f("cases_both") == 0 || f("p_superv") + teams > 0),
        ("CQ-V013", f("tc_sent") <= cases),
        ("CQ-V017", teams == 0 || f("cases_subject") + f("cases_both") > 0),
        ("CQ-V017", f("cases_traceback") <= f("cases_dual")),
    ];
    rules.into_iter().filter(|(_, holds)| !holds).map(|(rule, _)| rule).collect()
}
