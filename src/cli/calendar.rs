//! `liangze calendar`: what is due on which day of a year, from which unit to whom, and the office's own days; as a
//! table, and as a file for calendars.

use super::answer::Answer;
use super::arguments::Calendar;
use super::failure::Failure;
use super::table::{Side, Table};
use super::words::Words;
use crate::batch::{self, DueDay, Loaded, Office, OwnDay, Step};
use crate::catalog::Form;
use crate::catalog::notice::Declaration;
use crate::model::{Period, Unit};
use crate::write::ics::{Event, calendar as calendar_file};
use jiff::civil::Date as Day;

/// The calendar of an office, or of one of its units.
pub fn calendar(given: &Calendar, words: &Words) -> Result<Answer, Failure> {
    let office = Office::open(&given.office)?;
    let loaded = batch::load(&office)?;
    let as_of = given.as_of.unwrap_or_else(|| office.config.now());
    let year = given.year.unwrap_or_else(|| as_of.year());
    let unit = given.unit.as_deref().map(|name| find(&loaded, name)).transpose()?;
    let mut due = batch::due_days(&office, &loaded, year);
    due.retain(|due| unit.is_none_or(|unit| due.unit.id == unit.id));
    let own = if unit.is_some() { Vec::new() } else { batch::own_days(&office, &loaded, year) };
    if let Some(path) = &given.ics {
        let whose = unit.or_else(|| batch::receiving_organ(&office, &loaded));
        let (id, name) = whose.map_or(("", ""), |unit| (unit.id.as_str(), unit.short_name.as_str()));
        let name = words.fill("calendar.name", &[("unit", name), ("year", &year.to_string())]);
        let events = match unit {
            Some(_) => due.iter().map(|due| of_unit(id, due, words)).collect(),
            None => of_office(id, &due, &own, words),
        };
        let file = calendar_file(&name, &events, office.config.in_utc(as_of));
        batch::write_whole(path, file.as_bytes())?;
        let values = [("path", path.display().to_string()), ("count", events.len().to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        return Ok(Answer::clean(words.fill("calendar.written", &values) + "\n"));
    }
    if due.is_empty() && own.is_empty() {
        return Ok(Answer::clean(words.say("calendar.nothing").to_owned() + "\n"));
    }
    let mut text = due_table(&due, words);
    if !own.is_empty() {
        text += &format!("\n{}\n{}", words.say("calendar.own_days"), own_table(&own, words));
    }
    Ok(Answer::clean(text))
}

/// The unit with an id or a name.
pub fn find<'a>(loaded: &'a Loaded, name: &str) -> Result<&'a Unit, Failure> {
    let registry = &loaded.registry;
    let named = |unit: &&Unit| unit.name == name || unit.short_name == name;
    let found = registry.unit(name).or_else(|| registry.units().iter().find(named));
    let near = || registry.nearest(name).map(|unit| unit.short_name.clone()).into_iter().collect();
    found.ok_or_else(|| Failure::NoUnit(name.to_owned(), near()))
}

fn due_table(due: &[DueDay], words: &Words) -> String {
    let keys = ["day", "unit", "form", "period", "recipients", "basis"].map(|key| format!("calendar.{key}"));
    let mut table = Table::new(keys.each_ref().map(|key| (words.say(key), Side::Left)));
    for one in due {
        table.row([
            one.day.to_string(),
            one.unit.short_name.clone(),
            form_name(one.form, words),
            one.period.to_string(),
            recipients(one, words),
            basis(one.form, words),
        ]);
    }
    table.lines(0, words.screen)
}

fn own_table(own: &[OwnDay], words: &Words) -> String {
    let keys = ["day", "what", "basis"].map(|key| format!("calendar.{key}"));
    let mut table = Table::new(keys.each_ref().map(|key| (words.say(key), Side::Left)));
    for one in own {
        let (what, basis) = match one {
            OwnDay::Reminder(_, step, form, period) => {
                (reminder(*step, form, *period, words), words.say("calendar.own_rule").to_owned())
            }
            OwnDay::Leaves(_, notice) => (notice.name.clone(), leaves_basis(notice)),
        };
        table.row([one.day().to_string(), what, basis]);
    }
    table.lines(0, words.screen)
}

fn leaves_basis(notice: &Declaration) -> String {
    notice.leaves.as_ref().map_or_else(String::new, |leaves| leaves.basis.clone())
}

/// The word for a step of the ladder.
fn step_key(step: Step) -> &'static str {
    match step {
        Step::Before => "before",
        Step::First => "first",
        Step::Second => "second",
        Step::Listed => "listed",
    }
}

fn reminder(step: Step, form: &Form, period: Period, words: &Words) -> String {
    let period = period.to_string();
    words.fill(&format!("calendar.{}", step_key(step)), &[("form", &form.name), ("period", &period)])
}

/// A form by its name; one of which none may come says so.
fn form_name(form: &Form, words: &Words) -> String {
    if form.expected { form.name.clone() } else { words.fill("calendar.if_any", &[("form", &form.name)]) }
}

fn recipients(due: &DueDay, words: &Words) -> String {
    let names: Vec<&str> = due.recipients.iter().map(|unit| unit.short_name.as_str()).collect();
    names.join(words.say("calendar.join"))
}

fn basis(form: &Form, words: &Words) -> String {
    let articles =
        form.articles.iter().map(|number| words.fill("calendar.article", &[("number", &number.to_string())]));
    let articles = articles.collect::<Vec<_>>().join(words.say("calendar.join"));
    match &form.due_basis {
        Some(basis) => basis.clone(),
        None => articles,
    }
}

/// One event for each form that a unit owes.
fn of_unit(organ: &str, due: &DueDay, words: &Words) -> Event {
    let (recipients, basis) = (recipients(due, words), basis(due.form, words));
    let values = [("recipients", recipients.as_str()), ("basis", basis.as_str())];
    Event {
        id: format!("{}-{}@{organ}.liangze", due.form.id, due.period),
        day: due.day,
        summary: summary(due.form, due.period, words),
        description: words.fill("calendar.unit_event", &values),
    }
}

fn summary(form: &Form, period: Period, words: &Words) -> String {
    words.fill("calendar.due", &[("form", &form_name(form, words)), ("period", &period.chinese())])
}

/// One event for each day and form with the number of units, and one for each day of the office's own.
fn of_office(organ: &str, due: &[DueDay], own: &[OwnDay], words: &Words) -> Vec<Event> {
    let mut forms: Vec<(Day, &Form, Period, usize)> = Vec::new();
    for one in due {
        let same = |(day, form, period, _): &&mut (Day, &Form, Period, usize)| {
            *day == one.day && form.id == one.form.id && *period == one.period
        };
        match forms.iter_mut().find(same) {
            Some((.., units)) => *units += 1,
            None => forms.push((one.day, one.form, one.period, 1)),
        }
    }
    let due = forms.into_iter().map(|(day, form, period, units)| {
        let (units, basis) = (units.to_string(), basis(form, words));
        Event {
            id: format!("{}-{period}@{organ}.liangze", form.id),
            day,
            summary: summary(form, period, words),
            description: words.fill("calendar.office_event", &[("units", &units), ("basis", &basis)]),
        }
    });
    let own = own.iter().map(|one| match one {
        OwnDay::Reminder(day, step, form, period) => Event {
            id: format!("{}-{}-{period}@{organ}.liangze", step_key(*step), form.id),
            day: *day,
            summary: reminder(*step, form, *period, words),
            description: String::new(),
        },
        OwnDay::Leaves(day, notice) => Event {
            id: format!("{}-{day}@{organ}.liangze", notice.id),
            day: *day,
            summary: notice.name.clone(),
            description: leaves_basis(notice),
        },
    });
    due.chain(own).collect()
}
