//! The switches of the policy as declared in `templates/switches.toml`: where its text leaves a choice, or a number is the
//! office's own, an office sets it in the section `[switches]` of its settings (FORMS.md 4, 7). Rules see them as
//! `switch.KEY`; due days, leaving days and duties name them.

use super::load::Templates;
use super::{Catalog, Issue};
use crate::expr::{Object, Shape, Value};
use crate::model::Saying;
use crate::model::text::hex;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The file.
const FILE: &str = "switches.toml";

/// The file in which an office sets what is declared to be set.
pub const SETTINGS: &str = "liangze.toml";

/// All declared switches, as they are set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The switches, in order.
    #[serde(default, rename = "switch")]
    pub all: Vec<Switch>,
}

/// A switch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Its key.
    pub key: String,
    /// How it is set; as declared where the office says nothing.
    pub value: Setting,
    /// The texts that it may be set to, if it is one.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The lowest and the highest number that it may be set to, if it is one.
    #[serde(default)]
    pub range: Option<[i64; 2]>,
    /// What it says.
    pub meaning: String,
}

/// How a switch is set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// On or off.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// One of its choices.
    Text(String),
}

impl fmt::Display for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Flag(flag) => write!(formatter, "{flag}"),
            Setting::Number(number) => write!(formatter, "{number}"),
            Setting::Text(text) => write!(formatter, "\"{text}\""),
        }
    }
}

/// How some switches must be set for something to hold.
pub type When = BTreeMap<String, Setting>;

impl Switch {
    fn takes(&self, setting: &Setting) -> bool {
        match (&self.value, setting) {
            (Setting::Flag(_), Setting::Flag(_)) => true,
            (Setting::Number(_), Setting::Number(number)) => {
                self.range.is_none_or(|[least, most]| (least..=most).contains(number))
            }
            (Setting::Text(_), Setting::Text(text)) => self.choices.contains(text),
            _ => false,
        }
    }

    /// What it may be set to, for whoever set something else.
    fn allowed(&self) -> Saying {
        match (&self.value, self.range) {
            (Setting::Flag(_), _) => Saying::new("issue.allowed_flag"),
            (Setting::Number(_), Some([least, most])) => Saying::new("issue.allowed_between")
                .with("least", least.to_string())
                .with("most", most.to_string()),
            (Setting::Number(_), None) => Saying::new("issue.allowed_number"),
            (Setting::Text(_), _) => {
                Saying::new("issue.allowed_choices").with("choices", self.choices.join(", "))
            }
        }
    }

    fn shape(&self) -> Shape {
        match self.value {
            Setting::Flag(_) => Shape::Flag,
            Setting::Number(_) => Shape::Number,
            Setting::Text(_) => Shape::Text,
        }
    }
}

impl Switches {
    /// Reads the file and checks it; what is wrong goes to `issues`.
    pub fn load(templates: &Templates, issues: &mut Vec<Issue>) -> Option<Switches> {
        let switches: Switches = templates.declaration(FILE, issues)?;
        for (number, switch) in switches.all.iter().enumerate() {
            if switches.all[..number].iter().any(|other| other.key == switch.key) {
                issues.push(Issue::new(FILE, Saying::new("issue.switch_twice").with("key", &switch.key)));
            }
            if !switch.takes(&switch.value) {
                let what = Saying::new("issue.switch_value").with("key", &switch.key);
                issues.push(Issue::new(FILE, what.with("allowed", switch.allowed())));
            }
        }
        Some(switches)
    }

    /// The switch with a key.
    pub fn get(&self, key: &str) -> Option<&Switch> {
        self.all.iter().find(|switch| switch.key == key)
    }

    /// True if all of these are set so.
    pub fn are(&self, when: &When) -> bool {
        when.iter().all(|(key, setting)| self.get(key).is_some_and(|switch| switch.value == *setting))
    }

    /// The members of `switch` in expressions.
    pub fn shape(&self) -> Shape {
        super::rule_names::record(self.all.iter().map(|switch| (switch.key.as_str(), switch.shape())))
    }

    /// What is wrong with a condition.
    pub(super) fn wrong(&self, when: &When) -> Vec<Saying> {
        let wrong = when.iter().filter_map(|(key, setting)| match self.get(key) {
            None => Some(Saying::new("issue.no_switch").with("key", key)),
            Some(switch) if !switch.takes(setting) => {
                let what = Saying::new("issue.switch_never").with("key", key);
                Some(what.with("setting", setting.to_string()).with("allowed", switch.allowed()))
            }
            Some(_) => None,
        });
        wrong.collect()
    }

    /// A switch that nothing reads would only look as if it did something.
    pub(super) fn unread(&self, read: &BTreeSet<&str>) -> Vec<Issue> {
        let unread = self.all.iter().filter(|switch| !read.contains(switch.key.as_str()));
        let what = |switch: &Switch| Saying::new("issue.switch_unread").with("key", &switch.key);
        unread.map(|switch| Issue::new(FILE, what(switch))).collect()
    }
}

/// The slots of `switch` are the places of the switches.
impl Object for Switches {
    fn at(&self, position: u16) -> Value<'_> {
        match self.all.get(usize::from(position)).map(|switch| &switch.value) {
            Some(Setting::Flag(flag)) => Value::Flag(*flag),
            Some(Setting::Number(number)) => Value::from(*number),
            Some(Setting::Text(text)) => Value::from(text.as_str()),
            None => Value::Missing,
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        let position = self.all.iter().position(|switch| switch.key == name)?;
        Some(self.at(u16::try_from(position).unwrap_or(u16::MAX)))
    }
}

impl Catalog {
    /// Sets switches as an office does. The catalogue then goes by another fingerprint: what it says is not the same.
    ///
    /// # Errors
    /// What cannot be set so.
    pub fn set(&mut self, office: &BTreeMap<String, Setting>) -> Result<(), Vec<Issue>> {
        let wrong = self.switches.wrong(office).into_iter();
        let wrong: Vec<Issue> = wrong.map(|what| Issue::new(SETTINGS, what)).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut hash = Sha256::new();
        hash.update(&self.fingerprint);
        let mut changed = false;
        for switch in &mut self.switches.all {
            if let Some(setting) = office.get(&switch.key).filter(|setting| **setting != switch.value) {
                switch.value = setting.clone();
                hash.update(format!("{}={setting}\n", switch.key));
                changed = true;
            }
        }
        if changed {
            self.fingerprint = hex(hash.finalize());
        }
        self.settle();
        Ok(())
    }

    /// Lets the switches decide what of the declarations holds.
    pub(super) fn settle(&mut self) {
        for form in &mut self.forms {
            form.due.iter_mut().for_each(|due| due.holds = self.switches.are(&due.when));
            if let Some(other) = &mut form.satisfied_by {
                other.holds = self.switches.are(&other.when);
            }
        }
        for notice in &mut self.notices.all {
            if let Some(leaves) = &mut notice.declaration.leaves {
                leaves.settle(&self.switches);
            }
        }
    }

    /// What declarations say of switches that is wrong, and the switches of which none says anything.
    pub(super) fn wrong_switches(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        let mut read: BTreeSet<&str> = BTreeSet::new();
        for form in &self.forms {
            let path = format!("forms/{}/form.toml", form.id);
            let conditions = form.due.iter().map(|due| &due.when);
            for when in conditions.chain(form.satisfied_by.iter().map(|other| &other.when)) {
                read.extend(when.keys().map(String::as_str));
                let wrong = self.switches.wrong(when).into_iter();
                issues.extend(wrong.map(|what| Issue::new(&path, what)));
            }
            if let Some(other) =
                form.satisfied_by.as_ref().filter(|other| self.form_by_code(&other.form).is_none())
            {
                issues.push(Issue::new(&path, Saying::new("issue.no_form").with("code", &other.form)));
            }
        }
        for notice in &self.notices.all {
            let from = notice.declaration.leaves.iter().filter_map(|leaves| leaves.from.as_ref());
            for key in from {
                read.insert(key);
                let number = |switch: &Switch| matches!(switch.value, Setting::Number(_));
                if !self.switches.get(key).is_some_and(number) {
                    let path = format!("{}/notice.toml", notice.folder);
                    issues.push(Issue::new(&path, Saying::new("issue.no_number_switch").with("key", key)));
                }
            }
        }
        for notice in &self.notices.all {
            for key in notice.declaration.switches() {
                read.insert(key);
                if self.switches.get(key).is_none() {
                    let path = format!("{}/notice.toml", notice.folder);
                    issues.push(Issue::new(&path, Saying::new("issue.no_switch").with("key", key)));
                }
            }
        }
        for rule in &self.rules {
            read.extend(rule.switches.iter().map(String::as_str));
        }
        issues.extend(self.switches.unread(&read));
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NameRules, Period, Registry};
    use jiff::civil::Date as Day;

    fn set(text: &str) -> Result<Catalog, String> {
        let mut catalog = Catalog::builtin().unwrap();
        let office: When = toml::from_str(text).unwrap();
        match catalog.set(&office) {
            Ok(()) => Ok(catalog),
            Err(wrong) => Err(wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }

    fn with(file: (&str, &str)) -> Vec<String> {
        let files = [(file.0.to_owned(), file.1.as_bytes().to_vec())];
        let wrong = Catalog::load(&Templates::builtin().with(files)).unwrap_err();
        wrong.iter().map(|issue| crate::catalog::Sentences::english().say(&issue.what)).collect()
    }

    fn months(catalog: &Catalog) -> Vec<Vec<i8>> {
        let counted = catalog.notices.all.iter().filter_map(|notice| notice.declaration.leaves.as_ref());
        counted.filter(|leaves| leaves.from.is_some()).map(|leaves| leaves.months.clone()).collect()
    }

    #[test]
    fn a_switch_takes_what_it_is_declared_for_and_nothing_else() {
        let told = |text: &str| set(text).map(|_| ()).unwrap_err();
        assert_eq!(
            told("half_sat_is_basic = 1"),
            "liangze.toml: the switch `half_sat_is_basic` is never 1\n  hint: write true or false"
        );
        assert!(told("bimonthly_anchor = 13").ends_with("write a number from 1 to 12"));
        assert!(told("week_rule = \"a week\"").contains("calendar_days, five_workdays"));
        assert!(told("yr_merge = true").contains("there is no switch `yr_merge`"));
    }

    #[test]
    fn an_office_that_sets_a_switch_otherwise_has_another_catalogue() {
        let plain = Catalog::builtin().unwrap().fingerprint;
        assert_eq!(set("").unwrap().fingerprint, plain);
        assert_eq!(set("bimonthly_anchor = 2").unwrap().fingerprint, plain, "as it is declared");
        assert_ne!(set("bimonthly_anchor = 1").unwrap().fingerprint, plain);
    }

    #[test]
    fn bulletins_leave_every_two_months_from_the_month_that_the_office_names() {
        assert_eq!(months(&Catalog::builtin().unwrap()), [[2, 4, 6, 8, 10, 12]]);
        assert_eq!(months(&set("bimonthly_anchor = 9").unwrap()), [[1, 3, 5, 7, 9, 11]]);
    }

    #[test]
    fn a_week_is_seven_days_or_some_working_days() {
        let holidays = "date,kind,name\n2015-01-01,holiday,元旦\n2015-01-02,holiday,元旦\n";
        let registry = Registry::load("unit_id\n", "unit_id\n", holidays, &NameRules::default()).0;
        // A meeting on a Friday before the holidays of a new year.
        let held: Day = "2014-12-26".parse().unwrap();
        let due = |text: &str| -> Vec<String> {
            let catalog = set(text).unwrap();
            let form = catalog.form_by_code("DM").unwrap();
            let dues = form.due.iter().filter(|due| due.holds);
            dues.filter_map(|due| due.day_after(held, &registry)).map(|day| day.to_string()).collect()
        };
        assert_eq!(due(""), ["2015-01-02"]);
        assert_eq!(due("week_rule = \"five_workdays\""), ["2015-01-06"]);
        assert_eq!(due("week_rule = \"seven_workdays\""), ["2015-01-08"]);
    }

    #[test]
    fn a_report_that_may_be_merged_is_due_with_the_one_that_stands_for_it() {
        let year: Period = "2014".parse().unwrap();
        let due = |catalog: &Catalog, code: &str| catalog.form_by_code(code).unwrap().due_on(year);
        assert_eq!(due(&Catalog::builtin().unwrap(), "YR"), Some("2014-12-31".parse().unwrap()));
        let merged = set("yr_merge_with_ap = true").unwrap();
        assert_eq!(due(&merged, "YR"), due(&merged, "AP"));
    }

    #[test]
    fn a_switch_that_nothing_reads_is_told_and_so_is_one_that_nobody_declares() {
        let templates = Templates::builtin();
        let own = templates.text("switches.toml").unwrap();
        let more = format!("{own}\n[[switch]]\nkey = \"idle\"\nvalue = true\nmeaning = \"\"\n");
        assert_eq!(with(("switches.toml", &more)), ["nothing reads the switch `idle`"]);
        let fewer = own.replace("key = \"week_rule\"", "key = \"week\"");
        assert_eq!(
            with(("switches.toml", &fewer)),
            ["there is no switch `week_rule`"; 3]
                .into_iter()
                .chain(["nothing reads the switch `week`"])
                .collect::<Vec<_>>()
        );
    }
}
