//! Declared columns laid out over the fields of facts: what each column of the table is, and what it says.

use super::condition::Condition;
use super::fact::Facts;
use crate::catalog::Kind;
use crate::catalog::computed::compile_value;
use crate::catalog::summary::{At, Column as Declared, Count, Each, Show, Shown};
use crate::expr::Expression;
use crate::model::table::{Column, ColumnKind, Emphasis};
use std::sync::Arc;

/// A column of a table, ready to be filled.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// How it looks.
    pub column: Column,
    /// What it says.
    pub says: Says<'a>,
}

/// What a column says.
#[derive(Clone, Debug)]
pub enum Says<'a> {
    /// Something of the row itself.
    Row(Show, Condition<'a>),
    /// In lists: the value of a field.
    Value(usize),
    /// In lists: the end of the effect of choices, by the fields of the day and of the choices.
    Effect(usize, usize),
    /// A figure.
    Figure(Figure<'a>),
    /// The rank by another column, by the number of that column.
    Rank(usize),
    /// The mean of another column over the units of the same group.
    GroupMean(usize),
    /// An expression over cells to the left, by the numbers of their columns.
    Formula(Arc<Expression>, Vec<usize>),
}

/// How a figure is made of the facts of a row.
#[derive(Clone, Debug)]
pub struct Figure<'a> {
    /// What is added up or counted.
    pub quantity: Quantity,
    /// Which facts count.
    pub only: Condition<'a>,
    /// Of which period.
    pub at: At,
    /// The period compared with.
    pub against: Option<At>,
    /// What is shown.
    pub shown: Shown,
}

/// What is added up or counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// The sum of a field; `true` if it adds up over units.
    Sum(usize, bool),
    /// The sum of the fields of the row.
    OfRow,
    /// The number of facts.
    Rows,
    /// The number of different values of these fields together.
    Distinct(Vec<usize>),
    /// One sum in percent of another.
    Ratio(usize, usize),
    /// The mean of fields; from so many facts on the highest and the lowest of each are left out.
    Mean(Vec<usize>, Option<usize>),
}

/// Lays declared columns out; one declaration may become many columns.
pub fn plan<'a>(declared: &'a [Declared], facts: &Facts<'a>) -> Vec<Plan<'a>> {
    let mut plans = Vec::new();
    for column in declared {
        spread(column, facts, &mut plans, 0);
    }
    // Ranks and means name columns by id, and may stand before them.
    let ids: Vec<String> = plans.iter().map(|plan| plan.column.id.clone()).collect();
    let place = |id: &String| ids.iter().position(|other| other == id).unwrap_or(usize::MAX);
    let mut named = declared.iter().flat_map(|column| column.rank.iter().chain(&column.mean_of));
    for plan in &mut plans {
        if let Says::Rank(of) | Says::GroupMean(of) = &mut plan.says {
            *of = named.next().map_or(usize::MAX, place);
        }
    }
    plans
}

/// Columns from `beside` on are those of one choice: an expression names them without what tells choices apart.
fn spread<'a>(declared: &'a Declared, facts: &Facts<'a>, plans: &mut Vec<Plan<'a>>, beside: usize) {
    let only = || Condition::of(&declared.only, facts);
    if let Some(show) = declared.show {
        let kind = match show {
            Show::Number | Show::Holds | Show::State | Show::Measure | Show::Period => ColumnKind::Mark,
            Show::Received => ColumnKind::Date,
            Show::Late => ColumnKind::Count,
            Show::Label | Show::Group | Show::Published | Show::ByHand => ColumnKind::Text,
            Show::Source => ColumnKind::Source,
        };
        return plans.push(made(declared, None, kind, Says::Row(show, only())));
    }
    if declared.rank.is_some() {
        return plans.push(made(declared, None, ColumnKind::Mark, Says::Rank(usize::MAX)));
    }
    if declared.mean_of.is_some() {
        return plans.push(made(declared, None, ColumnKind::Decimal, Says::GroupMean(usize::MAX)));
    }
    if declared.value.is_some() {
        return plans.push(formula(declared, plans, beside));
    }
    if let Some(mean) = &declared.mean {
        let fields = mean.of.iter().filter_map(|key| facts.field(key)).collect();
        let quantity = Quantity::Mean(fields, mean.trim_from);
        return plans.push(figure_column(declared, None, quantity, only(), ColumnKind::Decimal));
    }
    if let Some(effect) = &declared.effect {
        let [from, by] = [&effect.from, &effect.by].map(|key| facts.field(key).unwrap_or(usize::MAX));
        return plans.push(made(declared, None, ColumnKind::Date, Says::Effect(from, by)));
    }
    if let Some(each) = declared.each {
        for (number, field) in facts.fields.iter().enumerate() {
            if each == Each::Fields || field.figure {
                plans.push(of_field(declared, facts, number));
            }
        }
        return;
    }
    if let Some(across) = declared.across.as_deref().and_then(|key| facts.field(key)) {
        return across_choices(declared, facts, across, plans);
    }
    if let Some(number) = declared.field.as_deref().and_then(|key| facts.field(key)) {
        return plans.push(of_field(declared, facts, number));
    }
    let quantity = declared.count.as_ref().map_or(Quantity::OfRow, |count| counted(count, facts));
    plans.push(figure_column(declared, None, quantity, only(), ColumnKind::Count));
}

/// How facts are counted.
pub fn counted(count: &Count, facts: &Facts) -> Quantity {
    match count {
        Count::Rows => Quantity::Rows,
        Count::Distinct(keys) => Quantity::Distinct(keys.iter().filter_map(|key| facts.field(key)).collect()),
    }
}

/// In lists the value of the field; elsewhere its sum. Which of both is known where the rows are made: both plans are
/// the same figure, and lists read the field's number from it.
fn of_field<'a>(declared: &'a Declared, facts: &Facts<'a>, number: usize) -> Plan<'a> {
    let field = &facts.fields[number];
    let kind = column_kind(field.kind);
    let per = declared.per.as_deref().and_then(|key| facts.field(key));
    let path = declared.label.is_empty().then(|| field.path.clone());
    if !field.figure && !field.kind.is_number() {
        let mut plan = made(declared, path, kind, Says::Value(number));
        name(&mut plan, declared, field.key);
        return plan;
    }
    let quantity = per.map_or(Quantity::Sum(number, field.additive), |per| Quantity::Ratio(number, per));
    let mut plan = figure_column(declared, path, quantity, Condition::of(&declared.only, facts), kind);
    name(&mut plan, declared, field.key);
    plan
}

fn name(plan: &mut Plan, declared: &Declared, key: &str) {
    if declared.id.is_empty() {
        plan.column.id = key.to_owned();
    }
}

fn across_choices<'a>(declared: &'a Declared, facts: &Facts<'a>, across: usize, plans: &mut Vec<Plan<'a>>) {
    let Some(list) = facts.fields[across].list else { return };
    let base = Condition::of(&declared.only, facts);
    for choice in list.choices.iter().filter(|choice| choice.means.is_empty() && !choice.unclear) {
        let mut path: Vec<String> =
            declared.label.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        path.push(choice.label.clone());
        if !declared.under.is_empty() {
            let first = plans.len();
            declared.under.iter().for_each(|under| spread(under, facts, plans, first));
            for plan in &mut plans[first..] {
                plan.column.header.splice(0..0, path.iter().cloned());
                plan.column.id = format!("{}{}.{}", declared.id, choice.code, plan.column.id);
                if let Says::Figure(figure) = &mut plan.says {
                    figure.only = std::mem::take(&mut figure.only).and(&base).and_code(across, &choice.code);
                }
            }
            continue;
        }
        let quantity = counted(declared.count.as_ref().unwrap_or(&Count::Rows), facts);
        let only = base.clone().and_code(across, &choice.code);
        let mut plan = figure_column(declared, Some(path), quantity, only, ColumnKind::Count);
        plan.column.id = format!("{}{}", declared.id, choice.code);
        plans.push(plan);
    }
}

/// An expression over the numbers to the left. Loading has compiled it once: one that is wrong does not come here.
fn formula<'a>(declared: &'a Declared, plans: &[Plan<'a>], beside: usize) -> Plan<'a> {
    let ids: Vec<&str> = plans.iter().map(|plan| plan.column.id.as_str()).collect();
    let (outer, inner) = ids.split_at(beside);
    // Of equal names the first is found: those of the same choice go before all others.
    let left: Vec<&str> = inner.iter().chain(outer).copied().collect();
    let kind = declared.kind.map_or(ColumnKind::Decimal, column_kind);
    let says = match compile_value(declared, &left) {
        Ok(Some(expression)) => {
            let places = (beside..ids.len()).chain(0..beside).collect();
            Says::Formula(Arc::new(expression), places)
        }
        _ => Says::Row(Show::ByHand, Condition::default()),
    };
    made(declared, None, kind, says)
}

fn figure_column<'a>(
    declared: &'a Declared,
    path: Option<Vec<String>>,
    quantity: Quantity,
    only: Condition<'a>,
    kind: ColumnKind,
) -> Plan<'a> {
    let kind = match (declared.form, &quantity) {
        (Shown::Rate | Shown::Share, _) | (_, Quantity::Ratio(..)) => ColumnKind::Percent,
        _ => kind,
    };
    let against = declared.against;
    let figure = Figure { quantity, only, at: declared.at, against, shown: declared.form };
    made(declared, path, kind, Says::Figure(figure))
}

fn made<'a>(declared: &'a Declared, path: Option<Vec<String>>, kind: ColumnKind, says: Says<'a>) -> Plan<'a> {
    let header =
        path.unwrap_or_else(|| declared.label.split('/').map(|part| part.replace('／', "/")).collect());
    let change = matches!(declared.form, Shown::Rate | Shown::Change);
    let usual = if change { Emphasis::Change } else { Emphasis::None };
    let emphasis = declared.emphasis.unwrap_or(usual);
    let column = Column { id: declared.id.clone(), header, kind, width: declared.width, emphasis };
    Plan { column, says }
}

fn column_kind(kind: Kind) -> ColumnKind {
    match kind {
        Kind::Count => ColumnKind::Count,
        Kind::Decimal | Kind::Measured => ColumnKind::Decimal,
        Kind::Money => ColumnKind::Money,
        Kind::Percent => ColumnKind::Percent,
        Kind::Date | Kind::Deadline => ColumnKind::Date,
        Kind::Long => ColumnKind::Long,
        Kind::Flag | Kind::Code => ColumnKind::Mark,
        Kind::Text
        | Kind::Person
        | Kind::Unit
        | Kind::Units
        | Kind::Choice
        | Kind::Choices
        | Kind::DocNo
        | Kind::Time => ColumnKind::Text,
    }
}
