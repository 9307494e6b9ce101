use super::*;
use crate::model::{Entry, Registry, Severity, Value};

const UNITS: &str = "unit_id,name,short_name,kind,level,sector,parent_id,group,sort_no,duties
J-0,示例省纪委,示例省纪委,disc_committee,province,local,,,1,
J-1,甲市纪委,甲市纪委,disc_committee,prefecture,local,J-0,市州组,2,CQ;DI
J-2,乙市纪委,乙市纪委,disc_committee,prefecture,local,J-0,市州组,3,CQ;DI
J-11,丙县纪委,丙县纪委,disc_committee,county,local,J-1,县区组,4,CQ;DI
J-12,丁县纪委,丁县纪委,disc_committee,county,local,J-1,县区组,5,CQ;DI
J-13,戊县纪委,戊县纪委,disc_committee,county,local,J-1,县区组,6,CQ;DI
";

/// What a unit stated of a period: cases and persons.
type Said<'s> = (&'s str, &'s str, i64, i64);

fn record(form: &Form, values: &[(&str, Value)]) -> Record {
    let entry = |key: &str| {
        let stated = values.iter().find(|(other, _)| *other == key);
        Entry { value: stated.map_or(Value::Missing, |(_, value)| value.clone()), ..Entry::default() }
    };
    let entries = form.fields.iter().map(|field| entry(&field.key)).collect();
    Record { row: 1, unit: String::new(), entries }
}

/// The findings over 2014Q4: each with its rule, value, expected value and message.
fn findings(said: &[Said], filed_cases: &[(&str, i64)]) -> Vec<[String; 4]> {
    let catalog = Catalog::builtin().unwrap();
    let (registry, _) = Registry::load(UNITS, "person_id\n", "date\n", &catalog.names);
    let (form, yearly) = (catalog.form_by_code("CQ").unwrap(), catalog.form_by_code("DI").unwrap());
    let own: Vec<(Period, Record)> = said
        .iter()
        .map(|(_, period, cases, persons)| {
            let values = [("cases_total", Value::from(*cases)), ("persons_total", Value::from(*persons))];
            (period.parse().unwrap(), record(form, &values))
        })
        .collect();
    let beside: Vec<Record> = filed_cases
        .iter()
        .map(|(_, cases)| {
            record(yearly, &[("code", Value::Text("S06".into())), ("cur", Value::from(*cases))])
        })
        .collect();
    let mut stated = Stated::new();
    for ((unit, ..), (period, record)) in said.iter().zip(&own) {
        let row = (registry.unit(unit).unwrap(), record);
        stated.entry((&form.id, *period)).or_default().push(row);
    }
    for ((unit, _), record) in filed_cases.iter().zip(&beside) {
        let row = (registry.unit(unit).unwrap(), record);
        stated.entry((&yearly.id, Period::year(2014))).or_default().push(row);
    }
    let period = "2014Q4".parse().unwrap();
    let collected = Collected {
        form,
        period,
        units_due: 5,
        missing: &[],
        filed: &[],
        registry: &registry,
        stated: &stated,
    };
    let (findings, obstacles) = check(&catalog, &collected);
    assert_eq!(obstacles, []);
    assert!(findings.iter().all(|finding| finding.severity == Severity::M && finding.by_rule));
    findings
        .into_iter()
        .map(|finding| [finding.rule, finding.value, finding.expected, finding.message])
        .collect()
}

fn rule(id: &str, value: &str, expected: &str, message: &str) -> [String; 4] {
    [id, value, expected, message].map(str::to_owned)
}

/// One unit's quarters, the last of which is 2014Q4.
fn quarters(cases: &[i64]) -> Vec<Said<'static>> {
    let names =
        ["2014Q4", "2014Q3", "2014Q2", "2014Q1", "2013Q4", "2013Q3", "2013Q2", "2013Q1", "2012Q4", "2012Q3"];
    names.into_iter().zip(cases.iter().rev()).map(|(period, cases)| ("J-1", period, *cases, 10)).collect()
}

#[test]
fn a_group_that_reports_nothing_for_four_quarters_is_told() {
    let mut said: Vec<Said> = vec![("J-1", "2014Q4", 2, 2), ("J-2", "2014Q4", 1, 1)];
    for period in ["2014Q4", "2014Q3", "2014Q2"] {
        said.extend([("J-11", period, 0, 0), ("J-12", period, 0, 0)]);
    }
    assert_eq!(findings(&said, &[]), Vec::<[String; 4]>::new());
    said.push(("J-11", "2014Q1", 0, 0));
    let told = rule("CQ-M001", "", "", "县区组所有单位连续四个季度没有责任追究情况。");
    assert_eq!(findings(&said, &[]), [told]);
    said.push(("J-12", "2014Q1", 1, 1));
    assert_eq!(findings(&said, &[]), Vec::<[String; 4]>::new());
}

#[test]
fn more_than_three_fifths_of_nil_units_are_told() {
    let mut said = vec![
        ("J-1", "2014Q4", 1, 1),
        ("J-2", "2014Q4", 1, 1),
        ("J-11", "2014Q4", 0, 0),
        ("J-12", "2014Q4", 0, 0),
    ];
    said.push(("J-13", "2014Q4", 0, 0));
    assert_eq!(findings(&said, &[]), Vec::<[String; 4]>::new());
    said.remove(0);
    let message = "应报5个单位，计入汇总的4个单位中有3个没有责任追究情况，占75%，超过60%。";
    assert_eq!(findings(&said, &[]), [rule("CQ-M001", "3", "2.4", message)]);
}

#[test]
fn a_total_is_told_that_lies_further_from_the_mean_than_three_deviations() {
    // Before: mean 10, variance 8/3 of 8, 12, 10, 10; three standard deviations are 4.898….
    assert_eq!(findings(&quarters(&[8, 12, 10, 10, 14]), &[]), Vec::<[String; 4]>::new());
    let message = "全部单位责任追究案件15件，此前4个季度平均10件，超出平均数上下三倍标准差。";
    assert_eq!(findings(&quarters(&[8, 12, 10, 10, 15]), &[]), [rule("CQ-M001", "", "", message)]);
    let message = message.replace("15", "5");
    assert_eq!(findings(&quarters(&[8, 12, 10, 10, 5]), &[]), [rule("CQ-M001", "", "", &message)]);
}

#[test]
fn a_total_is_compared_with_four_to_eight_quarters() {
    assert_eq!(findings(&quarters(&[10, 10, 10, 99]), &[]), Vec::<[String; 4]>::new());
    // The 99 lies nine quarters back.
    let message = "全部单位责任追究案件99件，此前8个季度平均10件，超出平均数上下三倍标准差。";
    let said = quarters(&[99, 10, 10, 10, 10, 10, 10, 10, 10, 99]);
    assert_eq!(findings(&said, &[]), [rule("CQ-M001", "", "", message)]);
}

#[test]
fn persons_of_a_year_are_held_against_the_cases_filed_by_the_same_organs() {
    let said = [("J-1", "2014Q1", 4, 20), ("J-1", "2014Q4", 4, 11), ("J-2", "2014Q4", 1, 90)];
    assert_eq!(findings(&said, &[]), Vec::<[String; 4]>::new());
    assert_eq!(findings(&said, &[("J-11", 1)]), Vec::<[String; 4]>::new());
    let message = "1个单位全年追究领导干部31人，超过其监督责任统计表立案10件的三倍。";
    assert_eq!(findings(&said, &[("J-1", 10)]), [rule("CQ-M002", "31", "30", message)]);
    assert_eq!(findings(&said, &[("J-1", 11)]), Vec::<[String; 4]>::new());
}

#[test]
fn nothing_is_said_of_a_period_of_which_nothing_is_official() {
    assert_eq!(findings(&[("J-1", "2014Q3", 0, 0)], &[]), Vec::<[String; 4]>::new());
}
