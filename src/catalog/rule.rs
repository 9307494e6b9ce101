//! A rule as declared in `templates/forms/<id>/rules.toml`: *left, relation, right*, or one assertion, with the words
//! for whoever broke it (FORMS.md 2.3, 4; docs/rules.md explains it to authors). Compiled once when loaded.

use super::issue::Issue;
use super::rule_names::RuleNames;
use super::surrounding::Surrounding;
use super::{Form, Switches};
use crate::expr::{Expression, Mention, Problem, Text};
use crate::model::{Saying, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each row: the fields are names.
    Row,
    /// Each count of each row: `value` is the count, `label` its column.
    Count,
    /// The form as a whole: the fields of the single answers are names, those of indicators are looked up by code.
    Form,
    /// All units of a period: sums, shares and groups are names.
    Period,
}

/// Which rows a rule of scope `row` or `count` looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// The data rows first; the 合计 row only if no data row was found at fault.
    #[default]
    All,
    /// The data rows.
    Data,
    /// The 合计 row; where the clerk left it out, the sums of the data rows.
    Total,
}

/// How left and right must stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Relation {
    /// Equal.
    #[serde(rename = "==")]
    Equal,
    /// Different.
    #[serde(rename = "!=")]
    Different,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// More.
    #[serde(rename = ">")]
    More,
}

/// A rule as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    id: String,
    severity: String,
    scope: Scope,
    #[serde(default)]
    rows: Rows,
    title: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    when: Option<String>,
    #[serde(default)]
    left: Option<String>,
    #[serde(default)]
    is: Option<Relation>,
    #[serde(default)]
    right: Option<String>,
    #[serde(default)]
    tolerance: Option<String>,
    #[serde(default)]
    assert: Option<String>,
    #[serde(default)]
    at: Vec<String>,
    #[serde(default)]
    at_rows: Option<String>,
    message: String,
    #[serde(default)]
    hint: String,
    #[serde(default, rename = "example")]
    examples: Vec<Example>,
}

/// An example of a rule: what a form says, and how often the rule must speak.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The data rows: values by field key, as exports write them.
    #[serde(default)]
    pub rows: Vec<toml::Table>,
    /// The 合计 row.
    #[serde(default)]
    pub total: Option<toml::Table>,
    /// Other names of the rule and their values, such as `unit.level` or `prior.ytd_cases`.
    #[serde(default)]
    pub given: toml::Table,
    /// How often the rule must speak.
    pub finds: usize,
}

/// A compiled rule.
#[derive(Clone)]
pub struct Rule {
    /// Its id, such as `CQ-V001`.
    pub id: String,
    /// The id of its form.
    pub form: String,
    /// How heavy a finding weighs.
    pub severity: Severity,
    /// What it looks at.
    pub scope: Scope,
    /// Which rows.
    pub rows: Rows,
    /// What it demands, in one line.
    pub title: String,
    /// The article of the policy, or another source.
    pub basis: String,
    /// It speaks only where this holds.
    pub when: Option<Arc<Expression>>,
    /// What must hold.
    pub demand: Demand,
    /// Field keys at which a finding points; else those that the left side mentions.
    pub at: Vec<String>,
    /// The numbers of the rows at which it points, for a rule that looks at the form as a whole.
    pub at_rows: Option<Arc<Expression>>,
    /// What is wrong.
    pub message: Arc<Text>,
    /// What to do.
    pub hint: Arc<Text>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// The texts of its sides, for `explain`.
    pub formula: String,
    /// The switches that it names.
    pub switches: Vec<String>,
    /// Which surroundings it looks at.
    pub surroundings: Vec<Surrounding>,
    /// The names that its left side, or its assertion, mentions.
    pub left_names: Vec<Mention>,
    /// The names that its right side mentions.
    pub right_names: Vec<Mention>,
}

/// What a rule demands.
#[derive(Clone)]
pub enum Demand {
    /// Two sides in a relation.
    Sides {
        /// What was stated.
        left: Arc<Expression>,
        /// How it must stand.
        is: Relation,
        /// What was expected.
        right: Arc<Expression>,
        /// How far apart equal numbers may lie.
        tolerance: rust_decimal::Decimal,
    },
    /// Something that must be true.
    Assertion(Arc<Expression>),
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.id, self.formula)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<toml::Spanned<Declared>>,
}

/// The rules of one file, compiled against the names of their form; what is wrong goes to `issues`.
pub fn load(
    path: &str,
    source: &str,
    form: &Form,
    (forms, switches): (&[Form], &Switches),
    issues: &mut Vec<Issue>,
) -> Vec<Rule> {
    let file: RuleFile = match toml::from_str(source) {
        Ok(file) => file,
        Err(error) => {
            issues.push(Issue::toml(path, source, &error));
            return Vec::new();
        }
    };
    let mut rules = Vec::new();
    let mut names: BTreeMap<Scope, RuleNames> = BTreeMap::new();
    for declared in file.rule {
        let line = source[..declared.span().start].matches('\n').count() + 1;
        let declared = declared.into_inner();
        let id = declared.id.clone();
        let names = names
            .entry(declared.scope)
            .or_insert_with_key(|scope| RuleNames::new(form, forms, switches, *scope));
        match compile(declared, form, names) {
            Ok(rule) => rules.push(rule),
            Err(why) => {
                let what = Saying::new("issue.rule").with("id", id).with("why", why);
                issues.push(Issue::at(path, line, what));
            }
        }
    }
    rules
}

fn compile(declared: Declared, form: &Form, names: &RuleNames) -> Result<Rule, Saying> {
    let said = |problem: Problem| problem.saying();
    let expression = |text: &str| Expression::compile(text, names).map(Arc::new).map_err(said);
    let words = |text: &str| Text::compile(text, names).map(Arc::new).map_err(said);
    let wrong_severity = |_| Saying::new("issue.rule_severity").with("severity", &declared.severity);
    let severity = declared.severity.parse().map_err(wrong_severity)?;
    let when = declared.when.as_deref().map(expression).transpose()?;
    let (demand, formula) = match (&declared.left, declared.is, &declared.right, &declared.assert) {
        (Some(left), Some(is), Some(right), None) => {
            let tolerance = declared.tolerance.as_deref().unwrap_or("0");
            let no_number = |_| Saying::new("issue.rule_tolerance").with("tolerance", tolerance);
            let tolerance = tolerance.parse().map_err(no_number)?;
            let sides = Demand::Sides { left: expression(left)?, is, right: expression(right)?, tolerance };
            (sides, format!("{left} {} {right}", is.sign()))
        }
        (None, None, None, Some(assertion)) => (Demand::Assertion(expression(assertion)?), assertion.clone()),
        _ => return Err(Saying::new("issue.rule_sides")),
    };
    if let Some(key) = declared.at.iter().find(|key| !names.is_place(key)) {
        return Err(Saying::new("issue.rule_at").with("key", key));
    }
    if declared.at_rows.is_some() && (declared.scope != Scope::Form || declared.at.is_empty()) {
        return Err(Saying::new("issue.rule_at_rows"));
    }
    let at_rows = declared.at_rows.as_deref().map(expression).transpose()?;
    let (left_names, right_names) = match &demand {
        Demand::Sides { left, right, .. } => (left.names().to_vec(), right.names().to_vec()),
        Demand::Assertion(assertion) => (assertion.names().to_vec(), Vec::new()),
    };
    let message = words(&declared.message)?;
    let hint = words(&declared.hint)?;
    let conditions = when.iter().chain(&at_rows).flat_map(|when| when.names().iter());
    let texts = message.names().iter().chain(hint.names());
    let mentions = left_names.iter().chain(&right_names).chain(conditions).chain(texts);
    let mut surroundings = Vec::new();
    let mut switches = Vec::new();
    for mention in mentions {
        let surrounding = names.surrounding(mention.slot);
        if surrounding == Some(Surrounding::Switch) {
            switches.extend(mention.path.first().map(|key| key.to_string()));
        }
        surroundings.extend(surrounding);
    }
    surroundings.sort();
    surroundings.dedup();
    Ok(Rule {
        id: declared.id,
        form: form.id.clone(),
        severity,
        scope: declared.scope,
        rows: declared.rows,
        title: declared.title,
        basis: declared.basis,
        when,
        demand,
        at: declared.at,
        at_rows,
        message,
        hint,
        examples: declared.examples,
        formula,
        switches,
        surroundings,
        left_names,
        right_names,
    })
}

impl Relation {
    /// The sign as written.
    pub fn sign(self) -> &'static str {
        match self {
            Relation::Equal => "==",
            Relation::Different => "!=",
            Relation::AtMost => "<=",
            Relation::AtLeast => ">=",
            Relation::Less => "<",
            Relation::More => ">",
        }
    }
}
