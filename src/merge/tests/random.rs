//! Whatever is sent by whomever: what was read is the total and what was left out.

use super::{catalog, filed, order, registry, table, with};
use crate::merge::{Gathered, book};
use crate::model::{Filed, Status};
use proptest::prelude::*;

/// Senders and the units of their rows; `?` is none of the registry.
const UNITS: [&str; 9] = ["J-0", "J-1", "J-11", "J-111", "J-12", "J-2", "P-8", "P-9", "?"];
const STATUSES: [Status; 5] =
    [Status::Accepted, Status::Accepted, Status::Provisional, Status::Returned, Status::Superseded];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_added(
        returns in prop::collection::vec(
            (0..UNITS.len() - 1, 0..STATUSES.len(), prop::collection::vec((0..UNITS.len(), 0i64..50, 0i64..90), 1..5)),
            0..14,
        )
    ) {
        let catalog = catalog();
        let registry = registry(&catalog);
        let form = catalog.form_by_code("CQ").unwrap();
        let all: Vec<Filed> = returns.iter().enumerate().map(|(number, (unit, status, rows))| {
            let rows: Vec<(&str, i64, i64)> = rows.iter().map(|(unit, cases, persons)| (UNITS[*unit], *cases, *persons)).collect();
            let filed = filed(form, i64::try_from(number).unwrap(), UNITS[*unit], "2014Q3", &rows);
            match STATUSES[*status] {
                Status::Accepted => filed,
                status => with(filed, status),
            }
        }).collect();
        let accepted: i64 = returns.iter().filter(|(_, status, _)| STATUSES[*status] == Status::Accepted)
            .flat_map(|(_, _, rows)| rows).map(|(_, cases, _)| cases).sum();
        let sent: Vec<&Filed> = all.iter().collect();
        let gathered = Gathered::new(order(&catalog, &registry), &sent, &[], &[]);
        for root in ["P-0", "P-1", "P-2"] {
            let tables = book(&gathered, registry.unit(root).unwrap()).tables;
            let proof = table(&tables, "S1");
            let column = |label: &str| proof.columns.iter().position(|column| column.header.last().unwrap() == label).unwrap();
            for row in &proof.rows {
                prop_assert_eq!(row.cells[column("差额")].number().unwrap(), 0.into(), "{} {:?}", root, row);
            }
            if root == "P-0" {
                prop_assert_eq!(proof.rows[0].cells[column("读入数")].number().unwrap(), accepted.into());
            }
        }
    }
}
