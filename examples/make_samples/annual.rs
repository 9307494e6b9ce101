//! The indicators of the year 2014 and the year before of every unit: counted from the cases where they can be, else
//! thrown, but so that every rule of FORMS.md 4.5 and 4.6 holds.

use super::cases::{Case, Filer};
use super::dice::Dice;
use super::figures::{self, Figures};
use super::form::{Column, Form, Head, Row, Value};
use super::indicators::{DISCIPLINE, Group, PARTY};
use super::manner::{Digits, Manner};
use super::quarterly;
use super::sheet::Content;
use super::workdays;
use super::world::{Unit, World};
use jiff::ToSpan;
use jiff::civil::{Date as Day, date};
use liangze::model::{Level, Period};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Indicators by code.
pub type Values = BTreeMap<&'static str, Decimal>;

/// The year of the reports.
pub const YEAR: i16 = 2014;

/// A table of indicators.
#[derive(Clone)]
pub struct Indicators {
    pub unit: String,
    pub party: bool,
    pub place: String,
    pub current: Values,
    pub previous: Values,
    pub head: Head,
    /// Changed figures of the column 增减.
    pub deltas: Values,
    /// Codes left out.
    pub omitted: Vec<&'static str>,
    /// Cells with other words in the column 本年.
    pub words: BTreeMap<&'static str, String>,
}

/// The year's figures of responsibility in a unit: the whole return of its filer, or its own row if it stands in another's.
pub fn pursued(filers: &[Filer], cases: &[Case], unit: &Unit) -> Figures {
    let discipline = if unit.is_discipline() { unit.id.clone() } else { unit.counterpart.clone() };
    let owners = match filers.iter().find(|filer| filer.id == discipline) {
        Some(filer) => filer.owners.clone(),
        None if discipline.is_empty() => vec![unit.id.clone()],
        None => vec![discipline],
    };
    let quarters: Vec<Period> = Period::year(YEAR).quarters_so_far().collect();
    let rows: Vec<Figures> = owners
        .iter()
        .flat_map(|owner| quarters.iter().map(|quarter| quarterly::row(cases, owner, *quarter)))
        .collect();
    figures::sum(rows.iter())
}

/// Figures that are thrown: anew, or close to those of another year.
struct Throw<'a> {
    dice: Dice,
    near: Option<&'a Values>,
    values: Values,
}

impl Throw<'_> {
    fn free(&mut self, code: &'static str, low: i64, high: i64) -> i64 {
        let value = match self.near {
            None => self.dice.between(low, high),
            Some(near) => {
                let old = i64::try_from(near[code]).expect("a count");
                let step = (old / 12).max(1);
                (old + *self.dice.pick(&[-step, 0, 0, step])).clamp(low, high)
            }
        };
        self.set(code, value);
        value
    }

    fn set(&mut self, code: &'static str, value: i64) {
        self.values.insert(code, Decimal::from(value));
    }

    fn ratio(&mut self, code: &'static str, part: i64, whole: i64) {
        let percent = Decimal::from(part * 100) / Decimal::from(whole.max(1));
        self.values.insert(code, percent.round_dp(1));
    }
}

/// What a party unit has to state.
pub fn party(world: &World, filers: &[Filer], cases: &[Case], unit: &Unit) -> Indicators {
    let year = pursued(filers, cases, unit);
    let of_year = party_values(world, unit, &year, None);
    let before = party_values(world, unit, &a_year_before(&year), Some(&of_year));
    table(world, unit, of_year, before)
}

fn party_values(world: &World, unit: &Unit, pursued: &Figures, near: Option<&Values>) -> Values {
    let topic = format!("AI/{}/{}", unit.id, if near.is_some() { 2013 } else { 2014 });
    let mut throw = Throw { dice: Dice::of(&topic), near, values: Values::new() };
    let below = i64::try_from(world.children(&unit.id).len()).expect("few units");
    let team = i64::try_from(world.team(&unit.id, date(2014, 12, 31)).len()).expect("a small team");
    let meetings = throw.free("A01", 3, 8);
    throw.free("A02", 2, meetings);
    throw.free("A03", 1, 4);
    throw.free("A04", 0, below);
    throw.free("A05", 1, 4);
    throw.free("A06", 4, 16);
    let pledges = throw.free("B01", 6 + below, 14 + 2 * below);
    throw.set("B02", pledges);
    throw.ratio("B03", pledges, pledges);
    throw.free("B04", 5, 16);
    throw.free("C01", 2, 6);
    let lessons = throw.free("C02", 1, 3);
    throw.free("C03", lessons + 1, 7);
    throw.free("C04", 2, 8);
    let shows = throw.free("C05", 2, 6);
    throw.free("C06", shows * 45, shows * 45 + 180);
    let appointed = throw.free("D01", 4, 22);
    throw.set("D02", appointed);
    throw.set("D03", 0);
    throw.set("D04", 0);
    throw.set("D05", 0);
    throw.set("D06", 0);
    let breaches = throw.free("E01", 1, 6);
    let handled = throw.free("E02", breaches, breaches + 3);
    throw.free("E03", 0, handled);
    let harms = throw.free("F01", 0, 4);
    throw.free("F02", harms, harms * 2);
    throw.free("G01", 1, 6);
    throw.free("G02", 0, 3);
    throw.free("H01", 0, below);
    throw.set("H02", team + below);
    throw.set("H03", team + below);
    throw.free("H04", 0, 3);
    throw.free("H05", 0, 4);
    throw.free("H06", team, team * 2);
    throw.free("H07", 1, 3);
    throw.free("H08", 2, 7);
    throw.free("H09", 0, below);
    throw.set("I01", 1);
    let satisfied = throw.free("I02", 91, 99);
    throw.values.insert("I02", Decimal::new(satisfied * 10 + 4, 1));
    throw.set("J01", team);
    throw.set("J02", team);
    throw.free("J03", team, team + 12);
    throw.free("J04", 12, 46);
    for (code, key) in
        [("K01", "cases_total"), ("K02", "teams_total"), ("K03", "persons_total"), ("K04", "punished")]
    {
        throw.set(code, pursued[key]);
    }
    let found = throw.free("L01", 3, 12);
    let mended = throw.free("L02", found - 1, found);
    throw.ratio("L03", mended, found);
    throw.free("M01", 1, 6);
    throw.values
}

/// Figures of responsibility for 2013, of which no cases are told: a little lower.
fn a_year_before(pursued: &Figures) -> Figures {
    let mut before = pursued.clone();
    for key in ["cases_total", "persons_total", "punished"] {
        before.insert(key, (pursued[key] - 1).max(0));
    }
    before.insert("cases_dual", pursued["cases_dual"].min(before["cases_total"]));
    before
}

/// What a discipline organ has to state; `party` is the table of its counterpart, if it has one.
pub fn discipline(
    world: &World,
    filers: &[Filer],
    cases: &[Case],
    unit: &Unit,
    party: Option<&Indicators>,
) -> Indicators {
    let year = pursued(filers, cases, unit);
    let of_year = discipline_values(world, unit, &year, party.map(|party| &party.current), None);
    let last_year = a_year_before(&year);
    let before =
        discipline_values(world, unit, &last_year, party.map(|party| &party.previous), Some(&of_year));
    table(world, unit, of_year, before)
}

fn discipline_values(
    world: &World,
    unit: &Unit,
    pursued: &Figures,
    party: Option<&Values>,
    near: Option<&Values>,
) -> Values {
    let topic = format!("DI/{}/{}", unit.id, if near.is_some() { 2013 } else { 2014 });
    let mut throw = Throw { dice: Dice::of(&topic), near, values: Values::new() };
    throw.free("N01", 2, 8);
    throw.free("N02", 1, 4);
    throw.free("N04", 10, 40);
    throw.free("P01", 3, 9);
    let found = throw.free("P02", 4, 20);
    throw.free("P03", found - 2, found);
    let received = throw.free("R01", 6, 40);
    throw.free("R02", received / 2, received);
    let kinds = [("S01", 1, 6), ("S02", 2, 9), ("S03", 0, 4), ("S04", 0, 3), ("S05", 1, 6)];
    let all: i64 = kinds.into_iter().map(|(code, low, high)| throw.free(code, low, high)).sum();
    throw.set("S00", all);
    let filed = throw.free("S06", 2, 9);
    throw.free("S07", filed - 1, filed);
    throw.free("N03", filed + 1, filed + 6);
    sanctions(&mut throw, unit);
    for (code, of_party, low, high) in [("U01", "E01", 1, 2), ("U02", "E02", 2, 3), ("U03", "E03", 0, 1)] {
        match party {
            Some(party) => drop(throw.values.insert(code, party[of_party])),
            None => drop(throw.free(code, low, high)),
        }
    }
    throw.free("V01", 3, 18);
    throw.free("V02", 1, 5);
    for (code, key) in
        [("W01", "cases_total"), ("W02", "cases_dual"), ("W03", "teams_total"), ("W04", "persons_total")]
    {
        throw.set(code, pursued[key]);
    }
    let below = match unit.counterpart.as_str() {
        "" => 0,
        counterpart => i64::try_from(world.children(counterpart).len()).expect("few units"),
    };
    ["X01", "X02", "X03"].into_iter().for_each(|code| throw.set(code, below));
    throw.free("Y01", 0, below);
    let rounds = i64::from(unit.level == Level::Prefecture && !unit.is_department());
    throw.set("Y02", rounds);
    throw.free("Y03", rounds * 2, rounds * 3);
    throw.free("Y04", rounds * 8, rounds * 14);
    throw.free("Y05", 0, rounds * 2);
    throw.set("Z01", pursued["bulletins"]);
    throw.set("Z02", pursued["tc_sent"]);
    throw.set("Z03", 0);
    throw.free("Z04", 8, 46);
    throw.values
}

/// T00 to T11: who was punished, by kind and by rank.
fn sanctions(throw: &mut Throw, unit: &Unit) {
    let party = throw.free("T01", 3, 11);
    let administrative = throw.free("T02", 1, 5);
    let both = throw.free("T03", 0, administrative.min(2));
    let all = party + administrative - both;
    throw.set("T00", all);
    let ranks = ["T04", "T05", "T06", "T07", "T08", "T09"];
    ranks.into_iter().for_each(|code| throw.set(code, 0));
    let (first, second, third) = match unit.level {
        Level::Township => ("T08", "T09", "T09"),
        Level::County => ("T07", "T08", "T09"),
        _ => ("T06", "T07", "T08"),
    };
    let high = all / 4;
    let middle = (all - high) / 2;
    for (code, count) in [(first, high), (second, middle), (third, all - high - middle)] {
        *throw.values.get_mut(code).expect("a rank") += Decimal::from(count);
    }
    throw.free("T10", 0, 1);
    let saved = throw.free("T11", 6, 150);
    throw.values.insert("T11", Decimal::new(saved * 100 + throw.dice.between(1, 99), 2));
}

fn table(world: &World, unit: &Unit, current: Values, previous: Values) -> Indicators {
    let filled_on = workdays::on_or_before(date(2015, 1, 22) - Dice::of(&unit.id).between(0, 12).days());
    let measure = if unit.is_discipline() { "件、次、人、万元" } else { "次、件、人" };
    Indicators {
        unit: unit.id.clone(),
        party: !unit.is_discipline(),
        place: unit.place_on(filled_on).to_owned(),
        current,
        previous,
        head: quarterly::head(world, &unit.id, filled_on, measure),
        deltas: Values::new(),
        omitted: Vec::new(),
        words: BTreeMap::new(),
    }
}

impl Indicators {
    /// The tag of a cell.
    pub fn tag(&self, code: &str, key: &str) -> String {
        format!("{}/{code}/{key}", self.form_tag())
    }

    fn form_tag(&self) -> String {
        format!("{}:{}", if self.party { "AI" } else { "DI" }, self.unit)
    }

    /// The day on which it was filled in.
    pub fn filled_on(&self) -> Day {
        self.head.filled_on.expect("the generator sets it")
    }

    /// The table as a form.
    pub fn form(&self, manner: &Manner) -> Form {
        let groups: &[Group] = if self.party { &PARTY } else { &DISCIPLINE };
        let mut rows = Vec::new();
        let mut seq = 0;
        for (banner, indicators) in groups {
            rows.push(Row::Banner(banner));
            for (code, name, measure) in *indicators {
                if self.omitted.contains(code) {
                    continue;
                }
                seq += 1;
                rows.push(self.row(seq, (code, name, measure), manner));
            }
        }
        Form {
            tag: self.form_tag(),
            place: self.place.clone(),
            name: if self.party {
                "主体责任落实情况统计表"
            } else {
                "监督责任落实情况统计表"
            },
            period: Period::year(YEAR),
            title: None,
            mark: "",
            columns: columns(),
            rows,
            head: self.head.clone(),
            signer: Some("主要负责人（签字）"),
            notes: "填表说明：1.本年数据统计至12月31日；2.增减为本年减上年；3.“其中”项不得大于上一项。",
            grouped: Vec::new(),
        }
    }

    fn row(
        &self,
        seq: i64,
        (code, name, measure): (&'static str, &str, &'static str),
        manner: &Manner,
    ) -> Row {
        let (current, previous) = (self.current[code], self.previous[code]);
        let delta = self.deltas.get(code).copied().unwrap_or(current - previous);
        let current = match self.words.get(code) {
            Some(words) => Value::Raw(Content::Text(words.clone())),
            None => amount(current, measure, manner),
        };
        let values = vec![
            ("seq", Value::Count(seq)),
            ("code", Value::Text(code.to_owned())),
            ("name", Value::Text(name.to_owned())),
            ("measure", Value::Text(measure.to_owned())),
            ("cur", current),
            ("prev", amount(previous, measure, manner)),
            ("delta", Value::Decimal(delta.normalize().to_string())),
        ];
        Row::Data { name: code.to_owned(), values, total: false }
    }
}

fn amount(value: Decimal, measure: &str, manner: &Manner) -> Value {
    match (measure, i64::try_from(value)) {
        ("%" | "万元", _) | (_, Err(_)) => Value::Decimal(value.normalize().to_string()),
        (_, Ok(count)) if manner.digits == Digits::WithUnit && count > 0 => {
            Value::Raw(Content::Text(format!("{count}{measure}")))
        }
        (_, Ok(count)) => Value::Count(count),
    }
}

fn columns() -> Vec<Column> {
    let columns = [
        ("seq", "序号", 6.0),
        ("code", "指标代码", 9.0),
        ("name", "指标名称", 46.0),
        ("measure", "计量单位", 9.0),
        ("cur", "本年", 10.0),
        ("prev", "上年", 10.0),
        ("delta", "增减", 9.0),
        ("remark", "备注", 18.0),
    ];
    columns.map(|(key, text, width)| Column { key, path: vec![text.to_owned()], width, measure: "" }).to_vec()
}
