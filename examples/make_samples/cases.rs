//! The cases of 责任追究 of all quarters. CQ, CD, TC, the K lines of AI and the W lines of DI are all counted from
//! these, so that clean returns agree to the last figure.

use super::actions;
use super::dice::Dice;
use super::figures::{self, Figures};
use super::schemes::{SCHEMES, Scheme};
use super::workdays;
use super::world::{Unit, World};
use jiff::ToSpan;
use jiff::civil::Date as Day;
use liangze::model::{Level, Period};

/// 追究对象: a team or a person.
#[derive(Clone)]
pub struct Object {
    pub team: bool,
    pub responsibility: &'static str,
    pub circumstances: Vec<&'static str>,
    pub name: String,
    pub unit: String,
    pub post: String,
    pub rank: &'static str,
    pub member: bool,
    pub lead: &'static str,
    pub actions: Vec<&'static str>,
    pub organ: String,
    pub decision: String,
    pub decided_on: Day,
}

/// One case.
#[derive(Clone)]
pub struct Case {
    pub number: String,
    /// The unit in whose row it is counted.
    pub owner: String,
    pub period: Period,
    pub scheme: usize,
    pub org: String,
    pub org_level: &'static str,
    pub title: String,
    pub facts: String,
    pub culprit: String,
    pub dual: bool,
    pub traceback: bool,
    pub typical: bool,
    pub objects: Vec<Object>,
}

impl Case {
    /// What kind of wrongdoing it started from.
    pub fn scheme(&self) -> &'static Scheme {
        &SCHEMES[self.scheme]
    }

    /// What the person of the original case got; villagers hold no office that an administrative sanction could touch.
    pub fn result(&self) -> &'static str {
        let result = self.scheme().result;
        match self.org.ends_with("党支部") && result.contains("行政") {
            true => "党内严重警告",
            false => result,
        }
    }

    /// The persons among its objects.
    pub fn persons(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| !object.team)
    }
}

/// Who sends a quarterly return, and whose rows stand in it.
#[derive(Clone)]
pub struct Filer {
    pub id: String,
    pub owners: Vec<String>,
}

/// All filers in registry order (FORMS.md 3.2, “CQ filer”).
pub fn filers(world: &World) -> Vec<Filer> {
    let sends = |unit: &&Unit| unit.is_discipline() && unit.duties.contains("CQ");
    let rows = |unit: &Unit| match unit.kind {
        "disc_group_shared" => unit.covers.clone(),
        _ => {
            let forwarded = |below: &&Unit| !below.duties.contains("CQ");
            let below = world.children(&unit.id).into_iter().filter(forwarded).map(|below| below.id.clone());
            std::iter::once(unit.id.clone()).chain(below).collect()
        }
    };
    let filer = |unit: &Unit| Filer { id: unit.id.clone(), owners: rows(unit) };
    world.units.iter().filter(sends).map(filer).collect()
}

/// The cases of every filer, in the order of filers, quarters and dates.
pub fn of_all(world: &mut World, filers: &[Filer], quarters: &[Period]) -> Vec<Case> {
    let mut cases = Vec::new();
    for filer in filers {
        let mut chosen = (0..2_000)
            .map(|attempt| draw(world, filer, quarters, attempt))
            .find(|cases| is_plausible(filer, cases, quarters))
            .expect("some throw of the dice gives figures that no rule doubts");
        dress(world, filer, &mut chosen);
        cases.append(&mut chosen);
    }
    cases
}

fn draw(world: &World, filer: &Filer, quarters: &[Period], attempt: u32) -> Vec<Case> {
    let mut cases = Vec::new();
    for owner in &filer.owners {
        let unit = world.unit(owner);
        let most: &[usize] = match (unit.level, unit.is_department()) {
            (Level::Township, _) => &[0, 0, 1, 1],
            (_, true) => &[0, 1, 1, 2],
            _ => &[0, 1, 1, 2, 2, 3],
        };
        for period in quarters {
            let mut dice = Dice::of(&format!("cases/{owner}/{period}/{attempt}"));
            for _ in 0..*dice.pick(most) {
                let mut case = skeleton(unit, *period, &mut dice);
                case.scheme = unused_scheme(unit, &cases, &mut dice);
                cases.push(case);
            }
        }
    }
    mark_typical(filer, &mut cases, quarters);
    cases
}

/// A kind of wrongdoing that the unit has not had for some time.
fn unused_scheme(unit: &Unit, cases: &[Case], dice: &mut Dice) -> usize {
    let choices: &[usize] = match unit.level {
        Level::Township => &[7, 12, 13],
        _ => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    };
    let own = cases.iter().rev().filter(|case| case.owner == unit.id);
    let recent: Vec<usize> = own.take(choices.len() - 1).map(|case| case.scheme).collect();
    let fresh: Vec<usize> = choices.iter().copied().filter(|choice| !recent.contains(choice)).collect();
    *dice.pick(&fresh)
}

/// One case without words: who is pursued, how, and when.
fn skeleton(unit: &Unit, period: Period, dice: &mut Dice) -> Case {
    let village = unit.level == Level::Township;
    let span = (period.end() - period.start()).get_days() - 24;
    let day = period.start() + (7 + dice.between(0, i64::from(span))).days();
    let only_supervision = !village && dice.chance(12);
    let mut objects = Vec::new();
    if !only_supervision {
        if !village && dice.chance(24) {
            objects.push(actions::team(dice));
        }
        objects.push(actions::person("subject", "main", unit, dice));
        if dice.chance(30) {
            objects.push(actions::person("subject", "important", unit, dice));
        }
    }
    if only_supervision || dice.chance(34) {
        let lead = if only_supervision { "main" } else { "important" };
        objects.push(actions::person("supervision", lead, unit, dice));
    }
    let both = ["subject", "supervision"]
        .iter()
        .all(|side| objects.iter().any(|object: &Object| object.responsibility == *side));
    for object in &mut objects {
        object.decided_on = workdays::on_or_before(day);
    }
    let dual = both && dice.chance(70);
    Case {
        number: String::new(),
        owner: unit.id.clone(),
        period,
        scheme: 0,
        org: String::new(),
        org_level: actions::org_level(unit),
        title: String::new(),
        facts: String::new(),
        culprit: String::new(),
        dual,
        traceback: dual && dice.chance(50),
        typical: false,
        objects,
    }
}

fn circumstances(scheme: &Scheme, responsibility: &str, dice: &mut Dice) -> Vec<&'static str> {
    let [subject, supervision] = scheme.circumstances;
    let mut codes = vec![if responsibility == "subject" { subject } else { supervision }];
    if dice.chance(25) {
        codes.push(*dice.pick(&["c1", "c2", "c4"]));
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn mark_typical(filer: &Filer, cases: &mut [Case], quarters: &[Period]) {
    for period in quarters {
        let mut dice = Dice::of(&format!("typical/{}/{period}", filer.id));
        let wanted = dice.chance(34);
        let mut candidates: Vec<&mut Case> =
            cases.iter_mut().filter(|case| case.period == *period && case.persons().count() >= 2).collect();
        if wanted && !candidates.is_empty() {
            let chosen = dice.below(candidates.len());
            candidates[chosen].typical = true;
        }
    }
}

/// True if the figures of each row and of the whole return raise none of the doubts CQ-Q001 to CQ-Q004, and no row
/// stays empty for four quarters.
fn is_plausible(filer: &Filer, cases: &[Case], quarters: &[Period]) -> bool {
    let series = |owners: &[String]| -> Vec<Figures> {
        let of = |period: &Period| {
            let chosen = cases.iter().filter(|case| case.period == *period && owners.contains(&case.owner));
            figures::count(chosen)
        };
        quarters.iter().map(of).collect()
    };
    let rows = filer.owners.iter().map(std::slice::from_ref);
    rows.chain(std::iter::once(filer.owners.as_slice())).map(series).all(|series| {
        series.iter().all(figures::is_likely)
            && series.windows(2).all(|pair| figures::may_follow(&pair[0], &pair[1]))
            && series.windows(5).all(|five| figures::may_follow(&five[0], &five[4]))
            && series.windows(4).all(|four| four.iter().any(|figures| figures["cases_total"] > 0))
    })
}

/// Gives the cases their numbers, names and words.
fn dress(world: &mut World, filer: &Filer, cases: &mut [Case]) {
    cases.sort_by_key(|case| {
        let place = filer.owners.iter().position(|owner| *owner == case.owner);
        (place, case.period, case.objects[0].decided_on)
    });
    let mut decisions = std::collections::BTreeMap::new();
    let mut last = (String::new(), 0, 0);
    for case in cases {
        let year = case.period.calendar_year();
        last = match last {
            (owner, of, count) if owner == case.owner && of == year => (owner, of, count + 1),
            _ => (case.owner.clone(), year, 1),
        };
        let code: String = case.owner.chars().filter(char::is_ascii_digit).collect();
        case.number = format!("ZZ-{code}-{year}-{:03}", last.2);
        let mut dice = Dice::of(&case.number);
        let unit = world.unit(&case.owner).clone();
        case.org = actions::org(&unit, case.period.end(), &mut dice);
        case.culprit = world.names.next(&mut dice);
        let scheme = case.scheme();
        case.title = format!("{}{}责任追究案", case.org, scheme.topic);
        case.facts = fill(scheme.facts, case, &mut dice);
        let organ = actions::organ(world, filer, &unit).clone();
        let next = decisions.entry((organ.id.clone(), year)).or_insert_with(|| dice.between(2, 9));
        for place in 0..case.objects.len() {
            let mut object = case.objects[place].clone();
            object.circumstances = circumstances(scheme, object.responsibility, &mut dice);
            actions::dress(&mut object, case, &unit, &mut dice);
            if !object.team {
                object.name = world.names.next(&mut dice);
            }
            object.organ = organ.short.clone();
            *next += dice.between(1, 3);
            object.decision = format!("{}〔{}〕{}号", organ.prefix, object.decided_on.year(), next);
            case.objects[place] = object;
        }
    }
}

/// A text of the scheme with its slots filled.
pub fn fill(text: &str, case: &Case, dice: &mut Dice) -> String {
    let year = case.period.calendar_year();
    let first = dice.between(1, 5);
    let person = format!("{}{}{}", case.org, case.scheme().culprit, case.culprit);
    let amount = format!("{}.{}", dice.between(2, 36), dice.between(1, 9));
    text.replace("{op}", &person)
        .replace("{org}", &case.org)
        .replace("{year}", &(i64::from(year) - dice.between(1, 2)).to_string())
        .replace("{m1}", &first.to_string())
        .replace("{m2}", &(first + dice.between(2, 7)).to_string())
        .replace("{n}", &dice.between(3, 9).to_string())
        .replace("{amt}", &amount)
}
