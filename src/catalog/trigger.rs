//! The conditions under which the principal of a unit is to be talked to (约谈), as declared in `templates/triggers.toml`
//! (FORMS.md 4.14): figures of returns, compared with those of the same 考核组别 and with thresholds of the office. What
//! they find is a list of names for officers to decide on; nothing is issued from it.

use super::field::Kind;
use super::load::Templates;
use super::rule_names::{row_members, shape};
use super::summary_column::Mean;
use super::{Form, Issue, List};
use crate::expr::{Expression, Members, Problem, Shape, Text};
use crate::model::{DutyState, Saying};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The file.
const FILE: &str = "triggers.toml";

/// All declared triggers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triggers {
    /// Where the names of the triggers stand: a list of choices.
    pub list: String,
    /// Where interviews are recorded.
    pub interview: Interview,
    /// Who is suggested to hold one: the first of these whose ranks hold that of the principal.
    #[serde(default, rename = "interviewer")]
    pub interviewers: Vec<Interviewer>,
    /// The thresholds that conditions name.
    #[serde(default, rename = "threshold")]
    pub thresholds: Vec<Threshold>,
    /// The triggers, in order.
    #[serde(rename = "trigger")]
    pub all: Vec<Trigger>,
}

/// The form in which interviews are recorded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interview {
    /// Its code.
    pub form: String,
    /// The field of the unit.
    pub about: String,
    /// The field of the day.
    pub day: String,
    /// The threshold that says within how many days a listed unit is to be talked to.
    pub within: String,
}

/// Who of 上级纪委 is suggested for principals of some ranks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interviewer {
    /// 职级 of the principal; any without it.
    #[serde(default)]
    pub ranks: Vec<String>,
    /// Roles of the roster, the first that is filled.
    pub roles: Vec<String>,
}

/// A threshold, which an office may set otherwise in the section `[thresholds]` of its settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Its key.
    pub key: String,
    /// Its value where the office sets none.
    pub value: i64,
    /// What it says.
    pub meaning: String,
}

/// A trigger: any of its cases.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Its code in the list.
    pub id: String,
    /// Its cases.
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

/// A case of a trigger: a figure of a unit and when it is too much. The figure is exactly one of `value`, `each`, `mean`,
/// `together`, `states` and `running`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The code of the form.
    #[serde(default)]
    pub form: String,
    /// The field of the unit that a row is about, where it is not that of the row.
    #[serde(default)]
    pub about: Option<String>,
    /// An expression over the fields of a row, summed over the rows of the unit and period.
    #[serde(default)]
    pub value: Option<String>,
    /// Fields, each of them a figure of its own, summed.
    #[serde(default)]
    pub each: Vec<String>,
    /// A mean of fields over the rows.
    #[serde(default)]
    pub mean: Option<Mean>,
    /// How many of these triggers hold of the unit already.
    #[serde(default)]
    pub together: Vec<String>,
    /// In how many periods, one after the other, the form became one of these: keys of what becomes of a duty.
    #[serde(default)]
    pub states: Vec<String>,
    /// In how many periods, one after the other, this expression holds of all rows of the unit.
    #[serde(default)]
    pub running: Option<String>,
    /// With `states` and `running`: how many periods are looked at.
    #[serde(default)]
    pub last: usize,
    /// With them: what other forms say of the unit in the same periods, added up.
    #[serde(default)]
    pub beside: Vec<Shown>,
    /// Fields that tell several figures of one unit apart, such as a person's name.
    #[serde(default)]
    pub by: Vec<String>,
    /// When the figure is too much.
    pub when: String,
    /// The sentence for officers.
    pub text: String,
}

/// What another form says of a unit, or of one that it answers for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The code of the form.
    pub form: String,
    /// The field of the unit that a row is about.
    pub about: String,
    /// An expression over the fields of a row.
    pub value: String,
}

/// What conditions and sentences may name, by slot: the figure and that of the year before; of the figures of the same
/// period and 考核组别 the mean, the standard deviation, how many there are, and the place of this one from the highest
/// and from the lowest; what tells it apart, the group, the period; what other forms say beside; the thresholds.
pub const CASE_NAMES: [&str; 12] = [
    "figure",
    "before",
    "mean",
    "deviation",
    "size",
    "from_top",
    "from_bottom",
    "subject",
    "group",
    "period",
    "beside",
    "threshold",
];

/// A case, compiled.
#[derive(Debug)]
pub struct Compiled {
    /// The figure of a row, for cases with a `value`.
    pub value: Option<Expression>,
    /// What must hold of rows, for cases with `running`.
    pub running: Option<Expression>,
    /// The values of the forms beside.
    pub beside: Vec<Expression>,
    /// When it is too much.
    pub when: Expression,
    /// The sentence.
    pub text: Text,
}

impl Compiled {
    /// True if it looks at the year before.
    pub fn looks_back(&self) -> bool {
        self.when.names().iter().chain(self.text.names()).any(|mention| &*mention.root == CASE_NAMES[1])
    }
}

impl Case {
    /// True if its figure is a number of periods.
    pub fn runs(&self) -> bool {
        !self.states.is_empty() || self.running.is_some()
    }
}

impl Triggers {
    /// Reads the file and checks it; what is wrong goes to `issues`.
    pub fn load(
        templates: &Templates,
        forms: &[Form],
        lists: &BTreeMap<String, List>,
        issues: &mut Vec<Issue>,
    ) -> Option<Triggers> {
        let triggers: Triggers = templates.declaration(FILE, issues)?;
        issues.extend(triggers.wrong(forms, lists).into_iter().map(|what| Issue::new(FILE, what)));
        Some(triggers)
    }

    fn wrong(&self, forms: &[Form], lists: &BTreeMap<String, List>) -> Vec<Saying> {
        let mut wrong = Vec::new();
        let list = lists.get(&self.list);
        if list.is_none() {
            wrong.push(Saying::new("issue.no_list").with("list", &self.list));
        }
        let mut need = |form: &str, keys: &[&String]| {
            let Some(form) = forms.iter().find(|other| other.code == form) else {
                wrong.push(Saying::new("issue.no_form").with("code", form));
                return;
            };
            for key in keys.iter().filter(|key| form.field_number(key).is_none()) {
                wrong.push(Saying::new("issue.no_field").with("code", &form.code).with("key", *key));
            }
        };
        need(&self.interview.form, &[&self.interview.about, &self.interview.day]);
        for case in self.cases().filter(|case| case.together.is_empty()) {
            let means = case.mean.iter().flat_map(|mean| &mean.of);
            need(
                &case.form,
                &case.about.iter().chain(&case.each).chain(&case.by).chain(means).collect::<Vec<_>>(),
            );
        }
        for shown in self.cases().flat_map(|case| &case.beside) {
            need(&shown.form, &[&shown.about]);
        }
        if !self.thresholds.iter().any(|threshold| threshold.key == self.interview.within) {
            wrong.push(Saying::new("issue.no_threshold").with("key", &self.interview.within));
        }
        for state in self.cases().flat_map(|case| &case.states) {
            if !DutyState::KEYS.contains(&state.as_str()) {
                wrong.push(Saying::new("issue.no_state").with("state", state));
            }
        }
        for case in self.cases().filter(|case| case.runs() && case.last < 2) {
            wrong.push(Saying::new("issue.one_period").with("case", &case.when));
        }
        let ids: BTreeSet<&str> = self.all.iter().map(|trigger| trigger.id.as_str()).collect();
        let named = ids.iter().copied().filter(|id| list.is_some_and(|list| list.with_code(id).is_none()));
        let together = self.cases().flat_map(|case| &case.together).map(String::as_str);
        let unknown: Vec<&str> = named.chain(together.filter(|id| !ids.contains(id))).collect();
        for id in unknown {
            wrong.push(Saying::new("issue.no_trigger").with("id", id));
        }
        for case in self.cases() {
            let figures = [
                case.value.is_some(),
                !case.each.is_empty(),
                case.mean.is_some(),
                !case.together.is_empty(),
                !case.states.is_empty(),
                case.running.is_some(),
            ];
            if figures.into_iter().filter(|said| *said).count() != 1 {
                wrong.push(Saying::new("issue.case_figure").with("case", &case.when));
            }
            if let Err(problem) = self.compile(case, forms) {
                wrong.push(Saying::new("issue.case_expression").with("why", problem.saying()));
            }
        }
        wrong
    }

    /// All cases of all triggers.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.all.iter().flat_map(|trigger| &trigger.cases)
    }

    /// Compiles a case.
    ///
    /// # Errors
    /// The first expression that is wrong.
    pub fn compile(&self, case: &Case, forms: &[Form]) -> Result<Compiled, Problem> {
        let names = self.names();
        let form = forms.iter().find(|form| form.code == case.form);
        let value = match (&case.value, form) {
            (Some(value), Some(form)) => Some(Expression::compile(value, &*row_members(form))?),
            _ => None,
        };
        let running = match (&case.running, form) {
            (Some(running), Some(form)) => Some(Expression::compile(running, &*row_members(form))?),
            _ => None,
        };
        let beside = case.beside.iter().filter_map(|shown| {
            let form = forms.iter().find(|form| form.code == shown.form)?;
            Some(Expression::compile(&shown.value, &*row_members(form)))
        });
        let beside = beside.collect::<Result<_, _>>()?;
        let (when, text) = (Expression::compile(&case.when, &names)?, Text::compile(&case.text, &names)?);
        Ok(Compiled { value, running, beside, when, text })
    }

    fn names(&self) -> Members {
        let thresholds: Members =
            self.thresholds.iter().map(|threshold| (threshold.key.as_str(), Shape::Number)).collect();
        let thresholds = Arc::new(thresholds);
        let shaped = |name: &'static str| match name {
            "subject" | "group" | "period" => (name, Shape::Text),
            "threshold" => (name, Shape::Record(thresholds.clone())),
            _ => (name, shape(Kind::Decimal)),
        };
        CASE_NAMES.into_iter().map(shaped).collect()
    }

    /// The thresholds in order, those that an office has set in their place.
    pub fn set(&self, office: &BTreeMap<String, Decimal>) -> Vec<Decimal> {
        let value = |threshold: &Threshold| office.get(&threshold.key).copied();
        self.thresholds.iter().map(|own| value(own).unwrap_or_else(|| own.value.into())).collect()
    }

    /// How many days there are to talk to a listed unit.
    pub fn days_to_interview(&self, office: &BTreeMap<String, Decimal>) -> Option<i32> {
        let place = self.thresholds.iter().position(|threshold| threshold.key == self.interview.within)?;
        self.set(office).get(place).and_then(|days| days.to_i32())
    }

    /// The keys that an office has set and that no threshold has.
    pub fn unknown<'o>(&self, office: &'o BTreeMap<String, Decimal>) -> impl Iterator<Item = &'o str> {
        let known = |key: &str| self.thresholds.iter().any(|threshold| threshold.key == key);
        office.keys().map(String::as_str).filter(move |key| !known(key))
    }
}
