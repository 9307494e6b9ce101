//! The province 景岳省 (division prefix 99, which no real place has): its units of both lines and their leaders.
//! Nothing here is a return; see `cases.rs` and `annual.rs` for what the units have to report.

use super::dice::Dice;
use super::names::Names;
use super::places::{DEPARTMENTS, Department, PLACES, Place, SHARED, TOWNS, Town};
use jiff::civil::{Date as Day, date};
use liangze::model::Level;

/// The day on which one department and its 纪检组 took new names.
pub const RENAMED_ON: Day = date(2014, 7, 1);

/// A unit of the registry; the fields are those of `units.csv`.
#[derive(Clone)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub short: String,
    pub aliases: Vec<String>,
    pub former: Option<(String, String)>,
    pub kind: &'static str,
    pub level: Level,
    pub grade: &'static str,
    pub sector: &'static str,
    pub division: &'static str,
    pub parent: String,
    pub counterpart: String,
    pub dispatcher: String,
    pub covers: Vec<String>,
    pub group: &'static str,
    pub sort: u32,
    pub duties: &'static str,
    pub prefix: String,
    /// The place or department that people say: 见山县, 省旅游局.
    pub place: String,
}

impl Unit {
    /// True for 纪委 and 纪检组.
    pub fn is_discipline(&self) -> bool {
        self.id.starts_with('J')
    }

    /// True for a department or its 纪检组.
    pub fn is_department(&self) -> bool {
        self.sector == "department"
    }

    /// The full name that the unit bore on a day.
    pub fn name_on(&self, day: Day) -> &str {
        match &self.former {
            Some((name, _)) if day < RENAMED_ON => name,
            _ => &self.name,
        }
    }

    /// The place or department that people said on a day.
    pub fn place_on(&self, day: Day) -> &str {
        match &self.former {
            Some((_, place)) if day < RENAMED_ON => place,
            _ => &self.place,
        }
    }

    /// The name that stands in the title of a document: `中共见山县委`, else the full name.
    pub fn title_name(&self) -> String {
        match (self.kind, self.level) {
            ("party_committee" | "disc_committee", Level::Township) => self.name.clone(),
            ("party_committee" | "disc_committee", _) => format!("中共{}", self.short),
            _ => self.name.clone(),
        }
    }
}

/// A leader of the roster; the fields are those of `leaders.csv`.
#[derive(Clone)]
pub struct Leader {
    pub id: String,
    pub name: String,
    pub unit: String,
    pub post: String,
    pub role: &'static str,
    pub rank: &'static str,
    pub principal: bool,
    pub start: Day,
    pub end: Option<Day>,
    pub contact: Vec<String>,
}

/// Who fills in and who reviews a unit's forms; not in the roster.
#[derive(Clone)]
pub struct Staff {
    pub filler: String,
    pub reviewer: String,
    pub phone: String,
}

/// The province.
pub struct World {
    pub units: Vec<Unit>,
    pub leaders: Vec<Leader>,
    pub names: Names,
    staff: Vec<Staff>,
}

impl World {
    /// All units in the order of 组织机构, their leaders, and the staff of each.
    pub fn build() -> World {
        let mut units = Vec::new();
        for place in &PLACES {
            add_place(&mut units, place);
            for town in TOWNS.iter().filter(|town| town.county == place.code) {
                add_town(&mut units, place, town);
            }
        }
        DEPARTMENTS.iter().for_each(|department| add_department(&mut units, department));
        add_shared_group(&mut units);
        let mut names = Names::default();
        let leaders = super::leaders::of(&units, &mut names);
        let staff = units.iter().map(|unit| staff_of(unit, &mut names)).collect();
        World { units, leaders, names, staff }
    }

    /// The unit with an id of this world.
    pub fn unit(&self, id: &str) -> &Unit {
        self.units.iter().find(|unit| unit.id == id).expect("an id of this world")
    }

    /// The principal of a unit on a day.
    pub fn principal(&self, unit: &str, day: Day) -> &Leader {
        self.leaders
            .iter()
            .find(|leader| {
                leader.unit == unit
                    && leader.principal
                    && leader.role != "gov_head"
                    && leader.start <= day
                    && leader.end.is_none_or(|end| end >= day)
            })
            .expect("each unit has a principal at any time")
    }

    /// The leaders of a unit on a day.
    pub fn team(&self, unit: &str, day: Day) -> Vec<&Leader> {
        let serves = |leader: &&Leader| leader.start <= day && leader.end.is_none_or(|end| end >= day);
        self.leaders.iter().filter(|leader| leader.unit == unit).filter(serves).collect()
    }

    /// Who fills in the forms of a unit.
    pub fn staff(&self, unit: &str) -> &Staff {
        let place = self.units.iter().position(|other| other.id == unit).expect("an id of this world");
        &self.staff[place]
    }

    /// The units of the same line directly below.
    pub fn children(&self, unit: &str) -> Vec<&Unit> {
        self.units.iter().filter(|other| other.parent == unit).collect()
    }

    /// 上级纪委: where CQ, CD and TC go.
    pub fn superior_discipline(&self, unit: &str) -> &Unit {
        let unit = self.unit(unit);
        match unit.is_discipline() {
            true => self.unit(&unit.parent),
            false => self.unit(&self.unit(&unit.parent).counterpart),
        }
    }
}

fn staff_of(unit: &Unit, names: &mut Names) -> Staff {
    let mut dice = Dice::of(&format!("staff/{}", unit.id));
    let (filler, reviewer) = (names.next(&mut dice), names.next(&mut dice));
    let phone = format!("0990-{}{:06}", dice.between(2, 8), dice.between(0, 999_999));
    Staff { filler, reviewer, phone }
}

fn level_of(place: &Place) -> (Level, &'static str) {
    match (place.code == "990000", place.parent == "990000") {
        (true, _) => (Level::Province, ""),
        (_, true) => (Level::Prefecture, "市州组"),
        _ => (Level::County, "县区组"),
    }
}

fn add_place(units: &mut Vec<Unit>, place: &Place) {
    let (level, group) = level_of(place);
    let sort = u32::try_from(units.len()).expect("a small province") + 1;
    let parent = |line: char| match place.parent {
        "" => String::new(),
        code => format!("{line}-{code}"),
    };
    let party = Unit {
        id: format!("P-{}", place.code),
        name: format!("中共{}委员会", place.name),
        short: format!("{}委", place.name),
        aliases: vec![format!("中共{}委", place.name)],
        former: None,
        kind: "party_committee",
        level,
        grade: "",
        sector: "local",
        division: place.code,
        parent: parent('P'),
        counterpart: format!("J-{}", place.code),
        dispatcher: String::new(),
        covers: Vec::new(),
        group,
        sort,
        duties: if level == Level::Province { "" } else { "AP;AI" },
        prefix: format!("{}发", place.sign),
        place: place.name.to_owned(),
    };
    let bureau = if level == Level::Province { "监察厅" } else { "监察局" };
    let discipline = Unit {
        id: format!("J-{}", place.code),
        name: format!("中共{}纪律检查委员会", place.name),
        short: format!("{}纪委", place.name),
        aliases: vec![
            format!("中共{}纪委", place.name),
            format!("{}纪律检查委员会", place.name),
            format!("{}纪委{bureau}", place.name),
        ],
        kind: "disc_committee",
        parent: parent('J'),
        counterpart: party.id.clone(),
        sort: sort + 1,
        duties: if level == Level::Province { "" } else { "CQ;CD;TC;DP;DI" },
        prefix: format!("{}纪发", place.sign),
        ..party.clone()
    };
    units.extend([party, discipline]);
}

fn add_town(units: &mut Vec<Unit>, county: &Place, town: &Town) {
    let full = format!("{}{}", county.name, town.name);
    let code = format!("{}-{}", county.code, town.code);
    let sort = u32::try_from(units.len()).expect("a small province") + 1;
    let party = Unit {
        id: format!("P-{code}"),
        name: format!("中共{full}委员会"),
        short: format!("{}党委", town.name),
        aliases: vec![format!("{full}党委"), format!("中共{}委员会", town.name)],
        former: None,
        kind: "party_committee",
        level: Level::Township,
        grade: "",
        sector: "local",
        division: county.code,
        parent: format!("P-{}", county.code),
        counterpart: format!("J-{code}"),
        dispatcher: String::new(),
        covers: Vec::new(),
        group: "乡镇组",
        sort,
        duties: "AP;AI",
        prefix: format!("{}党发", &town.name[..6]),
        place: town.name.to_owned(),
    };
    let discipline = Unit {
        id: format!("J-{code}"),
        name: format!("中共{full}纪律检查委员会"),
        short: format!("{}纪委", town.name),
        aliases: vec![format!("{full}纪委"), format!("中共{}纪律检查委员会", town.name)],
        kind: "disc_committee",
        parent: format!("J-{}", county.code),
        counterpart: party.id.clone(),
        sort: sort + 1,
        duties: if county.forwards_rows() { "DP;DI" } else { "CQ;CD;TC;DP;DI" },
        prefix: format!("{}纪发", &town.name[..6]),
        ..party.clone()
    };
    units.extend([party, discipline]);
}

fn add_department(units: &mut Vec<Unit>, department: &Department) {
    let sort = u32::try_from(units.len()).expect("a small province") + 1;
    let (full, short) = (format!("景岳{}", department.name), department.short);
    let shared = department.shared;
    let former = department.former.map(|(name, short)| (format!("中共景岳{name}党组"), short.to_owned()));
    let party = Unit {
        id: format!("P-990000-{}", department.code),
        name: format!("中共{full}党组"),
        short: format!("{short}党组"),
        aliases: vec![format!("{full}党组"), full.clone(), department.name.to_owned(), short.to_owned()],
        former: former.clone(),
        kind: "party_group",
        level: Level::Prefecture,
        grade: "厅级",
        sector: "department",
        division: "990000",
        parent: "P-990000".to_owned(),
        counterpart: if shared { String::new() } else { format!("J-990000-{}", department.code) },
        dispatcher: String::new(),
        covers: Vec::new(),
        group: "省直政府组",
        sort,
        duties: "AP;AI",
        prefix: format!("景{}党发", department.sign),
        place: short.to_owned(),
    };
    let group = Unit {
        id: format!("J-990000-{}", department.code),
        name: format!("景岳省纪委驻{}纪检组", department.name),
        short: format!("驻{short}纪检组"),
        aliases: vec![format!("省纪委驻{short}纪检组"), format!("省纪委驻{}纪检组", department.name)],
        former: department
            .former
            .map(|(name, short)| (format!("景岳省纪委驻{name}纪检组"), short.to_owned())),
        kind: "disc_group",
        parent: "J-990000".to_owned(),
        counterpart: party.id.clone(),
        dispatcher: "J-990000".to_owned(),
        sort: sort + 1,
        duties: "CQ;CD;TC;DP;DI",
        prefix: format!("景纪驻{}发", department.sign),
        ..party.clone()
    };
    let mut pair = if shared { vec![party] } else { vec![party, group] };
    for unit in &mut pair {
        if let (Some((old, _)), Some((was, _))) = (unit.former.clone(), department.former) {
            unit.aliases.push(format!("{old}@..2014-06-30"));
            unit.aliases.push(format!("{}@..2014-06-30", old.replace(&format!("景岳{was}"), was)));
        }
        unit.aliases.dedup();
    }
    units.extend(pair);
}

fn add_shared_group(units: &mut Vec<Unit>) {
    let covers = DEPARTMENTS
        .iter()
        .filter(|department| department.shared)
        .map(|department| format!("P-990000-{}", department.code))
        .collect();
    let model = units.last().expect("departments stand before it").clone();
    units.push(Unit {
        id: SHARED.to_owned(),
        name: "景岳省纪委派驻第一纪检组".to_owned(),
        short: "省纪委派驻第一纪检组".to_owned(),
        aliases: vec!["派驻第一纪检组".to_owned(), "省纪委第一派驻纪检组".to_owned()],
        former: None,
        kind: "disc_group_shared",
        parent: "J-990000".to_owned(),
        counterpart: String::new(),
        dispatcher: "J-990000".to_owned(),
        covers,
        sort: model.sort + 1,
        duties: "CQ;CD;TC;DP;DI",
        prefix: "景纪一组发".to_owned(),
        place: "省纪委派驻第一纪检组".to_owned(),
        ..model
    });
}
