//! The roster: who leads which unit, in which post, since when.

use super::dice::Dice;
use super::names::Names;
use super::places::DEPARTMENTS;
use super::world::{Leader, Unit};
use jiff::civil::{Date as Day, date};
use liangze::model::Level;

/// The unit whose secretary changed in the middle of the year.
pub const CHANGED: &str = "P-990222";
const CHANGE: (Day, Day) = (date(2014, 8, 31), date(2014, 9, 1));

/// The leaders of all units, in registry order.
pub fn of(units: &[Unit], names: &mut Names) -> Vec<Leader> {
    let mut leaders: Vec<Leader> = Vec::new();
    for unit in units {
        let below: Vec<&Unit> = units.iter().filter(|other| other.parent == unit.id).collect();
        let mut dice = Dice::of(&format!("leaders/{}", unit.id));
        for (place, (post, role, rank, principal)) in posts(unit).into_iter().enumerate() {
            let contact = match place {
                0 => Vec::new(),
                _ => below.iter().skip(place - 1).step_by(3).map(|unit| unit.id.clone()).collect(),
            };
            let start = date(
                i16::try_from(dice.between(2011, 2013)).expect("a year"),
                i8::try_from(dice.between(1, 12)).expect("a month"),
                1,
            );
            let leader = Leader {
                id: format!("R{:04}", leaders.len() + 1),
                name: names.next(&mut dice),
                unit: unit.id.clone(),
                post,
                role,
                rank,
                principal,
                start,
                end: None,
                contact,
            };
            leaders.push(leader);
            if unit.id == CHANGED && place == 0 {
                let successor = successor(leaders.last_mut().expect("just pushed"), names, &mut dice);
                leaders.push(successor);
            }
        }
    }
    leaders
}

fn successor(predecessor: &mut Leader, names: &mut Names, dice: &mut Dice) -> Leader {
    predecessor.end = Some(CHANGE.0);
    let id = format!("{}B", predecessor.id);
    Leader { id, name: names.next(dice), start: CHANGE.1, end: None, ..predecessor.clone() }
}

type Post = (String, &'static str, &'static str, bool);

fn posts(unit: &Unit) -> Vec<Post> {
    match unit.kind {
        "party_committee" => committee(unit),
        "disc_committee" => discipline(unit),
        "party_group" => department(unit),
        _ => vec![
            ("纪检组组长".to_owned(), "disc_secretary", "r2", true),
            ("纪检组副组长".to_owned(), "member", "r3", false),
        ],
    }
}

fn ranks(level: Level) -> (&'static str, &'static str, &'static str) {
    match level {
        Level::Province => ("r1", "r2", "r3"),
        Level::Prefecture => ("r2", "r2", "r3"),
        Level::County => ("r3", "r3", "r4"),
        Level::Township | Level::Village => ("r4", "r4", "r5"),
    }
}

fn committee(unit: &Unit) -> Vec<Post> {
    let head = unit.place.chars().last().expect("a place has a name");
    let (first, second, _) = ranks(unit.level);
    if unit.level == Level::Township {
        return vec![
            ("党委书记".to_owned(), "secretary", first, true),
            (format!("党委副书记、{head}长"), "gov_head", first, true),
            ("党委副书记".to_owned(), "副书记", second, false),
            ("党委委员、组织委员".to_owned(), "member", second, false),
        ];
    }
    vec![
        (format!("{head}委书记"), "secretary", first, true),
        (format!("{head}委副书记、{head}长"), "gov_head", first, true),
        (format!("{head}委副书记"), "副书记", second, false),
        (format!("{head}委常委、组织部部长"), "member", second, false),
        (format!("{head}委常委、宣传部部长"), "member", second, false),
    ]
}

fn discipline(unit: &Unit) -> Vec<Post> {
    let head = unit.place.chars().last().expect("a place has a name");
    let (_, second, third) = ranks(unit.level);
    match unit.level {
        Level::Township => vec![
            ("党委委员、纪委书记".to_owned(), "disc_secretary", second, true),
            ("纪委副书记".to_owned(), "member", third, false),
        ],
        _ => vec![
            (format!("{head}委常委、纪委书记"), "disc_secretary", second, true),
            (format!("{head}纪委副书记"), "member", third, false),
            (format!("{head}纪委常委"), "member", third, false),
        ],
    }
}

fn department(unit: &Unit) -> Vec<Post> {
    let found = DEPARTMENTS.iter().find(|department| unit.id.ends_with(department.code));
    let head = found.expect("a department of this province").head;
    vec![
        (format!("党组书记、{head}"), "secretary", "r2", true),
        (format!("党组成员、副{head}"), "member", "r2", false),
        (format!("党组成员、副{head}"), "member", "r2", false),
    ]
}
