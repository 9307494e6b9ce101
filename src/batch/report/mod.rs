//! `outbox/PERIOD/report.html`: the period on one page, for whoever has only a browser. Its values are gathered here from
//! what closing the period knows; `write` sets them on the page.

mod areas;
mod blocking;
mod counts;
mod files;
mod findings;
mod matrix;
mod wanting;

use super::closing::Closing;
use super::failure::BatchFailure;
use super::outbox::Outbox;
use crate::ledger::Remark;
use crate::merge::{moment, place_name, roots};
use crate::model::{Duty, DutyState, Filed, Status};
use crate::write::report::{AreaBar, Counts, Received, Report, Stamp, Waiting, bar, rate, received};
use areas::Area;
use jiff::civil::Date as Day;
use std::collections::{BTreeMap, BTreeSet};

/// Its name within the folder.
const FILE: &str = "report.html";
/// So many due days are marked on the chart of days: those on which most is due.
const DUE_DAYS: usize = 3;

/// Writes the page of a period, unless it says what it said before; after all else of the period is written.
/// `over_all` are the findings over many returns, `drafts` how many notices wait for approval.
///
/// # Errors
/// What the disk reports, and what is wrong with an office's own templates of the page.
pub(super) fn write_report(
    closing: &Closing,
    over_all: &[Remark],
    drafts: usize,
    outbox: &Outbox,
) -> Result<(), BatchFailure> {
    let report = gathered(closing, over_all, drafts, &outbox.paths());
    let content = format!("{} {}", closing.loaded.catalog.fingerprint, report.content());
    if outbox.is_fresh(FILE, &content) {
        return Ok(());
    }
    let page = closing.loaded.printer.print(&report);
    let page = page.map_err(|issue| BatchFailure::Declarations(vec![issue]))?;
    outbox.put(FILE, page.as_bytes(), &content)?;
    Ok(())
}

fn gathered(closing: &Closing, over_all: &[Remark], drafts: usize, paths: &BTreeSet<String>) -> Report {
    let (catalog, registry) = (&closing.loaded.catalog, &closing.loaded.registry);
    let area = Area::of(registry, &catalog.book);
    let findings = findings::findings(closing, over_all, paths);
    let found: BTreeSet<usize> = findings.units.iter().filter_map(|unit| unit.number).collect();
    let place = roots(registry).first().map(|root| place_name(&catalog.book, root));
    let open = |letter: &str| {
        findings.severities.iter().filter(|one| one.letter == letter).map(|one| one.open).sum()
    };
    let wanting = wanting::wanting(closing);
    let having = |state: DutyState| wanting.iter().filter(|one| one.state == state).count();
    let units = |missing: bool| {
        let of_kind = wanting.iter().filter(|one| (one.state == DutyState::Missing) == missing);
        of_kind.map(|one| one.unit).collect::<BTreeSet<usize>>().len()
    };
    let waiting = Waiting {
        missing_units: units(true),
        faulty_units: units(false),
        returned: having(DutyState::Returned),
        held: having(DutyState::Held),
        unexplained: open("W"),
        for_officers: open("M"),
        drafts,
        lists: findings.units.iter().filter(|unit| !unit.list.is_empty()).count(),
    };
    Report {
        stamp: Stamp { as_of: moment(closing.run.as_of), run: closing.run.id.to_string() },
        place: place.unwrap_or_default(),
        period: closing.period.to_string(),
        period_name: closing.period.chinese(),
        mark: catalog.book.cover.mark.clone(),
        counts: counts::counts(closing.duties),
        forms: counts::by_form(&catalog.forms, closing.duties),
        waiting,
        matrix: matrix::matrix(closing, area.as_ref(), &found),
        blocking: blocking::blocking(closing, area.as_ref(), &wanting),
        timeliness: timeliness(closing, area.as_ref()),
        received: days(closing.filed, closing.duties),
        files: files::files(paths),
        findings,
    }
}

/// How timely the areas directly below the receiving organ are, and its own level.
fn timeliness(closing: &Closing, area: Option<&Area>) -> Vec<AreaBar> {
    let registry = &closing.loaded.registry;
    let mut by_unit: BTreeMap<usize, Vec<&Duty>> = BTreeMap::new();
    for duty in closing.duties {
        by_unit.entry(registry.order(&duty.unit)).or_default().push(duty);
    }
    let made = |name: &str, own: bool, units: Vec<usize>| {
        let counts = counts::counts(units.iter().filter_map(|unit| by_unit.get(unit)).flatten().copied());
        (counts.owed > 0).then(|| AreaBar {
            name: name.to_owned(),
            own,
            counts,
            rate: rate(counts.timely, counts.owed),
            bar: bar_of(&counts),
        })
    };
    let numbers = |units: Vec<(usize, usize)>| units.into_iter().map(|(unit, _)| unit).collect::<Vec<_>>();
    let mut bars = Vec::new();
    if let Some(area) = area {
        bars.extend(made(&area.name, true, numbers(area.own().collect())));
        bars.extend(area.below.iter().filter_map(|below| made(&below.name, false, numbers(below.all()))));
    }
    bars.extend(made("", false, matrix::outside(registry, area)));
    bars
}

fn bar_of(counts: &Counts) -> Vec<crate::write::report::Part> {
    let parts = [
        ("timely", counts.timely),
        ("late", counts.late),
        ("held", counts.held),
        ("returned", counts.returned),
        ("missing", counts.missing),
    ];
    bar(&parts, counts.owed)
}

/// When the returns of a period came, all versions of them.
fn days(filed: &[Filed], duties: &[Duty]) -> Received {
    let mut days: BTreeMap<Day, usize> = BTreeMap::new();
    for one in filed.iter().filter(|one| one.status.is_verdict() || one.status == Status::Superseded) {
        *days.entry(one.received_at.date()).or_default() += 1;
    }
    let mut due: BTreeMap<Day, usize> = BTreeMap::new();
    duties.iter().filter_map(|duty| duty.due_on).for_each(|day| *due.entry(day).or_default() += 1);
    let mut due: Vec<(Day, usize)> = due.into_iter().collect();
    due.sort_by_key(|(day, count)| (std::cmp::Reverse(*count), *day));
    received(&days, &due.into_iter().take(DUE_DAYS).map(|(day, _)| day).collect())
}
