//! Merging up the unit tree: from submissions and duties to the tables that officers read (FORMS.md 6). Pure: it sees
//! no disk, no clock and no database, and neither reads papers nor draws workbooks.
//!
//! [`duties`] tells who owed what; [`official`] has the rows that count; [`Gathered`] reads what was sent; [`book`] makes
//! the workbook of one of the [`roots`], the top organ and each prefecture; [`rollup`] has the rows of the export.

mod candidate;
mod chart;
mod claim;
mod column;
mod computed;
mod condition;
mod conservation;
mod cover;
mod coverage;
mod difference;
mod duty;
mod fact;
mod footnote;
mod formula;
mod gather;
mod keyed;
mod known;
mod list;
mod needed;
mod published;
pub mod rollup;
mod row;
mod running;
mod series;
mod sight;
mod standing;
mod statistic;
mod tabulate;
mod territory;
mod trace;
mod trigger;
mod trimmed;
mod units;

#[cfg(test)]
mod tests;

pub use claim::official;
pub use cover::moment;
pub use duty::{Collection, duties, shows_collection};
pub use gather::{Gathered, Order};
pub use known::state_word;
pub use needed::needed;
pub use running::duties_looked_at;
pub use territory::{Place, Territory, place_name};

use crate::catalog::Catalog;
use crate::catalog::message::fill;
use crate::catalog::summary::{Data, Summary};
use crate::model::table::Book;
use crate::model::{Level, Line, Period, Registry, Table, Unit};
use sight::Sight;
use tabulate::{is_last, tabulate};
use trace::Trace;

/// The organs for which workbooks are made: the top, then each prefecture, in registry order.
pub fn roots(registry: &Registry) -> Vec<&Unit> {
    let top = registry.top(Line::Party).or_else(|| registry.top(Line::Discipline));
    let below = registry.units().iter().filter(|unit| {
        unit.level == Level::Prefecture && unit.sector == "local" && unit.line() == Line::Party
    });
    top.into_iter().chain(below).collect()
}

/// The workbook of one organ: of all units within its territory, and of no other.
pub fn book<'a>(gathered: &Gathered<'a>, root: &'a Unit) -> Book {
    let order = gathered.order;
    let words = &order.catalog.book;
    let sight = Sight::new(gathered, root);
    let mut trace = Trace::default();
    let mut made: Vec<(&Summary, Table)> = Vec::new();
    for summary in declared(order.catalog, order.period).filter(|summary| !is_last(summary.rows.data())) {
        made.push((summary, tabulate(&sight, summary, None, &mut trace)));
    }
    let mut last = Vec::new();
    for summary in declared(order.catalog, order.period).filter(|summary| is_last(summary.rows.data())) {
        let data = summary.rows.data();
        let mut facts = match data {
            Data::Conservation => conservation::conservation(&sight, &made),
            Data::Unplaced => conservation::unplaced(&sight, &made),
            _ => trace.facts(&order, root),
        };
        facts.fields = gathered.facts(data).map_or_else(Vec::new, |empty| empty.fields.clone());
        last.push(tabulate(&sight, summary, Some(&facts), &mut trace));
    }
    let place = place_name(words, root);
    let (chinese, key) = (order.period.chinese(), order.period.to_string());
    Book {
        name: fill(&words.file, &[("place", &place), ("period", &key)]),
        title: fill(&words.title, &[("place", &place), ("period", &chinese)]),
        created: order.as_of,
        cover: cover::cover(&sight),
        tables: made.into_iter().map(|(_, table)| table).chain(last).collect(),
    }
}

/// The tables of workbooks of a period.
fn declared(catalog: &Catalog, period: Period) -> impl Iterator<Item = &Summary> {
    catalog.summaries.iter().filter(move |summary| match summary.cycle {
        None => true,
        Some(cycle) => cycle.admits(period),
    })
}
