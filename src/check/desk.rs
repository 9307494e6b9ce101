//! The desk: everything that the rules of one submission look at, laid out once, as values of expressions. Only what
//! some rule of the form mentions is laid out.

use super::disputed::Standing;
use super::likeness::{Like, like_others, narrative};
use super::objects::{Keyed, PeriodObject, Row, SectionObject, sums};
use super::surroundings::Surroundings;
use crate::catalog::coverage::DuePerson;
use crate::catalog::directory::{Directory, UnitObject, When, rest_days};
use crate::catalog::{Catalog, Form, Surrounding};
use crate::expr::Value;
use crate::model::{Date, Entry, Filed, Period, Record, Registry, Unit};
use jiff::civil::Date as Day;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The subject and what lies around it.
pub struct Desk<'a> {
    /// All declarations.
    pub catalog: &'a Catalog,
    /// All units.
    pub registry: &'a Registry,
    /// The submission that is checked.
    pub filed: &'a Filed,
    /// Its form.
    pub form: &'a Form,
    /// Its unit, if it resolved.
    pub unit: Option<&'a Unit>,
    /// Its period.
    pub period: Option<Period>,
    /// The day on which the registry is asked.
    pub day: Day,
    /// All units by id, as they stand in the year.
    pub units: &'a Directory<'a>,
    /// Its rows.
    pub rows: Vec<Row<'a>>,
    /// Its 合计 row, or the sums of its rows.
    pub total: Option<Row<'a>>,
    /// Its narrative.
    pub sections: Vec<SectionObject<'a>>,
    /// Its header fields.
    pub header: Keyed<'a>,
    /// What stands below its rows.
    pub footing: Keyed<'a>,
    /// The sender as an object.
    pub sender: Option<UnitObject<'a>>,
    /// The period as an object.
    pub period_object: Option<PeriodObject>,
    /// Rows of other forms, by what they are.
    pub others: BTreeMap<Surrounding, Vec<Row<'a>>>,
    /// Indicator numbers by code, by field number.
    pub indicators: BTreeMap<usize, Keyed<'a>>,
    /// Lists of texts, by what they are.
    pub texts: BTreeMap<Surrounding, Vec<String>>,
    /// The days of the year on which offices rest.
    pub rest_days: Vec<Date>,
    /// Whom the rows must reach; `None` while that is open.
    pub due_persons: Option<Vec<DuePerson>>,
    /// Earlier returns with nearly the same text.
    pub like_others: Vec<Like<'a>>,
    /// Earlier submissions: one period, one year.
    pub earlier: [Option<&'a Filed>; 2],
}

impl<'a> Desk<'a> {
    /// Lays out what the given rules look at.
    pub fn new(
        catalog: &'a Catalog,
        registry: &'a Registry,
        filed: &'a Filed,
        form: &'a Form,
        units: &'a Directory<'a>,
        surroundings: &Surroundings<'a>,
        wanted: &[Surrounding],
    ) -> Desk<'a> {
        let submission = &filed.submission;
        let period = submission.period;
        let day =
            period.map_or(filed.received_at.date(), |period| period.end().min(filed.received_at.date()));
        let unit = registry.unit(&submission.unit);
        let rows: Vec<Row> =
            submission.data().map(|record| Row::of(form, filed, Cow::Borrowed(record), None)).collect();
        let total = form.layout.keep_total.then(|| {
            let stated = submission.records.iter().find(|record| record.row == 0);
            let record = stated.map_or_else(|| Cow::Owned(sums(form, submission.data())), Cow::Borrowed);
            Row::of(form, filed, record, None)
        });
        let keyed = |entries: &'a BTreeMap<String, Entry>| {
            Keyed(entries.iter().map(|(key, entry)| (key.as_str(), Value::from(&entry.value))).collect())
        };
        let points = |section: &crate::model::Section| {
            section
                .paragraphs
                .iter()
                .filter(|(_, text)| {
                    text.chars()
                        .next()
                        .is_some_and(|first| "（(一二三四五六七八九十1234567890".contains(first))
                })
                .count()
        };
        let mut desk = Desk {
            catalog,
            registry,
            filed,
            form,
            unit,
            period,
            day,
            units,
            sections: submission
                .sections
                .iter()
                .map(|section| SectionObject::new(section, points(section)))
                .collect(),
            header: keyed(&submission.headers),
            footing: keyed(&submission.footing),
            sender: unit
                .zip(period)
                .map(|(unit, period)| UnitObject::new(unit, registry, When { day, period })),
            period_object: period.map(PeriodObject::new),
            rows,
            total,
            others: BTreeMap::new(),
            indicators: BTreeMap::new(),
            texts: BTreeMap::new(),
            rest_days: Vec::new(),
            due_persons: None,
            like_others: Vec::new(),
            earlier: [None, None],
        };
        desk.lay_earlier(surroundings);
        for one in wanted {
            desk.lay(one, surroundings);
        }
        desk
    }

    fn lay_earlier(&mut self, surroundings: &Surroundings<'a>) {
        let Some(period) = self.period else { return };
        let unit = &self.filed.submission.unit;
        // Of several events of a period the same one: last year's report of the same person.
        let event = &self.filed.submission.event;
        let find = |period| {
            let same =
                surroundings.of(self.form, unit, period).filter(|one| one.submission.event == *event).last();
            same.or_else(|| surroundings.of(self.form, unit, period).last())
        };
        self.earlier = [find(period.previous()), find(period.year_before())];
    }

    fn lay(&mut self, wanted: &Surrounding, surroundings: &Surroundings<'a>) {
        let Some(period) = self.period else { return };
        let forms = &self.catalog.forms;
        let id = self.filed.submission.unit.as_str();
        let year = period.calendar_year();
        let beside = self.unit.and_then(|unit| self.registry.counterpart(unit));
        let rows_of = |form: &'a Form, filed: &mut dyn Iterator<Item = &'a Filed>| {
            filed.flat_map(|one| self.rows_of(form, one, surroundings)).collect::<Vec<Row<'a>>>()
        };
        let rows: Option<Vec<Row<'a>>> = match wanted {
            Surrounding::Replaced => {
                Some(rows_of(self.form, &mut self.replaced(surroundings, period).into_iter()))
            }
            Surrounding::Other(number) => {
                let form = &forms[*number];
                Some(rows_of(form, &mut surroundings.of(form, id, period)))
            }
            Surrounding::SoFar(number) => {
                let form = &forms[*number];
                Some(rows_of(form, &mut surroundings.so_far(form, id, period)))
            }
            Surrounding::Counterpart(number) => beside.map(|beside| {
                let form = &forms[*number];
                rows_of(form, &mut surroundings.of(form, &beside.id, period))
            }),
            Surrounding::OfYear(number) => {
                let form = &forms[*number];
                Some(rows_of(form, &mut surroundings.of_year(form, id, year)))
            }
            Surrounding::OfYearBefore(number) => {
                let form = &forms[*number];
                Some(rows_of(form, &mut surroundings.of_year(form, id, year - 1)))
            }
            Surrounding::CounterpartOfYear(number) => beside.map(|beside| {
                let form = &forms[*number];
                rows_of(form, &mut surroundings.of_year(form, &beside.id, year))
            }),
            Surrounding::About(number) => {
                let form = &forms[*number];
                let ids = std::iter::once(id).chain(beside.map(|beside| beside.id.as_str()));
                let about = surroundings.about(form, ids, period).into_iter();
                Some(
                    about
                        .map(|(one, record)| self.row(form, one, Cow::Borrowed(record), surroundings))
                        .collect(),
                )
            }
            Surrounding::Below(number) => self.unit.map(|unit| {
                let form = &forms[*number];
                let above = std::iter::once(unit).chain(beside);
                let below = above.flat_map(|above| self.registry.children(above));
                let mut sent: Vec<&'a Filed> =
                    below.flat_map(|unit| surroundings.sent_in(form, &unit.id, year)).collect();
                sent.sort_by_key(|one| (one.submission.period, one.id));
                rows_of(form, &mut sent.into_iter())
            }),
            Surrounding::Above(number) => self.unit.map(|unit| {
                let form = &forms[*number];
                let above = self.registry.organs_above(unit);
                let mut sent: Vec<&'a Filed> =
                    above.flat_map(|unit| surroundings.sent_in(form, &unit.id, year)).collect();
                sent.sort_by_key(|one| (one.submission.period, one.id));
                rows_of(form, &mut sent.into_iter())
            }),
            Surrounding::Quarters(number) => self.unit.map(|unit| {
                let form = &forms[*number];
                let found = surroundings.quarters(form, unit, self.registry, period.calendar_year());
                let rows = found.into_values();
                rows.map(|(filed, record)| self.figures(form, filed, record, surroundings)).collect()
            }),
            _ => None,
        };
        if let Some(rows) = rows {
            self.others.insert(wanted.clone(), rows);
            return;
        }
        let texts = match wanted {
            Surrounding::LikeOthers => {
                let earlier = surroundings.alike.get(&self.filed.id).map_or(&[][..], Vec::as_slice);
                self.like_others = like_others(self.form, self.filed, earlier, self.registry);
                return;
            }
            Surrounding::RestDays => {
                self.rest_days = rest_days(self.registry, year);
                return;
            }
            Surrounding::DuePersons => {
                self.due_persons = self.due_persons();
                return;
            }
            Surrounding::Indicator(field) => {
                self.indicators.insert(*field, self.by_code(*field));
                return;
            }
            Surrounding::Addressed => self.addressed(surroundings, period),
            Surrounding::Attached => self.attached(surroundings, period),
            Surrounding::OwedRecipients => self.owed_recipients(),
            Surrounding::Text => vec![narrative(&self.filed.submission)],
            Surrounding::YearBeforeText => {
                self.earlier[1].map(|filed| narrative(&filed.submission)).into_iter().collect()
            }
            Surrounding::OtherCopy => self.other_copy(surroundings, period),
            Surrounding::Published => {
                // What was published after a return came is published because it came.
                let before = surroundings.published.iter().filter(|(_, at)| *at <= self.filed.received_at);
                before.map(|(code, _)| code.clone()).collect()
            }
            Surrounding::MissingCodes => self.codes(0),
            Surrounding::RepeatedCodes => self.codes(2),
            Surrounding::MissingHeadings => self.missing_headings(),
            Surrounding::ExtraLabels => self.extra_labels(),
            Surrounding::RosterNames => self.units.names().map(str::to_owned).collect(),
            _ => return,
        };
        self.texts.insert(wanted.clone(), texts);
    }

    fn due_persons(&self) -> Option<Vec<DuePerson>> {
        let reach = self.form.coverage.as_ref()?.compile(self.form).ok()?;
        let rows: Vec<Value> = self.rows.iter().map(|row| Value::Object(row)).collect();
        reach.persons(&self.filed.submission.unit, self.units, &rows).ok().flatten()
    }

    /// The numbers of a field by the code of their row; a code that stands twice gives its first.
    fn by_code(&self, field: usize) -> Keyed<'a> {
        let mut found: BTreeMap<&'a str, Value<'a>> = BTreeMap::new();
        let code = self.form.layout.indicator_field.as_ref().and_then(|key| self.form.field_number(key));
        for record in self.filed.submission.data() {
            if let Some(code) = code.and_then(|code| record.entries[code].value.text()) {
                found.entry(code).or_insert_with(|| Value::from(&record.entries[field].value));
            }
        }
        Keyed(found)
    }

    /// The row of another submission of this form that matches a row: the same unit, code or the total.
    pub fn matching(&self, other: &'a Filed, record: &Record) -> Option<Cow<'a, Record>> {
        let submission = &other.submission;
        if record.row == 0 {
            let stated = submission.records.iter().find(|other| other.row == 0);
            return Some(
                stated.map_or_else(|| Cow::Owned(sums(self.form, submission.data())), Cow::Borrowed),
            );
        }
        let code = self.form.layout.indicator_field.as_ref().and_then(|key| self.form.field_number(key));
        if let Some(code) = code {
            let wanted = record.entries[code].value.text()?;
            return submission
                .data()
                .find(|other| other.entries[code].value.text() == Some(wanted))
                .map(Cow::Borrowed);
        }
        if !record.unit.is_empty() {
            return submission.data().find(|other| other.unit == record.unit).map(Cow::Borrowed);
        }
        None
    }

    /// How another submission of a form stands; of the one that is being checked that is open.
    pub fn standing<'s>(
        &self,
        form: &Form,
        other: &'s Filed,
        surroundings: &'s Surroundings<'a>,
    ) -> Option<Standing<'s>> {
        let open = std::ptr::eq(other, self.filed);
        (!open).then(|| Standing::new(self.catalog, form, other, surroundings.found_in(other)))
    }

    /// All data rows of a submission.
    fn rows_of(&self, form: &'a Form, filed: &'a Filed, surroundings: &Surroundings<'a>) -> Vec<Row<'a>> {
        let standing = self.standing(form, filed, surroundings);
        let row = |record| Row::of(form, filed, Cow::Borrowed(record), standing.as_ref());
        filed.submission.data().map(row).collect()
    }

    /// One row of a submission.
    fn row(
        &self,
        form: &'a Form,
        filed: &'a Filed,
        record: Cow<'a, Record>,
        surroundings: &Surroundings<'a>,
    ) -> Row<'a> {
        Row::of(form, filed, record, self.standing(form, filed, surroundings).as_ref())
    }

    /// The figures of one quarter: a row, or the total of a whole return.
    fn figures(
        &self,
        form: &'a Form,
        filed: &'a Filed,
        record: Option<&'a Record>,
        surroundings: &Surroundings<'a>,
    ) -> Row<'a> {
        let submission = &filed.submission;
        let stated = record.or_else(|| submission.records.iter().find(|record| record.row == 0));
        let record = stated.map_or_else(|| Cow::Owned(sums(form, submission.data())), Cow::Borrowed);
        self.row(form, filed, record, surroundings)
    }

    /// The last day in time: as the office counted it, else as it is declared.
    pub fn due_on(&self) -> Option<Date> {
        let declared = || self.form.due_on(self.period?);
        let stated = || self.form.due_of(&self.filed.submission, self.registry);
        self.filed.due_on.or_else(declared).or_else(stated).map(Date::Day)
    }

    /// The day of receipt.
    pub fn received_on(&self) -> Date {
        Date::Day(self.filed.received_at.date())
    }
}
