//! A quarterly return of one filer: table 1 (CQ) and table 2 (CD), as data and as forms.

use super::actions;
use super::cases::{Case, Filer, Object};
use super::detail;
use super::dice::Dice;
use super::figures::{self, COLUMNS, Figures};
use super::form::{self, Column, Form, Head, Row, Value};
use super::manner::Manner;
use super::sheet::{self, Content, Sheet};
use super::workdays;
use super::world::World;
use jiff::ToSpan;
use jiff::civil::Date as Day;
use liangze::model::Period;

/// A row of table 1.
#[derive(Clone)]
pub struct UnitRow {
    pub unit: String,
    pub name: String,
    pub figures: Figures,
    pub remark: String,
}

/// The return.
#[derive(Clone)]
pub struct Quarterly {
    pub filer: String,
    pub period: Period,
    pub place: String,
    pub total: UnitRow,
    pub rows: Vec<UnitRow>,
    /// The case and the object of each row of table 2.
    pub detail: Vec<(Case, Object)>,
    pub head: Head,
    /// Replaces title and period.
    pub title: Option<String>,
    /// The short variant of grass-roots units.
    pub short: bool,
    /// What stands behind the title: `（更正）`.
    pub mark: &'static str,
}

const NIL: &str = "本季度无责任追究情况";

/// The return of a filer for a quarter, without fault.
pub fn of(world: &World, filer: &Filer, cases: &[Case], period: Period) -> Quarterly {
    let unit = world.unit(&filer.id);
    let filled_on = filled_on(&filer.id, period);
    let rows: Vec<UnitRow> = filer
        .owners
        .iter()
        .map(|owner| UnitRow {
            unit: owner.clone(),
            name: row_name(world, filer, owner, filled_on),
            figures: row(cases, owner, period),
            remark: String::new(),
        })
        .map(with_remark)
        .collect();
    let total = UnitRow {
        unit: String::new(),
        name: "合计".to_owned(),
        figures: figures::sum(rows.iter().map(|row| &row.figures)),
        remark: String::new(),
    };
    let chosen = cases.iter().filter(|case| case.period == period && filer.owners.contains(&case.owner));
    let objects =
        |case: &Case| case.objects.iter().map(|object| (case.clone(), object.clone())).collect::<Vec<_>>();
    Quarterly {
        filer: filer.id.clone(),
        period,
        place: unit.place_on(filled_on).to_owned(),
        total: with_remark(total),
        rows,
        detail: chosen.flat_map(objects).collect(),
        head: head(world, &filer.id, filled_on, "件、个、人、期"),
        title: None,
        short: false,
        mark: "",
    }
}

fn with_remark(mut row: UnitRow) -> UnitRow {
    if row.figures["cases_total"] == 0 {
        row.remark = NIL.to_owned();
    }
    row
}

/// The day on which a filer fills in its return: one of the last working days of the quarter.
fn filled_on(filer: &str, period: Period) -> Day {
    let back = Dice::of(&format!("filled/{filer}/{period}")).between(0, 4);
    workdays::on_or_before(period.end() - back.days())
}

/// The header block and signatures of a unit's form.
pub fn head(world: &World, unit: &str, filled_on: Day, measure: &'static str) -> Head {
    let staff = world.staff(unit);
    Head {
        unit_name: world.unit(unit).name_on(filled_on).to_owned(),
        filled_on: Some(filled_on),
        unit_head: world.principal(unit, filled_on).name.clone(),
        reviewer: staff.reviewer.clone(),
        filler: staff.filler.clone(),
        phone: staff.phone.clone(),
        measure,
        sealed: true,
    }
}

fn row_name(world: &World, filer: &Filer, owner: &str, day: Day) -> String {
    let unit = world.unit(owner);
    match (unit.is_discipline(), owner == filer.id, filer.owners.len()) {
        (false, _, _) => unit.place_on(day).to_owned(),
        (true, true, 1) if unit.is_department() => unit.name_on(day).to_owned(),
        (true, true, 2..) => format!("{}（本级）", unit.short),
        _ => unit.short.clone(),
    }
}

/// The figures of a row with its 本级通报, 公开曝光 and 本年累计.
pub fn row(cases: &[Case], owner: &str, period: Period) -> Figures {
    let of = |quarter: Period| cases.iter().filter(move |case| case.owner == owner && case.period == quarter);
    let mut row = figures::count(of(period));
    let mut dice = Dice::of(&format!("bulletins/{owner}/{period}"));
    let bulletins = if row["cases_total"] > 0 { dice.between(0, 1) } else { 0 };
    row.insert("bulletins", bulletins);
    row.insert("exposed", row["tc_sent"].min(dice.between(0, 1)));
    let so_far = figures::sum(
        period.quarters_so_far().map(|quarter| figures::count(of(quarter))).collect::<Vec<_>>().iter(),
    );
    row.insert("ytd_cases", so_far["cases_total"]);
    row.insert("ytd_persons", so_far["persons_total"]);
    row
}

fn columns() -> Vec<Column> {
    let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let column = |key, text: &str, width| Column { key, path: path(text), width, measure: "" };
    let mut columns = vec![
        column("seq", "序号", 5.0),
        column("unit_name", "单位名称", 22.0),
        column("unit_code", "单位代码", 14.0),
    ];
    columns
        .extend(COLUMNS.iter().map(|(key, text)| Column { measure: measure(key), ..column(key, text, 5.5) }));
    columns.push(column("remark", "备注", 20.0));
    columns
}

fn measure(key: &str) -> &'static str {
    match key.split('_').next() {
        Some("cases" | "tc" | "exposed") => "件",
        Some("teams") => "个",
        Some("bulletins") => "期",
        Some("a") => "人次",
        Some("b") if key != "b_persons" => "人次",
        _ if key == "ytd_cases" => "件",
        _ => "人",
    }
}

/// The columns of the short variant of FORMS.md 4.17.
fn short_columns() -> Vec<Column> {
    let columns = [
        ("unit_name", "单位", 18.0),
        ("cases_total", "案件数", 8.0),
        ("teams_total", "追究班子", 8.0),
        ("r3", "追究人数/县处", 7.0),
        ("r4", "追究人数/乡科", 7.0),
        ("r6", "追究人数/其他", 7.0),
        ("pd_total", "党纪处分", 8.0),
        ("ad_total", "政纪处分", 8.0),
        ("b_persons", "组织处理", 8.0),
        ("a_admonition", "诫勉谈话", 8.0),
        ("a_criticism", "通报批评", 8.0),
        ("judicial", "移送司法", 8.0),
        ("remark", "备注", 22.0),
    ];
    let column = |(key, text, width): (&'static str, &str, f64)| Column {
        key,
        path: text.split('/').map(str::to_owned).collect(),
        width,
        measure: "",
    };
    columns.map(column).to_vec()
}

impl Quarterly {
    /// The tag of a cell of table 1; row 0 is the total.
    pub fn tag(&self, row: usize, key: &str) -> String {
        format!("{}/{row}/{key}", self.form_tag())
    }

    /// The tag of a cell of table 2, whose rows count from 1.
    pub fn detail_tag(&self, row: usize, key: &str) -> String {
        format!("CD:{}:{}/{row}/{key}", self.filer, self.period)
    }

    fn form_tag(&self) -> String {
        format!("CQ:{}:{}", self.filer, self.period)
    }

    /// Table 1 as a form.
    pub fn table_one(&self, manner: &Manner) -> Form {
        let mut rows: Vec<Row> = Vec::new();
        for (place, row) in self.rows.iter().enumerate() {
            rows.push(self.data_row(place + 1, row));
        }
        match (self.short, manner.total_last) {
            (true, _) => {}
            (false, true) => rows.push(self.data_row(0, &self.total)),
            (false, false) => rows.insert(0, self.data_row(0, &self.total)),
        }
        Form {
            tag: self.form_tag(),
            place: self.place.clone(),
            name: "党风廉政建设责任追究情况季报表",
            period: self.period,
            title: self.title.clone(),
            mark: self.mark,
            columns: if self.short { short_columns() } else { columns() },
            rows,
            head: self.head.clone(),
            signer: None,
            notes: "填表说明：1.案件以作出处理决定的日期为准；2.同一干部受到多种处理的，人数只计一次；3.没有发生责任追究的，填报零报告；4.“其中”项不得大于合计。",
            grouped: Vec::new(),
        }
    }

    fn data_row(&self, place: usize, row: &UnitRow) -> Row {
        let mut values = vec![
            (
                "seq",
                if place == 0 { Value::Blank } else { Value::Count(i64::try_from(place).expect("few rows")) },
            ),
            ("unit_name", Value::Text(row.name.clone())),
            ("unit_code", Value::Text(row.unit.clone())),
            ("remark", Value::Text(row.remark.clone())),
        ];
        values.extend(row.figures.iter().map(|(key, figure)| (*key, Value::Count(*figure))));
        if self.short {
            let others = row.figures["r5"] + row.figures["r6"];
            values
                .iter_mut()
                .filter(|(key, _)| *key == "r6")
                .for_each(|(_, value)| *value = Value::Count(others));
        }
        Row::Data { name: place.to_string(), values, total: place == 0 }
    }

    /// Table 2 as a form.
    pub fn table_two(&self) -> Form {
        let rows = self.detail.iter().enumerate().map(|(place, (case, object))| Row::Data {
            name: (place + 1).to_string(),
            values: detail::values(place + 1, case, object),
            total: false,
        });
        Form {
            tag: format!("CD:{}:{}", self.filer, self.period),
            name: "责任追究案件明细表",
            columns: detail::columns(),
            rows: rows.collect(),
            notes: "说明：一个追究对象填一行，同一案件的各栏合并填写。",
            grouped: detail::CASE_KEYS.to_vec(),
            title: None,
            ..self.table_one(&Manner::default())
        }
    }

    /// Both tables as the sheets of a workbook.
    pub fn sheets(&self, manner: &Manner) -> Vec<Sheet> {
        let one = self.table_one(manner);
        let mut first = form::sheet(&one, manner, "表1 统计表");
        if manner.formulas {
            self.put_formulas(&mut first);
        }
        vec![first, form::sheet(&self.table_two(), manner, "表2 案件明细表")]
    }

    /// Lets the total row be formulas over the unit rows.
    fn put_formulas(&self, sheet: &mut Sheet) {
        for (key, _) in COLUMNS {
            let (row, column) = sheet.find(&self.tag(0, key)).expect("the total row has each column");
            let (first, _) = sheet.find(&self.tag(1, key)).expect("there is a unit row");
            let (last, _) = sheet.find(&self.tag(self.rows.len(), key)).expect("there is a unit row");
            let result = f64::from(i32::try_from(self.total.figures[key]).expect("a count of this province"));
            let formula = format!("=SUM({}:{})", sheet::address(first, column), sheet::address(last, column));
            sheet.rows[row][column].content = Content::Formula(formula, result);
        }
    }

    /// The labels of an object's actions, as a decision words them.
    pub fn words(object: &Object) -> Vec<String> {
        object.actions.iter().map(|code| actions::action(code).to_owned()).collect()
    }
}
