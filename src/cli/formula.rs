//! The formula of a rule in words: fields by their labels, codes by their choices, the rest by the words of the terminal.

use super::words::Words;
use crate::catalog::{Catalog, Form, Rule, Scope};
use crate::expr::{Wording, in_words};

/// Says the formulas of one rule.
pub struct Formula<'a> {
    catalog: &'a Catalog,
    form: &'a Form,
    rule: &'a Rule,
    words: &'a Words,
}

impl<'a> Formula<'a> {
    /// The words for the formulas of a rule of a form.
    pub fn new(catalog: &'a Catalog, form: &'a Form, rule: &'a Rule, words: &'a Words) -> Formula<'a> {
        Formula { catalog, form, rule, words }
    }

    /// A formula in words; as it is written if it cannot be read, which no rule of a catalogue is.
    pub fn say(&self, text: &str) -> String {
        in_words(text, self).unwrap_or_else(|_| text.to_owned())
    }

    /// The label of a field, or of another name that an example sets.
    pub fn label(&self, key: &str) -> String {
        match key.split_once('.') {
            Some((of, member)) => self.part("of", &[&self.name(of, false), &self.member(of, member)]),
            None => self.name(key, false),
        }
    }

    /// A value that an example sets; of its tables those members of which the rule speaks, with their labels.
    pub fn shown(&self, of: &str, key: &str, value: &toml::Value) -> String {
        match value {
            toml::Value::Boolean(flag) => self.part(if *flag { "true" } else { "false" }, &[]),
            toml::Value::String(text) => match self.form_of(of).and_then(|form| self.choice(form, key, text))
            {
                Some(label) => label,
                None => text.clone(),
            },
            toml::Value::Array(values) => {
                let values: Vec<String> = values.iter().map(|value| self.shown(of, key, value)).collect();
                self.joined(&values)
            }
            toml::Value::Table(table) => {
                let values: Vec<String> = table
                    .iter()
                    .filter(|(member, _)| speaks_of(self.rule, member))
                    .map(|(member, value)| {
                        let of = if of.is_empty() { key } else { of };
                        format!("{} {}", self.member(of, member), self.shown(of, member, value))
                    })
                    .collect();
                self.part("bracket", &[&self.joined(&values)])
            }
            other => other.to_string(),
        }
    }

    /// Several parts, one after the other.
    pub fn joined(&self, parts: &[String]) -> String {
        let Some((first, rest)) = parts.split_first() else { return self.part("nothing", &[]) };
        rest.iter().fold(first.clone(), |all, next| self.part("list", &[&all, next]))
    }

    /// The label of a field, by its whole path where the last part alone is too little to know it by.
    fn field(&self, form: &Form, key: &str) -> Option<String> {
        let field = form.field(key)?;
        let leaf = field.leaf();
        let alike = form.fields.iter().filter(|other| other.leaf() == leaf).count();
        let short = alike > 1 || leaf.chars().count() <= 2;
        let label = if short { field.path().collect::<Vec<_>>().join("/") } else { leaf };
        Some(self.part("label", &[&label]))
    }

    /// A name of the engine: its key among the words, and the form that it speaks of.
    fn engine(&self, name: &str) -> Option<(String, Option<&'a Form>)> {
        let found = |key: &str| self.words.find(&format!("name.{key}")).is_some();
        if found(name) {
            return Some((name.to_owned(), None));
        }
        let mut forms = self.catalog.forms.iter();
        forms.find_map(|form| {
            let at = name.find(&form.code)?;
            let end = at + form.code.len();
            let beside = |text: &str| text.is_empty() || text.starts_with('_') || text.ends_with('_');
            let key = format!("{}CODE{}", &name[..at], &name[end..]);
            (beside(&name[..at]) && beside(&name[end..]) && found(&key)).then_some((key, Some(form)))
        })
    }

    /// The form of whose rows a name speaks.
    fn form_of(&self, name: &str) -> Option<&'a Form> {
        const OTHERS: [&str; 8] =
            ["sender", "units", "period", "header", "row_unit", "sections", "switch", "due_persons"];
        match self.engine(name) {
            Some((_, Some(form))) => Some(form),
            _ if OTHERS.contains(&name) => None,
            _ => Some(self.form),
        }
    }

    fn choice(&self, form: &Form, key: &str, code: &str) -> Option<String> {
        let list = self.catalog.list_of(form.field(key)?)?;
        list.choices.iter().find(|choice| choice.code == code).map(|choice| choice.label.clone())
    }

    fn header(&self, key: &str) -> Option<String> {
        let field = self.catalog.header.fields.iter().find(|field| field.key == key);
        field.map(|field| field.title.clone())
    }

    fn footing(&self, key: &str) -> Option<String> {
        let footing = self.form.footings.iter().find(|footing| footing.answers_to(key))?;
        let label = footing.label.rsplit('/').next().unwrap_or(&footing.label);
        Some(self.part("label", &[label]))
    }
}

/// True for a field that the rule looks at: the rest of a row only makes the example whole.
pub fn speaks_of(rule: &Rule, key: &str) -> bool {
    let when = rule.when.as_ref().map_or("", |when| when.text());
    let mut words = [&rule.formula, when]
        .into_iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric() && letter != '_'));
    rule.scope == Scope::Count || words.any(|word| word == key) || rule.at.iter().any(|place| place == key)
}

impl Wording for Formula<'_> {
    fn name(&self, name: &str, within: bool) -> String {
        // The names of a count are fields elsewhere.
        let counted = ["value", "values", "direct_value", "label"].contains(&name);
        let engine = if counted && self.rule.scope != Scope::Count { None } else { self.engine(name) };
        match (engine, self.field(self.form, name)) {
            (Some((key, form)), _) => {
                let form = form.map(|form| self.part("rows_of", &[&form.name])).unwrap_or_default();
                self.words.fill(&format!("name.{key}"), &[("0", &form)])
            }
            (None, Some(label)) if within => self.part("own", &[&label]),
            (None, Some(label)) => label,
            (None, None) => name.to_owned(),
        }
    }

    fn member(&self, of: &str, member: &str) -> String {
        let own = match of {
            "header" => self.header(member),
            "footing" => self.footing(member),
            "switch" => {
                let switch = self.catalog.switches.all.iter().find(|switch| switch.key == member);
                switch.map(|switch| self.part("quoted", &[&switch.meaning]))
            }
            _ => self.form_of(of).and_then(|form| self.field(form, member)),
        };
        let engine = || self.words.find(&format!("member.{member}")).map(str::to_owned);
        own.or_else(engine).unwrap_or_else(|| member.to_owned())
    }

    fn value(&self, of: Option<(&str, &str)>, value: &str) -> String {
        let heading = || {
            let heading = self.form.headings.iter().find(|heading| heading.key == value);
            heading.map(|heading| heading.title.clone())
        };
        let indicator = || {
            let mut rows = self.catalog.forms.iter().flat_map(|form| &form.indicators);
            rows.find(|row| row.code == value).map(|row| row.name.clone())
        };
        let found = match of {
            Some(("", "header")) => return self.header(value).unwrap_or_else(|| value.to_owned()),
            Some(("", "footing")) => self.footing(value),
            Some((_, "disputed")) => of.and_then(|(of, _)| self.field(self.form_of(of)?, value)),
            Some(("sections", "key")) => heading(),
            Some(("", name)) => self.choice(self.form, name, value),
            Some((of, member)) => self.form_of(of).and_then(|form| self.choice(form, member, value)),
            None => None,
        };
        let found = found.or_else(|| of.and_then(|_| indicator()));
        self.part("quoted", &[found.as_deref().unwrap_or(value)])
    }

    fn part(&self, key: &str, parts: &[&str]) -> String {
        let holes = ["0", "1", "2"];
        let values: Vec<(&str, &str)> = holes.into_iter().zip(parts.iter().copied()).collect();
        self.words.fill(&format!("said.{key}"), &values)
    }
}
