//! `registry/` as CONTRACT.md has it: units.csv, leaders.csv, holidays.csv.

use super::workdays;
use super::world::World;
use jiff::civil::Date as Day;

/// The lines of a CSV file (RFC 4180).
pub fn csv(lines: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).expect("memory takes it, and all lines are equally long");
    }
    writer.into_inner().expect("memory takes it")
}

/// A header line.
pub fn header(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

/// units.csv
pub fn units(world: &World) -> Vec<u8> {
    let mut lines = vec![header(
        "unit_id,name,short_name,aliases,kind,level,grade,sector,division_code,parent_id,counterpart_id,dispatcher_id,covers,group,\
         sort_no,duties,doc_prefix,active_from,active_to",
    )];
    lines.extend(world.units.iter().map(|unit| {
        [
            &unit.id,
            &unit.name,
            &unit.short,
            &unit.aliases.join(";"),
            unit.kind,
            unit.level.word(),
            unit.grade,
            unit.sector,
            unit.division,
            &unit.parent,
            &unit.counterpart,
            &unit.dispatcher,
            &unit.covers.join(";"),
            unit.group,
            &unit.sort.to_string(),
            unit.duties,
            &unit.prefix,
            "",
            "",
        ]
        .map(str::to_owned)
        .to_vec()
    }));
    csv(lines)
}

/// leaders.csv
pub fn leaders(world: &World) -> Vec<u8> {
    let mut lines = vec![header(
        "person_id,name,unit_id,post,role,rank,is_principal,term_start,term_end,in_charge_of,contact_units",
    )];
    lines.extend(world.leaders.iter().map(|leader| {
        vec![
            leader.id.clone(),
            leader.name.clone(),
            leader.unit.clone(),
            leader.post.clone(),
            leader.role.to_owned(),
            leader.rank.to_owned(),
            leader.principal.to_string(),
            leader.start.to_string(),
            leader.end.as_ref().map(Day::to_string).unwrap_or_default(),
            String::new(),
            leader.contact.join(";"),
        ]
    }));
    csv(lines)
}

/// holidays.csv
pub fn holidays() -> Vec<u8> {
    let days = workdays::calendar().into_iter();
    let lines = days.map(|(day, kind, name)| vec![day.to_string(), kind.to_owned(), name.to_owned()]);
    csv(std::iter::once(header("date,kind,name")).chain(lines))
}
