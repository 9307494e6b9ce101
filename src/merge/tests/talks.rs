//! 廉政谈话覆盖率表 and 未谈名单: whom the ledgers of talks had to reach, and whom they reached (FORMS.md 4.12, R15).

use super::systems::sent;
use super::{AS_DECLARED, UNITS, catalog, dump, order, table, with};
use crate::catalog::Catalog;
use crate::merge::{Gathered, Order, book};
use crate::model::{Filed, Registry, Status, Table, Value};

const LEADERS: &str = "\
person_id,name,unit_id,post,role,rank,is_principal,term_start,term_end,in_charge_of,contact_units
R1,王一,P-1,市委书记,secretary,r3,true,2013-01-01,,P-8,P-11
R2,王二,P-1,市长,gov_head,r3,true,2013-01-01,,,
R3,王三,P-1,市委副书记,副书记,r3,false,2013-01-01,,,
R4,王四,P-1,市委常委,member,r3,false,2014-11-01,,,
R5,李一,P-11,县委书记,secretary,r4,true,2013-01-01,,,
R6,李二,P-11,县长,gov_head,r4,true,2013-01-01,,,
R7,赵一,P-12,县委书记,secretary,r4,true,2013-01-01,,,
R8,周一,P-8,厅长,dept_head,r3,true,2013-01-01,,,
R9,吴一,P-111,镇党委书记,secretary,r4,true,2013-01-01,,,
";

fn tables(catalog: &Catalog, all: &[Filed], root: &str) -> Vec<Table> {
    let registry = Registry::load(UNITS, LEADERS, "date,kind,name\n", &catalog.names).0;
    let all: Vec<&Filed> = all.iter().collect();
    let order =
        Order { period: "2014".parse().unwrap(), thresholds: &AS_DECLARED, ..order(catalog, &registry) };
    let gathered = Gathered::new(order, &all, &[], &[]);
    book(&gathered, registry.unit(root).unwrap()).tables
}

fn talk(talker: &str, talkee: &str, kind: &str) -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Text(text.into());
    vec![("talker", text(talker)), ("talkee", text(talkee)), ("kind", text(kind))]
}

fn ledgers(catalog: &Catalog) -> [Filed; 2] {
    [
        sent(
            catalog,
            "TK",
            1,
            "P-1",
            "2014",
            &[
                talk("王一", "王 二", "例行廉政谈话"),
                talk("市委书记", "李一", "例行廉政谈话"),
                talk("王一", "李二", "诫勉谈话"),
                talk("王二", "王三", "例行廉政谈话"),
                talk("王一", "赵一、周一", "例行廉政谈话"),
            ],
        ),
        sent(catalog, "TK", 2, "P-11", "2014", &[talk("李一", "李二", "例行廉政谈话")]),
    ]
}

#[test]
fn the_secretary_must_reach_the_team_both_heads_of_each_unit_below_and_the_heads_in_his_charge() {
    let catalog = catalog();
    let tables = tables(&catalog, &ledgers(&catalog), "P-0");
    let columns =
        ["label", "due", "reached", "unreached", "rate", "member_due", "sub_secretary_due", "dept_head_due"];
    assert_eq!(
        dump(table(&tables, "R15a"), &columns),
        [
            "合计 | 8 | 3 | 5 | 37.5 | 3 | 3 | 1",
            "  云山市小计 | 8 | 3 | 5 | 37.5 | 3 | 3 | 1",
            "    云山市委 | 6 | 2 | 4 | 33.3 | 2 | 2 | 1",
            "    东县委 | 2 | 1 | 1 | 50 | 1 | 1 | ",
        ]
    );
    assert_eq!(
        dump(table(&tables, "R15c"), &["label", "target", "name", "person_unit", "post"]),
        [
            "云山市委 | 班子成员 | 王三 | 云山市委 | 市委副书记",
            "云山市委 | 下级党委主要负责人 | 赵一 | 西县委 | 县委书记",
            "云山市委 | 下级政府主要负责人 | 李二 | 东县委 | 县长",
            "云山市委 | 分管联系部门主要负责人 | 周一 | 省教育厅党组 | 厅长",
            "东县委 | 下级党委主要负责人 | 吴一 | 平安镇党委 | 镇党委书记",
        ],
        "admonitions, talks with several at once and those of others do not count; who came in November is exempt"
    );
}

#[test]
fn a_held_ledger_is_in_no_total() {
    let catalog = catalog();
    let [first, second] = ledgers(&catalog);
    let all = [first, with(second, Status::Provisional)];
    let tables = tables(&catalog, &all, "P-0");
    let shown = dump(table(&tables, "R15a"), &["label", "due", "reached"]);
    assert_eq!(shown[0], "合计 | 6 | 2");
    assert!(shown.contains(&"    *东县委 | 2 | 1".to_owned()), "{shown:?}");
}
