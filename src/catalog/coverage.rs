//! Whom the rows of a form must reach, as its `[coverage]` declares: the persons with whom somebody must talk each year,
//! say (FORMS.md 4.12). Rules and merged tables ask the same declaration, so that both name the same persons.

use super::directory::{Directory, UnitObject, text};
use super::rule_names::{row_members, unit_shape};
use super::{Form, List};
use crate::expr::{Expression, Members, Object, Problem, Scope, Shape, Trouble, Value};
use crate::model::Saying;
use crate::model::text::squeeze;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a form must reach.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The list of the kinds of persons.
    pub list: String,
    /// Where this does not hold, nobody must be reached.
    #[serde(default)]
    pub when: Option<String>,
    /// The kinds, in order; who is of several is of the first.
    #[serde(rename = "target")]
    pub targets: Vec<Target>,
    /// The names of those who need not be reached, whatever their kind.
    #[serde(default)]
    pub except: Option<String>,
    /// The names of those whom the rows reach.
    pub reached: String,
}

/// A kind of persons.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its code in the list.
    pub code: String,
    /// The leaders who are of it.
    pub who: String,
}

/// A person whom a form must reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuePerson {
    /// The code of the kind.
    pub target: String,
    /// The name.
    pub name: String,
    /// The post as the roster has it.
    pub post: String,
    /// The id of the person's unit.
    pub unit: String,
    /// Whether any row reaches the person.
    pub reached: bool,
}

/// The members of such a person, in this order.
pub const PERSON_MEMBERS: [(&str, Shape); 5] = [
    ("target", Shape::Text),
    ("name", Shape::Text),
    ("post", Shape::Text),
    ("unit", Shape::Text),
    ("reached", Shape::Flag),
];

impl Object for DuePerson {
    fn at(&self, position: u16) -> Value<'_> {
        match position {
            0 => text(&self.target),
            1 => text(&self.name),
            2 => text(&self.post),
            3 => text(&self.unit),
            4 => Value::Flag(self.reached),
            _ => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let position = PERSON_MEMBERS.iter().position(|(member, _)| *member == name)?;
        Some(self.at(u16::try_from(position).unwrap_or(u16::MAX)))
    }
}

/// A coverage, compiled.
pub struct Reach<'a> {
    targets: Vec<(&'a str, Expression)>,
    when: Option<Expression>,
    except: Option<Expression>,
    reached: Expression,
}

impl Coverage {
    /// What of it names something that does not exist, or is no expression.
    pub fn wrong(&self, form: &Form, lists: &BTreeMap<String, List>) -> Vec<Saying> {
        let mut wrong = Vec::new();
        match lists.get(&self.list) {
            None => wrong.push(Saying::new("issue.no_list").with("list", &self.list)),
            Some(list) => {
                for target in self.targets.iter().filter(|target| list.with_code(&target.code).is_none()) {
                    let what = Saying::new("issue.no_choice").with("list", &self.list);
                    wrong.push(what.with("code", &target.code));
                }
            }
        }
        if let Err(problem) = self.compile(form) {
            wrong.push(Saying::new("issue.form_expression").with("why", problem.saying()));
        }
        wrong
    }

    /// Compiles it for its form.
    ///
    /// # Errors
    /// The first expression that is wrong.
    pub fn compile(&self, form: &Form) -> Result<Reach<'_>, Problem> {
        let names: Members = [
            ("sender", unit_shape()),
            ("units", Shape::Map(Box::new(unit_shape()))),
            ("rows", Shape::rows(&row_members(form))),
        ]
        .into_iter()
        .collect();
        let compile = |text: &String| Expression::compile(text, &names);
        let target = |target: &'_ Target| compile(&target.who);
        let targets = self.targets.iter().map(|one| Ok((one.code.as_str(), target(one)?)));
        Ok(Reach {
            targets: targets.collect::<Result<_, Problem>>()?,
            when: self.when.as_ref().map(compile).transpose()?,
            except: self.except.as_ref().map(compile).transpose()?,
            reached: compile(&self.reached)?,
        })
    }
}

impl Reach<'_> {
    /// Whom a sender must reach, kind by kind, each name once; `None` while that is open.
    ///
    /// # Errors
    /// What an expression reports.
    pub fn persons(
        &self,
        sender: &str,
        units: &Directory,
        rows: &[Value],
    ) -> Result<Option<Vec<DuePerson>>, Trouble> {
        let Some(sender) = units.unit(sender) else { return Ok(None) };
        let scope = ReachScope { sender, units, rows };
        if let Some(when) = &self.when {
            match when.holds(&scope)? {
                Some(true) => {}
                Some(false) => return Ok(Some(Vec::new())),
                None => return Ok(None),
            }
        }
        let Some(reached) = names(&self.reached, &scope)? else { return Ok(None) };
        let mut known = match &self.except {
            Some(except) => match names(except, &scope)? {
                Some(names) => names,
                None => return Ok(None),
            },
            None => BTreeSet::new(),
        };
        let mut persons = Vec::new();
        for (target, who) in &self.targets {
            let found = who.evaluate(&scope)?;
            let Some(leaders) = found.values() else { return Ok(None) };
            for leader in leaders {
                let Value::Object(leader) = leader else { continue };
                let said = |member: &str| {
                    let value = leader.member(member);
                    value.and_then(|value| value.text().map(str::to_owned)).unwrap_or_default()
                };
                let name = said("name");
                if known.insert(squeeze(&name)) {
                    let reached = reached.contains(&squeeze(&name));
                    let (post, unit) = (said("post"), said("unit"));
                    persons.push(DuePerson { target: (*target).to_owned(), name, post, unit, reached });
                }
            }
        }
        Ok(Some(persons))
    }
}

/// A list of names, as they are compared.
fn names(list: &Expression, scope: &ReachScope) -> Result<Option<BTreeSet<String>>, Trouble> {
    let found = list.evaluate(scope)?;
    Ok(found.values().map(|names| names.iter().filter_map(Value::text).map(squeeze).collect()))
}

struct ReachScope<'s> {
    sender: &'s UnitObject<'s>,
    units: &'s Directory<'s>,
    rows: &'s [Value<'s>],
}

impl Scope for ReachScope<'_> {
    fn slot(&self, slot: u16) -> Value<'_> {
        match slot {
            0 => Value::Object(self.sender),
            1 => Value::Object(self.units),
            _ => Value::list(self.rows),
        }
    }
}
