//! What became of what was owed.

use super::{UNITS, at, catalog, collection, filed, registry, with};
use crate::catalog::Catalog;
use crate::merge::{Collection, duties, rollup};
use crate::model::{Duty, Filed, Registry, Status};

#[test]
fn a_report_that_may_be_merged_is_done_with_the_one_that_stands_for_it() {
    let mut catalog = catalog();
    let units = UNITS.replace(",AP\n", ",AP;YR\n");
    let registry = Registry::load(&units, "unit_id\n", "date,kind,name\n", &catalog.names).0;
    let sent = |catalog: &Catalog| {
        let of = |code: &str, id, unit: &str, received: &str| {
            at(filed(catalog.form_by_code(code).unwrap(), id, unit, "2014", &[]), received)
        };
        vec![
            of("AP", 1, "P-1", "2015-01-20T09:00:00"),
            of("AP", 2, "P-11", "2015-02-03T09:00:00"),
            with(of("AP", 3, "P-12", "2015-01-20T09:00:00"), Status::Returned),
            with(of("AP", 4, "P-2", "2015-01-20T09:00:00"), Status::Provisional),
            of("YR", 5, "P-8", "2015-01-05T09:00:00"),
            of("AP", 6, "P-8", "2015-01-20T09:00:00"),
        ]
    };
    let collection = Collection { as_of: "2015-02-08T09:00:00".parse().unwrap(), ..collection() };
    let words = |catalog: &Catalog| -> Vec<String> {
        let all = sent(catalog);
        let duties = duties(catalog, &registry, &collection, &all.iter().collect::<Vec<_>>());
        let of_report = duties.iter().filter(|duty| duty.form == catalog.form_by_code("YR").unwrap().id);
        let of_report: Vec<Duty> = of_report.cloned().collect();
        let rows = rollup::r01(catalog, &of_report);
        rows.map(|row| format!("{} {} {}", row[0], row[3], row[5])).collect()
    };
    assert_eq!(
        words(&catalog),
        [
            "P-1 2014-12-31 未报",
            "P-11 2014-12-31 未报",
            "P-12 2014-12-31 未报",
            "P-2 2014-12-31 未报",
            "P-8 2014-12-31 迟报5天",
            "P-9 2014-12-31 未报",
        ]
    );
    catalog.set(&toml::from_str("yr_merge_with_ap = true").unwrap()).unwrap();
    assert_eq!(
        words(&catalog),
        [
            "P-1 2015-01-31 合并报送",
            "P-11 2015-01-31 迟报3天",
            "P-12 2015-01-31 未报",
            "P-2 2015-01-31 暂收",
            "P-8 2015-01-31 按时",
            "P-9 2015-01-31 未报",
        ]
    );
}

#[test]
fn a_duty_is_told_by_the_version_that_counts() {
    let catalog = catalog();
    let registry = registry(&catalog);
    let form = catalog.form_by_code("CQ").unwrap();
    let third = |id, unit| filed(form, id, unit, "2014Q3", &[(unit, 1, 1)]);
    let all = [
        with(third(1, "J-1"), Status::Superseded),
        at(third(2, "J-1"), "2014-10-02T09:00:00"),
        third(3, "J-11"),
        with(third(4, "J-12"), Status::Returned),
        filed(form, 5, "J-2", "2014Q3", &[("J-2", 0, 0)]),
    ];
    let mut corrected = all.to_vec();
    corrected[2].status = Status::Superseded;
    corrected.push(at(third(6, "J-11"), "2014-10-05T09:00:00"));
    let sent: Vec<&Filed> = corrected.iter().collect();
    let mut collection = collection();
    collection.exempt.insert(("J-S".into(), "CQ".into(), "2014Q3".parse().unwrap()));
    let words = |collection: &Collection| -> Vec<String> {
        let duties = duties(&catalog, &registry, collection, &sent);
        rollup::r01(&catalog, &duties).map(|row| format!("{} {} {}", row[0], row[3], row[5])).collect()
    };
    assert_eq!(
        words(&collection),
        [
            "J-1 2014-09-30 迟报2天",
            "J-11 2014-09-30 按时",
            "J-111 2014-09-30 未报",
            "J-12 2014-09-30 退回未改",
            "J-2 2014-09-30 零报告",
            "J-S 2014-09-30 免报",
        ],
        "a valid return that is corrected later was in time; one that had to be mended was not"
    );
    collection.calendar.first_receipt_counts = true;
    assert_eq!(words(&collection)[0], "J-1 2014-09-30 按时");
}
